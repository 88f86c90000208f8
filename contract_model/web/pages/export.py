"""This file defines what a scenario is taken away as: a case for `contract test`, the answer as data, and a page that needs no server."""

from __future__ import annotations

import os
from datetime import date
from html import escape

from contract_model.model.answer import Answer
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem
from contract_model.telling.memo import memo
from contract_model.telling.page import fragment
from contract_model.telling.words import Words
from contract_model.web.decisions import Record
from contract_model.web.pages import decided
from contract_model.web.pages.answers import answer_to
from contract_model.web.pages.decided import Taken
from contract_model.web.pages.opening import opened
from contract_model.web.pages.scenario import read_scenario, told_back
from contract_model.web.pages.state import State
from contract_model.web.shelf import Shelf


def case_file(shelf: Shelf, state: State, today: date) -> Taken:
    """The scenario as a file of cases, which expects the answer that there is today. Raises ContractError."""
    from contract_model.testing.writing import entry, reference

    contract, answer, asked, decision = _answered(shelf, state, today)
    place = reference(os.path.basename(shelf.names[contract.id]), "")
    return Taken(f"contract: {place}\ncases:\n{entry(contract, answer, asked)}", decision)


def answer_json(shelf: Shelf, state: State, today: date) -> Taken:
    """The answer as data, the same as `contract ask --format json` prints. Raises ContractError."""
    from contract_model.telling.document import to_json

    contract, answer, _, decision = _answered(shelf, state, today)
    return Taken(to_json(contract, answer) + "\n", decision)


def answer_page(shelf: Shelf, state: State, today: date) -> Taken:
    """The answer as a page in one file, with its reasons, which loads nothing and prints well. Raises ContractError."""
    contract, answer, asked, decision = _answered(shelf, state, today)
    from contract_model.telling.timeline_reply import timeline_reply

    picture = timeline_reply(contract, answer.case).to_svg()
    title = escape(f"{asked}: {answer.verdict.value}")
    page = "\n".join(
        [
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            f"<p class='contract'>{escape(contract.title or contract.id)}</p>\n<h1>{escape(asked)}</h1>",
            fragment(memo(contract, answer, why=True), 2),
            f"<figure>{picture}<figcaption>The same event on every other day.</figcaption></figure>",
            "</main>\n</body>\n</html>\n",
        ]
    )
    return Taken(page, decision)


def _answered(shelf: Shelf, state: State, today: date) -> tuple[Contract, Answer, str, Record]:
    """The contract, its answer, what was asked in words, and the decision."""
    contract, state, problems = opened(shelf, state)
    scenario = read_scenario(contract, state, today)
    if problems or scenario.problems:
        raise ContractError((*problems, *(p for _, p in scenario.problems)))
    answer = answer_to(scenario)
    if answer is None:
        raise ContractError([Problem("empty-question", "nothing is asked, so there is no answer to take away")])
    asked = told_back(scenario) or Words(contract, answer.case.event.action).event(answer.case.event)
    return contract, answer, asked, decided.asked(shelf, scenario, answer)


_STYLE = """
:root{color-scheme:light dark}
body{margin:0;color:#1d1b16;background:#fdfcf8;
 font:1.05rem/1.5 'Source Serif 4',Charter,'Bitstream Charter',Georgia,'Times New Roman',serif}
main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem}
main .contract-answer{font-family:inherit;max-width:none}
.contract{margin:0;font-variant-caps:small-caps;letter-spacing:.04em}
h1{font-weight:600;font-size:1.7rem;line-height:1.2;margin:.2rem 0 1.6rem}
figure{margin:2rem 0;overflow-x:auto}figcaption{font-style:italic}svg{max-width:100%;height:auto;border-radius:2px}
@media (prefers-color-scheme:dark){body{color:#ece7da;background:#171511}}
@media print{body{color:#000;background:#fff;font-size:10.5pt}main{padding:0;max-width:none}h2,h3,summary{break-after:avoid}
li,figure,dl{break-inside:avoid}details>ul{display:block}details::details-content{content-visibility:visible;display:block}}
"""
