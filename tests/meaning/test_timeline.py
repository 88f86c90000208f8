"""This file tests timelines: each day has the verdict of a case of that day, spans are as long as can be, borders have reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from contract_model.asking.options import amend
from contract_model.front import load, read
from contract_model.loading.load import shipped_ids
from contract_model.meaning.judge import Judgment, judge
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.timeline import at_any_date, timeline
from contract_model.model.case import DateSpan
from contract_model.model.conditions import variables
from contract_model.model.timeline import Cause
from contract_model.problems import ContractError
from tests.meaning import naive
from tests.meaning.frame import case, conditions, contract
from tests.strategies import ANY_CONTRACT, EXACT, cases, completions, contracts
from tests.test_agreement import some


def spans(line):
    """The spans of a timeline, each with its verdict."""
    return [(written(s.days), s.verdict.value) for s in line.spans]


def written(days):
    """Days by their first and their last."""
    return f"{days.first or ''}..{days.last or ''}"


def reasons(border):
    """The reasons of a border, each as its cause and what it is about."""
    return [(r.cause.value, r.term or r.version, *filter(None, (r.part, r.definition))) for r in border.reasons]


def over(lease, first=None, last=None, *, rows=False, **known):
    """The timeline of a case."""
    ends = (date.fromisoformat(d) if d else None for d in (first, last))
    return timeline(lease, case(lease, **known), DateSpan(*ends), readings=rows)


SEASON = """
    facts: {agreed: truth}
    versions:
      2026-01-01:
        - {id: bees, kind: prohibition, from: 2026-03-01, through: 2026-09-30, unless: agreed}
      2027-01-01:
        - {id: bees, kind: prohibition, until: date >= 2027-05-01 and agreed}
        - {id: permit, kind: permission, notwithstanding: bees, when: date > 2027-06-15}
