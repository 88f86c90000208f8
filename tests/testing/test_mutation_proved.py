"""Slips that are said to make no difference make none, and the others make one: held against a naive interpreter, world by world."""

import json
from itertools import islice, product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.meaning.judge import judge
from contract_model.problems import ContractError
from contract_model.testing.mutation.mutant import Drafts
from contract_model.testing.mutation.programs import Sayings, same, touched
from contract_model.testing.mutation.slip import changed
from contract_model.testing.mutation.witness import witness
from tests.meaning import naive
from tests.strategies import GRADES, KINDS, Posed, Written, cases, completions, contracts

FINITE = ("colours", "readings", "parties")
OF_WHAT_IS_NOT_SAID = ("default-changed", "presumption-changed")  # in a world everything is said
MOST = 1_500


def some(share):
    """Fewer examples than usual."""
    return settings(max_examples=max(5, int(settings.default.max_examples * share)))


def drafts_of(written):
    """The files of a generated contract, ready for slips."""
    files = {"contract.yaml": written.vocabulary, **{f"{v['version']}.yaml": v for v in written.versions}}
    return Drafts.of({name: json.dumps(data).encode() for name, data in files.items()})


def with_slip(written, slip):
    """A generated contract with a slip in its data."""
    pieces = [written.vocabulary, *written.versions]
    pieces[slip.document] = changed(pieces[slip.document], slip.changes)
    return Written(pieces[0], tuple(pieces[1:]))


def slips_in(data, written, count):
    """Some slips in a contract with which it loads, each with what both say and the programs that it touches."""
    drafts = drafts_of(written)
    old = Sayings(drafts.contract())
    for slip in data.draw(st.lists(st.sampled_from(drafts.slips), min_size=1, max_size=count, unique_by=id)):
        try:
            new = Sayings(drafts.contract(slip))
        except ContractError:
            continue
        yield slip, old, new, touched(old, new)


def plain(vocabulary, versions):
    """Without exceptions, on which the evidence of an answer may turn, and without powers, which may be tried in vain."""
    for term in (t for v in versions for t in v["terms"]):
        term.pop("unless", None)
        term["kind"] = "permission" if term["kind"] == "power" else term["kind"]


def worlds(written):
    """Every world that the conditions of a contract can tell apart, at each floor of evidence, with the version in force."""
    for evidence in GRADES:
        everything = Posed(None, (None, None), {}, {}, frozenset(KINDS), evidence, None, False)
        yield from completions(written, everything)


def differ(written, other):
    """Whether there is a world that two contracts judge otherwise, by whatever version; none where there are too many to look at."""
    asked = Written(written.vocabulary, (*written.versions, *other.versions))  # what either asks
    found = list(islice(worlds(asked), MOST + 1))
    if len(found) > MOST:
        return None
    for _, world in found:
        for (version, there), action in product(zip(written.versions, other.versions, strict=True), ("act", "other")):
            here = {**world, "action": action}
            one, two = naive.judge(written.vocabulary, version, here), naive.judge(other.vocabulary, there, here)
            does = [{t: s for t, s in statuses.items() if s != "not_engaged"} for _, statuses in (one, two)]
            if one[0] != two[0] or does[0] != does[1]:
                return True
    return False


def expectable(answer):
    """What a case can expect of an answer."""
    outcomes = {(o.verdict, frozenset(map(frozenset, o.conditions))) for o in answer.outcomes}
    statuses = {t.id: t.status for t in answer.terms if t.status.value != "not_engaged"}
    return answer.verdict, outcomes, set(answer.decided_by), statuses, answer.evidence, answer.void


@some(0.25)
@given(st.data())
def test_what_is_proved_equivalent_is_so_in_every_world_and_nothing_else_is(data):
    written = data.draw(contracts(FINITE, most=3)).changed(plain)
    for slip, old, new, places in slips_in(data, written, 5):
        found = None if slip.operator in OF_WHAT_IS_NOT_SAID else differ(written, with_slip(written, slip))
        if found is not None:
            proved = same(old, new, places)
            event(f"proved: {proved}")
            assert proved is not found, slip.name


@some(0.25)
@given(st.data())
def test_no_case_tells_contracts_apart_that_are_proved_the_same(data):
    written = data.draw(contracts(("colours", "readings", "numbers"), most=3))
    for slip, old, new, places in slips_in(data, written, 6):
        if not same(old, new, places):
            continue
        event(slip.operator)
        for _ in range(3):
            case = data.draw(cases(written)).case
            try:
                one, two = judge(old.contract, case), judge(new.contract, case)
            except ContractError:
                continue  # it leaves too much open
            assert expectable(one) == expectable(two), slip.name


@some(0.25)
@given(st.data())
def test_there_is_a_killing_case_for_whatever_is_not_proved_the_same(data):
    written = data.draw(contracts(FINITE, most=3)).changed(plain)
    for slip, old, new, places in slips_in(data, written, 3):
        if same(old, new, places):
            continue
        event(slip.operator)
        found = witness(old, new, places, slip.term)
        assert found is not None, slip.name
        one, two = judge(old.contract, found.answer.case), judge(new.contract, found.answer.case)
        assert expectable(one) != expectable(two)
