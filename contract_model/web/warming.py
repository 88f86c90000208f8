"""This file defines `warmed`: what is done before the first request, so that nobody waits for what is read, made and compiled but once."""

from __future__ import annotations

from contextlib import suppress

from jinja2 import Environment

from contract_model.clock import today
from contract_model.problems import ContractError
from contract_model.web.operations import warm
from contract_model.web.pages.ask import ask_view
from contract_model.web.pages.state import State
from contract_model.web.shelf import Shelf


def warmed(shelf: Shelf) -> None:
    """Answer a question of each contract, for programs and on a page. Called in a worker."""
    warm(shelf)
    for contract in shelf:
        for example in contract.examples[:1]:
            with suppress(ContractError):
                ask_view(shelf, State(contract.id, q=example).query(), today())


def compiled(templates: Environment) -> None:
    """Compile all templates. Called where pages are filled in."""
    for name in templates.list_templates():
        templates.get_template(name)
