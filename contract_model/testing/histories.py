"""This file defines `SurfaceHistoryCase`: a history with what a reader of the contract expects of it, and how it is checked.

name: The meat is late, and so is the money
history:                                     or {file: a .yaml, .jsonl or .csv file beside}
  start: 2026-01-01
  events:
    - {at: day 5, actor: buyer, action: pay, amount: 1000 USD, expect: {verdict: permitted, performs: [pay]}}
expect:                                      one mapping, or a list of them, each `at:` a moment; without it, at the end
  - {at: day 8, states: {deliver: in_force}, due: {deliver: day 9}}
  - {states: {deliver: violated, pay/2: not_triggered}, contract: in_effect, values: {paid: 1000 USD, "owed(pay)": 63 USD}}

A bare term means its last instance, `pay/1` the first. An `at:` that is a day is the end of it. A history that must be refused has
`expect: {problem: out-of-order}`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contract_model.asking.history import history_of, read_history_file
from contract_model.asking.moments import Moments
from contract_model.asking.values import read_party, read_value
from contract_model.engines.running import run
from contract_model.loading.parse import Document
from contract_model.loading.surface import Scalar
from contract_model.model.contract import Certainty, Contract
from contract_model.model.counting import local
from contract_model.model.history import History, Instance, Run, Step
from contract_model.model.kinds import NUMBER, Kind, money
from contract_model.model.states import NormState
from contract_model.model.values import Raw, Value, cooked, raw, read_money
from contract_model.model.values import written as value_written
from contract_model.problems import ContractError, Problem, Span, quoted
from contract_model.testing.case_schema import SurfaceEffect, SurfaceHistoryCase, SurfaceStanding
from contract_model.testing.checked import Checked, Difference


@dataclass(frozen=True, slots=True)
class Written:
    """A case as it stands in its file: the piece of it as a `document`; of a history the `effects` expected of events, by their places.

    `above` has what a case shares with others: what the rows of its table have in common, and the background of the file.
    """

    document: Document
    folder: str
    effects: Mapping[int, SurfaceEffect]
    above: tuple[Document, ...] = ()


def checked_history(contract: Contract, case: SurfaceHistoryCase, source: Written, engine: str, today: date | None) -> Checked:
    """What becomes of a history, held against what is expected. Raises ContractError when it is refused unexpectedly."""
    wanted = next((e.problem for e in case.expect if e.problem), None)
    try:
        history = history_of_case(contract, case, source, today)
    except ContractError as error:
        if wanted is None:
            raise
        return Checked(tuple(refused(error, wanted)))
    if wanted is not None:
        return Checked((Difference(f"the history is not refused, expected {wanted}", "problem", wanted, "nothing"),), history)
    runs: list[Run] = []
    said = tuple(map(Difference, _differences(contract, case, source, history, engine, today, runs)))
    return Checked(said, history, None, tuple(runs))


def refused(error: ContractError, wanted: str) -> Iterator[Difference]:
    """Where something is refused for another problem than expected."""
    names = list(dict.fromkeys(p.name for p in error.problems))
    if wanted not in names:
        yield Difference(f"refused for {', '.join(names)}, expected {wanted}", "problem", wanted, ", ".join(names))


def history_of_case(contract: Contract, case: SurfaceHistoryCase, source: Written, today: date | None = None) -> History:
    """The history of a case, before the background of its file. Raises ContractError."""
    told = dict(case.history)
    stated = {name for key in ("facts", "readings", "unknown") for name in _names(told.get(key))}
    facts, readings, head = _background(contract, case, stated)
    if "file" not in told:
        return history_of(contract, source.document, ("history",), head, facts, readings, today=today, sort=case.sort, beside=("expect",))
    path = os.path.join(source.folder, str(told.pop("file")))
    for key in told:
        if key not in ("start", "complete", "facts", "readings"):
            span = source.document.span(("history", key), at_key=True)
            hint = "beside `file` may stand start, complete, facts and readings"
            line = source.document.lines[span.line - 1]
            raise ContractError([Problem("unknown-key", f"{quoted(key)} is not told beside `file`", span, line, hint=hint)])
    told |= {"facts": facts | (told.get("facts") or {}), "readings": readings | (told.get("readings") or {})}
    return _with(head, read_history_file(path, contract, today=today, sort=case.sort, **told)[1])


def _background(contract: Contract, case: SurfaceHistoryCase, stated: set[str]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The facts, readings, and other entries of the head that a file has for all of its cases, without the names that a case states."""
    given = case.background
    facts = {n: v for n, v in given.facts.items() if n not in stated and n not in contract.parameters}
    readings = {n: None if r == "open" else r for n, r in given.readings.items() if n not in stated}
    said = {"evidence": given.evidence, "version": case.usual_version, "presume": given.presume}
    head: dict[str, Any] = {key: value for key, value in said.items() if value is not None and key not in case.history}
    unknown = [n for n in given.unknown if n not in stated]
    if unknown:
        head["unknown"] = [*_names(case.history.get("unknown")), *unknown]
    return facts, readings, head


