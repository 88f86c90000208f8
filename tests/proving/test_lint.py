"""This file tests the checks: for each a small contract that has the flaw, and one that is nearly the same and does not have it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from contract_model.asking.event import read_event
from contract_model.commands.main import contract as command
from contract_model.commands.main import run
from contract_model.loading.load import load, load_text, shipped, shipped_ids
from contract_model.meaning.decision import decide
from contract_model.model.answer import Verdict
from contract_model.model.contract import Certainty
from contract_model.model.flaw import FLAWS, Severity
from contract_model.proving.lint import lint
from contract_model.telling.flaws_schema import flaws_schema
from contract_model.telling.shown_case import event_data
from tests.meaning.frame import contract

CHECKOUT = Path(__file__).parents[2]


def found(text, *kinds, **options):
    """What the checks find in a contract: the kind with what it is about, without unused words and notes unless they are asked for."""
    made = contract(text) if isinstance(text, str) else text
    flaws = lint(made, **options)
    assert not flaws.open
    wanted = kinds or [k for k, kind in FLAWS.items() if kind.severity is not Severity.NOTE and k != "unused-word"]
    return [(f.kind.id, *f.at) for f in flaws.flaws if f.kind.id in wanted]


WILD = "facts: {wild: truth}\nterms: "
BEES = "{id: bees, kind: prohibition, when: wild}"
PAIRS = [
    # conflict
    (f"{WILD}[{{id: any, kind: permission}}, {BEES}]", [("conflict", "bees", "any")]),
    (f"{WILD}[{{id: any, kind: permission, subject_to: bees}}, {BEES}]", []),
    ("facts: {wild: truth}\nterms: [{id: any, kind: permission, when: not wild}, {id: bees, kind: prohibition, when: wild}]", []),
    # dead-term
    ("facts: {wild: truth}\nterms: [{id: bees, kind: prohibition, when: wild and not wild}]", [("dead-term", "bees")]),
    ("terms: [{id: bees, kind: prohibition, through: 2025-06-30}]", [("dead-term", "bees")]),
    ("facts: {n: number}\nterms: [{id: bees, kind: prohibition, when: n < 1 and n > 1}]", [("dead-term", "bees")]),
    ("facts: {n: number}\nterms: [{id: bees, kind: prohibition, when: n <= 1 and n >= 1}]", []),
    ("terms: [{id: guess, kind: prohibition, certainty: speculative}]", []),
    # dead-exception
    (
        "facts: {wild: truth}\nterms: [{id: bees, kind: prohibition, when: wild, unless: not wild}]",
        [("dead-exception", "exception", "bees")],
    ),
    ("facts: {wild: truth, tame: truth}\nterms: [{id: bees, kind: prohibition, when: wild, unless: tame}]", []),
    # never-decides
    (
        "facts: {wild: truth}\nterms: [{id: all, kind: prohibition}, {id: bees, kind: prohibition, when: wild}]",
        [("never-decides", "bees")],
    ),
    (
        "facts: {wild: truth}\nterms: [{id: some, kind: prohibition, when: not wild}, {id: bees, kind: prohibition, when: wild}]",
        [],
    ),
    (
        "policies: {silence: permitted}\nterms: [{id: any, kind: permission}]",
        [("never-decides", "any")],
    ),
    ("policies: {silence: prohibited}\nterms: [{id: any, kind: permission}]", []),
    # constant-condition
    (
        "facts: {wild: truth}\nterms: [{id: bees, kind: prohibition, when: wild or not wild}]",
        [("constant-condition", "bees", "when")],
    ),
    ("terms: [{id: bees, kind: prohibition, when: date >= 2026-01-01}]", [("constant-condition", "bees", "when")]),
    ("terms: [{id: bees, kind: prohibition, when: date >= 2026-01-02}]", []),
    ("terms: [{id: bees, kind: prohibition, until: date < 2026-01-01}]", [("constant-condition", "bees", "until")]),
    (
        "parameters: {n: number}\nterms: [{id: fee, kind: obligation, when: n > 5, requires: n > 4}]",
        [("constant-condition", "fee", "requires")],
    ),
    ("parameters: {n: number}\nterms: [{id: fee, kind: obligation, when: n > 4, requires: n > 5}]", []),
    (
        "parameters: {n: number}\nterms: [{id: fee, kind: prohibition, when: n > 5, unless: n > 4}]",
        [("constant-condition", "fee", "the exception `exception`"), ("never-decides", "fee")],
    ),
    (
        "facts: {wild: truth}\ndefinitions: {odd: wild == wild}\nterms: [{id: bees, kind: prohibition, when: wild and odd}]",
        [("constant-condition", "odd")],
    ),
    # idle-precedence
    (
        f"{WILD}[{{id: any, kind: permission, when: not wild, subject_to: bees}}, {BEES}]",
        [("idle-precedence", "any", "bees")],
    ),
    (
        "facts: {wild: truth}\nterms: [{id: any, kind: permission, subject_to: bees}, {id: bees, kind: prohibition, when: wild}]",
        [],
    ),
    (
        f"{WILD}[{{id: all, kind: prohibition, when: not wild, subject_to: bees}}, {BEES}]",
        [("idle-precedence", "all", "bees")],
    ),
    # idle-ambiguity
    (
        "facts: {wild: truth}\nambiguities: {what: [a, b]}\n"
        "terms: [{id: bees, kind: prohibition, when: wild and (what == a or what == b)}]",
        [("idle-ambiguity", "what")],
    ),
    (
        "facts: {wild: truth}\nambiguities: {what: [a, b]}\nterms: [{id: bees, kind: prohibition, when: wild and what == a}]",
        [],
    ),
    # boundary-day
    (
        "terms: [{id: one, kind: prohibition, through: 2026-06-30}, {id: two, kind: prohibition, from: 2026-06-30}]",
        [("boundary-day", "one", "two")],
    ),
    (
        "terms: [{id: one, kind: prohibition, through: 2026-06-30}, {id: two, kind: prohibition, from: 2026-07-02}]",
        [("boundary-day", "one", "two")],
    ),
    ("terms: [{id: one, kind: prohibition, through: 2026-06-30}, {id: two, kind: prohibition, from: 2026-07-01}]", []),
    (
        "terms: [{id: one, kind: prohibition, when: date < 2026-06-30}, {id: two, kind: prohibition, from: 2026-07-01}]",
        [("boundary-day", "one", "two")],
    ),
    (
        "facts: {wild: truth}\nterms: [{id: one, kind: prohibition, when: wild, through: 2026-06-30}, "
        "{id: two, kind: prohibition, when: not wild, from: 2026-06-30}]",
        [],
    ),
    (
        "terms: [{id: one, kind: prohibition, bearer: tenant, through: 2026-06-30}, "
        "{id: two, kind: prohibition, bearer: owner, from: 2026-06-30}]",
        [],
    ),
]


@pytest.mark.parametrize(("text", "flaws"), PAIRS)
def test_a_flaw_is_found_where_it_is_and_not_where_it_is_not(text, flaws):
    assert sorted(found(text)) == sorted(flaws)


def test_a_gap_is_told_as_an_event_to_which_there_is_no_answer():
    text = "facts: {{wild: truth}}\npolicies: {{silence: {}}}\nterms: [{{id: bees, kind: prohibition, when: wild}}]"
    assert found(text.format("silent"), "gap") == [("gap", "grow")]
    (flaw,) = (f for f in lint(contract(text.format("silent"))).flaws if f.kind.id == "gap")
    assert flaw.case.facts == {"wild": False}
    assert decide(contract(text.format("silent")), flaw.case).verdict is Verdict.SILENT
    assert found(text.format("permitted"), "gap") == []
    assert found("terms: [{id: bees, kind: prohibition}]", "gap") == []


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("terms: [{id: any, kind: permission}]", [("idle-permission", "any")]),
        ("terms: [{id: any, kind: permission, subject_to: bees}, {id: bees, kind: prohibition}]", []),
        ("terms: [{id: bees, kind: prohibition, when: date <= 2026-06-30}]", [("dead-after", "bees")]),
        ("terms: [{id: bees, kind: prohibition, through: 2026-06-30}]", []),
        ("facts: {wild: truth}\nterms: [{id: bees, kind: prohibition, when: wild or date <= 2026-06-30}]", []),
    ],
)
def test_notes(text, flaws):
    assert found(text, "idle-permission", "dead-after") == flaws


WORDS = """
contract: words
parties: {ann: Ann, bob: Bob, cat: Cat}
sources:
  S1: {title: One, publisher: One, date: "2026", grade: official}
  S2: {title: Two, publisher: Two, date: "2026", grade: official}
