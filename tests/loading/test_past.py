"""This file tests what conditions ask about the past: what each name and call stands for, and what is wrong with others, and where."""

from __future__ import annotations

import pytest

from contract_model.loading.expression import PastScope, Scope, read_condition
from contract_model.loading.normalise import normalise
from contract_model.model.conditions import FALSE, Compare, Condition, Const, In, Named, Not, Op, Var, kind_of, variables
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TEXT, TRUTH, Kind, choice, money
from contract_model.model.norm import (
    Derived,
    HolderOf,
    Measure,
    OfContract,
    OfPeriod,
    Origin,
    Owed,
    Past,
    StateOf,
    TriggerValue,
    Violations,
)
from contract_model.model.states import NormState
from contract_model.telling.conditions import written_out
from contract_model.telling.statements import stated

EUR = money("EUR")
CHANNEL = choice("channel")
ACTIONS: dict[str, dict[str, Kind]] = {
    "order": {"id": TEXT, "price": EUR, "express": TRUTH},
    "pay": {"amount": EUR, "order": TEXT, "channel": CHANNEL, "payer": PARTY, "lead": DURATION},
}
TERMS = ("pay-late", "deliver", "in-force", "2026-01-01", "late-2")
NAMES: dict[str, Condition] = {
    "date": Var("date", DATE),
    "time": Var("time", DURATION),
    "actor": Var("actor", PARTY),
    "price": Var("price", EUR),
    "amount": Var("amount", EUR),
    "order": Var("order", TEXT),
    "flies": Named("flies", FALSE),
    "limit": Var("limit", EUR),
    "customer": Var("customer", PARTY),
}


def read(
    text: str,
    *,
    own: str | None = "pay-late",
    recurring: bool = True,
    past: bool = True,
    also: dict[str, Condition] | None = None,
    expected: Kind | None = TRUTH,
) -> tuple[Condition | None, list[Derived], list[str]]:
    """A condition, what it asks about the past, and what is wrong with it, each as `name part: message; hint`."""
    asked: list[Derived] = []
    told: list[str] = []
    names = {**NAMES, **(also or {})}

    def owed(term: str) -> Kind | None:
        return EUR if term == "pay-late" else None

    def refuted(name: str) -> Condition | None:
        return {"flies": Named("refuted(flies)", FALSE)}[name]

    def report(name: str, message: str, offset: int, length: int, hint: str) -> None:
        told.append(f"{name} {text[offset : offset + length]}: {message}{f'; {hint}' if hint else ''}")

    of_past = PastScope(ACTIONS, TERMS, own, recurring, owed, asked.append, refuted) if past else None
    scope = Scope(lambda n: names[n], lambda: names, {"channel": ("post", "email")}, ("ann", "bob"), of_past)
    return read_condition(text, scope, report, expected), asked, told


