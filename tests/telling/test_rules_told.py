"""This file tests how what rules prove is told: as reasons, down to the facts."""

from __future__ import annotations

from contract_model.loading.load import load_text
from contract_model.meaning.judge import judge
from contract_model.telling.reasons import reasons
from tests.meaning.frame import case
from tests.telling.test_reasons import drawn

ZOO = """\
contract: zoo
parties: {ann: Ann}
actions: {release: {says: "{actor} releases the bird", phrases: ["release the bird"]}}
facts:
  bird: {asks: Is it a bird?, kind: truth}
  penguin: {asks: Is it a penguin?, kind: truth}
  wounded: {asks: Is it wounded?, kind: truth}
  tame: {asks: Is it tame?, kind: truth}
definitions:
  flies:
    says: it can fly
    rules:
      - {id: birds, if: bird and not tame}
      - {id: penguins, if: penguin, then: false, over: birds}
      - {id: hurt, if: wounded, then: false, kind: defeater}
version: 2026-01-01
terms:
  - {id: let-go, kind: permission, bearer: ann, action: release, when: flies, certainty: inferred, sources: []}
  - {id: keep, kind: prohibition, bearer: ann, action: release, when: refuted(flies), certainty: inferred, sources: []}
"""


def told(**facts):
    """The reasons of the verdict on releasing the bird."""
    zoo = load_text(ZOO)
    return [line.strip() for line in drawn(reasons(zoo, judge(zoo, case(zoo, actor="ann", action="release", **facts))))]


def test_a_contrary_that_is_proved():
    tree = told(bird="true", penguin="true", tame="false")
    assert "yes it is refuted that it can fly" in tree
    assert "yes it is a penguin (stated)" in tree


def test_a_rule_that_may_apply():
    tree = told(bird="true", penguin="false", wounded="false")
    assert "open rule birds of flies applies" in tree
    assert "open it is not tame (not known)" in tree
