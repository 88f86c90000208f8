"""This file defines `Tree`: the decision tree of a case, one question after another until the verdict is settled. Data only.

Tree
  Fork             a question, with a branch for each answer that leads elsewhere
    Branch         what the answer says, and what comes then
  Leaf             a verdict, with the terms that decide it
  Stub             where the tree is cut off
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from contract_model.model.answer import Literal, Verdict
from contract_model.model.case import Case


@dataclass(frozen=True, slots=True)
class Leaf:
    """The verdict in every case that falls here, and the terms that decide, by id. `by_silence`: it is the policy on silence."""

    verdict: Verdict
    decided_by: tuple[str, ...]
    by_silence: bool = False


@dataclass(frozen=True, slots=True)
class Stub:
    """Where a tree goes on that is told no further: the verdicts that are possible there, and the paths that it would have.

    `paths` is none where they are too many to be counted.
    """

    possible: tuple[Verdict, ...]
    paths: int | None


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer to a question, and what then is asked or settled."""

    literal: Literal
    then: Node


@dataclass(frozen=True, slots=True)
class Fork:
    """A question about `names`, mostly one unknown; `name` is that or a comparison of several. Every case has one of the answers."""

    name: str
    names: tuple[str, ...]
    branches: tuple[Branch, ...]


Node: TypeAlias = Fork | Leaf | Stub


@dataclass(frozen=True, slots=True)
class Tree:
    """The decision tree of a case. `paths`: how many the whole tree has; none where they are too many to be counted.

    `fewest`: no order of the questions gives fewer. `cut`: the depth at which it is cut off, in questions; none where it is whole.
    """

    contract: str
    case: Case
    root: Node
    paths: int | None
    fewest: bool
    cut: int | None = None

    def ways(self) -> Iterator[tuple[tuple[Literal, ...], Leaf | Stub]]:
        """Every path, as the answers on it, with its end."""
        yield from _ways(self.root, ())

    def forks(self) -> Iterator[Fork]:
        """Every question, the first first."""
        waiting: list[Node] = [self.root]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, Fork):
                yield node
                waiting += [b.then for b in node.branches]


def _ways(node: Node, path: tuple[Literal, ...]) -> Iterator[tuple[tuple[Literal, ...], Leaf | Stub]]:
    if not isinstance(node, Fork):
        yield path, node
        return
    for branch in node.branches:
        yield from _ways(branch.then, (*path, branch.literal))
