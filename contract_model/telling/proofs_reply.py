"""This file defines `ProofsReply`: what became of the laws of a contract, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.contract import Contract
from contract_model.model.law import Always, Demand, Favourable, Law, Never, Proof, SameAs, Symmetric
from contract_model.model.values import written
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.section import Row, Section


@dataclass(frozen=True, slots=True)
class ProofsReply(Told):
    """What `contract prove` tells. `name`: the id or path by which the contract was asked for."""

    contract: Contract
    proofs: tuple[Proof, ...]
    name: str

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.section import Section, row

        laws = [Section("", tuple(self._rows(p))) for p in self.proofs]
        return (*laws, Section("", (row(_summary(self.proofs)),)))

    def _rows(self, proof: Proof) -> Iterator[Row]:
        from contract_model.telling.section import Piece, Tone, faint, row, strong
        from contract_model.telling.shown_case import case_rows

        law = proof.law
        tone = {"proved": Tone.PERMITTED, "refuted": Tone.PROHIBITED}.get(outcome(proof), Tone.DEPENDS)
        yield row(Piece(outcome(proof).upper(), tone), " ", strong(law.id), f": {law.says}" if law.says else "")
        for demand in law.demands:
            yield row(faint(f"{demanded(demand)}{scope(law)}"), depth=1)
        if proof.vacuous:
            yield row("It speaks of no case: nothing fits what it says of its cases.", depth=1)
        if proof.undecided:
            yield row(f"It is neither proved nor refuted: {proof.undecided}.", depth=1)
        if found := proof.counterexample:
            yield row(f"Not so under the version of {found.version}:" if len(found.cases) == 1 else _parted(found.said), depth=1)
            for case, verdict in found.cases:
                yield from case_rows(self.contract, case, verdict, name=self.name, depth=2)

    def to_document(self) -> dict[str, Any]:
        """The proofs as data; `contract schema proofs` prints the schema."""
        from contract_model.telling.document import SCHEMA_VERSION
        from contract_model.telling.shown_case import event_data

        return {
            "schema_version": SCHEMA_VERSION,
            "contract": self.contract.id,
            "laws": [
                {
                    "id": p.law.id,
                    "says": p.law.says,
                    "demands": [demanded(d) for d in p.law.demands],
                    "outcome": outcome(p),
                    "undecided": p.undecided,
                    "counterexample": {
                        "version": found.version,
                        "cases": [{"event": event_data(c), "verdict": v.value} for c, v in found.cases],
                    }
                    if (found := p.counterexample)
                    else None,
                }
                for p in self.proofs
            ],
        }


def outcome(proof: Proof) -> str:
    """What became of a law in a word: proved, refuted, undecided, or vacuous where it speaks of no case."""
    if proof.counterexample:
        return "refuted"
    return "undecided" if proof.undecided else "vacuous" if proof.vacuous else "proved"


def demanded(demand: Demand) -> str:
    """What a law demands: `never prohibited or in conflict`."""
    match demand:
        case Never(claims):
            return f"never {' or '.join(map(str, claims))}"
        case Always(claims):
            return f"always {' or '.join(map(str, claims))}"
        case Symmetric(values):
            return "; ".join(f"{name}: {', '.join(map(written, listed))} alike" for name, listed in values.items())
        case Favourable(name, (), more):
            return f"{'more' if more else 'less'} {name} is never worse"
        case Favourable(name, values, _):
            return f"{name}: {', '.join(map(written, values))}, each no worse than the one before"
        case SameAs(version):
            return f"the same as under {version}"


def scope(law: Law) -> str:
    """Of which cases a law speaks."""
    said = []
    if law.actions:
        said.append(f", for {', '.join(law.actions)}")
    if law.actors:
        said.append(f" by {', '.join(law.actors)}")
    if law.when:
        said.append(f", when {law.when.text}")
    if law.versions:
        said.append(f", under {', '.join(law.versions)}")
    return "".join(said)


def _parted(said: str) -> str:
    return "Two cases part: the second is worse." if "worse" in said else "Two cases part, and should not:"


def _summary(proofs: tuple[Proof, ...]) -> str:
    """How many laws of each outcome: `3 laws: 2 proved, 1 refuted`."""
    counts = {word: sum(outcome(p) == word for p in proofs) for word in ("proved", "refuted", "undecided", "vacuous")}
    laws = f"{len(proofs)} law{'' if len(proofs) == 1 else 's'}"
    return f"{laws}: {', '.join(f'{count} {word}' for word, count in counts.items() if count)}"
