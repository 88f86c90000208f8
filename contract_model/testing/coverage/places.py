"""This file defines `Places`: where in the files of a contract something stands that the contract itself keeps no place of."""

from __future__ import annotations

import os
from collections.abc import Iterator

from contract_model.loading.parse import Document, parse
from contract_model.model.contract import Contract
from contract_model.problems import Span


class Places:
    """The files of a contract, read again for the places of ambiguities and versions."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.files = tuple(dict.fromkeys(_files(contract)))
        self._documents = [d for d in map(_read, self.files) if d is not None]

    def rank(self, file: str) -> int:
        """Which of the files one is."""
        return self.files.index(file) if file in self.files else len(self.files)

    def reading(self, ambiguity: str, reading: str) -> Span:
        """Where a reading stands."""
        return self._at(("ambiguities", ambiguity, "readings", reading))

    def version(self, id: str) -> Span:
        """Where the date of a version stands."""
        for document in self._documents:
            if isinstance(document.data, dict) and str(document.data.get("version")) == id:
                return document.span(("version",))
        return self._first()

    def _at(self, path: tuple[str, ...]) -> Span:
        for document in self._documents:
            if path in document.places:
                return document.span(path, at_key=True)
        return self._first()

    def _first(self) -> Span:
        return Span(self.files[0] if self.files else self.contract.id, 1, 1)


def _files(contract: Contract) -> Iterator[str]:
    """The files of a contract, that of its vocabulary first."""
    written = [t.span.file for v in contract.versions for t in v.terms.values()]
    defined = [d.clause.span.file for d in contract.definitions.values()]
    for file in written[:1]:
        beside = os.path.join(os.path.dirname(file), "contract.yaml")
        if os.path.basename(file) != "contract.yaml" and os.path.exists(beside):
            yield beside
    yield from (*defined, *written)


def _read(file: str) -> Document | None:
    try:
        with open(file, "rb") as opened:
            return parse(file, opened.read())
    except OSError:
        return None
