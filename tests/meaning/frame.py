"""This file defines how the tests of the meaning write contracts and cases: what does not matter to a test is supplied here.

    lease = contract('''
        facts: {agreed: truth}
        terms: [{id: bees, kind: prohibition, unless: agreed}]
    ''')
    assert conditions(ask(lease)) == {"prohibited": ["not agreed"], "silent": ["agreed"]}

The parties are `tenant` and `owner`, the action is `grow`, the tenant acts on 1 May 2026, all terms are the tenant's and official.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

from contract_model.loading.load import load_files
from contract_model.loading.parse import parse
from contract_model.meaning.judge import judge
from contract_model.model.answer import Among, Between
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.contract import Certainty
from contract_model.model.values import read_value, written

FRAME = {
    "contract": "garden-lease",
    "parties": {"tenant": "The tenant", "owner": "The owner"},
    "actions": {"grow": {"says": "{actor} grows something"}},
    "version": "2026-01-01",
}
TERM = {"bearer": "tenant", "action": "grow", "certainty": "official", "sources": []}


def contract(text):
    """The contract of a text in the language, in which the frame is left out.

    A fact may be written by its kind alone, an ambiguity as a list of readings of which the first is the default, or with `open` first;
    `parameters` are those of the action; `versions` has the terms by version.
    """
    document = parse("contract.yaml", text.encode())
    assert not document.problems, document.problems
    said = {**FRAME, **document.data}
    for name, fact in said.get("facts", {}).items():
        said["facts"][name] = {"asks": f"What about {name}?", **({"kind": fact} if isinstance(fact, str) else fact)}
    for name, readings in said.get("ambiguities", {}).items():
        if isinstance(readings, list):
            stance = {"stance": "open"} if readings[0] == "open" else {"default": readings[0]}
            known = {r: {"says": r} for r in readings if r != "open"}
            said["ambiguities"][name] = {"asks": f"What is {name}?", "readings": known, **stance}
    if parameters := said.pop("parameters", None):
        said["actions"] = {"grow": {"says": "{actor} grows something", "parameters": parameters}}
    versions = said.pop("versions", None)
    if versions is None:
        said["terms"] = [{**TERM, **t} for t in said["terms"]]
        return load_files({"contract.yaml": json.dumps(said).encode()})
    del said["version"]
    files = {f"{v}.yaml": {"version": v, "terms": [{**TERM, **t} for t in terms]} for v, terms in versions.items()}
    return load_files({"contract.yaml": json.dumps(said).encode(), **{n: json.dumps(f).encode() for n, f in files.items()}})


def case(
    contract, *, on="2026-05-01", at=None, actor="tenant", action="grow", readings=(), unknown=(), evidence="inferred", version=None,
    presume=True, **known,
):  # fmt: skip
    """A case. `on`: a day, `first..last` with either left out, or none; `at`: hours since midnight; `known`: parameters and facts."""
    first, _, last = (on or "..").partition("..") if ".." in (on or "..") else (on, "", on)
    ends = [date.fromisoformat(d) if d else None for d in (first, last)]
    time = None if at is None else timedelta(hours=at)
    values = {n: value(contract, n, v) for n, v in known.items()}
    parameters = {n: v for n, v in values.items() if n in contract.parameters}
    facts = {n: v for n, v in values.items() if n in contract.facts}
    event = Event(action, actor, DateSpan(*ends, time), parameters)
    return Case(event, facts, dict(readings), frozenset(unknown), Certainty(evidence), version, presume)


def value(contract, name, text):
    """The value of a parameter or fact as it is written."""
    kind = contract.asked(name).kind
    words = {v: v for v in (*contract.parties, *(contract.choices[kind.name].values if kind.name in contract.choices else ()))}
    return read_value(kind, text, words)


def ask(contract, **known):
    """The answer to a case."""
    return judge(contract, case(contract, **known))


def verdict(contract, **known):
    """The verdict on a case."""
    return ask(contract, **known).verdict.value


def statuses(answer):
    """What each term does, by id."""
    return {t.id: t.status.value for t in answer.terms}


def conditions(answer):
    """The possible verdicts, each with its smallest sufficient conditions in the words of the language."""
    return {o.verdict.value: [" and ".join(sorted(map(literal, cube))) or "always" for cube in o.conditions] for o in answer.outcomes}


def contested(answer):
    """The readings that would change the answer, each with the verdict it would give."""
    return {f"{c.name}={c.reading}": c.verdict.value for c in answer.contested}


def literal(said):
    """A literal in the words of the language."""
    match said:
        case Among(name, (bool() as truth,)):
            return name if truth else f"not {name}"
        case Among(name, (one,)):
            return f"{name} == {one}"
        case Among(name, values):
            return f"{name} in [{', '.join(map(str, values))}]"
        case Between(name, _, low, high, _) if low == high:
            return f"{name} == {written(low)}"
        case Between(name, _, low, high, (low_closed, high_closed)):
            before = f"{written(low)} {'<=' if low_closed else '<'} " if low is not None else ""
            after = f" {'<=' if high_closed else '<'} {written(high)}" if high is not None else ""
            return f"{before}{name}{after}"
        case _:
            return said.text if said.truth else f"not ({said.text})"
