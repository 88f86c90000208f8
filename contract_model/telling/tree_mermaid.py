"""This file defines the Mermaid of a decision tree: a flowchart that pages and editors draw. Every verdict has its word and its colours."""

from __future__ import annotations

from collections.abc import Iterator

from contract_model.model.answer import Verdict
from contract_model.model.contract import Contract
from contract_model.model.tree import Fork, Leaf, Node, Tree
from contract_model.telling.drawing import STYLES, wrapped
from contract_model.telling.tree_words import TreeWords

SIGNS = 34  # in a line of a box


def tree_mermaid(contract: Contract, tree: Tree) -> str:
    """The tree as a flowchart from top to bottom."""
    return "\n".join(_Chart(TreeWords(contract, tree)).lines()) + "\n"


class _Chart:
    def __init__(self, words: TreeWords) -> None:
        self.words = words
        self.verdicts: dict[Verdict, None] = {}
        self._count = 0

    def lines(self) -> Iterator[str]:
        yield "flowchart TD"
        yield from self._node(self.words.tree.root)
        for verdict in self.verdicts:
            style = STYLES[verdict]
            dashed = ",stroke-dasharray:4 3" if style.dashed else ""
            yield f"  classDef {verdict.value} fill:{style.paper},stroke:{style.ink},color:#24292f{dashed}"

    def _node(self, node: Node) -> Iterator[str]:
        me = f"n{self._count}"
        self._count += 1
        match node:
            case Fork(_, _, branches):
                yield f'  {me}["{_said(self.words.question(node))}"]'
                for branch in branches:
                    yield f'  {me} -->|"{_said(self.words.answer(branch.literal))}"| n{self._count}'
                    yield from self._node(branch.then)
            case Leaf(verdict, _, _):
                self.verdicts[verdict] = None
                yield f'  {me}(["{verdict.value}<br/>{_said(self.words.end(node))}"]):::{verdict.value}'
            case stub:
                yield f'  {me}["…<br/>{_said(self.words.end(stub))}"]'


def _said(text: str) -> str:
    """Text between quotation marks, in lines; signs that mean something in Mermaid or HTML are written as entities."""
    lines = []
    for line in wrapped(text, SIGNS):
        for sign, entity in (("#", "#35;"), ("&", "#38;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;"), ("|", "#124;")):
            line = line.replace(sign, entity)
        lines.append(line)
    return "<br/>".join(lines)
