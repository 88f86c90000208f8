"""This file tests histories that nobody wrote: contracts with norms of every kind, events at random, and what must hold whatever happens.

The engines agree; a history in two parts is one history; time without events loses nothing; what the contract keeps apart does not mix.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from contract_model.engines.running import evaluator, run
from contract_model.loading.load import load_files, load_text
from contract_model.meaning import stage
from contract_model.meaning.course import Course
from contract_model.meaning.history import advance, begin, happen
from contract_model.meaning.scheme import Scheme
from contract_model.model.case import DateSpan, Event
from contract_model.model.contract import Certainty, Contract
from contract_model.model.counting import instant
from contract_model.model.history import Happening, History, Run
from contract_model.problems import ContractError


@pytest.fixture(scope="module", autouse=True)
def little_patience():
    """Terms that bring each other about again and again are given up soon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "MAX_CHANGES", 2_000)
        patch.setattr(stage, "MAX_LOOKS", 4_000)
        yield


ACTIONS = ("order", "deliver", "pay", "stop", "goon")
START = date(2026, 3, 22)  # clocks go forward a week later
PARAMETERS = 'parameters: {ref: text, amount: number, ok: truth, who: {kind: party, asks: "?"}}'
HEAD = """
contract: generated
parties: {a: Ann, b: Bob, c: Carl}
actions:
""" + "".join(f'  {a}: {{says: "{{actor}} {a}s", {PARAMETERS}}}\n' for a in ACTIONS)
MESSAGE = f"""  tell:
    says: "{{actor}} tells"
    {PARAMETERS}
    received:
      - {{if: ok and amount <= 1, after: 2 days}}
      - {{if: ok, after: 30 hours, hours: "09:00-17:00"}}
      - {{if: amount >= 3, hours: "08:00-12:00"}}
"""
FACTS = """
facts:
  known: {asks: "?", kind: truth}
  ready: {asks: "?", kind: truth, starts: false, becomes: {true: deliver, false: stop}}
  sum: {asks: "?", kind: number, starts: 0, adds: {amount: pay}}
  broken: {asks: "?", kind: truth, starts: false, becomes: {true: [violated(t0), exercised(t1)]}}
"""
MORE = """
  stock: {asks: "?", kind: number, per: ref, starts: 1, adds: {amount: [order, violated(t1)]}}
  out: {asks: "?", kind: truth, per: ref, starts: false, becomes: {true: [deliver, exercised(t0)], false: [stop if ok, violated(t1)]}}
ambiguities:
  scope: {asks: "?", readings: {broad: widely, narrow: narrowly}, default: broad}
"""


@st.composite
def terms(draw: st.DrawFn, number: int, count: int) -> str:
    """One term over time, as a line of a contract. Terms are called t0, t1, ... and may speak of each other."""
    kind = draw(st.sampled_from(["obligation", "obligation", "obligation", "prohibition", "power", "power", "declaration"]))
    other = f"t{draw(st.integers(0, count - 1))}"
    actions = st.sampled_from(ACTIONS)
    trigger = draw(st.sampled_from(["", "", "order", "order if ok", "deliver if amount > 2", f"violated({other})", f"fulfilled({other})"]))
    chained = trigger.startswith("order")
    worlds = [
        "known",
        "ready",
        "sum >= 4",
        f"violated({other})",
        f"not in_force({other})",
        "broken",
        "date >= 2026-03-29",
        "count(pay, last=days(4)) >= 2",
    ]
    acts = ["", " if ok", " if amount >= 2", " if known", *([" if ref == order.ref"] * 3 if chained else [])]
    keys = {"id": f"t{number}", "kind": kind, "bearer": draw(st.sampled_from(["a", "b", "anyone"])), "survives": "false"}
    if trigger:
        keys["triggered_by"] = f'"{trigger}"'
    bound = draw(
        st.sampled_from(["", "within: 3 days", "within: 30 hours", "by: contract.start + days(9)", "before: trigger.date + days(4)"])
    )
    if bound and kind != "declaration":
        key, _, text = bound.partition(": ")
        keys[key] = text
    if draw(st.integers(0, 4)) == 0:
        keys["not_before"] = "2 days after trigger.date"
    if kind == "declaration":
        del keys["bearer"]
    effects = [
        f"suspend {other}",
        f"resume {other}",
        f"discharge {other}",
        "set ready to true",
        "set sum to sum + 1",
        "terminate",
        "deem goon",
    ]
    if kind in ("obligation", "power", "declaration") and draw(st.booleans()):
        keys["effects"] = f'["{draw(st.sampled_from(effects))}"]'
    match kind:
        case "obligation":
            one, two = (f"{draw(actions)}{draw(st.sampled_from(acts))}" for _ in range(2))
            keys["must"] = draw(st.sampled_from([f'"{one}"', f'["{one}", "{two}"]', f'{{all: ["{one}", "{two}"]}}']))
            if draw(st.integers(0, 4)) == 0:
                keys["late"] = "false"
            if draw(st.integers(0, 3)) == 0:
                keys["unless"] = draw(st.sampled_from(["known", "ready"]))
            if draw(st.integers(0, 5)) == 0 and not trigger:
                keys["every"] = "week"
        case "prohibition" | "power":
            keys["action"] = draw(actions)
            keys["when"] = f'"{draw(st.sampled_from(["ok", "amount >= 2", "ref == order.ref" if chained else "ok"]))}"'
    if kind == "power":
        if draw(st.booleans()):
            keys["available"] = f'"{draw(st.sampled_from(worlds))}"'
        keys["often"] = draw(st.sampled_from(["true", "false"]))
        if draw(st.integers(0, 3)) == 0:
            keys["notice"] = "2 days"
        if draw(st.integers(0, 3)) == 0:
            keys["on_lapse"] = '["set ready to true"]'
    elif draw(st.integers(0, 2)) == 0:
        keys["once"] = f'"{draw(st.sampled_from(worlds))}"'
    if kind in ("obligation", "prohibition") and draw(st.integers(0, 3)) == 0 and number + 1 < count:
        keys["on_violation"] = f"t{number + 1}"
    return "  - {" + ", ".join(f"{k}: {v}" for k, v in keys.items()) + ", certainty: inferred, sources: []}"


