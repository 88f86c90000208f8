"""This file defines `State`: all that a page was asked, as its address tells it. There is one way to write each state.

/ask?contract=microsoft-openai&q=OpenAI+launches+a+product+on+AWS+in+2027&fact.azure_can=yes&reading.exception=conjunctive
/ask?contract=microsoft-openai&action=launch&actor=openai&date=2027&fact.cloud=aws&evidence=official&presume=no

`fact.NAME` sets a fact or a parameter of the action and `reading.NAME` a reading, each as on the command line; `?` is for what is not
known. What an address does not say is not set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date as Date
from types import MappingProxyType
from urllib.parse import parse_qsl, quote

from contract_model.problems import Problem, did_you_mean, quoted

FACT, READING = "fact.", "reading."
DAY = "day"
"""A date by its number, as a slider gives it; an address in its one way of writing says `date`."""
MAX_LENGTH = 12_000
MAX_ENTRIES = 400
LOOKS = ("light", "dark")
_SILENT = "-_.!~*():,;@/?"  # what a query can hold as it is; browsers write an apostrophe otherwise
_NONE: Mapping[str, str] = MappingProxyType({})
SAID = "said"
"""The question as it stood before it could be changed: when it was not, what is asked stays as it is; else what was set with it is gone."""
WAS = "was"
"""The action before it could be changed: when it was, what was set with it is gone."""


@dataclass(frozen=True, slots=True)
class State:
    """What is asked, each part as it was written; empty where an address says nothing.

    A question in words (`q`), or an event by its parts (`action`, `actor`): a date and facts may be added to either. `version`: judge under
    it whatever the date. `to`: the verdict that changes should lead to. `before`, `after`: versions that are compared. `look`: light or
    dark whatever the system prefers.
    """

    contract: str = ""
    q: str = ""
    action: str = ""
    actor: str = ""
    date: str = ""
    version: str = ""
    facts: Mapping[str, str] = field(default_factory=lambda: _NONE)
    readings: Mapping[str, str] = field(default_factory=lambda: _NONE)
    evidence: str = ""
    presume: str = ""
    to: str = ""
    before: str = ""
    after: str = ""
    look: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """The state as names and values, in the one order."""
        found = [(name, getattr(self, name)) for name in _BEFORE]
        found += [(FACT + name, value) for name, value in sorted(self.facts.items())]
        found += [(READING + name, reading) for name, reading in sorted(self.readings.items())]
        found += [(name, getattr(self, name)) for name in _AFTER]
        return [(name, value) for name, value in found if value]

    def query(self) -> str:
        """The state as the query of an address."""
        return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in self.pairs())

    def url(self, path: str = "/ask") -> str:
        """The address of a page in this state."""
        query = self.query()
        return f"{path}?{query}" if query else path

    def but(self, **parts: str) -> State:
        """The state with some of its plain parts otherwise."""
        return replace(self, **parts)  # type: ignore[arg-type]  # the parts are texts, and no name of a mapping is given

    def with_fact(self, name: str, value: str) -> State:
        """The state with one fact or parameter set, or with `""` no longer set."""
        return replace(self, facts=_with(self.facts, name, value))

    def with_reading(self, name: str, reading: str) -> State:
        """The state with one reading chosen, or with `""` no longer chosen."""
        return replace(self, readings=_with(self.readings, name, reading))

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return bool(self.q or self.action)


_PLAIN = tuple(f.name for f in fields(State) if f.name not in ("facts", "readings"))
_BEFORE = _PLAIN[: _PLAIN.index("evidence")]
_AFTER = _PLAIN[_PLAIN.index("evidence") :]


def read_query(query: str) -> tuple[State, list[Problem]]:
    """The state that the query of an address tells, and what in it cannot be taken, which is left out."""
    if len(query) > MAX_LENGTH:
        return State(), [Problem("too-long", f"an address has at most {MAX_LENGTH:,} characters, this one has {len(query):,}")]
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_ENTRIES)
    except ValueError:
        return State(), [Problem("too-long", f"an address sets at most {MAX_ENTRIES} things")]
    return read_pairs(pairs)


def read_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[State, list[Problem]]:
    """The state that names and values tell. What is empty counts as not said."""
    problems: list[Problem] = []
    plain: dict[str, str] = {}
    facts: dict[str, str] = {}
    readings: dict[str, str] = {}
    before = was = ""
    for key, said in pairs:
        value = " ".join(said.split())
        if not value:
            continue
        if key == SAID:
            before = value
            continue
        if key == WAS:
            was = value
            continue
        if key == DAY:
            key, value = "date", _day(value)
        into, name = _place(key, plain, facts, readings)
        if not name:
            hint = did_you_mean(key, (*_PLAIN, FACT, READING))
            problems.append(Problem("unknown-name", f"{quoted(key)} is nothing that an address can set", hint=hint))
        elif into.setdefault(name, value) != value:
            problems.append(Problem("said-twice", f"the address sets {quoted(key)} to {quoted(into[name])} and to {quoted(value)}"))
    if before and plain.get("q") == before:
        if "action" in plain:
            del plain["q"]
    elif before and "q" in plain:
        for name in ("action", "actor", "date"):
            plain.pop(name, None)
        facts.clear()
    if was and plain.get("action") != was:
        facts.clear()
    problems += _checked(plain)
    return State(**plain, facts=facts, readings=readings), problems


def _place(key: str, plain: dict[str, str], facts: dict[str, str], readings: dict[str, str]) -> tuple[dict[str, str], str]:
    """Where a key belongs, and by which name; no name for one that is unknown."""
    if key.startswith(FACT):
        return facts, key.removeprefix(FACT).strip()
    if key.startswith(READING):
        return readings, key.removeprefix(READING).strip()
    return plain, key if key in _PLAIN else ""


def _checked(plain: dict[str, str]) -> list[Problem]:
    """What is wrong with the plain parts, each of which is taken out."""
    problems = []
    if "q" in plain and "action" in plain:
        problems.append(Problem("said-twice", "the address has both a question and an event", hint="the question is taken"))
        del plain["action"]
        plain.pop("actor", None)
    for name, values in _WORDS.items():
        if name in plain and plain[name] not in values:
            hint = f"write {' or '.join(f'`{name}={v}`' for v in values)}"
            problems.append(Problem("bad-value", f"{quoted(plain.pop(name))} is no value of `{name}`", hint=hint))
    if plain.get("presume") == "yes":
        del plain["presume"]  # which is so anyway
    return problems


def _day(number: str) -> str:
    """The date of a day by its number; what is no such number is left as it is, and found to be no date."""
    try:
        return Date.fromordinal(int(number)).isoformat() if len(number) < 9 else number
    except ValueError:
        return number


def _with(entries: Mapping[str, str], name: str, value: str) -> dict[str, str]:
    others = {n: v for n, v in entries.items() if n != name}
    return {**others, name: value} if value else others


def _quoted(text: str) -> str:
    """A text as the query of an address holds it, with a `+` for a blank."""
    return quote(text, safe=_SILENT + " ").replace(" ", "+")


_WORDS: Mapping[str, Sequence[str]] = {"presume": ("yes", "no"), "look": LOOKS, "to": ("permitted", "prohibited", "silent", "conflict")}
