"""This file defines `Passage`: a text of a contract, or a part of one, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from contract_model.loading.expression import blanked
from contract_model.loading.parse import Document, Path
from contract_model.loading.shaping import within_of
from contract_model.problems import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` stands at `offset` in the text at `path`, or is itself a key there. `part`: it is not all of that text."""

    document: Document
    path: Path
    text: str
    offset: int = 0
    at_key: bool = False
    part: bool = False

    @property
    def span(self) -> Span:
        """Where it stands."""
        if self.part and not self.at_key:
            return self.document.span(self.path, part=(self.offset, len(self.text)))
        return self.document.span(self.path, at_key=self.at_key)

    def between(self, start: int, end: int | None = None) -> Passage:
        """The part of it from one offset to another, without the blanks around it."""
        piece = self.text[start:end]
        lead = len(piece) - len(piece.lstrip())
        return replace(self, text=piece.strip(), offset=self.offset + start + lead, part=True)

    def split(self, word: str) -> tuple[Passage, Passage | None]:
        """What stands before a word, outside quotes, and what stands after it; none after it where the word does not occur."""
        found = re.search(rf"(?<!\S){word}(?!\S)", blanked(self.text))
        return (self.between(0, found.start()), self.between(found.end())) if found else (self, None)

    def problem(self, name: str, message: str, hint: str = "", at: tuple[int, int] | None = None) -> None:
        """Note a problem with it, or with the part of it at an offset and of a length."""
        if at is None and self.part:
            at = (0, len(self.text))
        where = (self.offset + at[0], at[1]) if at and not self.at_key else None
        within = within_of(self.document, self.path)
        self.document.problem(name, message, self.path, at_key=self.at_key, part=where, within=within, hint=hint)


def passages(document: Document, path: Path, texts: list[str]) -> list[Passage]:
    """The passages of a list of texts, or of the single text that stands for one."""
    return [Passage(document, (*path, i) if (*path, i) in document.places else path, text) for i, text in enumerate(texts)]