@st.composite
def wide_terms(draw: st.DrawFn, number: int, count: int) -> str:
    """One term over time that may use any part of the language, as a line of a contract."""
    kind = draw(st.sampled_from(["obligation", "obligation", "obligation", "prohibition", "power", "power", "declaration"]))
    other, another = (f"t{draw(st.integers(0, count - 1))}" for _ in range(2))
    actions = st.sampled_from((*ACTIONS, "tell"))

    def now_and_then(often: int = 4) -> bool:
        return draw(st.integers(0, often)) == 0

    def one(*of: str) -> str:
        return draw(st.sampled_from(of))

    trigger = one("", "", "", "order", "order", "order if ok", "tell", "deliver if amount > 2", f"violated({other})", f"fulfilled({other})")
    trigger = one(
        trigger, trigger, trigger, f"lapsed({other})", f"exercised({other})", f"discharged({other}) if violations({another}) >= 1"
    )
    chained = trigger.startswith("order")
    keyed = ["out", "stock > 1", "count(pay, where=ref == order.ref) >= 1", "total(pay.amount, where=ref == order.ref and ok) >= 2"]
    worlds = [
        "known",
        "ready",
        "sum >= 4",
        f"violated({other})",
        f"not in_force({other})",
        f"overdue({other})",
        f"violations({other}) >= 2",
        f"fulfilled({other})",
        f"exercised({other})",
        f"{one('lapsed', 'discharged', 'suspended', 'pending', 'available')}({other})",
        "broken",
        "date >= 2026-03-29",
        "count(pay, last=days(4)) >= 2",
        "total(pay.amount, where=ok, last=days(5)) >= 3",
        "latest(pay.date) >= contract.start + days(6)",
        "latest(pay.amount) >= 2",
        "scope == broad",
        *(keyed * 3 if chained else []),
    ]
    acts = ["", "", " if ok", " if amount >= 2", " if known", " if actor == holder", " if who == b", " if scope == narrow"]
    acts += [" if ref == order.ref", " if ref == order.ref", " if out"] if chained else []
    keys = {"id": f"t{number}", "kind": kind, "bearer": one("a", "b", "anyone", "[a, b]"), "survives": one("false", "false", "true")}
    if trigger:
        keys["triggered_by"] = f'"{trigger}"'
    bounds = ["", "within: 3 days", "within: 30 hours", "by: contract.start + days(9)", "before: trigger.date + days(4)", "within: 1 week"]
    bounds += ["by: order.date + days(3)"] if chained else []
    moving = ["contract.end", "2 days after contract.end", "contract.start + days(2) * sum", "1 week after contract.start + days(1) * sum"]
    bounds += [f"by: {moment}" for moment in moving]
    recurs = kind in ("obligation", "declaration") and now_and_then(3)
    if recurs:
        keys["every"] = one("week", "10 days", "5 days", "calendar week", "calendar month", "month")
        bounds += ["by: period.end", "by: period.start + days(2)"] * 3
    if now_and_then(6):
        keys["through"] = one("2026-03-31", "2026-04-09")
    if now_and_then(6):
        keys["from"] = one("2026-03-25", "2026-03-30")
    if bound := one(*bounds):
        key, _, text = bound.partition(": ")
        keys[key] = text
    if now_and_then():
        fixed = ["2 days after trigger.date", "contract.start + days(4)", *(["period.start + days(1)"] if recurs else [])]
        keys["not_before"] = one(*fixed, *fixed, *moving)
    if now_and_then(6):
        keys["until"] = f'"{one(*worlds)}"'
    if kind == "declaration":
        del keys["bearer"]
    elif now_and_then(1):
        keys["counterparty"] = one("b", "c")
    effects = [
        f"suspend {other}",
        f"resume {other}",
        f"discharge {other}",
        f"create {other}",
        f"assign {other} to {one('b', 'c')}",
        f"delegate {other} to {one('b', 'c')}",
        "set ready to true",
        "set sum to sum + 1",
        "terminate",
        "complete",
        "deem goon",
        f"deem {one('pay', 'tell')} with ref = 'x', amount = 1, ok = known, who = b",
        *(
            [f"assign {other} to order.who", f"delegate {other} to order.who", "set out to true", "set stock to order.amount"]
            if chained
            else []
        ),
    ]
    if kind in ("obligation", "power", "declaration") and draw(st.booleans()):
        keys["effects"] = "[" + ", ".join(f'"{one(*effects)}"' for _ in range(draw(st.integers(1, 2)))) + "]"
    if kind != "declaration" and now_and_then(3):
        excuse = one("known", "ready", "sum >= 2", "scope == narrow", f"violated({other})")
        graded = f", certainty: {one('reported', 'speculative')}, sources: []" if now_and_then(1) else ""
        keys["unless"] = f'[{{id: x, if: "{excuse}"{graded}}}]'
    match kind:
        case "obligation":
            owing = now_and_then(3)
            if owing:
                sums = ["8 - sum", "total(pay.amount)", "count(pay, where=ok) * 2", "min(5, total(pay.amount, last=days(6)))"]
                sums += ["order.amount * 2 - 2", "total(pay.amount, where=ref == order.ref)", "stock"] if chained else []
                keys["owes"] = f'"{one(*sums)}"'
                acts += [" if amount >= owed"] * 4
            first, second = (f"{draw(actions)}{one(*acts)}" for _ in range(2))
            keys["must"] = one(f'"{first}"', f'["{first}", "{second}"]', f'{{all: ["{first}", "{second}"]}}')
            if now_and_then():
                keys["late"] = "false"
        case "prohibition" | "power":
            keys["action"] = draw(actions)
            keys["when"] = f'"{one("ok", "amount >= 2", "ref == order.ref" if chained else "who == c")}"'
    if kind == "power":
        if draw(st.booleans()):
            keys["available"] = f'"{one(*worlds)}"'
        keys["often"] = one("true", "false")
        if now_and_then(3):
            keys["notice"] = one("2 days", "30 hours")
        if now_and_then(3):
            keys["on_lapse"] = one('["set ready to true"]', '["deem goon"]', f'["create {other}"]')
    elif now_and_then(2):
        keys["once"] = f'"{one(*worlds)}"'
    if kind in ("obligation", "prohibition") and now_and_then(3) and number + 1 < count:
        keys["on_violation"] = one(f"t{number + 1}", f'[t{number + 1}, "{one(*effects)}"]')
    certainty = one("inferred", "inferred", "inferred", "inferred", "reported", "speculative")
    return "  - {" + ", ".join(f"{k}: {v}" for k, v in keys.items()) + f", certainty: {certainty}, sources: []}}"


