"""This file tests the comparison of two versions: every event that they treat differently is in one class, and no other event in any."""

from __future__ import annotations

import json
import subprocess

import pytest
from click.testing import CliRunner
from hypothesis import event, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contract_model.asking.event import read_event
from contract_model.commands.main import contract as command
from contract_model.commands.main import run
from contract_model.loading.load import load, load_text
from contract_model.meaning.decision import decide
from contract_model.meaning.diagram import TooLarge
from contract_model.model.contract import Certainty
from contract_model.model.redline import Happened
from contract_model.proving import redline as room
from contract_model.proving.redline import Compared, redline
from contract_model.telling.redline_reply import words_changed
from contract_model.telling.redline_schema import redline_schema
from tests import strategies
from tests.meaning import naive
from tests.proving.test_solver import some
from tests.strategies import cases, completions, contracts
from tests.test_agreement import holds


def compared(made, one, other, **options):
    """The redline of two versions of a contract, by their places."""
    sides = [Compared(made, made.versions[i], made.versions[i].id, made.id) for i in (one, other)]
    return redline(*sides, **options)


@some(0.5)
@given(st.data())
def test_every_event_that_is_treated_differently_is_in_one_class_and_no_other_is_in_any(data):
    written = data.draw(contracts(two=True))
    made = written.loaded
    floor = data.draw(st.sampled_from(Certainty))
    found = compared(made, 0, 1, floor=floor, presume=False, only=["act"])
    assert not found.open
    event(f"{len(found.classes)} classes")
    for each in found.classes:
        assert [decide(made, c).verdict for c in each.cases] == [each.before, each.after]
    if any(c.conditions is None or c.more for c in found.classes):
        return
    conditions = written.conditions
    for _ in range(4):
        posed = data.draw(cases(written, total=True))
        ((_, world),) = completions(written, posed)
        world = {**world, "evidence": floor.value}
        if world["date"] < naive.day(strategies.SECOND):
            continue
        told_apart = {n: strategies.texts_told_apart(n, conditions, {}) for n in strategies.TEXTS}
        before, after = (naive.judge(written.vocabulary, v, world)[0] for v in written.versions)
        mine = [c for c in found.classes if c.actor == world["actor"]]
        inside = [c for c in mine if any(all(holds(x, world, told_apart) for x in cube) for cube in c.conditions)]
        assert [(c.before.value, c.after.value) for c in inside] == ([] if before == after else [(before, after)])


@some(0.1)
@given(st.data())
def test_a_contract_that_is_written_otherwise_and_means_the_same_has_no_changed_class(data):
    written = data.draw(contracts())

    def doubled(_, versions):
        for version in versions:
            for term in version["terms"]:
                for part in ("when", "until", "requires"):
                    if part in term:
                        term[part] = f"not (not ({term[part]}))"

    before, after = written.loaded, written.changed(doubled).loaded
    pairs = zip(before.versions, after.versions, strict=True)
    for one, other in pairs:
        found = redline(Compared(before, one, "", ""), Compared(after, other, "", ""), presume=False)
        assert (found.classes, found.complete) == ((), True)
        assert len(found.terms) <= len(one.terms)


HEAD = """
contract: garden-lease
parties: {tenant: The tenant, owner: The owner}
kinds: {use: {vegetables: vegetables, bees: bees, wasps: wasps}}
actions: {grow: {says: "{actor} grows {use}", parameters: {use: use}}}
facts:
  agreed: {asks: Do the neighbours agree?, kind: truth}
  damp: {asks: Is it damp?, kind: truth, presumed: false}
ambiguities: {way: {asks: Which way?, readings: {wide: wide, narrow: narrow}, default: wide}}
version: 2026-01-01
terms:
"""
ANY = "  - {id: any-use, kind: permission, bearer: tenant, action: grow, certainty: official, sources: []}\n"
BEES = (
    "  - {id: bees, kind: prohibition, bearer: tenant, counterparty: owner, action: grow, when: 'use == bees', unless: agreed, "
    "notwithstanding: any-use, certainty: official, sources: []}\n"
)


def lease(*terms, head=HEAD):
    return load_text(head + "".join(terms))


def told(before, after, **options):
    return redline(*(Compared(c, c.versions[-1], "", "") for c in (before, after)), **options)


def classes(found):
    return {(c.actor, c.before.value, c.after.value): c for c in found.classes}


