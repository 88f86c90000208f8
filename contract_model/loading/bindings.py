"""This file defines `Bindings`: of which actions the chain of triggers of a term, or of a change, can hold an event.

    deliver   triggered_by: order                    {order}
    late      triggered_by: violated(deliver)        {order}
    receipt   triggered_by: fulfilled(deliver)       {order, deliver}

Terms make instances of each other in circles, so this is a least fixpoint: nothing at first, then what follows, until nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from contract_model.loading.parse import Document
from contract_model.model.conditions import Condition, variables
from contract_model.model.contract import Clause, Contract, Term, TermKind
from contract_model.model.norm import (
    Assign,
    Bound,
    ChangeNorm,
    Consequence,
    Deem,
    Delegate,
    Derived,
    Expression,
    OnChange,
    OnEvent,
    Past,
    SetFact,
    Trigger,
    TriggerValue,
    Verb,
)
from contract_model.model.states import NormState
from contract_model.problems import Span, cut, quoted

_DONE = (NormState.FULFILLED, NormState.EXERCISED)


@dataclass(frozen=True, slots=True)
class Bindings:
    """`of_term`: the actions in the chains of triggers of each term over time; `after`: and after its acts."""

    of_term: Mapping[str, frozenset[str]]
    after: Mapping[str, frozenset[str]]
    prohibitions: frozenset[str]

    def of_trigger(self, trigger: Trigger) -> frozenset[str]:
        """The actions that a trigger adds to a chain."""
        match trigger:
            case OnEvent(action, _, _):
                return frozenset({action})
            case OnChange(term, state, _, _):
                done = state in _DONE or (state is NormState.VIOLATED and term in self.prohibitions)
                return (self.after if done else self.of_term).get(term, frozenset())

    def after_violation(self, term: str) -> frozenset[str]:
        """The actions in the chain when a term has been violated: a deadline passed, or the prohibited act was done."""
        return (self.after if term in self.prohibitions else self.of_term).get(term, frozenset())


def bindings(contract: Contract) -> Bindings:
    """The bindings of all terms over time, over all versions."""
    terms = [t for v in contract.versions for t in v.terms.values() if t.norm]
    prohibitions = frozenset(t.id for t in terms if t.kind is TermKind.PROHIBITION)
    found: dict[str, frozenset[str]] = {t.id: frozenset() for t in terms}
    while True:
        after = {name: frozenset().union(own, *(_acts(t) for t in terms if t.id == name)) for name, own in found.items()}
        known = Bindings(found, after, prohibitions)
        grown = dict(found)
        for term in terms:
            for name, added in _given(term, known):
                if name in grown:
                    grown[name] |= added
        if grown == found:
            return known
        found = grown


def _acts(term: Term) -> Iterable[str]:
    return (a.action for a in term.norm.acts) if term.norm else ()


def _given(term: Term, known: Bindings) -> Iterator[tuple[str, frozenset[str]]]:
    """What the instances of which terms are bound to by a term: itself by its triggers, others by what it brings about."""
    norm = term.norm
    assert norm is not None
    for trigger in norm.triggers:
        yield term.id, known.of_trigger(trigger)
    for name in norm.on_violation:
        yield name, known.after_violation(term.id)
    for listed, chain in _consequences(term, known):
        for consequence in listed:
            if isinstance(consequence, ChangeNorm) and consequence.verb is Verb.CREATE:
                yield consequence.term, chain


def _consequences(term: Term, known: Bindings) -> Iterator[tuple[tuple[Consequence, ...], frozenset[str]]]:
    """The consequences of a term, with the actions in the chain when they come."""
    assert term.norm is not None
    yield term.norm.consequences, known.after[term.id]
    yield term.norm.after_violation, known.after_violation(term.id)
    yield term.norm.on_lapse, known.of_term[term.id]


# --- what is asked of events that cannot be there ---------------------------------------------------------------------------------------


def check_bindings(contract: Contract, main: Document, documents: Mapping[str, Document]) -> None:
    """Note what is asked of the events of an action of which there is never one in the chain of triggers."""
    known = bindings(contract)
    check = _Check(contract.derived)
    for fact in contract.facts.values():
        for change in fact.changes:
            chain = known.of_trigger(change.trigger)
            check.texts(main, f"fact {cut(fact.name)}", [change.value, change.trigger.condition], chain)
    for action in contract.actions.values():
        for delivery in action.received:
            check.texts(main, f"action {cut(action.id)}", [delivery.condition], frozenset({action.id}))
    if contract.runs:
        check.texts(main, "", [contract.runs.unless], frozenset())
    for version in contract.versions:
        for term in version.terms.values():
            check.term(documents[version.id], term, known)


@dataclass(frozen=True, slots=True)
class _Check:
    derived: Mapping[str, Derived]

    def term(self, document: Document, term: Term, known: Bindings) -> None:
        within, norm = f"term {cut(term.id)}", term.norm
        chain = known.of_term.get(term.id, frozenset())
        clauses = [term.when, term.requires, term.until, *(e.clause for e in term.exceptions)]
        if norm is None:
            self.texts(document, within, clauses, chain)
            return
        bounds = [b.anchor for b in (norm.opens, norm.due) if isinstance(b, Bound)]
        acts = [a.condition for a in norm.acts]
        self.texts(document, within, [*clauses, norm.once, norm.available, norm.owes, *bounds, *acts], chain)
        for trigger in norm.triggers:
            self.texts(document, within, [trigger.condition], known.of_trigger(trigger))
        for listed, after in _consequences(term, known):
            for consequence in listed:
                self.texts(document, within, _values(consequence), after)

    def texts(self, document: Document, within: str, texts: Iterable[Expression | Clause | None], chain: frozenset[str]) -> None:
        """Note each action of which a text asks for a value, and which is not in the chain."""
        for text in texts:
            for name, action in self._asked(text.condition) if text else ():
                if action not in chain and action != "trigger" and text:
                    said = f"{quoted(name)} is never known here: no event of {quoted(action)} is in the chain of triggers"
                    others = ", ".join(quoted(a) for a in sorted(chain))
                    hint = f"the chain has events of {others}" if chain else "nothing but the start of the contract triggers it"
                    document.note("never-bound", said, _place(document, text.span, name), within, hint)

    def _asked(self, condition: Condition) -> Iterator[tuple[str, str]]:
        """The variables of a condition that are values of the events of a chain, with their actions."""
        for name in variables(condition):
            origin = self.derived[name].origin if name in self.derived else None
            if isinstance(origin, TriggerValue):
                yield name, origin.action
            elif isinstance(origin, Past):
                for _, key in origin.keys:
                    of_key = self.derived[key].origin if key in self.derived else None
                    if isinstance(of_key, TriggerValue):
                        yield key, of_key.action


def _place(document: Document, span: Span, name: str) -> Span:
    """Where a name stands in the text at a span; all of the text where it is not found, as in a definition that is used there."""
    row = document.lines[span.line - 1] if span.line <= len(document.lines) else ""
    at = row.find(name, span.column - 1, span.column - 1 + span.length)
    return Span(span.file, span.line, at + 1, len(name)) if at >= 0 else span


def _values(consequence: Consequence) -> list[Expression]:
    match consequence:
        case SetFact(_, value):
            return [value]
        case Assign(_, to) | Delegate(_, to):
            return [to]
        case Deem(_, sets):
            return [*sets.values()]
        case _:
            return []
