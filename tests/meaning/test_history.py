"""This file tests what becomes of a contract through events and time: a small contract, what happens, and how things stand.

Days are counted from the start; a deadline passes at the beginning of the day after its last day. Every history runs through both engines.
"""

from __future__ import annotations

import textwrap

import pytest

from contract_model.asking.history import read_history
from contract_model.engines.engine import ENGINES
from contract_model.engines.running import run
from contract_model.loading.load import load_files, load_text
from contract_model.model.history import ContractChanged, FactChanged, NormChange, Run, Undecided
from contract_model.model.states import ContractState
from contract_model.problems import ContractError

HEAD = """
contract: small
parties: {a: Ann, b: Bob, c: Carl}
version: 2020-01-01
"""
EVIDENCE = ", certainty: inferred, sources: []}"


def play(contract: str, events: str = "", *, until: str = "day 100", engine: str = "meaning", more: str = "") -> Run:
    """What becomes of a contract that begins on 1 January 2026. A term is written in one line, without its evidence."""
    lines = [
        f"  - {{{line.strip()[3:-1]}{EVIDENCE}" if line.strip().startswith("- {id:") else line
        for line in textwrap.dedent(contract).splitlines()
    ]
    agreement = load_text(HEAD + "\n".join(lines))
    told = "\n".join(f"  - {{{e.strip()}}}" for e in events.strip().splitlines())
    text = f"start: 2026-01-01\nuntil: {until}\n{more}\nevents:{f'{chr(10)}{told}' if told else ' []'}\n"
    return run(agreement, read_history(agreement, "history.yaml", text.encode(), "yaml"), engine)


def states(found: Run) -> dict[str, str]:
    """The state of every norm in the end."""
    return {i.label: i.state.value + ("?" if i.uncertain else "") for i in found.instances}


