"""This file defines precedence between terms and the verdict, as conditions over what the terms do.

    t yields      it bites or grants; a term over it does the other of the two, and is not overcome itself
    t stands      it bites or grants and does not yield

    conflict      a biting and a granting term both stand
    prohibited    else, one that bites stands
    permitted     else, one that grants stands, or (by policy) an obligation is met
    silent        else

Precedence is pairwise as written, not transitive, and has no cycles (loading refuses them): `yields` is one pass.
What `silent` comes to is the contract's policy on silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

from contract_model.meaning.terms import Effect, effect
from contract_model.model.answer import Verdict
from contract_model.model.conditions import FALSE, Condition, Named, all_of, any_of, negation
from contract_model.model.contract import Policies, Silence, Term, TermKind


def yielding(terms: Sequence[Term], statuses: Mapping[str, Named]) -> tuple[Named, ...]:
    """`t yields` for each term that another can prevail over, those that prevail first."""
    by_id = {t.id: t for t in terms}
    rivals = {t.id: [r for r in t.yields_to if r in by_id and {effect(by_id[r]), effect(t)} == _OPPOSITE] for t in terms}
    known = dict(statuses)
    found = []
    for name in TopologicalSorter(rivals).static_order():
        if rivals[name]:
            beaten = any_of(*(stands(by_id[r], known) for r in rivals[name]))
            found.append(Named(f"{name} yields", all_of(does(by_id[name], known), beaten)))
            known[found[-1].name] = found[-1]
    return tuple(found)


def does(t: Term, statuses: Mapping[str, Named]) -> Condition:
    """That t has its effect: it bites, or it grants."""
    return statuses[f"{t.id} {effect(t).value}"]


def stands(t: Term, statuses: Mapping[str, Named]) -> Condition:
    """That t has its effect and does not yield."""
    return all_of(does(t, statuses), negation(statuses.get(f"{t.id} yields", FALSE)))


def verdicts(terms: Sequence[Term], statuses: Mapping[str, Named], policies: Policies) -> tuple[Named, ...]:
    """The four verdicts, of which exactly one is true in a case in which everything is known."""
    bites = any_of(*(stands(t, statuses) for t in terms if effect(t) is Effect.BITES))
    grants = any_of(*(stands(t, statuses) for t in terms if effect(t) is Effect.GRANTS))
    met = any_of(*(statuses[f"{t.id} met"] for t in terms if t.kind is TermKind.OBLIGATION))
    allowed = any_of(grants, met) if policies.obligation_implies_permission else grants
    return (
        Named(name_of(Verdict.CONFLICT), all_of(bites, grants)),
        Named(name_of(Verdict.PROHIBITED), all_of(bites, negation(grants))),
        Named(name_of(Verdict.PERMITTED), all_of(negation(bites), allowed)),
        Named(name_of(Verdict.SILENT), all_of(negation(bites), negation(allowed))),
    )


def name_of(verdict: Verdict) -> str:
    """The name of a verdict's condition in a program."""
    return f"verdict {verdict.value}"


def silence(policies: Policies) -> Verdict:
    """What the verdict is when no term decides."""
    match policies.silence:
        case Silence.SILENT:
            return Verdict.SILENT
        case Silence.PERMITTED:
            return Verdict.PERMITTED
        case Silence.PROHIBITED:
            return Verdict.PROHIBITED


def decides(t: Term, statuses: Mapping[str, Named]) -> dict[Verdict, Condition]:
    """When t is among the terms that decide, by verdict.

    A term that stands decides. A permission shows its worth by what it is held against, so the obligations and prohibitions that
    were met, excused or overcome decide `permitted` as well. A declaration decides nothing.
    """
    match effect(t):
        case Effect.BITES:
            overcome = any_of(*(statuses[n] for n in (f"{t.id} met", f"{t.id} excused", f"{t.id} yields") if n in statuses))
            biting = stands(t, statuses)
            return {Verdict.CONFLICT: biting, Verdict.PROHIBITED: biting, Verdict.PERMITTED: overcome}
        case Effect.GRANTS:
            granting = stands(t, statuses)
            return {Verdict.CONFLICT: granting, Verdict.PERMITTED: granting}
        case Effect.STATES:
            return {}


def brings_about(t: Term, statuses: Mapping[str, Named], policies: Policies) -> dict[Verdict, Condition]:
    """When t by itself brings a verdict about: the biting or granting term that stands, and by policy the obligation that is met."""
    match effect(t):
        case Effect.BITES:
            met = statuses.get(f"{t.id} met", FALSE) if policies.obligation_implies_permission else FALSE
            return {Verdict.PROHIBITED: stands(t, statuses), Verdict.PERMITTED: met}
        case Effect.GRANTS:
            return {Verdict.PERMITTED: stands(t, statuses)}
        case Effect.STATES:
            return {}


_OPPOSITE = {Effect.BITES, Effect.GRANTS}
