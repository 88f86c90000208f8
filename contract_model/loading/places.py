"""This file defines where the words of a contract stand, for whoever has something to say of one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as FilePath

from contract_model.loading.load import read_files
from contract_model.loading.parse import parse
from contract_model.problems import Span

SECTIONS = ("parties", "sources", "kinds", "actions", "facts", "definitions", "ambiguities", "calendars")


def word_places(name: str | FilePath) -> Mapping[tuple[str, str], Span]:
    """The place of each word by its section and itself; of a parameter, under the section `parameters`, the first. Raises ContractError."""
    file, content = next(iter(read_files(name).items()))
    document = parse(file, content)
    found: dict[tuple[str, str], Span] = {}
    for path in document.places:
        match path:
            case (str(section), str(word)) if section in SECTIONS:
                found[section, word] = document.span(path, at_key=True)
            case ("actions", _, "parameters", str(parameter)):
                found.setdefault(("parameters", parameter), document.span(path, at_key=True))
    return found
