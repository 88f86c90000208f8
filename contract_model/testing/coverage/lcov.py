"""This file defines the LCOV tracefile of a `Coverage`: terms are its functions, what a line can show its branches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract_model.testing.coverage.item import Coverage
from contract_model.testing.coverage.lines import lines, relative, terms


def lcov(found: Sequence[Coverage]) -> str:
    """The coverage of contracts as a tracefile, as `geninfo` writes them; what no case can show is left out."""
    return "\n".join(record for one in found for record in _records(one)) + "\n"


def _records(coverage: Coverage) -> Iterator[str]:
    written = terms(coverage)
    for file, found in lines(coverage).items():
        functions = written.get(file, ())
        yield f"TN:{coverage.contract.replace('-', '_')}"  # a name of letters, digits and underscores
        yield f"SF:{relative(file)}"
        yield from (f"FN:{w.number},{w.name}" for w in functions)
        yield from (f"FNDA:{w.hits},{w.name}" for w in functions)
        yield f"FNF:{len(functions)}"
        yield f"FNH:{sum(w.hits > 0 for w in functions)}"
        for line in found:
            yield from (f"BRDA:{line.number},0,{i},{item.hits if line.hits else '-'}" for i, item in enumerate(line.items))
        yield f"BRF:{sum(len(line.items) for line in found)}"
        yield f"BRH:{sum(line.shown for line in found)}"
        yield from (f"DA:{line.number},{line.hits}" for line in found)
        yield f"LF:{len(found)}"
        yield f"LH:{sum(line.hits > 0 for line in found)}"
        yield "end_of_record"
