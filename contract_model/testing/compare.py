"""This file defines how the answer to an event is compared with the expected one.

Where the case is plain (three-valued logic settles what is looked at) the quick decision of an engine is enough; it is exact, and many
times faster than the whole answer. Whatever then seems to differ is looked at again in the whole answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract_model.engines.answering import answer
from contract_model.engines.quick import quick
from contract_model.model.answer import Among, Answer, Between, Cube, Holds, Status, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.values import written
from contract_model.testing.case_schema import SurfaceExpect
from contract_model.testing.checked import Checked, Difference


def compared(contract: Contract, case: Case, expect: SurfaceExpect, engine: str) -> Checked:
    """A case held against what is expected of it. Raises ContractError, and Disagreement of engines."""
    if _plain(expect) and _holds(contract, case, expect, engine):
        return Checked((), case)
    found = answer(contract, case, engine)
    return Checked((*_differences(found, expect), *_readings(contract, case, expect, engine)), case, found)


def _plain(expect: SurfaceExpect) -> bool:
    """Whether only the verdict, statuses and deciding terms are looked at, under whatever readings."""
    return not (expect.contested or expect.conditions is not None or expect.evidence or expect.void is not None)


def _holds(contract: Contract, case: Case, expect: SurfaceExpect, engine: str) -> bool:
    """Whether it is plain that a case is as expected."""
    found = quick(contract, case, engine)
    if found is None or (expect.verdict is not None and found.decision.verdict.value != expect.verdict):
        return False
    decision = found.decision
    if (expect.decided_by is not None or expect.statuses or expect.rests_on) and not found.settled:
        return False
    if expect.decided_by is not None and set(expect.decided_by) != set(decision.decided_by):
        return False
    if any(id not in decision.statuses or decision.statuses[id].value != word for id, word in expect.statuses.items()):
        return False
    if any(decision.statuses.get(id, Status.NOT_ENGAGED) is Status.NOT_ENGAGED for id in expect.rests_on):
        return False
    return not any(_readings(contract, case, expect, engine))


def _differences(found: Answer, expect: SurfaceExpect) -> Iterator[Difference]:
    if expect.verdict is not None and found.verdict.value != expect.verdict:
        said = f"the verdict is {found.verdict.value}, expected {expect.verdict}"
        yield Difference(said, "verdict", expect.verdict, found.verdict.value)
    if expect.decided_by is not None and set(found.decided_by) != set(expect.decided_by):
        got, wanted = _listed(found.decided_by), _listed(expect.decided_by)
        yield Difference(f"decided by {got}, expected {wanted}", "decided_by", wanted, got)
    statuses = {t.id: t.status for t in found.terms}
    for term in expect.rests_on:
        if statuses.get(term, Status.NOT_ENGAGED) is Status.NOT_ENGAGED:
            yield Difference(f"does not rest on {term}", "rests_on", term, "it is not engaged")
    for term, status in expect.statuses.items():
        if term not in statuses or statuses[term].value != status:
            got = statuses[term].value if term in statuses else "not a term of this action"
            yield Difference(f"{term} is {got}, expected {status}", term, status, got)
    contested = [f"{c.name}={c.reading}" for c in found.contested]
    for reading in expect.contested:
        if reading not in contested:
            yield Difference(f"not contested by {reading}, only by {_listed(contested)}", "contested", reading, _listed(contested))
    if expect.conditions is not None:
        yield from map(Difference, _conditions(found, expect.conditions))
    evidence = found.evidence.value if found.evidence else "none"
    if expect.evidence is not None and evidence != expect.evidence:
        yield Difference(f"the weakest support is {evidence}, expected {expect.evidence}", "evidence", expect.evidence, evidence)
    if expect.void is not None and set(found.void) != set(expect.void):
        got, wanted = _listed(found.void), _listed(expect.void)
        yield Difference(f"it tries {got} in vain, expected {wanted}", "void", wanted, got)


def _readings(contract: Contract, case: Case, expect: SurfaceExpect, engine: str) -> Iterator[Difference]:
    """Where the verdict under a reading is another than expected."""
    for name, verdicts in expect.per_reading.items():
        for reading, verdict in verdicts.items():
            other = replace(case, readings={**case.readings, name: reading}, unknown=case.unknown - {name})
            found = quick(contract, other, engine)
            got = (found.decision.verdict if found is not None else answer(contract, other, engine).verdict).value
            if got != verdict:
                said = f"under {name}={reading} the verdict is {got}, expected {verdict}"
                yield Difference(said, f"{name}={reading}", verdict, got)


def _conditions(found: Answer, expected: Mapping[str, list[dict[str, list[Any]]]]) -> Iterator[str]:
    got = {o.verdict.value: {_cube(c) for c in o.conditions} for o in found.outcomes} if found.verdict is Verdict.DEPENDS else {}
    for verdict in sorted({*got, *expected}):
        wanted = {frozenset((n, tuple(sorted(map(_said, vs)))) for n, vs in cube.items()) for cube in expected.get(verdict, [])}
        for cube in sorted(map(_shown, got.get(verdict, set()) - wanted)):
            yield f"{verdict} if {cube}, which is not expected"
        for cube in sorted(map(_shown, wanted - got.get(verdict, set()))):
            yield f"not {verdict} if {cube}, which is expected"


def _cube(cube: Cube) -> frozenset[tuple[str, tuple[str, ...]]]:
    said = set()
    for literal in cube:
        match literal:
            case Among(name, values):
                said.add((name, tuple(sorted(written(v) for v in values))))
            case Between(name, _, low, high, _):
                said.add((name, (f"{'' if low is None else written(low)}..{'' if high is None else written(high)}",)))
            case Holds(text, _, truth):
                said.add((text, (written(truth),)))
    return frozenset(said)


def _shown(cube: frozenset[tuple[str, tuple[str, ...]]]) -> str:
    return " and ".join(f"{name} is {' or '.join(values)}" for name, values in sorted(cube)) or "anything"


def _said(value: bool | str) -> str:
    return written(value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
