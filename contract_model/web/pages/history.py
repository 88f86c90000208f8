"""This file defines the page of a history: events put together one by one, the verdict on each, and the ledger of norms beside them.

The whole history is in the address: `contract`, `start`, `complete`, `fact`, `reading`, `until`, and for each event `at` and `says`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote, urlencode

from contract_model.model.contract import Contract
from contract_model.model.history import Happening, History, Run, Step
from contract_model.problems import ContractError, Problem, Span
from contract_model.web.decisions import Record
from contract_model.web.pages import decided
from contract_model.web.pages.decided import Taken
from contract_model.web.pages.frame import Frame, frame
from contract_model.web.pages.opening import opened
from contract_model.web.pages.rows import Part, Told, nested, part
from contract_model.web.pages.state import LOOKS, State
from contract_model.web.shelf import Shelf

MOST = 100  # events of a page
LONGEST = 6_000  # signs of an address; browsers and servers take more, mail programs often do not
_KNOWN = re.compile(r"\s*(?P<name>\w+)\s*(?:\[(?P<key>[^\[\]]+)\])?\s*=\s*(?P<value>.+?)\s*")
_FILE = "history"


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as somebody wrote it: its moment, and what happened, in words; or `name = value` for what became known."""

    at: str
    says: str


@dataclass(frozen=True, slots=True)
class Telling:
    """All that the address of a history says, as it was written."""

    contract: str = ""
    start: str = ""
    until: str = ""
    complete: bool = False
    facts: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    events: tuple[Entry, ...] = ()
    look: str = ""

    @property
    def query(self) -> str:
        """The query of its address."""
        pairs = [("contract", self.contract), ("start", self.start), ("complete", "yes" if self.complete else "")]
        pairs += [("fact", f) for f in self.facts] + [("reading", r) for r in self.readings] + [("until", self.until)]
        for event in self.events:
            pairs += [("at", event.at), ("says", event.says)]
        pairs.append(("look", self.look))
        said = [(name, value) for name, value in pairs if value or name in ("at", "says")]
        return urlencode(said, quote_via=quote, safe=":,()[]=?!")


def read_telling(pairs: Iterable[tuple[str, str]]) -> Telling:
    """What a query says. Of what is given once and stands there twice the last counts; an event of which nothing is said is none."""
    once: dict[str, str] = {}
    many: dict[str, list[str]] = {"fact": [], "reading": [], "at": [], "says": []}
    for name, value in pairs:
        value = value.strip()
        if name in many:
            if value or name in ("at", "says"):
                many[name].append(value)
        else:
            once[name] = value
    count = max(len(many["at"]), len(many["says"]))
    at, says = ([*many[name], *[""] * (count - len(many[name]))] for name in ("at", "says"))
    events = tuple(Entry(a, s) for a, s in zip(at, says, strict=True) if a or s)
    return Telling(
        once.get("contract", ""),
        once.get("start", ""),
        once.get("until", ""),
        once.get("complete", "") == "yes",
        tuple(many["fact"]),
        tuple(many["reading"]),
        events,
        once.get("look", "") if once.get("look", "") in LOOKS else "",
    )


