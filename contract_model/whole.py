"""This file defines what of the front door asks about all cases at once: flaws, laws and redlines. It needs the solver z3.

    contract_model.lint("flat-lease")
    contract_model.prove("flat-lease")
    contract_model.diff("lease.yaml@2026-01-01", "lease.yaml@2027-01-01")

Each gives what shows itself in words, as JSON, as Markdown and in a notebook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from contract_model.extras import PROVE
from contract_model.front import DEFAULT_CONTRACT, load
from contract_model.model.contract import Contract

if TYPE_CHECKING:
    from contract_model.proving.redline import Compared
    from contract_model.telling.flaws_reply import FlawsReply
    from contract_model.telling.proofs_reply import ProofsReply
    from contract_model.telling.redline_reply import RedlineReply

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def lint(
    contract: Contract | str | Path = DEFAULT_CONTRACT,
    *,
    checks: Collection[str] = (),
    evidence: str = "inferred",
    timeout: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> FlawsReply:
    """The flaws of a contract: of some checks, or of all. Raises ContractError."""
    PROVE.demand()
    from contract_model.asking.entries import read_evidence
    from contract_model.loading.places import word_places
    from contract_model.model.flaw import FLAWS
    from contract_model.proving.lint import lint as lint_contract
    from contract_model.telling.flaws_reply import FlawsReply, Linted

    subject, name = _named(contract)
    places = {} if isinstance(contract, Contract) else word_places(contract)
    kinds = tuple(checks) or tuple(FLAWS)
    floor = read_evidence(evidence)
    flaws = lint_contract(subject, kinds=kinds, floor=floor, timeout=timeout, places=places, progress=progress)
    return FlawsReply((Linted(subject, flaws, name),))


def prove(
    contract: Contract | str | Path = DEFAULT_CONTRACT, laws: Collection[str] = (), *, timeout: float | None = None, name: str = ""
) -> ProofsReply:
    """What becomes of the laws of a contract, of some by their ids or of all. `name`: by which it can be asked. Raises ContractError."""
    PROVE.demand()
    from contract_model.problems import ContractError, Problem, did_you_mean, one_of, quoted
    from contract_model.proving.laws import prove as prove_laws
    from contract_model.telling.proofs_reply import ProofsReply

    subject, own = _named(contract)
    unknown = [n for n in laws if n not in subject.laws]
    if unknown:
        hints = (did_you_mean(n, subject.laws) or one_of(subject.laws) for n in unknown)
        raise ContractError(
            Problem("unknown-name", f"{quoted(n)} is not a law of the contract", hint=h) for n, h in zip(unknown, hints, strict=True)
        )
    wanted = [subject.laws[n] for n in dict.fromkeys(laws)] or list(subject.laws.values())
    return ProofsReply(subject, tuple(prove_laws(subject, wanted, timeout)), name or own)


def diff(
    before: Contract | str | Path,
    after: Contract | str | Path,
    *,
    contract: str | Path = DEFAULT_CONTRACT,
    only: Collection[str] = (),
    evidence: str = "inferred",
    presume: bool = True,
    readings: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> RedlineReply:
    """What is different between two versions: `2026-04-27` of `contract`, `lease.yaml@2026-01-01`, or the last one of a contract.

    `readings`: how ambiguities are read, whatever their defaults. Raises ContractError.
    """
    PROVE.demand()
    from contract_model.asking.entries import read_evidence
    from contract_model.asking.options import read_readings
    from contract_model.proving.redline import redline
    from contract_model.telling.redline_reply import RedlineReply

    one, other = side(before, contract), side(after, contract)
    read = read_readings(other.contract, readings or {})
    found = redline(one, other, only=only, floor=read_evidence(evidence), presume=presume, readings=read, timeout=timeout)
    return RedlineReply(other.contract, (found,))


def side(said: Contract | str | Path, contract: str | Path = DEFAULT_CONTRACT, loaded: Callable[[str], Contract] | None = None) -> Compared:
    """A side of a comparison. `loaded`: where contracts come from, if not from files. Raises ContractError."""
    from contract_model.asking.entries import read_version
    from contract_model.proving.redline import Compared

    if isinstance(said, Contract):
        return Compared(said, said.versions[-1], f"{said.id}, version of {said.versions[-1].id}", said.id)
    text = str(said)
    which, _, version = text.rpartition("@") if "@" in text else (str(contract), "", text) if _DAY.fullmatch(text) else (text, "", "")
    found = (loaded or load)(which)
    id = read_version(found, version) if version else found.versions[-1].id
    return Compared(found, next(v for v in found.versions if v.id == id), f"{which}, version of {id}", which)


def _named(contract: Contract | str | Path) -> tuple[Contract, str]:
    """A contract and the name by which it can be asked."""
    return (contract, contract.id) if isinstance(contract, Contract) else (load(contract), str(contract))
