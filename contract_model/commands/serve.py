"""This file defines `contract serve`: contracts on a page in the browser, and for other programs."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.extras import WEB
from contract_model.web.limits import MIB, Limits

LIMITS = Limits()
SECONDS = click.FloatRange(min=0, min_open=True, max=86_400)
COUNT = click.IntRange(1, 1_000_000)
MEMORY = click.IntRange(256, 1_048_576)


@click.command()
@click.argument("contracts", nargs=-1, metavar="[CONTRACT]...")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="At which port; 0 for a free one.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="How many processes work out answers; one for each processor.")
@click.option(
    "--timeout", type=SECONDS, default=LIMITS.seconds, show_default=True, metavar="SECONDS", help="Give up an answer that takes longer."
)
@click.option(
    "--patience", type=SECONDS, default=LIMITS.patience, show_default=True, metavar="SECONDS", help="Wait so long for a slow client."
)
@click.option("--max-body", type=COUNT, default=LIMITS.body // MIB, show_default=True, metavar="MIB", help="Take requests up to this size.")
@click.option(
    "--max-waiting", type=COUNT, default=LIMITS.waiting, show_default=True, metavar="N", help="Let so many requests wait at once."
)
@click.option(
    "--max-connections", type=COUNT, default=LIMITS.connections, show_default=True, metavar="N", help="Let so many clients connect."
)
@click.option(
    "--max-memory", type=MEMORY, default=LIMITS.memory, show_default=True, metavar="MIB", help="Let each worker take so much memory."
)
@click.option("--log-decisions", "log", metavar="FILE", help="Add each decision to a file, as a line of JSON.")
@click.option("--open", "opening", is_flag=True, help="Open a browser.")
def serve(
    contracts: tuple[str, ...],
    host: str,
    port: int,
    workers: int | None,
    timeout: float,
    patience: float,
    max_body: int,
    max_waiting: int,
    max_connections: int,
    max_memory: int,
    log: str | None,
    opening: bool,
) -> int:
    """Serve contracts: a page to ask them on, and an HTTP API.

    Each CONTRACT is a file, the folder of a contract, a folder with contracts, or the id of a shipped one; all shipped ones if none is
    named. Ctrl-C stops it.

    \b
    contract serve
    contract serve lease.yaml --port 8080
    contract serve --log-decisions decisions.jsonl
    """
    WEB.demand()
    from contract_model.web.app import create_app
    from contract_model.web.serving import address, is_loopback, listen, names, serve_at

    limits = Limits(
        body=max_body * MIB,
        seconds=timeout,
        patience=patience,
        waiting=max_waiting,
        connections=max_connections,
        memory=max_memory,
    )
    listening = listen(host, port)
    url, alone = address(listening), is_loopback(listening)
    try:
        app = create_app(contracts, limits, hosts=names(listening, host) if alone else (), workers=workers, log=log)
        count = len(app.state.shelf)
        click.echo(f"{count} contract{'' if count == 1 else 's'} at {url} (Ctrl-C stops it)")
        if not alone:
            click.echo("other machines reach this address: who reaches it can ask these contracts, and read them", err=True)
        if opening:
            click.launch(url)
        serve_at(listening, app)
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        listening.close()
    return Exit.CLEAN
