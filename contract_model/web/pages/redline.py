"""This file defines the page of what is different between two versions: what is written, and the events that are treated differently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from contract_model.extras import PROVE
from contract_model.model.case import Case, Event
from contract_model.model.contract import Contract, Version
from contract_model.model.redline import ChangedClass, Happened, Redline, TermChange
from contract_model.problems import ContractError, Problem, did_you_mean, one_of, quoted
from contract_model.proving.written_changes import written_changes
from contract_model.telling.redline_reply import MOST, closing_rows, words_changed
from contract_model.telling.statements import sentence
from contract_model.telling.words import Words, listed
from contract_model.web.decisions import Record
from contract_model.web.pages import decided
from contract_model.web.pages.frame import Frame, frame
from contract_model.web.pages.opening import opened
from contract_model.web.pages.rows import Told, nested
from contract_model.web.pages.scenario import by_parts
from contract_model.web.pages.state import State
from contract_model.web.shelf import Shelf

SHARE = 0.8  # of the time that an answer may take; after it what is known is told, as not complete
WHOLE = ("kind", "bearer", "when", "requires", "must", "text")
_WORDS = {Happened.ADDED: "new", Happened.REMOVED: "gone", Happened.CHANGED: "changed", Happened.MOVED: "moved"}


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of a term: runs of words that were `kept`, are `gone`, or are `new`."""

    name: str
    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TermView:
    """What happened to a term: `new`, `gone`, `changed` or `moved`. `was`: its id before, where that was another."""

    id: str
    heading: str
    happened: str
    was: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class ClassView:
    """Events that are treated differently: those where all that is `common` holds, and one of the `conditions`, if there are any.

    `example`: one of the events; `holding`: what else is so in it; `state`: it is asked there.
    """

    says: str
    before: str
    after: str
    common: tuple[str, ...]
    conditions: tuple[str, ...]
    always: bool
    more: bool
    decided: tuple[str, str]
    gain: str
    example: str
    holding: tuple[str, ...]
    state: State


@dataclass(frozen=True, slots=True)
class RedlinePage:
    """What the page shows. `classes`: none where they could not be looked for; `remark` says why.

    `wider`: the state in which nothing is presumed, where that tells more; `narrower`: that in which presumptions hold, where they do not.
    """

    frame: Frame
    state: State
    versions: tuple[tuple[str, str], ...]
    terms: tuple[TermView, ...] = ()
    classes: tuple[ClassView, ...] | None = None
    closing: tuple[Told, ...] = ()
    problems: tuple[Problem, ...] = ()
    remark: str = ""
    wider: State | None = None
    narrower: State | None = None
    decisions: tuple[Record, ...] = ()


def redline_page(shelf: Shelf, state: State, seconds: float) -> RedlinePage:
    """The page of what is different between two versions of a contract; the last two where none is named.

    `seconds`: how long it may take.
    """
    contract, state, problems = opened(shelf, state)
    versions = tuple((v.id, v.title or v.id) for v in contract.versions)
    shown = RedlinePage(frame(shelf, contract, state, "/redline"), state, versions, problems=problems)
    if len(contract.versions) < 2:
        return replace(shown, remark="The contract has one version, so there is nothing to compare it with.")
    try:
        one, other = sides(contract, state)
    except ContractError as error:
        return replace(shown, problems=(*problems, *error.problems))
    shown = replace(shown, state=state.but(before=one.id, after=other.id), terms=term_views(one, other))
    if PROVE.missing:
        remark = f"Which events are treated differently is a question to the solver z3, which is not installed here: {PROVE.install}"
        return replace(shown, remark=remark)
    presume = state.presume != "no"
    try:
        found = _redline(shelf, contract.id, one.id, other.id, presume, SHARE * seconds)
    except ContractError as error:
        return replace(shown, problems=(*problems, *error.problems))
    if found.open:
        _redline.cache_clear()  # with more time more can be told
    classes = tuple(_class(contract, shown.state, c) for c in found.classes)
    wider = shown.state.but(presume="no") if found.beyond else None
    narrower = None if presume else shown.state.but(presume="")
    decisions = (decided.compared(shelf, contract, one.id, other.id, presume),)
    return replace(shown, classes=classes, closing=nested(closing_rows(found, "")), wider=wider, narrower=narrower, decisions=decisions)