def test_a_class_says_when_who_decides_and_who_gains():
    found = told(lease(ANY, BEES), lease(ANY, BEES.replace("use == bees", "use in [bees, wasps]")))
    (one,) = found.classes
    assert (one.actor, one.before.value, one.after.value) == ("tenant", "permitted", "prohibited")
    assert [{x.name: x.values for x in cube} for cube in one.conditions] == [{"use": ("wasps",), "agreed": (False,)}]
    assert one.deciding == (("any-use",), ("bees",))
    assert (one.gains, one.loses) == (("owner",), ("tenant",))
    assert one.cases[1].event.parameters == {"use": "wasps"}
    assert found.complete


def test_the_other_way_round_the_other_gains():
    (one,) = told(lease(ANY, BEES), lease(ANY)).classes
    assert (one.before.value, one.after.value, one.gains, one.loses) == ("prohibited", "permitted", ("tenant",), ("owner",))


@pytest.mark.parametrize(
    "new", [BEES.replace("use == bees", "use == bees or damp"), BEES.replace("use == bees", "use == bees or way == narrow")]
)
def test_what_changes_only_against_presumptions_or_default_readings_is_told_where_they_are_not_taken(new):
    found = told(lease(ANY, BEES), lease(ANY, new))
    assert (found.classes, found.beyond) == ((), (("grow", "tenant"),))
    (one,) = told(lease(ANY, BEES), lease(ANY, new), presume=False).classes
    assert any(x.name in ("damp", "way") for cube in one.conditions for x in cube)


def test_the_redline_under_another_reading():
    new = BEES.replace("use == bees", "use == bees or way == narrow")
    (one,) = told(lease(ANY, BEES), lease(ANY, new), readings={"way": "narrow"}).classes
    assert [{x.name: x.values for x in cube} for cube in one.conditions] == [{"use": ("vegetables", "wasps"), "agreed": (False,)}]
    assert one.cases[1].readings == {"way": "narrow"}
    found = told(lease(ANY, BEES), lease(ANY, new), readings={"way": "wide"})
    assert (found.classes, found.beyond) == ((), ())
    (open_,) = told(lease(ANY, BEES), lease(ANY, new), presume=False, readings={"way": "narrow"}).classes
    assert open_.conditions == one.conditions


def test_a_word_that_one_side_has_alone_is_told_and_events_with_it_are_not_compared():
    wider = HEAD.replace("wasps: wasps}", "wasps: wasps, ants: ants}").replace("owner: The owner}", "owner: The owner, guest: A guest}")
    found = told(lease(ANY, BEES), lease(ANY, BEES.replace("use == bees", "use in [bees, ants]"), head=wider))
    assert set(found.only_after) == {"party guest", "use ants"}
    assert (found.classes, found.complete) == ((), True)


def test_what_is_too_large_for_conditions_is_told_with_a_case_all_the_same(monkeypatch):
    def too_large(*_):
        raise TooLarge

    monkeypatch.setattr(room, "Split", too_large)
    (one,) = told(lease(ANY, BEES), lease(ANY)).classes
    assert (one.conditions, one.more) == (None, True)
    assert one.deciding == (("bees",), ("any-use",))


SOON = "  - {id: soon, kind: obligation, bearer: tenant, must: grow if use == bees, within: 3 days, certainty: official, sources: []}\n"


def test_a_norm_over_time_is_compared_as_it_is_asked_about_and_that_is_said():
    longer = SOON.replace("3 days", "5 days")
    assert not told(lease(ANY), lease(ANY)).over_time
    found = told(lease(ANY, SOON), lease(ANY, longer))
    assert (found.classes, found.over_time) == ((), True)
    ((changed,),) = (t.parts for t in found.terms)
    assert (changed.part, changed.before, changed.after) == ("within", "3 days", "5 days")


def test_what_was_not_answered_in_time_is_told_as_open():
    found = told(lease(ANY, BEES), lease(ANY), timeout=1e-9)
    assert not found.complete
    assert {said.partition(":")[0] for said in found.open} == {"grow by tenant", "grow by owner"}


# --- what is written ----------------------------------------------------------------------------------------------------------------

WASPS = BEES.replace("bees", "wasps")


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ([ANY, BEES], [ANY, BEES, WASPS], [("wasps", Happened.ADDED, "")]),
        ([ANY, BEES, WASPS], [ANY, WASPS], [("bees", Happened.REMOVED, "")]),
        ([ANY, BEES], [ANY, BEES.replace("id: bees", "id: insects")], [("insects", Happened.CHANGED, "bees")]),
        ([ANY, BEES, WASPS], [ANY, WASPS, BEES], [("wasps", Happened.MOVED, "")]),
        ([ANY, BEES], [ANY, "\n\n" + BEES], []),
        ([ANY, BEES], [ANY, BEES.replace("use == bees", "use  == bees")], [("bees", Happened.CHANGED, "")]),
    ],
)
def test_what_happened_to_terms(before, after, changes):
    assert [(t.term, t.happened, t.was) for t in told(lease(*before), lease(*after)).terms] == changes


