"""This file defines `contract doctor`: what is there on this machine, and what follows when something is not."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import put
from contract_model.extras import COLUMNS, MCP, PROVE, WEB, Extra


@click.command()
def doctor() -> int:
    """Tell what is there: Python, the package, shipped contracts, the engine, the extras, the cache, the terminal."""
    rows = [
        ("python", f"{platform.python_version()} ({sys.executable})"),
        ("package", _package()),
        ("contracts", _contracts()),
        ("engine rete", _engine()),
        ("tables", _extra(COLUMNS, "contract check judges tables of events, on DuckDB")),
        ("solver z3", _extra(PROVE, "contract lint, prove and diff ask about all cases at once")),
        ("page", _extra(WEB, "contract serve shows contracts in a browser, and answers other programs")),
        ("assistants", _extra(MCP, "contract mcp answers assistants")),
        ("cache", _cache()),
        ("terminal", _terminal()),
    ]
    width = max(len(name) for name, _ in rows)
    put("\n".join(f"{name:<{width}}  {said}" for name, said in rows))
    return Exit.CLEAN


def _package() -> str:
    import contract_model

    return f"contract-model {contract_model.__version__} ({os.path.dirname(contract_model.__file__)})"


def _contracts() -> str:
    from contract_model.loading.load import shipped

    place = Path(shipped())
    if not place.is_dir():
        return f"none: {place} is not there; name a path with --contract"
    names = sorted(p.stem for p in place.iterdir() if p.suffix == ".yaml" or (p / "contract.yaml").is_file())
    return f"{', '.join(names)} ({place})"


def _engine() -> str:
    from contract_model.engines.rete.availability import availability

    reason = availability()
    if reason is None:
        return "durable-rules is there; answers are computed by it and by the definition, and compared"
    return f"not there: {reason}; answers are computed by the definition alone, and say so"


def _extra(extra: Extra, then: str) -> str:
    problem = extra.problem()
    return f"not there: {problem.message}; {problem.hint}" if problem else f"there; {then}"


def _cache() -> str:
    from contract_model.loading.cache import folder

    place = Path(folder())
    existing = place
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not os.access(existing, os.W_OK):
        return f"{place} cannot be written: every answer reads the contract anew, which is slower"
    kept = len(list(place.glob("*.contract"))) if place.is_dir() else 0
    return f"{place} ({kept} kept)"


def _terminal() -> str:
    if not sys.stdout.isatty():
        return "the output is not a terminal: plain text unless --format says otherwise"
    from shutil import get_terminal_size

    colour = "no colour (NO_COLOR)" if os.environ.get("NO_COLOR") else "colour"
    return f"{get_terminal_size().columns} columns, {colour}, {sys.stdout.encoding}"
