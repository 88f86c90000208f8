"""This file defines `RunReply`: a run with its contract, or two side by side, which shows itself in words, as data, as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.contract import Contract
from contract_model.model.history import Run

if TYPE_CHECKING:
    from contract_model.telling.branches import Branches
    from contract_model.telling.section import Section
    from contract_model.telling.standing import Standing


@dataclass(frozen=True, slots=True)
class RunReply:
    """What became of a contract. `what_if`: the run with further events, whose places among its happenings are `added`."""

    run: Run
    contract: Contract
    what_if: Run | None = None
    added: tuple[int, ...] = ()

    @property
    def states(self) -> dict[str, str]:
        """The state of every norm in the end, by its label: `{"pay": "violated", "pay/2": "in_force"}`."""
        return {i.label: i.state.value for i in self.run.instances}

    @property
    def standing(self) -> Standing:
        """How the norms stand in the end: what is due next, breached, curable, not decided."""
        from contract_model.telling.standing import standing

        return standing(self.contract, self.run)

    @property
    def branches(self) -> Branches | None:
        """The two runs of a what-if, and where they part."""
        if self.what_if is None:
            return None
        from contract_model.telling.branches import Branches

        return Branches(self.run, self.what_if, self.added)

    def sections(self, *, events: bool | None = None, why: bool = False) -> tuple[Section, ...]:
        """What is told, before anyone draws it. `events`: whether each is told; `why`: each verdict with its reasons."""
        branches = self.branches
        if branches is not None:
            from contract_model.telling.branches_memo import branches_memo

            return branches_memo(self.contract, branches, events=events, why=why)
        from contract_model.telling.run_memo import run_memo

        return run_memo(self.contract, self.run, events=events, why=why)

    def to_text(self, width: int = 80, *, events: bool | None = None, why: bool = False) -> str:
        """The run in plain text."""
        from contract_model.telling.text import plain

        return plain(self.sections(events=events, why=why), width)

    def to_pretty(self, width: int | None = None, *, events: bool | None = None, why: bool = False) -> str:
        """The run for the terminal at the output, with the colours that it has."""
        from contract_model.telling.text import pretty

        return pretty(self.sections(events=events, why=why), width)

    def to_markdown(self, *, events: bool | None = None, why: bool = False) -> str:
        """The run as Markdown."""
        from contract_model.telling.markdown import sections_markdown

        return sections_markdown(self.sections(events=events, why=why))

    def to_html(self, *, events: bool | None = None, why: bool = False) -> str:
        """The run as a fragment of HTML, with its picture."""
        from contract_model.telling.page import sections_fragment

        return sections_fragment(self.sections(events=events, why=why), self.to_svg())

    def to_svg(self) -> str:
        """The run as a picture: a lane for each norm along time, events as marks."""
        from contract_model.telling.timeline import branches_svg, run_svg

        branches = self.branches
        return run_svg(self.contract, self.run) if branches is None else branches_svg(self.contract, branches)

    def to_document(self) -> dict[str, Any]:
        """The run as data, as `to_json` writes it."""
        from contract_model.telling.run_document import branches_document, run_document

        branches = self.branches
        return run_document(self.contract, self.run) if branches is None else branches_document(self.contract, branches)

    def to_json(self) -> str:
        """The run as JSON; its words are stable, and `contract schema run` prints its JSON Schema."""
        return "".join(self.json_pieces())

    def json_pieces(self) -> Iterator[str]:
        """The JSON piece by piece, for writing that of a long run."""
        from contract_model.telling.run_document import run_json, to_json

        if self.branches is None:
            yield from run_json(self.contract, self.run)
        else:
            yield to_json(self.to_document())

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        count = len(self.run.history.happenings)
        return f"<RunReply: {self.contract.id}, {count} event{'' if count == 1 else 's'}; {self.run.state.value}>"

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()
