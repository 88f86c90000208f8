"""This file defines the option that commands which need the solver have in common: how long it may take."""

from __future__ import annotations

import click

timeout_option = click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="Tell what is known after so long, as not complete."
)
