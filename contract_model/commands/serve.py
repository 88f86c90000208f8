"""This file defines `contract serve`: contracts on a page in the browser, and for other programs."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit

INSTALL = "pip install 'contract-model[web]'"


@click.command()
@click.argument("contracts", nargs=-1, metavar="[CONTRACT]...")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="At which port; 0 for a free one.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="How many processes serve.")
@click.option("--open", "opening", is_flag=True, help="Open a browser.")
def serve(contracts: tuple[str, ...], host: str, port: int, workers: int, opening: bool) -> int:
    """Serve contracts: a page to ask them on, and an HTTP API.

    Each CONTRACT is a file, the folder of a contract, a folder with contracts, or the id of a shipped one; all shipped ones if none is
    named. Ctrl-C stops it.

    \b
    contract serve
    contract serve lease.yaml --port 8080
    """
    try:
        from contract_model.web import serving
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fastapi", "starlette", "uvicorn", "jinja2", "anyio"):
            raise
        raise click.UsageError(f"`contract serve` needs {error.name}, which is not installed: {INSTALL}") from None
    from contract_model.web.shelf import Shelf

    count = len(Shelf(contracts))
    listening = serving.listen(host, port)
    url = serving.address(listening)
    click.echo(f"{count} contract{'' if count == 1 else 's'} at {url} (Ctrl-C stops it)")
    if not serving.is_loopback(listening):
        click.echo("other machines reach this address; whoever reaches it can ask these contracts and read their terms", err=True)
    if opening:
        click.launch(url)
    try:
        serving.serve(listening, contracts, workers=workers)
    except KeyboardInterrupt:
        click.echo("stopped")
    return Exit.CLEAN