"""


def test_a_timeline_has_a_span_for_each_answer_and_says_at_each_border_why():
    line = over(contract(SEASON), agreed=False).row
    assert spans(line) == [
        ("..2026-02-28", "silent"),
        ("2026-03-01..2026-09-30", "prohibited"),
        ("2026-10-01..2026-12-31", "silent"),
        ("2027-01-01..2027-06-15", "prohibited"),
        ("2027-06-16..", "permitted"),
    ]
    assert [reasons(b) for b in line.borders] == [
        [("begins", "bees")],
        [("ends", "bees")],
        [("version", "2027-01-01"), ("replaced", "bees")],
        [("condition", "permit", "when")],
    ]
    assert [b.day for b in line.borders] == [s.days.first for s in line.spans[1:]]


def test_days_with_one_verdict_on_other_conditions_are_another_span():
    line = over(contract(SEASON), "2027-01-01").row
    assert spans(line) == [("2027-01-01..2027-04-30", "prohibited"), ("2027-05-01..2027-06-15", "depends"), ("2027-06-16..", "permitted")]
    assert {o.verdict.value for o in line.spans[1].outcomes} == {"prohibited", "silent"}
    assert reasons(line.borders[0]) == [("until", "bees", "until")]


def test_within_a_span_other_terms_may_decide():
    line = over(
        contract("""
        versions:
          2026-01-01: [{id: winter, kind: prohibition, through: 2026-03-31}, {id: spring, kind: prohibition, from: 2026-04-01}]
          2026-07-01: [{id: spring, kind: prohibition}]
        """),
        "2026-01-01",
    ).row
    (span,) = line.spans
    assert [(written(s.days), s.version, s.decided_by) for s in span.stretches] == [
        ("2026-01-01..2026-03-31", "2026-01-01", ("winter",)),
        ("2026-04-01..2026-06-30", "2026-01-01", ("spring",)),
        ("2026-07-01..", "2026-07-01", ("spring",)),
    ]


def test_of_two_terms_that_begin_together_each_that_would_do_alone_is_a_reason_and_one_that_changes_nothing_is_not():
    line = over(
        contract("""
        facts: {asked: truth}
        terms:
          - {id: one, kind: permission, from: 2026-03-01}
          - {id: other, kind: permission, from: 2026-03-01}
          - {id: note, kind: declaration, from: 2026-03-01}
          - {id: never, kind: prohibition, from: 2026-03-01, when: asked and not asked}
          - {id: weak, kind: prohibition, from: 2026-03-01, subject_to: [one, other]}
        """),
        "2026-02-01",
    ).row
    assert [reasons(b) for b in line.borders] == [[("begins", "one"), ("begins", "other"), ("begins", "weak")]]


def test_a_condition_that_turns_is_told_by_the_innermost_definition():
    line = over(
        contract("""
        definitions: {running: date <= 2026-06-30, applies: running or actor == owner}
        terms: [{id: bees, kind: prohibition, when: applies and actor == tenant}]
        """)
    ).row
    (ends,) = line.borders[1:]
    assert reasons(ends) == [("condition", "bees", "when", "running")]
    assert ends.reasons[0].text == "date <= 2026-06-30"


def test_what_is_compared_with_the_date_and_not_known_is_a_condition_that_goes_along_with_it():
    lease = contract("""
        facts: {signed: date}
        terms:
          - {id: late, kind: prohibition, when: date > signed + days(30), through: 2026-12-31}
          - {id: free, kind: permission, subject_to: late}
    """)
    line = over(lease, "2026-01-01").row
    assert spans(line) == [("2026-01-01..2026-12-31", "depends"), ("2027-01-01..", "permitted")]
    assert conditions(line.spans[0]) == {"permitted": ["date - signed <= days(30)"], "prohibited": ["date - signed > days(30)"]}


def test_what_is_known_of_the_unknown_tells_the_days_on_which_it_can_be():
    lease = contract("""
        facts: {signed: date, opened: date}
        terms: [{id: early, kind: prohibition, when: date <= signed and signed <= opened + days(2) and opened <= 2026-03-01}]
    """)
    line = over(lease, "2026-01-01").row
    assert spans(line) == [("2026-01-01..2026-03-03", "depends"), ("2026-03-04..", "silent")]
    assert reasons(line.borders[0]) == [("unknown", "")]
    for day in (date(2026, 3, 3), date(2026, 3, 4)):
        assert judge(lease, case(lease, on=str(day))).verdict is line.spans[day.day - 3].verdict


def test_a_rounded_date_turns_where_it_does():
    lease = contract("""
        facts: {handed_over: date}
        terms: [{id: first-weeks, kind: prohibition, when: ceil((date - handed_over) / days(7)) <= 2}]
    """)
    line = over(lease, "2026-01-01", handed_over="2026-02-01").row
    assert spans(line) == [("2026-01-01..2026-02-15", "prohibited"), ("2026-02-16..", "silent")]


def test_a_time_of_day_is_the_same_on_every_day():
    lease = contract("terms: [{id: nights, kind: prohibition, when: time < hours(6), from: 2026-03-01, through: 2026-03-31}]")
    night = [("..2026-02-28", "silent"), ("2026-03-01..2026-03-31", "prohibited"), ("2026-04-01..", "silent")]
    assert spans(over(lease, at=5).row) == night
    assert spans(over(lease, at=7).row) == [("..", "silent")]
    assert [v for _, v in spans(over(lease).row)] == ["silent", "depends", "silent"]


def test_under_one_version_the_dates_of_the_others_are_no_borders():
    lease = contract(SEASON)
    assert spans(over(lease, agreed=True, version="2027-01-01").row) == [
        ("..2027-04-30", "prohibited"),
        ("2027-05-01..2027-06-15", "silent"),
        ("2027-06-16..", "permitted"),
    ]


def test_silence_that_is_a_verdict_begins_with_the_first_version():
    line = over(contract("{policies: {silence: prohibited}, terms: [{id: may, kind: permission, from: 2026-03-01}]}")).row
    assert spans(line) == [("..2025-12-31", "silent"), ("2026-01-01..2026-02-28", "prohibited"), ("2026-03-01..", "permitted")]
    assert [reasons(b) for b in line.borders] == [[("version", "2026-01-01")], [("begins", "may")]]
    assert [s.stretches[0].by_silence for s in line.spans] == [False, True, False]


def test_the_first_and_the_last_day_on_which_it_is_permitted():
    lease = contract("""
        facts: {agreed: truth}
        terms:
          - {id: may, kind: permission, from: 2026-03-01, through: 2026-05-31}
          - {id: bees, kind: prohibition, from: 2026-04-01, notwithstanding: may, unless: agreed}
          - {id: again, kind: permission, from: 2026-08-01, notwithstanding: bees}
    """)
    line = over(lease).row
    assert list(map(written, line.permitted)) == ["2026-03-01..2026-03-31", "2026-08-01.."]
    assert list(map(written, line.permissible)) == ["2026-03-01..2026-05-31", "2026-08-01.."]
    assert over(lease, last="2026-02-01").row.permitted == ()


READ = """
    ambiguities: {ends: [early, late], lasts: [open, short, long], idle: [one, other]}
    facts: {limit: {kind: number, readings: {low: {says: low, value: "1"}, high: {says: high, value: "3"}}}}
    terms:
      - {id: bees, kind: prohibition, until: date > 2026-06-30 and ends == early or date > 2026-09-30}
      - id: permit
        kind: permission
        when: date > 2026-12-31 and (lasts == long or date <= 2027-03-31) and (idle == one or date > 2026-10-31)
      - {id: counted, kind: prohibition, when: date > 2028-12-31 and limit > 2}
