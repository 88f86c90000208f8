"""Slips in a contract: where each operator makes them, what becomes of them, and which case would notice."""

import json
import os
from pathlib import Path

import jsonschema
import pytest

from contract_model.commands.main import run
from contract_model.loading.load import read_files
from contract_model.testing.cases import differences, read_case_file
from contract_model.testing.mutation.campaign import mutate, plans
from contract_model.testing.mutation.mutant import Drafts
from contract_model.testing.mutation.schema import mutation_schema
from contract_model.testing.mutation.slip import OPERATORS
from contract_model.testing.mutation.told import yaml_of
from contract_model.testing.mutation.trial import Court, Fate

GARDEN = """
contract: garden
parties: {tenant: The tenant, owner: The owner}
kinds: {plant: {roses: roses, trees: trees, vines: vines}}
actions:
  grow: {says: "{actor} grows {plant}", parameters: {plant: plant, price: money EUR}}
  pay: {says: "{actor} pays {amount}", parameters: {amount: money EUR}}
facts:
  asked: {asks: Was the owner asked?, kind: truth}
  agreed: {asks: Did the owner agree?, kind: truth}
  sunny: {asks: Is it sunny?, kind: truth, presumed: true}
version: 2026-01-01
terms:
"""
ROSES = "{id: roses, kind: prohibition, bearer: tenant, action: grow, certainty: inferred, sources: [], %s}"
DUTY = "{id: rent, kind: obligation, bearer: tenant, counterparty: owner, certainty: inferred, sources: [], %s}"
ANY = "{id: any, kind: permission, bearer: tenant, action: grow, certainty: inferred, sources: [], %s}"


@pytest.fixture
def garden(tmp_path, monkeypatch):
    """Makes a contract of some terms, with what else it has, and a file with cases for it."""
    monkeypatch.chdir(tmp_path)

    def made(*terms, cases=(), also=""):
        listed = "".join(f"  - {term}\n" for term in terms)
        head, version, rest = GARDEN.partition("version:")
        (tmp_path / "garden.yaml").write_text(f"{head}{also}{version}{rest}{listed}")
        name_ = "name: nothing else, event: {action: pay, actor: owner, date: 2026-03-01}"
        listed = "".join(f"  - {case}\n" for case in cases or (f"{{{name_}, expect: {{verdict: silent}}}}",))
        (tmp_path / "garden.cases.yaml").write_text(f"contract: garden.yaml\ncases:\n{listed}")
        return tmp_path / "garden.cases.yaml"

    return made


def court(path):
    """The court before which the slips of a contract come."""
    file = read_case_file(str(path))
    name = f"{os.path.dirname(path)}/garden.yaml"
    with open(name, "rb") as contract:
        return Court(Drafts.of({name: contract.read()}), [file])


def slips(path, operator):
    """What the slips of an operator change, each as before and after."""
    return [(s.before, s.after) for s in court(path).drafts.slips if s.operator == operator]


def when(text):
    return ROSES % f'when: "{text}"'


# --- where slips are ------------------------------------------------------------------------------------------------------------

