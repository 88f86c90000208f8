"""Coverage: what cases show of a contract, what they do not, and what no case can."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_model.asking.options import amend
from contract_model.front import read
from contract_model.loading.load import load
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.testing.cases import read_case_file
from contract_model.testing.coverage.asked import Asked, asked_of
from contract_model.testing.coverage.item import Coverage, CoverageItem, Measure
from contract_model.testing.coverage.measure import coverage

HEAD = """\
contract: lease
parties: {tenant: The tenant, owner: The owner}
facts:
  a: {asks: Is it so?, kind: truth}
  b: {asks: Is that so as well?, kind: truth}
  c: {asks: And that?, kind: truth}
  paid: {asks: How much is paid?, kind: number}
actions: {sublet: {says: "{actor} sublets"}}
version: 2026-01-01
"""
TERM = "certainty: official, sources: []"
EVENT = "event: {action: sublet, actor: tenant, date: 2026-05-01}"


@pytest.fixture
def measured(tmp_path: Path):
    """The coverage of a contract, given from its `terms` on, by cases, each given without its name and its expectation."""

    def measure(contract: str, *cases: str) -> Coverage:
        (tmp_path / "lease.yaml").write_text(HEAD + contract)
        listed = "".join(f"  - name: case {i}\n    {case}\n    expect: {{verdict: silent}}\n" for i, case in enumerate(cases, 1))
        (tmp_path / "a.cases.yaml").write_text(f"contract: lease.yaml\ncases:\n{listed}" if cases else "contract: lease.yaml\ncases: []\n")
        file = read_case_file(str(tmp_path / "a.cases.yaml"))
        return coverage(file.contract, asked_of(file))

    return measure


def of(found: Coverage, measure: Measure, about: str = "") -> dict[str, CoverageItem]:
    """The items of a measure by what they say."""
    return {i.what: i for i in found.items if i.measure is measure and about in ("", i.of)}


def gaps(found: Coverage, measure: Measure) -> list[str]:
    """What a case could show and none does."""
    return [i.what for i in found.items if i.measure is measure and i.gap]


NO_SUBLETTING = f"terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, when: a, unless: b, {TERM}}}]"


def test_a_term_shows_what_it_does(measured) -> None:
    found = measured(NO_SUBLETTING, f"{EVENT}\n    facts: {{a: true, b: false}}", f"{EVENT}\n    facts: {{a: false, b: true}}")
    assert {w: i.hits for w, i in of(found, Measure.TERMS).items()} == {"not_engaged": 1, "engaged": 1, "excused": 0, "bites": 1}
    assert of(found, Measure.TERMS)["excused"].closing == "sublet: actor=tenant, a=true, b=true"
    assert of(found, Measure.TERMS)["bites"].shown_by == "case 1"


def test_what_is_not_known_shows_nothing(measured) -> None:
    found = measured(NO_SUBLETTING, EVENT)
    assert not any(i.shown for i in found.items if i.measure is not Measure.DATES)


def test_an_exception_shows_itself_where_it_matters(measured) -> None:
    found = measured(NO_SUBLETTING, f"{EVENT}\n    facts: {{a: false, b: true}}", f"{EVENT}\n    facts: {{a: true, b: false}}")
    assert gaps(found, Measure.EXCEPTIONS) == ["held"]
    assert gaps(measured(NO_SUBLETTING, f"{EVENT}\n    facts: {{a: true, b: true}}"), Measure.EXCEPTIONS) == ["did not hold"]


def test_an_atom_is_shown_by_two_cases_in_which_it_decides(measured) -> None:
    terms = f"terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, when: a and b, {TERM}}}]"
    cases = [f"{EVENT}\n    facts: {{a: {a}, b: {b}}}" for a, b in (("true", "true"), ("false", "true"), ("false", "false"))]
    found = measured(terms, *cases)
    assert gaps(found, Measure.CONDITIONS) == ["b"]
    assert of(found, Measure.CONDITIONS)["b"].missing == "false without effect"
    assert of(found, Measure.CONDITIONS)["a"].shown_by == "case 2"


def test_an_atom_of_a_term_that_does_not_speak_of_the_event_shows_nothing(measured) -> None:
    terms = f"terms: [{{id: ban, kind: prohibition, bearer: owner, action: sublet, when: a, {TERM}}}]"
    found = measured(terms, *(f"{EVENT}\n    facts: {{a: {a}}}" for a in ("true", "false")))
    assert of(found, Measure.CONDITIONS)["a"].missing == "true without effect; false without effect"


def test_a_definition_shows_itself_through_the_terms_that_use_it(measured) -> None:
    terms = f"definitions: {{agreed: a or b}}\n{NO_SUBLETTING.replace('unless: b', 'unless: agreed and c')}"
    shown = [f"{EVENT}\n    facts: {{a: true, b: {b}, c: true}}" for b in ("true", "false")]
    found = measured(terms.replace("when: a,", ""), *shown, f"{EVENT}\n    facts: {{a: false, b: false, c: true}}")
    assert gaps(found, Measure.CONDITIONS) == ["b", "c"]
    found = measured(terms.replace("when: a,", ""), *(f"{EVENT}\n    facts: {{a: {a}, b: false, c: false}}" for a in ("true", "false")))
    assert gaps(found, Measure.CONDITIONS) == ["a", "b", "agreed", "c"], "where c is false, nothing comes of it"


def test_what_no_case_can_show_is_set_aside(measured) -> None:
    terms = f"terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, when: paid < 2 and (paid < 3 or a), {TERM}}}]"
    found = measured(terms)
    impossible = {i.what for i in found.items if i.impossible}
    assert impossible == {"paid < 3", "a"}, "what is less than two is less than three"
    assert {i.what for i in found.items if i.measure is Measure.CONDITIONS and i.gap} == {"paid < 2"}
    always = f"terms: [{{id: living, kind: declaration, action: sublet, {TERM}}}]"
    assert {i.what for i in measured(always).items if i.impossible} == {"not_engaged"}


def test_what_is_set_aside_does_not_count(measured) -> None:
    always = f"terms: [{{id: living, kind: declaration, action: sublet, {TERM}}}]"
    found = measured(always, EVENT)
    assert (found.terms.items, found.terms.shown, found.terms.impossible, found.terms.percent) == (3, 2, 1, 100.0)


AMBIGUOUS = f"""\
ambiguities:
  spoken: {{asks: Is a word enough?, readings: {{enough: it is, too_little: it is not}}, default: too_little}}
terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, unless: a and spoken == enough, {TERM}}}]
"""


def test_a_reading_is_shown_where_another_would_change_the_outcome(measured) -> None:
    found = measured(AMBIGUOUS, f"{EVENT}\n    facts: {{a: false}}", f"{EVENT}\n    readings: {{spoken: enough}}\n    facts: {{a: true}}")
    gaps = [(i.part, i.what) for i in found.items if i.measure is Measure.READINGS and i.gap]
    assert gaps == [("too_little", "decisive")]
    assert [(i.span.line) for i in found.items if i.measure is Measure.READINGS] == [11, 11, 11, 11]


def test_the_days_on_both_sides_of_a_date_are_shown_where_it_decides(measured) -> None:
    terms = f"terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, when: a and date <= 2026-06-30, {TERM}}}]"

    def on(day: str, a: str = "true") -> str:
        return f"{EVENT.replace('2026-05-01', day)}\n    facts: {{a: {a}}}"

    said = ["2026-06-30, where `date <= 2026-06-30` is true", "2026-07-01, where `date <= 2026-06-30` is false"]
    versions = ["2025-12-31, the day before", "2026-01-01, the first day"]
    assert gaps(measured(terms), Measure.DATES) == [*versions, *said]
    assert gaps(measured(terms, on("2026-06-30"), on("2026-07-01")), Measure.DATES) == versions
    assert gaps(measured(terms, on("2026-06-29"), on("2026-07-01", "false")), Measure.DATES) == [*versions, *said]
    assert gaps(measured(terms, on("2025-12-31"), on("2026-01-01")), Measure.DATES) == said


def test_the_window_of_a_term_is_shown_from_both_sides(measured) -> None:
    terms = f"terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, from: 2026-02-01, through: 2026-06-30, {TERM}}}]"
    days = ("2026-01-31", "2026-02-01", "2026-06-30", "2026-07-01")
    assert gaps(measured(terms, *(EVENT.replace("2026-05-01", d) for d in days[1:3])), Measure.DATES) == [
        "2025-12-31, the day before",
        "2026-01-01, the first day",
        "2026-01-31, the day before",
        "2026-07-01, the day after",
    ]


def test_a_month_in_which_no_date_lies_is_as_good_as_a_day(measured) -> None:
    terms = f"terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, when: a and date <= 2026-06-30, {TERM}}}]"
    for month, shown in (("2026-06", True), ("2026-Q3", True), ("2026", False)):
        found = measured(terms, f"{EVENT.replace('2026-05-01', month)}\n    facts: {{a: true}}")
        assert of(found, Measure.TERMS)["bites" if month == "2026-06" else "not_engaged"].shown is shown


def test_a_power_is_used_and_tried_in_vain(measured) -> None:
    terms = f"terms: [{{id: right, kind: power, bearer: tenant, action: sublet, when: a, {TERM}}}]"
    found = measured(terms, f"{EVENT.replace('tenant', 'owner')}\n    facts: {{a: false}}", f"{EVENT}\n    facts: {{a: true}}")
    assert gaps(found, Measure.POWERS) == ["in vain"], "the owner has no such power to try"


NORMS = f"""\
terms:
  - {{id: pay, kind: obligation, bearer: tenant, must: pay, within: 7 days, on_violation: fine, {TERM}}}
  - {{id: fine, kind: obligation, bearer: tenant, must: sublet, {TERM}}}
