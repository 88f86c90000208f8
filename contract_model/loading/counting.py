"""This file defines `Countings`: how it is read how periods are counted, in the policies and in terms, and the calendars."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from contract_model.loading.parse import Document, Path
from contract_model.loading.pieces import Pieces
from contract_model.loading.shaping import within_of
from contract_model.loading.surface import SurfaceCalendar, SurfaceCounting
from contract_model.model.counting import Calendar, Corresponding, Counting, Roll
from contract_model.problems import did_you_mean, one_of, quoted

MAX_PLACES = 10
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(slots=True)
class Countings:
    """Reads how periods are counted in one contract."""

    pieces: Pieces
    _calendars: dict[str, Calendar] | None = None
    _policy: Counting | None = None

    def places(self) -> int:
        """To how many places money is rounded."""
        written = self.pieces.surface.policies.rounding
        if written is None:
            return 2
        if not re.fullmatch(r"\d{1,2}", written, re.ASCII) or int(written) > MAX_PLACES:
            said = f"{quoted(written)} does not fit: money is rounded to 0 to {MAX_PLACES} places after the point"
            self.pieces.note("bad-value", said, ("policies", "rounding"))
            return 2
        return int(written)

    def policy(self) -> Counting:
        """How periods are counted where a term does not say."""
        if self._policy is None:
            path: Path = ("policies", "counting")
            self._policy = self._over(self.pieces.document, path, self.pieces.surface.policies.counting, Counting())
        return self._policy

    def of_term(self, document: Document, path: Path, written: SurfaceCounting | None) -> Counting:
        """How periods are counted in a term: as it says, and for the rest as the policies say."""
        return self.policy() if written is None else self._over(document, path, written, self.policy())

    def calendars(self) -> dict[str, Calendar]:
        """The calendars of the contract by their ids."""
        if self._calendars is None:
            self._calendars = {n: self._calendar(n, w) for n, w in self.pieces.surface.calendars.items()}
        return self._calendars

    def _calendar(self, name: str, written: SurfaceCalendar) -> Calendar:
        path: Path = ("calendars", name)
        self.pieces.check_id(self.pieces.document, path, name, "calendar")
        if written.country:
            from contract_model.model.calendars import known_country  # the library is slow to load, and few contracts need it

            where = "country"
            try:
                known_country(written.country)
                where = "subdivision"
                known_country(written.country, written.subdivision)
            except ValueError as error:
                self.pieces.note("bad-value", str(error), (*path, where))
        elif written.subdivision:
            self.pieces.note("missing-key", "`country` is missing", path, "a subdivision is one of a country")
        calendar = Calendar(
            name,
            Calendar().weekend if written.weekend is None else frozenset(WEEKDAYS.index(d) for d in written.weekend),
            written.country,
            written.subdivision,
            self._days((*path, "holidays"), written.holidays),
            self._days((*path, "working"), written.working),
        )
        if len(calendar.weekend) == len(WEEKDAYS):
            self.pieces.note("bad-value", "a week has at least one day that is not of its end", (*path, "weekend"))
        return calendar

    def _days(self, path: Path, written: list[str]) -> frozenset[date]:
        doc = self.pieces.document
        places = [(*path, i) if (*path, i) in doc.places else path for i in range(len(written))]
        return frozenset(d for p, text in zip(places, written, strict=True) if (d := self.pieces.day(doc, p, text)) is not None)

    def _over(self, document: Document, path: Path, written: SurfaceCounting, base: Counting) -> Counting:
        """A way of counting with what is written in place of the rest."""
        counting = base
        if written.start_day is not None:
            counting = replace(counting, start_day=written.start_day == "in")
        if written.clear is not None:
            counting = replace(counting, clear=written.clear)
        if written.months is not None:
            counting = replace(counting, months=Corresponding(written.months))
        if written.roll is not None:
            counting = replace(counting, roll=Roll(written.roll))
        if written.calendar is not None:
            known = self.calendars()
            if written.calendar in known:
                counting = replace(counting, calendar=known[written.calendar])
            elif not self.pieces.is_broken(written.calendar):
                hint = did_you_mean(written.calendar, known) or one_of(known) or "write it under `calendars`"
                said = f"{quoted(written.calendar)} is not a calendar"
                document.problem("unknown-calendar", said, (*path, "calendar"), within=within_of(document, path), hint=hint)
        if written.cutoff is not None:
            cutoff = read_clock(written.cutoff)
            if cutoff is None:
                self._not_a_time(document, (*path, "cutoff"), written.cutoff)
            elif cutoff < _MIDNIGHT:
                counting = replace(counting, cutoff=cutoff)
        if written.zone is not None:
            from contract_model.model.counting import zone_named

            try:
                zone_named(written.zone)
                counting = replace(counting, zone=written.zone)
            except ValueError as error:
                document.problem("bad-value", str(error), (*path, "zone"), within=within_of(document, path))
        return counting

    def hours(self, path: Path, written: str) -> tuple[int, int] | None:
        """From and until of some hours of the day (`09:00-17:00`), in seconds since midnight."""
        begin, _, end = written.partition("-")
        times = (read_clock(begin.strip()), read_clock(end.strip()))
        if times[0] is None or times[1] is None or times[0] >= times[1]:
            said = f"{quoted(written)} does not fit: expected hours of one day, such as 09:00-17:00"
            self.pieces.note("bad-value", said, path)
            return None
        return int(times[0].total_seconds()), int(times[1].total_seconds())

    def _not_a_time(self, document: Document, path: Path, text: str) -> None:
        said = f"{quoted(text)} does not fit: expected a time of day, such as 17:00"
        document.problem("bad-value", said, path, within=within_of(document, path))


_MIDNIGHT = timedelta(days=1)


def read_clock(text: str) -> timedelta | None:
    """The time of day of a text, 00:00 to 24:00; none where it is none."""
    found = _CLOCK.fullmatch(text)
    if not found or int(found[2]) > 59:
        return None
    time = timedelta(hours=int(found[1]), minutes=int(found[2]))
    return time if time <= _MIDNIGHT else None
