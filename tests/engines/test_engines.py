"""This file tests the choice of an engine, and that two engines that disagree give no answer."""

from __future__ import annotations

import sys

import pytest

from contract_model.engines.agree import Disagreement, agreed
from contract_model.engines.engine import ENGINES, Meaning, Unavailable, engine
from contract_model.engines.rete.availability import availability
from contract_model.engines.trace import Trace
from contract_model.meaning.evaluate import evaluate

CASE = {"evidence": "official", "actor": "tenant", "use": "bees"}

with_rete = pytest.mark.skipif(availability() is not None, reason=str(availability()))


@pytest.fixture
def without_durable_rules(monkeypatch):
    engine.cache_clear()
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    yield
    engine.cache_clear()


@with_rete
@pytest.mark.parametrize("name", ENGINES)
def test_each_engine_says_what_the_definition_says(lease, name):
    assert engine(name).name == name
    assert agreed(engine(name), lease, CASE).truths == evaluate(lease, CASE)


@with_rete
def test_an_engine_is_made_once():
    assert engine("rete") is engine("rete")


def test_there_is_no_other_engine():
    with pytest.raises(KeyError):
        engine("oracle")


def test_where_durable_rules_is_not_there_the_engine_says_why(without_durable_rules, lease):
    assert "durable_rules cannot be imported" in availability()
    with pytest.raises(Unavailable, match="durable_rules cannot be imported"):
        engine("rete")
    assert engine("meaning").evaluate(lease, CASE).truths == evaluate(lease, CASE)


def test_the_definition_has_no_firings(lease):
    assert Meaning().evaluate(lease, CASE).firings == ()


class TakesUnknownForFalse:
    """An engine with the mistake that this project is most afraid of."""

    name = "hasty"

    def evaluate(self, program, values):
        truths = {name: bool(truth) for name, truth in evaluate(program, values).items()}
        return Trace(self.name, truths, lambda: ("not bees unless agreed <- (nothing)",))

    def unsupported(self, contract):
        return ()


def test_an_engine_that_takes_unknown_for_false_is_found_out(lease):
    with pytest.raises(Disagreement) as found:
        agreed(TakesUnknownForFalse(), lease, CASE)
    text = str(found.value)
    assert "hasty and meaning disagree about grow in version 2026-01-01 of garden-lease" in text
    assert "bees unless agreed: false" in text
    assert "bees unless agreed: unknown" in text
    assert "not bees unless agreed <- (nothing)" in text
    assert "'use': 'bees'" in text