"""


def test_norms_show_their_states_and_reparations(measured, tmp_path: Path) -> None:
    def run(*events: str) -> Coverage:
        text = HEAD.replace("actions: {", 'actions: {pay: {says: "{actor} pays"}, ') + NORMS
        (tmp_path / "norms.yaml").write_text(text)
        listed = ", ".join(f"{{at: {at}, actor: tenant, action: {action}}}" for at, action in (e.split(" ") for e in events))
        history = f"history: {{start: 2026-01-01, until: 2026-02-01, events: [{listed}]}}"
        (tmp_path / "n.cases.yaml").write_text(
            f"contract: norms.yaml\ncases:\n  - name: story\n    {history}\n    expect: {{contract: in_effect}}\n"
        )
        file = read_case_file(str(tmp_path / "n.cases.yaml"))
        return coverage(file.contract, asked_of(file))

    in_time = run("2026-01-05 pay")
    states = {i.what for i in in_time.items if i.measure is Measure.STATES and i.of == "pay" and i.shown}
    assert states == {"in_force", "fulfilled", "in_force -> fulfilled"}
    assert gaps(in_time, Measure.REPARATIONS) == ["fine"]
    assert of(in_time, Measure.STATES, "fine")["not_triggered"].shown
    late = run("2026-01-20 pay")
    assert {"in_force -> violated", "violated -> fulfilled"} <= {i.what for i in late.items if i.of == "pay" and i.shown}
    assert gaps(late, Measure.REPARATIONS) == []


def test_an_empty_set_of_cases_shows_nothing_and_tells_where_everything_stands(measured) -> None:
    found = measured(NO_SUBLETTING)
    assert found.whole.shown == 0
    assert {i.span.line for i in found.gaps if i.measure is Measure.TERMS} == {10}
    assert all(i.closing for i in found.gaps)


NAMES = "abc"
formulas = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        inner.map(lambda x: f"not ({x})"),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} else {t[2]})"),
    ),
    max_leaves=5,
)
WORLDS = [dict(zip(NAMES, w, strict=True)) for w in product((True, False), repeat=3)]


def holds(formula: str, world: dict[str, bool]) -> bool:
    """What a formula comes to, by Python itself."""
    return bool(eval(formula, {"__builtins__": {}}, world))


@given(formulas, st.lists(st.sampled_from(WORLDS), max_size=6))
def test_atoms_are_shown_as_brute_force_says(tmp_path_factory, formula, worlds) -> None:
    """Masking: two cases in which the atom decides, once true and once false, with different results. One that differs from another in
    this atom alone, and in the result, is the special case of it that is called unique-cause."""
    folder = tmp_path_factory.mktemp("brute")
    (folder / "lease.yaml").write_text(
        f"{HEAD}terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, when: {formula}, {TERM}}}]"
    )
    listed = "".join(
        f"  - name: case {i}\n    {EVENT}\n    facts: {{{', '.join(f'{n}: {str(v).lower()}' for n, v in w.items())}}}\n"
        "    expect: {verdict: silent}\n"
        for i, w in enumerate(worlds)
    )
    (folder / "a.cases.yaml").write_text(f"contract: lease.yaml\ncases:\n{listed}" if worlds else "contract: lease.yaml\ncases: []\n")
    found = coverage(load(str(folder / "lease.yaml")), asked_of(read_case_file(str(folder / "a.cases.yaml"))))
    items = of(found, Measure.CONDITIONS)

    def shown(name: str, among: list[dict[str, bool]]) -> bool:
        decided = {(w[name], holds(formula, w)) for w in among if holds(formula, w) != holds(formula, {**w, name: not w[name]})}
        return any((True, x) in decided and (False, not x) in decided for x in (True, False))

    for name in NAMES:
        if name not in items:
            assert not shown(name, WORLDS)
            continue
        assert items[name].shown == shown(name, worlds)
        assert (items[name].shown or not items[name].impossible) == shown(name, WORLDS)
        alone = any(
            v[name] != w[name] and all(v[n] == w[n] for n in NAMES if n != name) and holds(formula, v) != holds(formula, w)
            for v, w in combinations(worlds, 2)
        )
        assert items[name].shown or not alone


LEAVES = ("a", "b", "agreed", "paid < 1", "paid >= 2", "use == one", "use != two", "date <= 2026-06-30", "reading == wide")
conditions = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        inner.map(lambda x: f"not ({x})"),
        st.tuples(inner, st.sampled_from(("and", "or")), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    ),
    max_leaves=4,
)
WAYS = {
    "actor": ("tenant", "owner"),
    "date": ("2026-06-30", "2026-07-01"),
    "a": ("true", "false"),
    "b": ("true", "false"),
    "paid": ("0", "1", "2"),
    "use": ("one", "two", "three"),
    "reading": ("wide", "narrow"),
}


@settings(max_examples=25)
@given(conditions, conditions, conditions, conditions, st.sampled_from(("obligation", "prohibition")))
def test_with_every_case_nothing_is_missing_and_nothing_is_shown_that_was_set_aside(folder, when, unless, requires, definition, kind):
    """Brute force: the cases are all that the conditions can tell apart, two days on the sides of the only border among them."""
    demands = f"requires: {requires}, " if kind == "obligation" else ""
    (folder / "lease.yaml").write_text(
        HEAD.replace("actions:", "kinds: {use: {one: one, two: two, three: three}}\nactions:").replace(
            '{sublet: {says: "{actor} sublets"}}', '{sublet: {says: "{actor} sublets", parameters: {use: use}}}'
        )
        + f"""\