def _course(term: str) -> list[str]:
    """What a term is and when it recurs: what later versions leave as it is."""
    return re.findall(r"(?:kind|every|from): [^,]*", term)


@st.composite
def wide_files(draw: st.DrawFn) -> dict[str, str]:
    """The files of a contract that may use any part of the language over time, of one or two versions."""
    count = draw(st.integers(2, 5))
    zone, completes = draw(st.sampled_from(["UTC", "Europe/Berlin"])), draw(st.sampled_from(["when_performed", "never"]))
    policies = f"policies: {{completes: {completes}, counting: {{zone: {zone}}}}}\n"
    runs = draw(st.sampled_from(["", "", "20 days", "{for: 12 days, renews: 9 days, unless: ready}", "{for: 2 weeks, renews: 1 week}"]))
    runs = runs and f"runs: {runs}\n"
    files = {"contract.yaml": HEAD + MESSAGE + FACTS + MORE + runs + policies}
    written = [draw(wide_terms(n, count)) for n in range(count)]
    files["2020-01-01.yaml"] = "version: 2020-01-01\nterms:\n" + "\n".join(written) + "\n"
    if draw(st.integers(0, 2)) == 0:
        later = [draw(st.sampled_from([t, t, draw(wide_terms(n, count)), ""])) for n, t in enumerate(written)]
        later = [t if not t or _course(t) == _course(old) else old for t, old in zip(later, written, strict=True)]
        if any(later):
            files["2026-04-01.yaml"] = "version: 2026-04-01\nterms:\n" + "\n".join(t for t in later if t) + "\n"
    return files


