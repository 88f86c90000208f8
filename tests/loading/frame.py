"""This file defines a contract with a fact of every kind, into which tests of conditions put a condition."""

from __future__ import annotations

import json
from collections.abc import Mapping

from contract_model.loading.load import load_text
from contract_model.model.conditions import Condition
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem

FRAME = """\
contract: frame
parties: {ann: Ann, bob: Bob}
kinds:
  colour: {red: red, green: green, blue: blue}
  shape: {round: round, square: square}
actions:
  paint: {says: "{actor} paints", parameters: {coats: number}}
facts:
  p: {asks: p?, kind: truth}
  q: {asks: q?, kind: truth}
  r: {asks: r?, kind: truth}
  n: {asks: n?, kind: number}
  m: {asks: m?, kind: number}
  lead: {asks: lead?, kind: duration}
  delay: {asks: delay?, kind: duration}
  signed: {asks: signed?, kind: date}
  paid: {asks: paid?, kind: money EUR}
  due: {asks: due?, kind: money EUR}
  dollars: {asks: dollars?, kind: money USD}
  label: {asks: label?, kind: text}
  hue: {asks: hue?, kind: colour}
  tone: {asks: tone?, kind: colour}
  form: {asks: form?, kind: shape}
  owner: {asks: owner?, kind: party}
  blue: {asks: Is it blue?, kind: truth}
ambiguities:
  scope: {asks: scope?, stance: open, readings: {wide: wide, narrow: narrow}}
definitions:
  both: p and q
  limit: 10 if p else 20
  last: 2026-12-31 if p else 2027-06-30
  favourite: red if p else green
  host: ann if p else bob
version: 2026-01-01
terms:
  - id: it
    kind: prohibition
    bearer: ann
    action: paint
    when: CONDITION
    certainty: inferred
    sources: []
"""


def load(text: str, changes: Mapping[str, str] | None = None) -> Contract:
    """The frame with a condition in it, and with each of the changes made. Raises ContractError."""
    frame = FRAME
    for old, new in (changes or {}).items():
        assert old in frame
        frame = frame.replace(old, new, 1)
    return load_text(frame.replace("CONDITION", json.dumps(text, ensure_ascii=False)))


def condition(text: str, changes: Mapping[str, str] | None = None) -> Condition:
    """The normal form of a condition. Raises ContractError."""
    clause = load(text, changes).versions[0].terms["it"].when
    assert clause is not None
    return clause.condition


def problems(text: str, changes: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    """What is wrong with a condition, none if nothing is."""
    try:
        load(text, changes)
    except ContractError as error:
        return error.problems
    return ()


def underlined(problem: Problem) -> str:
    """The part of the file that a problem underlines."""
    assert problem.span is not None
    start = problem.span.column - 1
    return problem.excerpt[start : start + problem.span.length]