@pytest.mark.parametrize(
    ("text", "name", "kind", "origin", "asks"),
    [
        ("order.price", "order.price", EUR, TriggerValue("order", "price"), "What was the price in the order event?"),
        ("order.express", "order.express", TRUTH, TriggerValue("order", "express"), "Did express hold in the order event?"),
        ("order.date", "order.date", DATE, TriggerValue("order", "date"), "On which day did the order event happen?"),
        ("order.time", "order.time", DURATION, TriggerValue("order", "time"), "At what time of day did the order event happen?"),
        ("pay.actor", "pay.actor", PARTY, TriggerValue("pay", "actor"), "Who was the actor in the pay event?"),
        ("trigger.date", "trigger.date", DATE, TriggerValue("trigger", "date"), "On which day was the term triggered?"),
        ("contract.start", "contract.start", DATE, OfContract("start"), "On which day did the contract begin?"),
        ("contract.end", "contract.end", DATE, OfContract("end"), "On which day does the contract end?"),
        ("period.start", "period.start", DATE, OfPeriod("start"), "On which day does the period begin?"),
        ("period.end", "period.end", DATE, OfPeriod("end"), "On which day does the period end?"),
        (
            "violated(pay-late)",
            "violated(pay-late)",
            TRUTH,
            StateOf(NormState.VIOLATED, "pay-late"),
            "Has the term pay-late been violated?",
        ),
        ("violated( deliver )", "violated(deliver)", TRUTH, StateOf(NormState.VIOLATED, "deliver"), "Has the term deliver been violated?"),
        (
            "fulfilled(in-force)",
            "fulfilled(in-force)",
            TRUTH,
            StateOf(NormState.FULFILLED, "in-force"),
            "Has the term in-force been fulfilled?",
        ),
        (
            "in_force(2026-01-01)",
            "in_force(2026-01-01)",
            TRUTH,
            StateOf(NormState.IN_FORCE, "2026-01-01"),
            "Is the term 2026-01-01 in force?",
        ),
        ("pending(late-2)", "pending(late-2)", TRUTH, StateOf(NormState.PENDING, "late-2"), "Is the term late-2 pending?"),
        ("suspended(deliver)", "suspended(deliver)", TRUTH, StateOf(NormState.SUSPENDED, "deliver"), "Is the term deliver suspended?"),
        ("discharged(deliver)", "discharged(deliver)", TRUTH, StateOf(NormState.DISCHARGED, "deliver"), "Is the term deliver discharged?"),
        (
            "exercised(deliver)",
            "exercised(deliver)",
            TRUTH,
            StateOf(NormState.EXERCISED, "deliver"),
            "Has the term deliver been exercised?",
        ),
        ("available(deliver)", "available(deliver)", TRUTH, StateOf(NormState.AVAILABLE, "deliver"), "Is the term deliver available?"),
        ("lapsed(deliver)", "lapsed(deliver)", TRUTH, StateOf(NormState.LAPSED, "deliver"), "Has the term deliver lapsed?"),
        (
            "overdue(deliver)",
            "overdue(deliver)",
            TRUTH,
            StateOf(NormState.VIOLATED, "deliver", overdue=True),
            "Is the term deliver overdue?",
        ),
        ("violations(deliver)", "violations(deliver)", NUMBER, Violations("deliver"), "How often has the term deliver been violated?"),
        ("owed", "owed(pay-late)", EUR, Owed("pay-late"), "How much is owed under the term pay-late?"),
        ("owed(pay-late)", "owed(pay-late)", EUR, Owed("pay-late"), "How much is owed under the term pay-late?"),
        ("holder", "holder(pay-late)", PARTY, HolderOf("pay-late"), "To whom is the term pay-late owed?"),
        ("holder(deliver)", "holder(deliver)", PARTY, HolderOf("deliver"), "To whom is the term deliver owed?"),
        ("count(pay)", "count(pay)", NUMBER, Past(Measure.COUNT, "pay", "", (), None, None), "How many pay events have there been?"),
        (
            "total(pay.amount, last=days(60))",
            "total(pay.amount, last=days(60))",
            EUR,
            Past(Measure.TOTAL, "pay", "amount", (), None, 60 * 86_400),
            "What is the total amount of the pay events so far, in the last 60 days?",
        ),
        (
            "latest(pay.channel)",
            "latest(pay.channel)",
            CHANNEL,
            Past(Measure.LATEST, "pay", "channel", (), None, None),
            "What was the channel in the latest pay event?",
        ),
        (
            "latest(pay.date, last=2 * hours(6))",
            "latest(pay.date, last=hours(12))",
            DATE,
            Past(Measure.LATEST, "pay", "date", (), None, 43_200),
            "On which day did the latest pay event happen, in the last 12 hours?",
        ),
        (
            "count( pay,  last=weeks(1),  where = order  ==  order.id )",
            "count(pay, where=order == order.id, last=days(7))",
            NUMBER,
            Past(Measure.COUNT, "pay", "", (("order", "order.id"),), None, 7 * 86_400),
            "How many pay events have there been, where order == order.id, in the last 7 days?",
        ),
    ],
)
def test_what_is_asked_about_the_past(text: str, name: str, kind: Kind, origin: Origin, asks: str) -> None:
    found, asked, told = read(text, expected=None)
    assert told == []
    assert found == Var(name, kind)
    assert asked[-1] == Derived(name, kind, asks, origin)


POST = In(Var("channel", CHANNEL), ("post",))


@pytest.mark.parametrize(
    ("where", "keys", "rest"),
    [
        ("order == order.id", (("order", "order.id"),), None),
        ("order.id == order", (("order", "order.id"),), None),
        ("order == this.order", (("order", "order"),), None),
        ("payer == this.actor", (("payer", "actor"),), None),
        ("payer == customer", (("payer", "customer"),), None),
        ("amount == limit and order == order.id", (("amount", "limit"), ("order", "order.id")), None),
        ("channel == post", (), POST),
        ("channel == post and (order == this.order and payer == ann)", (("order", "order"),), "channel == post and payer == ann"),
        ("amount > EUR(5) or channel != post", (), "EUR(5) < amount or channel != post"),
        ("amount < max(EUR(5), amount / 2)", (), "amount < EUR(5) or amount < amount * 0.5"),
        ("actor == ann and date >= 2026-05-01", (), "actor == ann and 2026-05-01 <= date"),
        (
            "round(amount) == EUR(5) and lead in [days(1), days(2)]",
            (),
            "round(amount, 2) == EUR(5) and (lead == days(1) or lead == days(2))",
        ),
        (
            "payer == (ann if channel == post else bob)",
            (),
            "channel == post and payer == ann or channel != post and payer == bob or payer == ann and payer == bob",
        ),
        ("true", (), None),
    ],
)  # fmt: skip
def test_which_past_events_are_meant(where: str, keys: tuple[tuple[str, str], ...], rest: Condition | str | None) -> None:
    _, asked, told = read(f"count(pay, where={where}) > 1")
    assert told == []
    origin = asked[-1].origin
    assert isinstance(origin, Past)
    assert origin.keys == keys
    found = written_out(origin.where) if isinstance(rest, str) and origin.where is not None else origin.where
    assert found == (rest)
    assert not any(name.startswith("there") for name in (variables(origin.where) if origin.where is not None else {}))


