"""This file defines what each party can do about a verdict that depends: force it, or block it, by what the party alone holds.

A set of conditions on what a party holds forces a verdict when it comes out whatever the rest turns out to be, and blocks it when it does
not come out, whatever the rest. The sets are the smallest ones. Readings are in nobody's hands.
"""

from __future__ import annotations

from collections.abc import Iterator

from contract_model.meaning.changing import Changing
from contract_model.meaning.diagram import FALSE, TRUE, Diagram
from contract_model.meaning.flip import holders
from contract_model.meaning.opened import VERDICTS, Opened
from contract_model.meaning.primes import TooMany
from contract_model.model.answer import Answer, Cube
from contract_model.model.contract import Contract
from contract_model.model.flip import Lever

MOST = 24  # sets for each verdict


def levers(contract: Contract, answer: Answer) -> tuple[Lever, ...]:
    """What each party can do about each verdict that is possible; nothing where the verdict is certain.

    Parties in the order of the contract, of those who hold anything on which the verdict turns. Raises ContractError when too much is open.
    """
    if len(answer.outcomes) == 1:
        return ()
    opened = Opened(contract, answer.case, ())
    return tuple(lever for party in contract.parties for lever in _levers(opened, party))


def _levers(opened: Opened, party: str) -> Iterator[Lever]:
    d, unknowns = opened.split.diagrams, opened.split.unknowns
    held = {n: holders(opened.contract, opened.case, n) == (party,) for u in unknowns for n in u.names}
    own = {v for v, u in enumerate(unknowns) if all(held[n] for n in u.names)}
    turns_on = {v for f in opened.verdicts.values() for v in d.support(f)}
    if not own & turns_on:
        return
    changing = opened.changing_only(own)
    for verdict in VERDICTS:
        condition = opened.verdicts.get(verdict, FALSE)
        if condition != FALSE:
            yield Lever(party, verdict, _ways(opened, changing, condition), _ways(opened, changing, d.negation(condition)))


def _ways(opened: Opened, changing: Changing, condition: Diagram) -> tuple[Cube, ...]:
    """The smallest sets of conditions with which something holds, whatever the rest."""
    always = opened.only(condition)
    try:
        sets, _ = changing.sets(always, opened.possible, len(opened.split.unknowns))
    except TooMany:
        return ()
    found: list[Cube] = []
    for names in dict.fromkeys(opened.names_of(s) for s in sorted(sets, key=len)):
        values = opened.values(names, always, opened.possible)
        if values not in (FALSE, TRUE):
            found += [opened.split.cube(i) for i in opened.split.implicants(values, {})[0]]
    return tuple(found[:MOST])
