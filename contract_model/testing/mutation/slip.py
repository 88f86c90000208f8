"""This file defines `Slip`: a small change of a contract, as a drafter might make it by mistake, and the operators that make slips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from contract_model.loading.parse import Path
from contract_model.problems import Span

OPERATORS: dict[str, str] = {
    "and-or": "`and` for `or`, and the other way round",
    "negation": "a `not` left out or put in, `==` for `!=`, `in` for `not in`",
    "part-dropped": "a part of an `and` or `or` left out",
    "value-dropped": "a value of a list left out",
    "comparison-strict": "`<` for `<=`, `>` for `>=`, and the other way round",
    "comparison-turned": "`<` for `>`, and the other way round",
    "date-shifted": "a date a day earlier or later; so `through` becomes exclusive",
    "number-shifted": "a number or an amount one unit less or more",
    "condition-dropped": "a condition left out",
    "condition-negated": "a condition turned into its contrary",
    "exception-dropped": "an exception left out",
    "exception-negated": "an exception turned into its contrary",
    "window-dropped": "a first or last day, or a deadline, left out",
    "parties-swapped": "the bearer for the counterparty",
    "scope-narrowed": "one of several bearers or actions left out",
    "modality": "an obligation, permission or prohibition for another of the three",
    "precedence-dropped": "a precedence between two terms, or of a rule, left out",
    "precedence-turned": "a precedence between two terms the other way round",
    "term-dropped": "a term left out",
    "rule-dropped": "a rule of a definition left out",
    "rule-turned": "a rule of a definition for the contrary",
    "certainty-weakened": "evidence taken for one grade weaker",
    "default-changed": "another reading taken by default",
    "presumption-changed": "something else presumed, or nothing",
    "deadline-shifted": "a period one unit shorter or longer",
    "deadline-counting": "days for business days, and the other way round; another rule of counting",
    "deadline-strict": "`before` for `by`, and the other way round",
    "trigger-dropped": "a trigger left out",
    "effect-dropped": "something that follows left out",
    "reparation-dropped": "what a violation brings about left out",
    "flag-turned": "`late`, `often` or `survives` turned",
    "policy-changed": "another policy on silence, on obligations, on rounding or on completion",
}
"""What each operator does, by its name; names are stable."""


@dataclass(frozen=True, slots=True)
class Gone:
    """In place of a value: the key or the item is left out."""


GONE = Gone()
Change: TypeAlias = tuple[Path, Any]
"""Where in the data of a document, and the new value there, or `GONE`."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One change, with its place. `document`: which of the contract's files; `changes`: what becomes of its data.

    `before` and `after` are the lines that a reader compares; `after` is empty where something is left out. `within` names the part of
    the contract (`term azure-first`), and `term` the term if it is one.
    """

    operator: str
    document: int
    changes: tuple[Change, ...]
    span: Span
    within: str
    before: str
    after: str
    term: str = ""

    @property
    def name(self) -> str:
        """What was done and where, on one line; no two slips of a contract have the same."""
        return f"{self.span.file}:{self.span.line}:{self.span.column} {self.operator}: {self.change}"

    @property
    def change(self) -> str:
        """The change on one line."""
        return f"`{self.before}` -> `{self.after}`" if self.after else f"without `{self.before}`"


def changed(data: Any, changes: tuple[Change, ...]) -> Any:
    """The data of a document with changes; what is not changed is shared. Items that go are taken from the end of their list first."""
    for path, value in sorted(changes, key=lambda c: tuple(map(_place, c[0])), reverse=True):
        data = _changed(data, path, value)
    return data


def _place(step: str | int) -> tuple[int, int, str]:
    return (0, step, "") if isinstance(step, int) else (1, 0, step)


def _changed(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    step, *rest = path
    copy: Any = list(data) if isinstance(data, list) else dict(data)
    if rest:
        copy[step] = _changed(copy[step], tuple(rest), value)
    elif isinstance(value, Gone):
        del copy[step]
    else:
        copy[step] = value
    return copy
