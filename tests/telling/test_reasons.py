"""The tree of reasons: from the verdict down to facts, readings and dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_model.engines.answering import answer
from contract_model.telling.reasons import Reason, reasons
from contract_model.testing.cases import case_of, read_case_file
from tests.telling.conftest import TODAY, ask
from tests.telling.contracts import GARDEN


def why(question, name=GARDEN, **options):
    reply = ask(name, question, **options)
    return reasons(reply.contract, reply.answer)


def drawn(reason: Reason, depth=0):
    sign = {True: "yes", False: "no", None: "open"}[reason.truth]
    note = f" ({reason.note})" if reason.note else ""
    return [f"{'  ' * depth}{sign} {reason.statement}{note}", *(line for c in reason.children for line in drawn(c, depth + 1))]


def leaves(reason: Reason):
    return [reason] if not reason.children else [leaf for c in reason.children for leaf in leaves(c)]


def test_a_prohibition_that_bites_is_told_down_to_the_facts():
    assert drawn(why("the tenant keeps bees in May 2026", facts=["neighbours_agree=no"])) == [
        "yes “No bother” forbids it",
        "  yes the version of 1 January 2026 is in force (the event is in May 2026)",
        "  yes “No bother” forbids it",
        "    yes it speaks of this",
        "      yes it binds the tenant",
        "      yes it bothers somebody",
        "        yes What is grown? bees (stated)",
        "        yes the neighbours do not agree (stated)",
        "      yes What is grown? bees (stated)",
        "    no exception: goats are fenced in",
        "      yes What is grown? bees (stated)",
    ]


def test_what_is_open_is_told_with_who_can_tell():
    tree = drawn(why("the tenant keeps bees in May 2026"))
    assert "open it depends on one fact that is not known" in tree
    assert "          open the neighbours do not agree (not known; the tenant can tell)" in tree


def test_a_reading_that_was_taken_by_default_is_a_reason():
    tree = why("the tenant keeps goats in May 2026", facts=["neighbours_agree=no"], readings=["growing=so"])
    taken = next(leaf for leaf in leaves(tree) if leaf.basis == "chosen")
    assert (taken.statement, taken.sources) == ("Is keeping an animal growing? yes, what is kept grows", ("N",))
    tree = why("the tenant grows roses from 2026-01-01 to 2026-12-31", facts=["neighbours_agree=no"])
    assert not [leaf for leaf in leaves(tree) if leaf.basis in ("chosen", "default")]  # for roses it makes no difference


def test_an_exception_that_holds_excuses_with_what_was_taken_for_granted():
    tree = drawn(why("the tenant keeps goats in May 2026", facts=["neighbours_agree=no"], readings=["growing=so"]))
    assert tree[0] == "yes “Any use” allows it and “No bother” is excused (goats are fenced in)"
    assert "      yes it is fenced (taken for granted)" in tree
    assert "      yes Is keeping an animal growing? yes, what is kept grows (as chosen)" in tree


def test_silence_is_told_by_what_does_not_apply():
    assert drawn(why("the owner burns leaves in May 2026"))[2:] == [
        "  no “Fires” applies",
        "    no it allows the tenant (the actor is the owner)",
        "  no “No fires” applies",
        "    no it binds the tenant (the actor is the owner)",
    ]


def test_weak_evidence_that_does_not_count_is_told():
    tree = drawn(why("the owner waters the garden in May 2026"))
    assert "    no evidence that is speculative counts (asked for: inferred or better)" in tree


def test_before_the_first_version_nothing_was_in_force():
    assert drawn(why("the tenant burns leaves in 2025")) == [
        "yes no version was in force",
        "  yes before 1 January 2026 no version was in force",
    ]


def test_a_power_that_is_not_available_says_what_is_in_its_way():
    tree = drawn(why("the tenant ends the lease on 2026-05-01", facts=["notice=40 days"]))
    assert tree[0] == "yes “Early end” is not available, so the act is void: without effect, and no breach"
    assert "        yes it happens through 31 May 2026 (the event is on 1 May 2026)" in tree


def test_days_that_several_versions_govern_are_told_apart():
    tree = why("the tenant burns leaves from 2025-12-01 to 2026-02-01")
    assert [r.statement for r in tree.children] == [
        "before 1 January 2026 no version was in force",
        "from 1 January 2026 through 1 February 2026: the version of 1 January 2026 is in force",
    ]


CASES = Path(__file__).parents[2] / "fixtures" / "cases"
FILES = [read_case_file(str(path)) for path in sorted(CASES.rglob("*.cases.yaml"))]


@pytest.mark.parametrize("file", FILES, ids=lambda f: Path(f.path).name)
def test_the_reasons_of_every_shipped_case_hold_together(file):
    for expected, asked in file.asked:
        found = answer(file.contract, case_of(file.contract, asked, TODAY), "meaning")
        tree = reasons(file.contract, found)
        assert (tree.truth is None) == (len(found.outcomes) > 1), expected.name
        told = {r.term for r in tree.children if r.term} | {r.term for part in tree.children for r in part.children if r.term}
        assert set(found.decided_by) <= told, expected.name
        for leaf in leaves(tree):
            if leaf.basis in ("stated", "presumed", "chosen", "default"):
                assert leaf.truth is not None, (expected.name, leaf)
            if leaf.truth is None and not leaf.note:
                assert leaf.term, (expected.name, leaf)  # a stronger term that may stand, told in its own place