def days(found: Run, term: str) -> list[tuple[int, str]]:
    """On which day, counted from the start, a norm came into which state."""
    start = found.history.start.toordinal()
    changes = [c for s in found.steps for c in s.changes if isinstance(c, NormChange) and c.instance == term]
    return [(c.instant // 86_400 + 1 - start, c.after.value) for c in changes]


def verdicts(found: Run) -> list[str]:
    """The verdict on each event."""
    return [s.verdict.value for s in found.steps if s.verdict]


@pytest.fixture(params=ENGINES)
def engine(request):
    return request.param


PAY = """
actions:
  order: {says: "{actor} orders for {price}", parameters: {price: money EUR, ref: text, express: truth}}
  pay: {says: "{actor} pays {amount}", parameters: {amount: money EUR, ref: text}}
"""


class TestDeadlines:
    def test_a_duty_that_is_not_performed_is_violated_by_the_clock_alone(self, engine):
        found = play(PAY + "terms:\n- {id: pay, kind: obligation, bearer: a, must: pay, within: 7 days}", engine=engine)
        assert days(found, "pay") == [(0, "in_force"), (8, "violated")]

    def test_strictly_before_a_day_and_on_it_at_the_latest(self, engine):
        terms = """
        terms:
        - {id: strict, kind: obligation, bearer: a, must: pay, before: contract.start + days(7)}
        - {id: latest, kind: obligation, bearer: a, must: pay, by: contract.start + days(7)}
        """
        found = play(PAY + textwrap.dedent(terms), "at: day 7, actor: a, action: pay", engine=engine)
        assert days(found, "strict")[1] == (7, "violated")
        assert days(found, "latest")[1] == (7, "fulfilled")

    def test_late_performance_does_not_erase_the_violation(self, engine):
        found = play(
            PAY + "terms:\n- {id: pay, kind: obligation, bearer: a, must: pay, within: 7 days}",
            "at: day 9, actor: a, action: pay",
            engine=engine,
        )
        (pay,) = found.of("pay")
        assert states(found) == {"pay": "fulfilled"}
        assert (pay.violated, pay.late) == (1, True)

    def test_what_comes_too_early_does_not_count(self, engine):
        terms = "terms:\n- {id: pay, kind: obligation, bearer: a, must: pay, not_before: 5 days after trigger.date, within: 7 days}"
        assert states(play(PAY + terms, "at: day 4, actor: a, action: pay", engine=engine)) == {"pay": "violated"}
        found = play(PAY + terms, "at: day 5, actor: a, action: pay", engine=engine)
        assert days(found, "pay") == [(0, "pending"), (5, "in_force"), (5, "fulfilled")]

    def test_somebody_else_does_not_perform(self, engine):
        terms = "terms:\n- {id: pay, kind: obligation, bearer: a, must: pay, within: 7 days}"
        assert states(play(PAY + terms, "at: day 4, actor: b, action: pay", engine=engine)) == {"pay": "violated"}

    def test_a_deadline_that_hangs_on_what_is_not_known_is_not_missed_and_is_once_it_is_known(self, engine):
        terms = "facts: {due: {asks: When is it due?, kind: date}}\nterms:\n- {id: pay, kind: obligation, bearer: a, must: pay, by: due}"
        assert states(play(PAY + terms, engine=engine)) == {"pay": "in_force"}
        found = play(PAY + terms, "at: day 3, facts: {due: 2026-01-11}", engine=engine)
        assert days(found, "pay") == [(0, "in_force"), (11, "violated")]

    def test_hours_are_counted_to_the_second(self, engine):
        terms = "terms:\n- {id: pay, kind: obligation, bearer: a, triggered_by: order, must: pay, within: 36 hours}"
        order = "at: 2026-01-05T10:00, actor: b, action: order\n"
        assert states(play(PAY + terms, order + "at: 2026-01-06T22:00, actor: a, action: pay", engine=engine)) == {"pay": "fulfilled"}
        late = play(PAY + terms, order + "at: 2026-01-06T22:00:01, actor: a, action: pay", engine=engine)
        assert late.of("pay")[0].late


class TestTriggers:
    TERMS = (
        PAY
        + "terms:\n- {id: pay, kind: obligation, bearer: a, triggered_by: order if express, "
        + "must: pay if ref == order.ref and amount >= order.price, within: 7 days}"
    )

    def test_each_order_is_paid_for_itself(self, engine):
        found = play(
            self.TERMS,
            """
            at: day 1, actor: b, action: order, price: 10 EUR, ref: one, express: true
            at: day 2, actor: b, action: order, price: 20 EUR, ref: two, express: true
            at: day 3, actor: a, action: pay, amount: 20 EUR, ref: two
            """,
            engine=engine,
        )
        assert states(found) == {"pay": "violated", "pay/2": "fulfilled"}

    def test_no_order_no_duty(self, engine):
        assert play(self.TERMS, engine=engine).untriggered == ("pay",)
        assert states(play(self.TERMS, "at: day 1, actor: b, action: order, price: 10 EUR, express: false", engine=engine)) == {}

    def test_an_order_of_which_nobody_knows_whether_it_is_express_leaves_the_duty_uncertain(self, engine):
        found = play(self.TERMS, "at: day 1, actor: b, action: order, price: 10 EUR, ref: one", engine=engine)
        assert states(found) == {"pay": "violated?"}

    def test_one_payment_performs_one_duty_the_one_that_is_due_first(self, engine):
        terms = "terms:\n- {id: pay, kind: obligation, bearer: a, triggered_by: order, must: pay, within: 7 days}"
        orders = "at: day 1, actor: b, action: order\nat: day 2, actor: b, action: order\n"
        found = play(PAY + terms, orders + "at: day 3, actor: a, action: pay", engine=engine)
        assert states(found) == {"pay": "fulfilled", "pay/2": "violated"}

    def test_a_chain_of_reparation_counts_each_violation(self, engine):
        terms = """
        terms:
        - {id: pay, kind: obligation, bearer: a, must: pay if amount == EUR(10), within: 3 days, late: false, on_violation: more}
        - {id: more, kind: obligation, bearer: a, must: pay if amount == EUR(12), within: 3 days, late: false, on_violation: most}
        - {id: most, kind: obligation, bearer: a, must: pay if amount == EUR(15), within: 3 days, on_violation: [terminate]}
        """
        terms = textwrap.dedent(terms)
        found = play(PAY + terms, "at: day 6, actor: a, action: pay, amount: 12 EUR", engine=engine)
        assert states(found) == {"pay": "violated", "more": "fulfilled"}
        assert found.state.value == "completed"
        nothing = play(PAY + terms, engine=engine)
        assert days(nothing, "most") == [(8, "in_force"), (12, "violated")]
        assert nothing.state.value == "terminated"


class TestConditions:
    def test_pending_until_its_own_condition_holds(self, engine):
        terms = """
        facts: {inspected: {asks: Was it inspected?, kind: truth, starts: false, becomes: {true: order}}}
        terms:
        - {id: pay, kind: obligation, bearer: a, once: inspected, must: pay}
        """
        found = play(PAY + textwrap.dedent(terms), "at: day 4, actor: b, action: order", engine=engine)
        assert days(found, "pay") == [(0, "pending"), (4, "in_force")]

    def test_a_condition_that_speaks_of_the_date_turns_by_itself(self, engine):
        terms = "terms:\n- {id: pay, kind: obligation, bearer: a, once: date >= 2026-01-11, must: pay, until: date > 2026-01-20}"
        assert days(play(PAY + terms, engine=engine), "pay") == [(0, "pending"), (10, "in_force"), (20, "discharged")]

    @pytest.mark.parametrize(("ends", "day"), [("2026-01-09", 9), ("2026-01-10", 10), ("2026-01-11", 10)])
    def test_what_is_due_on_the_last_day_is_late_before_its_end(self, ends, day, engine):
        terms = f"""
        terms:
        - {{id: pay, kind: obligation, bearer: a, must: pay, by: 2026-01-10, until: date > {ends}}}
        - {{id: rest, kind: prohibition, bearer: a, action: order, within: 9 days, until: date > {ends}}}
        - {{id: leave, kind: power, bearer: a, action: order, by: 2026-01-10, until: date > {ends}}}
        """
        found = play(PAY + textwrap.dedent(terms), engine=engine)
        first = ends < "2026-01-10"
        assert days(found, "pay")[1:] == [(day, "discharged" if first else "violated")]
        assert days(found, "rest")[1:] == [(day, "discharged" if first else "fulfilled")]
        assert days(found, "leave")[1:] == [(day, "lapsed")]

    def test_an_exception_excuses_when_the_deadline_passes(self, engine):
        terms = """
        facts: {strike: {asks: Is there a strike?, kind: truth}}
        terms:
        - {id: pay, kind: obligation, bearer: a, must: pay, within: 3 days, unless: strike}
        """
        terms = textwrap.dedent(terms)
        assert states(play(PAY + terms, more="facts: {strike: true}", engine=engine)) == {"pay": "discharged"}
        assert states(play(PAY + terms, more="facts: {strike: false}", engine=engine)) == {"pay": "violated"}
        unknown = play(PAY + terms, engine=engine)
        assert states(unknown) == {"pay": "violated?"}
        assert [c.hangs_on for s in unknown.steps for c in s.changes if isinstance(c, Undecided)] == [("strike",)]

    def test_joint_performance_wants_both_and_alternative_one(self, engine):
        terms = """
        terms:
        - {id: both, kind: obligation, bearer: [a, b], must: {all: [pay if actor == a, pay if actor == b]}}
        - {id: either, kind: obligation, bearer: a, must: [pay if amount > EUR(5), order]}
        """
        terms = textwrap.dedent(terms)
        once = play(PAY + terms, "at: day 1, actor: a, action: pay, amount: 1 EUR", engine=engine)
        assert states(once) == {"both": "in_force", "either": "in_force"}
        twice = play(
            PAY + terms,
            "at: day 1, actor: a, action: pay, amount: 1 EUR\nat: day 2, actor: b, action: pay, amount: 9 EUR\nat: day 3, actor: a, action: order",
            engine=engine,
        )
        assert states(twice) == {"both": "fulfilled", "either": "fulfilled"}

    @pytest.mark.parametrize(
        ("told", "day_3", "day_20"),
        [("", "in_force?", "violated?"), ("false", "in_force", "violated"), ("true", "discharged", "discharged")],
    )
    def test_what_may_have_ended_is_uncertain_until_that_is_known(self, told, day_3, day_20, engine):
        contract = """
        facts: {called_off: {asks: Is it called off?, kind: truth}}
        terms:
        - {id: pay, kind: obligation, bearer: a, must: pay, within: 7 days, until: called_off}
        """
        events = f"at: day 2, facts: {{called_off: {told}}}" if told else ""
        assert states(play(PAY + textwrap.dedent(contract), events, until="day 3", engine=engine)) == {"pay": day_3}
        assert states(play(PAY + textwrap.dedent(contract), events, until="day 20", engine=engine)) == {"pay": day_20}


ACTS = """
actions:
  tell: {says: "{actor} tells"}
  use: {says: "{actor} uses"}
  stop: {says: "{actor} stops"}
  goon: {says: "{actor} goes on"}
"""


class TestProhibitions:
    def test_each_act_is_a_violation_as_long_as_it_holds(self, engine):
        terms = "terms:\n- {id: secret, kind: prohibition, bearer: a, action: tell, within: 30 days}"
        found = play(
            ACTS + terms,
            "at: day 3, actor: a, action: tell\nat: day 9, actor: a, action: tell\nat: day 31, actor: a, action: tell",
            engine=engine,
        )
        assert found.of("secret")[0].violated == 2
        assert verdicts(found) == ["prohibited", "prohibited", "silent"]

    def test_its_time_passes_without_a_breach(self, engine):
        terms = "terms:\n- {id: secret, kind: prohibition, bearer: a, action: tell, within: 30 days}"
        assert days(play(ACTS + terms, engine=engine), "secret") == [(0, "in_force"), (31, "fulfilled")]

    def test_prior_consent_excepts(self, engine):
        terms = """
        facts: {consent: {asks: Is there consent?, kind: truth, starts: false, becomes: {true: goon}}}
        terms:
        - {id: secret, kind: prohibition, bearer: a, action: tell, unless: consent, survives: true}
        """
        found = play(ACTS + textwrap.dedent(terms), "at: day 2, actor: b, action: goon\nat: day 3, actor: a, action: tell", engine=engine)
        assert states(found) == {"secret": "in_force"}
        assert verdicts(found) == ["silent", "silent"]


class TestPowers:
    def test_a_power_that_is_not_available_is_void_and_breaks_nothing(self, engine):
        terms = """
        terms:
        - {id: tell, kind: obligation, bearer: b, must: tell, within: 5 days}
        - {id: stop, kind: power, bearer: a, action: stop, available: violated(tell), effects: terminate}
        """
        terms = textwrap.dedent(terms)
        found = play(ACTS + terms, "at: day 2, actor: a, action: stop\nat: day 3, actor: b, action: stop", engine=engine)
        assert [s.void for s in found.steps if s.verdict] == [("stop",), ()]
        assert verdicts(found) == ["silent", "silent"]
        assert found.state.value == "in_effect"
        used = play(ACTS + terms, "at: day 6, actor: a, action: stop", engine=engine)
        assert used.state.value == "terminated"
        assert verdicts(used) == ["permitted"]

    def test_once_or_often(self, engine):
        terms = """
        facts: {n: {asks: How often?, kind: number, starts: 0, adds: {1: exercised(often)}}}
        terms:
        - {id: often, kind: power, bearer: a, action: use, often: true}
        - {id: once, kind: power, bearer: a, action: stop, often: false}
        """
        events = "\n".join(f"at: day {d}, actor: a, action: {x}" for d in (1, 2, 3) for x in ("use", "stop"))
        found = play(ACTS + textwrap.dedent(terms), events, engine=engine)
        assert states(found) == {"often": "available", "once": "exercised"}
        assert found.facts["n", None] == 3
        assert verdicts(found) == ["permitted", "permitted", "permitted", "silent", "permitted", "silent"]

    def test_a_window_opens_and_lapses_and_an_event_is_deemed_to_have_happened(self, engine):
        terms = """
        facts: {accepted: {asks: Is it accepted?, kind: truth, starts: false, becomes: {true: goon}}}
        terms:
        - {id: reject, kind: power, bearer: a, action: stop, triggered_by: tell, within: 3 days, effects: set accepted to false, on_lapse: deem goon}
        """
        found = play(ACTS + textwrap.dedent(terms), "at: day 5, actor: b, action: tell", engine=engine)
        assert days(found, "reject") == [(5, "available"), (9, "lapsed")]
        assert found.facts["accepted", None] is True
        assert [s.deemed.action for s in found.steps if s.deemed] == ["goon"]

    def test_a_notice_period_runs_before_the_effect(self, engine):
        terms = "terms:\n- {id: end, kind: power, bearer: a, action: stop, notice: 30 days, effects: terminate}"
        found = play(ACTS + terms, "at: day 5, actor: a, action: stop", engine=engine)
        assert days(found, "end") == [(0, "available"), (5, "pending"), (36, "exercised")]
        assert found.state.value == "terminated"

    def test_what_is_to_be_done_within_the_time_of_a_notice_may_be_done_on_its_last_day(self, engine):
        terms = """
        terms:
        - {id: end, kind: power, bearer: a, action: stop, notice: 30 days, effects: terminate}
        - {id: tell, kind: obligation, bearer: b, triggered_by: stop, must: tell, within: 30 days}
        """
        given = "at: day 5, actor: a, action: stop"
        in_time = play(ACTS + textwrap.dedent(terms), f"{given}\nat: day 35, actor: b, action: tell", engine=engine)
        assert states(in_time) == {"end": "exercised", "tell": "fulfilled"}
        assert states(play(ACTS + textwrap.dedent(terms), given, engine=engine)) == {"end": "exercised", "tell": "violated"}

    def test_suspension_stops_the_clock(self, engine):
        terms = """
        terms:
        - {id: tell, kind: obligation, bearer: b, must: tell, within: 10 days}
        - {id: stop, kind: power, bearer: a, action: stop, effects: suspend tell}
        - {id: goon, kind: power, bearer: a, action: goon, available: suspended(tell), effects: resume tell}
        """
        found = play(ACTS + textwrap.dedent(terms), "at: day 4, actor: a, action: stop\nat: day 24, actor: a, action: goon", engine=engine)
        assert days(found, "tell") == [(0, "in_force"), (4, "suspended"), (24, "in_force"), (31, "violated")]

    def test_whether_a_power_is_available_may_not_be_known(self, engine):
        terms = """
        facts: {why: {asks: Is there a reason?, kind: truth}}
        terms:
        - {id: end, kind: power, bearer: a, action: stop, available: why, effects: terminate}
        """
        found = play(ACTS + textwrap.dedent(terms), "at: day 5, actor: a, action: stop", engine=engine)
        assert verdicts(found) == ["depends"]
        assert found.state.value == "in_effect"
        assert states(found)["end"].endswith("?")
        told = play(ACTS + textwrap.dedent(terms), "at: day 4, facts: {why: true}\nat: day 5, actor: a, action: stop", engine=engine)
        assert (verdicts(told), told.state.value) == (["permitted"], "terminated")


class TestParties:
    def test_a_performer_is_added_and_the_right_passes_to_another(self, engine):
        contract = """
        actions:
          pay: {says: "{actor} pays {to}", parameters: {to: {kind: party, asks: Whom?}}}
          cede: {says: "{actor} cedes to {new}", parameters: {new: {kind: party, asks: To whom?}}}
          help: {says: "{actor} has the help of {helper}", parameters: {helper: {kind: party, asks: Whose?}}}
        terms:
        - {id: pay, kind: obligation, bearer: a, counterparty: b, must: pay if to == holder, within: 30 days}
        - {id: cede, kind: power, bearer: b, action: cede, effects: assign pay to cede.new}
        - {id: help, kind: power, bearer: a, action: help, effects: delegate pay to help.helper}
        """
        contract = textwrap.dedent(contract)
        ceded = "at: day 1, actor: b, action: cede, new: c\n"
        old = play(contract, ceded + "at: day 2, actor: a, action: pay, to: b", engine=engine)
        assert (states(old)["pay"], old.of("pay")[0].holders) == ("violated", ("c",))
        assert states(play(contract, ceded + "at: day 2, actor: a, action: pay, to: c", engine=engine))["pay"] == "fulfilled"
        helped = play(contract, "at: day 1, actor: a, action: help, helper: c\nat: day 2, actor: c, action: pay, to: b", engine=engine)
        assert (states(helped)["pay"], helped.of("pay")[0].performers) == ("fulfilled", ("a", "c"))


class TestRecurring:
    def test_a_duty_for_each_month_until_it_ends(self, engine):
        terms = "terms:\n- {id: rent, kind: obligation, bearer: a, every: month, must: pay if amount >= EUR(5), within: 3 days, through: 2026-03-31}"
        found = play(PAY + terms, "at: 2026-02-02, actor: a, action: pay, amount: 5 EUR", until="2026-06-01", engine=engine)
        assert states(found) == {"rent": "fulfilled", "rent/2": "violated", "rent/3": "violated"}  # the payment is the older rent's

    def test_a_payment_for_a_period_performs_the_duty_of_that_period(self, engine):
        contract = """
        actions: {pay: {says: "{actor} pays", parameters: {month: date}}}
        terms:
        - {id: rent, kind: obligation, bearer: a, every: month, must: pay if month == period.start, by: period.start + days(2), through: 2026-03-31}
        """
        found = play(
            textwrap.dedent(contract), "at: 2026-02-02, actor: a, action: pay, month: 2026-02-01", until="2026-06-01", engine=engine
        )
        assert states(found) == {"rent": "violated", "rent/2": "fulfilled", "rent/3": "violated"}

    def test_what_is_owed_up_to_a_cap_and_then_nothing(self, engine):
        contract = """
        actions: {pay: {says: "{actor} pays {amount}", parameters: {amount: money EUR}}}
        terms:
        - {id: share, kind: obligation, bearer: a, every: month, owes: "min(EUR(40), EUR(100) - total(pay.amount))", must: pay if amount >= owed, by: period.end}
        """
        events = "\n".join(f"at: 2026-0{m}-10, actor: a, action: pay, amount: {x} EUR" for m, x in ((1, 40), (2, 40), (3, 20)))
        found = play(textwrap.dedent(contract), events, until="2026-04-15", engine=engine)
        assert states(found) == {"share": "fulfilled", "share/2": "fulfilled", "share/3": "fulfilled", "share/4": "discharged"}
        assert [i.owed for i in found.instances] == [40, 40, 20, 0]

    def test_a_rebate_is_reckoned_when_the_year_is_over(self, engine):
        contract = """
        actions:
          order: {says: "{actor} orders for {price}", parameters: {price: money EUR}}
          credit: {says: "{actor} credits {amount}", parameters: {amount: money EUR}}
        definitions: {ordered: "total(order.price, last=days(365))"}
        policies: {completes: never}
        terms:
        - {id: closed, kind: declaration, every: calendar year, not_before: 1 day after period.end, effects: [create rebate]}
        - {id: rebate, kind: obligation, bearer: b, must: credit if amount >= owed, within: 30 days, owes: "ordered * 0.05 if ordered >= EUR(100) else EUR(0)"}
        """
        events = "at: 2026-03-01, actor: a, action: order, price: 60 EUR\nat: 2026-12-31, actor: a, action: order, price: 60 EUR"
        found = play(textwrap.dedent(contract), events, until="2028-01-02", engine=engine)
        assert [(i.term, i.owed, i.state.value) for i in found.instances if i.term == "rebate"] == [
            ("rebate", 6, "violated"),
            ("rebate", 0, "discharged"),
        ]

    @pytest.mark.parametrize(("amount", "owed"), [("9.50", 9), ("10.50", 6)])
    def test_what_is_owed_is_rounded_whichever_way_it_is_worked_out(self, amount, owed, engine):
        contract = """
        actions: {pay: {says: "{actor} pays {amount}", parameters: {amount: money EUR}}}
        definitions: {rest: pay.amount if pay.amount < EUR(10) else pay.amount - EUR(4)}
        terms:
        - {id: fee, kind: obligation, bearer: a, triggered_by: pay, owes: floor(rest), must: pay}
        """
        found = play(contract, f"at: day 1, actor: b, action: pay, amount: {amount} EUR", engine=engine)
        assert [i.owed for i in found.instances] == [owed]

    @pytest.mark.parametrize(("paid", "owed"), [(0, 3), (2, 1), (3, 0)])
    def test_what_is_owed_may_use_definitions_that_are_true_or_not(self, paid, owed, engine):
        contract = """
        actions: {pay: {says: "{actor} pays"}}
        facts: {paid: {asks: How much was paid?, kind: money EUR}}
        definitions: {settled: paid >= EUR(3), nothing_left: settled or paid > EUR(9)}
        terms:
        - {id: fee, kind: obligation, bearer: a, owes: "EUR(0) if nothing_left and settled else EUR(3) - paid", must: pay}
        """
        found = play(contract, more=f"facts: {{paid: {paid} EUR}}", engine=engine)
        assert [i.owed for i in found.instances] == [owed]


class TestFacts:
    def test_facts_change_by_events_one_value_for_each_product(self, engine):
        contract = """
        actions: {launch: {says: "{actor} launches {product}", parameters: {product: text, first: truth}}}
        facts: {out: {asks: Is it out?, kind: truth, per: product, becomes: {true: launch}}}
        terms:
        - {id: not-twice, kind: prohibition, bearer: a, action: launch, when: out}
        """
        events = "at: day 1, actor: a, action: launch, product: x\nat: day 2, actor: a, action: launch, product: y\nat: day 3, actor: a, action: launch, product: x"
        contract = textwrap.dedent(contract)
        assert verdicts(play(contract, events, engine=engine, more="complete: true")) == ["silent", "silent", "prohibited"]
        assert verdicts(play(contract, events, engine=engine)) == ["depends", "depends", "prohibited"]

    def test_a_sliding_window_over_the_past(self, engine):
        contract = """
        actions: {fail: {says: "{actor} fails"}, stop: {says: "{actor} stops"}}
        terms:
        - {id: stop, kind: power, bearer: b, action: stop, available: "count(fail, last=days(10)) >= 2", often: true}
        """
        events = "at: day 1, actor: a, action: fail\nat: day 5, actor: a, action: fail\nat: day 6, actor: b, action: stop\nat: day 12, actor: b, action: stop"
        found = play(textwrap.dedent(contract), events, engine=engine)
        assert verdicts(found) == ["silent", "silent", "permitted", "silent"]
        assert days(found, "stop")[-1] == (12, "not_available") or (11, "not_available") in days(found, "stop")

    def test_money_is_rounded_where_the_contract_says_so(self, engine):
        contract = """
        actions: {pay: {says: "{actor} pays {amount}", parameters: {amount: money EUR}}}
        facts: {rest: {asks: What is left?, kind: money EUR, starts: 10_000 EUR, becomes: {"round((rest - amount) * 1.015)": pay}}}
        terms:
        - {id: pay, kind: power, bearer: a, action: pay, often: true}
        """
        events = "\n".join(f"at: day {d}, actor: a, action: pay, amount: 2500 EUR" for d in (1, 2, 3))
        found = play(textwrap.dedent(contract), events, engine=engine)
        rests = [float(c.after) for s in found.steps for c in s.changes if isinstance(c, FactChanged)]
        assert rests == [7612.5, 5189.19, 2729.53]


class TestTheContract:
    def test_it_is_completed_when_all_is_performed_and_what_survives_lives_on(self, engine):
        terms = """
        terms:
        - {id: tell, kind: obligation, bearer: b, must: tell, within: 10 days}
        - {id: use, kind: power, bearer: a, action: use, often: false}
        - {id: secret, kind: prohibition, bearer: a, action: stop, survives: true}
        """
        found = play(ACTS + textwrap.dedent(terms), "at: day 4, actor: b, action: tell\nat: day 5, actor: a, action: stop", engine=engine)
        assert found.state.value == "completed"
        assert states(found) == {"tell": "fulfilled", "use": "lapsed", "secret": "violated"}

    def test_it_is_renewed_unless_notice_is_given_in_time(self, engine):
        contract = """
        runs: {for: 1 year, renews: 1 year, unless: notice}
        facts: {notice: {asks: Was notice given?, kind: truth, starts: false}}
        actions: {stop: {says: "{actor} gives notice"}}
        terms:
        - {id: notice, kind: power, bearer: a, action: stop, by: 3 months before contract.end, effects: set notice to true}
        """
        contract = textwrap.dedent(contract)

        def changed(f: Run) -> list[tuple[int, str, str]]:
            """When the contract came into which state, and why."""
            found = [c for s in f.steps for c in s.changes if isinstance(c, ContractChanged)]
            return [(c.instant // 86_400 + 1 - f.history.start.toordinal(), c.after.value, c.why.value) for c in found]

        assert changed(play(contract, until="2028-01-01", engine=engine)) == [
            (0, "in_effect", "start"),
            (365, "in_effect", "renewal"),
            (730, "in_effect", "renewal"),
        ]
        given = play(contract, "at: 2026-09-30, actor: a, action: stop", until="2028-01-01", engine=engine)
        assert changed(given)[-1] == (365, "expired", "expiry")
        late = play(contract, "at: 2026-10-02, actor: a, action: stop", until="2027-06-01", engine=engine)
        assert changed(late)[-1] == (365, "in_effect", "renewal")

    def test_open_duties_are_discharged_at_the_end(self, engine):
        terms = """
        terms:
        - {id: tell, kind: obligation, bearer: b, must: tell, within: 10 days}
        - {id: stop, kind: power, bearer: a, action: stop, effects: terminate}
        """
        found = play(ACTS + textwrap.dedent(terms), "at: day 4, actor: a, action: stop", engine=engine)
        assert states(found) == {"tell": "discharged", "stop": "exercised"}


class TestMessages:
    def test_a_notice_takes_effect_when_it_is_received_by_channel_and_hour(self, engine):
        contract = """
        kinds: {channel: {post: post, email: email}}
        actions:
          tell:
            says: "{actor} gives notice by {channel}"
            parameters: {channel: channel}
            received: [{if: channel == post, after: 3 days}, {if: channel == email, hours: "09:00-17:00"}]
        terms:
        - {id: answer, kind: obligation, bearer: b, triggered_by: tell, must: tell, within: 5 days}
        """
        contract = textwrap.dedent(contract)
        found = play(contract, "at: 2026-01-05, actor: a, action: tell, channel: post", engine=engine)
        assert days(found, "answer")[0][0] == 7
        late = play(contract, "at: 2026-01-05T18:00, actor: a, action: tell, channel: email", engine=engine)
        assert days(late, "answer")[0][0] == 5

    def test_what_time_brings_after_a_message_was_received_is_no_longer_of_that_message(self, engine):
        contract = """
        actions: {tell: {says: "{actor} gives notice", received: [{after: 3 days}]}}
        terms:
        - {id: answer, kind: power, bearer: b, triggered_by: tell, within: 5 days, action: tell}
        """
        found = play(textwrap.dedent(contract), "at: day 1, actor: a, action: tell", engine=engine)
        steps = [
            (s.verdict is not None, [(c.after.value, c.happening) for c in s.changes if isinstance(c, NormChange)]) for s in found.steps
        ]
        assert steps[-2:] == [(True, [("available", 0)]), (False, [("lapsed", None)])]


def in_versions(
    first: str, second: str, events: str = "", *, until: str = "day 40", engine: str = "meaning", amends: str = "", more: str = "", later: dict[str, str] | None = None
) -> Run:
    """What becomes of a contract from 1 January 2026 on, the terms of which are others from 10 January on, and perhaps once more `later`."""
    fact = 'facts: {known: {asks: "?", kind: truth}}'
    files = {"contract.yaml": HEAD.replace("version: 2020-01-01\n", ACTS) + fact}
    for day, terms in {"2020-01-01": first, "2026-01-10": second, **(later or {})}.items():
        lines = [f"  - {{{line.strip()[3:-1]}{EVIDENCE}" for line in terms.strip().splitlines()]
        files[f"{day}.yaml"] = "\n".join(
            [f"version: {day}", amends if day > "2020-01-01" else "", "terms:" if lines else "terms: []", *lines]
        )
    agreement = load_files({name: text.encode() for name, text in files.items()})
    told = "\n".join(f"  - {{{e.strip()}}}" for e in events.strip().splitlines())
    text = f"start: 2026-01-01\nuntil: {until}\n{more}events:{f'{chr(10)}{told}' if told else ' []'}\n"
    return run(agreement, read_history(agreement, "history.yaml", text.encode(), "yaml"), engine)


class TestVersions:
    OTHER = "- {id: other, kind: prohibition, bearer: b, action: stop, survives: false}"

    def test_a_term_recurs_no_more_when_a_version_knows_it_as_one_that_does_not(self, engine):
        weekly = "- {id: tell, kind: obligation, bearer: a, every: week, must: tell}"
        found = in_versions(weekly, weekly.replace("every: week", "within: 3 days"), engine=engine)
        assert days(found, "tell") == [(0, "in_force")]
        assert days(found, "tell/2") == [(7, "in_force")]
        assert len(found.instances) == 2

    def test_a_contract_is_completed_when_a_version_no_longer_has_what_recurs(self, engine):
        monthly = "- {id: tell, kind: obligation, bearer: a, every: month, must: tell, by: period.start + days(5)}"
        found = in_versions(monthly, self.OTHER, "at: day 1, actor: a, action: tell", engine=engine)
        assert days(found, "tell") == [(0, "in_force"), (1, "fulfilled")]
        (ended,) = (c for s in found.steps for c in s.changes if isinstance(c, ContractChanged) and c.after is ContractState.COMPLETED)
        assert ended.instant // 86_400 + 1 - found.history.start.toordinal() == 9

    def test_what_recurs_again_in_a_later_version_begins_anew_and_once(self, engine):
        weekly = "- {id: tell, kind: obligation, bearer: a, every: week, must: tell, by: period.start + days(2)}"
        third = {"2026-01-11": weekly}
        found = in_versions(weekly, self.OTHER, until="day 30", engine=engine, later=third)
        labels = ["tell", "tell/2", "tell/3", "tell/4", "tell/5"]
        assert [days(found, label)[0][0] for label in labels] == [0, 7, 10, 17, 24]
        assert len([i for i in found.instances if i.term == "tell"]) == 5

    def test_a_norm_of_an_earlier_version_is_not_excepted_by_what_the_term_says_now(self, engine):
        first = "- {id: quiet, kind: prohibition, bearer: a, survives: false, action: use}"
        second = "- {id: quiet, kind: prohibition, bearer: a, survives: false, unless: known, action: use}"
        told = "at: day 12, actor: a, action: use"
        found = in_versions(first, second, told, more="facts: {known: true}\n", engine=engine)
        assert days(found, "quiet") == [(0, "in_force"), (12, "violated")]
        assert [s.breaks for s in found.steps if s.verdict is not None] == [("quiet",)]

    def test_a_norm_of_an_earlier_version_that_survives_wakes_by_the_date(self, engine):
        first = (
            "- {id: tell, kind: obligation, bearer: a, once: date >= 2026-01-16, must: tell, by: contract.start + days(20), survives: true}"
        )
        found = in_versions(first, self.OTHER, engine=engine)
        assert days(found, "tell") == [(0, "pending"), (15, "in_force"), (21, "violated")]

    def test_a_norm_of_an_earlier_version_that_survives_wakes_by_another(self, engine):
        first = """
        - {id: use, kind: obligation, bearer: a, must: use, within: 20 days, survives: true}
        - {id: tell, kind: obligation, bearer: a, once: violated(use), must: tell, survives: true}
        """
        assert days(in_versions(first, self.OTHER, engine=engine), "tell") == [(0, "pending"), (21, "in_force")]

    def test_a_norm_of_an_earlier_version_that_survives_is_broken_and_performed(self, engine):
        first = """
        - {id: use, kind: obligation, bearer: a, must: use, survives: true}
        - {id: secret, kind: prohibition, bearer: a, action: tell, survives: true}
        """
        events = "at: day 12, actor: a, action: tell\nat: day 13, actor: a, action: use"
        found = in_versions(first, self.OTHER, events, engine=engine)
        assert states(found) == {"use": "fulfilled", "secret": "violated", "other": "in_force"}
        assert verdicts(found) == ["prohibited", "permitted"]

    def test_a_power_that_a_later_version_no_longer_has_is_not_used_in_vain(self, engine):
        first = "- {id: stop, kind: power, bearer: a, action: stop, often: true}"
        events = "at: day 3, actor: a, action: stop\nat: day 12, actor: a, action: stop"
        found = in_versions(first, self.OTHER, events, engine=engine)
        assert [(s.exercises, s.void) for s in found.steps if s.verdict] == [(("stop",), ()), ((), ())]


class TestWithoutEnd:
    KNOWN = 'facts: {known: {asks: "?", kind: truth}}\nterms:\n'

    @pytest.mark.parametrize(
        "term",
        [
            '- {id: t, kind: power, bearer: a, action: goon, available: known, often: true, effects: ["deem goon"]}',
            '- {id: t, kind: power, bearer: a, action: goon, often: true, effects: ["deem goon"]}',
        ],
    )
    def test_acts_that_deem_themselves_again_are_told_also_where_each_is_in_doubt(self, term, engine):
        with pytest.raises(ContractError) as caught:
            play(ACTS + self.KNOWN + term, "at: day 1, actor: a, action: goon", engine=engine)
        assert caught.value.problems[0].name in ("endless", "too-large")


class TestAmendments:
    """Norms that an amendment of 10 January, the day 9, carries on if a fact is so."""

    FIRST = """
    - {id: tell, kind: obligation, bearer: a, every: week, must: tell, within: 3 days}
    - {id: use, kind: obligation, bearer: a, must: use, within: 30 days}
    - {id: stop, kind: power, bearer: a, action: stop, often: true}
    """
    AMENDS = "amends: 2020-01-01\ncarries: [{terms: [tell, use, stop], if: known}]"

    def carried(self, known: str, engine: str) -> Run:
        told = f"facts: {{known: {known}}}\n" if known else ""
        return in_versions(self.FIRST, "", "at: day 12, actor: a, action: stop", engine=engine, amends=self.AMENDS, more=told)

    def test_what_is_carried_goes_on(self, engine):
        found = self.carried("true", engine)
        assert days(found, "use") == [(0, "in_force"), (31, "violated")]
        assert [days(found, f"tell/{n}")[-2][0] for n in range(2, 6)] == [7, 14, 21, 28]
        assert verdicts(found) == ["permitted"]

    def test_what_is_not_carried_ends_with_its_version(self, engine):
        found = self.carried("false", engine)
        assert days(found, "use") == [(0, "in_force"), (9, "discharged")]
        assert states(found)["stop"] == "lapsed"
        assert days(found, "tell") == [(0, "in_force"), (4, "violated")]  # before the amendment; that stays
        assert days(found, "tell/2") == [(7, "in_force"), (9, "discharged")]
        assert verdicts(found) == ["silent"]

    def test_where_it_is_not_known_what_is_carried_may_have_ended(self, engine):
        found = self.carried("", engine)
        undecided = {(c.term, c.hangs_on) for s in found.steps for c in s.changes if isinstance(c, Undecided)}
        assert {("use", ("known",)), ("stop", ("known",))} <= undecided
        assert verdicts(found) == ["depends"]


class TestZones:
    ZONE = "policies: {counting: {zone: Europe/Berlin}}\n"

    @pytest.mark.parametrize(("at", "state"), [("2026-03-29T21:59:59Z", "fulfilled"), ("2026-03-29T22:00:00Z", "violated")])
    def test_a_day_ends_where_the_contract_is_and_is_short_when_clocks_go_forward(self, at, state, engine):
        terms = (
            ACTS + self.ZONE + "terms:\n- {id: tell, kind: obligation, bearer: a, must: tell, by: contract.start + days(87), late: false}"
        )
        assert states(play(terms, f"at: {at}, actor: a, action: tell", engine=engine)) == {"tell": state}

    def test_hours_pass_whatever_the_clocks_show(self, engine):
        terms = (
            ACTS
            + self.ZONE
            + "terms:\n- {id: tell, kind: obligation, bearer: a, triggered_by: use, must: tell, within: 24 hours, late: false}"
        )
        use = "at: 2026-03-28T12:00, actor: a, action: use\n"
        assert states(play(terms, use + "at: 2026-03-29T13:00, actor: a, action: tell", engine=engine)) == {"tell": "fulfilled"}
        assert states(play(terms, use + "at: 2026-03-29T13:00:01, actor: a, action: tell", engine=engine)) == {"tell": "violated"}

    def test_a_condition_that_speaks_of_the_date_turns_at_midnight_there(self, engine):
        terms = ACTS + self.ZONE + "terms:\n- {id: tell, kind: obligation, bearer: a, once: date >= 2026-03-30, must: tell}"
        changes = [c.instant for s in play(terms, engine=engine).steps for c in s.changes if isinstance(c, NormChange)]
        assert changes[1] - changes[0] == 88 * 86_400 - 3_600


class TestBeforeAndAfter:
    TERMS = """
    terms:
    - {id: no-telling, kind: prohibition, bearer: a, action: tell}
    - {id: secret, kind: prohibition, bearer: a, action: use, survives: true}
    - {id: stop, kind: power, bearer: b, action: stop, effects: terminate}
    """

    def test_before_it_begins_and_after_it_ended_a_contract_is_silent_but_for_what_survives(self, engine):
        events = """
        at: 2025-12-30, actor: a, action: tell
        at: day 1, actor: a, action: tell
        at: day 2, actor: b, action: stop
        at: day 3, actor: a, action: tell
        at: day 4, actor: a, action: use
        """
        found = play(ACTS + textwrap.dedent(self.TERMS), events, engine=engine)
        assert verdicts(found) == ["silent", "prohibited", "permitted", "silent", "prohibited"]
        assert [s.remarks for s in found.steps if s.verdict][0] == ("the contract has not begun",)

    def test_a_power_that_survives_can_be_used_often_after_the_end(self, engine):
        terms = """
        runs: 10 days
        terms:
        - {id: use, kind: power, bearer: a, action: use, often: true, survives: true}
        - {id: lost, kind: power, bearer: a, action: tell, often: true}
        """
        events = "\n".join(f"at: day {d}, actor: a, action: {x}" for d in (12, 14) for x in ("use", "tell"))
        found = play(ACTS + textwrap.dedent(terms), events, engine=engine)
        assert states(found) == {"use": "available", "lost": "lapsed"}
        assert found.of("use")[0].exercised == 2
        assert verdicts(found) == ["permitted", "silent", "permitted", "silent"]


class TestMoments:
    def test_a_deadline_may_be_a_moment_of_a_day(self, engine):
        contract = """
        actions:
          order: {says: "{actor} orders", parameters: {due: date, after: duration}}
          pay: {says: "{actor} pays"}
        terms:
        - {id: pay, kind: obligation, bearer: a, triggered_by: order, must: pay, by: order.due + order.after}
        """
        order = "at: 2026-01-05, actor: b, action: order, due: 2026-01-11, after: 204 minutes\n"
        assert states(play(textwrap.dedent(contract), order + "at: 2026-01-11T03:24, actor: a, action: pay", engine=engine)) == {
            "pay": "fulfilled"
        }
        late = play(textwrap.dedent(contract), order + "at: 2026-01-11T03:24:01, actor: a, action: pay", engine=engine)
        assert late.of("pay")[0].late

    def test_what_an_event_triggers_sees_things_as_it_left_them(self, engine):
        contract = """
        actions: {fail: {says: "{actor} fails"}, pay: {says: "{actor} pays"}}
        facts: {failures: {asks: How many?, kind: number, starts: 0, adds: {1: fail}}}
        terms:
        - {id: pay, kind: obligation, bearer: a, triggered_by: fail if failures >= 2 and count(fail) >= 2, must: pay}
        """
        events = "at: day 1, actor: a, action: fail\nat: day 2, actor: a, action: fail"
        assert days(play(textwrap.dedent(contract), events, engine=engine), "pay") == [(2, "in_force")]


class TestCalendarPeriods:
    def test_periods_of_the_calendar_begin_with_the_rest_of_the_first(self, engine):
        terms = "terms:\n- {id: rent, kind: obligation, bearer: a, every: calendar quarter, from: 2026-02-10, must: pay, by: period.end, through: 2026-12-31}"
        found = play(PAY + terms, until="2027-02-01", engine=engine)
        first = found.history.start.toordinal()
        assert [(i.period[0] - first, i.period[1] - first) for i in found.instances] == [(40, 89), (90, 180), (181, 272), (273, 364)]


class TestCarryOver:
    CONTRACT = """
    actions: {fetch: {says: "{actor} fetches {amount}", parameters: {amount: number}}}
    facts: {left: {asks: How much may still be fetched?, kind: number, starts: 0, adds: {0 - amount: fetch}}}
    terms:
    - {id: allowance, kind: declaration, every: month, effects: "set left to min(left, 50) + 100"}
    - {id: no-more, kind: prohibition, bearer: a, action: fetch, when: amount > left}
    """

    def test_what_is_not_used_of_a_month_is_carried_over_up_to_a_cap(self, engine):
        events = """
        at: 2026-01-10, actor: a, action: fetch, amount: 30
        at: 2026-02-10, actor: a, action: fetch, amount: 150
        at: 2026-02-11, actor: a, action: fetch, amount: 1
        """
        found = play(textwrap.dedent(self.CONTRACT), events, until="2026-03-01", engine=engine)
        assert verdicts(found) == ["silent", "silent", "prohibited"]
        lefts = [c.after for s in found.steps for c in s.changes if isinstance(c, FactChanged)]
        assert lefts == [100, 70, 150, 0, -1, 99]


class TestOrder:
    """What comes first where several things happen at one instant, or by one event."""

    def test_a_deadline_at_the_end_of_the_contract_is_missed_before_the_contract_ends(self, engine):
        terms = "runs: 1 month\nterms:\n- {id: pay, kind: obligation, bearer: a, must: pay, by: contract.end}"
        found = play(PAY + terms, engine=engine)
        assert (days(found, "pay"), found.state.value) == ([(0, "in_force"), (31, "violated")], "expired")

    def test_one_event_performs_two_duties_though_the_first_ends_the_contract(self, engine):
        terms = """
        terms:
        - {id: last, kind: obligation, bearer: a, must: tell, effects: terminate}
        - {id: also, kind: obligation, bearer: a, must: tell}
        """
        found = play(ACTS + textwrap.dedent(terms), "at: day 3, actor: a, action: tell", engine=engine)
        assert [(i.term, [s for _, s in days(found, i.term)]) for i in found.instances] == [
            ("last", ["in_force", "fulfilled"]),
            ("also", ["in_force", "fulfilled"]),
        ]

    def test_one_event_breaks_two_prohibitions_though_the_first_breach_assigns_the_other(self, engine):
        terms = """
        terms:
        - {id: one, kind: prohibition, bearer: a, action: tell, on_violation: [assign two to c]}
        - {id: two, kind: prohibition, bearer: a, counterparty: b, action: tell, survives: true}
        """
        found = play(ACTS + textwrap.dedent(terms), "at: day 3, actor: a, action: tell", engine=engine)
        assert (found.of("two")[0].violated, found.of("two")[0].holders) == (1, ("c",))

    def test_a_term_with_two_triggers_comes_about_once_by_one_change(self, engine):
        terms = """
        terms:
        - {id: one, kind: obligation, bearer: a, must: tell, within: 3 days}
        - {id: two, kind: obligation, bearer: a, triggered_by: [violated(one), violated(one) if violations(one) >= 1], must: use}
        """
        assert len(play(ACTS + textwrap.dedent(terms), engine=engine).of("two")) == 1


class TestWhatIsOver:
    def test_what_still_waits_when_its_time_is_over_comes_to_nothing(self, engine):
        contract = """
        facts: {paid: {asks: Is it paid?, kind: truth, starts: false, becomes: {true: use}}}
        terms:
        - {id: tell, kind: obligation, bearer: a, once: paid, must: tell, within: 3 days}
        - {id: secret, kind: prohibition, bearer: a, once: paid, action: stop, within: 3 days}
        """
        found = play(ACTS + textwrap.dedent(contract), "at: day 10, actor: b, action: use", engine=engine)
        assert days(found, "tell") == days(found, "secret") == [(0, "pending"), (4, "discharged")]

    def test_what_comes_about_after_its_deadline_is_violated_at_once(self, engine):
        terms = "terms:\n- {id: tell, kind: obligation, bearer: a, triggered_by: use, once: date > 2026-01-01, must: tell, by: contract.start + days(3)}"
        assert days(play(ACTS + terms, "at: day 9, actor: b, action: use", engine=engine), "tell") == [
            (9, "pending"),
            (9, "in_force"),
            (9, "violated"),
        ]

    def test_a_deadline_told_during_a_suspension_counts_when_that_is_over(self, engine):
        contract = """
        facts: {due: {asks: When is it due?, kind: date}}
        terms:
        - {id: tell, kind: obligation, bearer: b, must: tell, by: due}
        - {id: stop, kind: power, bearer: a, action: stop, effects: suspend tell}
        - {id: goon, kind: power, bearer: a, action: goon, effects: resume tell}
        """
        events = "at: day 4, actor: a, action: stop\nat: day 6, facts: {due: 2026-01-11}\nat: day 24, actor: a, action: goon"
        found = play(ACTS + textwrap.dedent(contract), events, engine=engine)
        assert days(found, "tell") == [(0, "in_force"), (4, "suspended"), (24, "in_force"), (31, "violated")]

    def test_a_window_that_was_used_does_not_pass_unused(self, engine):
        terms = "terms:\n- {id: p, kind: power, bearer: a, action: stop, within: 5 days, often: true, on_lapse: [deem goon]}"
        found = play(ACTS + terms, "at: day 4, actor: a, action: stop", engine=engine)
        assert days(found, "p")[-1] == (6, "lapsed")
        assert not any(s.deemed for s in found.steps)

    def test_a_power_whose_notice_ends_after_its_window_is_not_there_again(self, engine):
        terms = "terms:\n- {id: p, kind: power, bearer: a, action: stop, within: 5 days, often: true, notice: 30 days}"
        found = play(ACTS + terms, "at: day 4, actor: a, action: stop\nat: day 40, actor: a, action: stop", engine=engine)
        assert days(found, "p") == [(0, "available"), (4, "pending"), (35, "exercised"), (35, "available"), (35, "lapsed")]

    def test_a_power_whose_time_has_come_is_not_available_without_its_condition(self, engine):
        contract = """
        facts: {why: {asks: Is there a reason?, kind: truth, starts: false}}
        terms:
        - {id: p, kind: power, bearer: a, action: stop, not_before: 5 days after trigger.date, available: why}
        """
        assert days(play(ACTS + textwrap.dedent(contract), engine=engine), "p") == [(0, "pending"), (5, "not_available")]

    def test_a_prohibition_that_was_broken_binds_no_longer_than_the_contract(self, engine):
        terms = "runs: 1 month\nterms:\n- {id: p, kind: prohibition, bearer: a, action: stop, survives: false}"
        found = play(ACTS + terms, "at: day 4, actor: a, action: stop\nat: day 40, actor: a, action: stop", engine=engine)
        assert found.of("p")[0].violated == 1
        assert verdicts(found) == ["prohibited", "silent"]


class TestOfWhatTheEvidenceIsTooWeak:
    def test_it_does_not_come_about_by_what_others_bring_about(self, engine):
        contract = """
        terms:
        - {id: tell, kind: obligation, bearer: a, must: tell, within: 3 days, on_violation: [more, create most], certainty: official, sources: []}
        - {id: more, kind: obligation, bearer: a, must: use, certainty: inferred, sources: []}
        - {id: most, kind: obligation, bearer: a, must: stop, certainty: inferred, sources: []}
        """
        contract = textwrap.dedent(contract).replace("- {id", "-  {id")  # each with evidence of its own
        assert states(play(ACTS + contract, more="evidence: official", engine=engine)) == {"tell": "violated"}


class TestWhatIsKept:
    def test_the_duties_of_earlier_periods_are_remembered(self, engine):
        terms = """
        terms:
        - {id: tell, kind: obligation, bearer: b, triggered_by: use, every: week, must: "tell if not fulfilled(tell)"}
        """
        events = "at: day 4, actor: a, action: use\nat: day 6, actor: b, action: tell\nat: day 13, actor: b, action: tell"
        found = play(ACTS + textwrap.dedent(terms), events, until="day 13", engine=engine)
        assert states(found) == {"tell": "fulfilled", "tell/2": "in_force"}

    def test_what_was_owed_and_paid_can_be_asked_for(self, engine):
        terms = """
        terms:
        - {id: fee, kind: obligation, bearer: a, triggered_by: order, owes: order.price, must: pay}
        - {id: more, kind: obligation, bearer: a, every: month, owes: owed(fee), must: order}
        """
        events = "at: day 4, actor: a, action: order, price: 7 EUR\nat: day 6, actor: a, action: pay"
        found = play(PAY + textwrap.dedent(terms), events, until="2026-02-10", engine=engine)
        assert found.of("more")[1].owed == 7


class TestEndless:
    @pytest.mark.parametrize(
        "terms",
        [
            "- {id: again, kind: declaration, triggered_by: goon, effects: [deem goon]}",
            "- {id: again, kind: declaration, triggered_by: goon, effects: [create more]}\n- {id: more, kind: declaration, effects: [create again]}",
        ],
    )
    def test_terms_that_bring_each_other_about_without_end_are_a_problem(self, terms):
        with pytest.raises(ContractError, match="without end"):
            play(ACTS + "terms:\n" + terms, "at: day 4, actor: a, action: goon")


class TestDoubt:
    def test_a_fact_that_an_uncertain_violation_would_change_is_no_longer_known(self, engine):
        contract = """
        facts:
          strike: {asks: Is there a strike?, kind: truth}
          broken: {asks: Was it broken?, kind: truth, starts: false, becomes: {true: violated(tell)}}
        terms:
        - {id: tell, kind: obligation, bearer: a, must: tell, within: 3 days, unless: strike}
        """
        assert ("broken", None) not in play(ACTS + textwrap.dedent(contract), engine=engine).facts

    def test_what_would_follow_from_a_performance_that_is_uncertain_is_uncertain(self, engine):
        contract = """
        facts: {free: {asks: Is it free?, kind: truth}}
        terms:
        - {id: use, kind: obligation, bearer: a, must: use, within: 30 days}
        - {id: tell, kind: obligation, bearer: a, must: tell if free, within: 30 days, effects: suspend use}
        """
        found = play(ACTS + textwrap.dedent(contract), "at: day 3, actor: a, action: tell", until="day 5", engine=engine)
        assert states(found)["use"] == "in_force?"

    @pytest.mark.parametrize("change", ["assign use to c", "delegate use to c"])
    def test_to_whom_it_passes_is_in_doubt_if_it_is_whether_it_passes(self, change, engine):
        contract = f"""
        facts: {{free: {{asks: Is it free?, kind: truth}}}}
        terms:
        - {{id: use, kind: obligation, bearer: a, counterparty: b, must: use, within: 30 days}}
        - {{id: tell, kind: obligation, bearer: a, must: tell if free, within: 30 days, effects: [{change}]}}
        """
        found = play(ACTS + textwrap.dedent(contract), "at: day 3, actor: a, action: tell", until="day 5", engine=engine)
        assert [(i.state.value, i.doubt, i.holders) for i in found.of("use")] == [("in_force", ("free",), ("b",))]

    @pytest.mark.parametrize(
        ("told", "day_3", "day_20"),
        [
            ("", {"tell": "pending?", "secret": "pending?"}, {"tell": "violated?", "secret": "discharged?"}),
            ("false", {"tell": "pending", "secret": "pending"}, {"tell": "discharged", "secret": "discharged"}),
            ("true", {"tell": "in_force", "secret": "in_force"}, {"tell": "violated", "secret": "fulfilled"}),
        ],
    )
    def test_what_waits_for_something_unknown_is_in_doubt_once_its_time_is_over(self, told, day_3, day_20, engine):
        contract = """
        facts: {inspected: {asks: Was it inspected?, kind: truth}}
        terms:
        - {id: tell, kind: obligation, bearer: a, once: inspected, must: tell, within: 7 days}
        - {id: secret, kind: prohibition, bearer: a, once: inspected, action: use, within: 7 days}
        """
        events = f"at: day 2, facts: {{inspected: {told}}}" if told else ""
        contract = textwrap.dedent(contract) + "policies: {completes: never}\n"
        assert states(play(ACTS + contract, events, until="day 3", engine=engine)) == day_3
        assert states(play(ACTS + contract, events, until="day 20", engine=engine)) == day_20

    def test_of_a_joint_act_that_comes_too_early_nothing_counts(self, engine):
        terms = """
        terms:
        - {id: both, kind: obligation, bearer: a, not_before: 5 days after trigger.date, must: {all: [tell, use]}}
        """
        events = "at: day 2, actor: a, action: tell\nat: day 6, actor: a, action: use"
        assert states(play(ACTS + textwrap.dedent(terms), events, engine=engine)) == {"both": "in_force"}


class TestWithoutEvents:
    TERMS = "terms:\n- {id: pay, kind: obligation, bearer: a, must: pay, within: 7 days, late: true}\n- {id: stop, kind: power, bearer: b, action: order, effects: terminate}"

    def test_a_history_of_nothing_is_the_day_on_which_the_contract_begins(self, engine):
        agreement = load_text(HEAD + PAY + self.TERMS.replace("}", EVIDENCE))
        found = run(agreement, read_history(agreement, "h.yaml", b"start: 2026-01-01\nevents: []", "yaml"), engine)
        assert (found.state.value, states(found)) == ("in_effect", {"pay": "in_force", "stop": "available"})

    def test_late_performance_after_the_end_is_performance(self, engine):
        events = "at: day 9, actor: b, action: order\nat: day 10, actor: a, action: pay"
        found = play(PAY + self.TERMS, events, engine=engine)
        assert (found.state.value, states(found)["pay"], verdicts(found)) == ("terminated", "fulfilled", ["permitted", "permitted"])


class TestTimesThatMove:
    EXTENSION = """
    facts:
      last_day: {asks: By when?, kind: date, starts: 2026-01-11, becomes: {until: [extend]}}
    actions:
      extend: {says: "{actor} extends until {until}", parameters: {until: date}}
      tell: {says: "{actor} tells"}
      stop: {says: "{actor} stops"}
      goon: {says: "{actor} goes on"}
    terms:
    - {id: tell, kind: obligation, bearer: b, must: tell, by: last_day}
    """

    @pytest.mark.parametrize(
        ("extended", "after"),
        [
            ("at: day 4, actor: a, action: extend, until: 2026-01-21", [(0, "in_force"), (4, "in_force"), (21, "violated")]),
            ("at: day 10, actor: a, action: extend, until: 2026-01-12", [(0, "in_force"), (10, "in_force"), (12, "violated")]),
            ("at: day 4, actor: a, action: extend, until: 2026-01-03", [(0, "in_force"), (4, "in_force"), (4, "violated")]),
            ("at: day 12, actor: a, action: extend, until: 2026-01-21", [(0, "in_force"), (11, "violated")]),
        ],
    )
    def test_an_extension_of_time_moves_what_is_not_yet_violated(self, extended, after, engine):
        found = play(textwrap.dedent(self.EXTENSION), extended, engine=engine)
        assert days(found, "tell") == after

    def test_what_was_put_off_by_a_suspension_stays_so_in_an_extension(self, engine):
        terms = self.EXTENSION + """
    - {id: stop, kind: power, bearer: a, action: stop, effects: suspend tell}
    - {id: goon, kind: power, bearer: a, action: goon, effects: resume tell}
    """
        events = """
        at: day 2, actor: a, action: stop
        at: day 3, actor: a, action: extend, until: 2026-01-16
        at: day 7, actor: a, action: goon
        at: day 8, actor: a, action: extend, until: 2026-01-21
        """
        found = play(textwrap.dedent(terms), events, engine=engine)
        assert days(found, "tell")[-1] == (26, "violated")

    PAPERS = """
    runs: {for: 1 year, renews: 1 year, unless: given}
    facts: {given: {asks: Was notice given?, kind: truth, starts: false}}
    actions: {stop: {says: "{actor} stops"}, tell: {says: "{actor} tells"}}
    terms:
    - {id: papers, kind: obligation, bearer: b, must: tell, not_before: 1 day after contract.end, by: 14 days after contract.end, survives: true}
    - {id: stop, kind: power, bearer: a, action: stop, effects: terminate}
    - {id: notice, kind: power, bearer: b, action: stop, notice: 30 days, effects: terminate}
    """

    @pytest.mark.parametrize(
        ("events", "after"),
        [
            ("", [(0, "pending"), (365, "in_force"), (365, "pending")]),
            ("at: day 40, actor: a, action: stop", [(0, "pending"), (40, "pending"), (41, "in_force"), (55, "violated")]),
            ("at: day 40, actor: b, action: stop", [(0, "pending"), (71, "pending"), (71, "in_force"), (85, "violated")]),
        ],
    )
    def test_what_goes_by_the_end_of_the_contract_moves_when_it_is_renewed_or_ends_before(self, events, after, engine):
        assert days(play(textwrap.dedent(self.PAPERS), events, until="day 500", engine=engine), "papers") == after

    def test_the_end_of_a_contract_without_a_term_is_known_when_it_has_ended(self, engine):
        terms = self.PAPERS.replace("runs: {for: 1 year, renews: 1 year, unless: given}", "")
        found = play(textwrap.dedent(terms), "at: day 40, actor: a, action: stop", engine=engine)
        assert days(found, "papers") == [(0, "pending"), (41, "in_force"), (55, "violated")]

    def test_notice_can_be_given_in_each_year_of_a_contract_that_is_renewed(self, engine):
        contract = """
        runs: {for: 1 year, renews: 1 year, unless: given}
        facts: {given: {asks: Was notice given?, kind: truth, starts: false}}
        actions: {stop: {says: "{actor} gives notice"}}
        terms:
        - {id: notice, kind: power, bearer: a, action: stop, available: date <= contract.end - days(30), effects: set given to true}
        """
        late = "at: 2026-12-02, actor: a, action: stop"
        found = play(textwrap.dedent(contract), f"{late}\nat: 2027-12-01, actor: a, action: stop", until="2029-01-01", engine=engine)
        assert verdicts(found) == ["silent", "permitted"]
        assert [c.after.value for s in found.steps for c in s.changes if isinstance(c, ContractChanged)] == ["in_effect", "in_effect", "expired"]
