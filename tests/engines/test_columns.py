"""A table says of each row what the definition says of the same case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.engines.columns.backend import fetched
from contract_model.engines.columns.judging import judged
from contract_model.engines.columns.listed import Listed, placed
from contract_model.engines.columns.setting import NotExact, Setting
from contract_model.engines.columns.support import unsupported
from contract_model.loading.load import load_text
from contract_model.meaning.judge import judge
from contract_model.model.values import Money
from contract_model.problems import ContractError
from tests.engines.tables import duckdb, judged_cases, said_of
from tests.strategies import ANY_CONTRACT, cases


@settings(max_examples=max(10, int(settings.default.max_examples * 0.1)), deadline=None)
@given(st.data())
def test_a_row_is_answered_as_its_case_is(data) -> None:
    written = data.draw(ANY_CONTRACT)
    posed = [data.draw(cases(written, total=total)).case for total in (True, False, False)]
    answers = []
    for case in posed:
        try:
            answers.append(judge(written.loaded, case))
        except ContractError:
            event("leaves too much open")
            return
    for answer, row in zip(answers, judged_cases(written.loaded, posed), strict=True):
        event(answer.verdict.value)
        assert said_of(answer).items() <= row.items()


INTEREST = """\
contract: loan
parties: {borrower: The borrower}
actions: {draw: {says: "{actor} draws {amount}", parameters: {amount: money EUR}}, repay: {says: "{actor} repays"}}
facts: {rate: {asks: At which rate?, kind: number}, cap: {asks: What is the cap?, kind: money EUR}}
version: 2026-01-01
terms:
- {id: dear, kind: prohibition, bearer: borrower, action: draw, when: amount * rate > cap, certainty: official, sources: []}
- {id: large, kind: prohibition, bearer: borrower, action: draw, when: amount > EUR(1_000), certainty: official, sources: []}
- {id: free, kind: permission, bearer: borrower, action: repay, certainty: official, sources: []}
"""


def table(**columns):
    """A table with these columns, a row each; numbers written as texts have 38 digits."""
    rows = len(columns["action"])
    types = dict.fromkeys(("amount", "rate", "cap"), "decimal(38, 4)")
    cells = {n: Listed(types.get(n, "string"), values) for n, values in columns.items()}
    actors, days = Listed("string", ["borrower"] * rows), Listed("date", [date(2026, 5, 1)] * rows)
    return placed(duckdb(), {"row": Listed("int64", range(1, rows + 1)), "actor": actors, "date": days, **cells})


def said(table, contract, setting=None):
    """What is said of each row, in short."""
    rows = sorted(fetched(judged(table, contract, setting).rows).to_pylist(), key=lambda row: row["row"])
    return [f"{row['verdict']}: {row['decided_by']}".strip(": ") for row in rows]


def test_what_a_database_might_round_is_named_by_term_and_exact_all_the_same() -> None:
    contract = load_text(INTEREST)
    tiny = "1000000000000000000000000000000000.0001"  # less than a product of doubles or of 38 digits could tell
    rows = table(action=["draw"] * 2, amount=["1000000000000000000000000000000000"] * 2, rate=["1"] * 2, cap=[tiny, tiny[:-1] + "0"])
    (found,) = unsupported(contract, rows.schema())
    assert (found.term, found.action, found.version) == ("dear", "draw", "2026-01-01")
    assert "more than 38 digits" in found.reason
    assert said(rows, contract) == ["prohibited: large"] * 2
    rows = table(action=["draw"] * 2, amount=["999.9999"] * 2, rate=["1.0001"] * 2, cap=["1000.0998", "1000.0999"])
    assert said(rows, contract) == ["prohibited: dear", "silent"]  # 1000.09989999


def test_a_column_of_floating_point_numbers_is_refused() -> None:
    rows = placed(duckdb(), {"row": Listed("int64", [1]), "action": Listed("string", ["draw"]), "amount": Listed("float64", [0.1])})
    contract = load_text(INTEREST)
    assert [(u.column, u.term) for u in unsupported(contract, rows.schema())] == [("amount", "")]
    with pytest.raises(NotExact, match="a money EUR is not kept exact in a column of type float64"):
        judged(rows, contract)


def test_rows_of_several_actions_and_what_the_setting_says_of_all() -> None:
    contract = load_text(INTEREST)
    rows = table(action=["draw", "repay", "draw"], amount=["1000", "0", "1000.01"])
    assert said(rows, contract, Setting(facts={"rate": Decimal(1), "cap": Money(Decimal(5000), "EUR")})) == [
        "silent",
        "permitted: free",
        "prohibited: large",
    ]
    assert said(rows, contract) == ["depends: dear", "permitted: free", "prohibited: large"]


def test_a_pattern_of_many_memberships_needs_more_than_32_bits() -> None:
    names = [f"p{i}" for i in range(24)]
    terms = [f"- {{id: t{n}, kind: prohibition, action: act, when: {n} == red, certainty: official, sources: []}}" for n in names]
    contract = load_text(
        "contract: wide\nparties: {ann: Ann}\nkinds: {colour: {red: red, green: green}}\n"
        + f"actions: {{act: {{says: '{{actor}} acts', parameters: {{{', '.join(f'{n}: colour' for n in names)}}}}}}}\n"
        + "version: 2026-01-01\nterms:\n"
        + "\n".join(line.replace("action: act", "bearer: ann, action: act") for line in terms)
    )
    cells = {n: Listed("string", ["red" if i == place else None for i in range(24)]) for place, n in enumerate(names)}
    event = {
        "actor": Listed("string", ["ann"] * 24),
        "action": Listed("string", ["act"] * 24),
        "date": Listed("date", [date(2026, 5, 1)] * 24),
    }
    rows = placed(duckdb(), {"row": Listed("int64", range(1, 25)), **event, **cells})
    assert said(rows, contract) == [f"prohibited: t{n}" for n in names]
