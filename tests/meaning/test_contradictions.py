"""This file tests that facts which contradict each other are reported: a definition that they prove strictly, with its contrary."""

from __future__ import annotations

from contract_model.front import ask
from contract_model.loading.load import load_text

BIRDS = """
contract: birds
parties: {bird: The bird}
actions: {fly: {says: "{actor} flies", phrases: [fly]}}
facts:
  feathered: {asks: Does it have feathers?, kind: truth}
  stuffed: {asks: Is it stuffed?, kind: truth}
definitions:
  alive:
    rules:
      - {id: feathers, if: feathered, kind: strict}
      - {id: straw, if: stuffed, then: false, kind: strict}
version: 2020-01-01
terms:
  - {id: may-fly, kind: permission, bearer: bird, action: fly, when: alive, certainty: inferred, sources: []}
"""


def remarks(**facts: bool) -> tuple[str, ...]:
    """What is remarked when the bird is asked to fly."""
    return ask({"action": "fly", "actor": "bird", "date": "2026-01-01", "facts": facts}, load_text(BIRDS)).answer.remarks


def test_two_strict_rules_that_both_apply_contradict_each_other():
    assert remarks(feathered=True, stuffed=True) == ("the facts contradict each other: they strictly prove `alive` and its contrary",)


def test_what_is_not_known_contradicts_nothing():
    assert remarks(feathered=True) == ()
    assert remarks(feathered=True, stuffed=False) == ()
