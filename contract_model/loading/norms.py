"""This file defines `Norms`: how what a term says about time is read, and which of its keys go with which kind of term."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from contract_model.loading.bounds import Bounds, read
from contract_model.loading.conditions import Conditions, Standing
from contract_model.loading.consequences import Consequences
from contract_model.loading.counting import Countings
from contract_model.loading.parse import Document, Path
from contract_model.loading.passage import Passage, passages
from contract_model.loading.past import STATES
from contract_model.loading.pieces import with_article
from contract_model.loading.scope import described
from contract_model.loading.shaping import within_of
from contract_model.loading.surface import SurfaceJoint, SurfaceTerm
from contract_model.loading.triggers import Triggers
from contract_model.model.conditions import kind_of
from contract_model.model.contract import Term, TermKind, Version
from contract_model.model.counting import Period, Unit
from contract_model.model.kinds import TRUTH, Sort
from contract_model.model.norm import Act, Bound, ChangeNorm, Derived, Expression, NormPart, StateOf, Verb
from contract_model.model.states import NormState
from contract_model.problems import quoted

_ALL = ("obligation", "prohibition", "power", "declaration")
ALLOWED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "triggered_by": (_ALL, ""),
    "once": (("obligation", "prohibition", "declaration"), "write it as `available`"),
    "must": (("obligation",), "name the act under `action`, and what else is needed under `when`"),
    "owes": (("obligation",), "only an obligation owes"),
    "within": (_ALL, ""),
    "by": (_ALL, ""),
    "before": (_ALL, ""),
    "not_before": (_ALL, ""),
    "every": (("obligation", "declaration"), "only an obligation or a declaration recurs"),
    "late": (("obligation",), "only an obligation is performed"),
    "available": (("power",), "write it as `once`"),
    "often": (("power",), "only a power is exercised"),
    "notice": (("power",), "only a power is exercised"),
    "effects": (("obligation", "power", "declaration"), "what a breach brings about stands under `on_violation`"),
    "on_violation": (("obligation", "prohibition"), "only an obligation or a prohibition is violated"),
    "on_lapse": (("power",), "only a power lapses"),
    "survives": (_ALL, ""),
    "counting": (_ALL, ""),
}
"""The keys of norms over time: the kinds of term that they go with, and what to do where they do not."""

_WITH_MUST = {
    "action": "write it in `must: ACTION if CONDITION`",
    "requires": "write it in `must: ACTION if CONDITION`",
    "when": "write it in `must: ACTION if CONDITION`, or as `once`",
}
_OWED = (Sort.NUMBER, Sort.MONEY, Sort.DURATION)


def over_time(term: SurfaceTerm) -> bool:
    """Whether a term is a norm over time: it has one of their keys."""
    return not ALLOWED.keys().isdisjoint(term.model_fields_set)


@dataclass(slots=True)
class Norms:
    """Reads what the terms of one contract say about time."""

    conditions: Conditions
    triggers: Triggers
    consequences: Consequences
    counting: Countings

    def norm(self, document: Document, path: Path, t: SurfaceTerm) -> NormPart:
        """What a norm over time says; what is wrong is noted and left out."""
        self._check_keys(document, path, t)
        standing = Standing(t.id, t.every is not None)
        bounds = Bounds(self.conditions)
        every, aligned = self._every(Passage(document, (*path, "every"), t.every)) if t.every is not None else (None, False)

        def at(key: str, text: str) -> Passage:
            return Passage(document, (*path, key), text)

        def listed(key: str, texts: list[str]) -> list[Passage]:
            return passages(document, (*path, key), texts)

        due: Bound | None = None
        if t.within is not None:
            due = bounds.within(at("within", t.within), standing)
        for key, text, strict in (("by", t.by, False), ("before", t.before, True)):
            if text is not None:
                due = bounds.point(at(key, text), standing, strict) or due
        terms, after = self.consequences.after_violation(listed("on_violation", t.on_violation), standing)
        return NormPart(
            triggers=self.triggers.triggers(listed("triggered_by", t.triggered_by), standing),
            once=self._of_the_world(at("once", t.once), standing) if t.once is not None else None,
            acts=self._acts(document, path, t, standing),
            joint=isinstance(t.must, SurfaceJoint),
            owes=self._owes(at("owes", t.owes), standing) if t.owes is not None else None,
            opens=bounds.point(at("not_before", t.not_before), standing, False) if t.not_before is not None else None,
            due=due,
            every=every,
            aligned=aligned,
            available=self._of_the_world(at("available", t.available), standing) if t.available is not None else None,
            often=t.often is True,
            notice=self._period(at("notice", t.notice)) if t.notice is not None else None,
            consequences=self.consequences.consequences(listed("effects", t.effects), standing),
            on_violation=terms,
            after_violation=after,
            on_lapse=self.consequences.consequences(listed("on_lapse", t.on_lapse), standing),
            late=t.late is not False,
            survives=t.survives is True,
            counting=self.counting.of_term(document, (*path, "counting"), t.counting),
        )

    def _every(self, passage: Passage) -> tuple[Period | None, bool]:
        """The period of a recurring term, and whether it is one of the calendar."""
        word = passage.text.strip().removeprefix("calendar ")
        if word == passage.text.strip():
            period = self._period(passage)
            if period is not None and period.unit in (Unit.SECOND, Unit.MINUTE, Unit.HOUR):
                said = f"{quoted(passage.text)} is too short a time to recur"
                passage.problem("bad-period", said, "a term recurs each day, or less often")
                return None, False
            return period, False
        unit = next((u for u in (Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR) if word == u.value), None)
        if unit is None:
            said = f"{quoted(passage.text)} is not a period of the calendar"
            passage.problem("bad-period", said, "write `calendar week`, `calendar month`, `calendar quarter` or `calendar year`")
            return None, True
        return Period(1, unit), True

    def _check_keys(self, document: Document, path: Path, t: SurfaceTerm) -> None:
        """Note the keys that do not go with the kind of the term, or with each other."""
        within = within_of(document, path)

        def refuse(key: str, said: str, hint: str) -> None:
            document.problem("part-not-allowed", said, (*path, key), at_key=True, within=within, hint=hint)

        written = [key for key in ALLOWED if key in t.model_fields_set]
        for key in written:
            kinds, hint = ALLOWED[key]
            if t.kind == "permission":
                refuse(key, f"a permission has no `{key}`", "make it a power")
            elif t.kind not in kinds:
                refuse(key, f"{with_article(t.kind)} has no `{key}`", hint)
        for key in [key for key in written if key in ("within", "by", "before")][1:]:
            refuse(key, "a term has one of `within`, `by` and `before`", "keep one")
        given = t.model_fields_set
        if t.kind == "obligation":
            for key in _WITH_MUST.keys() & given:
                refuse(key, f"an obligation over time has no `{key}`", _WITH_MUST[key])
            acts = t.must.all if isinstance(t.must, SurfaceJoint) else t.must
            if not acts and (*path, "must") not in document.unread:
                hint = "write the act that performs it, as `must: ACTION if CONDITION`"
                document.problem("missing-key", "`must` is missing", path, within=within, hint=hint)
        elif t.kind == "declaration":
            for key in [key for key in ("action", "when") if key in given]:
                refuse(key, f"a declaration over time has no `{key}`", "write it in `triggered_by: ACTION if CONDITION`")

    def _acts(self, document: Document, path: Path, t: SurfaceTerm, standing: Standing) -> tuple[Act, ...]:
        if t.kind == "obligation":
            joint = isinstance(t.must, SurfaceJoint)
            texts = t.must.all if isinstance(t.must, SurfaceJoint) else t.must or []
            acts = self.triggers.acts(passages(document, (*path, "must", "all") if joint else (*path, "must"), texts), standing)
            return acts
        known = self.conditions.pieces.surface.actions
        return tuple(Act(p.text, None, p.span) for p in passages(document, (*path, "action"), t.action) if p.text in known)

    def _owes(self, passage: Passage, standing: Standing) -> Expression | None:
        found = self.conditions.expression(passage, None, standing)
        if found is None:
            return None
        if kind_of(found.condition).sort not in _OWED:
            said = f"expected a number, an amount or a duration, found {described(kind_of(found.condition))}"
            passage.problem("kind-mismatch", said, "what is owed is a quantity")
            return None
        self.conditions.only_of_the_world(passage, found.condition)
        return found

    def _of_the_world(self, passage: Passage, standing: Standing) -> Expression | None:
        found = self.conditions.expression(passage, TRUTH, standing)
        if found is not None:
            self.conditions.only_of_the_world(passage, found.condition)
        return found

    def _period(self, passage: Passage) -> Period | None:
        return read(passage)


# --- what is taken for granted of norms where there is no history ------------------------------------------------------------------------


def made_by_others(versions: Iterable[Version]) -> set[str]:
    """The terms of which other terms make instances: under `on_violation`, or by `create`."""
    made: set[str] = set()
    for term in (t for v in versions for t in v.terms.values() if t.norm):
        assert term.norm is not None
        made.update(term.norm.on_violation)
        for consequence in (*term.norm.consequences, *term.norm.after_violation, *term.norm.on_lapse):
            if isinstance(consequence, ChangeNorm) and consequence.verb is Verb.CREATE:
                made.add(consequence.term)
    return made


def presumed(derived: Mapping[str, Derived], versions: tuple[Version, ...]) -> dict[str, Derived]:
    """What conditions ask about the past, with whether each norm is in force or available; that is presumed of those that begin so."""
    result = dict(derived)
    made = made_by_others(versions)
    terms: dict[str, list[Term]] = {}
    for term in (t for v in versions for t in v.terms.values() if t.norm):
        terms.setdefault(term.id, []).append(term)
    for name, same in terms.items():
        match same[0].kind:
            case TermKind.POWER:
                state = NormState.AVAILABLE
            case TermKind.OBLIGATION | TermKind.PROHIBITION:
                state = NormState.IN_FORCE
            case _:
                continue
        variable = f"{state.value}({name})"
        known = result.get(variable) or Derived(variable, TRUTH, STATES[state.value][1].format(name), StateOf(state, name))
        begins = name not in made and all(_begins(t.norm) for t in same)
        result[variable] = replace(known, presumed=True) if begins else known
    return result


def _begins(norm: NormPart | None) -> bool:
    """Whether an instance is in force, or can be used, as soon as the contract begins."""
    return norm is not None and not norm.triggers and norm.once is None and norm.opens is None and norm.available is None
