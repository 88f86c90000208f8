"""This file defines `Shelf`: the contracts on offer, each loaded once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import blake2b

from contract_model.asking.entries import read_version
from contract_model.front import DEFAULT_CONTRACT, load
from contract_model.loading.load import contracts_at, read_files, shipped_ids
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, did_you_mean, one_of, quoted


class Shelf:
    """The contracts of some files, folders and ids, by their ids; those that come with the package where none is named.

    What comes in a request is looked up here and nowhere else, so no request reaches a file. Raises ContractError with the problems of
    all contracts.
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.contracts: dict[str, Contract] = {}
        self.names: dict[str, str] = {}
        """By what each can be asked on the command line."""
        self.digests: dict[str, str] = {}
        """Of the content of its files."""
        problems: list[Problem] = []
        for name in _named(names):
            try:
                self._put(name)
            except ContractError as error:
                problems += error.problems
        if not problems and not self.contracts:
            problems.append(Problem("no-contract", f"there is no contract in {' and '.join(map(quoted, names))}"))
        if problems:
            raise ContractError(problems)
        self.digest = blake2b(repr(list(self.digests.items())).encode(), digest_size=16).hexdigest()
        """Of all of them."""

    def __iter__(self) -> Iterator[Contract]:
        return iter(self.contracts.values())

    def __len__(self) -> int:
        return len(self.contracts)

    @property
    def default(self) -> Contract:
        """The contract that is asked where none is named."""
        return next(iter(self))

    def contract(self, id: str) -> Contract:
        """The contract of an id. Raises ContractError."""
        found = self.contracts.get(id)
        if found is None:
            hint = did_you_mean(id, self.contracts) or one_of(self.contracts)
            raise ContractError([Problem("no-contract", f"{quoted(id)} is not a contract on offer here", hint=hint)])
        return found

    def at(self, reference: str) -> tuple[Contract, str | None]:
        """The contract of `id` or `id@version`, and the version. Raises ContractError."""
        id, sign, version = reference.partition("@")
        contract = self.contract(id)
        return contract, read_version(contract, version) if sign else None

    def _put(self, name: str) -> None:
        contract = load(name)
        if contract.id in self.contracts:
            said = f"the contract `{contract.id}` of {quoted(name)} is there already, by {quoted(self.names[contract.id])}"
            raise ContractError([Problem("said-twice", said, hint="serve one of them")])
        self.contracts[contract.id], self.names[contract.id], self.digests[contract.id] = contract, name, _digest(name)


def _digest(name: str) -> str:
    """A digest of what the files of a contract hold, whatever they are called."""
    digest = blake2b(digest_size=16)
    for content in read_files(name).values():
        digest.update(f"{len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()


def _named(names: Sequence[str]) -> list[str]:
    """The contracts at what was named, or the shipped ones, the default of the command line first."""
    if names:
        return list(dict.fromkeys(path for name in names for path in contracts_at(name)))
    return sorted(shipped_ids(), key=lambda id: (id != DEFAULT_CONTRACT, id))