@st.composite
def wide(draw: st.DrawFn) -> tuple[Contract, History]:
    """A contract that may use any part of the language over time, and a history with times of day, readings and a floor of evidence."""
    try:
        contract = load_files({name: text.encode() for name, text in draw(wide_files()).items()})
    except ContractError:
        reject()  # such as an event that cannot be in the chain of triggers
    zone = contract.policies.counting.zone
    history = draw(histories())
    told = []
    for h in history.happenings:
        hour = draw(st.sampled_from([None, None, None, 0, 3, 9, 12, 17, 23]))
        time = None if hour is None else timedelta(hours=hour, minutes=30)
        event = h.event and replace(
            h.event,
            action=draw(st.sampled_from([h.event.action, h.event.action, "tell"])),
            date=replace(h.event.date, time=time),
            parameters={**h.event.parameters, "who": draw(st.sampled_from("bc"))},
        )
        told.append(replace(h, instant=instant(h.day, time, zone), time=time, event=event))
    return contract, replace(
        history,
        happenings=tuple(sorted(told, key=lambda h: h.instant)),
        readings=draw(st.sampled_from([{}, {"scope": "narrow"}])),
        evidence=draw(st.sampled_from([Certainty.INFERRED, Certainty.INFERRED, Certainty.REPORTED, Certainty.SPECULATIVE])),
        until=instant(START + timedelta(days=40), None, zone),
    )


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A contract of a few terms over time, as it is written."""
    count = draw(st.integers(2, 6))
    written = "\n".join(draw(terms(n, count)) for n in range(count))
    return f"{HEAD}{FACTS}version: 2020-01-01\nterms:\n{written}\n"


def contracts() -> st.SearchStrategy[Contract]:
    """A contract of a few terms over time."""
    return texts().map(load_text)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A history of some weeks: events with most of their parameters, now and then a fact that becomes known."""
    days = sorted(draw(st.lists(st.integers(0, 20), max_size=14)))
    happenings = tuple(draw(_happening(d)) for d in days)
    facts = draw(st.sampled_from([{}, {"known": True}, {"known": False}]))
    return History(
        "generated", START, happenings, facts, complete=draw(st.booleans()), until=instant(START + timedelta(days=40), None, "UTC")
    )


def agreements() -> st.SearchStrategy[tuple[Contract, History]]:
    """A contract with a history of it that can be worked out, plain or with any part of the language."""
    return st.one_of(st.tuples(contracts(), histories()), wide()).filter(lambda agreed: _ends(*agreed))


def _ends(contract: Contract, history: History) -> bool:
    """Whether the terms of a contract do not bring each other about without end."""
    try:
        run(contract, history, "meaning")
    except ContractError:
        return False
    return True


@st.composite
def _happening(draw: st.DrawFn, number: int) -> Happening:
    day = START + timedelta(days=number)
    if draw(st.integers(0, 9)) == 0:
        return Happening(instant(day, None, "UTC"), day, None, None, {"known": draw(st.booleans())})
    parameters = {"ref": draw(st.sampled_from("xy")), "amount": Decimal(draw(st.integers(0, 4))), "ok": draw(st.booleans())}
    for name in draw(st.sampled_from([(), (), (), ("ok",), ("amount",), ("ref",)])):
        del parameters[name]
    event = Event(draw(st.sampled_from(ACTIONS)), draw(st.sampled_from(["a", "b"])), DateSpan(day, day), parameters)
    return Happening(instant(day, None, "UTC"), day, None, event, {})


