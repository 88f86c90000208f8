"""This file defines `Bounds`: how the texts of periods and of points in time are read (`7 days after order.date`, `period.end`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from contract_model.loading.conditions import Conditions, Standing
from contract_model.loading.passage import Passage
from contract_model.model.conditions import variables
from contract_model.model.counting import Period, Unit, read_period
from contract_model.model.kinds import DATE
from contract_model.model.norm import Bound, Expression

_NUMBERED = re.compile(rf"\d[\d_]*\s*[A-Za-z]|({'|'.join(u.value for u in Unit)})s?(\s|$)")


@dataclass(slots=True)
class Bounds:
    """Reads the bounds of one contract."""

    conditions: Conditions

    def within(self, passage: Passage, standing: Standing) -> Bound | None:
        """A period, after the trigger or after a date."""
        head, rest = passage.split("after")
        period = read(head)
        anchor = self._date(rest, standing) if rest else None
        if period is None or (rest and anchor is None):
            return None
        return Bound(period, anchor, False, passage.text, passage.span)

    def point(self, passage: Passage, standing: Standing, strict: bool) -> Bound | None:
        """A date, or a period after or before one."""
        if not _NUMBERED.match(passage.text):
            anchor = self._date(passage, standing)
            return Bound(None, anchor, strict, passage.text, passage.span) if anchor else None
        for word, sign in (("after", 1), ("before", -1)):
            head, rest = passage.split(word)
            if rest is not None and rest.text:
                period, anchor = read(head), self._date(rest, standing)
                if period is None or anchor is None:
                    return None
                return Bound(Period(sign * period.count, period.unit), anchor, strict, passage.text, passage.span)
        if read(passage) is not None:  # a period alone
            said = f"nothing is said from which `{passage.text}` is counted"
            passage.problem("bad-period", said, f"write `{passage.text} after trigger.date`")
        return None

    def _date(self, passage: Passage, standing: Standing) -> Expression | None:
        found = self.conditions.expression(passage, DATE, standing)
        if found is not None:
            self.conditions.only_of_the_world(passage, found.condition)
            if "date" in variables(found.condition):
                said = "`date` is of an event, and this is counted when there is none"
                passage.problem("not-of-the-world", said, "for the day of the trigger write `trigger.date`")
        return found


def read(passage: Passage) -> Period | None:
    """The period that a text writes; none where it is none, which is noted."""
    try:
        return read_period(passage.text)
    except ValueError as error:
        passage.problem("bad-period", str(error))
        return None