@dataclass(frozen=True, slots=True)
class Item:
    """Something on the page of a history, in the order of time: an event, or what time alone brought about.

    `number`: of an event, from 1. `when`, `says`: in words, as far as it was understood. `ruling`: the verdict with what decides it.
    `without`: the query of the history without it.
    """

    number: int | None
    entry: Entry | None
    when: str
    says: str
    verdict: str
    ruling: Told | None
    rows: tuple[Told, ...]
    problems: tuple[Problem, ...] = ()
    without: str = ""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What the page of a history shows. `stands`: how things stand, or what is wrong; then `head`, `norms` and the rest are empty.

    `suggestions`: sentences that the contract understands; `story`: the query of a history of some, where none is told yet.
    """

    frame: Frame
    telling: Telling
    start: str
    items: tuple[Item, ...]
    next_at: str
    suggestions: tuple[str, ...]
    asks: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()
    story: str = ""
    stands: str = ""
    head: tuple[Told, ...] = ()
    norms: tuple[Told, ...] = ()
    standing: tuple[Part, ...] = ()
    facts: tuple[Told, ...] = ()
    untriggered: tuple[Told, ...] = ()
    remarks: tuple[str, ...] = ()
    svg: bool = False
    decisions: tuple[Record, ...] = ()


def history_page(shelf: Shelf, telling: Telling, today: date) -> HistoryPage:
    """The page of a history, which runs it."""
    contract, state, problems = opened(shelf, State(telling.contract or _first(shelf).id, look=telling.look))
    telling = replace(telling, contract=contract.id)
    start = telling.start or min(v.start for v in contract.versions).isoformat()
    examples = _examples(contract)
    shown = HistoryPage(
        frame(shelf, contract, state, "/history"),
        telling,
        start,
        (),
        telling.events[-1].at if telling.events else start,
        tuple(e.says for e in examples),
        tuple((f.name, f.asks) for f in contract.facts.values()),
        problems,
        story="" if telling.events else _story(contract, examples, telling.look),
    )
    try:
        run = run_of(contract, telling, today)
    except ContractError as error:
        return _with_problems(shown, (*problems, *error.problems))
    return replace(_told(shown, contract, run), decisions=(_decided(shelf, contract, telling, run.history),))


def history_svg(shelf: Shelf, telling: Telling, today: date, *, dark: bool = False) -> Taken:
    """The picture of a history, on light or on dark paper. Raises ContractError."""
    from contract_model.telling.dark import in_the_dark
    from contract_model.telling.run_reply import RunReply

    contract = _contract(shelf, telling)
    run = run_of(contract, telling, today)
    picture = RunReply(run, contract).to_svg()
    return Taken(in_the_dark(picture) if dark else picture, _decided(shelf, contract, telling, run.history))


def history_json(shelf: Shelf, telling: Telling, today: date) -> Taken:
    """The run of a history as data. Raises ContractError."""
    from contract_model.telling.run_reply import RunReply

    contract = _contract(shelf, telling)
    run = run_of(contract, telling, today)
    return Taken(RunReply(run, contract).to_json() + "\n", _decided(shelf, contract, telling, run.history))


def history_yaml(shelf: Shelf, telling: Telling, today: date) -> Taken:
    """A history as a file that `contract run` reads. Raises ContractError."""
    contract = _contract(shelf, telling)
    history = history_of(contract, telling, today)
    head: dict[str, object] = {"contract": contract.id, "start": history.start.isoformat()}
    head |= {"complete": True} if telling.complete else {}
    for key, said in (("facts", telling.facts), ("readings", telling.readings)):
        head |= {key: _entries(said)} if said else {}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    events = [json.dumps(_row(contract, _entry_of(telling, h)), ensure_ascii=False) for h in history.happenings]
    lines += ["events:", *(f"  - {event}" for event in events)] if events else []
    lines += [f"until: {json.dumps(telling.until, ensure_ascii=False)}"] if telling.until else []
    return Taken("\n".join(lines) + "\n")


def _decided(shelf: Shelf, contract: Contract, telling: Telling, history: History) -> Record:
    """What was decided of a history, which is sent to the HTTP API with its events in the order of time."""
    said = {
        "start": telling.start,
        "complete": telling.complete,
        "facts": _entries(telling.facts),
        "readings": _entries(telling.readings),
        "events": [_row(contract, _entry_of(telling, h)) for h in history.happenings],
    }
    sent = {"history": {key: value for key, value in said.items() if value or key == "events"}}
    return decided.run(shelf, contract, history, sent | ({"until": telling.until} if telling.until else {}))


def run_of(contract: Contract, telling: Telling, today: date) -> Run:
    """What becomes of a contract through a history. Raises ContractError with every problem of it."""
    from contract_model.engines.running import run

    return run(contract, history_of(contract, telling, today))


def history_of(contract: Contract, telling: Telling, today: date) -> History:
    """The history that an address tells; its events are put in order. Raises ContractError with every problem."""
    from contract_model.asking.history import read_history
    from contract_model.asking.what_if import until

    _check_size(telling)
    lines = "\n".join(json.dumps(_row(contract, e), ensure_ascii=False) for e in telling.events)
    history = read_history(
        contract,
        _FILE,
        lines.encode("utf-8", "replace"),
        "jsonl",
        start=telling.start or None,
        complete=telling.complete,
        facts=_entries(telling.facts),
        readings=_entries(telling.readings),
        today=today,
        sort=True,
    )
    history = replace(history, name="")  # it has none
    return until(contract, history, telling.until, today) if telling.until else history


def _check_size(telling: Telling) -> None:
    if len(telling.events) > MOST:
        said = f"a history on a page has at most {MOST} events, this one has {len(telling.events)}"
        raise ContractError([Problem("too-large", said, hint="a longer one is for `contract run`")])
    if len(telling.query) > LONGEST:
        said = f"the history takes {len(telling.query):,} signs of an address, and {LONGEST:,} is the most that can be passed on"
        raise ContractError([Problem("too-large", said, hint="remove some events; a longer history is for `contract run`")])


def _entries(said: Sequence[str]) -> dict[str, object]:
    from contract_model.asking.what_if import entries

    return entries(said, "known")


def _row(contract: Contract, entry: Entry) -> dict[str, object]:
    """An event as a line of a history."""
    known = _KNOWN.fullmatch(entry.says)
    if known and known["name"] in contract.facts:
        value: object = {known["key"]: known["value"]} if known["key"] else known["value"]
        return {"at": entry.at, "facts": {known["name"]: value}}
    return {"at": entry.at, "says": entry.says}


def _contract(shelf: Shelf, telling: Telling) -> Contract:
    return shelf.contract(telling.contract) if telling.contract else _first(shelf)


def _first(shelf: Shelf) -> Contract:
    """The first contract that says something over time; where none does, the first."""
    contracts = list(shelf)
    over_time = (c for c in contracts if any(t.norm is not None for v in c.versions for t in v.terms.values()))
    return next(over_time, contracts[0])


def _examples(contract: Contract) -> tuple[Entry, ...]:
    """The examples of the contract that can happen in a history, each with its day, if it tells one, and without it in the sentence."""
    from contract_model.asking.question import read_question

    found: dict[str, Entry] = {}
    for example in contract.examples[:12]:
        try:
            question = read_question(contract, example, today=contract.versions[-1].start)
        except ContractError:  # it has a problem of its own, which is told where it is asked
            continue
        if any(contract.facts[n].per for n in question.case.facts):
            continue  # in a history it would have to say of which
        text = question.text
        for stretch in reversed(question.understood):
            if stretch.name in ("date", "time"):
                text = text[: stretch.start] + text[stretch.end :]
        says = " ".join(text.split()).replace(" ,", ",").rstrip(" ,.?")
        day = None if question.case.presumed_date else question.case.event.date.day
        found.setdefault(says, Entry(day.isoformat() if day else "", says))
    return tuple(found.values())


def _story(contract: Contract, examples: Sequence[Entry], look: str) -> str:
    """The query of a history of the examples that tell their day; none where fewer than two do."""
    dated = sorted((e for e in examples if e.at), key=lambda e: e.at)
    over_time = any(t.norm is not None for v in contract.versions for t in v.terms.values())
    return Telling(contract.id, events=tuple(dated), look=look).query if over_time and len(dated) > 1 else ""


def _written(telling: Telling, place: int, problems: Iterable[Problem]) -> Item:
    """An event that nothing is known of but what was written."""
    entry = telling.events[place]
    return Item(place + 1, entry, "", "", "", None, (), tuple(problems), _without(telling, place))


def _without(telling: Telling, place: int) -> str:
    return replace(telling, events=(*telling.events[:place], *telling.events[place + 1 :])).query


def _with_problems(shown: HistoryPage, problems: Sequence[Problem]) -> HistoryPage:
    """The page where something is wrong: each problem with the event that it is about."""
    of_event: dict[int, list[Problem]] = {}
    others: list[Problem] = []
    for problem in problems:
        place = problem.span.line - 1 if problem.span and problem.span.file == _FILE else -1
        if 0 <= place < len(shown.telling.events):
            of_event.setdefault(place, []).append(_within_text(problem, shown.telling.events[place]))
        else:
            others.append(replace(problem, span=None, excerpt=""))
    items = tuple(_written(shown.telling, i, of_event.get(i, ())) for i in range(len(shown.telling.events)))
    return replace(shown, items=items, problems=tuple(others), stands=problems[0].message)


def _within_text(problem: Problem, entry: Entry) -> Problem:
    """A problem with its place in what was written, instead of in the line that the history is read from."""
    assert problem.span is not None
    says = json.dumps(entry.says, ensure_ascii=False)
    start = problem.excerpt.rfind(says) + 2
    column = problem.span.column - start + 1
    if start < 2 or not 1 <= column <= len(entry.says) or len(says) != len(entry.says) + 2:
        return replace(problem, span=None, excerpt="")
    return replace(problem, span=Span("", 1, column, problem.span.length), excerpt=entry.says)


def _told(shown: HistoryPage, contract: Contract, run: Run) -> HistoryPage:
    """The page with what became of the contract."""
    from contract_model.telling.run_memo import RunWriter, standing_sections

    writer = RunWriter(contract, run)
    ordered = replace(shown.telling, events=tuple(_entry_of(shown.telling, h) for h in run.history.happenings))
    return replace(
        shown,
        telling=ordered,
        next_at=ordered.events[-1].at if ordered.events else shown.start,
        items=tuple(_items(writer, ordered)),
        stands=next(r.text for r in writer.head() if r.label == "Stands"),
        head=nested(r for r in writer.head() if r.label not in ("Contract", "History")),
        norms=nested(row for life in writer.ledger.lives for row in writer.life(life)),
        standing=tuple(part(s) for s in standing_sections(writer.words, writer.standing)),
        facts=nested(writer.facts()),
        untriggered=nested(writer.untriggered()),
        remarks=run.history.remarks,
        svg=bool(run.instances),
    )


def _entry_of(telling: Telling, happening: Happening) -> Entry:
    """An event as it was written."""
    assert happening.span is not None  # each is read from a line
    return telling.events[happening.span.line - 1]


def _items(writer: object, telling: Telling) -> Iterator[Item]:
    """What happened, in the order of time."""
    from contract_model.telling.run_memo import RunWriter

    assert isinstance(writer, RunWriter)
    seen: set[int] = set()
    for step in writer.ledger.steps:
        rows = nested(writer.step(step))
        if not rows:
            continue
        place = step.happening if step.deemed is None else None
        if place is None or place in seen:
            yield Item(None, None, _text(rows[0]).removesuffix(" (no event)"), "", "", None, rows[0].below + rows[1:])
            continue
        seen.add(place)
        happening = writer.run.history.happenings[place]
        when, says = writer.words.moments.told(happening), writer.words.happening(happening)
        found, ruling = rows[0].below + rows[1:], None
        if step.verdict is not None and found:
            ruling, found = found[0], found[1:]
        yield Item(place + 1, telling.events[place], when, says, _verdict(step), ruling, found, (), _without(telling, place))


def _verdict(step: Step) -> str:
    return step.verdict.value if step.verdict else ""


def _text(row: Told) -> str:
    return "".join(p.text for p in row.pieces)
