"""This file defines `Drafts`: the files of a contract as they were parsed, from which it is loaded again with a slip in it."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.loading.load import Files, load_documents
from contract_model.loading.parse import Document, parse
from contract_model.model.contract import Contract
from contract_model.testing.mutation.drafting import slips
from contract_model.testing.mutation.slip import Slip, changed


@dataclass(frozen=True, slots=True)
class Drafts:
    """The files of a sound contract. Each is read once; a slip changes the data and not the text, so its places stay those of the file."""

    documents: tuple[Document, ...]

    @staticmethod
    def of(files: Files) -> Drafts:
        """The files as they were parsed."""
        return Drafts(tuple(parse(file, content) for file, content in files.items()))

    @property
    def slips(self) -> tuple[Slip, ...]:
        """Every slip that there is, in the order of the files."""
        return slips(self.documents)

    def contract(self, slip: Slip | None = None) -> Contract:
        """The contract, with a slip in it. Raises ContractError where it does not load."""
        fresh = [Document(d.file, d.data, d.lines, d.places) for d in self.documents]
        if slip is not None:
            document = fresh[slip.document]
            document.data = changed(document.data, slip.changes)
        return load_documents(fresh)
