"""This file defines what an assistant is told: never a bare verdict, but with it the terms, sources, readings and evidence it rests on.

What is told stands there twice, in words and as data, since some assistants read one and some the other. Neither goes without the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contract_model.model.answer import Answer
from contract_model.model.contract import Certainty, Contract, Term, Version
from contract_model.problems import ContractError, Problem, did_you_mean, one_of
from contract_model.telling.words import counted, listed
from contract_model.web.operations import OPERATIONS, Told, decide
from contract_model.web.sent import check_sent
from contract_model.web.shelf import Shelf

NO_ADVICE = "No legal advice: this speaks of the terms as they are encoded, on the evidence that is named. Pass on the sources with it."
LONG_WORDS, LONG_DATA = 40_000, 100_000
"""Signs of what is told, as words and as data, of which an assistant would only lose sight."""
GRADES = tuple(Certainty)
"""The best first."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """What a tool gives: words, and the same as data."""

    text: str
    data: dict[str, Any]


def offered(shelf: Shelf) -> Consulted:
    """The contracts on offer, with what each speaks of."""
    found = [_contract(c) for c in shelf]
    text = "\n\n".join(f"{c['contract']}: {c['title']}. Ask, for example: {'; '.join(c['examples'])}" for c in found)
    return Consulted(f"{text}\n\n{NO_ADVICE}", {"contracts": found, "no_legal_advice": NO_ADVICE})


def consult(shelf: Shelf, name: str, arguments: Mapping[str, Any]) -> Consulted:
    """What an operation tells of a contract that is named among its arguments. Raises ContractError."""
    said = dict(arguments)
    id = said.pop("contract", None)
    if not isinstance(id, str):
        message = "`contract` is missing" if id is None else "`contract` is the id of a contract"
        raise ContractError([Problem("missing-key", message, within="/contract", hint=one_of(shelf.contracts))])
    contract = shelf.contract(id)
    type_, _ = OPERATIONS[name]
    decision, told = decide(shelf, name, contract, check_sent(said, type_))
    document = json.loads(told.text)
    document.pop("because", None)  # the words tell it shorter
    basis = _basis(contract, told, document)
    whole = document if len(json.dumps(document)) <= LONG_DATA else None
    data = {"decision_id": decision.id, **basis, "document": whole, "no_legal_advice": NO_ADVICE}
    return Consulted(_words(contract, told, basis), data)


def _basis(contract: Contract, told: Told, document: Mapping[str, Any]) -> dict[str, Any]:
    """The verdict and what it rests on."""
    terms = list(_terms(contract, told.answer, document))
    readings = _readings(contract, told.answer, document)
    cited = dict.fromkeys(s for t in terms for s in t["sources"])
    cited |= dict.fromkeys(s for r in readings for s in r["sources"])
    grades = [Certainty(t["certainty"]) for t in terms]
    weakest = max(grades, key=GRADES.index).value if grades else None
    return {
        "contract": contract.id,
        "title": contract.title,
        "verdict": told.answer.verdict.value if told.answer is not None else None,
        "terms": terms,
        "readings": readings,
        "evidence": told.answer.evidence.value if told.answer is not None and told.answer.evidence else weakest,
        "sources": [_source(contract, s) for s in cited],
    }


def _terms(contract: Contract, answer: Answer | None, document: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """The terms that bear on what is told: those of the answer; else those that the document says decide."""
    found: dict[tuple[str, str], str] = {}
    if answer is not None:
        found = {(t.version, t.id): t.status.value for t in answer.terms if t.id in answer.decided_by or t.status.value != "not_engaged"}
    for named in _deciding(document):
        found.setdefault(named, "")
    for version in contract.versions:
        for (of, id), status in found.items():
            if of == version.id and id in version.terms:
                yield _term(version, version.terms[id], status, answer is not None and id in answer.decided_by)


def _deciding(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The terms that a document says decide, each with its version: of a timeline, and of a redline."""
    for span in document.get("spans", ()):
        for stretch in span["stretches"]:
            yield from ((stretch["version"] or "", id) for id in stretch["decided_by"])
    for redline in document.get("redlines", ()):
        for side in ("before", "after"):
            for each in redline["classes"]:
                yield from ((redline[side]["version"], id) for id in each[f"decided_{side}"])


