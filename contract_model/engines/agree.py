"""This file defines `agreed`: an evaluation made twice, by an engine and by the definition, and compared.

What a person is told has been computed both ways. Two different results are a mistake of ours and never an answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from contract_model.engines.engine import Engine, Meaning
from contract_model.engines.trace import Trace
from contract_model.meaning.program import Program
from contract_model.model.values import Raw


class Disagreement(Exception):
    """An engine and the definition say different things of one case. `found` and `expected` are the two traces."""

    def __init__(self, program: Program, values: Mapping[str, Raw], found: Trace, expected: Trace) -> None:
        self.found = found
        self.expected = expected
        names = [n for n in {**expected.truths, **found.truths} if found.truths.get(n, "") != expected.truths.get(n, "")]
        super().__init__(
            f"the engines {found.engine} and {expected.engine} disagree about {program.action} in version {program.version.id}"
            f" of {program.contract.id} on: {', '.join(names)}\ngiven {dict(values)}\n{found}\n{expected}"
        )


def agreed(engine: Engine, program: Program, values: Mapping[str, Raw]) -> Trace:
    """What an engine says of a case, when the definition says the same. Raises Disagreement when it does not."""
    found = engine.evaluate(program, values)
    if not isinstance(engine, Meaning):
        expected = Meaning().evaluate(program, values)
        if found.truths != expected.truths:
            raise Disagreement(program, values, found, expected)
    return found
