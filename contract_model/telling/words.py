"""This file defines `Words`: events, dates, values, literals and readings in the words of one contract.

A truth is told as a statement (`Microsoft can support what it needs`) where its question allows it beyond doubt, and otherwise, like every
other value, as the question with its answer (`Whose product is it? OpenAI itself`). Phrases begin small and have no full stop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from contract_model.model.answer import OTHER, Among, Between, Holds, Literal
from contract_model.model.case import DateSpan, Event, clock
from contract_model.model.contract import Contract, Fact, Parameter, Reading, Source, Version
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, Kind, Sort
from contract_model.model.values import DAY, Money, Value, duration, in_words, read_date
from contract_model.telling.statements import embedded, stated

_BUILT_IN = {"actor": "Who acts?", "date": "When does it happen?", "time": "At what time of day?"}
_BUILT_IN_KINDS = {"actor": PARTY, "date": DATE, "time": DURATION}
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
_QUARTERS = ("first", "second", "third", "fourth")
# A preposition whose object may be left out of a sentence when it is not known; `of` may not.
_LEFT_OUT = re.compile(r" (?:in|to|for|with|from|on|at|by) \{(\w+)\}$")


class Words:
    """The words of a contract; where an action is given, parameters are asked for in its words."""

    def __init__(self, contract: Contract, action: str = "") -> None:
        self.contract = contract
        self._asks = contract.actions[action].asks if action in contract.actions else {}

    @cached_property
    def proper(self) -> tuple[str, ...]:
        """The proper names among the names of parties."""
        return tuple(n for p in self.contract.parties.values() for n in p.names if n[:1].isupper() and _article(n) is None)

    # what there is

    def party(self, id: str) -> str:
        """The name of a party as it stands within a sentence."""
        found = self.contract.parties.get(id)
        name = found.names[0] if found else id
        article = _article(name)
        return f"{article.lower()}{name[len(article) :]}" if article else name

    def parties(self, ids: Sequence[str], last: str = "and") -> str:
        """Several parties: `OpenAI and Microsoft`."""
        return listed([self.party(i) for i in ids], last)

    def kind(self, name: str) -> Kind | None:
        """The kind of value that a name has; none for an ambiguity."""
        match self.contract.asked(name):
            case Parameter(kind=kind) | Fact(kind=kind):
                return kind
            case _:
                return _BUILT_IN_KINDS.get(name)

    def question(self, name: str) -> str:
        """The question that a name stands for."""
        asked = self.contract.asked(name)
        return self._asks.get(name) or (asked.asks if asked else _BUILT_IN.get(name, "")) or f"What is the {spelled(name)}?"

    def holders(self, name: str) -> tuple[str, ...]:
        """The parties that can tell."""
        match self.contract.asked(name):
            case Parameter(held_by=held) | Fact(held_by=held):
                return held
            case _:
                return ()

    def value(self, name: str, value: Value) -> str:
        """A value of a parameter, fact or ambiguity: `Azure`, `27 April 2026`, `38 billion USD`, what a reading says."""
        if name in self.contract.ambiguities:
            found = self.contract.ambiguities[name].readings.get(str(value))
            return found.says if found else str(value)
        if name == "time" and isinstance(value, timedelta):
            return clock(value)
        return self.value_of(self.kind(name), value)

    def value_of(self, kind: Kind | None, value: Value) -> str:
        """A value of a kind."""
        if value == OTHER:
            return "something else"
        if kind is not None and kind.sort is Sort.PARTY:
            return self.party(str(value))
        if kind is not None and kind.sort is Sort.CHOICE and kind.name in self.contract.choices:
            return (self.contract.choices[kind.name].values.get(str(value)) or (str(value),))[0]
        return amount(value) if isinstance(value, Money) else in_words(value)

    def reading(self, name: str, reading: str) -> Reading | None:
        """A reading of an ambiguity, or a published value of a fact."""
        asked = self.contract.asked(name)
        readings = getattr(asked, "readings", None) or {}
        return readings.get(reading)

    def version(self, version: Version) -> str:
        """A version: `the version of 27 April 2026`."""
        return f"the version of {in_words(version.start)}"

    def source(self, source: Source) -> str:
        """A source as one cites it: title, publisher, date."""
        return f"“{source.title}”, {source.publisher}, {self.when(source)}"

    def when(self, source: Source) -> str:
        """When a source was published, as far as that is known."""
        try:
            return in_words(read_date(source.date))
        except ValueError:
            return source.date

    # what happens

    def action(self, event: Event) -> str:
        """What happens, without its date: `OpenAI launches a product on AWS`. What is not known is `a product`, or left out at the end."""
        says = self.contract.actions[event.action].says
        left_out = _LEFT_OUT.search(says)
        if left_out and left_out[1] not in event.parameters and self._is_text(left_out[1]):
            says = says[: left_out.start()]

        def put_in(found: re.Match[str]) -> str:
            name = found[1]
            if name == "actor":
                return self.party(event.actor) if event.actor else "somebody"
            if name in event.parameters:
                said = self.value(name, event.parameters[name])
                return _with_article(said) if self._is_text(name) else said
            kind = self.kind(name)
            match kind and kind.sort:
                case Sort.CHOICE if kind:
                    return f"some {spelled(kind.name)}"
                case Sort.DATE:
                    return "some day"
                case _:
                    return indefinite(spelled(name))

        text = re.sub(r"\{(\w+)\}", put_in, says)
        return text[:1].upper() + text[1:]

    def event(self, event: Event) -> str:
        """What happens, and when."""
        when = date_span(event.date)
        comma = "," if any(isinstance(v, date) for v in event.parameters.values()) else ""
        return f"{self.action(event)}{comma} {when}" if when else self.action(event)

    def _is_text(self, name: str) -> bool:
        kind = self.kind(name)
        return kind is not None and kind.sort is Sort.TEXT

    # what is so

    def holds(self, name: str, value: Value) -> str:
        """That a name has a value: `Microsoft can support what it needs`, `Whose product is it? OpenAI itself`."""
        return self.among(name, (value,))

    def among(self, name: str, values: Sequence[Value]) -> str:
        """That a name has one of some values."""
        asks = self.question(name)
        if len(values) == 1 and isinstance(values[0], bool):
            statement = stated(asks, values[0], self.proper)
            return statement or f"{asks} {in_words(values[0])}"
        if name == "actor":
            return f"it is {self.parties([str(v) for v in values], 'or')} that acts"
        others = self._others(name, values)
        if others and len(others) < len(values):
            return f"{asks} {'not' if len(others) == 1 else 'neither'} {listed([self.value(name, v) for v in others], 'nor')}"
        return f"{asks} {listed([self.value(name, v) for v in values], 'or')}"

    def denied(self, name: str, values: Sequence[Value]) -> str:
        """That a name has none of some values."""
        if len(values) == 1 and isinstance(values[0], bool):
            return self.among(name, (not values[0],))
        if name == "actor":
            return f"it is not {self.parties([str(v) for v in values], 'or')} that acts"
        return f"{self.question(name)} {'not' if len(values) == 1 else 'neither'} {listed([self.value(name, v) for v in values], 'nor')}"

    def _others(self, name: str, values: Sequence[Value]) -> list[str]:
        """The other values of a choice, where there are more than a few."""
        kind = self.kind(name)
        choices = self.contract.choices.get(kind.name) if kind is not None and kind.sort is Sort.CHOICE else None
        return [v for v in choices.values if v not in values] if choices and len(choices.values) > 3 else []

    def literal(self, literal: Literal) -> str:
        """What a literal says."""
        match literal:
            case Among(name, values):
                return self.among(name, values)
            case Between(name, kind, low, high, closed):
                said = interval(kind, low, high, closed, clocked=name == "time")
                return f"it happens {said}" if name in ("date", "time") else f"{self.question(name)} {said}"
            case Holds():
                return self._comparison(literal)

    def quantity(self, name: str) -> str:
        """A quantity as part of a sentence: `how much OpenAI has paid`; where its question does not allow it, `the` and its name."""
        if name in _BUILT_IN:
            return {"date": "the day of the event", "time": "the time of day"}.get(name, name)
        if name in _OF_CONTRACT:
            return _OF_CONTRACT[name]
        asked = embedded(self.question(name), self.proper) or ""
        return asked if asked.startswith(("how ", "what ")) else f"the {spelled(name)}"

    def _comparison(self, holds: Holds) -> str:
        """A comparison of several unknowns, each side a sum without minus signs."""
        text, marks = holds.text, {n: chr(_MARK + i) for i, n in enumerate(holds.names) if not n.isidentifier()}
        for name in sorted(marks, key=len, reverse=True):  # a name with blanks in it is one sign while the text is taken apart
            text = text.replace(name, marks[name])
        said = self._compared(replace(holds, text=text))
        for name, mark in marks.items():
            said = said.replace(f"the {mark}", self.quantity(name)).replace(mark, name)
        return said

    def _compared(self, holds: Holds) -> str:
        found = re.fullmatch(r"(?:(?P<low>\S+) (?P<from><=?) )?(?P<sum>.+?) (?P<op>==|<=|>=|<|>) (?P<at>.+)", holds.text)
        if not found:
            return holds.text if holds.truth else f"it is not so that {holds.text}"
        if found["low"]:
            flipped = ">=" if found["from"] == "<=" else ">"
            bounds = (self._side_by_side(holds, found["sum"], op, at) for op, at in ((flipped, found["low"]), (found["op"], found["at"])))
            return " and ".join(bounds)
        op = found["op"] if holds.truth else _CONTRARY[found["op"]]
        return self._side_by_side(holds, found["sum"], op, found["at"])

    def _side_by_side(self, holds: Holds, left: str, op: str, right: str) -> str:
        sides: tuple[list[str], list[str]] = ([], [])
        kind = NUMBER if re.search(r"/[A-Za-z]+\(", holds.text) else self.kind(holds.names[0])
        for text, home in ((left, 0), (right, 1)):
            for sign, term in re.findall(r"(^-|[+-] |)([^\s]+)", text):
                if not term or term == "0":
                    continue
                side = 1 - home if sign.strip() == "-" else home
                if _CONSTANT.fullmatch(term):
                    side, term = (1 - side, _MINUS.sub("", term)) if _MINUS.search(term) else (side, term)
                    sides[side].append(_constant(kind, term))
                else:
                    sides[side].append(self._product(term))
        one, other = (" plus ".join(side) or "nothing" for side in sides)
        return f"{one} is {_COMPARED_DATES[op] if kind == DATE else _COMPARED[op]} {other}"

    def _factor(self, factor: str) -> str:
        if re.fullmatch(r"\d+(?:\.\d+)?(?:/\d+)?", factor):
            return factor
        if found := re.fullmatch(r"(round|floor|ceil)\((.*?)(?:,\d+)?\)(?:/([A-Za-z]+)\(1\))?", factor):
            parts = re.findall(r"(^-|[+-]|)((?:\([^()]*\)|[^+()-])+)", found[2])
            words = (("less " if sign == "-" else "plus " if sign else "") + self._product(part) for sign, part in parts)
            return " ".join(words) + ROUNDED[found[1]] + (f", in {found[3]}" if found[3] else "")
        if found := re.fullmatch(r"\((.+)-(.+)\)/days\((\d+)\)", factor):
            days = "days" if found[3] == "1" else f"times {found[3]} days"
            return f"the number of {days} from {self.quantity(found[2])} to {self.quantity(found[1])}"
        if found := re.fullmatch(r"(.+?)/(?:([A-Za-z]+)\((\d+)\)|(\d+))", factor):
            unit = f" in {found[2]}" if found[2] else ""
            divisor = found[3] or found[4]
            return f"{self.quantity(found[1])}{unit}{f' divided by {divisor}' if divisor != '1' else ''}"
        return self.quantity(factor)

    def _product(self, term: str) -> str:
        """A product of unknowns and constants, in words."""
        factors = re.findall(r"(?:\w*\((?:[^()]|\([^()]*\))*\)|[^*()])+", term)
        return " times ".join(_constant(None, f) if _CONSTANT.fullmatch(f) and "(" in f else self._factor(f) for f in factors)


_COMPARED = {"==": "equal to", "!=": "not equal to", "<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}
_COMPARED_DATES = {"==": "", "!=": "not", "<": "before", "<=": "no later than", ">": "after", ">=": "no earlier than"}
_CONTRARY = {"==": "!=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


_OF_CONTRACT = {"contract.start": "the first day of the contract", "contract.end": "the last day of the contract"}
ROUNDED = {"round": ", rounded", "floor": ", rounded down", "ceil": ", rounded up"}
_MARK = 0xE000  # where characters without a meaning begin


def compared(op: str, kind: Kind) -> str:
    """The words for a comparison of two quantities: `at most`, `no later than`."""
    return (_COMPARED_DATES if kind == DATE else _COMPARED)[op]


def listed(words: Sequence[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`; parted by semicolons where a word has a comma of its own."""
    if len(words) < 2:
        return "".join(words)
    comma = "; " if any("," in w for w in words) else ", "
    return f"{comma.join(words[:-1])}{';' if comma == '; ' else ''} {last} {words[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """`one fact`, `three facts`."""
    figures = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return f"{figures[number] if number < len(figures) else f'{number:,}'} {one if number == 1 else many or f'{one}s'}"


def spelled(name: str) -> str:
    """A name of the language as words."""
    return name.replace("_", " ")


def indefinite(noun: str) -> str:
    """A noun with its indefinite article, or with `some` where it is a plural."""
    if noun.endswith("s") and not noun.endswith("ss"):
        return f"some {noun}"
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def amount(money: Money) -> str:
    """An amount in words: `38 billion USD`, `1,200 EUR`. Exact: only what ends in enough noughts is shortened."""
    for scale, word in _SCALES:
        scaled = money.amount / scale
        if abs(scaled) >= 1 and scaled == round(scaled, 4):
            shown = f"{scaled.normalize():f}"
            return f"{shown} {word} {money.currency}"
    if money.amount == money.amount.to_integral_value():
        return f"{int(money.amount):,} {money.currency}"
    cents = money.amount == round(money.amount, 2)
    return f"{money.amount:,.2f} {money.currency}" if cents else in_words(money)


def date_span(span: DateSpan) -> str:
    """When an event happens: `in 2027`, `on 1 March 2027 at 09:10`, `from 1 May 2026 on`; nothing when nothing is known."""
    text = str(span)
    if span.day is not None:
        return f"on {in_words(span.day)}" + (f" at {clock(span.time)}" if span.time is not None else "")
    if span.first is None or span.last is None:
        return "" if span.first is None and span.last is None else interval(DATE, span.first, span.last, (True, True))
    if ".." in text:
        return interval(DATE, span.first, span.last, (True, True))
    if "Q" in text:
        return f"in the {_QUARTERS[(span.first.month - 1) // 3]} quarter of {span.first.year}"
    return f"in {span.first.year}" if len(text) == 4 else f"in {span.first:%B} {span.first.year}"


def interval(kind: Kind, low: Value | None, high: Value | None, closed: tuple[bool, bool], *, clocked: bool = False) -> str:
    """Where a quantity lies: `through 31 December 2032`, `from 1 January 2033 on`, `at least 38 billion USD`."""

    def said(value: Value) -> str:
        if clocked and isinstance(value, timedelta):
            return clock(value)
        return amount(value) if isinstance(value, Money) else in_words(value)

    if kind.sort is Sort.DATE or clocked:
        if low is not None and low == high:
            return f"{'at' if clocked else 'on'} {said(low)}"
        begin = f"{'from' if closed[0] else 'after'} {said(low)}" if low is not None else ""
        until = "through" if closed[1] else "until" if low is not None else "before"
        end = f"{until} {said(high)}" if high is not None else ""
        return " ".join(filter(None, [begin, end or ("on" if closed[0] else "")])) if begin else end
    if low is not None and low == high:
        return f"exactly {said(low)}"
    begin = f"{'at least' if closed[0] else 'more than'} {said(low)}" if low is not None else ""
    end = f"{'at most' if closed[1] else 'less than'} {said(high)}" if high is not None else ""
    return " and ".join(filter(None, [begin, end]))


_CONSTANT = re.compile(r"-?\d+(?:\.\d+)?(?:/\d+)?|\d{4}-\d{2}-\d{2}|[A-Za-z]+\(-?[\d.]+\)")
_MINUS = re.compile(r"^-|(?<=\()-")


def _constant(kind: Kind | None, text: str) -> str:
    """A constant of a comparison as it is written in conditions: `EUR(100)`, `days(30)`, `2027-03-01`; or in figures alone."""
    if found := re.fullmatch(r"([A-Za-z]+)\((.+)\)", text):
        unit, number = found[1], Decimal(found[2])
        return amount(Money(number, unit)) if unit.isupper() else in_words(duration(number, unit.removesuffix("s")))
    return in_words(read_date(text)) if "-" in text else _counted(kind, text)


def _counted(kind: Kind | None, figures: str) -> str:
    """A number that stands in a sum of quantities of a kind, in the unit that it counts: of dates in days, of durations in seconds."""
    if kind is None or "/" in figures:
        return figures
    match kind.sort:
        case Sort.MONEY:
            return amount(Money(Decimal(figures), kind.name))
        case Sort.DATE:
            return in_words(timedelta(days=int(figures))) if int(figures) < 700_000 else in_words(date.fromordinal(int(figures)))
        case Sort.DURATION:
            return in_words(timedelta(seconds=int(figures))) if int(figures) < 10**13 else f"{int(figures) // DAY} days"
        case _:
            return figures


def _with_article(noun: str) -> str:
    """A common noun of a sentence with its article; names, plurals and what has a word of its own in front stay."""
    first = noun.split(" ")[0]
    bare = first.isalpha() and first.islower() and first not in _DETERMINERS and not noun.endswith("s")
    return indefinite(noun) if bare else noun


_DETERMINERS = frozenset(
    {"a", "an", "the", "its", "their", "his", "her", "our", "my", "your", "this", "that", "these", "those"}
    | {"some", "any", "all", "every", "each", "no", "one", "both", "more", "other", "another", "what"}
)


def _article(name: str) -> str | None:
    return next((a for a in ("The ", "A ", "An ") if name.startswith(a)), None)
