"""This file defines `contract serve`: contracts on a page in the browser, and for other programs."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.extras import WEB


@click.command()
@click.argument("contracts", nargs=-1, metavar="[CONTRACT]...")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="At which port; 0 for a free one.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="How many processes work out answers; one for each processor.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Give up an answer that takes longer.",
)
@click.option("--log-decisions", "log", metavar="FILE", help="Add each decision to a file, as a line of JSON.")
@click.option("--open", "opening", is_flag=True, help="Open a browser.")
def serve(contracts: tuple[str, ...], host: str, port: int, workers: int | None, timeout: float, log: str | None, opening: bool) -> int:
    """Serve contracts: a page to ask them on, and an HTTP API.

    Each CONTRACT is a file, the folder of a contract, a folder with contracts, or the id of a shipped one; all shipped ones if none is
    named. Ctrl-C stops it.

    \b
    contract serve
    contract serve lease.yaml --port 8080
    contract serve --log-decisions decisions.jsonl
    """
    WEB.demand()
    from contract_model.web import serving
    from contract_model.web.app import create_app
    from contract_model.web.limits import Limits
    from contract_model.web.serving import LOOPBACK

    listening = serving.listen(host, port)
    url, alone = serving.address(listening), serving.is_loopback(listening)
    try:
        app = create_app(contracts, Limits(seconds=timeout), hosts=LOOPBACK if alone else (), workers=workers, log=log)
        count = len(app.state.shelf)
        click.echo(f"{count} contract{'' if count == 1 else 's'} at {url} (Ctrl-C stops it)")
        if not alone:
            click.echo("other machines reach this address: who reaches it can ask these contracts, and read them", err=True)
        if opening:
            click.launch(url)
        serving.serve(listening, app)
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        listening.close()
    return Exit.CLEAN