def _names(told: object) -> Iterable[str]:
    """The names that an entry of a head speaks of."""
    return (told,) if isinstance(told, str) else (str(n) for n in told) if isinstance(told, dict | list) else ()


def _with(head: Mapping[str, Any], history: History) -> History:
    """A history of a file beside, with what the background says of the head."""
    changed: dict[str, Any] = {key: value for key, value in head.items() if key in ("version", "presume")}
    if "evidence" in head:
        changed["evidence"] = Certainty(head["evidence"])
    if "unknown" in head:
        changed["unknown"] = history.unknown | {n for n in head["unknown"] if n not in history.facts}
    return replace(history, **changed)


def _differences(
    contract: Contract,
    case: SurfaceHistoryCase,
    source: Written,
    history: History,
    engine: str,
    today: date | None,
    runs: list[Run],
) -> Iterator[str]:
    """Where something is otherwise than expected, a sentence each; what was run is added to `runs`."""
    moments = Moments(history.start, contract.policies.counting.zone, today)
    whole: Run | None = None
    if source.effects or any(e.at is None for e in case.expect) or not case.expect:
        whole = run(contract, history, engine)
        runs.append(whole)
        yield from _effects(whole, source)
    for number, expect in enumerate(case.expect):
        if expect.at is None:
            assert whole is not None  # it was run for this
            yield from standing(contract, whole, expect, moments)
            continue
        try:
            until = moments.end(expect.at)
        except ValueError as error:
            span = source.document.span(("expect", number, "at"))
            line = source.document.lines[span.line - 1]
            raise ContractError([Problem("bad-date", f"{quoted(expect.at)} is no moment", span, line, hint=str(error))]) from None
        then = run(contract, history, engine, until=until)
        runs.append(then)
        yield from (f"at {expect.at}: {said}" for said in standing(contract, then, expect, moments))


def _effects(found: Run, source: Written) -> Iterator[str]:
    """Where an event brings about something else than expected."""
    places: dict[Span | None, int] = {h.span: i for i, h in enumerate(found.history.happenings)}
    steps = {s.happening: s for s in reversed(found.steps) if s.happening is not None and s.deemed is None}
    for number, effect in source.effects.items():
        span = source.document.span(("history", "events", number))
        happening = places.get(span)
        name = f"the event on line {span.line}"
        if happening is None:
            yield f"{name} does not count, as it is told twice"
        elif happening not in steps:
            yield f"{name} is not a step of the run"
        else:
            yield from (f"{name}: {said}" for said in effect_differences(steps[happening], effect))


def effect_differences(step: Step, expect: SurfaceEffect) -> Iterator[str]:
    """Where what an event brings about is not what is expected."""
    verdict = step.verdict.value if step.verdict is not None else "not judged"
    if expect.verdict is not None and verdict != expect.verdict:
        yield f"the verdict is {verdict}, expected {expect.verdict}"
    if expect.decided_by is not None and set(step.decided_by) != set(expect.decided_by):
        yield f"decided by {_listed(step.decided_by)}, expected {_listed(expect.decided_by)}"
    for verb, got, wanted in (
        ("performs", step.performs, expect.performs),
        ("breaks", step.breaks, expect.breaks),
        ("exercises", step.exercises, expect.exercises),
        ("tries in vain", step.void, expect.void),
    ):
        if wanted is not None and not _same_instances(got, wanted):
            yield f"it {verb} {_listed(got)}, expected {_listed(wanted)}"