def outcome(found: Run) -> tuple[object, ...]:
    """Everything that a run says, but for the engine."""
    return (found.state, found.steps, found.instances, dict(found.facts), found.at)


@given(st.tuples(contracts(), histories()).filter(lambda agreed: _ends(*agreed)))
def test_the_engines_agree(agreed: tuple[Contract, History]):
    contract, history = agreed
    assert outcome(run(contract, history, "rete")) == outcome(run(contract, history, "meaning"))


@given(wide())
def test_the_engines_agree_on_the_whole_language(agreed: tuple[Contract, History]):
    contract, history = agreed
    try:
        found = run(contract, history, "meaning")
    except ContractError:
        reject()  # terms that bring each other about without end
    assert outcome(run(contract, history, "rete")) == outcome(found)


@given(agreements(), st.data())
def test_a_history_in_two_parts_is_one_history(agreed: tuple[Contract, History], data: st.DataObject):
    contract, history = agreed
    _, evaluate = evaluator("meaning")
    cut = data.draw(st.integers(0, len(history.happenings)))
    scheme = Scheme(contract, history)
    state = begin(scheme)
    changes = []
    for part in (range(cut), range(cut, len(history.happenings))):
        scheme = Scheme(contract, history)  # nothing but the state goes from one part to the other
        for index in part:
            happening = history.happenings[index]
            passed = advance(scheme, evaluate, state, happening.instant)
            done = happen(scheme, evaluate, passed.state, happening, index)
            state, changes = done.state, [*changes, *passed.changes, *done.changes]
    whole = Course(contract, history, evaluate)
    told = [c for step in whole.steps(until=history.happenings[-1].instant if history.happenings else 0) for c in step.changes]
    if history.happenings:
        assert changes == told
        assert state == whole.state


@given(st.tuples(contracts(), histories()).filter(lambda agreed: _ends(*agreed)), st.lists(st.integers(0, 40 * 24), max_size=8))
def test_time_in_pieces_loses_no_change(agreed: tuple[Contract, History], hours: list[int]):
    contract, history = agreed
    pauses = [
        Happening(instant(START, None, contract.policies.counting.zone) + h * 3600, START + timedelta(hours=h), None, None, {})
        for h in hours
    ]
    halting = replace(history, happenings=tuple(sorted([*history.happenings, *pauses], key=lambda h: h.instant)))
    plain, paused = run(contract, history, "meaning"), run(contract, halting, "meaning")
    assert [replace(c, happening=None) for s in plain.steps for c in s.changes] == [
        replace(c, happening=None) for s in paused.steps for c in s.changes
    ]
    assert (plain.state, plain.facts) == (paused.state, paused.facts)


APART = (
    HEAD
    + """version: 2020-01-01
terms:
  - {id: pay, kind: obligation, bearer: a, triggered_by: order, must: pay if ref == order.ref, within: 5 days,
     on_violation: more, certainty: inferred, sources: []}
  - {id: more, kind: obligation, bearer: a, must: pay if ref == order.ref, within: 3 days, certainty: inferred, sources: []}
  - {id: stop, kind: power, bearer: b, triggered_by: order, action: stop, when: ref == order.ref, available: violated(pay),
     effects: discharge more, certainty: inferred, sources: []}
"""
)


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_events_on_a_day_matters_only_within_one_affair(history: History, chance):
    """Two orders have nothing to do with each other, so what happens to one on a day may come before or after what happens to the other."""
    contract = load_text(APART)
    told = [h for h in history.happenings if h.event and "ref" in h.event.parameters]
    shuffled = []
    for day in sorted({h.day for h in told}):
        affairs = [[h for h in told if h.day == day and h.event.parameters["ref"] == ref] for ref in "xy"]
        while any(affairs):
            shuffled.append(chance.choice([a for a in affairs if a]).pop(0))

    def fates(happenings: list[Happening]) -> list[object]:
        found = run(contract, replace(history, happenings=tuple(happenings)), "meaning")
        return sorted(
            (str(i.bindings["order"]["ref"]), i.term, i.triggered, i.state.value, i.violated, i.late, i.due or 0) for i in found.instances
        )

    assert fates(told) == fates(shuffled)
