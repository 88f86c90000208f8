"""This file defines the timeline: runs as a picture (SVG), a lane for each norm, with the events as marks on an axis of dates.

A state has a colour, a pattern and a word; nothing is told by colour alone. The picture stands for itself: nothing is loaded, nothing runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from contract_model.model.answer import Verdict
from contract_model.model.contract import Contract
from contract_model.model.counting import Instant
from contract_model.model.history import Run
from contract_model.model.states import NormState
from contract_model.model.values import DAY
from contract_model.telling.branches import Branches
from contract_model.telling.lanes import Lane, Lanes, Mark, lanes
from contract_model.telling.moments import Moments
from contract_model.telling.run_words import RunWords
from contract_model.telling.words import counted, spelled

WIDTH = 1080
_LABELS = 300  # where the plot begins
_RIGHT = WIDTH - 24
_SIGN = 7.0  # a generous width of a sign at 12 px
_TALL, _LOW = 38, 20
_MOST_TOLD = 40
_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class _Style:
    """How a state is drawn: paper, ink, and a pattern (lines of a path in a square of 8)."""

    paper: str
    ink: str
    pattern: str = ""
    dashed: bool = False


_STYLES = {
    NormState.NOT_TRIGGERED: _Style("#ffffff", "#8b949e", dashed=True),
    NormState.PENDING: _Style("#ffffff", "#57606a", "M2 2h1M6 6h1"),
    NormState.IN_FORCE: _Style("#cfe3fb", "#1f5fae"),
    NormState.SUSPENDED: _Style("#fff1c2", "#8a6100", "M0 8L8 0"),
    NormState.FULFILLED: _Style("#d3efdb", "#1a7f37", "M4 0V8"),
    NormState.VIOLATED: _Style("#fad7d3", "#b3261e", "M0 8L8 0M0 0L8 8"),
    NormState.DISCHARGED: _Style("#eef0f2", "#57606a", "M0 4H8"),
    NormState.NOT_AVAILABLE: _Style("#ffffff", "#6e7781", dashed=True),
    NormState.AVAILABLE: _Style("#d3f0f5", "#0a6c86", "M0 2H8M0 6H8"),
    NormState.EXERCISED: _Style("#e4daf5", "#6639a6", "M0 0L8 8"),
    NormState.LAPSED: _Style("#f1efe9", "#6b6455", "M2 2h1M6 2h1M2 6h1M6 6h1"),
}
_VERDICTS = {
    Verdict.PERMITTED: ("#1a7f37", "M0-6A6 6 0 1 1 0 6A6 6 0 1 1 0-6Z"),
    Verdict.PROHIBITED: ("#b3261e", "M-5.5-5.5H5.5V5.5H-5.5Z"),
    Verdict.DEPENDS: ("#8a6100", "M0-7L7 0L0 7L-7 0Z"),
    Verdict.CONFLICT: ("#8a3ab9", "M0-7L7 5H-7Z"),
    Verdict.SILENT: ("#ffffff", "M0-5.5A5.5 5.5 0 1 1 0 5.5A5.5 5.5 0 1 1 0-5.5Z"),
    None: ("#57606a", "M-2-6H2V6H-2Z"),
}
_FACTS = "facts become known"


def run_svg(contract: Contract, run: Run) -> str:
    """The picture of a run."""
    words = RunWords(contract, run)
    return _Picture(contract).drawn(contract.title or contract.id, words.span(), [("", words.state(), lanes(contract, run))], None)


def branches_svg(contract: Contract, branches: Branches) -> str:
    """The picture of two runs, one below the other along the same axis, with a line where they part."""
    panels = []
    for title, run, names in (
        ("As it happened", branches.real, branches.real_names),
        ("With the what-if", branches.other, branches.other_names),
    ):
        panels.append((title, RunWords(contract, run, names).state(), lanes(contract, run, names)))
    span = RunWords(contract, branches.real).span()
    return _Picture(contract).drawn(contract.title or contract.id, span, panels, branches.parts)


class _Picture:
    def __init__(self, contract: Contract) -> None:
        self.moments = Moments(contract)
        self.start, self.end = 0, 1
        self.states: dict[NormState, None] = {}
        self.verdicts: dict[Verdict | None, None] = {}
        self.others: dict[str, None] = {}

    def drawn(self, title: str, span: str, panels: Sequence[tuple[str, str, Lanes]], parts: Instant | None) -> str:
        """The whole picture."""
        self.start = min(p.start for _, _, p in panels)
        last = max(p.end for _, _, p in panels)
        self.end = last + max((last - self.start) // 12, 1)  # room for the states in which all ends
        y = 58
        body: list[str] = []
        for heading, state, panel in panels:
            said, y = self._panel(heading, state, panel, y, last, parts)
            body += said
        legend, y = self._legend(y + 12)
        told, y = self._told(panels, y + 6)
        left_out = [s for _, _, p in panels for s in p.left_out]
        notes = [_text(24, y + 14 + 18 * i, s, "note") for i, s in enumerate(left_out)]
        height = y + 18 * len(left_out) + 24
        norms = sum(len(g.lanes) for _, _, p in panels for g in p.groups)
        described = f"{counted(norms, 'norm').capitalize()}, each a lane along time; {span}. " + " ".join(_described(panels))
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
                'role="img" aria-labelledby="timeline-title timeline-desc">',
                f'<title id="timeline-title">{_escaped(title)}: the norms over time</title>',
                f'<desc id="timeline-desc">{_escaped(described)}</desc>',
                f"<style>{_CSS}</style>",
                "<defs>",
                *self._patterns(),
                "</defs>",
                f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
                _text(24, 30, _cut(title, 90), "title"),
                _text(24, 48, span[:1].upper() + span[1:], "note"),
                *body,
                *legend,
                *told,
                *notes,
                "</svg>",
            ]
        )

    def _panel(self, heading: str, state: str, panel: Lanes, y: int, last: Instant, parts: Instant | None) -> tuple[list[str], int]:
        """A run with its marks, lanes and axis, and where it ends."""
        top = y + (24 if heading else 0)
        found = [_text(24, y + 14, heading, "panel")] if heading else []
        found.append(_text(24, top + 14, f"Contract {state}", "note"))
        lanes_top = top + 46
        body, bottom = self._lanes(panel, lanes_top, last)
        grid = [_line(self.x(at), lanes_top - 4, self.x(at), bottom, "grid") for at, _ in self._ticks()]
        marked = self._marks(panel.marks, top + 26, lanes_top, bottom)
        found += [*grid, *body, *marked, *self._axis(bottom)]
        if parts is not None:
            x = self.x(parts)
            found.append(_line(x, lanes_top - 2, x, bottom, "parts"))
            found.append(_text(x, top + 4, "they part", "small", "middle"))
        return found, bottom + 44

    def x(self, at: Instant) -> float:
        """Where an instant lies."""
        share = (min(max(at, self.start), self.end) - self.start) / (self.end - self.start)
        return round(_LABELS + share * (_RIGHT - _LABELS), 1)

    # lanes

    def _lanes(self, panel: Lanes, y: int, last: Instant) -> tuple[list[str], int]:
        found: list[str] = []
        for group in panel.groups:
            if group.heading:
                name = f"{group.heading} ({group.lanes[0].instance.term}), {counted(len(group.lanes), 'instance')}"
                found += [_text(24, y + 15, _cut(name, 100), "group", full=name)]
                y += 22
            for lane in group.lanes:
                tall = not group.heading
                found += self._lane(lane, y, tall)
                y += _TALL if tall else _LOW
        if not panel.groups:
            found.append(_text(_LABELS + 8, y + 20, "No norm over time came about.", "note"))
            y += _TALL
        return found, y + 4

    def _lane(self, lane: Lane, y: int, tall: bool) -> Iterator[str]:
        label = f"{lane.instance.label}: {lane.stands}"
        if tall:
            yield _text(24, y + 13, _cut(lane.name, 38), "name", full=lane.name)
            yield _text(24, y + 28, _cut(label, 46), "small", full=label)
        else:
            yield _text(36, y + 13, _cut(label, 44), "small", full=label)
        top, height = (y + 6, 20) if tall else (y + 3, 13)
        for stretch in lane.stretches:
            yield from self._stretch(stretch.state, stretch.start, stretch.end, top, height)
        if lane.due is not None and self.start < lane.due <= self.end:
            self.others["due"] = None
            said = f"{lane.instance.label}: in time {self.moments.last_day(lane.due)}"
            tall_mark = height + 6
            path = f"M{self.x(lane.due)} {top - 3}v{tall_mark}m-4 -{tall_mark}h8m-8 {tall_mark}h8"
            yield f'<path d="{path}" class="due">{_title(said)}</path>'
        for at in lane.violations:
            self.others["violated"] = None
            said = f"{lane.instance.label} is violated on {self.moments.said(at)}"
            yield _cross(self.x(at), top + height / 2, said)

    def _stretch(self, state: NormState, start: Instant, end: Instant | None, top: int, height: int) -> Iterator[str]:
        self.states[state] = None
        style = _STYLES[state]
        left, right = self.x(start), self.x(self.end if end is None else end)
        wide = round(max(right - left, 2.0), 1)
        name, word = state.value, spelled(state.value)
        since = f"{word} from {self.moments.said(start)}" + (f" until {self.moments.said(end)}" if end is not None else " on")
        dash = ' stroke-dasharray="4 3"' if style.dashed else ""
        box = f'x="{left}" y="{top}" width="{wide}" height="{height}"'
        yield f'<g>{_title(since)}<rect {box} fill="{style.paper}" stroke="{style.ink}"{dash}/>'
        if style.pattern:
            yield f'<rect {box} fill="url(#state-{name})"/>'
        inset = 12 if state is NormState.VIOLATED else 6  # a violation is marked where it begins
        if height >= 18 and wide >= len(word) * 6.3 + inset + 4:
            yield _text(left + inset, top + height - 6, word, "state")
        yield "</g>"

    # events

    def _marks(self, marks: Sequence[Mark], y: int, top: int, bottom: int) -> Iterator[str]:
        """The marks of the events above the lanes, with a hair line through these; numbers of neighbours are joined."""
        for mark in marks:
            self.verdicts[mark.verdict] = None
            x = self.x(mark.instant)
            colour, path = _VERDICTS[mark.verdict]
            told = f"{mark.number}: {mark.when}, {mark.said}" + (f" ({mark.verdict.value})" if mark.verdict else "")
            yield _line(x, y + 8, x, bottom, "hair")
            shape = f'<path d="{path}" transform="translate({x} {y + 6})" fill="{colour}" stroke="#24292f"/>'
            inner = ""
            if mark.verdict is Verdict.PROHIBITED:
                inner = f'<path d="M{x - 3} {y + 3}l6 6m0-6l-6 6" stroke="#fff" stroke-width="1.6"/>'
            yield f"<g>{_title(told)}{shape}{inner}</g>"
        for x, label in self._numbers(marks):
            yield _text(x, y - 5, label, "number", "middle")

    def _numbers(self, marks: Sequence[Mark]) -> Iterator[tuple[float, str]]:
        """Labels of the marks, those that would touch in one: `3–5`."""
        clusters = [[mark] for mark in sorted(marks, key=lambda m: m.instant)]
        touching = True
        while touching:
            touching, joined = False, clusters[:1]
            for cluster in clusters[1:]:
                if self._middle(cluster) - self._middle(joined[-1]) < (_wide(joined[-1]) + _wide(cluster)) / 2 + 6:
                    joined[-1] = joined[-1] + cluster
                    touching = True
                else:
                    joined.append(cluster)
            clusters = joined
        for cluster in clusters:
            yield self._middle(cluster), _joined(cluster)

    def _middle(self, marks: Sequence[Mark]) -> float:
        return (self.x(marks[0].instant) + self.x(marks[-1].instant)) / 2

    # the axis

    def _axis(self, y: int) -> Iterator[str]:
        yield _line(_LABELS, y, _RIGHT, y, "axis")
        year = 0
        for at, hourly in self._ticks():
            day = self.moments.day(at)
            x = self.x(at)
            yield _line(x, y, x, y + 5, "axis")
            said = (self.moments.time(at) or f"{day.day} {day:%b}") if hourly else f"{day.day} {day:%b}"
            yield _text(x, y + 18, said, "tick", "middle")
            if day.year != year:
                yield _text(x, y + 32, str(day.year), "tick", "middle")
                year = day.year

    def _ticks(self) -> list[tuple[Instant, bool]]:
        """The instants that the axis names, at most about nine, and whether they are hours."""
        span = self.end - self.start
        if span <= 2 * DAY:
            step = next((h for h in (1, 2, 3, 6, 12) if span / (h * _HOUR) <= 9), 12) * _HOUR
            first = self.moments.begins(self.moments.day(self.start))
            return [(at, True) for at in range(first, self.end + 1, step) if at >= self.start]
        first_day, last_day = self.moments.day(self.start), self.moments.day(self.end)
        days = (last_day - first_day).days
        step = next((s for s in (1, 2, 7, 14) if days / s <= 9), 0)
        if step:
            found = [first_day + timedelta(days=i) for i in range(0, days + 1, step)]
        else:
            months = next((m for m in (1, 3, 6, 12, 24, 60, 120, 600, 1200, 6000) if days / (30.4 * m) <= 9), 12000)
            found = _months(first_day, last_day, months)
        return [(at, False) for day in found if self.start <= (at := self.moments.begins(day)) <= self.end]

    # what the signs mean

    def _patterns(self) -> Iterator[str]:
        for state in self.states:
            style = _STYLES[state]
            if style.pattern:
                path = f'<path d="{style.pattern}" stroke="{style.ink}" stroke-width="1" stroke-opacity=".55" fill="none"/>'
                yield f'<pattern id="state-{state.value}" width="8" height="8" patternUnits="userSpaceOnUse">{path}</pattern>'

    def _legend(self, y: int) -> tuple[list[str], int]:
        found = [_text(24, y + 12, "States", "legend")]
        x = 110.0
        for state in (s for s in NormState if s in self.states):
            word = spelled(state.value)
            wide = 34 + len(word) * _SIGN + 18
            if x + wide > _RIGHT:
                x, y = 110.0, y + 24
            found += self._stretch_sample(state, x, y)
            found.append(_text(x + 34, y + 12, word, "legend"))
            x += wide
        y += 26
        found.append(_text(24, y + 12, "Marks", "legend"))
        x = 110.0
        for verdict in (*(v for v in Verdict if v in self.verdicts), *((None,) if None in self.verdicts else ())):
            colour, path = _VERDICTS[verdict]
            word = f"event {verdict.value}" if verdict else _FACTS
            found.append(f'<path d="{path}" transform="translate({x + 8} {y + 8})" fill="{colour}" stroke="#24292f"/>')
            if verdict is Verdict.PROHIBITED:
                found.append(f'<path d="M{x + 5} {y + 5}l6 6m0-6l-6 6" stroke="#fff" stroke-width="1.6"/>')
            found.append(_text(x + 22, y + 12, word, "legend"))
            x += 22 + len(word) * _SIGN + 20
            if x > _RIGHT - 150:
                x, y = 110.0, y + 24
        if "violated" in self.others:
            found += [_cross(x + 8, y + 8, "violated"), _text(x + 22, y + 12, "comes to be violated", "legend")]
            x += 22 + 20 * _SIGN + 20
        if "due" in self.others:
            found += [f'<path d="M{x + 8} {y}v16m-4 -16h8m-8 16h8" class="due"/>', _text(x + 22, y + 12, "due until here", "legend")]
        return found, y + 24

    def _stretch_sample(self, state: NormState, x: float, y: int) -> Iterator[str]:
        style = _STYLES[state]
        dash = ' stroke-dasharray="4 3"' if style.dashed else ""
        box = f'x="{x}" y="{y}" width="26" height="15"'
        yield f'<rect {box} fill="{style.paper}" stroke="{style.ink}"{dash}/>'
        if style.pattern:
            yield f'<rect {box} fill="url(#state-{state.value})"/>'

    def _told(self, panels: Sequence[tuple[str, str, Lanes]], y: int) -> tuple[list[str], int]:
        """The events in words, as many as there is room for."""
        seen: dict[str, Mark] = {}
        verdicts: dict[str, dict[str, None]] = {}
        for _, _, panel in panels:
            for mark in panel.marks:
                seen.setdefault(mark.number, mark)
                verdicts.setdefault(mark.number, {}).update({mark.verdict.value: None} if mark.verdict else {})
        marks = sorted(seen.values(), key=lambda m: m.instant)
        found = []
        for mark in marks[:_MOST_TOLD]:
            told = " as it happened, with the what-if ".join(verdicts[mark.number])
            verdict = f" ({told})" if told else ""
            y += 18
            wide = 8 * len(mark.number) if len(mark.number) > 6 else 0
            found.append(_text(64 + wide, y, mark.number, "number", "end"))
            said = f"{mark.when}: {mark.said}{verdict}"
            found.append(_text(76 + wide, y, _cut(said, 138), "legend", full=said))
        if len(marks) > _MOST_TOLD:
            y += 18
            found.append(_text(76, y, f"and {len(marks) - _MOST_TOLD:,} more events", "note"))
        return found, y + 8


def _described(panels: Sequence[tuple[str, str, Lanes]]) -> Iterator[str]:
    """What each lane shows in the end, for whoever cannot see it."""
    for heading, state, panel in panels:
        yield f"{heading}: the contract is {state}." if heading else f"The contract is {state}."
        for group in panel.groups:
            yield from (f"{lane.name or group.heading} ({lane.instance.label}): {lane.stands}." for lane in group.lanes)


def _months(first: date, last: date, step: int) -> list[date]:
    """The first days of every so many months from a day on; of years where so many are whole years."""
    month = first.year * 12 + (first.month - 1 if step < 12 else 0)
    month = -(-month // step) * step if step >= 12 else month - month % step if step > 1 else month
    found = []
    while month // 12 <= min(last.year, date.max.year):
        day = date(month // 12, month % 12 + 1, 1) if month >= 12 else first
        if first <= day <= last:
            found.append(day)
        month += step
    return found or [first]


def _joined(marks: Sequence[Mark]) -> str:
    """The numbers of some marks: `3`, `3–5`, `1, what-if, 2`."""
    numbers = [m.number for m in marks]
    if len(numbers) > 2 and all(n.isdigit() for n in numbers):
        return f"{min(map(int, numbers))}–{max(map(int, numbers))}"
    return ", ".join(numbers) if len(numbers) < 4 else f"{numbers[0]} … {numbers[-1]}"


def _wide(marks: Sequence[Mark]) -> float:
    """The width of the label of some marks."""
    return 7.2 * len(_joined(marks))


def _cross(x: float, y: float, said: str) -> str:
    cross = f'<path d="M{x - 3.2} {y - 3.2}l6.4 6.4m0-6.4l-6.4 6.4" stroke="#b3261e" stroke-width="2"/>'
    return f'<g>{_title(said)}<circle cx="{x}" cy="{y}" r="6.5" fill="#fff" stroke="#b3261e" stroke-width="1.5"/>{cross}</g>'


def _line(x: float, y: float, x2: float, y2: float, kind: str) -> str:
    return f'<line x1="{x}" y1="{y}" x2="{x2}" y2="{y2}" class="{kind}"/>'


def _text(x: float, y: float, said: str, kind: str, anchor: str = "", full: str = "") -> str:
    place = f' text-anchor="{anchor}"' if anchor else ""
    whole = _title(full) if full and full != said else ""
    return f'<text x="{round(x, 1)}" y="{y}" class="{kind}"{place}>{_escaped(said)}{whole}</text>'


def _title(said: str) -> str:
    return f"<title>{_escaped(said)}</title>"


def _cut(said: str, most: int) -> str:
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"


def _escaped(said: str) -> str:
    """Text for XML, which has no place for some signs at all."""
    return escape("".join(c if c.isprintable() else " " for c in said))


_CSS = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:12px;fill:#24292f}"
    ".title{font-size:18px;font-weight:700}.panel{font-size:14px;font-weight:700}.name,.group{font-weight:600}"
    ".small,.tick,.state{font-size:11px}.note{fill:#57606a}.number{font-size:11px;font-weight:700}"
    ".state,.group{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
    ".grid{stroke:#e7eaed}.axis{stroke:#57606a}.hair{stroke:#8b949e;stroke-dasharray:1 3}"
    ".parts{stroke:#8a3ab9;stroke-width:1.5;stroke-dasharray:6 4}.due{stroke:#24292f;stroke-width:1.5;fill:none}"
)
