"""This file defines `Laws`: what must hold of a contract in all cases, and the findings of checks that it suppresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contract_model.loading.conditions import Conditions
from contract_model.loading.parse import Path
from contract_model.loading.passage import Passage, passages
from contract_model.loading.pieces import Pieces, shown
from contract_model.loading.surface import SurfaceLaw
from contract_model.loading.vocabulary import Vocabulary
from contract_model.model.answer import Verdict
from contract_model.model.contract import Certainty, Version
from contract_model.model.flaw import FLAWS, Allowed
from contract_model.model.kinds import Kind, Sort, choice
from contract_model.model.law import Always, Claim, Demand, Favourable, Law, Never, SameAs, Symmetric
from contract_model.model.values import Value
from contract_model.problems import did_you_mean, one_of, quoted

STATUSES = ("engaged", "excused", "bites", "met", "grants", "yields", "states")
VERDICTS = tuple(v.value for v in Verdict if v is not Verdict.DEPENDS)
MORE, LESS = "more", "less"


@dataclass(slots=True)
class Laws:
    """Reads the laws of one contract, whose versions are known. A law with a mistake is noted and left out."""

    pieces: Pieces
    vocabulary: Vocabulary
    conditions: Conditions
    versions: tuple[Version, ...]

    def laws(self) -> dict[str, Law]:
        found = {name: self._law(("laws", name), name, law) for name, law in self.pieces.surface.laws.items()}
        return {name: law for name, law in found.items() if law is not None}

    def allowed(self) -> tuple[Allowed, ...]:
        """The findings that the contract suppresses."""
        for i, written in enumerate(self.pieces.surface.lint.allow):
            if written.check not in FLAWS:
                said, hint = f"{quoted(written.check)} is not a check", did_you_mean(written.check, FLAWS) or one_of(FLAWS)
                self.pieces.note("unknown-check", said, ("lint", "allow", i, "check"), hint)
            if not written.reason.strip():
                self.pieces.note("bad-value", "a suppression says why", ("lint", "allow", i, "reason"), "write the reason")
        document = self.pieces.document
        return tuple(
            Allowed(w.check, w.at, w.reason, document.span(("lint", "allow", i, "check")))
            for i, w in enumerate(self.pieces.surface.lint.allow)
        )

    def _law(self, path: Path, name: str, law: SurfaceLaw) -> Law | None:
        document = self.pieces.document
        noted = len(document.problems)
        self.pieces.check_id(document, path, name, "law")
        actions = tuple(a for p in passages(document, (*path, "action"), law.action) if (a := self.conditions.action(p)) is not None)
        actors = self.pieces.party_ids(law.actor, (*path, "actor"))
        known = [v.id for v in self.versions]
        for p in passages(document, (*path, "version"), law.version):
            self._version(p, known)
        when = None
        if law.when is not None:
            passage = Passage(document, (*path, "when"), law.when)
            when = self.conditions.clause(passage)
            if when is not None:
                hint = "a law has the parameters that all its actions have"
                self.conditions.only_own_parameters(passage, when.condition, actions or self.pieces.surface.actions, hint)
        demands = tuple(self._demands(path, law, actions or tuple(self.pieces.surface.actions)))
        if not (law.never or law.always or law.symmetric or law.favourable or law.same_as):
            hint = "write `never`, `always`, `symmetric`, `favourable` or `same_as`"
            self.pieces.note("missing-key", "the law demands nothing", path, hint, at_key=True)
        if len(document.problems) > noted:
            return None
        span = document.span(path, at_key=True)
        versions = tuple(law.version)
        return Law(name, law.says, demands, actions, actors, versions, when, Certainty(law.evidence), law.presume, span)

    def _demands(self, path: Path, law: SurfaceLaw, actions: tuple[str, ...]) -> Iterable[Demand]:
        for key, kind in (("never", Never), ("always", Always)):
            claims = tuple(self._claim(p) for p in passages(self.pieces.document, (*path, key), getattr(law, key)))
            if claims:
                yield kind(claims)
        values: dict[str, tuple[Value, ...]] = {}
        for name, listed in law.symmetric.items():
            if kind_of_it := self._kind((*path, "symmetric", name), name, actions):
                values[name] = tuple(self._values((*path, "symmetric", name), kind_of_it, listed))
                if len(listed) < 2:
                    said = "one value is not symmetric to anything"
                    self.pieces.note("bad-value", said, (*path, "symmetric", name), "list two or more", at_key=True)
        if values:
            yield Symmetric(values)
        for name, listed in law.favourable.items():
            where: Path = (*path, "favourable", name)
            found = self._kind(where, name, actions)
            if found is None:
                continue
            if found.ordered:
                if listed not in ([MORE], [LESS]):
                    said = "of a quantity, more or less of it is favourable"
                    self.pieces.note("bad-value", said, where, "write `more` or `less`", at_key=True)
                yield Favourable(name, (), more=listed == [MORE])
                continue
            values_of_it = tuple(self._values(where, found, listed))
            if found.sort is Sort.TRUTH and len(values_of_it) == 1:
                values_of_it = (not values_of_it[0], *values_of_it)
            if len(values_of_it) < 2 and len(listed) < 2:
                said = "one value is not better than anything"
                self.pieces.note("bad-value", said, where, "list them from the worst to the best", at_key=True)
            yield Favourable(name, values_of_it)
        if law.same_as is not None:
            self._version(Passage(self.pieces.document, (*path, "same_as"), law.same_as), [v.id for v in self.versions])
            yield SameAs(law.same_as)

    def _version(self, passage: Passage, known: list[str]) -> None:
        if passage.text not in known and not self.pieces.is_broken(passage.text):
            said = f"{quoted(passage.text)} is not a version of this contract"
            passage.problem("unknown-version", said, did_you_mean(passage.text, known) or one_of(known))

    def _claim(self, passage: Passage) -> Claim:
        """`prohibited`, or `azure-first bites`."""
        match passage.text.split():
            case [verdict] if verdict in VERDICTS:
                return Claim(Verdict(verdict))
            case [term, status]:
                terms = {t for v in self.versions for t in v.terms}
                if term not in terms and not self.pieces.is_broken(term):
                    passage.problem("unknown-term", f"{quoted(term)} is not a term of this contract", did_you_mean(term, terms))
                if status not in STATUSES:
                    said = f"{quoted(status)} is nothing that a term does"
                    passage.problem("bad-value", said, did_you_mean(status, STATUSES) or one_of(STATUSES))
                return Claim(None, term, status)
            case _:
                hint = f"a verdict ({', '.join(VERDICTS)}), or a term and what it does, such as `TERM bites`"
                passage.problem("bad-value", f"{quoted(passage.text)} is no claim", hint)
                return Claim(Verdict.SILENT)

    def _kind(self, path: Path, name: str, actions: tuple[str, ...]) -> Kind | None:
        """The kind of a parameter, a fact or an ambiguity; none where there is none, which is noted."""
        known = self.vocabulary
        if name in known.parameters:
            for action in actions:
                if name not in self.pieces.surface.actions[action].parameters:
                    said = f"{quoted(name)} is not a parameter of the action {quoted(action)}"
                    hint = "a law has the parameters that all its actions have"
                    self.pieces.note("parameter-of-other-action", said, path, hint, at_key=True)
                    return None
            return known.parameters[name].kind
        if name in known.facts:
            return known.facts[name].kind
        if name in known.ambiguities:
            return choice(f"reading of {name}")
        if not self.pieces.is_broken(name):
            names = [*known.parameters, *known.facts, *known.ambiguities]
            said = f"{quoted(name)} is neither a parameter, a fact nor an ambiguity"
            self.pieces.note("unknown-name", said, path, did_you_mean(name, names), at_key=True)
        return None

    def _values(self, path: Path, kind: Kind, listed: list[bool | str]) -> Iterable[Value]:
        for i, data in enumerate(listed):
            where: Path = (*path, i) if (*path, i) in self.pieces.document.places else path
            if kind.name.startswith("reading of "):
                readings = self.pieces.surface.ambiguities[kind.name.removeprefix("reading of ")].readings
                if shown(data) in readings:
                    yield shown(data)
                else:
                    self.vocabulary.unknown_reading(kind.name.removeprefix("reading of "), data, where)
            elif (value := self.pieces.value(kind, data, where)) is not None:
                yield value
