"""This file defines `TreeReply`: a decision tree with its contract, which shows itself in words, as JSON, Mermaid, and as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.answer import Answer
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.tree import Tree
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.section import Section


def tree_reply(contract: Contract, case: Case, depth: int | None = None) -> TreeReply:
    """The decision tree of a case, to be shown. Raises ContractError when the case leaves too much open."""
    from contract_model.meaning.judge import judge
    from contract_model.meaning.tree import tree

    return TreeReply(tree(contract, case, depth), judge(contract, case), contract)


@dataclass(frozen=True, slots=True)
class TreeReply(Told):
    """What `reply.tree()` gives. `answer` is that to the case of the tree."""

    tree: Tree
    answer: Answer
    contract: Contract

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.tree_text import tree_sections

        return tree_sections(self.contract, self.answer, self.tree)

    def to_mermaid(self) -> str:
        """The tree as a Mermaid flowchart."""
        from contract_model.telling.tree_mermaid import tree_mermaid

        return tree_mermaid(self.contract, self.tree)

    def to_svg(self) -> str:
        """The tree as a picture, from left to right."""
        from contract_model.telling.tree_picture import tree_svg

        return tree_svg(self.contract, self.tree)

    def to_document(self) -> dict[str, Any]:
        """The tree as data; `contract schema tree` prints the schema."""
        from contract_model.telling.tree_document import tree_document

        return tree_document(self.contract, self.tree)

    def __repr__(self) -> str:
        return f"<TreeReply: {self.contract.id}; {'many' if self.tree.paths is None else self.tree.paths} paths>"

    def _repr_svg_(self) -> str:
        return self.to_svg()
