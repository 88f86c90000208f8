"""This file defines `SweepWords`: a grid of cases in words: its axes, its cells, and what the borders between them mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from contract_model.meaning.sweep import silenced
from contract_model.model.answer import Verdict
from contract_model.model.case import ANY_DATE, Case, DateSpan
from contract_model.model.contract import Certainty, Contract
from contract_model.model.kinds import Sort
from contract_model.model.sweep import Axis, Point, Short, Sweep, Varies
from contract_model.model.values import in_words
from contract_model.telling.gist import called
from contract_model.telling.section import Piece, Row, Section, Table, Tone, faint, row, strong
from contract_model.telling.statements import sentence
from contract_model.telling.words import Words, listed

MOST_ROWS = 40  # told in words
CODES = {Verdict.PERMITTED: "pe", Verdict.PROHIBITED: "pr", Verdict.DEPENDS: "de", Verdict.SILENT: "si", Verdict.CONFLICT: "co"}
MOST_TERMS = 3  # named of those that decide
_HEADS = {
    "actor": "Who acts?",
    "action": "What is done?",
    "date": "When?",
    "version": "Under which version?",
    "evidence": "Which evidence counts?",
}


@dataclass(frozen=True, slots=True)
class Panel:
    """A map of two axes, for one choice of points of the others. `rows`: for each point of the first its cells."""

    points: tuple[Point, ...]
    rows: tuple[tuple[Short, ...], ...]


class SweepWords:
    """The words of one sweep."""

    def __init__(self, contract: Contract, sweep: Sweep) -> None:
        self.contract = contract
        self.sweep = sweep
        self.words = Words(contract, sweep.case.event.action)
        self.down: Axis | None = sweep.axes[0] if len(sweep.axes) > 1 else None
        self.across = sweep.axes[1] if len(sweep.axes) > 1 else sweep.axes[0]
        self.others = sweep.axes[2:]

    @property
    def base(self) -> Case:
        """What the cells have in common: nothing of what is varied."""
        case = self.sweep.case
        for axis in self.sweep.axes:
            case = silenced(case, axis.name)
            if axis.varies is Varies.DATE:
                case = replace(case, event=replace(case.event, date=ANY_DATE), presumed_date=False)
            if axis.varies is Varies.ACTOR:
                case = replace(case, event=replace(case.event, actor=None))
        return case

    def panels(self) -> Iterator[Panel]:
        """The maps, one for each choice of points of the third and the fourth axis."""
        rows = range(len(self.down.points)) if self.down else range(1)
        for other in product(*(range(len(a.points)) for a in self.others)):
            cells = tuple(
                tuple(self.sweep.at((*((r,) if self.down else ()), c, *other)) for c in range(len(self.across.points))) for r in rows
            )
            yield Panel(tuple(a.points[p] for a, p in zip(self.others, other, strict=True)), cells)

    # axes

    def head(self, axis: Axis) -> str:
        """What an axis asks: `On which cloud?`, `Year`."""
        if axis.varies in (Varies.PARAMETER, Varies.FACT, Varies.READING):
            return self.words.question(axis.name)
        return _HEADS.get(axis.name) or axis.name.capitalize()

    def point(self, axis: Axis, point: Point) -> str:
        """A point of an axis: `AWS`, `yes`, `2027`, the id of a reading."""
        value = point.value
        if value is None or value == ANY_DATE:
            return "not known"
        if isinstance(value, DateSpan):
            return in_words(value.day) if axis.name == "date" and value.day and value.time is None else point.written
        if isinstance(value, Certainty) or axis.varies in (Varies.READING, Varies.VERSION, Varies.ACTION):
            return point.written
        if axis.varies is Varies.ACTOR:
            return self.words.party(point.written)
        return self.words.value(axis.name, value)

    def title(self, panel: Panel) -> str:
        """The points of the other axes: `Can Microsoft support it? yes; exception: conjunctive`."""
        return "; ".join(f"{self.head(a)} {self.point(a, p)}" for a, p in zip(self.others, panel.points, strict=True))

    def short_title(self, panel: Panel, most: int) -> str:
        """The same in at most so many characters where that can be: questions are cut, so that the points stay."""
        title = self.title(panel)
        if len(title) <= most or not self.others:
            return title
        points = [self.point(a, p) for a, p in zip(self.others, panel.points, strict=True)]
        room = (most - sum(len(p) + 3 for p in points)) // len(points)
        return "; ".join(f"{shortened(self.head(a), max(room, 8))} {p}" for a, p in zip(self.others, points, strict=True))

    def place(self, panel: Panel, at: int, column: int) -> str:
        """Where a cell is: `AWS, 2027`."""
        row_ = [self.point(self.down, self.down.points[at])] if self.down else []
        rest = [self.point(a, p) for a, p in zip(self.others, panel.points, strict=True)]
        return ", ".join([*row_, self.point(self.across, self.across.points[column]), *rest])

    # cells

    def cell(self, cell: Short) -> str:
        """A cell in full: `depends on azure_will; by azure-first; contested: exception=conjunctive`."""
        on = f" on {', '.join(cell.turns_on)}" if cell.turns_on else ""
        by = f"; by {', '.join(cell.decided_by)}" if cell.decided_by else ""
        other = ", ".join(f"{c.name}={c.reading} ({c.verdict.value})" for c in cell.contested)
        return f"{cell.verdict.value}{on}{by}{f'; contested: {other}' if other else ''}"

    def verdicts(self) -> list[Verdict]:
        """The verdicts that there are."""
        found = {cell.verdict for cell in self.sweep.cells}
        return [v for v in Verdict if v in found]

    # in words

    def asked(self) -> Section:
        """What all cells have in common, and along what they differ."""
        base = self.base
        today = " (no date was given, so today)" if base.presumed_date else ""
        rows = [row(strong(self.words.event(base.event)), faint(today) if today else "", label="Event")]
        stated = {n: v for n, v in base.event.parameters.items() if f"{{{n}}}" not in self.contract.actions[base.event.action].says}
        told = [self.words.holds(n, v) for n, v in {**stated, **base.facts}.items()]
        if told:
            rows.append(row(" ".join(map(sentence, told)), label="Facts"))
        if base.readings:
            rows.append(row(", ".join(f"{n}={r}" for n, r in base.readings.items()), label="Readings"))
        for axis in self.sweep.axes:
            points = ", ".join(self.point(axis, p) for p in axis.points[:12])
            more = f" and {len(axis.points) - 12} more" if len(axis.points) > 12 else ""
            rows.append(row(f"{self.head(axis)} ", faint(f"{points}{more}"), label="Over"))
        rows.append(row(self.contract.title or self.contract.id, label="Contract"))
        counts = Counter(cell.verdict for cell in self.sweep.cells)
        pieces: list[str | Piece] = [f"{cells(len(self.sweep.cells))}: "]
        for place, verdict in enumerate(self.verdicts()):
            pieces += [", " if place else "", f"{counts[verdict]:,} ", Piece(verdict.value, Tone[verdict.name])]
        return Section("", (*rows, row(*pieces, label="Cells")))

    def meaning(self) -> Section:
        """What the maps say, row by row, rows that say the same together."""
        rows: list[Row] = []
        seen: dict[tuple[object, ...], str] = {}
        for panel in self.panels():
            title = self.title(panel)
            key = tuple(tuple(map(_said, cells)) for cells in panel.rows)
            if title:
                rows.append(row(strong(title), *([f": as for {seen[key]}"] if key in seen else [])))
            if key in seen:
                continue
            seen[key] = title
            depth = 1 if title else 0
            together: dict[tuple[object, ...], list[int]] = {}
            for at, said in enumerate(key):
                together.setdefault(said, []).append(at)
            for places in together.values():
                label = ""
                if self.down:
                    label = ", ".join(self._runs(self.down, places))
                    if len(places) == len(self.down.points) > 1:
                        label = f"Whatever it is ({self.down.name})"
                rows += self._row(label, panel.rows[places[0]], depth)
        if len(rows) > MOST_ROWS:
            rows = [*rows[:MOST_ROWS], row(faint(f"and {len(rows) - MOST_ROWS} more lines; as JSON or CSV there are all"))]
        return Section("What it says", tuple(rows))

    def tables(self) -> Iterator[Section]:
        """The maps as tables."""
        heads = (self.head(self.down) if self.down else "", *(self.point(self.across, p) for p in self.across.points))
        for panel in self.panels():
            labels = [self.point(self.down, p) for p in self.down.points] if self.down else [""]
            lines = tuple(
                (row(label), *(row(Piece(c.verdict.value, Tone[c.verdict.name]), "*" if c.contested else "") for c in cells))
                for label, cells in zip(labels, panel.rows, strict=True)
            )
            yield Section(self.title(panel) or self.head(self.across), (), None, Table(heads, lines))

    def _row(self, label: str, cells: Sequence[Short], depth: int) -> Iterator[Row]:
        """A row of a map: where it says what."""
        runs: dict[tuple[object, ...], list[int]] = {}
        for at, cell in enumerate(cells):
            runs.setdefault(_said(cell), []).append(at)
        if label:
            yield row(strong(label), ":", depth=depth, item=True)
        for places in runs.values():
            cell = cells[places[0]]
            everywhere = len(places) == len(cells)
            where = "always " if everywhere and len(cells) > 1 else f"{', '.join(self._runs(self.across, places))}: "
            pieces: list[str | Piece] = [where, Piece(cell.verdict.value, Tone[cell.verdict.name])]
            if cell.turns_on:
                pieces.append(f", turning on {listed(list(cell.turns_on))}")
            if cell.decided_by:
                named = [self._term(cell, id) for id in cell.decided_by]
                more = len(named) - MOST_TERMS
                pieces.append(faint(f" ({listed([*named[:MOST_TERMS], f'{more} more'] if more > 0 else named)})"))
            yield row(*pieces, depth=depth + bool(label), item=True)

    def contested(self) -> Section:
        """The other readings, with how many cells each would change, and to what."""
        found: dict[tuple[str, str], Counter[Verdict | None]] = {}
        for cell in self.sweep.cells:
            for other in cell.contested:
                to = None if other.verdict is cell.verdict else other.verdict
                found.setdefault((other.name, other.reading), Counter())[to] += 1
        rows = []
        for (name, reading), counts in sorted(found.items(), key=lambda f: (-f[1].total(), f[0])):
            ways: list[str | Piece] = []
            for verdict in (v for v in (*Verdict, None) if counts[v]):
                ways += [", " if ways else "", f"{counts[verdict]:,} "]
                ways += ["to ", Piece(verdict.value, Tone[verdict.name])] if verdict else ["to other conditions"]
            says = self.words.reading(name, reading)
            told = f" ({says.says})" if says else ""
            rows.append(row(strong(f"{name}={reading}"), faint(told), f" changes {cells(counts.total())}: ", *ways, item=True))
        return Section("Contested readings", tuple(rows))

    def _runs(self, axis: Axis, places: Sequence[int]) -> list[str]:
        """Points of an axis in words; where they have an order, neighbours together: `2024 to 2026`."""
        if not self._ordered(axis):
            return [self.point(axis, axis.points[p]) for p in places]
        runs: list[list[int]] = []
        for place in places:
            if runs and place == runs[-1][-1] + 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        named = [[self.point(axis, axis.points[p]) for p in run] for run in runs]
        return [n[0] if len(n) == 1 else f"{n[0]} to {n[-1]}" for n in named]

    def _ordered(self, axis: Axis) -> bool:
        if axis.varies in (Varies.DATE, Varies.VERSION, Varies.EVIDENCE):
            return True
        kind = self.words.kind(axis.name)
        return kind is not None and kind.ordered and kind.sort is not Sort.TEXT and all(p.value is not None for p in axis.points)

    def _term(self, cell: Short, id: str) -> str:
        for version in reversed(self.contract.versions):
            if version.id in cell.versions and id in version.terms:
                return called(version.terms[id])
        return id


def shortened(text: str, most: int) -> str:
    """A text in at most so many characters, with dots for what is left out."""
    return text if len(text) <= most else f"{text[: max(most - 3, 1)].rstrip()}..."


def cells(number: int) -> str:
    """A number of cells, in figures, as they stand beside others."""
    return f"{number:,} {'cell' if number == 1 else 'cells'}"


def _said(cell: Short) -> tuple[object, ...]:
    """What tells a cell from its neighbours."""
    return cell.verdict, cell.decided_by, cell.turns_on
