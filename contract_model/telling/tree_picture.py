"""This file defines the picture of a decision tree (SVG): questions from left to right, each path ending in the box of its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contract_model.model.answer import Verdict
from contract_model.model.contract import Contract
from contract_model.model.tree import Fork, Leaf, Node, Tree
from contract_model.telling.drawing import box, cut, escaped, legend, picture, text, title, wrapped
from contract_model.telling.tree_words import TreeWords

COLUMN, BOX = 360, 224  # from one question to the next; its width
_SIGNS, _BOLD, _ANSWER = 35, 30, 20  # in a line of a box, of a question, and of an answer
_LINE = 15
_GAP = 16
_ID = "tree"


def tree_svg(contract: Contract, tree: Tree) -> str:
    """The picture of a tree."""
    return _Picture(TreeWords(contract, tree)).drawn()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A part of the picture: what is drawn, and the heights where it begins, where one enters it and where it ends."""

    drawn: list[str]
    top: float
    middle: float
    bottom: float


class _Picture:
    def __init__(self, words: TreeWords) -> None:
        self.words = words
        self.verdicts: dict[Verdict, None] = {}
        self._deepest = 0

    def drawn(self) -> str:
        """The whole picture."""
        tree = self.words.tree
        says = self.words.words.event(tree.case.event)
        placed = self._node(tree.root, 0, 82)
        width = max(760, 24 + COLUMN * self._deepest + BOX + 24)
        size = wrapped(self.words.size(), width // 8)
        y = placed.bottom + 24
        found = [text(24, 30, cut(says, width // 11), "title"), text(24, 50, size[0], "note"), *placed.drawn]
        found += [text(24, y + 18 * i, said, "note") for i, said in enumerate(size[1:])]
        y += 18 * (len(size) - 1)
        found += legend(_ID, self.verdicts, 24, y)
        return picture(width, int(y + 34), _ID, f"{says}: a decision tree", " ".join(self._described()), self.verdicts, found)

    def _node(self, node: Node, depth: int, top: float) -> _Placed:
        self._deepest = max(self._deepest, depth)
        return self._fork(node, depth, top) if isinstance(node, Fork) else self._end(node, depth, top)

    def _fork(self, fork: Fork, depth: int, top: float) -> _Placed:
        x = 24 + COLUMN * depth
        question = self.words.question(fork)
        lines = wrapped(question, _BOLD, 6)
        name = self.words.name(fork)
        tall = _LINE * (len(lines) + bool(name)) + 14
        below: list[_Placed] = []
        y = top
        for branch in fork.branches:
            below.append(self._node(branch.then, depth + 1, y))
            y = below[-1].bottom + _GAP
        middle = max((below[0].middle + below[-1].middle) / 2, top + tall / 2)
        drawn = [
            f'<g>{title(question)}<rect x="{x}" y="{round(middle - tall / 2, 1)}" width="{BOX}" height="{tall}" rx="4" fill="#f6f8fa" '
            f'stroke="#57606a"/></g>'
        ]
        first = middle - tall / 2 + 18
        drawn += [text(x + 10, first + _LINE * i, said, "name", full=question) for i, said in enumerate(lines)]
        drawn += [text(x + 10, first + _LINE * len(lines), cut(name, _SIGNS), "small note")] if name else []
        for branch, then in zip(fork.branches, below, strict=True):
            drawn += self._branch(x + BOX, middle, x + COLUMN, then.middle, self.words.answer(branch.literal))
            drawn += then.drawn
        return _Placed(drawn, top, middle, max(below[-1].bottom, middle + tall / 2))

    def _branch(self, x: float, y: float, x2: float, y2: float, answer: str) -> Iterator[str]:
        turn = x + 10
        yield f'<path d="M{x} {round(y, 1)}H{turn}V{round(y2, 1)}H{x2}" class="branch" fill="none"/>'
        lines = wrapped(answer, _ANSWER, 3)
        for place, said in enumerate(lines):
            above = y2 - 5 if place == 0 else y2 + 13 * place
            yield f'<g>{title(answer)}<text x="{turn + 4}" y="{round(above, 1)}" class="small">{escaped(said)}</text></g>'

    def _end(self, end: Node, depth: int, top: float) -> _Placed:
        assert not isinstance(end, Fork)
        x = 24 + COLUMN * depth
        said = self.words.end(end)
        lines = wrapped(said, _SIGNS, 3)
        tall = _LINE * (len(lines) + 1) + 12
        if isinstance(end, Leaf):
            self.verdicts[end.verdict] = None
            drawn = [box(_ID, end.verdict, x, top, BOX, tall, f"{end.verdict.value}, {said}", 12)]
            head = end.verdict.value
        else:
            place = f'x="{x}" y="{top}" width="{BOX}" height="{tall}" rx="4"'
            drawn = [f'<rect {place} fill="#ffffff" stroke="#57606a" stroke-dasharray="2 3"/>']
            head = "goes on"
        drawn.append(text(x + 12, top + 18, head, "word"))
        drawn += [text(x + 12, top + 18 + _LINE * (i + 1), line, "small halo", full=said) for i, line in enumerate(lines)]
        return _Placed(drawn, top, top + tall / 2, top + tall)

    def _described(self) -> Iterator[str]:
        yield self.words.size()
        yield from (f"{'; '.join(said) or 'Always'}: {end}." for said, end in self._ways(self.words.tree.root))

    def _ways(self, node: Node) -> Iterator[tuple[tuple[str, ...], str]]:
        """Each path in words, with its end."""
        match node:
            case Fork(_, _, branches):
                for branch in branches:
                    said = f"{self.words.question(node)} {self.words.answer(branch.literal)}"
                    yield from (((said, *more), end) for more, end in self._ways(branch.then))
            case Leaf(verdict, _, _):
                yield (), f"{verdict.value} {self.words.end(node)}"
            case stub:
                yield (), f"goes on, {self.words.end(stub)}"
