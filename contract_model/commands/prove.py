"""This file defines `contract prove`: the laws of a contract, each proved or refuted by a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import put_told
from contract_model.commands.question import format_option
from contract_model.commands.solver import timeout_option
from contract_model.extras import PROVE
from contract_model.front import DEFAULT_CONTRACT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_model.model.law import Proof


@click.command()
@click.argument("names", metavar="[LAW]...", nargs=-1)
@click.option("--contract", "name", default=DEFAULT_CONTRACT, show_default=True, metavar="ID|PATH", help="One shipped, or a path.")
@timeout_option
@format_option()
@click.option("--no-cache", is_flag=True, help="Read the contract anew.")
def prove(names: tuple[str, ...], name: str, timeout: float | None, form: str | None, no_cache: bool) -> int:
    """Prove the laws of a contract: what it says must hold of all cases, or a case in which it does not.

    LAW is the id of a law; without any, all laws are proved. Exits with 1 when a law does not hold or speaks of no case, with 4 when
    one could not be decided, with 5 when there is none.

    \b
    contract prove
    contract prove azure-is-free
    contract prove --contract lease.yaml --timeout 10
    """
    PROVE.demand()
    from contract_model.front import load
    from contract_model.whole import prove as prove_laws

    contract = load(name, cache=not no_cache)
    reply = prove_laws(contract, names, timeout=timeout, name=name)
    if not reply.proofs:
        click.echo(f"the contract {contract.id} has no laws", err=True)
        return Exit.NOTHING
    put_told(reply, form)
    return exit_of(reply.proofs)


def exit_of(proofs: Sequence[Proof]) -> Exit:
    """How it ends: 1 where a law does not hold or speaks of no case, else 4 where one could not be decided."""
    if any(p.counterexample or p.vacuous for p in proofs):
        return Exit.NEGATIVE
    return Exit.UNDETERMINED if any(p.undecided for p in proofs) else Exit.CLEAN
