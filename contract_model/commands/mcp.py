"""This file defines `contract mcp`: contracts for assistants, by the Model Context Protocol."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.extras import MCP


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
    MCP.demand()
    from contract_model.web.mcp import serve
    from contract_model.web.shelf import Shelf

    serve(Shelf(contracts))
    return Exit.CLEAN
