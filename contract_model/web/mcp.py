"""This file defines the server for assistants: the Model Context Protocol over standard input and output, by its official SDK.

What is asked is worked out in a worker, as for the HTTP API, so that a question that takes too long is given up and the next one answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

import contract_model
from contract_model.problems import ContractError, Problem, quoted
from contract_model.web.assistant import NO_ADVICE, Consulted, consult, hint, offered
from contract_model.web.limits import Limits
from contract_model.web.operations import warm
from contract_model.web.refusals import Refused
from contract_model.web.shelf import Shelf
from contract_model.web.tools_schema import TOOLS, gives, operation, takes
from contract_model.web.worker import Failed
from contract_model.web.workers import Workers

INSTRUCTIONS = (
    "Ask contracts what would happen if. A verdict is permitted, prohibited, depends, silent or conflict. `depends` says on which facts: "
    "ask for them, or tell the conditions; never guess them. `silent` means that no term speaks of it. A verdict holds under the terms as "
    "encoded, with the readings taken and the evidence named: always pass these on with it, and the sources. " + NO_ADVICE
)


def serve(shelf: Shelf, limits: Limits | None = None) -> None:
    """Serve an assistant until it closes."""
    asyncio.run(_serve(shelf, limits or Limits(seconds=60)))


async def _serve(shelf: Shelf, limits: Limits) -> None:
    workers = Workers(shelf, limits, 1, warm)
    server = assistant(shelf, workers)
    await workers.start()
    try:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    finally:
        await workers.stop()


def assistant(shelf: Shelf, workers: Workers) -> Server[Any]:
    """The server, with a tool for each operation that an assistant needs."""
    tools = [_tool(name, shelf) for name in TOOLS]

    async def list_tools(context: ServerRequestContext[Any], asked: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def call_tool(context: ServerRequestContext[Any], asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            return _result(await _called(workers, asked.name, asked.arguments or {}))
        except (ContractError, Refused) as error:
            return _failed(*error.problems)
        except Failed as error:
            return _failed(Problem("internal", f"an error of ours: {error}", hint="please report it with what was asked"))

    return Server(
        "contract-model",
        version=contract_model.__version__,
        title="Contracts you can ask",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def _called(workers: Workers, tool: str, arguments: Mapping[str, Any]) -> Consulted:
    """What a tool gives. Raises ContractError, Refused and Failed."""
    if tool not in TOOLS:
        raise ContractError([Problem("unknown-name", f"{quoted(tool)} is not a tool here", hint=hint(tool, TOOLS))])
    if tool == "list_contracts":
        if arguments:
            raise ContractError([Problem("unknown-key", f"{quoted(next(iter(arguments)))} is no key here", hint="send none")])
        return await workers.run(offered)
    return await workers.run(consult, operation(tool), arguments)


def _tool(name: str, shelf: Shelf) -> types.Tool:
    return types.Tool(
        name=name,
        description=f"{TOOLS[name]} {NO_ADVICE}",
        input_schema=takes(name, shelf.contracts),
        output_schema=gives(name),
        annotations=types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False),
    )


def _result(consulted: Consulted) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=consulted.text)], structured_content=consulted.data)


def _failed(*problems: Problem) -> types.CallToolResult:
    """Problems in words, from which an assistant can mend its question."""
    text = "\n\n".join(str(p) for p in problems)
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)
