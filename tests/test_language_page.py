"""This file tests that docs/language.md says what the language is: its tables against the code, its statements against contracts.

tests/test_pages.py runs the examples of the page.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contract_model.loading import expression, limits, normalise, surface
from contract_model.loading.load import load_text
from contract_model.model import phrases, values
from contract_model.model.contract import Certainty, TermKind
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import read_value
from contract_model.problems import ContractError

PAGE = (Path(__file__).parents[1] / "docs" / "language.md").read_text()

LEASE = """
contract: lease
parties: {tenant: The tenant, openai: OpenAI}
kinds: {cloud: {azure: Azure, aws: AWS, google: Google}}
actions:
  launch: {says: "{actor} launches {product} on {cloud}", parameters: {cloud: cloud, product: text}}
  pay: {says: "{actor} pays", parameters: {paid: money USD}}
facts:
  on_azure: {asks: Is it on Azure?, kind: truth}
  azure_can: {asks: Can Azure?, kind: truth}
  lead: {asks: How long before?, kind: duration}
  rate: {asks: What is the rate?, kind: number}
ambiguities:
  exception: {asks: Which?, stance: open, readings: {disjunctive: either, conjunctive: both}}
  ends: {asks: When?, stance: open, readings: {late: late, early: early}}
definitions: {}
version: 2026-01-01
terms:
  - {id: it, kind: declaration, action: ACTION, when: CONDITION, certainty: inferred, sources: []}
