"""This file defines the words of a decision tree: its questions, their answers, and what stands at the ends of its paths."""

from __future__ import annotations

from contract_model.model.answer import OTHER, Among, Between, Literal
from contract_model.model.contract import Contract, Silence
from contract_model.model.kinds import DATE, Sort
from contract_model.model.tree import Fork, Leaf, Stub, Tree
from contract_model.telling.gist import called
from contract_model.telling.words import Words, counted, interval, listed

MANY = 3  # values from which on it is shorter to say which they are not


class TreeWords:
    """The words of one tree."""

    def __init__(self, contract: Contract, tree: Tree) -> None:
        self.contract = contract
        self.tree = tree
        self.words = Words(contract, tree.case.event.action)

    def question(self, fork: Fork) -> str:
        """What is asked: `Is it on Azure already, before this launch?`"""
        return self.words.question(fork.name) if len(fork.names) == 1 and fork.name == fork.names[0] else "What holds?"

    def name(self, fork: Fork) -> str:
        """The unknown that is asked about; nothing where several are compared."""
        return fork.name if fork.names == (fork.name,) else ""

    def answer(self, literal: Literal) -> str:
        """An answer to the question: `yes`, `AWS or Google Cloud`, `from 27 April 2026 on`."""
        match literal:
            case Among(_, (bool() as truth,)):
                return "yes" if truth else "no"
            case Among(name, values):
                every = self._every(name)
                others = [v for v in every if v not in values]
                if others and len(values) >= MANY and len(others) < len(values):
                    said = [self.words.value(name, v) for v in others]
                    return f"not {said[0]}" if len(said) == 1 else f"neither {listed(said, 'nor')}"
                return listed([self.words.value(name, v) for v in values], "or")
            case Between(name, kind, low, high, closed):
                return interval(kind, low, high, closed, clocked=name == "time") or ("any day" if kind == DATE else "any amount")
            case holds:
                return self.words.literal(holds)

    def end(self, end: Leaf | Stub) -> str:
        """What stands at the end of a path beside the verdict: `by “Any cloud” (any-cloud)`."""
        if isinstance(end, Stub):
            below = "a great many paths" if end.paths is None else counted(end.paths, "path")
            return f"{listed([v.value for v in end.possible], 'or')}: {below} below"
        if end.decided_by:
            return f"by {listed([self.term(id) for id in end.decided_by])}"
        if end.by_silence:
            meant = {Silence.PERMITTED: "permission", Silence.PROHIBITED: "prohibition"}.get(self.contract.policies.silence, "")
            return f"as no term speaks of it, which the contract takes for {meant}"
        return "as no term allows or forbids it"

    def term(self, id: str) -> str:
        """A term by its heading and id; of several versions by that of the last."""
        term = next(v.terms[id] for v in reversed(self.contract.versions) if id in v.terms)
        return called(term) + (f" ({id})" if term.heading not in ("", id) else "")

    def size(self) -> str:
        """How large the tree is, and whether that is as small as can be."""
        tree = self.tree
        if isinstance(tree.root, Leaf):
            return "No question is left: the verdict is settled."
        paths = "a great many paths" if tree.paths is None else counted(tree.paths, "path")
        said = f"{paths[:1].upper()}{paths[1:]}"
        said += "; no order of the questions gives fewer." if tree.fewest else "; another order of the questions may give fewer."
        if tree.cut is not None:
            narrow = "state what is known (--fact, --on, --actor, --reading), or ask for more with --depth"
            said += f" Cut off after {counted(tree.cut, 'question')}: {narrow}."
        return said

    def _every(self, name: str) -> list[str]:
        kind = self.words.kind(name)
        if name in self.contract.ambiguities:
            return list(self.contract.ambiguities[name].readings)
        if kind is not None and kind.sort is Sort.PARTY:
            return list(self.contract.parties)
        if kind is not None and kind.sort is Sort.CHOICE and kind.name in self.contract.choices:
            return list(self.contract.choices[kind.name].values)
        return [OTHER] if kind is not None and kind.sort is Sort.TEXT else []
