"""This file defines `progress`: a bar on a terminal for what takes long; where the errors of a command go elsewhere there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """What is to be called with how much is done, and of how much; none where nobody would see it. The bar goes when all is done."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(what, total=None)

        def shown(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of, refresh=True)

        yield shown