def _term(version: Version, term: Term, status: str, decides: bool) -> dict[str, Any]:
    return {
        "id": term.id,
        "heading": term.heading,
        "text": term.text,
        "kind": term.kind.value,
        "version": version.id,
        "certainty": term.certainty.value,
        "sources": list(term.sources),
        "decides": decides,
        **({"status": status} if status else {}),
    }


def _readings(contract: Contract, answer: Answer | None, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The readings taken, with who supports each; and those that would change the verdict."""
    taken = dict(answer.readings) if answer is not None else {}
    for redline in document.get("redlines", ()):
        taken |= redline.get("readings", {})
    found = [_reading(contract, name, reading, "taken") for name, reading in taken.items()]
    if answer is not None:
        found += [_reading(contract, c.name, c.reading, f"would make it {c.verdict.value}") for c in answer.contested]
    return found


def _reading(contract: Contract, name: str, id: str, role: str) -> dict[str, Any]:
    asked = contract.ambiguities.get(name) or contract.facts[name]
    reading = (asked.readings or {})[id]
    return {
        "ambiguity": name,
        "asks": asked.asks,
        "reading": id,
        "says": reading.says,
        "role": role,
        "certainty": reading.certainty.value,
        "sources": list(reading.sources),
    }


def _source(contract: Contract, id: str) -> dict[str, str]:
    source = contract.sources[id]
    return {"id": id, "title": source.title, "publisher": source.publisher, "date": source.date, "grade": source.grade.value}


def _words(contract: Contract, told: Told, basis: Mapping[str, Any]) -> str:
    """All of it in words. An answer tells what it rests on by itself; what is told about one is followed by it."""
    from contract_model.telling.reply import Reply

    words = _cut(told.words.to_text().rstrip("\n"))
    if told.answer is not None:
        answer = Reply(told.answer, contract).to_text().rstrip("\n")
        return "\n\n".join(dict.fromkeys([words, answer, NO_ADVICE]))
    lines = ["Terms that decide"]
    lines += [
        f"  {t['heading'] or t['id']} ({t['id']}, version {t['version']}; {t['certainty']}; sources: {listed(t['sources']) or 'none'})"
        for t in basis["terms"]
    ]
    lines += ["Sources"] + [f"  {s['id']}: “{s['title']}”, {s['publisher']}, {s['date']} ({s['grade']})" for s in basis["sources"]]
    return "\n".join([words, "", *lines, f"Weakest evidence: {basis['evidence'] or 'none'}", "", NO_ADVICE])


def _cut(words: str) -> str:
    """Words up to as many as an assistant keeps in sight, in whole lines, and how many are left out."""
    if len(words) <= LONG_WORDS:
        return words
    kept = words[:LONG_WORDS].rpartition("\n")[0]
    left_out = counted(words.count("\n") - kept.count("\n"), "further line")
    return f"{kept}\n\n... {left_out}, left out here: leave less open, or ask about less"


def _contract(contract: Contract) -> dict[str, Any]:
    """A contract as an assistant has to know it to ask: what it speaks of, by name."""
    return {
        "contract": contract.id,
        "title": contract.title,
        "versions": [v.id for v in contract.versions],
        "examples": list(contract.examples),
        "parties": {p.id: p.names[0] for p in contract.parties.values()},
        "actions": {a.id: a.says for a in contract.actions.values()},
        "facts": {f.name: f.asks for f in contract.facts.values()},
        "ambiguities": {
            a.name: {"asks": a.asks, "readings": {r.id: r.says for r in a.readings.values()}} for a in contract.ambiguities.values()
        },
    }


def hint(name: str, tools: Iterable[str]) -> str:
    """What to say of a tool that there is not."""
    known = list(tools)
    return did_you_mean(name, known) or one_of(known)