definitions: {{agreed: {definition.replace("agreed", "b")}}}
ambiguities: {{reading: {{asks: How is it read?, stance: open, readings: {{wide: widely, narrow: narrowly}}}}}}
terms:
  - {{id: ban, kind: {kind}, bearer: tenant, action: sublet, when: {when}, {demands}unless: {unless}, {TERM}}}
  - {{id: may, kind: permission, bearer: tenant, action: sublet, when: {unless}, subject_to: ban, {TERM}}}
"""
    )
    contract = load(str(folder / "lease.yaml"))
    worlds = [dict(zip(WAYS, values, strict=True)) for values in product(*WAYS.values())]
    every = [Asked(str(i), case(contract, w)) for i, w in enumerate(worlds)]
    nothing, everything = coverage(contract, []), coverage(contract, every)
    borders = {i for i, item in enumerate(everything.items) if item.part == "version"}
    assert [i for n, i in enumerate(everything.items) if i.gap and n not in borders] == []
    shown = {n for n, item in enumerate(everything.items) if item.shown} - borders
    assert {n for n, item in enumerate(nothing.items) if item.gap} - borders == shown


def case(contract: Contract, world: dict[str, str]) -> Case:
    """A case in which everything is known."""
    event = {"action": "sublet", "actor": world["actor"], "date": world["date"], "parameters": {"use": world["use"]}}
    facts = [f"{n}={world[n]}" for n in ("a", "b", "paid")]
    return amend(contract, read(event, contract)[0], facts=facts, readings=[f"reading={world['reading']}"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A folder in which each example writes its contract."""
    return tmp_path_factory.mktemp("every")
