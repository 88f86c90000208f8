"""This file tests how norms over time are read: what a term says about time, and what is told of one that is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from time import process_time

import pytest

from contract_model.loading.load import load_files, load_text
from contract_model.loading.norms import ALLOWED
from contract_model.model.conditions import Arith, Choose, Const, Extreme, Rounded
from contract_model.model.contract import Contract
from contract_model.model.counting import Corresponding, Period, Roll, Unit
from contract_model.model.norm import (
    Act,
    Assign,
    Bound,
    ChangeNorm,
    Deem,
    Delegate,
    EndContract,
    Ending,
    Expression,
    OnChange,
    OnEvent,
    SetFact,
    Verb,
)
from contract_model.model.states import NormState
from contract_model.model.values import Money
from contract_model.problems import ContractError
from contract_model.telling.conditions import written_out
from tests.loading.frame import underlined
from tests.loading.sale import norm, problems, sale, the_term

DUTY = "kind: obligation, bearer: buyer, must: pay"
POWER = "kind: power, bearer: buyer, action: accept"
BAN = "kind: prohibition, bearer: buyer, action: tell"
DECLARATION = "kind: declaration"


def said(expression: Expression | None) -> str:
    """The condition of an expression, written out; nothing where there is none."""
    return "" if expression is None else written_out(expression.condition)


def acts(found: tuple[Act, ...]) -> list[tuple[str, str]]:
    return [(a.action, said(a.condition)) for a in found]


def bound(found: Bound | None) -> tuple[str, str, bool]:
    """A bound as its period, its anchor and whether it is strict."""
    assert found is not None
    return ("" if found.period is None else str(found.period), said(found.anchor), found.strict)


# --- which terms are norms over time ------------------------------------------------------------------------------------------------


def test_a_term_without_any_of_the_keys_is_as_it_was() -> None:
    plain = sale().versions[0].terms["plain"]
    assert (plain.norm, plain.actions) == (None, ("pay",))


@pytest.mark.parametrize(
    ("term", "key"),
    [
        (DUTY, "triggered_by: order"),
        (DUTY, "once: solvent"),
        (DUTY, "owes: EUR(3)"),
        (DUTY, "within: 7 days"),
        (DUTY, "by: 2026-03-01"),
        (DUTY, "before: 2026-03-01"),
        (DUTY, "not_before: 2026-03-01"),
        (DUTY, "every: month"),
        (DUTY, "on_violation: terminate"),
        (DUTY, "effects: complete"),
        (DUTY, "late: true"),
        (DUTY, "survives: true"),
        (POWER, "available: solvent"),
        (POWER, "often: true"),
        (POWER, "notice: 1 month"),
        (POWER, "on_lapse: terminate"),
        (BAN, "counting: {months: up}"),
    ],
)
def test_any_of_the_keys_makes_a_norm_over_time(term: str, key: str) -> None:
    assert the_term(f"{term}, {key}").norm is not None


def test_must_alone_makes_a_norm_over_time_that_begins_with_the_contract() -> None:
    found = norm(DUTY)
    assert (found.triggers, found.due, found.opens, found.once, found.every, found.late, found.survives) == (
        (),
        None,
        None,
        None,
        None,
        True,
        False,
    )
    assert acts(found.acts) == [("pay", "")]


# --- triggers and acts --------------------------------------------------------------------------------------------------------------


def test_an_event_triggers() -> None:
    (trigger,) = norm(f"{DUTY}, triggered_by: order if price > EUR(10)").triggers
    assert isinstance(trigger, OnEvent)
    assert (trigger.action, said(trigger.condition)) == ("order", "EUR(10) < price")


@pytest.mark.parametrize(
    "state", ["violated", "fulfilled", "discharged", "suspended", "in_force", "exercised", "available", "lapsed", "pending"]
)
def test_a_change_of_another_norm_triggers(state: str) -> None:
    (trigger,) = norm(f'{DUTY}, triggered_by: "{state}( deliver ) if order.price > EUR(10)"').triggers
    assert isinstance(trigger, OnChange)
    assert (trigger.term, trigger.state, said(trigger.condition)) == ("deliver", NormState(state), "EUR(10) < order.price")


def test_any_of_several_triggers() -> None:
    found = norm(f"{DUTY}, triggered_by: [order, tell if channel == post, violated(deliver)]").triggers
    assert [t.action if isinstance(t, OnEvent) else t.term for t in found] == ["order", "tell", "deliver"]


def test_an_if_in_quotes_is_no_condition() -> None:
    (trigger,) = norm(f"{DUTY}, triggered_by: \"order if item == 'as if it were'\"").triggers
    assert said(trigger.condition) == 'item == "as if it were"'


def test_alternative_and_joint_acts() -> None:
    either = norm("kind: obligation, bearer: buyer, must: [pay if amount > EUR(1), accept]")
    both = norm("kind: obligation, bearer: buyer, must: {all: [pay if amount > EUR(1), accept]}")
    assert acts(either.acts) == acts(both.acts) == [("pay", "EUR(1) < amount"), ("accept", "")]
    assert (either.joint, both.joint) == (False, True)


def test_the_actions_of_a_term_are_those_of_its_acts() -> None:
    assert the_term("kind: obligation, bearer: buyer, must: [pay, accept, pay]").actions == ("pay", "accept")
    ban = the_term("kind: prohibition, bearer: buyer, action: [tell, pay], when: solvent, within: 180 days")
    assert ban.actions == ("tell", "pay")
    assert ban.norm is not None
    assert acts(ban.norm.acts) == [("tell", ""), ("pay", "")]
    assert ban.when is not None
    assert ban.when.text == "solvent"


# --- points in time -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "period", "anchor", "strict"),
    [
        ("within: 7 days", "7 days", "", False),
        ("within: 10 business days after order.date", "10 business days", "order.date", False),
        ("within: month after contract.start", "1 month", "contract.start", False),
        ("by: 2026-03-01", "", "2026-03-01", False),
        ("by: paid_on", "", "paid_on", False),
        ("by: contract.start + days(10)", "", "contract.start + days(10)", False),
        ("by: 3 months before contract.end", "-3 months", "contract.end", False),
        ("by: 2 quarters after trigger.date", "2 quarters", "trigger.date", False),
        ("before: 2026-03-01", "", "2026-03-01", True),
        ("before: 36 hours after order.date", "36 hours", "order.date", True),
        ("every: month, by: period.end + days(45)", "", "period.end + days(45)", False),
    ],
)
def test_a_deadline(key: str, period: str, anchor: str, strict: bool) -> None:
    assert bound(norm(f"{DUTY}, triggered_by: order, {key}").due) == (period, anchor, strict)


def test_not_before_is_from_that_day_on() -> None:
    found = norm(f"{DUTY}, triggered_by: order, not_before: 3 days after trigger.date, within: 10 days")
    assert bound(found.opens) == ("3 days", "trigger.date", False)
    assert bound(found.due) == ("10 days", "", False)


def test_periods_of_recurrence_and_of_notice() -> None:
    assert norm(f"{DUTY}, every: quarter").every == Period(1, Unit.QUARTER)
    assert norm(f"{POWER}, notice: 30 days").notice == Period(30, Unit.DAY)


@pytest.mark.parametrize(
    ("key", "name", "part"),
    [
        ("within: seven days", "bad-period", "seven days"),
        ("within: 0 days", "bad-period", "0 days"),
        ("within: 2026-03-01", "bad-period", "2026-03-01"),
        ("within: 7 days after solvent", "kind-mismatch", "solvent"),
        ("within: 7 days after order.dat", "unknown-name", "order.dat"),
        ("by: 7 days", "bad-period", "7 days"),
        ("by: 7 fortnights after contract.start", "bad-period", "7 fortnights"),
        ("by: solvent", "kind-mismatch", "solvent"),
        ("before: 7 days after", "bad-period", "7 days after"),
        ("by: period.end", "not-recurring", "period.end"),
        ("by: date + days(3)", "not-of-the-world", "date + days(3)"),
        ("every: sometimes", "bad-period", "sometimes"),
    ],
)
def test_a_wrong_point_in_time(key: str, name: str, part: str) -> None:
    found = problems(f"{DUTY}, triggered_by: order, {key}")
    assert [(p.name, underlined(p)) for p in found] == [(name, part)]


# --- conditions of the world --------------------------------------------------------------------------------------------------------


def test_once_available_and_until() -> None:
    assert said(norm(f"{DUTY}, once: solvent and not violated(deliver)").once) == "solvent and not violated(deliver)"
    assert said(norm(f"{POWER}, available: violated(deliver)").available) == "violated(deliver)"
    until = the_term(f"{BAN}, within: 9 days, until: date > 2026-05-01 and fulfilled(deliver)").until
    assert until is not None
    assert until.text == "date > 2026-05-01 and fulfilled(deliver)"


@pytest.mark.parametrize(
    ("term", "part", "hint"),
    [
        (f"{DUTY}, triggered_by: order, once: price > EUR(3)", "price", "of the event that triggered it, write `order.price`"),
        (f"{POWER}, available: actor == buyer", "actor", "write the name of the event's action before it"),
        (f"{BAN}, within: 3 days, until: time > hours(9)", "time", "write the name of the event's action before it"),
        (f"{DUTY}, triggered_by: order, owes: price * 2", "price", "of the event that triggered it, write `order.price`"),
    ],
)
def test_what_is_judged_when_nothing_happens_asks_about_no_event(term: str, part: str, hint: str) -> None:
    (problem,) = problems(term)
    assert (problem.name, underlined(problem), problem.hint) == ("not-of-the-world", part, hint)


@pytest.mark.parametrize(
    ("term", "part"),
    [
        ("kind: obligation, bearer: buyer, must: pay if grade == fine", "grade"),
        (f"{DUTY}, triggered_by: order if amount > EUR(3)", "amount"),
        ("kind: obligation, bearer: buyer, must: [pay if amount > EUR(3), accept if amount > EUR(3)]", "amount"),
    ],
)
def test_the_condition_of_an_event_asks_about_its_own_parameters(term: str, part: str) -> None:
    (problem,) = problems(term)
    assert (problem.name, underlined(problem)) == ("parameter-of-other-action", part)


# --- what is owed -------------------------------------------------------------------------------------------------------------------


def test_what_is_owed_has_its_kind_wherever_it_is_asked_for() -> None:
    found = sale(
        term="kind: obligation, bearer: buyer, triggered_by: order, owes: order.price * 0.5, must: pay if amount >= owed,"
        " on_violation: [set paid to owed]"
    )
    own = found.versions[0].terms["it"].norm
    assert own is not None
    assert said(own.owes) == "order.price * 0.5"
    assert acts(own.acts) == [("pay", "owed(it) <= amount")]
    assert str(found.derived["owed(it)"].kind) == "money EUR"


@pytest.mark.parametrize("owes", ["'solvent'", "2026-01-01", "fine"])
def test_what_is_owed_is_a_quantity(owes: str) -> None:
    assert [p.name for p in problems(f"{DUTY}, owes: {owes}")] == ["kind-mismatch"]


def test_what_is_owed_may_not_be_what_is_owed() -> None:
    assert [p.name for p in problems(f"{DUTY}, owes: owed + EUR(1)")] == ["nothing-owed"]


def test_a_value_keeps_its_choices_and_its_truths_are_in_normal_form() -> None:
    found = norm(f"{DUTY}, triggered_by: order, owes: 'min(EUR(9), round(order.price / 3 if not (solvent != true) else EUR(1)))'").owes
    assert found is not None
    match found.condition:
        case Extreme(False, (Const(9, _), Rounded("round", _, Choose(test, Arith("*", _, Const(), _), Const(1, _))))):
            assert written_out(test) == "solvent"
        case _:
            raise AssertionError(found.condition)


# --- consequences -------------------------------------------------------------------------------------------------------------------


def test_consequences() -> None:
    found = norm(
        f"{POWER}, often: true, effects: [set accepted to true, set rank to grade, set paid to paid + EUR(3), suspend deliver,"
        " resume deliver, discharge deliver, create deliver,"
        " assign deliver to bank, delegate deliver to bank if solvent else holder(deliver),"
        " terminate, complete, 'deem accept with item = \"a, b\", grade = fine', deem tell]"
    ).consequences
    told = []
    for consequence in found:
        match consequence:
            case SetFact(fact, value):
                told.append(("set", fact, value.text))
            case ChangeNorm(verb, term):
                told.append((verb.value, term, ""))
            case Assign(term, to) | Delegate(term, to):
                told.append((type(consequence).__name__, term, to.text))
            case EndContract(ending):
                told.append((ending.value, "", ""))
            case Deem(action, sets):
                told.append(("deem", action, ", ".join(f"{k} = {v.text}" for k, v in sets.items())))
    assert told == [
        ("set", "accepted", "true"),
        ("set", "rank", "grade"),
        ("set", "paid", "paid + EUR(3)"),
        ("suspend", "deliver", ""),
        ("resume", "deliver", ""),
        ("discharge", "deliver", ""),
        ("create", "deliver", ""),
        ("Assign", "deliver", "bank"),
        ("Delegate", "deliver", "bank if solvent else holder(deliver)"),
        ("terminate", "", ""),
        ("complete", "", ""),
        ("deem", "accept", 'item = "a, b", grade = fine'),
        ("deem", "tell", ""),
    ]


def test_a_violation_makes_instances_of_terms_and_has_other_consequences() -> None:
    found = norm(f"{DUTY}, within: 3 days, on_violation: [deliver, it, terminate, suspend deliver]")
    assert found.on_violation == ("deliver", "it")
    assert found.after_violation == (EndContract(Ending.TERMINATE), ChangeNorm(Verb.SUSPEND, "deliver"))


def test_a_power_that_lapses() -> None:
    (deemed,) = norm(f"{POWER}, triggered_by: order, within: 10 days, on_lapse: deem accept with item = order.item").on_lapse
    assert isinstance(deemed, Deem)
    assert said(deemed.sets["item"]) == "order.item"


@pytest.mark.parametrize(
    ("effect", "name", "part"),
    [
        ("sett accepted to true", "consequence-syntax", "sett accepted to true"),
        ("set accepted", "consequence-syntax", "set accepted"),
        ("set accepted to", "consequence-syntax", "set accepted to"),
        ("set acepted to true", "unknown-name", "acepted"),
        ("set accepted to 3", "kind-mismatch", "3"),
        ("set rank to dreadful", "unknown-value", "dreadful"),
        ("suspend", "consequence-syntax", "suspend"),
        ("suspend delivery", "unknown-term", "delivery"),
        ("suspend plain", "not-over-time", "plain"),
        ("assign deliver to solvent", "kind-mismatch", "solvent"),
        ("assign deliver to banc", "unknown-value", "banc"),
        ("terminate deliver", "consequence-syntax", "terminate deliver"),
        ("deem acept", "unknown-action", "acept"),
        ("deem accept with item", "consequence-syntax", "item"),
        ("deem accept with amount = EUR(3)", "unknown-name", "amount"),
        ("deem accept with item = 3", "kind-mismatch", "3"),
    ],
)
def test_a_wrong_consequence(effect: str, name: str, part: str) -> None:
    found = problems(f"{POWER}, effects: [{effect}]")
    assert [(p.name, underlined(p)) for p in found] == [(name, part)]


def test_a_term_that_is_called_like_an_ending_cannot_be_told_from_it() -> None:
    changes = {"id: deliver,": "id: terminate,"}
    assert [p.name for p in problems(f"{DUTY}, on_violation: [terminate]", changes)] == ["ambiguous-name"]


# --- which keys go with which kind --------------------------------------------------------------------------------------------------

VALUES = {
    "triggered_by": "order",
    "once": "solvent",
    "must": "pay",
    "owes": "EUR(3)",
    "within": "7 days",
    "by": "2026-03-01",
    "before": "2026-03-01",
    "not_before": "2026-03-01",
    "every": "month",
    "late": "false",
    "available": "solvent",
    "often": "true",
    "notice": "3 days",
    "effects": "terminate",
    "on_violation": "terminate",
    "on_lapse": "terminate",
    "survives": "true",
    "counting": "{clear: true}",
}
KINDS = {
    "obligation": DUTY,
    "prohibition": BAN,
    "power": POWER,
    "declaration": DECLARATION,
    "permission": "kind: permission, bearer: buyer, action: tell",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("key", VALUES)
def test_each_key_goes_with_some_kinds(key: str, kind: str) -> None:
    term = KINDS[kind] + ("" if kind == "obligation" and key == "must" else f", {key}: {VALUES[key]}")
    found = problems(term)
    if kind in ALLOWED[key][0]:
        assert found == ()
    else:
        assert [(p.name, underlined(p), bool(p.hint)) for p in found] == [("part-not-allowed", key, True)]


@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("kind: obligation, bearer: buyer, within: 7 days", [("missing-key", "`must` is missing")]),
        ("kind: obligation, bearer: buyer, must: [], within: 7 days", [("missing-key", "`must` is missing")]),
        (f"{DUTY}, action: pay", [("part-not-allowed", "an obligation over time has no `action`")]),
        (f"{DUTY}, requires: solvent", [("part-not-allowed", "an obligation over time has no `requires`")]),
        (f"{DUTY}, when: solvent", [("part-not-allowed", "an obligation over time has no `when`")]),
        (f"{DECLARATION}, triggered_by: order, action: pay", [("part-not-allowed", "a declaration over time has no `action`")]),
        (f"{DUTY}, within: 7 days, by: 2026-03-01", [("part-not-allowed", "a term has one of `within`, `by` and `before`")]),
        ("kind: power, bearer: buyer, effects: terminate", [("missing-key", "`action` is missing")]),
    ],
)
def test_keys_that_do_not_go_together(term: str, told: list[tuple[str, str]]) -> None:
    assert [(p.name, p.message) for p in problems(term)] == told


# --- counting, calendars and the duration of the contract ---------------------------------------------------------------------------


def test_a_term_counts_as_it_says_and_for_the_rest_as_the_policies_say() -> None:
    policies = "policies: {counting: {calendar: trade, start_day: in, months: refuse, cutoff: '17:30', zone: Europe/Berlin}}\n"
    calendars = "calendars: {trade: {weekend: friday, holidays: [2026-12-24], working: 2026-12-25}, all: {weekend: []}}\n"
    changes = {"version:": f"{policies}{calendars}version:"}
    contract = sale(changes, f"{DUTY}, counting: {{months: up, roll: modified_following, clear: true, calendar: all}}")
    general, own = contract.policies.counting, contract.versions[0].terms["it"].norm
    assert own is not None
    assert (general.start_day, general.clear, general.months, general.roll) == (True, False, Corresponding.REFUSE, Roll.NONE)
    assert (general.cutoff, general.zone) == (timedelta(hours=17, minutes=30), "Europe/Berlin")
    trade = contract.calendars["trade"]
    assert (trade.weekend, trade.holidays, trade.working) == (
        frozenset({4}),
        frozenset({date(2026, 12, 24)}),
        frozenset({date(2026, 12, 25)}),
    )
    assert general.calendar == trade
    assert (own.counting.months, own.counting.roll, own.counting.clear) == (Corresponding.UP, Roll.MODIFIED_FOLLOWING, True)
    assert (own.counting.calendar, own.counting.start_day, own.counting.zone) == (contract.calendars["all"], True, "Europe/Berlin")
    deliver = contract.versions[0].terms["deliver"].norm
    assert deliver is not None
    assert deliver.counting == general


@pytest.mark.parametrize(
    ("line", "name", "part"),
    [
        ("policies: {counting: {calendar: trade}}", "unknown-calendar", "trade"),
        ("policies: {counting: {cutoff: noon}}", "bad-value", "noon"),
        ("policies: {counting: {cutoff: '24:30'}}", "bad-value", "'24:30'"),
        ("policies: {counting: {zone: Europe/Berlim}}", "bad-value", "Europe/Berlim"),
        ("policies: {rounding: many}", "bad-value", "many"),
        ("policies: {completes: always}", "wrong-value", "always"),
        ("calendars: {trade: {country: Atlantis}}", "bad-value", "Atlantis"),
        ("calendars: {trade: {country: US, subdivision: Atlantis}}", "bad-value", "Atlantis"),
        ("calendars: {trade: {subdivision: NY}}", "missing-key", "{subdivision: NY}"),
        ("calendars: {trade: {holidays: [2026-02-30]}}", "bad-date", "2026-02-30"),
        ("calendars: {trade: {weekend: [sundae]}}", "wrong-value", "sundae"),
        ("runs: {renews: 1 year}", "missing-key", "{renews: 1 year}"),
        ("runs: {for: some time}", "bad-period", "some time"),
        ("runs: {for: 1 year, unless: amount > EUR(3)}", "not-of-the-world", "amount"),
    ],
)
def test_wrong_counting(line: str, name: str, part: str) -> None:
    found = problems(changes={"version:": f"{line}\nversion:"})
    assert [(p.name, underlined(p)) for p in found] == [(name, part)]


def test_how_long_a_contract_runs() -> None:
    assert sale().runs is None
    short = sale({"version:": "runs: 1 year\nversion:"}).runs
    assert short is not None
    assert (short.period, short.renews, short.unless) == (Period(1, Unit.YEAR), None, None)
    renewed = sale({"version:": "runs: {for: 2 years, renews: 6 months, unless: solvent}\nversion:"}).runs
    assert renewed is not None
    assert (renewed.period, renewed.renews, said(renewed.unless)) == (Period(2, Unit.YEAR), Period(6, Unit.MONTH), "solvent")


def test_policies_of_rounding_and_completion() -> None:
    policies = sale({"version:": "policies: {rounding: 0, completes: never}\nversion:"}).policies
    assert (policies.places, policies.completes) == (0, False)
    assert (sale().policies.places, sale().policies.completes) == (2, True)


# --- vocabulary over time -----------------------------------------------------------------------------------------------------------


def fact(line: str) -> Contract:
    return sale({"  rank:": f"  {line}\n  rank:"})


def test_a_fact_becomes_and_grows() -> None:
    found = fact(
        "due: {asks: What is due?, kind: money EUR, starts: 10 EUR, becomes: {due * 2: violated(deliver)},"
        " adds: {-amount: pay, price: order}}"
    )
    due = found.facts["due"]
    assert due.starts == Money(Decimal(10), "EUR")
    assert [(said(c.value), c.adds) for c in due.changes] == [("due * 2", False), ("EUR(0) - amount", True), ("price", True)]
    assert [c.trigger.term if isinstance(c.trigger, OnChange) else c.trigger.action for c in due.changes] == ["deliver", "pay", "order"]


def test_a_value_that_a_fact_becomes_is_one_of_its_kind() -> None:
    found = fact("last: {asks: Which was the last?, kind: grade, becomes: {fine: [order, tell if channel == post], grade: accept}}")
    changes = found.facts["last"].changes
    assert [said(c.value) for c in changes] == ["fine", "fine", "grade"]
    assert [said(c.trigger.condition) for c in changes] == ["", "channel == post", ""]


def test_a_date_grows_by_a_duration() -> None:
    (change,) = fact("end: {asks: When does it end?, kind: date, adds: {days(30): pay}}").facts["end"].changes
    assert said(change.value) == "days(30)"


@pytest.mark.parametrize(
    ("line", "name", "part"),
    [
        ("x: {asks: x?, kind: truth, adds: {true: pay}}", "part-not-allowed", "adds"),
        ("x: {asks: x?, kind: truth, becomes: {amount: pay}}", "kind-mismatch", "amount"),
        ("x: {asks: x?, kind: money EUR, becomes: {price: pay}}", "parameter-of-other-action", "price"),
        ("x: {asks: x?, kind: truth, becomes: {true: pey}}", "unknown-action", "pey"),
        ("x: {asks: x?, kind: truth, becomes: {true: deliver-late}}", "unknown-action", "deliver-late"),
        ("x: {asks: x?, kind: truth, starts: 3}", "bad-value", "3"),
        ("x: {asks: x?, kind: money EUR, becomes: {order.price: pay}}", "never-bound", "order.price"),
    ],
)
def test_a_wrong_change(line: str, name: str, part: str) -> None:
    found = problems(changes={"  rank:": f"  {line}\n  rank:"})
    assert [(p.name, underlined(p)) for p in found] == [(name, part)]


def test_the_least_and_the_most_of_a_parameter() -> None:
    found = sale({"amount: money EUR": "amount: {kind: money EUR, least: 0 EUR, most: 1000 EUR}"}).parameters["amount"]
    assert (found.least, found.most) == (Money(Decimal(0), "EUR"), Money(Decimal(1000), "EUR"))
    assert [p.name for p in problems(changes={"amount: money EUR": "amount: {kind: money EUR, least: 9 EUR, most: 1 EUR}"})] == [
        "bad-value"
    ]
    assert [p.name for p in problems(changes={"{channel: channel}": "{channel: {kind: channel, least: post}}"})] == ["part-not-allowed"]


def test_when_a_message_takes_effect() -> None:
    received = 'received: [{if: channel == post, after: 2 business days}, {hours: "09:00-17:30"}]'
    first, second = sale({"{channel: channel}}": f"{{channel: channel}}, {received}}}"}).actions["tell"].received
    assert (said(first.condition), first.delay, first.hours) == ("channel == post", Period(2, Unit.BUSINESS_DAY), None)
    assert (second.condition, second.delay, second.hours) == (None, None, (9 * 3600, 17 * 3600 + 1800))


@pytest.mark.parametrize(
    ("received", "name", "part"),
    [
        ("if: amount > EUR(3)", "parameter-of-other-action", "amount"),
        ("after: soon", "bad-period", "soon"),
        ("hours: 17:00-09:00", "bad-value", "17:00-09:00"),
        ("hours: all day", "bad-value", "all day"),
    ],
)
def test_a_message_that_never_arrives(received: str, name: str, part: str) -> None:
    found = problems(changes={"{channel: channel}}": f"{{channel: channel}}, received: {{{received}}}}}"})
    assert [(p.name, underlined(p)) for p in found] == [(name, part)]


def test_no_action_has_a_word_for_what_stands_before_a_dot() -> None:
    assert [(p.name, underlined(p)) for p in problems(changes={"  tell:": "  period:"})] == [("bad-name", "period")]


# --- definitions with rules ---------------------------------------------------------------------------------------------------------

RULES = "definitions: {late: {rules: [{id: a, if: accepted}, {id: b, if: solvent, then: false, over: a}]}}\nversion:"


def test_what_rules_prove_is_the_definition() -> None:
    found = sale({"version:": RULES}, f"{BAN}, when: late, unless: refuted(late), within: 3 days")
    assert written_out(found.definitions["late"].clause.condition) == "late"
    assert found.definitions["late"].clause.text == "a: if accepted; b: not if solvent"


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("over: a", "over: [a, c]", ["unknown-rule"]),
        ("if: accepted", "if: acepted", ["unknown-name"]),
        ("if: accepted", "if: accepted, over: b", ["superiority-cycle"]),
        ("id: b", "id: a", ["duplicate-name"]),
        ("{rules:", "{is: solvent, rules:", ["part-not-allowed"]),
        ("if: accepted", "if: late", ["definition-cycle"]),
        ("if: accepted", "if: accepted, kind: usual", ["wrong-value"]),
    ],
)
def test_wrong_rules(old: str, new: str, names: list[str]) -> None:
    assert [p.name for p in problems(changes={"version:": RULES.replace(old, new)})] == names


def test_a_definition_says_something() -> None:
    assert [p.name for p in problems(changes={"version:": "definitions: {late: {says: too late}}\nversion:"})] == ["missing-key"]


# --- the chain of triggers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "term",
    [
        f"{DUTY}, triggered_by: order, owes: order.price",
        f"{DUTY}, triggered_by: violated(deliver), owes: order.price",
        f"{DUTY}, triggered_by: fulfilled(deliver), within: 3 days after deliver.date",
        f"{DUTY}, triggered_by: [tell, order], owes: order.price",  # where there is none, it is unknown
        f"{POWER}, triggered_by: order, effects: [set accepted to accept.item == order.item]",
    ],
)
def test_what_is_in_the_chain_may_be_asked_for(term: str) -> None:
    assert problems(term) == ()


@pytest.mark.parametrize(
    "term",
    [
        f"{DUTY}, owes: order.price",  # the start of the contract
        f"{DUTY}, triggered_by: violated(deliver), within: 3 days after deliver.date",  # it did not happen
        f"{DUTY}, triggered_by: tell, owes: order.price",
        f"{DUTY}, triggered_by: tell, once: 'count(pay, where=item == order.item) > 3'",
        f"{BAN}, when: order.price > EUR(3)",  # no norm over time, so nothing triggers it
    ],
)
def test_what_is_never_in_the_chain_is_a_problem(term: str) -> None:
    assert [p.name for p in problems(term)] == ["never-bound"]


def test_what_another_term_makes_has_that_term_s_chain() -> None:
    made = {"within: 7 days,": "within: 7 days, on_violation: it,"}
    assert problems(f"{DUTY}, owes: order.price", made) == ()
    created = {"within: 7 days,": "within: 7 days, effects: create it,"}
    assert problems(f"{DUTY}, owes: order.price, within: 3 days after deliver.date", created) == ()
    round_about = f"{DUTY}, owes: order.price, within: 3 days, on_violation: it"
    assert problems(round_about, made) == ()
    assert [p.name for p in problems(round_about)] == ["never-bound"]


@pytest.mark.parametrize("circle", [False, True])
def test_a_long_chain_of_triggers(circle: bool) -> None:
    count = 1_500
    actions = "".join(f"  act{i}: {{says: '{{actor}} acts'}}\n" for i in range(count))
    terms = "".join(
        f"  - {{id: t{i}, kind: obligation, bearer: ann, triggered_by: {f'fulfilled(t{i + 1})' if i + 1 < count or circle else 'act0'},"
        f" must: act{i}, by: act{count - 1}.date, certainty: inferred, sources: []}}\n"
        for i in range(count)
    ).replace(f"(t{count})", "(t0)")
    text = f"contract: long\nparties: {{ann: Ann}}\nactions:\n{actions}version: 2026-01-01\nterms:\n{terms}"
    start = process_time()
    try:
        load_text(text)
        told = []
    except ContractError as error:
        told = [p.name for p in error.problems]
    assert told == ([] if circle else ["never-bound"])  # nothing brings about the last act before the last term
    assert process_time() - start < 10  # a few seconds, most of them for reading the text


# --- what is presumed ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "variable", "presumed"),
    [
        (DUTY, "in_force(it)", True),
        (f"{DUTY}, once: solvent", "in_force(it)", None),
        (f"{DUTY}, not_before: 2026-03-01", "in_force(it)", None),
        (f"{DUTY}, triggered_by: order", "in_force(it)", None),
        (f"{BAN}, within: 180 days", "in_force(it)", True),
        (f"{POWER}, within: 180 days", "available(it)", True),
        (f"{POWER}, available: solvent", "available(it)", None),
        (f"{POWER}, triggered_by: order", "available(it)", None),
    ],
)
def test_what_begins_with_the_contract_is_presumed_in_force(term: str, variable: str, presumed: bool | None) -> None:
    assert sale(term=term).derived[variable].presumed is presumed


def test_what_another_term_makes_does_not_begin_with_the_contract() -> None:
    made = {"within: 7 days,": "within: 7 days, on_violation: it,"}
    assert sale(made, DUTY).derived["in_force(it)"].presumed is None


def test_terms_of_all_versions_may_be_asked_about() -> None:
    main = b"""contract: two
