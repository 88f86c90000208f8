"""This file defines `Pieces`: how kinds, values, names, days, parties, sources and certainties are read."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contract_model.loading.parse import Document, Path
from contract_model.loading.shaping import within_of
from contract_model.loading.surface import SurfaceContract
from contract_model.model.contract import Certainty
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TEXT, TRUTH, Kind, Sort, choice, money
from contract_model.model.values import Value, read_date, read_value
from contract_model.problems import did_you_mean, one_of, quoted

SNAKE = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
SIMPLE = {k.sort.value: k for k in (TRUTH, PARTY, DATE, DURATION, NUMBER, TEXT)}


@dataclass(slots=True)
class Pieces:
    """Reads the pieces of one contract. `broken` has the names of what could not be read, of which nothing more is said."""

    document: Document
    surface: SurfaceContract
    broken: set[str]

    def kind(self, text: str, path: Path) -> Kind | None:
        """The kind that a text names; none when there is no such kind, which is noted."""
        if text in SIMPLE:
            return SIMPLE[text]
        if found := re.fullmatch(r"money ([A-Z]{3})", text):
            return money(found[1])
        if text in self.surface.kinds:
            return choice(text)
        if not self.is_broken(text):
            hint = "write the currency: `money USD`" if text.startswith("money") else ""
            known = [*SIMPLE, "money USD", *self.surface.kinds]
            self.note("unknown-kind", f"{quoted(text)} is not a kind of value", path, hint or did_you_mean(text, known) or one_of(known))
        return None

    def snake(self, path: Path, name: str) -> None:
        if not SNAKE.fullmatch(name) or keyword.iskeyword(name) or name in ("true", "false", "anyone"):
            self.bad_name(path, name, "lower-case letters, digits and `_`, and is no word of the language")

    def bad_name(self, path: Path, name: str, rule: str) -> None:
        self.note("bad-name", f"{quoted(name)} is not a name: a name here has {rule}", path, as_it_should_be(name, SNAKE, "_"), at_key=True)

    def value(self, kind: Kind, data: object, path: Path, *, at_key: bool = False) -> Value | None:
        if data is None:
            return None
        names = self.words(kind)
        try:
            return read_value(kind, data, names)
        except ValueError as error:
            word = shown(data)
            hint = did_you_mean(word, names) or one_of(names.values())
            self.note("bad-value", f"{quoted(word)} does not fit: {error}", path, hint, at_key=at_key)
            return None

    def words(self, kind: Kind) -> dict[str, str]:
        match kind.sort:
            case Sort.CHOICE:
                return {folded(w): v for v, words in self.surface.kinds[kind.name].items() for w in (*reversed(words), v)}
            case Sort.PARTY:
                return {folded(w): n for n, p in self.surface.parties.items() for w in (*p.aliases, p.name, n)}
            case _:
                return {}

    def party_ids(self, names: list[str], path: Path, document: Document | None = None, also: Iterable[str] = ()) -> tuple[str, ...]:
        doc = document or self.document
        for i, name in enumerate(names):
            if name not in self.surface.parties and not self.is_broken(name):
                where = (*path, i) if (*path, i) in doc.places else path
                known = [w for w in (*self.surface.parties, *also) if w != name]  # `anyone` stands alone, not in a list
                self.problem_at(doc, "unknown-party", f"{quoted(name)} is not a party", where, known)
        return tuple(n for n in names if n in self.surface.parties)

    def sources(self, document: Document, names: list[str], path: Path) -> tuple[str, ...]:
        for i, name in enumerate(names):
            if name not in self.surface.sources and not self.is_broken(name):
                where = (*path, i) if (*path, i) in document.places else path
                self.problem_at(document, "unknown-source", f"{quoted(name)} is not a source", where, self.surface.sources)
        return tuple(n for n in names if n in self.surface.sources)

    def certainty(self, document: Document, stated: str | None, sources: tuple[str, ...], path: Path) -> Certainty:
        """The certainty stated, or else the best grade of the sources; no better than that where there are sources."""
        grades = [Certainty(self.surface.sources[s].grade) for s in sources]
        best = min(grades, key=lambda g: g.rank, default=None)
        if stated is None:
            return best or Certainty.INFERRED
        certainty = Certainty(stated)
        if best is not None and certainty.rank < best.rank:
            said = f"the certainty is {certainty.value}, but its best source is only {best.value}"
            document.problem("certainty-above-sources", said, path, within=within_of(document, path), hint="name a better source")
        return certainty

    def day(self, document: Document, path: Path, text: str) -> date | None:
        try:
            return read_date(text)
        except ValueError as error:
            document.problem("bad-date", f"{quoted(text)} is not a date: {error}", path, within=within_of(document, path))
            return None

    def check_id(self, document: Document, path: Path, text: str, what: str) -> None:
        if not KEBAB.fullmatch(text):
            said = f"{quoted(text)} is not the id of {with_article(what)}: an id has lower-case letters, digits and `-`"
            document.problem("bad-name", said, path, within=within_of(document, path), hint=as_it_should_be(text, KEBAB, "-"))

    def is_broken(self, name: str) -> bool:
        return name in self.broken or "*" in self.broken

    def problem_at(self, document: Document, name: str, message: str, path: Path, candidates: Iterable[str]) -> None:
        known = list(candidates)
        word = re.search(r"`([^`]*)`", message)
        hint = (did_you_mean(word[1], known) if word else "") or one_of(known)
        document.problem(name, message, path, within=within_of(document, path), hint=hint)

    def note(
        self, name: str, message: str, path: Path, hint: str = "", *, at_key: bool = False, part: tuple[int, int] | None = None
    ) -> None:
        self.document.problem(name, message, path, at_key=at_key, part=part, within=within_of(self.document, path), hint=hint)


def as_it_should_be(name: str, right: re.Pattern[str], joint: str) -> str:
    """A hint that gives a name in the way it would be right; nothing where there is no such way."""
    better = re.sub(r"[\W_]+", joint, name.lower(), flags=re.ASCII).strip(joint)
    return f"write {quoted(better)}" if right.fullmatch(better) and better != name and not keyword.iskeyword(better) else ""


def shown(data: object) -> str:
    return str(data).lower() if isinstance(data, bool) else str(data)


def folded(word: str) -> str:
    return " ".join(word.lower().split())


def with_article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