"""


def test_there_is_a_row_for_each_other_reading_that_changes_the_answer_on_some_day():
    line = over(contract(READ), "2026-01-01", rows=True)
    rows = [("ends", "late"), ("lasts", "short"), ("lasts", "long"), ("limit", "low"), ("limit", "high")]
    assert [(r.name, r.reading) for r in line.others] == rows
    assert line.idle == ("idle",)
    by_reading = {r.reading: spans(r) for r in line.others}
    assert by_reading["late"][:2] == [("2026-01-01..2026-09-30", "prohibited"), ("2026-10-01..2026-12-31", "silent")]
    assert by_reading["short"][-2:] == [("2027-04-01..2028-12-31", "silent"), ("2029-01-01..", "depends")]
    assert by_reading["high"][-1] == ("2029-01-01..", "depends")  # permitted or in conflict, as lasts is read


def test_each_row_is_the_timeline_of_the_case_with_that_reading():
    lease = contract(READ)
    line = over(lease, rows=True)
    for row in line.others:
        alone = over(lease, readings={row.name: row.reading}).row
        assert (spans(alone), alone.borders) == (spans(row), row.borders)
        assert [s.stretches for s in alone.spans] == [s.stretches for s in row.spans]


def test_where_too_much_is_compared_with_the_date_that_is_a_problem():
    names = [f"d{i}" for i in range(14)]
    parts = " or ".join(f"({a} < {b} and date < {a} and {b} > 2026-01-0{i % 9 + 1})" for i, (a, b) in enumerate(pairwise(names)))
    lease = contract(f"{{facts: {{{', '.join(f'{n}: date' for n in names)}}}, terms: [{{id: bees, kind: prohibition, when: '{parts}'}}]}}")
    with pytest.raises(ContractError) as told:
        over(lease)
    assert {p.name for p in told.value.problems} == {"too-many-unknowns"}


# --- against the verdict of every single day ------------------------------------------------------------------------------------------

FROM, THROUGH = date(2025, 12, 28), date(2026, 1, 12)


def days(first, last):
    """Every day from one through another."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def checked(agreement, posed, line, first, last):
    """The row of a timeline, after comparing it with the answer on every day, which is told by as many cases."""
    row = line.row
    covered = [s.days for s in row.spans]
    assert (covered[0].first, covered[-1].last) == (line.over.first, line.over.last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(covered))
    assert [b.day for b in row.borders] == [d.first for d in covered[1:]]
    assert all(b.reasons for b in row.borders)
    for span in row.spans:
        for day in days(max(first, span.days.first or first), min(last, span.days.last or last)):
            answer = judge(agreement, at_any_date(posed, DateSpan(day, day)))
            assert {o.verdict for o in answer.outcomes} == span.possible, day
            (stretch,) = [s for s in span.stretches if (s.days.first or day) <= day <= (s.days.last or day)]
            assert (answer.decided_by, answer.by_silence) == (stretch.decided_by, stretch.by_silence), day
            assert answer.versions == ((stretch.version,) if stretch.version else ()), day
    return row


