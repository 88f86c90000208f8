"""This file defines the checks of verdicts: contradictions, silence, and readings on which nothing turns."""

from __future__ import annotations

from contract_model.meaning.decide import stands
from contract_model.meaning.terms import ACTOR, Effect, effect
from contract_model.model.answer import Status, Verdict
from contract_model.model.case import Case
from contract_model.model.conditions import In, all_of, any_of
from contract_model.model.contract import Contract, Silence, Term, TermKind, Version
from contract_model.model.flaw import FLAWS, Severity
from contract_model.problems import quoted
from contract_model.proving.inspection import Inspection, apart
from contract_model.proving.world import VERDICTS, Worlds

MOST_RIVALS = 3
"""So many conflicts of one term are looked for; whoever mends them sees the rest."""


def conflicts(here: Inspection) -> None:
    """Two terms of which one forbids what the other allows, and neither prevails."""
    told: set[tuple[str, str, str]] = set()
    for version, action in here.pairs:
        worlds = here.worlds(version, action, here.floor)
        named = worlds.program.named
        grants = {t.id: stands(t, named) for t in worlds.program.terms if effect(t) is Effect.GRANTS}
        for term in worlds.program.terms:
            if effect(term) is not Effect.BITES:
                continue
            left = {id: c for id, c in grants.items() if (version.id, term.id, id) not in told}
            with here.asking("conflict", term.id):
                count = 0
                while left and count < MOST_RIVALS and (found := worlds.find(all_of(stands(term, named), any_of(*left.values())))):
                    rivals = [id for id in left if found.decision.statuses[id] is Status.GRANTS]
                    for rival in rivals:
                        del left[rival]
                        count += 1
                        told.add((version.id, term.id, rival))
                        _conflict(here, version, term, worlds.version.terms[rival], found.case)


def _conflict(here: Inspection, version: Version, term: Term, rival: Term, case: Case) -> None:
    contract = here.contract
    other = [n for n, r in case.readings.items() if contract.ambiguities[n].default not in (None, r)]
    said = f"{quoted(term.id)} forbids what {quoted(rival.id)} allows, and neither prevails"
    if other:
        said += f", if {' and '.join(f'{n} is read as {case.readings[n]}' for n in other)}"
    here.found(
        "conflict",
        (term.id, rival.id),
        said,
        term.span,
        version=version,
        case=case,
        within=f"term {term.id}",
        severity=Severity.WARNING if other else FLAWS["conflict"].severity,
    )


def gaps(here: Inspection) -> None:
    """Events of an action that the contract governs, and on which it is silent."""
    if here.contract.policies.silence is not Silence.SILENT:
        return
    for version, action in here.pairs:
        worlds = here.worlds(version, action, here.floor)
        deciding = [t for t in worlds.program.terms if t.kind is not TermKind.DECLARATION]
        actors = [p for p in here.contract.parties if any(not t.bearer or p in t.bearer for t in deciding)]
        with here.asking("gap", action):
            silent = {}
            for actor in actors:
                if found := worlds.find(worlds.verdict(Verdict.SILENT), In(ACTOR, (actor,))):
                    silent[actor] = found.case
            if silent:
                who = " or ".join(silent)
                said = f"{quoted(action)} by {who} is not always answered: the contract is silent"
                span = here.places.get(("actions", action))
                case = next(iter(silent.values()))
                here.found("gap", (action,), said, span, version=version, case=case, within=f"action {action}")


def idle_ambiguities(here: Inspection, elsewhere: set[str]) -> None:
    """Ambiguities of which no reading changes a verdict. `elsewhere`: what is asked about otherwise than for a verdict."""
    for name in here.contract.ambiguities:
        asking = [(v, a) for v, a in here.pairs if name in here.worlds(v, a).program.variables]
        if not asking or name in elsewhere:
            continue  # a word that nothing uses is told as such
        with here.asking("idle-ambiguity", name):
            if all(_idle(here, here.worlds(v, a), name) for v, a in asking):
                said = f"whichever way {quoted(name)} is read, no verdict changes"
                span = here.places.get(("ambiguities", name))
                here.found("idle-ambiguity", (name,), said, span, within=f"ambiguity {name}")


def _idle(here: Inspection, worlds: Worlds, name: str) -> bool:
    """Whether each reading gives the same verdicts as the next."""
    var = worlds.program.variables[name]
    readings = readings_of(here.contract, name)
    by_reading = []
    for reading in readings:
        value = {var: here.solver.constant(reading, var.kind)}
        by_reading.append({v: here.solver.given(worlds.formula(worlds.verdict(v)), value) for v in VERDICTS})
    return all(worlds.never(apart(here.solver, one, other)) for one, other in zip(by_reading, by_reading[1:], strict=False))


def readings_of(contract: Contract, name: str) -> tuple[str, ...]:
    """The readings of an ambiguity."""
    return tuple(contract.ambiguities[name].readings)
