"""This file tests how the text of a condition is read: what each text means in normal form, and what is wrong with others, and where."""

from __future__ import annotations

import pytest

from contract_model.loading.normalise import is_normal
from contract_model.telling.conditions import written_out
from tests.loading.frame import condition, problems, underlined


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        # names and truths
        ("p", "p"),
        ("both", "both"),
        ("true", "true"),
        ("false", "false"),
        ("p == true", "p"),
        ("p != true", "not p"),
        ("false == p", "not p"),
        ("p == q", "p and q or not p and not q"),
        # and, or, not: Python's precedence, flat, without constants and doubles
        ("p or q and r", "p or q and r"),
        ("(p or q) and r", "(p or q) and r"),
        ("not p and q", "not p and q"),
        ("not (p and q)", "not (p and q)"),
        ("not not p", "p"),
        ("p and (q and r)", "p and q and r"),
        ("(p or q) or r", "p or q or r"),
        ("p and p", "p"),
        ("p and true", "p"),
        ("p and false", "false"),
        ("p or true", "true"),
        ("p or false or false", "p"),
        ("not false", "true"),
        # choices, parties, readings, texts
        ("hue == red", "hue == red"),
        ("red == hue", "hue == red"),
        ("hue != red", "hue != red"),
        ("hue in [red]", "hue == red"),
        ("hue in [red, green]", "hue in [green, red]"),
        ("hue in (red, green)", "hue in [green, red]"),
        ("hue in {red, red}", "hue == red"),
        ("hue not in [red, green]", "hue not in [green, red]"),
        ("hue == tone", "hue == tone"),
        ("hue == blue", "hue == blue"),  # the value, not the fact of that name
        ("hue == red == tone", "hue == red and tone == red"),
        ("hue == tone == red", "hue == tone and tone == red"),
        ("hue in [red, tone]", "hue == red or hue == tone"),
        ("actor == ann", "actor == ann"),
        ("owner == actor", "owner == actor"),
        ("actor in [ann, bob]", "actor in [ann, bob]"),
        ("scope == wide", "scope == wide"),
        ("label == 'It''s'", 'label == "Its"'),
        ('label == "a # b"', 'label == "a # b"'),
        ('label in ["a", "b"]', 'label in ["a", "b"]'),
        ('label == "2026-01-01"', 'label == "2026-01-01"'),
        # comparisons of quantities: only ==, < and <= are left
        ("n < 3", "n < 3"),
        ("n <= 3", "n <= 3"),
        ("n > 3", "3 < n"),
        ("n >= 3", "3 <= n"),
        ("n == 3", "n == 3"),
        ("n != 3", "n != 3"),
        ("not n < 3", "n >= 3"),
        ("1 < n <= 3", "1 < n and n <= 3"),
        ("1 < n < m < 3", "1 < n and n < m and m < 3"),
        ("n in [1, 2]", "n == 1 or n == 2"),
        ("n not in [1, m]", "not (n == 1 or n == m)"),
        ("n < 1_000", "n < 1000"),
        ("n < 0.25", "n < 0.25"),
        ("n < 1e3", "n < 1000"),
        ("n < -1", "n < -1"),
        ("n < --1", "n < 1"),
        ("1 < 2", "true"),
        ("2 <= 1", "false"),
        ("1 == 1.0", "true"),
        # sums and products
        ("n + m * 2 < 3", "n + (m * 2) < 3"),
        ("(n + m) * 2 < 3", "n + m * 2 < 3"),
        ("n - m - 1 < 3", "n - m - 1 < 3"),
        ("-n < 3", "0 - n < 3"),
        ("n * m < 3", "n * m < 3"),
        # dates and durations
        ("date < 2026-06-30", "date < 2026-06-30"),
        ("2026-01-01<=date<=2026-12-31", "2026-01-01 <= date and date <= 2026-12-31"),
        ("date <= signed + days(30)", "date <= signed + days(30)"),
        ("date <= days(30) + signed", "date <= signed + days(30)"),
        ("date - signed < weeks(2)", "date - signed < days(14)"),
        ("date - 2026-01-01 < days(3)", "date - 2026-01-01 < days(3)"),
        ("time >= hours(22)", "hours(22) <= time"),
        ("lead * 2 < delay", "lead * 2 < delay"),
        ("2 * lead < minutes(90)", "2 * lead < minutes(90)"),
        ("lead < day(1)", "lead < days(1)"),
        ("lead < days(1.5)", "lead < hours(36)"),
        ("lead < seconds(0.5)", "lead < seconds(0.5)"),
        ("lead < -days(1)", "lead < days(-1)"),
        ("lead < days(-1)", "lead < days(-1)"),
        # money
        ("paid <= EUR(1_000.50)", "paid <= EUR(1000.5)"),
        ("paid + due < EUR(3)", "paid + due < EUR(3)"),
        ("0.2 * paid < due", "0.2 * paid < due"),
        ("paid * n < due", "paid * n < due"),
        ("dollars < USD(1)", "dollars < USD(1)"),
        ("-paid < EUR(0)", "EUR(0) - paid < EUR(0)"),
        # min and max are gone
        ("max(n, m) <= 3", "n <= 3 and m <= 3"),
        ("min(n, m) <= 3", "n <= 3 or m <= 3"),
        ("max(n, m) > 3", "3 < n or 3 < m"),
        ("min(n, m) >= 3", "3 <= n and 3 <= m"),
        ("3 < min(n, m, 5)", "3 < n and 3 < m"),
        ("max(n, m) == 3", "n <= 3 and m <= 3 and (3 <= n or 3 <= m)"),
        ("date <= min(signed, 2026-12-31)", "date <= signed and date <= 2026-12-31"),
        ("max(n, m) + 1 < 3", "m <= n and n + 1 < 3 or m > n and m + 1 < 3 or n + 1 < 3 and m + 1 < 3"),
        # a if c else b is gone; where both ways agree, the test need not be known
        ("q if p else r", "p and q or not p and r or q and r"),
        ("n < (1 if p else 2)", "p and n < 1 or not p and n < 2 or n < 1 and n < 2"),
        ("hue == (red if p else green)", "p and hue == red or not p and hue == green or hue == red and hue == green"),
        ("(red if p else green) == red", "p"),
        ("(n if p else m) + 1 < 3", "p and n + 1 < 3 or not p and m + 1 < 3 or n + 1 < 3 and m + 1 < 3"),
        ("true if p else false", "p"),
        ("q if true else r", "q"),
        ("q if p else q", "q"),
        (
            "q if p else r if q else p",
            "p and q or not p and (q and r or not q and p or r and p) or q and (q and r or not q and p or r and p)",
        ),
        # definitions: a truth keeps its name, anything else is put in where it is used
        ("not both", "not both"),
        ("n < limit", "p and n < 10 or not p and n < 20 or n < 10 and n < 20"),
        ("date <= last", "p and date <= 2026-12-31 or not p and date <= 2027-06-30 or date <= 2026-12-31 and date <= 2027-06-30"),
        ("favourite == red", "p"),
        ("favourite in [red, green]", "true"),
        ("favourite == blue", "false"),
        ("host == actor", "p and actor == ann or not p and actor == bob or actor == ann and actor == bob"),
        # layout
        ("  p\n  and\tq  ", "p and q"),
        ("p and\n\n(q or\n r)", "p and (q or r)"),
    ],
)
def test_what_a_condition_means(text: str, normal: str) -> None:
    found = condition(text)
    assert is_normal(found)
    assert written_out(found) == normal


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # names
        ("pp", "unknown-name `pp`: `pp` is neither a fact, a parameter nor a definition; did you mean `p`?"),
        ("p and lable == 'x'", "unknown-name `lable`: `lable` is neither a fact, a parameter nor a definition; did you mean `label`?"),
        ("hue == yellow", "unknown-value `yellow`: `yellow` is not a value of `colour`; one of red, green, blue"),
        ("hue == gren", "unknown-value `gren`: `gren` is not a value of `colour`; did you mean `green`?"),
        ("hue in [red, gren]", "unknown-value `gren`: `gren` is not a value of `colour`; did you mean `green`?"),
        ("actor == anne", "unknown-value `anne`: `anne` is not a party; did you mean `ann`?"),
        ("scope == broad", "unknown-value `broad`: `broad` is not a reading of `scope`; one of wide, narrow"),
        ("hue == round", "unknown-value `round`: `round` is not a value of `colour`; one of red, green, blue"),
        # what is said of one name is not said again of what stands beside it
        ("hew == red", "unknown-name `hew`: `hew` is neither a fact, a parameter nor a definition; did you mean `hue`?"),
        ("red == hew", "unknown-name `hew`: `hew` is neither a fact, a parameter nor a definition; did you mean `hue`?"),
        ("hew in [red, green]", "unknown-name `hew`: `hew` is neither a fact, a parameter nor a definition; did you mean `hue`?"),
        # kinds
        ("n", "kind-mismatch `n`: expected a truth, found a number; compare it: `n == ...`"),
        ("not hue", "kind-mismatch `hue`: expected a truth, found a value of `colour`; compare it: `hue == ...`"),
        ("p and 3", "kind-mismatch `3`: expected a truth, found a number"),
        ("p and red", "kind-mismatch `red`: expected a truth, found a value of `colour`"),
        ("2026-01-01", "kind-mismatch `2026-01-01`: expected a truth, found a date"),
        ("label", "kind-mismatch `label`: expected a truth, found a text; compare it: `label == ...`"),
        ("p == 1", "kind-mismatch `1`: a truth is compared with a number"),
        ("n == 'x'", "kind-mismatch `'x'`: a number is compared with a text; values, parties and readings are written without quotes"),
        ("hue == 'red'", "kind-mismatch `'red'`: `red` in quotes is a text; write it without quotes: `red`"),
        (
            "hue == 'x'",
            "kind-mismatch `'x'`: a value of `colour` is compared with a text; values, parties and readings are written without quotes",
        ),
        ("hue == form", "kind-mismatch `form`: a value of `colour` is compared with a value of `shape`"),
        ("hue in [red, 3]", "kind-mismatch `3`: a value of `colour` is compared with a number"),
        ("owner == hue", "kind-mismatch `hue`: a party is compared with a value of `colour`"),
        ("lead < 30", "kind-mismatch `30`: a duration is compared with a number; a duration is written `days(30)`"),
        ("date < 2027", "kind-mismatch `2027`: a date is compared with a number; a date is written `2027-03-01`"),
        ("paid < 5", "kind-mismatch `5`: an amount in EUR is compared with a number; an amount is written `EUR(1_000)`"),
        ("5 < paid", "kind-mismatch `paid`: a number is compared with an amount in EUR; an amount is written `EUR(1_000)`"),
        ("paid < dollars", "mixed-currency `dollars`: an amount in USD is compared with one in EUR; state both in one currency"),
        ("paid + USD(1) < paid", "mixed-currency `paid + USD(1)`: `+` of an amount in EUR and one in USD; state both in one currency"),
        ("p < q", "kind-mismatch `p`: a truth has no order; compare with `==` or `in`"),
        ("hue < red", "kind-mismatch `hue`: a value of `colour` has no order; compare with `==` or `in`"),
        ("label < 'x'", "kind-mismatch `label`: a text has no order; compare with `==` or `in`"),
        ("n + p < 3", "kind-mismatch `n + p`: `+` does not go with a number and a truth"),
        ("date + date < date", "kind-mismatch `date + date`: `+` does not go with a date and a date"),
        ("date * 2 < date", "kind-mismatch `date * 2`: `*` does not go with a date and a number"),
        ("paid * due < due", "kind-mismatch `paid * due`: `*` does not go with an amount in EUR and an amount in EUR"),
        ("lead - date < lead", "kind-mismatch `lead - date`: `-` does not go with a duration and a date"),
        ("lead + 3 < lead", "kind-mismatch `lead + 3`: `+` does not go with a duration and a number"),
        ("-p", "kind-mismatch `-p`: `-` does not go with a truth"),
        ("n < (1 if p else date)", "kind-mismatch `date`: one way gives a number, the other a date"),
        ("q if n else r", "kind-mismatch `n`: expected a truth, found a number; compare it: `n == ...`"),
        ("max(n, date) < 3", "kind-mismatch `date`: `max` of a number and a date"),
        ("min(hue, tone) == red", "kind-mismatch `hue`: a value of `colour` has no order"),
        # what conditions do not have
        ("n // 2 < 3", "not-in-language `n // 2`: `n // 2` is not part of the language; LANGUAGE"),
        ("n ** 2 < 3", "not-in-language `n ** 2`: `n ** 2` is not part of the language; LANGUAGE"),
        ("p & q", "not-in-language `p & q`: `p & q` is not part of the language; LANGUAGE"),
        ("p is q", "not-in-language `p is q`: `is` is not part of the language; to compare, write `==`"),
        ("True", "not-in-language `True`: `True` is not part of the language; write `true`"),
        ("p == None", "not-in-language `None`: `None` is not part of the language; what is not known is simply left out"),
        ("hue in colour", "not-in-language `colour`: after `in` stands a list of values; write `cloud in [azure, aws]`"),
        ("hue in []", "not-in-language `[]`: the list is empty, and nothing is in it; write `cloud in [azure, aws]`"),
        ("max(n) < 3", "not-in-language `max(n)`: `max` wants two values or more"),
        (
            "days(n) < lead",
            "not-in-language `days(n)`: `days(...)` wants one number; write `days(30)`, and compare it with a difference of dates as it is",
        ),
        ("EUR(1, 2) < paid", "not-in-language `EUR(1, 2)`: `EUR(...)` wants one number; write `EUR(1_000)`, without commas"),
        ("dais(1) < lead", "not-in-language `dais(1)`: `dais(...)` is not part of the language; did you mean `days`?"),
        (
            "months(1) < lead",
            "not-in-language `months(1)`: `months(...)` is not part of the language; "
            "a month has no fixed length: count days or weeks, or name the date",
        ),
        ("p # is it so", "not-in-language `# is it so`: a condition has no comments; put it on a line of its own, before the key"),
        # values as they are written in data
        ("paid > 1_000 EUR", "condition-syntax `1_000 EUR`: this is not a condition; an amount is written `EUR(1_000)`"),
        ("paid > EUR 100", "condition-syntax `EUR 100`: this is not a condition; an amount is written `EUR(100)`"),
        (
            "paid > €100",
            "condition-syntax `€100`: this is not a condition; an amount is written `EUR(1_000)`, with the code of its currency",
        ),
        ("lead >= 30 days", "condition-syntax `30 days`: this is not a condition; a duration is written `days(30)`"),
        ("lead >= 1 week", "condition-syntax `1 week`: this is not a condition; a duration is written `weeks(1)`"),
        (
            "lead >= 3 months",
            "condition-syntax `3 months`: this is not a condition; a month has no fixed length: count days or weeks, or name the date",
        ),
        ("date >= 1 January 2027", "condition-syntax `1 January 2027`: this is not a condition; a date is written `2027-01-01`"),
        ("n > 10%", "condition-syntax `10%`: this is not a condition; a share is written as a number, 5 % as `0.05`"),
        ("paid > EUR(1,000)", "not-in-language `EUR(1,000)`: `EUR(...)` wants one number; write `EUR(1_000)`, without commas"),
        ("p == yes", "unknown-name `yes`: `yes` is neither a fact, a parameter nor a definition; a truth is `true` or `false`"),
        # syntax
        ("p and (q", "condition-syntax `(`: this is not a condition; a bracket is not closed"),
        ("p if q", "condition-syntax `p`: this is not a condition; write `a if c else b`, or `a and c`"),
        ("p = q", "condition-syntax `=`: this is not a condition; to compare, write `==`"),
        ("p && q", "condition-syntax `&`: this is not a condition; write `and`, `or`, `not`"),
        (
            "p AND q",
            "condition-syntax `A`: this is not a condition; `and`, `or`, `not`, `in`, `if` and `else` are written in small letters",
        ),
        ("n < 01", "condition-syntax `0`: this is not a condition; a date is written 2027-03-01, a number without leading zeros"),
        (
            "date < 2027-3-1 and 01",
            "condition-syntax `0`: this is not a condition; a date is written 2027-03-01, a number without leading zeros",
        ),
        # values
        ("date < 2026-13-01", "bad-date `2026-13-01`: `2026-13-01` is not a date: there is no such day in the calendar"),
        ("n < 0x10", "bad-value `0x10`: `0x10` is not a number: a number is written in digits, such as 1_000 or 0.2"),
        ("n < 1e50", "bad-value `1e50`: `1e50` is not a number: a number has at most 40 digits"),
        ("EUR(1e50) < paid", "bad-value `1e50`: `1e50` does not fit: a number has at most 40 digits"),
        ("days(1e12) < lead", "bad-value `1e12`: `1e12` does not fit: a duration is at most 999,999,999 days"),
    ],
)
def test_what_is_wrong_with_a_condition_and_where(text: str, told: str) -> None:
    (problem,) = problems(text)
    assert problem.within == "term it"
    hint = f"; {problem.hint}" if problem.hint else ""
    found = f"{problem.name} `{underlined(problem)}`: {problem.message}{hint}"
    assert found == told.replace("LANGUAGE", "the language has `and or not == != < <= > >= in + - * / if else min max round floor ceil`")


def test_all_problems_of_a_condition_are_told_at_once() -> None:
    found = problems("hew == red or hue == gren and n < 'x' or not 3")
    assert [(p.name, underlined(p)) for p in found] == [
        ("unknown-name", "hew"),
        ("unknown-value", "gren"),
        ("kind-mismatch", "'x'"),
        ("kind-mismatch", "3"),
    ]


def test_a_value_of_two_lists_is_told_by_what_it_is_compared_with() -> None:
    two = {"kinds:\n": "kinds:\n  mood: {blue: sad, red: angry}\n"}
    assert [(p.name, underlined(p)) for p in problems("hue == red", two)] == []
    assert [(p.name, p.message) for p in problems("(red if p else green) == hue and p == red", two)] == [
        ("ambiguous-name", "`red` may be a value of `mood` or a value of `colour`")
    ]