def fits(reason, border, agreement):
    """Whether a reason says of its term, or of its version, what the contract says of it."""
    version = next((v for v in agreement.versions if v.id == reason.version), None)
    term = version.terms.get(reason.term) if version else None
    before = agreement.version_on(border.day - timedelta(days=1))
    match reason.cause:
        case Cause.VERSION:
            return version.start == border.day
        case Cause.ADDED:
            return version.start == border.day and (before is None or reason.term not in before.terms)
        case Cause.REPEALED:
            return version is before and reason.term not in agreement.version_on(border.day).terms
        case Cause.REPLACED:
            return version.start == border.day and before.terms[reason.term] != term
        case Cause.BEGINS:
            return term.start == border.day
        case Cause.ENDS:
            return term.through == border.day - timedelta(days=1)
        case Cause.UNTIL:
            return "date" in variables(term.until.condition)
        case Cause.CONDITION:
            clauses = {"when": term.when, "requires": term.requires, **{f"unless {x.id}": x.clause for x in term.exceptions}}
            named = agreement.definitions[reason.definition].clause if reason.definition else clauses[reason.part]
            return "date" in variables(named.condition) and reason.text == named.text
        case Cause.UNKNOWN:
            return len(border.reasons) == 1


def as_sets(span):
    return {(o.verdict, frozenset(map(frozenset, o.conditions))) for o in span.outcomes}


@some(0.6)
@given(st.data())
def test_every_day_has_the_verdict_that_the_timeline_gives_it(data):
    written = data.draw(ANY_CONTRACT)
    posed = data.draw(cases(written))
    try:
        line = timeline(written.loaded, posed.case, DateSpan(*data.draw(st.sampled_from([(None, None), (FROM, THROUGH), (None, THROUGH)]))))
    except ContractError as error:
        event(f"no timeline: {error.problems[0].name}")
        return
    row = checked(written.loaded, posed.case, line, FROM, THROUGH)
    assert all(as_sets(a) != as_sets(b) for a, b in pairwise(row.spans))
    for border in row.borders:
        for reason in border.reasons:
            event(reason.cause.value)
            assert posed.version or fits(reason, border, written.loaded), (reason, border)


@some(0.2)
@given(st.data())
def test_on_generated_contracts_too_each_row_is_the_timeline_with_that_reading_and_idle_ones_change_nothing(data):
    written = data.draw(contracts(("readings", "dates", "numbers")))
    posed = data.draw(cases(written)).case
    line = timeline(written.loaded, posed, DateSpan(FROM, THROUGH), readings=True)

    def read_so(name, reading):
        unknown = posed.unknown - {name}
        other = replace(posed, readings={**posed.readings, name: reading}, unknown=unknown)
        return timeline(written.loaded, other, line.over).row

    for row in line.others:
        alone = read_so(row.name, row.reading)
        assert [(s.days, as_sets(s), s.stretches) for s in alone.spans] == [(s.days, as_sets(s), s.stretches) for s in row.spans]
        assert alone.borders == row.borders
    for name in line.idle:
        for reading in written.loaded.ambiguities[name].readings:
            assert [(s.days, as_sets(s)) for s in read_so(name, reading).spans] == [(s.days, as_sets(s)) for s in line.row.spans]


