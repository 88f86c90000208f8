"""This file defines what commands that need the solver have in common: that it is there, and how long it may take."""

from __future__ import annotations

import click

timeout_option = click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Tell what is known after so long, as not complete."
)


def want_solver(command: str) -> None:
    """Raise a usage error that says how to install the solver, where it is not there."""
    from contract_model.proving.availability import INSTALL, solver_available

    if not solver_available():
        raise click.UsageError(f"`{command}` asks about all cases at once and needs the solver z3, which is not installed: {INSTALL}")
