"""This file defines what a shell completes beside options: files, and ids of shipped contracts, where an argument or an option is one.

eval "$(_CONTRACT_COMPLETE=bash_source contract)"        zsh_source, fish_source
"""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

CONTRACTS = ("ID|PATH", "[CONTRACT]...", "BEFORE", "AFTER")
FILES = ("FILE", "PATH", "TABLE", "HISTORY")


class ContractName(click.Path):
    """A file, a folder, or the id of a shipped contract."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The ids that begin so; files where there is none, which is how shells take what stands first."""
        from contract_model.loading.load import shipped_ids

        ids = [CompletionItem(id) for id in shipped_ids() if id.startswith(incomplete)]
        return [*super().shell_complete(ctx, param, incomplete), *ids]


def with_names(command: click.Command) -> click.Command:
    """A command whose parameters say what a shell completes them with."""
    for param in command.params:
        shown = param.metavar or param.human_readable_name
        if shown in CONTRACTS:
            param.type = ContractName()
        elif any(word in shown for word in FILES):
            param.type = click.Path()
    return command
