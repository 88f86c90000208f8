"""This file defines the sections that tell a decision tree: its questions, each with its answers below, in words."""

from __future__ import annotations

from collections.abc import Iterator

from contract_model.model.answer import Answer
from contract_model.model.contract import Contract
from contract_model.model.tree import Fork, Leaf, Node, Tree
from contract_model.telling.memo import asked_rows
from contract_model.telling.section import Piece, Row, Section, Tone, faint, row, strong
from contract_model.telling.tree_words import TreeWords


def tree_sections(contract: Contract, answer: Answer, tree: Tree) -> tuple[Section, ...]:
    """What is told of a tree; `answer` is that to its case."""
    words = TreeWords(contract, tree)
    head = (*asked_rows(contract, answer), row(words.size(), label="Tree"))
    return Section("", head), Section("Questions", tuple(_rows(words, tree.root, "", 0)))


def _rows(words: TreeWords, node: Node, answered: str, depth: int) -> Iterator[Row]:
    """A node after an answer, and all below it."""
    before = f"{answered}: " if answered else ""
    match node:
        case Fork(_, _, branches):
            name = words.name(node)
            yield row(before, strong(words.question(node)), faint(f" ({name})") if name else "", depth=depth, item=bool(depth))
            for branch in branches:
                yield from _rows(words, branch.then, words.answer(branch.literal), depth + 1)
        case Leaf(verdict, _, _):
            yield row(before, Piece(verdict.value, Tone[verdict.name]), faint(f" {words.end(node)}"), depth=depth, item=bool(depth))
        case stub:
            yield row(before, Piece("goes on", Tone.DEPENDS), faint(f": {words.end(stub)}"), depth=depth, item=bool(depth))