parties: {ann: Ann}
actions: {sing: {says: "{actor} sings"}}
"""
    song = "kind: obligation, bearer: ann, must: sing, within: 3 days"
    rest = "kind: prohibition, bearer: ann, action: sing, once: violated(song)"
    first, second = (
        f"version: {year}-01-01\nterms: [{{id: {name}, {term}, certainty: inferred, sources: []}}]\n".encode()
        for year, name, term in ((2026, "song", song), (2027, "rest", rest))
    )
    contract = load_files({"contract.yaml": main, "2026-01-01.yaml": first, "2027-01-01.yaml": second})
    assert {"in_force(song)", "in_force(rest)", "violated(song)"} == set(contract.derived)


def test_every_problem_of_a_norm_comes_at_once() -> None:
    text = """
contract: sale
parties: {seller: The seller}
actions: {pay: {says: "{actor} pays", parameters: {amount: money EUR}}}
version: 2026-01-01
terms:
  - id: it
    kind: obligation
    bearer: seller
    triggered_by: [pey, broken(it), violated(other)]
    must: [pay if amout > EUR(3)]
    within: 7 fortnights
    on_violation: [nothing, sett x to y]
    certainty: inferred
    sources: []
"""
    with pytest.raises(ContractError) as caught:
        load_text(text)
    assert [p.name for p in caught.value.problems] == [
        "unknown-action",
        "unknown-state",
        "unknown-term",
        "unknown-name",
        "bad-period",
        "unknown-term",
        "consequence-syntax",
    ]