def sides(contract: Contract, state: State) -> tuple[Version, Version]:
    """The two versions that a state compares: those it names, else one and that before it. Raises ContractError."""
    by_id = {v.id: place for place, v in enumerate(contract.versions)}
    problems = []
    for id in (state.before, state.after):
        if id and id not in by_id:
            hint = did_you_mean(id, by_id) or one_of(by_id)
            problems.append(Problem("unknown-name", f"{quoted(id)} is not a version of the contract", hint=hint))
    if problems:
        raise ContractError(problems)
    after = by_id[state.after] if state.after else len(by_id) - 1
    before = by_id[state.before] if state.before else after - 1 if after else 1
    return contract.versions[before], contract.versions[after]


def term_views(before: Version, after: Version) -> tuple[TermView, ...]:
    """What is written differently, term by term."""
    return tuple(_term(c) for c in written_changes(before.terms, after.terms))


@lru_cache(maxsize=64)
def _redline(shelf: Shelf, contract: str, before: str, after: str, presume: bool, seconds: float) -> Redline:
    from contract_model.proving.redline import Compared, redline

    found = shelf.contract(contract)
    by_id = {v.id: v for v in found.versions}
    one, other = (Compared(found, by_id[id], f"version of {id}", contract) for id in (before, after))
    return redline(one, other, presume=presume, timeout=seconds)


def _term(change: TermChange) -> TermView:
    whole = change.happened in (Happened.ADDED, Happened.REMOVED)
    parts = tuple(PartView(p.part, tuple(words_changed(p.before, p.after))) for p in change.parts if not whole or p.part in WHOLE)
    return TermView(change.term, change.heading or change.term, _WORDS[change.happened], change.was, parts)


def _class(contract: Contract, state: State, one: ChangedClass) -> ClassView:
    words = Words(contract, one.action)
    conditions = one.conditions or ()
    common = [x for x in conditions[0] if all(x in cube for cube in conditions)] if conditions else []
    others = [rest for cube in conditions if (rest := [x for x in cube if x not in common])]
    case = one.cases[1]
    gains = [f"{words.parties(one.gains)} gains"] if one.gains else []
    loses = [f"{words.parties(one.loses)} loses"] if one.loses else []
    says = contract.actions[one.action].says
    holding = [words.holds(n, v) for n, v in {**case.event.parameters, **case.facts}.items() if f"{{{n}}}" not in says]
    holding += [f"{words.question(n)} {words.value(n, r)}" for n, r in case.readings.items()]
    return ClassView(
        words.action(Event(one.action, one.actor)),
        one.before.value,
        one.after.value,
        tuple(words.literal(x) for x in common),
        tuple("; ".join(words.literal(x) for x in cube) for cube in others[:MOST]),
        () in conditions,
        len(others) > MOST or one.more,
        (_deciding(contract, one.deciding[0], state.before), _deciding(contract, one.deciding[1], state.after)),
        sentence(listed(gains + loses)) if gains or loses else "",
        words.event(case.event),
        tuple(sentence(h) for h in holding),
        _asking(state, case),
    )


def _deciding(contract: Contract, ids: tuple[str, ...], version: str) -> str:
    terms = next(v.terms for v in contract.versions if v.id == version)
    return listed([f"“{terms[id].heading}”" if id in terms and terms[id].heading else id for id in ids]) or "no term"


def _asking(state: State, case: Case) -> State:
    """The state that asks for a case under both versions."""
    plain = State(state.contract, before=state.before, after=state.after, look=state.look)
    return by_parts(plain, case)
