"""This file defines `mapping`: what options and a file say that columns stand for."""

from __future__ import annotations

from collections.abc import Sequence

from contract_model.loading.parse import parse
from contract_model.problems import ContractError, Problem, quoted


def mapping(options: Sequence[str], file: str | None = None) -> dict[str, str]:
    """What columns stand for, by name; options prevail over the file. Raises ContractError with every problem."""
    problems: list[Problem] = []
    found: dict[str, str] = {}
    if file is not None:
        try:
            found |= _from_file(file)
        except ContractError as error:
            problems += error.problems
    for option in options:
        column, sign, meaning = (part.strip() for part in option.rpartition("="))
        if not sign or not column or not meaning:
            hint = "write --map COLUMN=NAME, or COLUMN=- for nothing"
            problems.append(Problem("bad-option", f"{quoted(option)} does not say what a column stands for", within="--map", hint=hint))
        else:
            found[column] = meaning
    if problems:
        raise ContractError(problems)
    return found


def _from_file(file: str) -> dict[str, str]:
    try:
        with open(file, "rb") as opened:
            content = opened.read()
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no path"
        raise ContractError([Problem("bad-option", f"{quoted(file)} cannot be read: {said}", within="--map-file")]) from None
    document = parse(file, content)
    if document.problems:
        raise ContractError(document.problems)
    data = document.data
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        said = f"{quoted(file)} is no mapping from columns to what they stand for"
        raise ContractError([Problem("bad-option", said, within="--map-file", hint="write lines such as `Cloud provider: cloud`")])
    return {str(column): str(meaning) for column, meaning in data.items()}
