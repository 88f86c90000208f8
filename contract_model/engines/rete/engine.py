"""This file defines `Rete`: the engine that runs the rules of a program in durable-rules, one stratum after the other."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from functools import partial
from threading import Lock

from contract_model.engines.rete.rules import Network, network_of
from contract_model.engines.rete.session import MEMORY, EngineError, Session, TooLarge
from contract_model.engines.trace import Trace
from contract_model.meaning.kleene import compile_condition
from contract_model.meaning.program import Program
from contract_model.meaning.program import program as program_of
from contract_model.model.contract import Contract
from contract_model.model.values import Raw
from contract_model.problems import ContractError, Problem


class Compiled:
    """A program as a network with a session to run it."""

    def __init__(self, program: Program) -> None:
        """Raises ContractError when the network is too large to be run."""
        self.program = program
        self.network: Network = network_of(program.formulas)
        try:
            self.session = Session([stratum.rules for stratum in self.network.strata])
        except TooLarge:
            raise ContractError([_too_large(program)]) from None
        slots = {name: i for i, name in enumerate(program.variables)}
        self._leaves = [(atom, compile_condition(self.network.atoms[atom], slots)) for atom in self.network.leaves]

    def evaluate(self, values: Mapping[str, Raw]) -> tuple[dict[str, bool | None], tuple[tuple[int, int], ...]]:
        """The truth of every condition by name, and the firings as pairs of a stratum's number and a rule's number in it."""
        slots = [values.get(name) for name in self.program.variables]
        truths: dict[int, bool | None] = {atom: ask(slots) for atom, ask in self._leaves}
        fired: list[tuple[int, int]] = []
        for level, stratum in enumerate(self.network.strata):
            known = [2 * atom + truth for atom in stratum.inputs if (truth := truths[atom]) is not None]
            for number in self.session.chain(level, known) if known else ():
                head = stratum.rules[number].head
                if truths.setdefault(head >> 1, bool(head & 1)) is not bool(head & 1):
                    raise EngineError("a condition was found to be both true and false")
                fired.append((level, number))
            for atom in stratum.decides:  # the stratum is closed: what no rule has decided is unknown, for good
                truths.setdefault(atom, None)
        return {name: truths[atom] for name, atom in self.network.names.items()}, tuple(fired)


class _Kept:
    """Networks by the identity of their program (which is equal to itself alone), the one used last at the end."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.networks: OrderedDict[int, Compiled] = OrderedDict()


class Rete:
    """durable-rules as an engine. Networks are kept, the last used longest, as long as together they fit into `memory`."""

    name = "rete"

    def __init__(self, memory: int = MEMORY) -> None:
        """`memory`: how much the networks that are kept may take together, in kilobytes; one is always kept."""
        self._memory = memory
        self._by_process: dict[int, _Kept] = {}  # a forked process begins anew: a lock of its parent may be held for ever

    def evaluate(self, program: Program, values: Mapping[str, Raw]) -> Trace:
        """The truth of every condition by name, with the chain of firings. Raises ContractError for a program that is too large."""
        compiled = self.compiled(program)
        truths, fired = compiled.evaluate(values)
        return Trace(self.name, truths, partial(_told, compiled.network, fired))

    def unsupported(self, contract: Contract) -> tuple[Problem, ...]:
        """A problem for each version and action whose terms are too many."""
        found: list[Problem] = []
        for version in contract.versions:
            for action in contract.actions:
                try:
                    Compiled(program_of(contract, version, action))
                except ContractError as error:
                    found.extend(error.problems)
        return tuple(found)

    def compiled(self, program: Program) -> Compiled:
        """The network of a program, made when it is first asked for. Raises ContractError."""
        kept = self._by_process.setdefault(os.getpid(), _Kept())
        with kept.lock:
            found = kept.networks.get(id(program))
            if found:
                kept.networks.move_to_end(id(program))
                return found
        made = Compiled(program)  # without the lock, as it may take a while
        with kept.lock:
            found = kept.networks.setdefault(id(program), made)
            while len(kept.networks) > 1 and sum(c.session.memory for c in kept.networks.values()) > self._memory:
                kept.networks.popitem(last=False)  # its session closes when nobody uses it any more
        return found


def _told(network: Network, fired: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    return tuple(network.say(network.strata[level].rules[number]) for level, number in fired)


def _too_large(program: Program) -> Problem:
    return Problem(
        "too-large",
        f"the terms about `{program.action}` ask for more conditions than the engine `rete` can hold",
        within=f"version {program.version.id}",
        hint="ask with `--engine meaning`",
    )
