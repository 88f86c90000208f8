"""A run in words: what happened, how each norm fared, how everything stands; and two runs side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract_model.model.case import DateSpan, Event
from contract_model.model.contract import Contract
from contract_model.model.history import FactChanged, NormChange, PartyChanged, Run, Why
from contract_model.model.states import ContractState, NormState
from contract_model.telling.duties import duty, infinitive
from contract_model.telling.moments import Moments
from contract_model.telling.run_reply import RunReply
from contract_model.telling.standing import standing
from tests.telling.meat import at, event, in_time, instance, late, meat, step


def section(text: str, heading: str) -> list[str]:
    """The rows under a heading, each in one line."""
    lines = text.split("\n")
    start = lines.index(heading) + 1
    end = next((i for i in range(start, len(lines)) if not lines[i]), len(lines))
    return [line.strip() for line in lines[start:end]]


def told(run: Run, width: int = 110, **options) -> str:
    return RunReply(run, meat()).to_text(width, **options)


def test_a_run_in_words(golden):
    golden("run-late.txt", RunReply(late(), meat()).to_text())
    golden("run-in-time.txt", RunReply(in_time(), meat()).to_text())


def test_two_runs_side_by_side_in_words(golden):
    golden("run-what-if.txt", RunReply(late(suspended=False), meat(), late(), (1,)).to_text(100))


def test_a_run_as_markdown(golden):
    golden("run-what-if.md", RunReply(late(suspended=False), meat(), late(), (1,)).to_markdown())


def test_the_head_says_how_it_stands():
    assert "Stands    in effect: two violated, one curable, one due next, one that may be used, one not decided.\n" in told(late())
    assert "Stands    in effect: nothing is due, and nothing is violated.\n" in told(in_time())


def test_what_an_event_did_is_told_without_telling_the_event_again():
    text = told(in_time())
    assert "“Payment” (pay) is fulfilled.\n" in text  # under its event
    assert "Fulfilled: performed by event 1.\n" in text  # under its norm


def test_a_power_used_in_vain_is_void_and_no_breach():
    assert "Silent; “Termination” (terminate) is not available, so it is void: without effect, and no breach." in told(late())


def test_what_is_due_next_says_who_must_do_what_until_when():
    due = replace(instance(9, "deliver", NormState.IN_FORCE, at(0)), due=at(10))
    text = told(replace(late(), instances=(due,)))
    assert section(text, "Due next") == ["- “Delivery” (deliver): The seller must deliver the meat, through 10 January 2026."]


def test_the_first_deadline_comes_first_and_what_has_none_last():
    dues = ((1, None), (2, at(9)), (3, at(5)))
    found = [replace(instance(i, "deliver", NormState.IN_FORCE, 0, f"deliver/{i}"), due=due) for i, due in dues]
    assert [i.number for i in standing(meat(), replace(late(), instances=tuple(found))).due] == [3, 2, 1]


def test_a_breach_is_curable_by_late_performance_or_by_its_reparation():
    assert section(told(late()), "Curable") == [
        "- “Payment” (pay): late performance still counts; by “Late payment” (pay-late), which is in force."
    ]


def test_a_breach_that_was_made_good_says_by_what():
    paid = tuple(replace(i, state=NormState.FULFILLED) if i.term == "pay-late" else i for i in late().instances)
    text = told(replace(late(), instances=paid))
    assert " ".join(section(text, "Breached")).startswith(
        "- “Payment” (pay): The buyer must pay an amount (if amount == 1000 USD), through 7 January 2026; "
        "violated on 8 January 2026; made good by “Late payment” (pay-late)."
    )


def test_what_is_still_violated_is_told_before_what_was_cured():
    found = tuple(replace(i, state=NormState.FULFILLED, late=True) if i.term == "pay" else i for i in late().instances)
    rows = [row for row in section(told(replace(late(), instances=found)), "Breached") if row.startswith("- ")]
    assert [row.split(":")[0] for row in rows] == ["- “Secrecy” (secrecy)", "- “Payment” (pay)"]


def test_late_performance_counts_after_the_end_of_the_contract_too():
    over = replace(late(), state=ContractState.TERMINATED, instances=tuple(i for i in late().instances if i.term != "pay-late"))
    assert section(told(over), "Curable") == ["- “Payment” (pay): late performance still counts."]


def test_a_run_that_stops_before_the_contract_begins_says_so():
    before = replace(late(), state=ContractState.NOT_BEGUN, at=at(-1))
    assert "Time      as of 31 December 2025; the contract begins on 1 January 2026, three events\n" in told(before)


def test_a_deadline_that_is_not_known_is_not_told_as_none():
    found = tuple(replace(i, due=None, due_hangs_on=("paid",)) if i.term == "pay-late" else i for i in late().instances)
    assert section(told(replace(late(), instances=found)), "Due next")[0].endswith(", deadline not known.")


def without_late(contract: Contract) -> Contract:
    (version,) = contract.versions
    term = version.terms["pay"]
    assert term.norm
    terms = {**version.terms, "pay": replace(term, norm=replace(term.norm, late=False))}
    return replace(contract, versions=(replace(version, terms=terms),))


def test_a_breach_whose_late_performance_does_not_count_is_curable_by_its_own_reparation_alone():
    contract = without_late(meat())
    (cure,) = standing(contract, late()).curable
    assert (cure.late, [i.term for i in cure.reparations]) == (False, ["pay-late"])
    others = tuple(replace(i, parent=99) if i.term == "pay-late" else i for i in late().instances)
    assert standing(contract, replace(late(), instances=others)).curable == ()


def test_what_has_been_performed_since_is_not_curable():
    performed = tuple(replace(i, performed=True) for i in late().instances)
    assert standing(meat(), replace(late(), instances=performed)).curable == ()


def test_what_is_not_decided_says_on_what_it_hangs():
    assert section(told(late()), "Not decided") == [
        "- 10 January 2026: whether “Termination” (terminate) is available hangs on “How much has been paid?” (paid)."
    ]


def test_a_suspended_norm_says_how_much_time_it_has_left_and_no_deadline():
    assert section(told(late()), "Waiting") == ["- “Delivery” (deliver): suspended, with 2 days left to run."]


def test_changes_of_one_stretch_of_time_stand_at_their_own_moments():
    changes = [
        NormChange(at(7), "pay", "pay", NormState.IN_FORCE, NormState.VIOLATED, Why.DEADLINE),
        NormChange(at(10), "deliver", "deliver", NormState.IN_FORCE, NormState.VIOLATED, Why.DEADLINE),
    ]
    text = told(replace(late(), steps=(step(at(10), changes=changes),)))
    assert section(text, "What happened")[0] == "8 January 2026 (no event)"
    assert "11 January 2026 (no event)" in text


def test_a_fact_that_changes_is_told_with_what_it_was():
    changes = [
        FactChanged(at(8), "paid", None, 200, 1000, Why.EVENT, happening=0),
        FactChanged(at(8), "inspected", None, None, None, Why.TOLD),
    ]
    text = told(replace(late(), steps=(step(at(8), changes=changes),)))
    assert "How much has been paid? 1,000 USD (before: 200 USD): event 1 brought it about." in text
    assert "Has the meat been inspected? not known" in text


def test_who_may_perform_too_is_told():
    changed = PartyChanged(at(8), "deliver", "deliver", "performer", "buyer", "suspend-delivery", 0)
    text = told(replace(late(), steps=(step(at(8), changes=[changed]),)))
    assert "The buyer may perform “Delivery” (deliver) too: by the power “Suspension of the delivery”" in text


def test_an_event_that_is_taken_to_have_happened_says_so():
    deemed = Event("deliver", "seller", DateSpan())
    text = told(replace(late(), steps=(step(at(8), deemed=deemed),)))
    assert "9 January 2026: The seller delivers the meat. (taken to have happened)" in text


def test_a_message_is_told_when_it_is_sent_and_when_it_takes_effect():
    happenings = (event(3, "terminate", "seller"),)
    run = replace(late(), steps=(step(at(3), 0), step(at(5), 0)), history=replace(late().history, happenings=happenings))
    text = told(run)
    assert "4 January 2026, event 1: The seller terminates the sale." in text
    assert "6 January 2026, event 1 takes effect: The seller terminates the sale." in text


def test_many_events_are_told_only_where_that_is_wanted():
    many = replace(late(), history=replace(late().history, happenings=tuple(event(3, "terminate", "seller") for _ in range(101))))
    assert section(told(many), "What happened") == ["101 events are not told one by one; `--events` tells each."]
    assert "event 1: The seller terminates the sale." in told(many, events=True)
    assert "event 1: The seller terminates the sale." not in told(late(), events=False)


def test_of_very_many_norms_the_violated_are_told_first():
    done = [instance(i, "pay", NormState.FULFILLED, at(2), f"pay/{i}") for i in range(1, 100)]
    broken = instance(100, "deliver", NormState.VIOLATED, at(7), violated=1, violated_at=at(7))
    text = told(replace(late(), instances=(*done, broken)))
    assert "40 further norms are left out; the JSON has them all." in text
    assert "“Delivery” (deliver): violated" in section(text, "The norms") or "  “Delivery” (deliver): violated" in text


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_longer_than_the_width(width):
    for reply in (RunReply(late(), meat()), RunReply(late(suspended=False), meat(), late(), (1,))):
        assert [line for line in reply.to_text(width).split("\n") if len(line) > width] == []


def test_runs_that_do_not_part_say_so():
    assert "The two do not part: all is the same in the end." in RunReply(late(), meat(), late(), ()).to_text()


def test_where_the_what_if_makes_no_event_of_the_history_another_its_number_stays():
    text = RunReply(late(suspended=False), meat(), late(), (1,)).to_text(100)
    assert "They part on 9 January 2026" in text
    assert "10 January 2026    Event 2: Known: the meat has been       the same" in text


def test_a_run_shows_itself():
    reply = RunReply(late(), meat())
    assert str(reply) == reply.to_text()
    assert repr(reply) == "<RunReply: meat-sale, 4 events; in_effect>"
    assert "“Payment”" in reply.to_pretty(80)
    assert reply._repr_svg_().startswith("<svg ")
    assert "<svg " in reply._repr_html_()
    assert reply.standing.violated


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("pays", "pay"), ("delivers", "deliver"), ("carries", "carry"), ("discloses", "disclose"), ("reaches", "reach"), ("passes", "pass")]
    + [("is", "be"), ("has", "have"), ("goes", "go"), ("boxes", "box"), ("freezes", "freeze"), ("promptly", None), ("class", None)],
)
def test_the_infinitive_of_a_verb(verb, expected):
    assert infinitive(verb) == expected


def test_a_duty_names_who_and_what():
    (version,) = meat().versions
    said = {id: duty(meat(), term) for id, term in version.terms.items()}
    assert said["deliver"] == "The seller must deliver the meat"
    assert said["pay"] == "The buyer must pay an amount (if amount == 1000 USD)"
    assert said["suspend-delivery"] == "The seller may suspend the delivery"
    assert said["secrecy"] == "The seller or the buyer must not disclose the price"


def test_what_is_known_is_put_into_its_condition():
    (version,) = meat().versions
    said = duty(meat(), version.terms["pay"], known={"amount": r"5 \1", "mount": "x"})
    assert said == r"The buyer must pay an amount (if 5 \1 == 1000 USD)"


def zoned(zone: str) -> Moments:
    policies = meat().policies
    return Moments(replace(meat(), policies=replace(policies, counting=replace(policies.counting, zone=zone))))


def test_moments_are_told_by_the_clocks_of_the_time_zone():
    berlin = zoned("Europe/Berlin")
    assert berlin.said(at(0) - 3_600) == "1 January 2026"
    assert berlin.said(at(0)) == "1 January 2026, 01:00"
    assert berlin.iso(at(0)) == "2026-01-01T01:00:00+01:00"
    assert zoned("UTC").iso(at(0)) == "2026-01-01T00:00:00+00:00"


def test_the_last_day_is_that_before_it_is_too_late():
    moments = zoned("UTC")
    assert moments.last_day(at(7)) == "through 7 January 2026"
    assert moments.last_day(at(7, 17)) == "before 17:00 on 8 January 2026"
    assert moments.last_day(at(7, 17) + 1) == "until 17:00 on 8 January 2026"
    assert moments.last_day(at(7) + 1) == "until 00:00 on 8 January 2026"


def test_moments_outside_the_calendar_are_told_as_its_ends():
    assert zoned("Pacific/Auckland").said(10**15) == zoned("Pacific/Auckland").said(10**16)
    assert zoned("America/New_York").said(-5) == zoned("America/New_York").said(0)
