"""This file defines what terms ask about: the conditions of a term, and the facts on which none of the terms on an act turns."""

from __future__ import annotations

from collections.abc import Iterable

from contract_model.model.case import Case
from contract_model.model.conditions import Condition, variables
from contract_model.model.contract import Term, Version
from contract_model.telling.norm_rows import expressions_of


def conditions_of(term: Term) -> list[Condition]:
    """All conditions of a term, in the order in which it has them."""
    clauses = [term.when, term.requires, term.until, *(x.clause for x in term.exceptions)]
    return [c.condition for c in clauses if c] + [e.condition for _, e in expressions_of(term)]


def without_bearing(case: Case, versions: Iterable[Version]) -> list[str]:
    """The facts that a case states and that no term of these versions asks about, of those on its action and its actor."""
    event = case.event
    asked: set[str] = set()
    for term in (t for version in versions for t in version.terms.values()):
        of_action = not term.actions or event.action in term.actions
        if of_action and (event.actor is None or not term.bearer or event.actor in term.bearer):
            asked.update(*(variables(condition) for condition in conditions_of(term)))
    return [name for name in case.facts if name not in asked]