kinds: {colour: {red: red, blue: blue}, shape: {round: round, flat: flat}}
actions:
  act: {says: "{actor} acts on {thing}", parameters: {thing: text, tint: colour, size: number, amount: number}}
  other: {says: "{actor} does something else"}
facts: {p: {asks: Is it so?, kind: truth}, q: {asks: Is it not?, kind: truth}, sum: {asks: How much?, kind: number, adds: {amount: act}}}
ambiguities: {way: {asks: Which?, readings: {a: a, b: b}, default: a}}
definitions: {one: p and two, two: tint == red, limit: 3, three: q and four, four: size > limit}
version: 2026-01-01
terms:
  - {id: t, kind: prohibition, bearer: ann, counterparty: bob, action: act, when: one and size > limit, certainty: official, sources: [S1]}
"""


def test_unused_words_are_those_that_no_term_uses_directly_or_through_others():
    flaws = [f for f in lint(load_text(WORDS)).flaws if f.kind.id == "unused-word"]
    words = {("party", "cat"), ("source", "S2"), ("kind", "shape"), ("action", "other"), ("fact", "q"), ("fact", "sum")}
    words |= {("definition", "three"), ("definition", "four"), ("ambiguity", "way")}
    assert {tuple(f.within.split(" ")) for f in flaws} == words


def test_a_word_that_only_a_norm_over_time_uses_is_used():
    used = WORDS + "  - {id: pay, kind: obligation, bearer: ann, must: other, unless: q and way == a, certainty: official, sources: []}"
    names = {f.at[0] for f in lint(load_text(used)).flaws if f.kind.id in ("unused-word", "idle-ambiguity")}
    assert names == {"cat", "S2", "shape", "sum", "three", "four"}


def test_terms_that_bring_each_other_about_in_a_circle():
    circle = WORDS.replace(
        "  - {id: t,",
        "  - {id: a, kind: obligation, bearer: ann, must: other, within: 2 days, on_violation: b, certainty: official, sources: []}\n"
        "  - {id: b, kind: obligation, bearer: ann, must: act, within: 2 days, ON certainty: official, sources: []}\n  - {id: t,",
    )
    assert found(load_text(circle.replace("ON", "on_violation: a,")), "circular-reference") == [("circular-reference", "a", "b")]
    assert found(load_text(circle.replace("ON", "")), "circular-reference") == []


def test_a_day_between_two_versions_of_one_term(tmp_path):
    head = WORDS.split("version:")[0]
    term = "terms:\n  - {id: t, kind: prohibition, bearer: ann, action: act, LAST certainty: official, sources: []}\n"
    for last, flaws in (("through: 2026-12-30,", [("boundary-day", "t", "t")]), ("through: 2026-12-31,", []), ("", [])):
        (tmp_path / "contract.yaml").write_text(head)
        (tmp_path / "2026.yaml").write_text("version: 2026-01-01\n" + term.replace("LAST", last))
        (tmp_path / "2027.yaml").write_text("version: 2027-01-01\n" + term.replace("LAST", ""))
        assert found(load(tmp_path), "boundary-day") == flaws


def test_a_flaw_of_a_term_that_later_versions_carry_is_told_once(tmp_path):
    (tmp_path / "contract.yaml").write_text(WORDS.split("version:")[0])
    term = "{id: t, kind: permission, bearer: ann, action: act, certainty: official, sources: []}"
    (tmp_path / "2026.yaml").write_text(f"version: 2026-01-01\nterms: [{term}]\n")
    (tmp_path / "2027.yaml").write_text("version: 2027-01-01\namends: 2026-01-01\ncarries: [t]\nterms: []\n")
    (flaw,) = (f for f in lint(load(tmp_path)).flaws if f.kind.id == "idle-permission")
    assert flaw.message.endswith("so under 2 versions")


def test_a_conflict_that_takes_another_reading_than_the_default_is_a_warning():
    text = "ambiguities: {{what: [a, b]}}\nterms: [{{id: any, kind: permission}}, {{id: bees, kind: prohibition, when: what == {}}}]"
    (default,), (other,) = ([f for f in lint(contract(text.format(r))).flaws if f.kind.id == "conflict"] for r in "ab")
    assert (default.severity, other.severity) == (Severity.ERROR, Severity.WARNING)
    assert "if what is read as b" in other.message


def test_what_only_speculation_brings_about_counts_where_it_is_asked_for():
    text = "terms: [{id: any, kind: permission}, {id: guess, kind: prohibition, certainty: speculative}]"
    assert found(text, "conflict") == []
    assert found(text, "conflict", floor=Certainty.SPECULATIVE) == [("conflict", "guess", "any")]


SUPPRESSED = (
    "lint: {allow: [{check: conflict, at: %s, reason: it is meant}]}\nterms: [{id: any, kind: permission}, {id: bees, kind: prohibition}]"
)


def test_a_flaw_is_suppressed_with_a_reason_and_a_suppression_of_nothing_is_told():
    flaws = lint(contract(SUPPRESSED % "bees"))
    assert [f.allowed for f in flaws.flaws if f.kind.id == "conflict"] == ["it is meant"]
    assert "conflict" not in {f.kind.id for f in flaws.unsuppressed}
    idle = lint(contract(SUPPRESSED % "wasps"))
    assert {"conflict", "idle-suppression"} <= {f.kind.id for f in idle.unsuppressed}


def test_each_case_that_a_flaw_comes_with_can_be_asked_and_shows_it():
    made = load("microsoft-openai")
    shown = [f for f in lint(made).flaws if f.case]
    assert len(shown) > 5
    for flaw in shown:
        again = read_event(made, json.loads(json.dumps(event_data(flaw.case))))
        assert decide(made, again).verdict is (Verdict.SILENT if flaw.kind.id == "gap" else decide(made, flaw.case).verdict)


@pytest.mark.parametrize("name", shipped_ids())
def test_the_shipped_contracts_have_no_flaws_but_notes(name):
    flaws = lint(load(Path(shipped()) / name if (Path(shipped()) / name).is_dir() else Path(shipped()) / f"{name}.yaml"))
    assert [f for f in flaws.unsuppressed if f.severity is not Severity.NOTE] == []


def test_what_is_not_answered_in_time_is_told_as_open_and_no_suppression_as_idle():
    flaws = lint(contract(SUPPRESSED % "wasps"), timeout=1e-9)
    assert {"conflict", "dead-term", "gap"} <= {o.kind.id for o in flaws.open}
    assert not any(f.kind.id == "idle-suppression" for f in flaws.flaws)


# --- the command --------------------------------------------------------------------------------------------------------------------

FLAWED = "fixtures/lint/garden-lease.yaml"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([FLAWED], 1),
        ([FLAWED, "--fail-on", "never"], 0),
        ([FLAWED, "--check", "gap"], 0),
        ([FLAWED, "--check", "gap", "--fail-on", "note"], 1),
        ([FLAWED, "--check", "dead-term", "--timeout", "0.000001"], 4),
        (["flat-lease"], 0),
        ([], 0),
        (["nothing"], 3),
        ([FLAWED, "--evidence", "certain"], 3),
        ([FLAWED, "--check", "beauty"], 2),
    ],
)
def test_the_exit_code(arguments, code, capsys):
    assert run(["lint", *arguments]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_where_there_is_no_contract_it_is_said(tmp_path, capsys):
    assert run(["lint", str(tmp_path)]) == 5
    assert capsys.readouterr().err == "no contract there\n"


def test_flaws_as_json_fit_their_schema_and_say_where_they_are():
    told = json.loads(CliRunner().invoke(command, ["lint", FLAWED, "--format", "json"]).output)
    Draft202012Validator(flaws_schema()).validate(told)
    (one,) = told["contracts"]
    lines = (CHECKOUT / FLAWED).read_text().splitlines()
    for flaw in one["flaws"]:
        place = flaw["place"]
        assert place["file"] == FLAWED
        assert any(name in " ".join(lines[max(0, place["line"] - 7) : place["line"] + 6]) for name in flaw["at"])


def test_flaws_as_sarif_and_as_annotations():
    sarif = json.loads(CliRunner().invoke(command, ["lint", FLAWED, "--format", "sarif"]).output)
    (ran,) = sarif["runs"]
    assert {r["id"] for r in ran["tool"]["driver"]["rules"]} == set(FLAWS)
    assert {r["ruleId"] for r in ran["results"]} >= {"conflict", "gap"}
    assert json.loads(next(r for r in ran["results"] if r["ruleId"] == "conflict")["properties"]["event"])["action"] == "grow"
    lines = CliRunner().invoke(command, ["lint", FLAWED, "--format", "github"]).output
    assert "::error file=fixtures/lint/garden-lease.yaml" in lines
