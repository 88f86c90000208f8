"""This file tests division and rounding in conditions: what they mean in normal form, their kinds, and what is wrong with others."""

from __future__ import annotations

import pytest

from contract_model.loading.normalise import is_normal
from contract_model.telling.conditions import written_out
from tests.loading.frame import condition, problems, underlined


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        # division is multiplication by an exact fraction
        ("n / 2 < 3", "n * 0.5 < 3"),
        ("n / 3 < 2", "n / 3 < 2"),
        ("n / -3 < 2", "n / -3 < 2"),
        ("n / 0.5 < 2", "n * 2 < 2"),
        ("n / 2 * 3 < 2", "n * 0.5 * 3 < 2"),
        ("n / (1 + 2) < 2", "n / 3 < 2"),
        ("6 / 4 < n", "1.5 < n"),
        ("1 / 4 / 2 < n", "0.125 < n"),
        ("paid / 3 < due", "paid / 3 < due"),
        ("lead / 2 < delay", "lead * 0.5 < delay"),
        ("paid / EUR(2) < n", "paid / EUR(2) < n"),
        ("EUR(3) / EUR(2) < n", "1.5 < n"),
        ("lead / days(1) < n", "lead / days(1) < n"),
        ("(date - signed) / days(1) < n", "(date - signed) / days(1) < n"),
        ("(date - signed) / weeks(2) == 2", "(date - signed) / days(14) == 2"),
        ("limit / 2 < n", "p and 10 * 0.5 < n or not p and 20 * 0.5 < n or 10 * 0.5 < n and 20 * 0.5 < n"),
        # rounding
        ("round(n) < 3", "round(n) < 3"),
        ("round(n, 2) < 3", "round(n, 2) < 3"),
        ("round(n, 0) < 3", "round(n) < 3"),
        ("floor(n) < ceil(m)", "floor(n) < ceil(m)"),
        ("round(paid * 0.19) < due", "round(paid * 0.19, 2) < due"),
        ("round(paid, 0) < due", "round(paid, 0) < due"),
        ("floor(paid) < due", "floor(paid) < due"),
        ("ceil(lead) < days(2)", "ceil(lead) < days(2)"),
        ("round(lead) < days(2)", "round(lead) < days(2)"),
        ("round(1 / 3, 2) < n", "0.33 < n"),
        ("round(0.125, 2) < n", "0.13 < n"),
        ("round(-0.125, 2) < n", "-0.13 < n"),
        ("round(2.5) == n", "3 == n"),
        ("round(-2.5) == n", "-3 == n"),
        ("floor(-0.5) == n", "-1 == n"),
        ("ceil(-0.5) == n", "0 == n"),
        ("round(EUR(1.005)) == paid", "EUR(1.01) == paid"),
        ("floor(hours(47)) == lead", "days(1) == lead"),
        # what is within is lifted out
        (
            "round(paid if p else due) < EUR(1)",
            "p and round(paid, 2) < EUR(1) or not p and round(due, 2) < EUR(1) or round(paid, 2) < EUR(1) and round(due, 2) < EUR(1)",
        ),
        ("round(max(n, m)) < 3", "round(n) < 3 and round(m) < 3"),
        ("floor(min(n, 2.5)) < 3", "true"),
        ("round(n) + 1 < 3", "round(n) + 1 < 3"),
        ("round(round(n, 1)) < 3", "round(round(n, 1)) < 3"),
    ],
)  # fmt: skip
def test_what_division_and_rounding_mean(text: str, normal: str) -> None:
    found = condition(text)
    assert is_normal(found)
    assert written_out(found) == normal


@pytest.mark.parametrize(
    "text", ["n / 3 < 2", "paid / EUR(2) < n", "(date - signed) / days(14) == 2", "round(paid * 0.19, 2) < due", "round(round(n, 1)) < 3"]
)
def test_what_is_written_out_is_read_the_same(text: str) -> None:
    assert condition(written_out(condition(text))) == condition(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("n / m < 3", "not-a-constant m: what is divided by is not a constant; multiply instead: `a < b * c` for `a / b < c`"),
        ("paid / due < 3", "not-a-constant due: what is divided by is not a constant; multiply instead: `a < b * c` for `a / b < c`"),
        ("n / 0 < 3", "bad-value 0: nothing can be divided by zero"),
        ("n / (2 - 2) < 3", "bad-value 2 - 2: nothing can be divided by zero"),
        ("paid / USD(2) < 1", "mixed-currency USD(2): `/` of an amount in EUR and one in USD; state both in one currency"),
        ("n / EUR(2) < 1", "kind-mismatch n / EUR(2): `/` does not go with a number and an amount in EUR"),
        ("date / 2 < 1", "kind-mismatch date / 2: `/` does not go with a date and a number"),
        ("p / 2 < 1", "kind-mismatch p / 2: `/` does not go with a truth and a number"),
        ("lead / 2 < 1", "kind-mismatch 1: a duration is compared with a number; a duration is written `days(30)`"),
        ("round(date) < date", "kind-mismatch date: `round` does not go with a date; what is rounded is a number, an amount or a duration"),
        ("floor(p) < 1", "kind-mismatch p: `floor` does not go with a truth; what is rounded is a number, an amount or a duration"),
        ("round(n, m) < 3", "bad-value m: `round` wants a whole number of places, from 0 to 12; write `round(amount, 2)`"),
        ("round(n, 1.5) < 3", "bad-value 1.5: `round` wants a whole number of places, from 0 to 12; write `round(amount, 2)`"),
        ("round(n, -1) < 3", "bad-value -1: `round` wants a whole number of places, from 0 to 12; write `round(amount, 2)`"),
        ("round(n, 13) < 3", "bad-value 13: `round` wants a whole number of places, from 0 to 12; write `round(amount, 2)`"),
        ("floor(n, 2) < 2", "not-in-language 2: `floor` of a number wants one value; only `round` of numbers and amounts takes places"),
        (
            "round(lead, 2) < lead",
            "not-in-language 2: `round` of a duration wants one value; only `round` of numbers and amounts takes places",
        ),
        ("round() < 2", "not-in-language round(): `round` wants one value, or a value and places"),
        ("ceil(n, 1, 2) < 2", "not-in-language ceil(n, 1, 2): `ceil` wants one value"),
        ("rond(n) < 2", "not-in-language rond(n): `rond(...)` is not part of the language; did you mean `round`?"),
        ("round(n < 2", "condition-syntax (: this is not a condition; a bracket is not closed"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_division_and_rounding(text: str, told: str) -> None:
    (problem,) = problems(text)
    hint = f"; {problem.hint}" if problem.hint else ""
    assert f"{problem.name} {underlined(problem)}: {problem.message}{hint}" == told
