"""This file defines the checks of single terms: whether they apply, whether they decide, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contract_model.meaning.decide import does
from contract_model.meaning.terms import DAY, effect
from contract_model.model.conditions import TRUE, Condition, all_of, any_of, kind_of, negation
from contract_model.model.contract import Clause, Term, TermKind, Version
from contract_model.model.kinds import TRUTH
from contract_model.problems import quoted
from contract_model.proving.inspection import Inspection, apart, biting, verdicts_without
from contract_model.proving.solver import LAST_DAY, Formula
from contract_model.proving.world import VERDICTS, Side, Worlds, witnesses


def engaged(worlds: Worlds, term: Term) -> Formula:
    """That a term is engaged, as a formula."""
    return worlds.formula(worlds.named(f"{term.id} engaged"))


def dead_terms(here: Inspection) -> None:
    """Terms that no case engages."""
    for version, term in here.terms():
        with here.asking("dead-term", term.id):
            if all(w.never(engaged(w, term)) for w in here.everywhere(version, term)):
                here.dead.add((version.id, term.id))
                here.in_term("dead-term", term, f"no case engages {quoted(term.id)}{_because(here, version, term)}", version)


def _because(here: Inspection, version: Version, term: Term) -> str:
    """Which part of a dead term keeps it from being engaged by itself, if one does."""
    if term.through and term.through < version.start:
        return f": it ends on {term.through}, before its version begins"
    if term.start and version.end and version.end < term.start:
        return f": it begins on {term.start}, after its version ends"
    if term.when and all(w.never(w.formula(term.when.condition)) for w in here.everywhere(version, term)):
        return ": its `when` is never true"
    until = term.until
    if until and all(w.never(w.formula(negation(until.condition))) for w in here.everywhere(version, term)):
        return ": its `until` is always true"
    return ""


def dead_exceptions(here: Inspection) -> None:
    """Exceptions that hold in no case that engages their terms."""
    for version, term in here.terms():
        exceptions = term.exceptions if term.norm is None or term.kind is not TermKind.OBLIGATION else ()
        for x in exceptions:
            with here.asking("dead-exception", term.id, x.id):
                name = f"{term.id} unless {x.id}"
                if all(w.never(engaged(w, term), w.formula(w.named(name))) for w in here.everywhere(version, term)):
                    said = f"the exception {quoted(x.id)} holds in no case that engages {quoted(term.id)}"
                    here.in_term("dead-exception", term, said, version, at=(x.id, term.id), span=x.clause.span)


def idle_terms(here: Inspection) -> None:
    """Terms without which every verdict would be the same; no declarations and no norms over time, which do more than decide verdicts."""
    for version, term in here.terms():
        if term.kind is TermKind.DECLARATION or term.norm is not None:
            continue
        with here.asking("never-decides", term.id):
            if all(_idle(here, w, term) for w in here.everywhere(version, term)):
                said = f"without {quoted(term.id)} every verdict would be the same"
                found = next((f for w in here.everywhere(version, term) if (f := w.find(w.named(f"{term.id} engaged")))), None)
                here.in_term("never-decides", term, said, version, case=found.case if found else None)


def _idle(here: Inspection, worlds: Worlds, term: Term) -> bool:
    without = verdicts_without(worlds, term.id)
    one = {v: worlds.formula(worlds.verdict(v)) for v in VERDICTS}
    return worlds.never(apart(here.solver, one, {v: worlds.formula(c) for v, c in without.items()}))


def constant_conditions(here: Inspection) -> None:
    """Conditions that are true wherever they are asked, or false."""
    for version, term in here.terms():
        for part, clause, context in _parts(term):
            with here.asking("constant-condition", term.id, part):
                truth = _constant(here, version, term, clause.condition, context)
                if truth is not None:
                    said = f"{_PARTS.get(part, part)} of {quoted(term.id)} is {'always' if truth else 'never'} true{_WHERE[bool(context)]}"
                    here.in_term("constant-condition", term, said, version, at=(term.id, part), span=clause.span)
    for name, definition in here.contract.definitions.items():
        condition = definition.clause.condition
        if kind_of(condition) != TRUTH:
            continue
        with here.asking("constant-condition", name):
            formula = here.solver.formula(condition)
            for truth, never in ((True, here.solver.negation(formula)), (False, formula)):
                if here.solver.never(never):
                    said = f"the definition {quoted(name)} is {'always' if truth else 'never'} true"
                    here.found("constant-condition", (name,), said, definition.clause.span, within=f"definition {name}")


_PARTS = {"when": "`when`", "until": "`until`", "requires": "`requires`"}
_WHERE = {True: " where the term is engaged", False: ""}


def _parts(term: Term) -> Iterator[tuple[str, Clause, tuple[str, ...]]]:
    """The conditions of a term that may be constant, each with the status in which it is asked (none: always).

    A `when` that is never true, and an `until` that always is, make a dead term, and an exception that never holds is told as such.
    """
    if term.norm is not None:
        return
    if term.when:
        yield "when", term.when, ()
    if term.until:
        yield "until", term.until, ()
    if term.requires:
        yield "requires", term.requires, ("engaged", "excused")
    for x in term.exceptions:
        yield f"the exception {quoted(x.id)}", x.clause, ("engaged",)


def _constant(here: Inspection, version: Version, term: Term, condition: Condition, context: tuple[str, ...]) -> bool | None:
    """Whether a condition is always true, or never; none where neither."""
    everywhere = here.everywhere(version, term)

    def within(worlds: Worlds) -> list[Formula]:
        found = [engaged(worlds, term)] if "engaged" in context else []
        if "excused" in context and term.exceptions:
            found.append(here.solver.negation(worlds.formula(worlds.named(f"{term.id} excused"))))
        return found

    if all(w.never(*within(w)) for w in everywhere):
        return None  # never asked: each exception is told by itself
    if all(w.never(*within(w), here.solver.negation(w.formula(condition))) for w in everywhere):
        return True
    if "engaged" in context and "excused" not in context:
        return None  # an exception that never holds is told as dead
    return False if all(w.never(*within(w), w.formula(condition)) for w in everywhere) else None


def idle_permissions(here: Inspection) -> None:
    """Permissions that nothing forbids."""
    for version, term in here.terms():
        if term.kind is not TermKind.PERMISSION:
            continue
        with here.asking("idle-permission", term.id):
            idle = True
            for worlds in here.everywhere(version, term):
                against = any_of(*(worlds.named(f"{t.id} bites") for t in worlds.program.terms if biting(t)))
                idle = idle and worlds.never(worlds.formula(all_of(worlds.named(f"{term.id} grants"), against)))
            if idle:
                here.in_term("idle-permission", term, f"nothing forbids what {quoted(term.id)} permits", version)


def idle_precedence(here: Inspection) -> None:
    """Terms that prevail over others with which they never clash."""
    for version, term in here.terms():
        for name in term.yields_to:
            rival = version.terms[name]
            if (version.id, name) in here.dead:
                continue
            with here.asking("idle-precedence", term.id, name):
                if all(w.never(_clash(w, term, rival)) for w in here.everywhere(version, term)):
                    said = f"{quoted(name)} prevails over {quoted(term.id)}, and the two never clash"
                    here.in_term("idle-precedence", term, said, version, at=(term.id, name))


def _clash(worlds: Worlds, term: Term, rival: Term) -> Formula:
    """That two terms do the opposite of each other."""
    known = {t.id for t in worlds.program.terms}
    if rival.id not in known or TermKind.DECLARATION in (term.kind, rival.kind) or biting(term) is biting(rival):
        return worlds.solver.any(())
    return worlds.formula(all_of(does(term, worlds.program.named), does(rival, worlds.program.named)))


class _Days:
    """From when and until when terms can be engaged, worked out once each."""

    def __init__(self, here: Inspection) -> None:
        self.here = here
        self._known: dict[tuple[str, str], tuple[int, int]] = {}

    def of(self, version: Version, term: Term) -> tuple[int, int]:
        """The first and the last day on which a term can be engaged. Raises Undecided."""
        key = (version.id, term.id)
        if key not in self._known:
            low, high = version.start.toordinal(), version.end.toordinal() if version.end else LAST_DAY
            low = max(low, term.start.toordinal() if term.start else low)
            high = min(high, term.through.toordinal() if term.through else high)
            self._known[key] = (self._first(version, term, low, high), self._last(version, term, low, high))
        return self._known[key]

    def _never(self, version: Version, term: Term, first: int, last: int) -> bool:
        return all(
            w.never(engaged(w, term), w.solver.variable(DAY) >= first, w.solver.variable(DAY) <= last)
            for w in self.here.everywhere(version, term)
        )

    def _first(self, version: Version, term: Term, low: int, high: int) -> int:
        if not self._never(version, term, low, low):
            return low
        while low < high:  # the first day is in low + 1 .. high
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._never(version, term, low, middle) else (low, middle)
        return low

    def _last(self, version: Version, term: Term, low: int, high: int) -> int:
        if not self._never(version, term, high, high):
            return high
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (low, middle - 1) if self._never(version, term, middle, high) else (middle, high)
        return low


def days(here: Inspection) -> None:
    """Terms that end on a day that they do not state, and days that fall between two terms, or into both."""
    known = _Days(here)
    windows: list[tuple[Version, Term, int, int]] = []
    for version, term in here.terms():
        with here.asking("dead-after", term.id):
            first, last = known.of(version, term)
            windows.append((version, term, first, last))
            stated = term.through.toordinal() if term.through else LAST_DAY
            if last < min(stated, version.end.toordinal() if version.end else LAST_DAY):
                after = date.fromordinal(last)
                here.in_term("dead-after", term, f"{quoted(term.id)} applies to nothing after {after}, which it does not state", version)
    _boundaries(here, windows)


def _boundaries(here: Inspection, windows: list[tuple[Version, Term, int, int]]) -> None:
    beginning: dict[int, list[tuple[Version, Term]]] = {}
    for version, term, first, _ in windows:
        if first > here.contract.versions[0].start.toordinal():
            beginning.setdefault(first, []).append((version, term))
    for version, term, _, last in windows:
        for distance in (0, 2):
            for after, follower in beginning.get(last + distance, []):
                if not _related(term, follower) or (distance == 0 and after is not version):
                    continue
                with here.asking("boundary-day", term.id, follower.id):
                    _boundary(here, (version, term), (after, follower), last, distance)


def _related(one: Term, other: Term) -> bool:
    """Whether one may follow the other: they have the same effect, on a common action of a common bearer."""
    bearers = not one.bearer or not other.bearer or bool({*one.bearer} & {*other.bearer})
    return effect(one) is effect(other) and one.kind is other.kind and bool({*one.actions} & {*other.actions}) and bearers


def _boundary(here: Inspection, before: tuple[Version, Term], after: tuple[Version, Term], last: int, distance: int) -> None:
    (version, term), (later, follower) = before, after
    solver = here.solver
    for action in [a for a in term.actions if a in follower.actions]:
        one, other = here.worlds(version, action), here.worlds(later, action)

        def on(day: int, formula: Formula) -> Formula:
            return solver.given(formula, {DAY: solver.constant(day, DAY.kind)})

        both = [on(last, engaged(one, term)), on(last + distance, engaged(other, follower))]
        between = last + distance // 2
        version_then = later if later.start.toordinal() <= between else version
        there = here.worlds(version_then, action)
        found = solver.find([*both, *there.limits, solver.variable(DAY) == between], there.wishes)
        if found is not None:
            day = date.fromordinal(between)
            claims = [there.named(f"{t.id} engaged") for t in (term, follower)]
            claims = claims if distance == 0 else [negation(c) for c in claims if c != TRUE]
            (shown,) = witnesses(found, [Side(there, claims)])
            where = "both of" if distance == 0 else "neither of"
            said = f"{day} falls into {where} {quoted(term.id)} and {quoted(follower.id)}, of which one follows the other"
            if term.id == follower.id:
                said = f"{day} falls between {quoted(term.id)} of {version.id} and that of {later.id}"
            here.in_term("boundary-day", follower, said, later, at=(term.id, follower.id), case=shown.case)
            return
