"""This file tests the checks against a naive interpreter: on cases of generated contracts in which everything is known."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from contract_model.proving.lint import lint
from tests.meaning import naive
from tests.proving.test_solver import some
from tests.strategies import cases, completions, contracts

KINDS = ("dead-term", "never-decides", "idle-ambiguity", "conflict", "gap", "dead-exception", "idle-precedence")


@some(0.4)
@given(st.data())
def test_no_case_is_against_what_the_checks_say(data):
    written = data.draw(contracts())
    flaws = lint(written.loaded, kinds=KINDS)
    assert not flaws.open
    every = [v.id for v in written.loaded.versions]
    assert len(every) <= 2, "a flaw that several versions have is told once, so of both"
    found = {(f.kind.id, v, *f.at) for f in flaws.flaws for v in (every if "; so under " in f.message else [f.version])}
    for _ in range(4):
        posed = data.draw(cases(written, total=True))
        ((version, world),) = completions(written, posed)
        if version is None or naive.version_on(written.versions, world["date"]) is not version:
            continue  # the checks look at each version on its own days
        _against(written, version, world, found)


def _against(written, version, world, found):
    """What the naive interpreter says of a world is in keeping with the flaws that were found."""
    verdict, statuses = naive.judge(written.vocabulary, version, world)
    id = version["version"]
    counts = naive.GRADES.index(world["evidence"]) <= naive.GRADES.index("inferred")
    terms = {t["id"]: t for t in version["terms"]}
    for term, status in statuses.items():
        if ("dead-term", id, term) in found:
            assert status == "not_engaged"
        if ("never-decides", id, term) in found:
            fewer = {**version, "terms": [_without(t, term) for t in version["terms"] if t["id"] != term]}
            assert naive.judge(written.vocabulary, fewer, world)[0] == verdict
        if status != "not_engaged":
            values = naive.World(written.vocabulary["definitions"], {**naive.names(written.vocabulary), **world})
            for x in terms[term].get("unless", []):
                if ("dead-exception", id, x["id"], term) in found and naive.admitted(x.get("certainty", terms[term]["certainty"]), world):
                    assert not naive.evaluate(x["if"], values)
    for _, version_of, term, rival in (f for f in found if f[0] == "idle-precedence"):
        if version_of == id and term in statuses and rival in statuses:
            assert statuses[term] != "yields" or not _only_rival(terms, term, rival)
    if verdict == "conflict" and world["evidence"] == "inferred":
        assert any(f[:2] == ("conflict", id) for f in found)
    if verdict == "silent" and world["evidence"] == "inferred" and counts and _bears(version, world["actor"]):
        assert ("gap", id, world["action"]) in found
    for name, ambiguity in written.vocabulary["ambiguities"].items():
        if ("idle-ambiguity", "", name) in found:
            for reading in ambiguity["readings"]:
                assert naive.judge(written.vocabulary, version, {**world, name: reading})[0] == verdict


def _without(term, other):
    """A term that has nothing to do with another any more."""
    term = copy.deepcopy(term)
    for rank in ("subject_to", "notwithstanding"):
        if rank in term:
            term[rank] = [t for t in naive.listed(term, rank) if t != other]
    return term


def _only_rival(terms, term, rival):
    return [
        r["id"] for r in terms.values() if r["id"] in naive.listed(terms[term], "subject_to") or term in naive.listed(r, "notwithstanding")
    ] == [rival]


def _bears(version, actor):
    """Whether a term that decides something speaks of somebody."""
    deciding = [t for t in version["terms"] if t["kind"] != "declaration" and "act" in naive.listed(t, "action")]
    return any(naive.listed(t, "bearer") == ["anyone"] or actor in naive.listed(t, "bearer") for t in deciding)
