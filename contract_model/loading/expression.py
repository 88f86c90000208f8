"""This file defines how the text of a condition becomes a typed `Condition`.

The text is parsed by the standard library's `ast`, in which a date (2027-03-01) stands as a name of the same length; names are looked up
in a `Scope` and every part gets its kind. Nothing is ever run by Python. All problems of a text are found, each with its place.
"""

from __future__ import annotations

import ast
import re
import warnings

from contract_model.loading.past import OF_TERMS
from contract_model.loading.reader import MAX_DEPTH, Reader
from contract_model.loading.scope import Mistake, PastScope, Report, Scope, described
from contract_model.model.conditions import Condition, kind_of
from contract_model.model.kinds import TRUTH, Kind

__all__ = ["MAX_DEPTH", "QUOTED", "Mistake", "PastScope", "Report", "Scope", "blanked", "described", "read_condition", "syntax"]

MAX_LENGTH = 4_000

_DATE = re.compile(r"(?<![\w.\"'])\d{4}-\d{2}-\d{2}(?![\w-])", re.ASCII)
_IDS = re.compile(rf"\b(?:{'|'.join(OF_TERMS)})\s*\(\s*(\w[\w-]*)\s*\)", re.ASCII)
QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")


def read_condition(text: str, scope: Scope, report: Report, expected: Kind | None = TRUTH) -> Condition | None:
    """The typed condition of a text, not yet in normal form; none when there are problems, all of which are reported."""
    if len(text) > MAX_LENGTH:
        report("too-large", f"a condition of {len(text):,} characters; at most {MAX_LENGTH:,} are read", 0, 1, "use definitions")
        return None
    source, dates, ids = _with_names(text)
    if (comment := blanked(text).find("#")) >= 0:  # Python would leave out what follows, even on the lines below
        report(
            "not-in-language", "a condition has no comments", comment, len(text) - comment, "put it on a line of its own, before the key"
        )
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's advice on style is not for contracts
            tree = ast.parse(source.strip(), mode="eval").body
    except SyntaxError as error:
        lead = len(source) - len(source.lstrip())
        at = min(max(0, (error.offset or 1) - 1 + lead), max(0, len(text) - 1))
        hint, start, length = _as_in_data(text) or (_syntax_hint(text, error), at, 1)
        report("condition-syntax", "this is not a condition", start, length, hint)
        return None
    except (ValueError, RecursionError, MemoryError):
        report("condition-syntax", "this is not a condition, or is nested too deep", 0, len(text), "use definitions")
        return None
    reader = Reader(text, dates, ids, scope, report)
    found = reader.read(tree, expected, 0)
    if found is None or reader.failed:
        return None
    if expected is not None and kind_of(found) != expected:
        reader.mismatch(tree, expected, found)
        return None
    return found


def syntax(text: str) -> ast.expr | None:
    """The syntax tree of a text, whose offsets are in bytes from its first character that is no blank; none where it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(_with_names(text)[0].strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def blanked(text: str) -> str:
    """The text with blanks for what stands in quotes."""
    return QUOTED.sub(lambda found: " " * len(found[0]), text)


def _with_names(text: str) -> tuple[str, dict[int, str], dict[int, str]]:
    """The text with line breaks as blanks, and a name of the same length for each date and each id of a term; these by their offsets."""
    bare = blanked(text)
    ids = {found.start(1): found[1] for found in _IDS.finditer(bare)}
    inside = {i for start, id in ids.items() for i in range(start, start + len(id))}
    dates = {found.start(): found[0] for found in _DATE.finditer(bare) if found.start() not in inside}
    source = re.sub(r"\s", " ", text)
    for names, letter in ((dates, "D"), (ids, "T")):
        for offset, said in names.items():
            source = source[:offset] + letter * len(said) + source[offset + len(said) :]
    return source, dates, ids


_NUMBER = r"(?P<number>\d[\d_]*(\.\d+)?)"
_AS_IN_DATA = tuple(  # values written as in data and in speech, and how a condition writes them
    (re.compile(pattern), said)
    for pattern, said in (
        (rf"{_NUMBER}\s+(?P<currency>[A-Z]{{3}})\b", "an amount is written `{currency}({number})`"),
        (rf"\b(?P<currency>[A-Z]{{3}})\s+{_NUMBER}", "an amount is written `{currency}({number})`"),
        (r"[€$£¥]\s*\d*", "an amount is written `EUR(1_000)`, with the code of its currency"),
        (rf"{_NUMBER}\s+(?P<unit>second|minute|hour|day|week)s?\b", "a duration is written `{unit}s({number})`"),
        (rf"{_NUMBER}\s+(month|quarter|year)s?\b", "a month has no fixed length: count days or weeks, or name the date"),
        (r"\d{1,2}\.?\s+[A-Z][a-z]+\s+\d{4}\b", "a date is written `2027-01-01`"),
        (r"\d+\s*%", "a share is written as a number, 5 % as `0.05`"),
    )
)


def _as_in_data(text: str) -> tuple[str, int, int] | None:
    """How a value is written that stands there as in data, and where that is."""
    for pattern, said in _AS_IN_DATA:
        if found := pattern.search(blanked(text)):
            return said.format(**found.groupdict()), found.start(), len(found[0])
    return None


def _syntax_hint(text: str, error: SyntaxError) -> str:
    if re.search(r"(?<![<>=!])=(?!=)", text):
        return "to compare, write `==`"
    if "&&" in text or "||" in text or re.search(r"![^=]", text):
        return "write `and`, `or`, `not`"
    if re.search(r"\b(AND|OR|NOT|IN|IF|ELSE)\b", text):
        return "`and`, `or`, `not`, `in`, `if` and `else` are written in small letters"
    if "never closed" in error.msg:
        return "a bracket is not closed"
    if "expected 'else'" in error.msg:
        return "write `a if c else b`, or `a and c`"
    if "leading zeros" in (error.msg or ""):
        return "a date is written 2027-03-01, a number without leading zeros"
    return "conditions are written as in Python: `a == b and not c`"
