"""This file defines how a term over time bears on a single event: as a plain term, whose condition asks how its instances stand.

Asked without a history, it applies to an act of it if it is in force then (`in_force(pay)`, `available(suspend)`: facts like others).
Within a history it is known what each event is to each norm: `acts(pay)` and `excepted(pay, x)` are given. An obligation over time is
met by an act of it and never bites: that it was not performed in time is no event.
"""

from __future__ import annotations

from dataclasses import replace

from contract_model.model.conditions import Condition, Var, all_of, any_of
from contract_model.model.contract import Clause, Contract, Term, TermException, TermKind
from contract_model.model.kinds import TRUTH
from contract_model.model.norm import Derived, NormPart, StateOf
from contract_model.model.states import NormState


def acts(term: str) -> str:
    """The variable that says whether an event is an act of a term."""
    return f"acts({term})"


def excepts(term: str, exception: str) -> str:
    """The variable that says whether an exception of a term holds for an event."""
    return f"excepted({term}, {exception})"


def asked(term: Term, action: str) -> Term:
    """A term as it is asked about an event of an action without a history; a plain term as it is."""
    norm = term.norm
    if norm is None:
        return term
    conditions: list[Condition] = [any_of(*(a.condition.condition if a.condition else all_of() for a in norm.acts if a.action == action))]
    if term.when:
        conditions.append(term.when.condition)
    for waited_for in (norm.available, norm.once):
        if waited_for:
            conditions.append(waited_for.condition)
    if norm.available is None:
        state = NormState.AVAILABLE if term.kind is TermKind.POWER else NormState.IN_FORCE
        conditions.append(Var(f"{state.value}({term.id})", TRUTH))
    texts = [a.condition.text for a in norm.acts if a.action == action and a.condition] + [c.text for c in (term.when, norm.available) if c]
    clause = Clause(" and ".join(texts) or "in force", all_of(*conditions), term.span)
    return replace(term, when=clause, requires=None, exceptions=() if term.kind is TermKind.OBLIGATION else term.exceptions)


def within_history(contract: Contract, *, ended: bool = False) -> Contract:
    """The contract as an event within a history is judged by it; with `ended`, after its end, when only norms are left that live on."""
    derived = dict(contract.derived)

    def give(name: str, asks: str, term: str) -> Var:
        derived[name] = Derived(name, TRUTH, asks, StateOf(NormState.IN_FORCE, term))
        return Var(name, TRUTH)

    def plain(term: Term, norm: NormPart) -> Term:
        does = {TermKind.OBLIGATION: "performs", TermKind.PROHIBITION: "falls under"}.get(term.kind, "uses")
        is_act = give(acts(term.id), f"Is it an act that {does} “{term.heading}”?", term.id)
        exceptions = []
        for x in term.exceptions if term.kind is not TermKind.OBLIGATION else ():
            holds = give(excepts(term.id, x.id), f"Does the exception “{x.says or x.clause.text}” hold?", term.id)
            exceptions.append(TermException(x.id, replace(x.clause, condition=holds), x.says, x.certainty, x.sources))
        return replace(
            term,
            bearer=term.bearer if term.kind is TermKind.POWER else (),
            start=None,
            through=None,
            when=Clause(acts(term.id), is_act, term.span),
            until=None,
            requires=None,
            exceptions=tuple(exceptions),
            norm=None,
        )

    def bears(term: Term) -> bool:
        if term.norm is None:
            return not ended
        return term.kind is not TermKind.DECLARATION

    versions = []
    earlier: dict[str, Term] = {}  # norms of earlier versions may live on
    for version in contract.versions:
        terms = {t.id: plain(t, t.norm) if t.norm else t for t in version.terms.values() if bears(t)}
        before = {id: replace(t, yields_to=tuple(y for y in t.yields_to if y in version.terms)) for id, t in earlier.items()}
        versions.append(replace(version, terms={**terms, **{id: t for id, t in before.items() if id not in version.terms}}))
        earlier |= {id: t for id, t in terms.items() if version.terms[id].norm}
    return replace(contract, versions=tuple(versions), derived=derived)
