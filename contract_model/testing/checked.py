"""This file defines `Checked`: what came of a case: what was asked, what was found, and where that differs from what is expected."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.model.answer import Answer
from contract_model.model.case import Case
from contract_model.model.history import History, Run


@dataclass(frozen=True, slots=True)
class Difference:
    """Where something is not as expected, in a sentence. `about` names what, `expected` and `got` say both sides, where they are short."""

    said: str
    about: str = ""
    expected: str = ""
    got: str = ""

    def __str__(self) -> str:
        """The sentence."""
        return self.said


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a case; it holds where nothing differs.

    `asked` is none where the question was refused. `answer` is there for an event, unless it was plain that all is as expected; `runs` are
    there for a history: that to its end, and those to the moments at which something is expected.
    """

    differences: tuple[Difference, ...]
    asked: Case | History | None = None
    answer: Answer | None = None
    runs: tuple[Run, ...] = ()