def test_the_parts_of_a_changed_term():
    new = BEES.replace("unless: agreed", "unless: agreed, through: 2027-12-31").replace("prohibition", "obligation")
    (term,) = told(lease(ANY, BEES), lease(ANY, new)).terms
    assert [(p.part, p.before, p.after) for p in term.parts] == [("kind", "prohibition", "obligation"), ("through", "", "2027-12-31")]


def test_changed_words_are_told_one_by_one():
    assert [*words_changed("Bees need consent of the owner", "Bees need written consent of all")] == [
        ("kept", "Bees need"),
        ("new", "written"),
        ("kept", "consent of"),
        ("gone", "the owner"),
        ("new", "all"),
    ]


# --- the command --------------------------------------------------------------------------------------------------------------------

OLD, NEW = "fixtures/diff/garden-lease.yaml", "fixtures/diff/garden-lease-new.yaml"


def test_redlines_as_json_fit_their_schema_and_their_events_can_be_asked():
    data = json.loads(CliRunner().invoke(command, ["diff", OLD, NEW, "--format", "json"]).output)
    Draft202012Validator(redline_schema()).validate(data)
    (found,) = data["redlines"]
    assert found["complete"]
    assert found["classes"]
    for one in found["classes"]:
        for name, when in ((OLD, "before"), (NEW, "after")):
            made = load(name)
            assert decide(made, read_event(made, one[f"event_{when}"])).verdict.value == one[when]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([OLD, NEW], 0),
        ([OLD, NEW, "--reading", "no_such=wide"], 3),
        ([OLD, NEW, "--exit-code"], 1),
        ([OLD, OLD, "--exit-code"], 0),
        ([OLD, NEW, "--timeout", "0.000001"], 4),
        ([f"{OLD}@2026-01-01", NEW, "--only", "grow"], 0),
        ([f"{OLD}@2025-01-01", NEW], 3),
        ([OLD, NEW, "--only", "fly"], 3),
        ([OLD, NEW, "--evidence", "certain"], 3),
        (["no-such-branch"], 3),
        (["2026-04-27", "2026-04-27"], 0),
    ],
)
def test_the_exit_code(arguments, code, capsys):
    assert run(["diff", *arguments]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_working_copy_is_compared_with_a_revision_of_git(tmp_path):
    def git(*arguments):
        subprocess.run(
            ["git", "-C", str(tmp_path), "-c", "user.name=n", "-c", "user.email=e@x.org", *arguments], check=True, capture_output=True
        )

    folder = tmp_path / "lease"
    folder.mkdir()
    head, _, terms = (HEAD + ANY + BEES).partition("version: 2026-01-01\n")
    (folder / "contract.yaml").write_text(head)
    (folder / "2026.yaml").write_text(f"version: 2026-01-01\n{terms}")
    (folder / "2027.yaml").write_text(f"version: 2027-01-01\n{terms}")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "As it was")
    (folder / "2026.yaml").write_text(f"version: 2026-01-01\nterms:\n{ANY}")
    (folder / "2027.yaml").unlink()
    (folder / "2028.yaml").write_text(f"version: 2028-01-01\n{terms}")
    data = json.loads(CliRunner().invoke(command, ["diff", "HEAD", "--contract", str(folder), "--format", "json"]).output)
    assert (data["only_before"], data["only_after"]) == (["2027-01-01"], ["2028-01-01"])
    (found,) = data["redlines"]
    assert [(c["before"], c["after"]) for c in found["classes"]] == [("prohibited", "permitted")]
    text = CliRunner().invoke(command, ["diff", "HEAD", "--contract", str(folder)]).output
    assert "There is no version 2027-01-01 any more." in text
    assert "- removed bees" in text


def test_all_classes_of_events_stand_under_one_heading():
    text = CliRunner().invoke(command, ["diff", "fixtures/first/licence.yaml", "fixtures/first/licence-amended.yaml"]).output
    _, _, meaning = text.partition("What it means\n")
    titles = [line for line in meaning.splitlines() if line.endswith("prohibited, now permitted")]
    assert titles == [f"  The {who} terminates the licence: prohibited, now permitted" for who in ("licensor", "licensee")]