def test_what_stands_in_the_present_is_asked_for_itself() -> None:
    _, asked, told = read("total(pay.amount, where=order == order.id) + this.amount <= order.price and violated(deliver)")
    assert told == []
    assert [d.name for d in asked] == ["order.id", "total(pay.amount, where=order == order.id)", "order.price", "violated(deliver)"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("owed < EUR(1)", Compare(Op.LT, Var("owed", EUR), Const(1, EUR))),
        ("holder == ann", Compare(Op.EQ, Var("holder", PARTY), Const("ann", PARTY))),
        ("violated", Var("violated", TRUTH)),
        ("trigger and violated(deliver)", None),
        ("order == order.id", Compare(Op.EQ, Var("order", TEXT), Var("order.id", TEXT))),
        ("contract == 'x' and contract.start == date", None),
    ],
)
def test_a_name_of_the_contract_keeps_its_meaning(text: str, meant: Condition | None) -> None:
    own = {"owed": EUR, "holder": PARTY, "violated": TRUTH, "trigger": TRUTH, "contract": TEXT}
    found, _, told = read(text, also={name: Var(name, kind) for name, kind in own.items()})
    assert told == []
    assert found == meant or meant is None
    assert found is not None


def test_the_sides_of_a_comparison_tell_each_other_what_they_are() -> None:
    for text in (
        "latest(pay.channel) == post",
        "post == latest(pay.channel)",
        "holder == ann",
        "bob == holder(deliver)",
        "ann == pay.actor",
        "this.actor == ann",
    ):
        found, _, told = read(text)
        assert told == []
        assert isinstance(found, Compare)
        assert {kind_of(found.left), kind_of(found.right)} in ({CHANNEL}, {PARTY})


