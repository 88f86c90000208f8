"""Cases with a history: one that holds differs in nothing, and every other says in a sentence what is expected and what was found."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_model.problems import ContractError
from contract_model.testing.cases import differences, read_case_file

SALE = """\
contract: sale
parties: {buyer: The buyer, seller: The seller, carrier: A carrier, bank: A bank}
facts:
  inspected: {asks: Was it inspected?, kind: truth}
  fresh: {asks: Is the lot fresh?, kind: truth, per: lot}
  paid: {asks: What was paid?, kind: money USD, starts: 0 USD, adds: {amount: pay}}
actions:
  order: {says: "{actor} orders", parameters: {price: money USD}}
  deliver: {says: "{actor} delivers", parameters: {lot: text}}
  pay: {says: "{actor} pays", parameters: {amount: money USD}}
  cancel: {says: "{actor} cancels"}
  leak: {says: "{actor} leaks"}
version: 2026-01-01
terms:
  - {id: deliver, kind: obligation, bearer: seller, counterparty: buyer, triggered_by: order, must: deliver, within: 7 days,
     on_violation: [cancel], certainty: inferred, sources: []}
  - {id: pay, kind: obligation, bearer: buyer, counterparty: seller, triggered_by: fulfilled(deliver), must: pay if amount >= owed,
     owes: order.price, certainty: inferred, sources: []}
  - {id: cancel, kind: power, bearer: buyer, action: cancel, triggered_by: violated(deliver), effects: [terminate],
     certainty: inferred, sources: []}
  - {id: secrecy, kind: prohibition, bearer: seller, action: leak, within: 180 days, certainty: inferred, sources: []}
  - {id: talk, kind: permission, bearer: buyer, action: leak, certainty: inferred, sources: []}
"""
LATE = """\
history:
      start: 2026-01-01
      complete: true
      facts: {fresh: {A: true}}
      events:
        - {at: day 1, actor: buyer, action: order, price: 10 USD}
        - {at: day 10, actor: seller, action: deliver, lot: A}
        - {at: day 12, actor: buyer, action: pay, amount: 10 USD}
"""
TWO = """\
history:
      start: 2026-01-01
      events:
        - {at: day 1, actor: buyer, action: order, price: 10 USD}
        - {at: day 2, actor: seller, action: deliver}
        - {at: day 3, actor: buyer, action: order, price: 20 USD}