WITHIN = [
    ("and-or", when("asked and agreed"), [("asked and agreed", "asked or agreed")]),
    ("and-or", when("asked or agreed"), [("asked or agreed", "asked and agreed")]),
    ("negation", when("not asked"), [("not asked", "asked")]),
    ("negation", when("plant == roses"), [("plant == roses", "plant != roses")]),
    ("negation", when("plant not in [roses, trees]"), [("plant not in [roses, trees]", "plant in [roses, trees]")]),
    ("part-dropped", when("asked and (agreed)"), [("asked and (agreed)", "(agreed)"), ("asked and (agreed)", "asked")]),
    ("value-dropped", when("plant in [roses, trees]"), [("plant in [roses, trees]", f"plant in [{x}]") for x in ("trees", "roses")]),
    ("comparison-strict", when("price < EUR(5)"), [("price < EUR(5)", "price <= EUR(5)")]),
    ("comparison-strict", when("price >= EUR(5)"), [("price >= EUR(5)", "price > EUR(5)")]),
    ("comparison-turned", when("price < EUR(5)"), [("price < EUR(5)", "price > EUR(5)")]),
    ("number-shifted", when("price < EUR(1_000)"), [("price < EUR(1_000)", f"price < EUR({x})") for x in ("999", "1_001")]),
    ("number-shifted", when("price < EUR(0.50)"), [("price < EUR(0.50)", f"price < EUR({x})") for x in ("0.49", "0.51")]),
    ("date-shifted", when("date < 2026-03-01"), [("date < 2026-03-01", f"date < 2026-{x}") for x in ("02-28", "03-02")]),
    ("date-shifted", ROSES % "through: 2026-12-31", [("through: 2026-12-31", f"through: {x}") for x in ("2026-12-30", "2027-01-01")]),
    ("window-dropped", ROSES % "from: 2026-02-01", [("from: 2026-02-01", "")]),
    ("condition-dropped", when("asked"), [("when: asked", "")]),
    ("condition-negated", when("asked and agreed"), [("asked and agreed", "not (asked and agreed)")]),
    ("exception-dropped", ROSES % "unless: agreed", [("unless: agreed", "")]),
    ("exception-dropped", ROSES % "unless: [asked, agreed]", [("unless: asked", ""), ("unless: agreed", "")]),
    ("exception-negated", ROSES % "unless: agreed", [("agreed", "not agreed")]),
    ("exception-negated", ROSES % "unless: asked or agreed", [("asked or agreed", "not (asked or agreed)")]),
    ("parties-swapped", ROSES % "counterparty: owner", [("bearer: tenant", "bearer: owner")]),
    ("modality", ROSES % "note: x", [("kind: prohibition", "kind: obligation"), ("kind: prohibition", "kind: permission")]),
    ("term-dropped", ROSES % "note: x", [("prohibition roses", "")]),
    ("certainty-weakened", ROSES % "note: x", [("certainty: inferred", "certainty: speculative")]),
    ("presumption-changed", ROSES % "note: x", [("presumed: true", "presumed: false"), ("presumed: true", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("operator", "term", "changes"), WITHIN)
def test_an_operator_makes_the_slips_that_it_is_named_for(garden, operator, term, changes):
    assert slips(garden(term), operator) == changes


@pytest.mark.parametrize(("operator", "term", "changes"), WITHIN)
def test_a_slip_survives_without_a_case_and_the_case_that_is_told_kills_it(garden, operator, term, changes):
    used = ANY % "when: sunny" if operator == "presumption-changed" else ""
    path = garden(*filter(None, (term, used)))
    before = court(path)
    for slip in (s for s in before.drafts.slips if s.operator == operator):
        trial = before.judge(slip)
        assert (trial.fate, trial.over_time) == (Fate.SURVIVED, False)
        told = path.with_name("more.cases.yaml")
        told.write_text(f"contract: garden.yaml\ncases:\n{yaml_of(before.sayings.contract, trial)}")
        file = read_case_file(str(told))
        assert differences(file.contract, file.cases[0], "meaning") == [], "the case holds without the slip"
        assert court(told).judge(slip).fate is Fate.KILLED


def test_a_slip_in_a_precedence_leaves_it_out_or_turns_it(garden):
    case = "{name: any plant, event: {action: grow, actor: tenant, date: 2026-03-01}, expect: {verdict: permitted}}"
    for cases, fate in (([], Fate.SURVIVED), ([case], Fate.KILLED)):
        path = garden(ROSES % "subject_to: any", ANY % "note: x", cases=cases)
        assert slips(path, "precedence-dropped") == [("subject_to: any", "")]
        assert slips(path, "precedence-turned") == [("subject_to: any", "notwithstanding: any")]
        sitting = court(path)
        assert {sitting.judge(s).fate for s in sitting.drafts.slips if s.operator.startswith("precedence")} == {fate}


def test_what_an_obligation_requires_becomes_a_condition_of_the_permission_that_it_is_taken_for(garden):
    path = garden(
        "{id: ask, kind: obligation, bearer: tenant, action: grow, when: sunny, requires: asked, certainty: inferred, sources: []}"
    )
    (slip,) = (s for s in court(path).drafts.slips if s.after == "kind: permission")
    term = court(path).drafts.contract(slip).versions[0].terms["ask"]
    assert (term.kind.value, term.requires, term.when.text) == ("permission", None, "(sunny) and (asked)")


def test_another_reading_is_taken_by_default(garden):
    also = "ambiguities: {late: {asks: When?, default: day, readings: {day: by day, night: by night, never: never}}}\n"
    path = garden(ROSES % "when: late == night", also=also)
    assert slips(path, "default-changed") == [("default: day", "default: night"), ("default: day", "default: never")]
    fates = [court(path).judge(s).fate for s in court(path).drafts.slips if s.operator == "default-changed"]
    assert fates == [Fate.SURVIVED, Fate.EQUIVALENT], "by day and never roses are not forbidden alike"


OVER_TIME = [
    ("deadline-shifted", "must: pay, within: 10 days", [("10 days", "9 days"), ("10 days", "11 days")]),
    ("deadline-counting", "must: pay, within: 10 days", [("10 days", "10 business days")]),
    ("deadline-strict", "must: pay, by: contract.start + days(10)", [(f"{x}: contract.start + days(10)" for x in ("by", "before"))]),
    ("window-dropped", "must: pay, within: 10 days", [("within: 10 days", "")]),
    ("condition-dropped", 'must: "pay if amount >= EUR(5)"', [("pay if amount >= EUR(5)", "pay")]),
    ("number-shifted", 'must: "pay if amount >= EUR(5)"', [("pay if amount >= EUR(5)", f"pay if amount >= EUR({x})") for x in (4, 6)]),
    ("trigger-dropped", "must: pay, triggered_by: [grow if sunny]", [("triggered_by: grow if sunny", "")]),
    ("effect-dropped", "must: pay, effects: [set agreed to true]", [("effects: set agreed to true", "")]),
    ("reparation-dropped", "must: pay, within: 10 days, on_violation: [terminate]", [("on_violation: terminate", "")]),
    ("flag-turned", "must: pay, within: 10 days, late: false", [("late: false", "late: true")]),
]


@pytest.mark.parametrize(("operator", "keys", "changes"), OVER_TIME)
def test_a_slip_in_what_is_said_over_time_is_killed_by_a_history_and_proved_by_nothing(garden, operator, keys, changes):
    changes = [tuple(c) for c in changes]
    path = garden(DUTY % keys)
    assert slips(path, operator) == changes
    sitting = court(path)
    trials = [sitting.judge(s) for s in sitting.drafts.slips if s.operator == operator]
    assert {(t.fate, t.over_time) for t in trials} == {(Fate.SURVIVED, True)}


def test_a_history_kills_a_slip_in_a_deadline(garden):
    day = "{at: 2026-01-11, actor: tenant, action: pay, amount: 5 EUR}"
    expect = "{states: {rent: fulfilled}, late: {rent: false}}"
    case = f"{{name: on the last day, history: {{start: 2026-01-01, events: [{day}]}}, expect: {expect}}}"
    sitting = court(garden(DUTY % "must: pay, within: 10 days", cases=[case]))
    fates = {s.after: sitting.judge(s).fate for s in sitting.drafts.slips if s.operator == "deadline-shifted"}
    assert fates == {"9 days": Fate.KILLED, "11 days": Fate.SURVIVED}


def test_every_operator_is_tried_here():
    tried = {row[0] for row in (*WITHIN, *OVER_TIME)} | {"precedence-dropped", "precedence-turned", "default-changed"}
    assert OPERATORS.keys() - tried == {"scope-narrowed", "rule-dropped", "rule-turned", "policy-changed"}


def test_the_rest_of_the_operators(garden):
    both = "{id: both, kind: prohibition, bearer: [tenant, owner], action: [grow, pay], certainty: inferred, sources: []}"
    also = """policies: {silence: permitted, counting: {start_day: in}}
definitions:
  fine: {rules: [{id: yes-1, if: sunny}, {id: no-1, if: asked, then: false, over: yes-1}]}
"""
    path = garden(both, ROSES % "when: fine", also=also)
    assert slips(path, "scope-narrowed") == [(f"bearer: {x}", "") for x in ("tenant", "owner")] + [
        (f"action: {x}", "") for x in ("grow", "pay")
    ]
    assert slips(path, "rule-dropped") == [("rule yes-1", ""), ("rule no-1", "")]
    assert slips(path, "rule-turned") == [("then: true", "then: false"), ("then: false", "then: true")]
    assert slips(path, "policy-changed") == [("silence: permitted", "silence: prohibited")]
    assert slips(path, "deadline-counting") == [("start_day: in", "start_day: out")]
    assert slips(path, "precedence-dropped") == [("over: yes-1", "")]


# --- what becomes of them -------------------------------------------------------------------------------------------------------


def test_a_slip_has_the_place_of_what_it_changes(garden):
    path = garden(when("asked and agreed"))
    (slip,) = (s for s in court(path).drafts.slips if s.operator == "and-or")
    line = path.with_name("garden.yaml").read_text().split("\n")[slip.span.line - 1]
    assert line[slip.span.column - 1 :].startswith("and agreed")
    assert (slip.within, slip.term) == ("term roses", "roses")


def test_a_slip_that_makes_no_difference_is_proved_equivalent(garden):
    sitting = court(garden(when("asked or asked and agreed")))
    fates = {s.after: sitting.judge(s).fate for s in sitting.drafts.slips if s.operator in ("and-or", "part-dropped")}
    assert fates["asked or asked or agreed"] is Fate.SURVIVED
    assert fates["asked or asked"] is Fate.EQUIVALENT
    assert fates["asked"] is Fate.EQUIVALENT


def test_a_slip_with_which_the_contract_does_not_load_is_set_aside(garden):
    sitting = court(garden(ROSES % "from: 2026-03-01, through: 2026-03-01"))
    refused = [t for s in sitting.drafts.slips if (t := sitting.judge(s)).fate is Fate.REFUSED]
    assert [(t.slip.after, t.by.partition(":")[0]) for t in refused] == [
        ("from: 2026-03-02", "empty-window"),
        ("through: 2026-02-28", "empty-window"),
    ]


def test_the_result_is_the_same_with_one_process_and_with_two(garden):
    path = garden(ROSES % "when: asked and agreed, unless: sunny", ANY % "through: 2026-12-31")
    (plan,) = plans([str(path)], None, (), ())
    one, two = (mutate(plan, jobs=jobs) for jobs in (1, 2))
    assert [(t.slip, t.fate, t.by) for t in one.trials] == [(t.slip, t.fate, t.by) for t in two.trials]
    assert len(one.trials) > 10


# --- the command ----------------------------------------------------------------------------------------------------------------

KILLING = [
    "{name: roses when asked, event: {action: grow, actor: tenant, date: 2026-03-01}, facts: {asked: true}, expect: {verdict: prohibited}}",
    "{name: roses unasked, event: {action: grow, actor: tenant, date: 2026-03-01}, facts: {asked: false}, expect: {verdict: silent}}",
]


def test_survivors_are_a_negative_result_and_cases_make_it_clean(garden, capsys):
    path = garden(when("asked"))
    assert run(["mutate", str(path), "--jobs", "1", "--operators", "negation"]) == 1
    assert "  - asked\n  + not asked\n" in capsys.readouterr().out
    garden(when("asked"), cases=KILLING)
    assert run(["mutate", str(path), "--jobs", "1", "--operators", "negation"]) == 0
    assert "100 %: 1 of 1 slip killed" in capsys.readouterr().out


@pytest.mark.parametrize(("threshold", "code"), [("0", 0), ("100", 6)])
def test_a_threshold_decides_how_it_ends(garden, threshold, code):
    path = garden(when("asked"))
    assert run(["mutate", str(path), "--jobs", "1", "--operators", "negation", "--threshold", threshold]) == code


def test_nothing_to_try_is_told_by_the_exit_code(garden, tmp_path, capsys):
    assert run(["mutate", str(garden(when("asked"))), "-k", "no such term"]) == 5
    assert run(["mutate", str(tmp_path), "--contract", "flat-lease"]) == 5
    assert "no case there" in capsys.readouterr().err


def test_a_case_that_fails_is_told_and_nothing_tried(garden, capsys):
    path = garden(when("asked"), cases=[KILLING[0].replace("prohibited", "permitted")])
    assert run(["mutate", str(path)]) == 1
    assert "the verdict is prohibited, expected permitted" in capsys.readouterr().out


def test_written_cases_kill_the_survivors(garden, tmp_path, capsys):
    path = garden(ROSES % "when: asked and agreed, unless: sunny, certainty: inferred".replace(", certainty: inferred", ""))
    assert run(["mutate", str(path), "--jobs", "1", "--write", str(tmp_path / "more.cases.yaml")]) == 1
    assert run(["mutate", str(tmp_path), "--jobs", "1"]) == 0
    assert "100 %" in capsys.readouterr().out
    assert run(["fmt", "--check", str(tmp_path / "more.cases.yaml")]) == 0
    assert '- name: "The tenant grows' in (tmp_path / "more.cases.yaml").read_text()


def test_as_data_every_slip_is_told(garden, capsys):
    path = garden(when("asked"))
    run(["mutate", str(path), "--jobs", "1", "--operators", "negation,modality", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, mutation_schema())
    assert told["contracts"][0]["counts"] == {"equivalent": 0, "killed": 0, "refused": 0, "survived": 3}
    assert [s["fate"] for s in told["contracts"][0]["slips"]] == ["survived"] * 3
    assert told["contracts"][0]["slips"][0]["case"]["yaml"].startswith("  - name:")


def test_on_github_a_survivor_is_a_warning_at_its_place(garden, capsys):
    run(["mutate", str(garden(when("asked"))), "--jobs", "1", "--operators", "negation", "--format", "github"])
    warning = capsys.readouterr().out.split("\n")[0]
    assert warning.startswith("::warning file=garden.yaml,line=")
    assert warning.endswith("title=survived-negation::no case notices `asked` -> `not asked` (in term roses)")


def test_as_sarif_a_survivor_is_a_result_with_the_case_that_would_kill_it(garden, capsys):
    run(["mutate", str(garden(when("asked"))), "--jobs", "1", "--operators", "negation", "--format", "sarif"])
    (told,) = json.loads(capsys.readouterr().out)["runs"]
    (result,) = told["results"]
    assert result["ruleId"] == "survived-negation"
    assert result["properties"]["case"].startswith("  - name:")
    assert {r["id"] for r in told["tool"]["driver"]["rules"]} == {f"survived-{name}" for name in OPERATORS}


def test_an_unknown_operator_is_a_usage_error(garden, capsys):
    assert run(["mutate", str(garden(when("asked"))), "--operators", "and-nor"]) == 2
    assert "did you mean `and-or`?" in capsys.readouterr().err


# --- the contracts that come with the package -----------------------------------------------------------------------------------

CHECKOUT = Path(__file__).parents[2]
CASES = CHECKOUT / "fixtures" / "cases"


@pytest.mark.parametrize("name", ["late-invoice", "acceptance-of-delivery", "full-payment-upon-demand"])
def test_the_cases_of_a_small_contract_notice_every_slip(name, monkeypatch):
    monkeypatch.chdir(CHECKOUT)
    (plan,) = plans([str(CASES / f"{name}.cases.yaml")], None, (), ())
    found = mutate(plan)
    assert [t.slip.name for t in found.of(Fate.SURVIVED)] == []
    assert len(found.of(Fate.KILLED)) >= 13


@pytest.mark.parametrize(("files", "word", "every"), [("flat-lease*", "", 25), ("microsoft-openai/*", "2026-04-27", 120)])
def test_a_sample_of_slips_in_larger_contracts_is_noticed(files, word, every, monkeypatch):
    monkeypatch.chdir(CHECKOUT)
    (plan,) = plans([str(p) for p in sorted(CASES.glob(f"{files}.cases.yaml"))], None, (), (word,))
    sitting = Court(Drafts.of(read_files(plan.place)), [read_case_file(f) for f in plan.files])
    trials = [sitting.judge(slip) for _, slip in plan.slips(sitting.drafts)[::every]]
    assert [t.slip.name for t in trials if t.fate is Fate.SURVIVED] == []
    assert sum(t.fate is Fate.KILLED for t in trials) > 4
