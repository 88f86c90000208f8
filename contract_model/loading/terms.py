"""This file defines `Terms`: the versions of a contract with their terms, and who prevails over whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from contract_model.loading.amend import Amendments
from contract_model.loading.conditions import NOWHERE, Conditions, Standing
from contract_model.loading.norms import Norms, over_time
from contract_model.loading.parse import Document, Path
from contract_model.loading.passage import Passage
from contract_model.loading.pieces import Pieces, with_article
from contract_model.loading.shaping import within_of
from contract_model.loading.surface import SurfaceContract, SurfaceException, SurfaceTerm, SurfaceVersion
from contract_model.model.contract import Certainty, Clause, Term, TermException, TermKind, Version
from contract_model.problems import quoted


@dataclass(slots=True)
class Terms:
    """Reads the terms of one contract."""

    pieces: Pieces
    conditions: Conditions
    norms: Norms

    def versions(self, written: Iterable[tuple[Document, SurfaceVersion | SurfaceContract]]) -> tuple[Version, ...]:
        dated: list[tuple[date, Document, SurfaceVersion | SurfaceContract]] = []
        for document, surface in written:
            day = self.pieces.day(document, ("version",), surface.version) if surface.version is not None else None
            if day is None:
                day = date.max
            elif any(day == other for other, _, _ in dated):
                document.problem(
                    "duplicate-version", f"there is already a version of {day}", ("version",), hint="one file for each version"
                )
                continue
            dated.append((day, document, surface))
        dated.sort(key=lambda v: v[0])
        ends = [*(date.fromordinal(d.toordinal() - 1) for d, _, _ in dated[1:]), None][: len(dated)]
        amendments = Amendments(self.pieces, self.conditions)
        ids = [s.version or "" for _, _, s in dated]
        versions: list[Version] = []
        for (day, document, s), end in zip(dated, ends, strict=True):
            if isinstance(s, SurfaceVersion):
                before = versions[-1] if versions else None
                carried = amendments.carried(document, s, before, ids)
                terms = self._terms(document, s.version, s.terms, carried)
                amends = before.id if before and s.amends == before.id else ""
                repeals = tuple(dict.fromkeys(t for t in s.repeals if before and t in before.terms)) if amends else ()
                versions.append(Version(s.version, s.title, day, end, terms, s.note, amends, repeals))
            else:
                versions.append(Version(s.version or "", "", day, end, self._terms(document, s.version or "", s.terms or [], {})))
        return tuple(versions)

    def _terms(self, document: Document, version: str, written: list[SurfaceTerm], carried: Mapping[str, Term]) -> dict[str, Term]:
        """The terms of a version: those that its file states, then those that it carries on."""
        terms: dict[str, Term] = {}
        at = places(document, written)
        times = Counter([t.id for t in written] + list(carried))
        over: dict[str, list[str]] = {}
        for i, t in zip(at, written, strict=True):
            where: Path = ("terms", i)
            for rank in ("subject_to", "notwithstanding"):
                for j, other in enumerate(getattr(t, rank)):
                    if other not in times:
                        if not self.pieces.is_broken(other):
                            others = [x for x in times if x != t.id]
                            self.pieces.problem_at(
                                document, "unknown-term", f"{quoted(other)} is not a term of this version", (*where, rank, j), others
                            )
                    elif times[t.id] > 1 or times[other] > 1:
                        continue  # which of them is meant cannot be said
                    elif rank == "subject_to":
                        over.setdefault(t.id, []).append(other)
                    else:
                        over.setdefault(other, []).append(t.id)
        for i, t in zip(at, written, strict=True):
            path: Path = ("terms", i)
            self.pieces.check_id(document, (*path, "id"), t.id, "term")
            if t.id in terms:
                said, within = f"{quoted(t.id)} is already the id of a term", within_of(document, path)
                document.problem("duplicate-name", said, (*path, "id"), within=within, hint="rename one")
            terms[t.id] = replace(self._term(document, path, t, tuple(dict.fromkeys(over.get(t.id, [])))), origin=version)
        for id, term in carried.items():
            prevailing = [*(other for other in term.yields_to if other in times), *over.get(id, [])]
            terms[id] = replace(term, yields_to=tuple(dict.fromkeys(prevailing)))
        return terms

    def _term(self, document: Document, path: Path, t: SurfaceTerm, yields_to: tuple[str, ...]) -> Term:
        kind, lasting = TermKind(t.kind), over_time(t)
        standing = Standing(t.id, t.every is not None) if lasting else NOWHERE
        within = within_of(document, path)
        if kind is not TermKind.DECLARATION:
            for key, given, hint in (
                ("bearer", t.bearer, "name a party, a list of parties or `anyone`"),
                ("action", t.action or (kind is TermKind.OBLIGATION and lasting), "name the action that it governs"),
            ):
                if not given and (*path, key) not in document.unread:
                    document.problem("missing-key", f"`{key}` is missing", path, within=within, hint=hint)
        if t.requires is not None and kind is not TermKind.OBLIGATION:
            said = f"{with_article(t.kind)} has no `requires`"
            document.problem("part-not-allowed", said, (*path, "requires"), at_key=True, within=within, hint="write it as `when`")
        for i, action in enumerate(t.action):
            if action not in self.pieces.surface.actions and not self.pieces.is_broken(action):
                where = (*path, "action", i) if (*path, "action", i) in document.places else (*path, "action")
                self.pieces.problem_at(document, "unknown-action", f"{quoted(action)} is not an action", where, self.pieces.surface.actions)
        norm = self.norms.norm(document, path, t) if lasting else None
        named = [*t.action, *(a.action for a in norm.acts)] if norm else t.action
        actions = tuple(a for a in dict.fromkeys(named) if a in self.pieces.surface.actions)
        until = self._clause(document, (*path, "until"), t.until, () if lasting else actions, standing)
        if lasting and until:
            self.conditions.only_of_the_world(Passage(document, (*path, "until"), until.text), until.condition)
        bearer = () if t.bearer == ["anyone"] else self.pieces.party_ids(t.bearer, (*path, "bearer"), document, also=["anyone"])
        sources = self.pieces.sources(document, t.sources, (*path, "sources"))
        start = self.pieces.day(document, (*path, "from"), t.from_) if t.from_ is not None else None
        through = self.pieces.day(document, (*path, "through"), t.through) if t.through is not None else None
        if start and through and start > through:
            said = f"the term ends on {through}, before it begins on {start}"
            hint = "`from` is the first day, `through` the last"
            document.problem("empty-window", said, (*path, "through"), within=within, hint=hint)
        return Term(
            t.id,
            kind,
            t.heading or t.id,
            bearer,
            self.pieces.party_ids(t.counterparty, (*path, "counterparty"), document),
            actions,
            start,
            through,
            self._clause(document, (*path, "when"), t.when, actions, standing),
            self._clause(document, (*path, "requires"), t.requires, actions, standing),
            until,
            tuple(self._exceptions(document, path, t, actions, standing)),
            yields_to,
            self.pieces.certainty(document, t.certainty, sources, (*path, "certainty")),
            sources,
            t.text,
            t.note,
            document.span(path),
            norm,
        )

    def _exceptions(
        self, document: Document, path: Path, t: SurfaceTerm, actions: tuple[str, ...], standing: Standing
    ) -> Iterable[TermException]:
        seen: set[str] = set()
        for i, written in enumerate(t.unless):
            where: Path = (*path, "unless", i) if (*path, "unless", i) in document.places else (*path, "unless")
            name = written.id or (f"exception-{i + 1}" if len(t.unless) > 1 else "exception")
            if name in seen:
                said = f"{quoted(name)} is the id of another exception of the term"
                document.problem("duplicate-name", said, (*where, "id"), within=within_of(document, path), hint="rename one")
            seen.add(name)
            self.pieces.check_id(document, (*where, "id"), name, "exception")
            condition: Path = (*where, "if") if (*where, "if") in document.places else where
            clause = self._clause(document, condition, written.condition, actions, standing)
            evidence = self._evidence(document, where, written, t)
            if clause:
                yield TermException(name, clause, written.says, *evidence)

    def _evidence(self, document: Document, where: Path, written: SurfaceException, t: SurfaceTerm) -> tuple[Certainty, tuple[str, ...]]:
        """The certainty and the sources of an exception: those of its term where it states none."""
        sources = self.pieces.sources(document, written.sources, (*where, "sources")) or tuple(
            s for s in t.sources if s in self.pieces.surface.sources
        )
        certainty = written.certainty or t.certainty
        if written.certainty or written.sources:  # else it has those of the term, which are looked at there
            self.pieces.certainty(document, certainty, sources, (*where, "certainty"))
        return Certainty(certainty), sources

    def _clause(self, document: Document, path: Path, text: str | None, actions: Iterable[str], standing: Standing) -> Clause | None:
        if text is None:
            return None
        passage = Passage(document, path, text)
        clause = self.conditions.clause(passage, standing)
        if clause is not None:
            self.conditions.only_own_parameters(passage, clause.condition, actions, "a term has the parameters that all its actions have")
        return clause


def places(document: Document, terms: list[SurfaceTerm]) -> list[int]:
    """The place of each term in the file: not its index where broken terms were left out."""
    listed = document.data.get("terms") if isinstance(document.data, dict) else None
    ids = [t.get("id") if isinstance(t, dict) else None for t in listed] if isinstance(listed, list) else []
    places: list[int] = []
    for term in terms:
        places.append(ids.index(term.id, places[-1] + 1 if places else 0))
    return places