@some(0.3)
@given(st.data())
def test_every_day_has_the_verdicts_that_looking_at_every_world_gives(data):
    written = data.draw(contracts(EXACT))
    posed = data.draw(cases(written, most=24))
    row = timeline(written.loaded, posed.case, DateSpan(FROM, THROUGH)).row
    for day in days(FROM, THROUGH):
        (span,) = [s for s in row.spans if s.days.first <= day <= s.days.last]
        on_day = replace(posed, span=(str(day), str(day)))
        worlds = completions(written, on_day)
        assert {naive.judge(written.vocabulary, version, world)[0] for version, world in worlds} == {v.value for v in span.possible}, day


CROOKED = [
    "ceil((date - signed) / days(3)) <= {n}",
    "floor((date - signed) / days(2)) == {n}",
    "round((date - signed) / days(4)) > {n}",
    "(date - signed) / days(1) * ((date - signed) / days(1)) <= {n}",
    "(date - signed) / days(1) * ((date - opened) / days(1)) < {n}",
    "2 * floor((date - signed) / days(3)) + (date - opened) / days(2) >= {n}",
    "date - signed > hours({n}) * 11",
    "date < opened + days({n})",
]


@some(0.3)
@given(st.lists(st.tuples(st.sampled_from(CROOKED), st.integers(-2, 4)), min_size=1, max_size=3), st.sampled_from(["and", "or"]))
def test_conditions_that_round_or_multiply_the_date_turn_on_the_days_on_which_they_do(parts, joined):
    text = f" {joined} ".join(f"({part.format(n=n)})" for part, n in parts)
    lease = contract(f"facts: {{signed: date, opened: date}}\nterms: [{{id: bees, kind: prohibition, when: '{text}'}}]")
    posed = case(lease, signed="2026-01-03", opened="2026-01-06")
    line = timeline(lease, posed)
    checked(lease, posed, line, FROM, THROUGH)
    assert all(a.verdict is not b.verdict for a, b in pairwise(line.row.spans))


SHIPPED = [(name, question) for name in shipped_ids() for question in load(name).examples]


@pytest.mark.parametrize(("name", "question"), SHIPPED)
def test_the_examples_of_a_shipped_contract_have_on_every_day_the_verdict_that_their_timeline_gives(name, question):
    agreement = load(name)
    posed, _ = read(question, agreement, today=date(2026, 11, 20))
    line = timeline(agreement, posed)
    edges = [b.day for b in line.row.borders] or [date(2026, 1, 1)]
    row = checked(agreement, posed, line, edges[0] - timedelta(days=10), edges[0] + timedelta(days=10))
    for span in row.spans:  # both sides of every border, and what lies far away
        ends = {span.days.first or date(1800, 1, 1), span.days.last or date(2400, 1, 1)}
        for day in ends:
            answer = judge(agreement, at_any_date(posed, DateSpan(day, day)))
            assert {o.verdict for o in answer.outcomes} == span.possible


def test_the_launch_on_aws_day_by_day():
    agreement = load("microsoft-openai")
    posed, _ = read("OpenAI launches a product on AWS in 2027", agreement, today=date(2026, 11, 20))
    posed = amend(agreement, posed, facts=["on_azure=true"])
    line = timeline(agreement, posed, DateSpan(date(2026, 1, 1), date(2033, 6, 30)))
    for day in days(line.over.first, line.over.last):
        (span,) = [s for s in line.row.spans if s.days.first <= day <= s.days.last]
        found = Judgment(agreement, at_any_date(posed, DateSpan(day, day)), PROGRAMS).outcomes()
        assert {o.verdict for o in found} == span.possible, day
    assert line.row.permitted == (DateSpan(date(2026, 4, 27), date(2033, 6, 30)),)
