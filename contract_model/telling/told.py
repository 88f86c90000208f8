"""This file defines `Told`: what is told of a case beside its answer; it shows itself in words, as JSON, as Markdown and in a notebook."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contract_model.telling.section import Section


class Told(ABC):
    """A reply of which sections and a document are defined; everything else follows from these."""

    __slots__ = ()

    @abstractmethod
    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""

    @abstractmethod
    def to_document(self) -> dict[str, Any]:
        """The same as data, as `to_json` writes it."""

    def to_svg(self) -> str:
        """A picture of it; empty where there is none."""
        return ""

    def to_text(self, width: int = 80) -> str:
        """It in plain text, in lines of at most `width` characters."""
        from contract_model.telling.text import plain

        return plain(self.sections(), width)

    def to_pretty(self, width: int | None = None) -> str:
        """It for the terminal at the output, with the colours that it has."""
        from contract_model.telling.text import pretty

        return pretty(self.sections(), width)

    def to_markdown(self) -> str:
        """It as Markdown."""
        from contract_model.telling.markdown import sections_markdown

        return sections_markdown(self.sections())

    def to_html(self) -> str:
        """It as a fragment of HTML, with its picture."""
        from contract_model.telling.page import sections_fragment

        return sections_fragment(self.sections(), self.to_svg())

    def to_json(self) -> str:
        """It as JSON, whose words are stable and whose JSON Schema `contract schema` prints."""
        import json

        return json.dumps(self.to_document(), indent=2, sort_keys=True, ensure_ascii=False)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()
