"""This file defines the reading edition of a contract, its terms in order, each with its evidence; and the list of contracts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contract_model.model.contract import Ambiguity, Contract, Term, Version
from contract_model.model.values import in_words
from contract_model.problems import ContractError, Problem, did_you_mean, one_of, quoted
from contract_model.telling.sheet import term_sheet
from contract_model.telling.words import Words, counted
from contract_model.web.pages.frame import Frame, frame
from contract_model.web.pages.opening import opened
from contract_model.web.pages.rows import Told, nested
from contract_model.web.pages.sources import Cited, Mark, cited, marks
from contract_model.web.pages.state import State
from contract_model.web.shelf import Shelf

# What a reader of a term sees beside its text; the rest folds out.
_BESIDE = ("Kind", "Certainty")


@dataclass(frozen=True, slots=True)
class Listed:
    """A contract in the list of all: what it is about, between whom, with its versions, the last one first."""

    id: str
    title: str
    note: str
    parties: str
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class ContractsPage:
    """The list of contracts."""

    frame: Frame
    contracts: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a list: when it is in force, and how many terms it has. `before`: the version that it amends."""

    id: str
    title: str
    when: str
    terms: str
    before: str


@dataclass(frozen=True, slots=True)
class TermView:
    """A term as one reads it. `rows`: what it depends on, word by word; `history`: whether it is new, replaced or carried."""

    id: str
    heading: str
    text: str
    kind: str
    certainty: str
    sources: tuple[Mark, ...]
    history: str
    rows: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Repealed:
    """A term that a version did away with."""

    id: str
    heading: str
    kind: str


@dataclass(frozen=True, slots=True)
class ReadingView:
    """An answer to an open question, and who gives it. `taken`: it is the one taken unless another is chosen."""

    says: str
    taken: bool
    certainty: str
    sources: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class AmbiguityView:
    """A question of interpretation with its answers."""

    name: str
    asks: str
    readings: tuple[ReadingView, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """What the page of a contract shows. `ambiguities`: its open questions with what can be answered, and who says so."""

    frame: Frame
    problems: tuple[Problem, ...]
    contract: Listed
    version: VersionLine
    note: str
    terms: tuple[TermView, ...]
    repealed: tuple[Repealed, ...]
    ambiguities: tuple[AmbiguityView, ...]
    examples: tuple[tuple[str, State], ...]
    sources: tuple[Cited, ...]


def contracts_page(shelf: Shelf, state: State) -> ContractsPage:
    """All contracts on offer."""
    contract, state, _ = opened(shelf, state)
    return ContractsPage(frame(shelf, contract, state, "/contracts", "/terms"), tuple(_listed(c) for c in shelf))


def edition(shelf: Shelf, state: State, today: date) -> Edition:
    """The reading edition of a version; of that in force today unless one is named."""
    contract, state, problems = opened(shelf, state)
    try:
        chosen = _version(contract, state.version, today)
    except ContractError as error:
        problems, chosen = (*problems, *error.problems), _version(contract, "", today)
    words = Words(contract)
    terms = tuple(_term(contract, words, chosen, t) for t in chosen.terms.values())
    ambiguities = tuple(_ambiguity(contract, words, a) for a in contract.ambiguities.values())
    used = [m.id for t in terms for m in t.sources]
    used += [s for t in chosen.terms.values() for x in t.exceptions for s in x.sources]
    used += [m.id for a in ambiguities for r in a.readings for m in r.sources]
    before = next((v for v in contract.versions if v.id == chosen.amends), None)
    return Edition(
        frame(shelf, contract, state, "/terms"),
        problems,
        _listed(contract),
        _line(chosen),
        chosen.note,
        terms,
        tuple(Repealed(t.id, t.heading or t.id, t.kind.value) for t in (before.terms[r] for r in chosen.repeals if before)),
        ambiguities,
        tuple((e, State(contract.id, q=e, look=state.look)) for e in contract.examples),
        cited(contract, words, used),
    )


def _version(contract: Contract, id: str, today: date) -> Version:
    if not id:
        return contract.version_on(today) or contract.versions[0]
    found = next((v for v in contract.versions if v.id == id), None)
    if found is None:
        known = [v.id for v in contract.versions]
        hint = did_you_mean(id, known) or one_of(known)
        raise ContractError([Problem("unknown-name", f"{quoted(id)} is not a version of the contract", hint=hint)])
    return found


def _ambiguity(contract: Contract, words: Words, ambiguity: Ambiguity) -> AmbiguityView:
    readings = (
        ReadingView(r.says, r.id == ambiguity.default, r.certainty.value, marks(contract, words, r.sources))
        for r in ambiguity.readings.values()
    )
    return AmbiguityView(ambiguity.name, ambiguity.asks, tuple(readings))


def _listed(contract: Contract) -> Listed:
    parties = Words(contract).parties(tuple(contract.parties))
    return Listed(contract.id, contract.title or contract.id, contract.note, parties, tuple(_line(v) for v in reversed(contract.versions)))


def _line(version: Version) -> VersionLine:
    when = f"from {in_words(version.start)}" + (f" through {in_words(version.end)}" if version.end else " on")
    return VersionLine(version.id, version.title, when, counted(len(version.terms), "term"), version.amends)


def _term(contract: Contract, words: Words, version: Version, term: Term) -> TermView:
    who = words.parties(term.bearer, "or") if term.bearer else "anyone"
    whom = f" towards {words.parties(term.counterparty)}" if term.counterparty else ""
    kind = f"{term.kind.value.capitalize()} of {who}{whom}"
    return TermView(
        term.id,
        term.heading or term.id,
        term.text,
        kind,
        term.certainty.value,
        marks(contract, words, term.sources),
        _history(contract, version, term),
        tuple(_rows(contract, version, term)),
    )


def _rows(contract: Contract, version: Version, term: Term) -> Iterator[Told]:
    for section in term_sheet(contract, version, term):
        if section.heading == "Sources":
            continue
        rows = [r for r in section.rows if r.label and r.label not in _BESIDE]
        if section.heading:
            yield Told((), section.heading, below=nested(rows))
        else:
            yield from nested(rows)


def _history(contract: Contract, version: Version, term: Term) -> str:
    """Whether a term is new in a version, replaces one, or is carried on."""
    if not version.amends:
        return ""
    if term.origin != version.id:
        origin = next(v for v in contract.versions if v.id == term.origin)
        return f"carried on from {in_words(origin.start)}"
    before = next(v for v in contract.versions if v.id == version.amends)
    return "replaced" if term.id in before.terms else "new"
