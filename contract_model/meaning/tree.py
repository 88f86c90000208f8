"""This file defines how the decision tree of a case is found: the order of questions that gives the fewest paths.

Whatever a case leaves open is a variable of the diagrams of its verdicts. They are joined into one diagram whose ends are verdicts, and the
tree for it is the question whose answers have, together, the smallest trees: each diagram that comes up is looked at once. Where that would
take too long, the question is taken of which the diagrams that are left are smallest, and is the best one only further down; where even
that would, the question that the terms ask first.
Of two trees with as many paths, the one whose paths are shorter; then the one whose first question the terms ask first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from contract_model.meaning.decide import brings_about, decides, name_of, silence
from contract_model.meaning.diagram import FALSE, TRUE, Diagram
from contract_model.meaning.judge import Judgment
from contract_model.meaning.judged import Judged
from contract_model.meaning.parts import window
from contract_model.meaning.programs import PROGRAMS
from contract_model.model.answer import Verdict
from contract_model.model.case import Case
from contract_model.model.conditions import Condition, negation
from contract_model.model.contract import Contract
from contract_model.model.tree import Branch, Fork, Leaf, Node, Stub, Tree

MAX_STEPS = 40_000  # answers to questions that are looked at
MAX_WORK = 400_000  # tests of diagrams that are looked at, before the order is that in which the terms ask
MAX_PATHS = 64  # of a tree that is not cut off unless one asks for it
SMALL = 6  # unknowns among which the best order is looked for in any case

Joined: TypeAlias = int
"""A diagram that ends in verdicts."""
_IMPOSSIBLE: Joined = -1
_VERDICTS = (Verdict.PROHIBITED, Verdict.PERMITTED, Verdict.CONFLICT, Verdict.SILENT)
_INNER = len(_VERDICTS)  # below are the verdicts by their places


def tree(contract: Contract, case: Case, depth: int | None = None) -> Tree:
    """The decision tree of a case, at most `depth` questions deep; unless given, as deep as it has MAX_PATHS paths at most.

    Raises ContractError when the case leaves too much open.
    """
    judgment = Judgment(contract, case, PROGRAMS)
    with judgment.limits():
        return _Planter(judgment, case).tree(depth)


class _TooLong(Exception):
    """The best order of questions cannot be told in so many steps."""


@dataclass(frozen=True, slots=True)
class _Best:
    """The best tree for a diagram: how many paths, how long these are together, and its first question; none for a leaf."""

    paths: int
    length: int
    variable: int | None = None


class _Planter:
    def __init__(self, judgment: Judgment, case: Case) -> None:
        self.judgment = judgment
        self.case = case
        self.split = judgment.split
        self.places = self.split.places(judgment.known.assumed)
        self.joined = _Joining(judgment, self.places)
        self.order = _Order(self.joined)
        every = judgment.parts
        alone = len(every) == 1  # then the days of the event are those of the part
        self.windows = [TRUE if alone else self.split.diagram(window(p, bool(i), i + 1 < len(every))) for i, p in enumerate(every)]

    def tree(self, depth: int | None) -> Tree:
        """The tree, cut off at a depth."""
        root = self.joined.root
        try:
            paths: int | None = self.order.best(root).paths
            fewest = True
        except _TooLong:
            self.order.give_up()
            fewest, paths = False, self._paths(root)
        if depth is None and (paths is None or paths > MAX_PATHS):
            depth = self._deepest(root)
        elif depth is not None and self._deep(root, depth + 1) <= depth:
            depth = None
        node = self._node(root, TRUE, depth)
        return Tree(self.judgment.contract.id, self.case, node, paths, fewest, depth)

    # how large it is

    def _paths(self, f: Joined) -> int | None:
        """The paths of the tree below; none where they are too many to be counted."""
        try:
            return self.order.paths(f)
        except _TooLong:
            return None

    def _deepest(self, root: Joined) -> int:
        """The greatest depth at which there are no more than MAX_PATHS paths, at least one."""
        depth, level = 0, [root]
        ended = 0
        while True:
            below: list[Joined] = []
            for f in level:
                variable = self.order.first(f)
                if variable is None:
                    ended += 1
                else:
                    below += [g for _, g in self.joined.answers(f, variable)]
            if not below or (depth and ended + len(below) > MAX_PATHS):
                return max(depth, 1)
            depth, level = depth + 1, below

    def _deep(self, f: Joined, most: int) -> int:
        """How many questions the longest path has, at most so many."""
        variable = self.order.first(f) if most else None
        return 0 if variable is None else 1 + max(self._deep(g, most - 1) for _, g in self.joined.answers(f, variable))

    # what it is

    def _node(self, f: Joined, region: Diagram, depth: int | None) -> Node:
        """The tree for a diagram, where the answers so far leave the region."""
        variable = self.order.first(f)
        if variable is None:
            return self._leaf(f, region)
        if depth == 0:
            return Stub(tuple(v for i, v in enumerate(_VERDICTS) if i in self.joined.ends(f)), self._paths(f))
        unknown = self.split.unknowns[variable]
        branches = []
        for values, then in self._in_order(f, variable):
            literal = self.split.literal(variable, values)
            here = self.split.diagrams.both(region, self.split.diagrams.literal(variable, values))
            branches.append(Branch(literal, self._node(then, here, None if depth is None else depth - 1)))
        return Fork(unknown.name, unknown.names, tuple(branches))

    def _in_order(self, f: Joined, variable: int) -> list[tuple[frozenset[int], Joined]]:
        """The answers to a question: quantities from the least on, others with the smallest trees first."""
        answers = self.joined.answers(f, variable)
        if self.split.diagrams.ordered[variable]:
            return answers
        return sorted(answers, key=lambda a: (self.order.first(a[1]) is not None, len(self.joined.support(a[1])), min(a[0])))

    def _leaf(self, f: Joined, region: Diagram) -> Leaf:
        verdict = next(v for i, v in enumerate(_VERDICTS) if i in self.joined.ends(f))
        decided: dict[str, None] = {}
        silent = False
        judged = iter(self.judgment.judged)
        for part, days in zip(self.judgment.parts, self.windows, strict=True):
            if part.version is not None:
                within = _Region(self.judgment, next(judged), self.places, self.split.diagrams.both(region, days))
                decided |= dict.fromkeys(within.deciding())
                silent = silent or within.silent()
        means = silence(self.judgment.contract.policies)
        return Leaf(verdict, tuple(decided), silent and verdict is means is not Verdict.SILENT)


class _Region:
    """The cases in which some answers are given, under one version."""

    def __init__(self, judgment: Judgment, judged: Judged, places: Mapping[int, int], region: Diagram) -> None:
        self.judgment = judgment
        self.program = judged.program
        self.split = judgment.split
        self.places = places
        self.region = region

    def deciding(self) -> list[str]:
        """The terms that decide: for each verdict those that do in all cases, where one term alone brings it about, else in some."""
        statuses, policies = self.program.named, self.judgment.contract.policies
        found: set[str] = set()
        for verdict in _VERDICTS:
            there = self._within(statuses[name_of(verdict)])
            if there == FALSE:
                continue
            carried = any(self._all(brings_about(t, statuses, policies).get(verdict), there) for t in self.program.terms)
            decisive = self._all if carried else self._some
            found |= {t.id for t in self.program.terms if decisive(decides(t, statuses).get(verdict), there)}
        return [t.id for t in self.program.terms if t.id in found]

    def silent(self) -> bool:
        """Whether no term decides in some case."""
        return self._within(self.program.named[name_of(Verdict.SILENT)]) != FALSE

    def _within(self, condition: Condition) -> Diagram:
        d = self.split.diagrams
        inside = d.both(d.given(self.split.diagram(condition), self.places), self.region)
        return d.both(inside, self.split.possible(inside))

    def _all(self, condition: Condition | None, there: Diagram) -> bool:
        return condition is not None and not self._some(negation(condition), there)

    def _some(self, condition: Condition | None, there: Diagram) -> bool:
        if condition is None:
            return False
        d = self.split.diagrams
        both = d.both(d.given(self.split.diagram(condition), self.places), there)
        return d.both(both, self.split.possible(both)) != FALSE


class _Joining:
    """The verdicts of a case as one diagram. Diagrams are numbers, of which the first few are verdicts; equal ones have equal numbers."""

    def __init__(self, judgment: Judgment, places: Mapping[int, int]) -> None:
        self._diagrams = judgment.split.diagrams
        self._nodes: list[tuple[int, tuple[Joined, ...]]] = [(-1, ())] * _INNER
        self._numbers: dict[tuple[int, tuple[Joined, ...]], Joined] = {}
        self._made: dict[tuple[Diagram, ...], Joined] = {}
        self._ends: dict[Joined, frozenset[int]] = {i: frozenset((i,)) for i in range(_INNER)} | {_IMPOSSIBLE: frozenset()}
        self._support: dict[Joined, frozenset[int]] = dict.fromkeys(range(_IMPOSSIBLE, _INNER), frozenset())
        self._given: dict[tuple[Joined, int], tuple[Joined, ...]] = {}
        self.work = 0  # so many tests have been looked at
        left = [self._diagrams.given(judgment.verdicts.get(v, FALSE), places) for v in _VERDICTS]
        self.root = self._join((*left, judgment.split.possible(*left)))

    def ends(self, f: Joined) -> frozenset[int]:
        """The verdicts that are possible."""
        if f not in self._ends:
            self._ends[f] = frozenset().union(*map(self.ends, self._nodes[f][1]))
        return self._ends[f]

    def support(self, f: Joined) -> frozenset[int]:
        """The variables that a diagram turns on."""
        if f not in self._support:
            variable, children = self._nodes[f]
            self._support[f] = frozenset((variable,)).union(*map(self.support, children))
        return self._support[f]

    def size(self, f: Joined) -> int:
        """How many tests a diagram has."""
        seen: set[Joined] = set()
        waiting = [f]
        while waiting:
            g = waiting.pop()
            if g >= _INNER and g not in seen:
                seen.add(g)
                waiting += self._nodes[g][1]
        self.work += len(seen)
        return len(seen)

    def answers(self, f: Joined, variable: int) -> list[tuple[frozenset[int], Joined]]:
        """What the values of a variable leave of a diagram; values that leave the same together, of a quantity those in a row.

        A value that cannot be goes with its neighbour.
        """
        left = self._left(f, variable)
        if self._diagrams.ordered[variable]:
            runs: list[tuple[set[int], Joined]] = []
            for place, g in enumerate(left):
                if runs and _IMPOSSIBLE in (g, runs[-1][1]):
                    runs[-1] = (runs[-1][0] | {place}, max(g, runs[-1][1]))
                elif runs and g == runs[-1][1]:
                    runs[-1][0].add(place)
                else:
                    runs.append(({place}, g))
            merged: list[tuple[frozenset[int], Joined]] = []
            for places, g in runs:  # what a value that cannot be parted
                if merged and merged[-1][1] == g:
                    merged[-1] = (merged[-1][0] | places, g)
                else:
                    merged.append((frozenset(places), g))
            return merged
        groups: dict[Joined, set[int]] = {}
        for place, g in enumerate(left):
            if g != _IMPOSSIBLE:
                groups.setdefault(g, set()).add(place)
        return [(frozenset(places), g) for g, places in groups.items()]

    def _left(self, f: Joined, variable: int) -> tuple[Joined, ...]:
        """What each value of a variable leaves of a diagram."""
        key = (f, variable)
        if key not in self._given:
            self.work += 1
            size = self._diagrams.sizes[variable]
            if variable not in self.support(f):
                self._given[key] = (f,) * size
            else:
                first, children = self._nodes[f]
                if first == variable:
                    self._given[key] = children
                else:
                    below = [self._left(child, variable) for child in children]
                    self._given[key] = tuple(self._node(first, tuple(b[place] for b in below)) for place in range(size))
        return self._given[key]

    def _join(self, parts: tuple[Diagram, ...]) -> Joined:
        """One diagram of those of the verdicts, and of what is possible, the last."""
        if parts[-1] == FALSE:
            return _IMPOSSIBLE
        if parts not in self._made:
            if all(f in (FALSE, TRUE) for f in parts):
                self._made[parts] = parts.index(TRUE)
            else:
                first = min(self._diagrams.variable(f) for f in parts if f not in (FALSE, TRUE))
                below = zip(*(self._under(f, first) for f in parts), strict=True)
                self._made[parts] = self._node(first, tuple(self._join(p) for p in below))
        return self._made[parts]

    def _under(self, f: Diagram, variable: int) -> tuple[Diagram, ...]:
        if f in (FALSE, TRUE) or self._diagrams.variable(f) != variable:
            return (f,) * self._diagrams.sizes[variable]
        return self._diagrams.children(f)

    def _node(self, variable: int, children: tuple[Joined, ...]) -> Joined:
        """The diagram that tests a variable first. Where all values that can be lead to the same, that."""
        possible = {c for c in children if c != _IMPOSSIBLE}
        if len(possible) <= 1:
            return possible.pop() if possible else _IMPOSSIBLE
        key = (variable, children)
        if key not in self._numbers:
            self._numbers[key] = len(self._nodes)
            self._nodes.append(key)
        return self._numbers[key]


class _Order:
    """Which question comes first in the best tree for each diagram."""

    def __init__(self, joined: _Joining) -> None:
        self.joined = joined
        self._best: dict[Joined, _Best] = {}
        self._greedy: dict[Joined, int] = {}
        self._counted: dict[Joined, int] = {}
        self._steps = MAX_STEPS
        self._given_up = False

    def give_up(self) -> None:
        """From now on the best order is looked for among few unknowns alone."""
        self._given_up = True

    def best(self, f: Joined) -> _Best:
        """The best tree for a diagram. Raises _TooLong."""
        if f in self._best:
            return self._best[f]
        if len(self.joined.ends(f)) <= 1:
            return _Best(1, 0)
        found: _Best | None = None
        for variable in sorted(self.joined.support(f)):
            answers = self.joined.answers(f, variable)
            self._steps -= len(answers)
            if self._steps < 0 or self.joined.work > MAX_WORK:
                raise _TooLong
            if len(answers) == 1:  # what the others say already settles it
                continue
            least = sum(len(self.joined.ends(g)) for _, g in answers)
            if found and least > found.paths:
                continue
            each = [self.best(g) for _, g in answers]
            whole = _Best(sum(b.paths for b in each), sum(b.length + b.paths for b in each), variable)
            if found is None or (whole.paths, whole.length) < (found.paths, found.length):
                found = whole
        assert found is not None  # a diagram with several ends turns on something
        self._best[f] = found
        return found

    def first(self, f: Joined) -> int | None:
        """The first question; none where the verdict is settled."""
        if len(self.joined.ends(f)) <= 1:
            return None
        if not self._given_up or f in self._best:
            return self.best(f).variable
        if f not in self._greedy and len(self.joined.support(f)) <= SMALL:
            self._steps = MAX_STEPS
            with suppress(_TooLong):
                return self.best(f).variable
        if f not in self._greedy:
            asked = sorted(self.joined.support(f))
            self._greedy[f] = min(asked, key=lambda v: self._left(f, v)) if self.joined.work < MAX_WORK else asked[0]
        return self._greedy[f]

    def paths(self, f: Joined) -> int:
        """How many paths the tree has. Raises _TooLong."""
        if f not in self._counted:
            variable = self.first(f)
            if self.joined.work > MAX_WORK:
                raise _TooLong
            self._counted[f] = 1 if variable is None else sum(self.paths(g) for _, g in self.joined.answers(f, variable))
        return self._counted[f]

    def _left(self, f: Joined, variable: int) -> tuple[int, int]:
        """How much is left after a question, over all its answers; a question with one answer is none."""
        answers: Iterable[tuple[frozenset[int], Joined]] = self.joined.answers(f, variable)
        sizes = [1 + self.joined.size(g) for _, g in answers]
        return (sum(sizes), -len(sizes)) if len(sizes) > 1 else (1 << 60, 0)
