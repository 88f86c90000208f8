"""This file defines `SweepReply`: a grid of cases that shows itself as a map in text, as a page, a picture, JSON and CSV."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.contract import Contract
from contract_model.model.sweep import Sweep
from contract_model.telling.sweep_words import SweepWords
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.section import Section


@dataclass(frozen=True, slots=True)
class SweepReply(Told):
    """What is told of a sweep."""

    sweep: Sweep
    contract: Contract

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it; the maps are tables."""
        said = self._said()
        return tuple(s for s in (said.asked(), *said.tables(), said.meaning(), said.contested()) if s.rows or s.table)

    def to_text(self, width: int = 80) -> str:
        """The maps in plain text."""
        from contract_model.telling.sweep_map import sweep_lines

        return "\n".join("".join(p.text for p in line).rstrip() for line in sweep_lines(self._said(), width, plain=True))

    def to_pretty(self, width: int | None = None) -> str:
        """The maps for the terminal at the output, with the colours that it has."""
        from shutil import get_terminal_size

        from contract_model.telling.sweep_map import sweep_lines
        from contract_model.telling.text import in_tones

        return in_tones(sweep_lines(self._said(), width or get_terminal_size().columns, plain=False))

    def to_document(self) -> dict[str, Any]:
        """The same as data; `contract schema sweep` prints the schema."""
        from contract_model.telling.sweep_document import sweep_document

        return sweep_document(self._said())

    def to_csv(self) -> str:
        """A row for each cell."""
        from contract_model.telling.sweep_document import sweep_csv

        return sweep_csv(self._said())

    def to_svg(self) -> str:
        """The maps as a picture."""
        from contract_model.telling.sweep_picture import sweep_svg

        return sweep_svg(self._said())

    def to_html(self) -> str:
        """A page that stands alone, the maps as tables."""
        from contract_model.telling.sweep_page import sweep_page

        return sweep_page(self._said())

    def _repr_html_(self) -> str:
        return self.to_svg()

    def __repr__(self) -> str:
        return f"<SweepReply: {self.contract.id}; {' x '.join(f'{a.name} ({len(a.points)})' for a in self.sweep.axes)}>"

    def _said(self) -> SweepWords:
        return SweepWords(self.contract, self.sweep)
