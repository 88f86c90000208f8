"""This file defines `Standing`: how the norms of a run stand in the end. What is due next, what is open, breached and curable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contract_model.model.contract import Contract, Term, TermKind
from contract_model.model.counting import Instant
from contract_model.model.history import Instance, Run, Undecided
from contract_model.model.states import NormState


@dataclass(frozen=True, slots=True)
class Cure:
    """How a breach can still be made good: by late performance, or by reparations that are open."""

    instance: Instance
    late: bool
    reparations: tuple[Instance, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How norms stand. An instance that was violated is breached whatever became of it.

    due        obligations that can be performed now, the first deadline first and those without one last
    usable     powers that can be exercised now, likewise
    binding    prohibitions and declarations in force
    waiting    what is pending, suspended or not available
    breached   what was ever violated
    curable    violated obligations that can still be made good
    undecided  changes that hang on what is not known, and that nothing later settled
    """

    due: tuple[Instance, ...]
    usable: tuple[Instance, ...]
    binding: tuple[Instance, ...]
    waiting: tuple[Instance, ...]
    breached: tuple[Instance, ...]
    curable: tuple[Cure, ...]
    undecided: tuple[Undecided, ...]
    doubtful: tuple[Instance, ...]

    @property
    def violated(self) -> tuple[Instance, ...]:
        """What is violated in the end, and not performed since."""
        return tuple(i for i in self.breached if i.state is NormState.VIOLATED)


def term_of(contract: Contract, instance: Instance) -> Term | None:
    """The term of an instance, in its version."""
    version = next((v for v in contract.versions if v.id == instance.version), None)
    found = version.terms.get(instance.term) if version else None
    return found or next((v.terms[instance.term] for v in reversed(contract.versions) if instance.term in v.terms), None)


def standing(contract: Contract, run: Run) -> Standing:
    """How the norms of a run stand at its end."""
    kinds = {i.number: term.kind for i in run.instances if (term := term_of(contract, i)) is not None}
    open_of: dict[str, list[Instance]] = {}
    for instance in run.open:
        open_of.setdefault(instance.term, []).append(instance)
    active = [i for i in run.instances if i.state in (NormState.IN_FORCE, NormState.AVAILABLE)]
    return Standing(
        due=by_deadline(i for i in active if kinds.get(i.number) is TermKind.OBLIGATION),
        usable=by_deadline(i for i in active if kinds.get(i.number) is TermKind.POWER),
        binding=tuple(i for i in active if kinds.get(i.number) not in (TermKind.OBLIGATION, TermKind.POWER)),
        waiting=tuple(i for i in run.instances if i.state in (NormState.PENDING, NormState.SUSPENDED, NormState.NOT_AVAILABLE)),
        breached=tuple(i for i in run.instances if i.violated or i.state is NormState.VIOLATED),
        curable=tuple(c for i in run.instances if (c := _cure(contract, run, i, open_of)) is not None),
        undecided=tuple(c for s in run.steps for c in s.changes if isinstance(c, Undecided)),
        doubtful=tuple(i for i in run.instances if i.doubt),
    )


def by_deadline(instances: Iterable[Instance]) -> tuple[Instance, ...]:
    """Instances by the instant at which it is too late; those without one last."""
    return tuple(sorted(instances, key=_deadline))


def _deadline(instance: Instance) -> tuple[bool, Instant, int]:
    return (instance.due is None, instance.due or 0, instance.number)


def _cure(contract: Contract, run: Run, instance: Instance, open_of: Mapping[str, Sequence[Instance]]) -> Cure | None:
    term = term_of(contract, instance)
    if instance.state is not NormState.VIOLATED or instance.performed or term is None or term.norm is None:
        return None
    late = term.kind is TermKind.OBLIGATION and term.norm.late  # what is violated outlives the contract
    reparations = tuple(i for id in term.norm.on_violation for i in open_of.get(id, ()) if belongs(i, instance))
    return Cure(instance, late, reparations) if late or reparations else None


def belongs(reparation: Instance, breached: Instance) -> bool:
    """Whether a reparation came of this breach, and not of that of another instance of the term."""
    return reparation.parent == breached.number if reparation.parent is not None else reparation.group == breached.group