"""


def told(text: str) -> list[str]:
    """The names of the problems of a contract, none if it loads."""
    try:
        load_text(text)
    except ContractError as error:
        return [p.name for p in error.problems]
    return []


def with_condition(condition: str, definitions: str = "{}") -> str:
    action = "pay" if re.search(r"\bpaid\b", condition) else "launch"
    quoted = "'" + condition.replace("'", "''") + "'"
    return LEASE.replace("CONDITION", quoted).replace("ACTION", action).replace("definitions: {}", f"definitions: {definitions}")


def section(heading: str) -> str:
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def table(heading: str) -> list[list[str]]:
    """The rows of the table of a section, without its head."""
    rows = [re.split(r"\s*(?<!\\)\|\s*", line.strip())[1:-1] for line in section(heading).splitlines() if line.startswith("|")]
    return rows[2:]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def keys(shape: type[surface.Surface]) -> set[str]:
    return {field.alias or name for name, field in shape.model_fields.items()}


# --- tables -------------------------------------------------------------------------------------------------------------------------


def test_the_keys_of_a_contract() -> None:
    assert {key for row in table("Keys of a contract") for key in code(row[0])} == keys(surface.SurfaceContract)


def test_the_keys_of_a_version_and_of_a_term() -> None:
    assert set(code(section("Keys of a contract").split("A version file holds")[1].split("\n")[0])) == keys(surface.SurfaceVersion)
    assert {key for name in ("Terms", "Norms over time") for row in table(name) for key in code(row[0])} == keys(surface.SurfaceTerm)


@pytest.mark.parametrize(
    ("key", "shape"),
    [
        ("parties", surface.SurfaceParty),
        ("sources", surface.SurfaceSource),
        ("actions", surface.SurfaceAction),
        ("facts", surface.SurfaceFact),
        ("phrases", surface.SurfacePhrase),
        ("definitions", surface.SurfaceDefinition),
        ("calendars", surface.SurfaceCalendar),
        ("runs", surface.SurfaceRuns),
        ("ambiguities", surface.SurfaceAmbiguity),
        ("laws", surface.SurfaceLaw),
        ("lint", surface.SurfaceLint),
    ],
)
def test_the_keys_within_a_key_of_a_contract(key: str, shape: type[surface.Surface]) -> None:
    (row,) = [row for row in table("Keys of a contract") if key in code(row[0])]
    (inside,) = re.findall(r"^[^{]*\{([a-z_, ]+)\}", row[1])
    assert set(inside.split(", ")) == keys(shape)


def test_the_keys_of_exceptions_parameters_and_readings() -> None:
    assert "`{id, if, says, certainty, sources}`" in PAGE
    assert keys(surface.SurfaceException) == {"id", "if", "says", "certainty", "sources"}
    assert "`{kind, asks, presumed, held_by, least, most}`" in PAGE
    assert keys(surface.SurfaceParameter) == {"kind", "asks", "presumed", "held_by", "least", "most"}
    assert "name to `{says, value, sources, certainty}`" in PAGE
    assert keys(surface.SurfaceReading) == {"says", "value", "sources", "certainty"}
    assert "`{check, at, reason}`" in PAGE
    assert keys(surface.SurfaceAllowed) == {"check", "at", "reason"}


def test_the_policies() -> None:
    (row,) = [row for row in table("Keys of a contract") if "policies" in code(row[0])]
    assert {text.split(": ")[0] for text in code(row[1])} - {"round"} == keys(surface.SurfacePolicies)
    said = dict(text.split(": ") for text in code(row[1]) if ": " in text)
    for policy, words in said.items():
        for word in re.split(r", | or ", words):
            assert told(with_condition("true").replace("version:", f"policies: {{{policy}: {word}}}\nversion:")) == []


def test_the_words_for_kinds_of_term_and_for_certainty() -> None:
    rows = {key: row[1] for row in table("Terms") for key in code(row[0])}
    assert set(code(rows["kind"])) == {kind.value for kind in TermKind}
    assert set(code(rows["certainty"])) == {grade.value for grade in Certainty}


@pytest.mark.parametrize("row", table("Kinds of value"), ids=lambda row: row[0])
def test_a_kind_its_values_and_its_conditions(row: list[str]) -> None:
    kinds = {"truth": "truth", "a name under `kinds`": "cloud", "`money USD`": "money USD"}
    name = kinds.get(row[0], row[0].strip("`"))
    sort = Sort.CHOICE if name == "cloud" else Sort(name.split(" ")[0])
    kind = Kind(sort, {"cloud": "cloud", "money USD": "USD"}.get(name, ""))
    for data in code(row[1]) or ["any words"]:
        read_value(kind, data, {"aws": "aws", "openai": "openai"})
        fact = f"  asked: {{asks: What?, kind: {name}, presumed: {data}}}\n"
        assert told(with_condition("true").replace("facts:\n", f"facts:\n{fact}")) == []
    for condition in code(row[2]):
        assert told(with_condition(condition)) == []


@pytest.mark.parametrize("unit", ["seconds", "minutes", "hours", "days", "weeks"])
def test_the_units_of_durations(unit: str) -> None:
    (row,) = [row for row in table("Kinds of value") if row[0] == "`duration`"]
    assert unit in row[2]
    assert told(with_condition(f"lead >= {unit}(30)")) == []


def test_the_limits() -> None:
    rows = dict(table("How much is read"))
    assert rows == {
        "a file": f"{limits.MAX_BYTES // 1024**2} MiB, {limits.MAX_PIECES:,} keys, values, lists and mappings, {limits.MAX_NESTING} deep",
        "a folder": f"{limits.MAX_FILES:,} versions",
        "a condition": f"{expression.MAX_LENGTH:,} characters, {expression.MAX_DEPTH} deep; {normalise.MAX_SIZE:,} parts and "
        f"{normalise.MAX_DEPTH} deep with the definitions that it uses and without its `if`, `min` and `max`",
        "all conditions of a contract": f"{limits.MAX_PARTS:,} parts",
        "a phrase": f"{phrases.MAX_LENGTH} characters, brackets {phrases.MAX_DEPTH} deep",
        "a number": f"{values.MAX_DIGITS} digits",
        "a duration": "999,999,999 days, to the microsecond",
        "a date": "the years 0001 to 9999",
        "problems told of a file": f"{limits.MAX_PROBLEMS}",
    }


@pytest.mark.parametrize("text", [pytest.param(t, id=t.split("\n")[0]) for t in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)])
def test_each_contract_of_the_page_loads(text: str) -> None:
    assert told(text) == []


# --- statements ---------------------------------------------------------------------------------------------------------------------


OPERATORS = {
    "on_azure and not azure_can or azure_can": "and not or",
    "rate == 1 or rate != 2": "== !=",
    "rate < 1 or rate <= 1 or rate > 1 or rate >= 1": "< <= > >=",
    "cloud in [aws] or cloud not in [aws]": "in",
    "(rate + 1) * 2 - 3 / 4 < rate": "+ - * /",
}


def test_the_operators() -> None:
    listed = re.findall(r"`([^`]+)`", section("Conditions"))[0]
    assert set(listed.split(" ")) == {operator for shown in OPERATORS.values() for operator in shown.split(" ")}
    for condition in OPERATORS:
        assert told(with_condition(condition)) == []


STATEMENTS = [
    # statement of the page, a condition that shows it, what is told of it
    ("`a if c else b`", "rate < (1 if on_azure else 2)", []),
    ("`min(...)`, `max(...)`", "min(rate, 1) < max(rate, 2, 3)", []),
    ("chains such as `a <= b < c`", "1 <= rate < 3", []),
    ("A comparison wants two sides of one kind", "rate == on_azure", ["kind-mismatch"]),
    ("amounts of different currencies do not meet", "paid < EUR(1)", ["mixed-currency"]),
    ("`date - date` is a duration", "date - date < days(1)", []),
    ("`date + duration` a date", "date + lead < 2027-01-01", []),
    ("`number * money` an amount", "rate * paid < USD(1)", []),
    ("What is divided by is a constant", "paid / 12 < USD(1) and paid / USD(2) < 3 and lead / days(1) < 2", []),
    ("What is divided by is a constant", "rate / rate < 1", ["not-a-constant"]),
    ("`round(x, 2)` to so many places", "round(paid) == round(rate * paid, 2)", []),
    ("`floor(x)` and `ceil(x)` go down and up", "floor(rate) < ceil(rate) and floor(lead) < lead", []),
    ("Dates are written bare (`2032-12-31`)", "date < 2032-12-31", []),
    ("texts in quotes", 'product == "Copilot"', []),
    ("values, parties and readings by their bare names", "cloud == aws and actor == openai and exception == conjunctive", []),
    ("values, parties and readings by their bare names", 'cloud == "aws"', ["kind-mismatch"]),
    ("`exception == conjunctive`", "exception == conjunctive", []),
    ("needs nothing to be compared with", "(aws if on_azure else google) == aws", []),
    ("After `in` stands a list of one kind", "rate in [1, 2] and cloud in [azure, aws]", []),
    ("After `in` stands a list of one kind", "rate in [1, aws]", ["kind-mismatch"]),
    ("There are no months in a condition", "lead < months(1)", ["not-in-language"]),
    ("and no comments", "on_azure # is it?", ["not-in-language"]),
    ("are always there", "date > 2026-01-01 and time < hours(9) and actor == tenant", []),
]


@pytest.mark.parametrize(("statement", "condition", "names"), STATEMENTS, ids=[s[1] for s in STATEMENTS])
def test_a_statement_about_conditions(statement: str, condition: str, names: list[str]) -> None:
    assert statement in PAGE
    assert told(with_condition(condition)) == names


@pytest.mark.parametrize("definition", ["unable: not azure_can", "last_day: 2032-12-31 if ends == late else 2032-06-30"])
def test_a_definition_may_be_of_any_kind(definition: str) -> None:
    name = definition.split(":")[0]
    assert f"`{definition}`" in PAGE
    assert told(with_condition(f"date <= {name}" if name == "last_day" else name, f"{{{definition}}}")) == []


@pytest.mark.parametrize(
    ("statement", "old", "new", "names"),
    [
        ("`on`, `no` and `yes` are words", "contract: lease", "contract: lease\ntitle: no\nnote: on", []),
        ("`true` and `false` are truths", "contract: lease", "contract: lease\ntitle: true", ["wrong-type"]),
        ("Anchors, aliases and tags are not part of the language", "contract: lease", "contract: &a lease", ["yaml-alias"]),
        ("Anchors, aliases and tags are not part of the language", "contract: lease", "contract: !!str lease", ["yaml-tag"]),
        ("a key stands once in its mapping", "contract: lease", "contract: lease\ncontract: other", ["duplicate-key"]),
        ("the id, of lower-case letters, digits and `-`", "contract: lease", "contract: Lease", ["bad-name"]),
        ("share one space: each name has one meaning", "  rate: {", "  product: {asks: x, kind: text}\n  rate: {", ["duplicate-name"]),
        ("is no name", "  rate: {", "  days: {asks: x, kind: number}\n  rate: {", ["bad-name"]),
        ("is no name", "  rate: {", "  lambda: {asks: x, kind: number}\n  rate: {", ["bad-name"]),
        ("belong to one value of a list, or to one party", "aws: AWS", "aws: [AWS, azure]", ["duplicate-word"]),
        (
            "A parameter of one name has one kind in all actions",
            "{paid: money USD}",
            "{paid: money USD, cloud: text}",
            ["parameter-kinds-differ"],
        ),
        ("a list of phrases with `{value}`", "rate?, kind: number", "rate?, kind: number, phrases: ['at {value}']", []),
        ("a list of phrases with `{value}`", "rate?, kind: number", "rate?, kind: number, phrases: ['at a rate']", ["phrase-syntax"]),
        ("or to `says` alone", "{disjunctive: either,", "{disjunctive: {says: either},", []),
        ("there are at least two", "{disjunctive: either, conjunctive: both}", "{disjunctive: either}", ["too-few-readings"]),
        ("Either `default` names the reading", "stance: open, readings: {dis", "default: disjunctive, readings: {dis", []),
        ("Either `default` names the reading", "stance: open, readings: {dis", "readings: {dis", ["missing-default"]),
        ("before or after it, but not in a circle", "definitions: {}", "definitions: {a: b, b: azure_can}", []),
        ("before or after it, but not in a circle", "definitions: {}", "definitions: {a: b, b: not a}", ["definition-cycle"]),
        (
            "may use the parameters that all of them have",
            "action: launch, when: 'true'",
            "action: [launch, pay], when: cloud == aws",
            ["parameter-of-other-action"],
        ),
        ("`anyone` stands alone, not in a list", "kind: declaration", "kind: permission, bearer: anyone", []),
        ("`anyone` stands alone, not in a list", "kind: declaration", "kind: permission, bearer: [anyone, tenant]", ["unknown-party"]),
        ("a circle is an error", "kind: declaration", "kind: declaration, subject_to: it", ["precedence-cycle"]),
        ("a declaration may have none", "kind: declaration", "kind: power", ["missing-key"]),
        ("of an obligation: the manner", "kind: declaration", "kind: declaration, requires: on_azure", ["part-not-allowed"]),
        ("`date` is words", "definitions: {}", "sources: {s: {title: t, publisher: p, date: undated, grade: official}}", []),
        ("first and last day, both inclusive", "kind: declaration", "kind: declaration, from: 2026-05-01, through: 2026-05-01", []),
        (
            "first and last day, both inclusive",
            "kind: declaration",
            "kind: declaration, from: 2026-05-02, through: 2026-05-01",
            ["empty-window"],
        ),
    ],
)
def test_a_statement_about_contracts(statement: str, old: str, new: str, names: list[str]) -> None:
    assert statement in PAGE
    lease = with_condition("true")
    assert old in lease
    assert told(lease.replace(old, new, 1)) == names