"""


@pytest.fixture
def found(tmp_path: Path):
    """The differences of the only case of a file, which is given without its head."""
    (tmp_path / "sale.yaml").write_text(SALE)

    def differ(case: str, engine: str = "meaning") -> list[str]:
        path = tmp_path / "a.cases.yaml"
        path.write_text(f"contract: sale.yaml\ncases:\n  - name: A sale\n    {case}\n")
        file = read_case_file(str(path))
        return differences(file.contract, file.cases[0], engine)

    return differ


def event(line: str, expect: str) -> str:
    return f"history:\n      start: 2026-01-01\n      events:\n        - {{at: day 1, {line}, expect: {{{expect}}}}}\n"


@pytest.mark.parametrize("engine", ["meaning", "rete"])
@pytest.mark.parametrize(
    "case",
    [
        f"{LATE}    expect: {{states: {{deliver: fulfilled, pay: fulfilled, cancel: available}}, late: {{deliver: true, pay: false}}}}",
        f"{LATE}    expect:\n      - {{at: day 5, states: {{deliver: in_force, pay: not_triggered, cancel: not_available}}}}\n"
        "      - {at: day 8, states: {deliver: in_force}, due: {deliver: day 8}, contract: in_effect}\n"
        "      - {at: day 9, states: {deliver: violated}, violations: {deliver: '1', pay: '0'}}\n"
        "      - {at: day 10, states: {pay: in_force}, due: {pay: null}, values: {owed(pay): 10 USD, paid: 0 USD}}\n"
        "      - {values: {paid: 10 USD, 'fresh[A]': true, 'fresh[B]': null, inspected: false}}",
        f"{TWO}    expect: {{states: {{deliver: in_force, deliver/1: fulfilled, deliver/2: in_force, deliver/3: not_triggered}}}}",
        f"{LATE}    expect: {{performers: {{deliver: The seller}}, holders: {{deliver: [buyer], pay: seller}}}}",
        event("actor: seller, action: leak", "breaks: secrecy, verdict: prohibited, decided_by: secrecy, performs: []"),
        event("actor: buyer, action: cancel", "exercises: []"),
    ],
)
def test_a_history_that_holds_differs_in_nothing(found, case, engine) -> None:
    assert found(case, engine) == []


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ("states: {deliver: violated}", "deliver is fulfilled, expected violated"),
        ("states: {deliver/2: violated}", "deliver/2 is never triggered, expected violated"),
        ("states: {secrecy: lapsed}", "secrecy is in_force, expected lapsed"),
        ("contract: terminated", "the contract is in_effect, expected terminated"),
        ("values: {paid: 11 USD}", "paid is 10 USD, expected 11 USD"),
        ("values: {paid: null}", "paid is 10 USD, expected not known"),
        ("values: {'fresh[B]': true}", "fresh[B] is not known, expected true"),
        ("values: {owed(pay): 11 USD}", "owed(pay) is 10 USD, expected 11 USD"),
        ("values: {owed(deliver): 11 USD}", "owed(deliver) is not known, expected 11 USD"),
        ("due: {deliver: day 9}", "deliver is due 2026-01-09, expected 2026-01-10"),
        ("due: {deliver: 2026-01-09T12:00}", "deliver is due 2026-01-09 23:59:59, expected 2026-01-09 12:00:00"),
        ("due: {deliver: null}", "deliver is due 2026-01-09, expected no bound"),
        ("due: {pay: day 9}", "pay has no bound, expected due 2026-01-10"),
        ("due: {pay/2: day 9}", "pay/2 was never triggered, expected due day 9"),
        ("performers: {deliver: [carrier]}", "deliver is performed by seller, expected carrier"),
        ("holders: {pay: bank}", "pay is owed to seller, expected bank"),
        ("violations: {deliver: '2'}", "deliver was violated once, expected twice"),
        ("violations: {pay: '3'}", "pay was violated never, expected 3 times"),
        ("late: {deliver: false}", "deliver was late, expected not late"),
        ("late: {pay: true}", "pay was not late, expected late"),
        ("at: day 5, states: {deliver: fulfilled}", "at day 5: deliver is in_force, expected fulfilled"),
    ],
)
def test_a_history_that_does_not_hold_says_where(found, expect, difference) -> None:
    assert found(f"{LATE}    expect: {{{expect}}}") == [difference]


@pytest.mark.parametrize(
    ("line", "expect", "difference"),
    [
        ("actor: seller, action: leak", "verdict: permitted", "the verdict is prohibited, expected permitted"),
        ("actor: seller, action: leak", "decided_by: pay", "decided by secrecy, expected pay"),
        ("actor: seller, action: leak", "breaks: []", "it breaks secrecy, expected nothing"),
        ("actor: seller, action: leak", "performs: deliver", "it performs nothing, expected deliver"),
    ],
)
def test_an_event_that_does_something_else_says_what(found, line, expect, difference) -> None:
    assert found(event(line, expect)) == [f"the event on line 7: {difference}"]


@pytest.mark.parametrize(
    ("case", "difference"),
    [
        ("history: {events: [{at: day 2, action: order}, {at: day 1, action: order}]}", []),
        ("history: {events: [{at: day 2, action: order}, {at: day 1, action: ordr}]}", ["refused for unknown-name, expected out-of-order"]),
        ("history: {events: [{at: day 1, action: order}]}", ["the history is not refused, expected out-of-order"]),
        (
            "sort: true\n    history: {events: [{at: day 2, action: order}, {at: day 1, action: order}]}",
            ["the history is not refused, expected out-of-order"],
        ),
    ],
)
def test_a_history_may_be_expected_to_be_refused(found, case, difference) -> None:
    assert found(f"{case}\n    expect: {{problem: out-of-order}}") == difference


def test_a_history_may_be_a_file_beside(found, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("at,actor,action\nday 1,buyer,order\n")
    assert found("history: {file: orders.csv, start: 2026-02-01}\n    expect: {due: {deliver: 2026-02-09}}") == []


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        (f"{LATE}    expect: {{state: {{deliver: violated}}}}", "did you mean `states`?"),
        (f"{LATE}    expect: {{states: {{deliver: broken}}}}", "wrong-value: `broken` is not one of the words for this key"),
        (f"{LATE}    expect: {{states: {{delivr/2: fulfilled}}}}", "unknown-term: `delivr` is not a term of the contract"),
        (f"{LATE}    expect: {{states: {{talk: in_force}}}}", "not-over-time: `talk` says nothing about time, and so has no state"),
        (f"{LATE}    expect: {{values: {{payed: 11 USD}}}}", "unknown-name: `payed` is not a fact of the contract"),
        (f"{LATE}    expect: {{values: {{owed(pai): 11 USD}}}}", "did you mean `pay`?"),
        (event("action: leak", "breaks: [secrcy]"), "did you mean `secrecy`?"),
        (event("action: leak", "decided_by: tlk"), "did you mean `talk`?"),
        (event("action: leak", "verdct: permitted"), "did you mean `verdict`?"),
        (event("action: leek", "verdict: permitted"), "a.cases.yaml:7:31: unknown-name: `leek` is not an action of the contract"),
        ("history: {evnts: []}", "did you mean `events`?"),
        ("history: {file: nothing.csv}\n    expect: {contract: in_effect}", "cannot be read"),
        ("history: {file: a.csv, until: day 3}", "unknown-key: `until` is not told beside `file`"),
        ("history: []", "wrong-type"),
        (f"{LATE}    expect: {{at: soon}}", "`soon` is no moment"),
        (f"{LATE}    expect: {{values: {{paid: much}}}}", "`much` is no value that `paid` can have"),
        (f"{LATE}    event: {{action: leak}}", "`event` is not a key here"),
    ],
)
def test_a_broken_history_is_told(found, case, problem) -> None:
    with pytest.raises(ContractError) as told:
        found(case)
    assert problem in str(told.value)


def test_an_event_told_twice_is_not_expected_to_do_anything(found) -> None:
    leak = "{at: day 1, actor: seller, action: leak, id: a%s}"
    case = f"history:\n      events:\n        - {leak % ''}\n        - {leak % ', expect: {breaks: secrecy}'}\n"
    assert found(case) == ["the event on line 7 does not count, as it is told twice"]
