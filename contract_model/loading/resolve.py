"""This file defines how the surface of a contract becomes a `Contract`: every name is looked up, every value read, every condition typed.

What is wrong is noted and left out; the rest is resolved all the same, so that one run finds everything. The readers of the parts, each
of which may use those before it: Pieces, Vocabulary, Conditions, Wording, Countings, Triggers and Consequences, Norms, Terms, Laws.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from contract_model.loading.changes import Changes
from contract_model.loading.conditions import Conditions, Standing
from contract_model.loading.consequences import Consequences
from contract_model.loading.counting import Countings
from contract_model.loading.laws import Laws
from contract_model.loading.norms import Norms, over_time, presumed
from contract_model.loading.parse import Document
from contract_model.loading.passage import Passage
from contract_model.loading.pieces import Pieces
from contract_model.loading.surface import SurfaceContract, SurfaceVersion
from contract_model.loading.terms import Terms, places
from contract_model.loading.triggers import Triggers
from contract_model.loading.vocabulary import Vocabulary
from contract_model.loading.wording import Wording
from contract_model.model.contract import Certainty, Choices, Contract, Party, Policies, Silence, Source

_SOURCE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*", re.ASCII)


def resolve(
    document: Document,
    s: SurfaceContract,
    broken: set[str],
    versions: Iterable[tuple[Document, SurfaceVersion | SurfaceContract]],
) -> Contract:
    """The contract with its versions; problems are noted in the documents. `broken`: names of what could not be read."""
    versions = list(versions)
    pieces = Pieces(document, s, broken)
    vocabulary = Vocabulary(pieces)
    counting = Countings(pieces)
    conditions = Conditions(pieces, vocabulary, counting.places())
    triggers = Triggers(conditions)
    consequences = Consequences(conditions)
    changes = Changes(conditions, triggers, counting)
    norms = Norms(conditions, triggers, consequences, counting)
    wording = Wording(pieces, vocabulary)

    pieces.check_id(document, ("contract",), s.contract, "contract")
    for section, entries in (("parties", s.parties), ("kinds", s.kinds), ("actions", s.actions)):
        for name in entries:
            pieces.snake((section, name), name)
    for name in s.sources:
        if not _SOURCE.fullmatch(name):
            pieces.bad_name(("sources", name), name, "letters, digits, `-`, `_` and `.`")
    for choices, values in s.kinds.items():
        vocabulary.kind_values(choices, values)
    vocabulary.check_parties()
    for action, a in s.actions.items():
        vocabulary.check_action(action)
        for parameter in a.parameters:
            vocabulary.parameter(action, parameter)
    for name, fact in s.facts.items():
        vocabulary.claim(("facts", name), name, "fact")
        vocabulary.fact(name, fact)
    for name in s.ambiguities:
        vocabulary.claim(("ambiguities", name), name, "ambiguity")
        vocabulary.ambiguity(name)
    for name in s.definitions:
        vocabulary.claim(("definitions", name), name, "definition")
    _announce(conditions, versions)
    for name in conditions.one_upon_the_other():
        conditions.definition(name)
    policies = Policies(
        Silence(s.policies.silence),
        s.policies.obligation_implies_permission,
        counting.policy(),
        counting.places(),
        s.policies.completes == "when_performed",
    )
    runs = changes.runs()
    for name in vocabulary.facts:
        vocabulary.facts[name] = replace(vocabulary.facts[name], changes=changes.of_fact(name))
    actions = {n: replace(wording.action(n), received=changes.received(n)) for n in s.actions}
    dated = Terms(pieces, conditions, norms).versions(versions)
    of_laws = Laws(pieces, vocabulary, conditions, dated)
    laws, allowed = of_laws.laws(), of_laws.allowed()  # before what they ask about the past is handed on
    return Contract(
        id=s.contract,
        title=s.title or s.contract,
        note=s.note,
        parties={n: Party(n, (p.name, *p.aliases)) for n, p in s.parties.items()},
        sources={n: Source(n, x.title, x.publisher, x.date, Certainty(x.grade), x.note) for n, x in s.sources.items()},
        choices={n: Choices(n, {v: tuple(words) for v, words in values.items()}) for n, values in s.kinds.items()},
        parameters=vocabulary.parameters,
        actions=actions,
        facts=vocabulary.facts,
        ambiguities=vocabulary.ambiguities,
        definitions=conditions.definitions,
        phrases=tuple(wording.fact_phrases()),
        policies=policies,
        versions=dated,
        examples=tuple(s.examples),
        calendars=counting.calendars(),
        runs=runs,
        derived=presumed(conditions.derived, dated),
        laws=laws,
        allowed=allowed,
    )


def _announce(conditions: Conditions, versions: Iterable[tuple[Document, SurfaceVersion | SurfaceContract]]) -> None:
    """Tell the reader of conditions which terms there are and what they owe, since any condition may ask."""
    ids: dict[str, bool] = {}
    for document, surface in versions:
        written = surface.terms or []
        for i, t in zip(places(document, written), written, strict=True):
            ids[t.id] = ids.get(t.id, False) or over_time(t)
            if t.owes is not None:
                passage = Passage(document, ("terms", i, "owes"), t.owes)
                conditions.owing.setdefault(t.id, (passage, Standing(t.id, t.every is not None)))
    conditions.terms = ids.keys()
    conditions.over_time = frozenset(t for t, lasting in ids.items() if lasting)
