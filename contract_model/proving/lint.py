"""This file defines how a contract is linted: every check, one after the other, and what the contract itself suppresses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from contract_model.model.contract import Certainty, Contract
from contract_model.model.flaw import FLAWS, Allowed, Flaw, Flaws
from contract_model.problems import quoted
from contract_model.proving.inspection import Inspection, Places
from contract_model.proving.term_flaws import (
    constant_conditions,
    days,
    dead_exceptions,
    dead_terms,
    idle_permissions,
    idle_precedence,
    idle_terms,
)
from contract_model.proving.verdict_flaws import conflicts, gaps, idle_ambiguities
from contract_model.proving.word_flaws import asked_over_time, circles, unused_words


def _ambiguities(here: Inspection) -> None:
    idle_ambiguities(here, asked_over_time(here.contract))


# Each with the kinds of flaw that it looks for. Dead terms come first: nothing else is told of them.
CHECKS: Mapping[Callable[[Inspection], None], tuple[str, ...]] = {
    unused_words: ("unused-word",),
    circles: ("circular-reference",),
    dead_terms: ("dead-term",),
    dead_exceptions: ("dead-exception",),
    constant_conditions: ("constant-condition",),
    conflicts: ("conflict",),
    gaps: ("gap",),
    idle_precedence: ("idle-precedence",),
    idle_permissions: ("idle-permission",),
    idle_terms: ("never-decides",),
    _ambiguities: ("idle-ambiguity",),
    days: ("dead-after", "boundary-day"),
}


def lint(
    contract: Contract,
    *,
    kinds: Collection[str] = tuple(FLAWS),
    floor: Certainty = Certainty.INFERRED,
    timeout: float | None = None,
    places: Places | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Flaws:
    """All flaws of some kinds, with what the contract suppresses of them.

    `timeout`: so many seconds for all checks; what is not answered by then is listed as open. `places`: where the words stand.
    `progress` is told how many checks are done, of how many.
    """
    here = Inspection(contract, floor, timeout, places or {})
    wanted = [check for check, found in CHECKS.items() if check is dead_terms or {*found} & {*kinds}]
    for done, check in enumerate(wanted):
        if progress:
            progress(done, len(wanted))
        check(here)
    flaws = [_suppressed(f, contract.allowed) for f in _each_once(here.notes.flaws) if f.kind.id in kinds]
    open_checks = tuple(o for o in here.notes.open if o.kind.id in kinds)
    if "idle-suppression" in kinds and not open_checks:
        flaws += _idle_suppressions(contract, flaws, kinds)
    return Flaws(contract.id, tuple(sorted(flaws, key=_order)), open_checks)


def _each_once(flaws: Iterable[Flaw]) -> list[Flaw]:
    """The flaws without those that a later version only carries on: each with the last version that has it."""
    found: dict[tuple[object, ...], list[Flaw]] = {}
    for flaw in flaws:
        found.setdefault((flaw.kind.id, flaw.severity, flaw.at, flaw.message, flaw.span), []).append(flaw)
    return [_of_several(same) for same in found.values()]


def _of_several(same: Sequence[Flaw]) -> Flaw:
    *others, last = same
    return replace(last, message=f"{last.message}; so under {len(same)} versions") if others else last


def _suppressed(flaw: Flaw, allowed: Collection[Allowed]) -> Flaw:
    reasons = [a.reason for a in allowed if _covers(a, flaw)]
    return replace(flaw, allowed=reasons[0]) if reasons else flaw


def _covers(allowed: Allowed, flaw: Flaw) -> bool:
    return allowed.kind == flaw.kind.id and (not allowed.at or allowed.at in flaw.at)


def _idle_suppressions(contract: Contract, flaws: Collection[Flaw], kinds: Collection[str]) -> list[Flaw]:
    kind = FLAWS["idle-suppression"]
    found = []
    for allowed in contract.allowed:
        if allowed.kind in kinds and not any(_covers(allowed, f) for f in flaws):
            at = f" at {quoted(allowed.at)}" if allowed.at else ""
            said = f"there is no {allowed.kind}{at} to be suppressed"
            found.append(Flaw(kind, kind.severity, (allowed.kind, allowed.at), said, allowed.span))
    return found


def _order(flaw: Flaw) -> tuple[str, int, int, str, tuple[str, ...]]:
    span = flaw.span
    return (*((span.file, span.line, span.column) if span else ("", 0, 0)), flaw.kind.id, flaw.at)