def _same_instances(got: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether each label is expected, and each that is expected is there; the id of a term alone means any instance of it."""
    return all(any(_means(w, g) for w in wanted) for g in got) and all(any(_means(w, g) for g in got) for w in wanted)


def _means(wanted: str, label: str) -> bool:
    return label in (wanted, wanted.removesuffix("/1")) or ("/" not in wanted and label.partition("/")[0] == wanted)


def standing(contract: Contract, run: Run, expect: SurfaceStanding, moments: Moments) -> Iterator[str]:
    """Where things stand otherwise than expected at the moment to which a run comes."""
    if expect.contract is not None and run.state.value != expect.contract:
        yield f"the contract is {run.state.value}, expected {expect.contract}"
    wrong = dict(_wrongly_named(contract, expect))
    yield from wrong.values()
    expect = expect.model_copy(update={key: _without(getattr(expect, key), wrong) for key in _OF_TERMS})
    for name, state in expect.states.items():
        got = _state(run, name)
        if got != state and not (got == "never triggered" and state in _NEVER):
            yield f"{name} is {got}{_unknowns(run, name)}, expected {state}"
    for name, value in expect.values.items():
        yield from _value(contract, run, name, value)
    for name, day in expect.due.items():
        yield from _due(contract, run, name, day, moments)
    for name, parties in expect.performers.items():
        yield from _parties(contract, run, name, parties, "performed", "performers")
    for name, parties in expect.holders.items():
        yield from _parties(contract, run, name, parties, "owed", "holders")
    for name, times in expect.violations.items():
        count = sum(i.violated for i in (run.of(name) if "/" not in name else _only(run, name)))
        if str(count) != times.strip():
            yield f"{name} was violated {_times(count)}, expected {_times(times.strip())}"
    for name, late in expect.late.items():
        instance = instance_of(run, name)
        if instance is None or instance.late != late:
            got = "was never triggered" if instance is None else "was late" if instance.late else "was not late"
            yield f"{name} {got}, expected {'late' if late else 'not late'}"


_OF_TERMS = ("states", "due", "performers", "holders", "violations", "late")


def _wrongly_named(contract: Contract, expect: SurfaceStanding) -> Iterator[tuple[str, str]]:
    """The names under which no term can stand in any way, each with what is wrong."""
    terms = [term for version in contract.versions for term in version.terms.values()]
    known, over_time = {t.id for t in terms}, {t.id for t in terms if t.norm is not None}
    for name in (name for key in _OF_TERMS for name in getattr(expect, key)):
        id = name.partition("/")[0]
        if id not in known:
            yield name, f"{quoted(name)} is not a term of the contract"
        elif id not in over_time:
            yield name, f"{quoted(name)} says nothing about time, and so has no state"


def _without(expected: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in expected.items() if name not in names}


_NEVER = (NormState.NOT_TRIGGERED.value, NormState.NOT_AVAILABLE.value)


def instance_of(run: Run, name: str) -> Instance | None:
    """The instance that a name means: `pay/2` that one, `pay/1` the first, `pay` the last of its term; none where there is none."""
    if "/" in name:
        return next(iter(_only(run, name)), None)
    return next(reversed(run.of(name)), None)


def _only(run: Run, name: str) -> tuple[Instance, ...]:
    label = name.removesuffix("/1")
    return tuple(i for i in run.instances if i.label == label)


def _state(run: Run, name: str) -> str:
    instance = instance_of(run, name)
    if instance is None:
        return "never triggered"
    return "unknown" if instance.uncertain else instance.state.value


def _unknowns(run: Run, name: str) -> str:
    """Why the state of an instance is not known."""
    instance = instance_of(run, name)
    if instance is None or not instance.uncertain:
        return ""
    return f", as it hangs on {_listed(dict.fromkeys((*instance.doubt, *instance.wonders)))}"


def _value(contract: Contract, run: Run, name: str, wanted: Scalar | None) -> Iterator[str]:
    """Where a fact, or what is owed, has another value than expected."""
    if name.startswith("owed(") and name.endswith(")"):
        term = name[5:-1].strip()
        instance = instance_of(run, term)
        derived = contract.derived.get(f"owed({term.partition('/')[0]})")
        kind = derived.kind if derived is not None else _kind_of_quantity(wanted)
        yield from _compared(name, kind, None if instance is None else instance.owed, _read(contract, name, kind, wanted))
        return
    fact, bracket, key = name.partition("[")
    if fact not in contract.facts:
        yield f"{quoted(fact)} is not a fact of the contract"
        return
    kind = contract.facts[fact].kind
    got = run.facts.get((fact, key.removesuffix("]").strip() if bracket else None))
    yield from _compared(name, kind, got, _read(contract, name, kind, wanted))


def _compared(name: str, kind: Kind, got: Raw | None, wanted: Value | None) -> Iterator[str]:
    if got != (None if wanted is None else raw(wanted)):
        shown = "not known" if got is None else value_written(cooked(kind, got))
        yield f"{name} is {shown}, expected {'not known' if wanted is None else value_written(wanted)}"


def _read(contract: Contract, name: str, kind: Kind, wanted: Scalar | None) -> Value | None:
    """An expected value. Raises ContractError."""
    try:
        return read_value(contract, kind, wanted)
    except ValueError as error:
        said = f"{quoted(str(wanted))} is no value that {quoted(name)} can have"
        raise ContractError([Problem("bad-value", said, hint=str(error))]) from None


def _kind_of_quantity(wanted: Scalar | None) -> Kind:
    """The kind of an amount or number as it is written."""
    code = str(wanted).strip()[-3:]
    try:
        read_money(str(wanted), code)
        return money(code) if code.isalpha() and code.isupper() else NUMBER
    except ValueError:
        return NUMBER


def _due(contract: Contract, run: Run, name: str, wanted: str | None, moments: Moments) -> Iterator[str]:
    """Where the last day, or with a time the last moment, on which something is in time is another than expected."""
    instance = instance_of(run, name)
    if instance is None:
        yield f"{name} was never triggered, expected due {wanted or 'never'}"
        return
    got = None if instance.due is None else local(instance.due - 1, contract.policies.counting.zone)
    if wanted is None:
        if got is not None:
            yield f"{name} is due {got[0]}, expected no bound"
        return
    try:
        moment = moments.read(wanted)
    except ValueError as error:
        raise ContractError([Problem("bad-date", f"{quoted(wanted)} is no moment", hint=str(error))]) from None
    if got is None:
        yield f"{name} has no bound, expected due {moment.day}"
    elif got[0] != moment.day or (moment.time is not None and got[1] != moment.time):
        shown = f"{got[0]} {got[1]}" if moment.time is not None else str(got[0])
        yield f"{name} is due {shown}, expected {moment.day}{'' if moment.time is None else f' {moment.time}'}"


def _parties(contract: Contract, run: Run, name: str, wanted: list[str], role: str, attribute: str) -> Iterator[str]:
    instance = instance_of(run, name)
    if instance is None:
        yield f"{name} was never triggered, expected {attribute} {_listed(wanted)}"
        return
    try:
        parties = {read_party(contract, party) for party in wanted}
    except ValueError as error:
        raise ContractError([Problem("bad-value", f"{_listed(wanted)}: not all are parties of the contract", hint=str(error))]) from None
    got = getattr(instance, attribute)
    if set(got) != parties:
        yield f"{name} is {role} {'by' if role == 'performed' else 'to'} {_listed(got)}, expected {_listed(sorted(parties))}"


def _times(count: int | str) -> str:
    return {"0": "never", "1": "once", "2": "twice"}.get(str(count), f"{count} times")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
