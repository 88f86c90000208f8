"""This file defines `Amendments`: what an amendment carries on from the version before, and whether it accounts for every term of it.

Each term of the version that is amended is replaced (a term of the same id stands in the amendment), carried, or repealed; in silence
nothing is carried. What is carried may hang on a condition, such as whether what an amendment leaves unmentioned survives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from contract_model.loading.conditions import NOWHERE, Conditions, Standing
from contract_model.loading.parse import Document, Path
from contract_model.loading.passage import Passage
from contract_model.loading.pieces import Pieces
from contract_model.loading.surface import SurfaceCarry, SurfaceVersion
from contract_model.model.conditions import all_of
from contract_model.model.contract import Certainty, Clause, Term, TermKind, Version
from contract_model.model.norm import Expression
from contract_model.problems import did_you_mean, one_of, quoted


@dataclass(slots=True)
class Amendments:
    """Reads the amendments of one contract."""

    pieces: Pieces
    conditions: Conditions

    def carried(self, document: Document, s: SurfaceVersion, before: Version | None, versions: Iterable[str]) -> dict[str, Term]:
        """The terms that a version carries on from the one before it. What is wrong, or not accounted for, is noted."""
        amended = self._amended(document, s, before, versions)
        if amended is None:
            return {}
        own = {t.id for t in s.terms}
        accounted: dict[str, str] = dict.fromkeys(own, "replaced")
        found: dict[str, Term] = {}
        for i, carry in enumerate(s.carries):
            for id, where in self._named(document, ("carries", i), carry.terms, amended.terms, "carried", accounted):
                found[id] = self._carried(document, ("carries", i), carry, amended.terms[id], where)
        for _ in self._named(document, ("repeals",), s.repeals, amended.terms, "repealed", accounted):
            pass
        if not any((key,) in document.unread for key in ("terms", "carries", "repeals")):
            for id in amended.terms:
                if id not in accounted and not self.pieces.is_broken(id):
                    said = f"{quoted(id)} of version {amended.id} is neither replaced nor carried nor repealed"
                    hint = "list it under `carries`, with an `if` where that is open to interpretation, or under `repeals`"
                    document.problem("unaccounted-term", said, ("amends",), hint=hint)
        return {id: found[id] for id in amended.terms if id in found}

    def _amended(self, document: Document, s: SurfaceVersion, before: Version | None, versions: Iterable[str]) -> Version | None:
        """The version that is amended: the one before. None where there is nothing to amend, or something else is named."""
        if s.amends is None:
            for key in ("carries", "repeals"):
                if getattr(s, key):
                    hint = "name the version before under `amends`"
                    document.problem("part-not-allowed", f"only an amendment has `{key}`", (key,), at_key=True, hint=hint)
            return None
        if before is not None and s.amends == before.id:
            return before
        if s.amends not in versions:
            others = [v for v in versions if v != s.version]
            hint = did_you_mean(s.amends, others) or (one_of(others) if others else "")
            document.problem("unknown-version", f"{quoted(s.amends)} is not a version of the contract", ("amends",), hint=hint)
        else:
            hint = f"write `amends: {before.id}`" if before else "the first version amends nothing"
            document.problem("wrong-value", "an amendment amends the version before it", ("amends",), hint=hint)
        return None

    def _named(
        self, document: Document, path: Path, names: list[str], terms: Mapping[str, Term], how: str, accounted: dict[str, str]
    ) -> Iterable[tuple[str, Path]]:
        """The terms that are named at a place, each with where, and what becomes of them noted in `accounted`."""
        for i, name in enumerate(names):
            where = next((p for p in ((*path, "terms", i), (*path, i), (*path, "terms")) if p in document.places), path)
            if name not in terms:
                if not self.pieces.is_broken(name):
                    said = f"{quoted(name)} is not a term of the version that is amended"
                    self.pieces.problem_at(document, "unknown-term", said, where, terms)
            elif name in accounted:
                document.problem("duplicate-name", f"{quoted(name)} is {accounted[name]} already", where, hint="keep one of the two")
            else:
                accounted[name] = how
                yield name, where

    def _carried(self, document: Document, path: Path, carry: SurfaceCarry, term: Term, where: Path) -> Term:
        """A term as it is carried on."""
        if carry.certainty is not None or carry.sources:
            sources = self.pieces.sources(document, carry.sources, (*path, "sources")) or term.sources
            grade = self.pieces.certainty(document, carry.certainty, sources, (*path, "certainty"))
            term = replace(term, sources=sources, certainty=Certainty(grade))
        if carry.note:
            term = replace(term, note=f"{term.note} {carry.note}".strip())
        if carry.condition is None:
            return term
        passage = Passage(document, (*path, "if"), carry.condition)
        clause = self.conditions.clause(passage, NOWHERE if term.norm is None else Standing(term.id, term.norm.every is not None))
        if clause is None:
            return term
        if term.norm is None:
            why = "a carried term has the parameters that all its actions have"
            self.conditions.only_own_parameters(passage, clause.condition, term.actions, why)
        else:
            self.conditions.only_of_the_world(passage, clause.condition)
        return _under(term, clause)


def _under(term: Term, clause: Clause) -> Term:
    """A term that is carried under a condition: what it waits for has the condition in it."""
    term = replace(term, carried=clause)
    if term.norm is None:
        return replace(term, when=_both(term.when, clause))
    waits = Expression(clause.text, clause.condition, clause.span)
    if term.kind is TermKind.POWER:
        return replace(term, norm=replace(term.norm, available=_and(term.norm.available, waits)))
    return replace(term, norm=replace(term.norm, once=_and(term.norm.once, waits)))


def _both(one: Clause | None, other: Clause) -> Clause:
    return other if one is None else Clause(_joined(one.text, other.text), all_of(one.condition, other.condition), one.span)


def _and(one: Expression | None, other: Expression) -> Expression:
    return other if one is None else Expression(_joined(one.text, other.text), all_of(one.condition, other.condition), one.span)


def _joined(one: str, other: str) -> str:
    return f"({one}) and ({other})"
