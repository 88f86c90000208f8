"""This file defines what tests of bad input share: a small contract of many features, and what must hold for any input at all."""

from __future__ import annotations

import time

from contract_model.loading.load import load_files, load_text
from contract_model.problems import ContractError, Problem

GARDEN = """\
contract: garden-lease
title: Lease of a garden
parties:
  tenant: The tenant
  owner: {name: The owner, aliases: [landlord]}
sources:
  L: {title: The lease, publisher: the parties, date: 2026-01-01, grade: official}
kinds:
  use: {vegetables: vegetables, flowers: [flowers, roses], bees: bees}
actions:
  grow:
    says: "{actor} grows {use}"
    phrases: ["grow|keep {use}", {say: keep a hive, sets: {use: bees}}]
    parameters: {use: use, beds: {kind: number, asks: How many beds?, presumed: 1, held_by: tenant}}
facts:
  neighbours_agree:
    asks: Do the neighbours agree?
    kind: truth
    per: use
    held_by: [tenant, owner]
    phrases: {true: ["the neighbours agree"], false: "the neighbours object"}
  rent:
    asks: What is the rent?
    kind: money EUR
    phrases: ["for {value} a year"]
    readings: {paper: {says: the paper says so, value: 300 EUR, sources: [L]}}
phrases:
  - {say: as always, sets: {neighbours_agree: true}}
definitions:
  small: beds <= 3
  late: {says: it is late, is: date > 2026-06-30 or time >= hours(20)}
ambiguities:
  hive:
    asks: Is a hive a bed?
    readings: {is_bed: it is, is_none: {says: it is not, sources: [L], certainty: reported}}
    default: is_none
policies: {silence: permitted}
version: 2026-01-01
terms:
  - id: any-use
    kind: permission
    bearer: [tenant]
    action: grow
    certainty: official
    sources: [L]
  - id: bees
    kind: prohibition
    bearer: tenant
    counterparty: owner
    action: [grow]
    when: use == bees and (hive == is_bed or not small)
    unless: [neighbours_agree, {id: cheap, if: rent < EUR(100), says: it is cheap, certainty: official, sources: [L]}]
    notwithstanding: [any-use]
    from: 2026-02-01
    through: 2026-12-31
    until: late
    certainty: official
    sources: [L]
"""
SECONDS = 20.0  # of one processor; each takes a fraction of one second, on a busy machine a few, and what blows up takes minutes


def problems_of(content: bytes | str) -> tuple[Problem, ...]:
    """The problems of a contract of one file, none if it loads.

    Fails when there is another exception, when it takes too long, when a problem lies outside the file or does not fit on a screen.
    """
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    start = time.process_time()
    try:
        load_files({"garden.yaml": content})
        problems: tuple[Problem, ...] = ()
    except ContractError as error:
        problems, printed = error.problems, str(error)
        assert problems
        assert all(line.isprintable() and len(line) < 500 for line in printed.split("\n"))
    assert time.process_time() - start < SECONDS
    lines = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").splitlines() or [""]
    for problem in problems:
        lies_within(problem, lines)
    return problems


def lies_within(problem: Problem, lines: list[str]) -> None:
    """The place of a problem exists: its line, its column (at most one past the line's end), its length."""
    span = problem.span
    assert span is not None, problem
    assert 1 <= span.line <= len(lines), problem
    line = lines[span.line - 1]
    assert 1 <= span.column <= len(line) + 1, problem
    assert 1 <= span.length <= max(1, len(line) - span.column + 1), problem
    assert problem.excerpt in (line, "")


def names_of(content: bytes | str) -> list[str]:
    """The names of the problems, in the order of the file."""
    return [p.name for p in problems_of(content)]


load_text(GARDEN)  # it is a contract, and what loads only once is loaded
