"""This file defines `Sink`: a file that rows of the database are written to, whole or not at all."""

from __future__ import annotations

import os

from contract_model.engines.columns.sql import text
from contract_model.engines.columns.store import Store
from contract_model.problems import ContractError
from contract_model.whole_file import WholeFile

FORMS = {
    ".parquet": "FORMAT parquet",
    ".pq": "FORMAT parquet",
    ".csv": "FORMAT csv, HEADER true",
    ".tsv": "FORMAT csv, HEADER true, DELIMITER '\t'",
    ".jsonl": "FORMAT json",
    ".ndjson": "FORMAT json",
    ".json": "FORMAT json, ARRAY true",
}


class Sink(WholeFile):
    """A file of rows; its ending says in which form."""

    def __init__(self, path: str) -> None:
        """Raises ContractError when nothing can be written there."""
        self.path = path
        self.form = FORMS.get(os.path.splitext(path.lower())[1], "")
        if not self.form:
            hint = f"what is written ends in {', '.join(FORMS)}"
            raise ContractError([self.problem("its ending does not say what it is to be", hint)])
        super().__init__(path)

    def put(self, store: Store, select: str) -> None:
        """Write the rows of a statement. Raises ContractError when there is no room."""
        _, why = store.try_run(f"COPY ({select}) TO {text(self.beside)} ({self.form}, USE_TMP_FILE false)")
        if why:
            raise ContractError([self.problem(why)])
