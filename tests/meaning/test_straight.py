"""Straight lines of Python say what the definition says, where everything is known; and nothing that a contract writes gets into them."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.loading.load import load_text
from contract_model.meaning.decision import OFTEN, Decider
from contract_model.meaning.evaluate import evaluate_slots
from contract_model.meaning.known import known
from contract_model.meaning.program import program
from contract_model.meaning.straight import made, straight
from contract_model.model.answer import Status, Verdict
from tests.strategies import ANY_CONTRACT, cases


@settings(max_examples=max(10, int(settings.default.max_examples * 0.3)))
@given(st.data())
def test_straight_lines_say_what_the_definition_says(data) -> None:
    written = data.draw(ANY_CONTRACT)
    contract = written.loaded
    deciders = {v.id: Decider(program(contract, v, "act")) for v in contract.versions}
    fixable = data.draw(st.sets(st.sampled_from(["evidence", "date", "actor", "p", "amount", "paid", "meaning"])))
    for _ in range(3):
        posed = data.draw(cases(written, total=True))
        values = known(contract, posed.case).everything
        for chosen in deciders.values():
            by_definition = chosen.of_slots(evaluate_slots(chosen.program, values))
            if not set(chosen.program.variables) <= values.keys():
                event("a version that asks more")
                continue
            fixed = {n: v for n, v in values.items() if n in fixable}
            free = [f"v{i} = given[n{i}]" for i, n in enumerate(chosen.program.variables) if n not in fixed]
            function = chosen.function(free, fixed, {}, "given")
            assert function is not None
            assert function(values) == by_definition
            assert function(values) == by_definition, "and so when it is kept"
            while not chosen.often:
                chosen.decide(values)
            assert chosen.decide(values) == by_definition


SALE = """\
contract: sale
parties: {seller: The seller}
kinds: {colour: {k1: red, k2: blue}}
facts: {f0: {asks: Paid?, kind: truth}, k0: {asks: How much?, kind: number}, v0: {asks: Which?, kind: colour}, v1: {asks: Who?, kind: text}}
actions: {sell: {says: "{actor} sells"}}
version: 2026-01-01
terms:
  - {id: made, kind: permission, bearer: seller, action: sell, when: f0 and k0 > 1.5 and v1 != '0)', certainty: official, sources: []}
  - {id: kept, kind: prohibition, bearer: seller, action: sell, when: v0 == k1, unless: k0 * 3 - 1 >= 6, certainty: official, sources: []}
"""


def test_no_word_of_a_contract_gets_into_the_lines() -> None:
    contract = load_text(SALE)
    lines = straight(program(contract, contract.versions[0], "sell"), {"evidence": "inferred"})
    words = set(re.findall(r"[A-Za-z_]\w*|'[^']*'|\"[^\"]*\"", "\n".join(lines.lines)))
    assert {w for w in words if not re.fullmatch(r"[vfk]\d+", w)} <= {"and", "or", "not", "in", "True", "False"}
    assert not re.search(r"\b\d", "\n".join(lines.lines)), "constants are handed over"


def test_the_names_of_a_contract_may_be_those_of_the_lines() -> None:
    contract = load_text(SALE)
    chosen = Decider(program(contract, contract.versions[0], "sell"))
    values = {"actor": "seller", "date": 739_617, "evidence": "inferred", "f0": True, "k0": 2, "v0": "k1", "v1": "x"}
    for _ in range(OFTEN + 10):
        found = chosen.decide(values)
        assert found is not None
        assert (found.verdict, found.decided_by) == (Verdict.CONFLICT, ("made", "kept"))
        unknown = chosen.decide({n: v for n, v in values.items() if n != "k0"})
        assert unknown is None


def test_conditions_nested_too_deeply_for_python_have_no_lines() -> None:
    assert made(["return " + "(" * 500 + "1" + ")" * 500], {}) is None
    assert made(["return 1"], {}) is not None


def test_a_decision_is_not_changed_and_can_be_kept() -> None:
    contract = load_text(SALE)
    values = {"actor": "seller", "date": 739_617, "evidence": "inferred", "f0": True, "k0": 2, "v0": "k2", "v1": "x"}
    found = Decider(program(contract, contract.versions[0], "sell")).decide(values)
    assert found is not None
    with pytest.raises(TypeError, match="not changed"):
        found.statuses["made"] = Status.BITES  # type: ignore[index]  # a mapping cannot be written to
    assert pickle.loads(pickle.dumps(found)) == found
