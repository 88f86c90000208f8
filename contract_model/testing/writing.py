"""This file defines how a case with its answer is written into a file of cases, as `contract_model.testing.cases` reads it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence

from contract_model.loading.layout import laid_out
from contract_model.loading.load import shipped_ids
from contract_model.loading.parse import parse
from contract_model.model.answer import Among, Answer, Between, Cube, Holds
from contract_model.model.case import ANY_DATE, Case
from contract_model.model.contract import Contract, Fact, Parameter
from contract_model.model.values import Value, written
from contract_model.problems import ContractError, Problem, quoted
from contract_model.testing.case_schema import SurfaceCaseFile
from contract_model.testing.cases import differences, read_case_file

_PLAIN = re.compile(r"[a-z][a-z0-9_-]*|\d{4}-\d\d-\d\d|\d[\d_.]* [A-Za-z]+")
_NOT_PLAIN = ("true", "false", "null", "yes", "no", "on", "off")


def save_case(contract: Contract, place: str, answer: Answer, name: str, path: str, statuses: Mapping[str, str] | None = None) -> str:
    """Write a case with its answer as what is expected; to a file of cases of this contract that is there, it is added.

    `place` is what the contract was loaded by; `statuses`, of terms, are expected as well.
    Returns the name of the case in the file, which gets a number where it is taken. Raises
    ContractError when the file cannot be written or is something else, and leaves it as it was.
    """
    before, taken = _before(contract, path)
    unique = next(n for i in range(1, len(taken) + 2) if (n := name if i == 1 else f"{name} ({i})") not in taken)
    if before:
        text = f"{before.rstrip()}\n\n{entry(contract, answer, unique, statuses)}"
    else:
        head = f"contract: {_scalar(reference(place, path))}\ncases:\n"
        text = _laid_out(head + rough_entry(contract, answer, unique, statuses))
    aside = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.part")
    try:
        with open(aside, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            _check(aside, unique)
            os.replace(aside, path)
        finally:
            if os.path.exists(aside):
                os.unlink(aside)
    except OSError as error:
        raise ContractError([Problem("not-saved", f"{quoted(path)} cannot be written: {error.strerror or error}")]) from None
    return unique


def entry(contract: Contract, answer: Answer, name: str, statuses: Mapping[str, str] | None = None) -> str:
    """The case of an answer as an entry of a list of cases, laid out; `statuses`, of terms, are expected as well."""
    return _laid_out(f"cases:\n{rough_entry(contract, answer, name, statuses)}").removeprefix("cases:\n")


def _laid_out(text: str) -> str:
    return laid_out(parse("written", text.encode()), SurfaceCaseFile)


def rough_entry(contract: Contract, answer: Answer, name: str, statuses: Mapping[str, str] | None = None) -> str:
    """The same as data on lines, to be laid out with what stands around it."""
    case, event = answer.case, answer.case.event
    said: dict[str, object] = {"action": event.action}
    said |= {"actor": event.actor} if event.actor else {}
    said |= {"date": str(event.date)} if event.date != ANY_DATE else {}
    said |= {"parameters": _values(event.parameters)} if event.parameters else {}
    lines = [f"  - name: {_scalar(name)}", f"    event: {_flow(said)}"]
    readings = {n: r for n, r in case.readings.items() if n not in case.unknown}
    unknown = _unknown(contract, case)
    lines += [f"    facts: {_flow(_values(case.facts))}"] if case.facts else []
    lines += [f"    readings: {_flow(readings)}"] if readings else []
    lines += [f"    unknown: {_flow(unknown)}"] if unknown else []
    lines += [f"    evidence: {case.evidence.value}"] if case.evidence is not Case(event).evidence else []
    lines += [f"    version: {_scalar(case.version)}"] if case.version else []
    lines += ["    expect:", f"      verdict: {answer.verdict.value}"]
    lines += [f"      decided_by: {_flow(answer.decided_by)}"]
    lines += [f"      statuses: {_flow(statuses)}"] if statuses else []
    if len(answer.outcomes) > 1 and not any(o.more for o in answer.outcomes):
        lines += ["      conditions:"]
        for outcome in answer.outcomes:
            lines += [f"        {outcome.verdict.value}:", *(f"          - {_flow(_cube(cube))}" for cube in outcome.conditions)]
    return "\n".join(lines) + "\n"


def _before(contract: Contract, path: str) -> tuple[str, set[str]]:
    """The text of a file that is there, and the names of its cases."""
    if not os.path.exists(path):
        return "", set()
    found = read_case_file(path)
    if found.contract.id != contract.id:
        raise ContractError([Problem("not-saved", f"{quoted(path)} has cases of another contract, {quoted(found.contract.id)}")])
    with open(path, encoding="utf-8") as file:
        return file.read(), {c.name for c in found.cases}


def _check(path: str, name: str) -> None:
    """Raise what is wrong when the file is read back, or when the case does not hold."""
    file = read_case_file(path)
    (case,) = (c for c in file.cases if c.name == name)
    wrong = differences(file.contract, case, "meaning")
    if wrong:
        raise ContractError([Problem("not-saved", f"the case would not hold: {'; '.join(wrong)}")])


def reference(place: str, path: str) -> str:
    """What a file of cases calls its contract: the id of a shipped one, or a path from its own folder."""
    if place in shipped_ids() and not os.path.exists(place):
        return place
    relative = os.path.relpath(place, os.path.dirname(path) or ".")
    return relative if os.sep in relative or relative.endswith(".yaml") else os.path.join(os.curdir, relative)


def _unknown(contract: Contract, case: Case) -> list[str]:
    """What is held unknown; without presumptions everything of which something would be presumed."""
    found = set(case.unknown)
    if not case.presume:
        stated = {*case.event.parameters, *case.facts, *case.readings}
        own = contract.actions[case.event.action].parameters
        asked: list[Parameter | Fact] = [*(contract.parameters[n] for n in own), *contract.facts.values()]
        found |= {a.name for a in asked if a.presumed is not None and a.name not in stated}
        found |= {n for n, d in contract.derived.items() if d.presumed is not None and n not in stated}
    return sorted(found)


def _values(values: Mapping[str, Value]) -> dict[str, object]:
    return {n: v if isinstance(v, bool) else written(v) for n, v in values.items()}


def _cube(cube: Cube) -> dict[str, object]:
    found: dict[str, object] = {}
    for literal in cube:
        match literal:
            case Among(name, values):
                found[name] = [v if isinstance(v, bool) else written(v) for v in values]
            case Between(name, _, low, high, _):
                found[name] = [f"{'' if low is None else written(low)}..{'' if high is None else written(high)}"]
            case Holds(text, _, truth):
                found[text] = [truth]
    return found


def _flow(data: object) -> str:
    """Data as YAML on one line."""
    match data:
        case Mapping():
            return f"{{{', '.join(f'{_scalar(str(k))}: {_flow(v)}' for k, v in data.items())}}}"
        case bool() | str():
            return _scalar(data)
        case Sequence():
            return f"[{', '.join(map(_flow, data))}]"
        case _:
            raise TypeError(f"not of a case: {data}")


def _scalar(value: bool | str) -> str:
    import json

    if isinstance(value, bool):
        return "true" if value else "false"
    return value if _PLAIN.fullmatch(value) and value not in _NOT_PLAIN else json.dumps(value, ensure_ascii=False)
