"""This file defines `contract mcp`: contracts for assistants, by the Model Context Protocol."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.commands.serve import LIBRARIES

INSTALL = "pip install 'contract-model[mcp]'"


@click.command()
@click.argument("contracts", nargs=-1, metavar="[CONTRACT]...")
def mcp(contracts: tuple[str, ...]) -> int:
    """Serve contracts to an assistant, by the Model Context Protocol over standard input and output.

    Each CONTRACT is a file, the folder of a contract, a folder with contracts, or the id of a shipped one; all shipped ones if none is
    named. It is started by the assistant, from its configuration.

    \b
    contract mcp
    contract mcp lease.yaml
    """
    try:
        from contract_model.web.mcp import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in (*LIBRARIES, "mcp", "mcp_types"):
            raise
        raise click.UsageError(f"`contract mcp` needs the library mcp, which is not installed: {INSTALL}") from None
    from contract_model.web.shelf import Shelf

    serve(Shelf(contracts))
    return Exit.CLEAN
