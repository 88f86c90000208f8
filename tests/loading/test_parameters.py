"""This file tests what actions that share a parameter keep of it each for themselves."""

from __future__ import annotations

from contract_model.loading.load import load_text

SHED = """
contract: shed
parties: {tenant: The tenant}
kinds: {spot: {yard: the yard, roof: the roof}}
actions:
  build: {says: "{actor} builds on {spot}", parameters: {spot: {kind: spot, asks: Where is it built?}}}
  remove: {says: "{actor} removes it from {spot}", parameters: {spot: {kind: spot, asks: From where is it removed?}}}
  paint: {says: "{actor} paints {spot}", parameters: {spot: spot}}
version: 2026-01-01
terms: []
"""


def test_each_action_asks_for_a_shared_parameter_in_its_own_words():
    actions = load_text(SHED).actions
    assert actions["build"].asks == {"spot": "Where is it built?"}
    assert actions["remove"].asks == {"spot": "From where is it removed?"}


def test_an_action_that_gives_a_parameter_no_question_has_that_of_another():
    assert load_text(SHED).actions["paint"].asks["spot"].endswith("?")