def test_that_the_contrary_is_proved() -> None:
    found, _, told = read("flies or not refuted(flies)")
    assert told == []
    assert found is not None
    assert written_out(normalise(found, {})) == "flies or not refuted(flies)"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ordr.price > EUR(1)", "unknown-action ordr.price: `ordr` is not an action; did you mean `order`?"),
        (
            "price.order == 'x'",
            "not-in-language price.order: `price` has no parts; "
            "what is before the dot is an action, `trigger`, `contract`, `period` or `this`",
        ),
        ("order.prize > EUR(1)", "unknown-name order.prize: `prize` is not a parameter of `order`; did you mean `price`?"),
        (
            "trigger.price > EUR(1)",
            "unknown-name trigger.price: a trigger has no `price`; write `trigger.date`, or name the action: `order.price`",
        ),
        ("contract.begin < date", "unknown-name contract.begin: the contract has no `begin`; write `contract.start` or `contract.end`"),
        ("period.first < date", "unknown-name period.first: a period has no `first`; write `period.start` or `period.end`"),
        ("this.amont > EUR(1)", "unknown-name this.amont: `amont` is not a parameter; did you mean `amount`?"),
        ("violatd(pay-late)", "not-in-language violatd(pay-late): `violatd(...)` is not part of the language; did you mean `violated`?"),
        (
            "infulfilled(deliver)",
            "not-in-language infulfilled(deliver): `infulfilled(...)` is not part of the language; did you mean `fulfilled`?",
        ),
        ("violated(pay-lat)", "unknown-term pay-lat: `pay-lat` is not a term of the contract; did you mean `pay-late`?"),
        ("violated(Deliver)", "unknown-term Deliver: `Deliver` is not a term of the contract; did you mean `deliver`?"),
        ("violated()", "not-in-language violated(): `violated(...)` wants the name of a term; write `violated(pay-late)`"),
        (
            "violated(deliver, deliver)",
            "not-in-language violated(deliver, deliver): `violated(...)` wants the name of a term; write `violated(pay-late)`",
        ),
        (
            "violated('deliver')",
            "not-in-language violated('deliver'): `violated(...)` wants the name of a term; write `violated(pay-late)`",
        ),
        ("owed(deliver) > EUR(1)", "nothing-owed deliver: the term `deliver` owes nothing; say what with `owes`"),
        ("refuted(price)", "unknown-name price: `price` is not a definition with rules"),
        ("refuted(flie)", "unknown-name flie: `flie` is not a definition with rules; did you mean `flies`?"),
        (
            "violations(deliver)",
            "kind-mismatch violations(deliver): expected a truth, found a number; compare it: `violations(deliver) == ...`",
        ),
        # past events
        ("count(ordr) > 1", "unknown-action ordr: `ordr` is not an action; did you mean `order`?"),
        ("count(pay.amount) > 1", "not-in-language count(pay.amount): `count(...)` wants an action; write `count(pay)`"),
        ("total(pay) > 1", "not-in-language total(pay): `total(...)` wants a parameter of an action; write `total(pay.amount)`"),
        ("total(pya.amount) > EUR(1)", "unknown-action pya: `pya` is not an action; did you mean `pay`?"),
        ("total(pay.amont) > EUR(1)", "unknown-name pay.amont: `amont` is not a parameter of `pay`; did you mean `amount`?"),
        (
            "total(pay.order) > 1",
            "kind-mismatch pay.order: `pay.order` is a text, of which there is no total; a total is of numbers, amounts or durations",
        ),
        ("count(pay, when=date) > 1", "not-in-language date: `when` cannot stand here; `count(...)` may have one `where` and one `last`"),
        ("count(pay, last=60) > 1", "kind-mismatch 60: expected a duration, found a number"),
        ("count(pay, last=days(0)) > 1", "bad-value days(0): `last` wants whole seconds, and more than none; write `last=days(60)`"),
        (
            "count(pay, last=seconds(0.5)) > 1",
            "bad-value seconds(0.5): `last` wants whole seconds, and more than none; write `last=days(60)`",
        ),
        ("count(pay, last=time) > 1", "not-a-constant time: `last` wants a duration that is always the same; write `last=days(60)`"),
        ("count(pay, where=amount) > 1", "kind-mismatch amount: expected a truth, found an amount in EUR; compare it: `amount == ...`"),
        ("count(pay, where=channel == pst) > 1", "unknown-value pst: `pst` is not a value of `channel`; did you mean `post`?"),
        (
            "count(pay, where=amount > limit) > 1",
            "condition-of-the-past amount > limit: `limit` cannot stand so in `where`; "
            "beside equalities such as `amount == limit` it asks about the past event only",
        ),
        (
            "count(pay, where=order == order.id or channel == post) > 1",
            "condition-of-the-past order == order.id or channel == post: `order.id` cannot stand so in `where`; "
            "beside equalities such as `amount == order.id` it asks about the past event only",
        ),
        ("count(pay, where=flies) > 1 and 3", "kind-mismatch 3: expected a truth, found a number"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_question_about_the_past(text: str, told: str) -> None:
    assert read(text)[2] == [told]


def test_a_period_is_of_a_recurring_term() -> None:
    said = "not-recurring period.end: `period.end` stands in what does not recur; only a term with `every` has periods"
    assert read("date < period.end", recurring=False)[2] == [said]


def test_outside_of_a_term_nothing_is_owed() -> None:
    for name in ("owed", "holder"):
        said = f"unknown-name {name}: `{name}` is neither a fact, a parameter nor a definition"
        assert read(f"{name} == {name}", own=None)[2][0].startswith(said)


def test_where_nothing_may_be_asked_about_the_past() -> None:
    for text in ("violated(deliver)", "order.price > EUR(1)", "count(pay) > 1"):
        assert read(text, past=False)[2][0].startswith("not-in-language ")


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("violated(deliver)", "the term deliver has been violated", "the term deliver has not been violated"),
        ("in_force(pay-late)", "the term pay-late is in force", "the term pay-late is not in force"),
        ("lapsed(deliver)", "the term deliver has lapsed", "the term deliver has not lapsed"),
        ("overdue(deliver)", "the term deliver is overdue", "the term deliver is not overdue"),
    ],
)
def test_the_questions_can_be_stated(text: str, yes: str, no: str) -> None:
    _, (asked,), _ = read(text)
    assert (stated(asked.asks, True), stated(asked.asks, False)) == (yes, no)


def test_a_denial_of_a_state() -> None:
    assert read("not violated(pay-late)")[0] == Not(Var("violated(pay-late)", TRUTH))
