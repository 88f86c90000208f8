"""This file defines the plugin of pytest: files of cases are collected as tests, and tests may ask a contract.

pytest loads it wherever the package is installed, so whatever takes time is loaded only when there is a case to run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from contract_model.model.contract import Contract
    from contract_model.model.law import Law
    from contract_model.telling.reply import Reply
    from contract_model.testing.cases import CaseFile, ExpectedCase
    from contract_model.testing.results import Result

_PROVED = pytest.StashKey[set[str]]()
ENDING = ".cases.yaml"
_CONTRACTS = pytest.StashKey["dict[str, Contract]"]()
ENGINES = ("rete", "meaning", "columns", "all")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings, which may stand in a file as well."""
    parser.addini("contract_model", "the contract of the fixtures `contract` and `ask`: the id of a shipped one, or a path", default="")
    parser.addini("contract_engine", "the engine that runs files of cases: rete, meaning, columns or all", default="rete")
    group = parser.getgroup("contract-model")
    group.addoption("--contract-laws", action="store_true", help="Also prove the laws of the contracts whose cases are collected.")
    group.addoption("--contract-engine", choices=ENGINES, help="The engine that runs files of cases: rete, meaning, columns or all.")


def pytest_configure(config: pytest.Config) -> None:
    """The marker that names a contract."""
    config.addinivalue_line("markers", "contract(name): the contract of the fixtures `contract` and `ask`")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of cases, by the ending of its name."""
    return Cases.from_parent(parent, path=file_path) if file_path.name.endswith(ENDING) else None


class Cases(pytest.File):
    """A file of cases as pytest collects it."""

    def collect(self) -> Iterator[pytest.Item]:
        """The cases; whatever is wrong with the file is told as an error of collection."""
        from contract_model.problems import ContractError
        from contract_model.testing.cases import read_case_file

        try:
            file = read_case_file(_shown(self.path), self.session.stash.setdefault(_CONTRACTS, {}))
        except ContractError as error:
            raise self.CollectError(str(error)) from None
        for expected in file.cases:
            yield Case.of(self, file, expected, _engine(self.config))
        if self.config.getoption("--contract-laws") and file.contract.id not in self.session.stash.setdefault(_PROVED, set()):
            self.session.stash[_PROVED].add(file.contract.id)
            for law in file.contract.laws.values():
                yield LawItem.of(self, file.contract, law)


class Case(pytest.Function):
    """A case as pytest runs it. Fixtures that are used automatically hold for it, as do those that freeze time."""

    expected: ExpectedCase

    @classmethod
    def of(cls, parent: Cases, file: CaseFile, expected: ExpectedCase, engine: str) -> Case:
        """The item of a case."""
        item: Case = cls.from_parent(parent, name=" ".join(expected.name.split()), callobj=_check(file, expected, engine))
        item.expected = expected
        if expected.skip:
            item.add_marker(pytest.mark.skip(reason=expected.skip))
        elif expected.todo:
            item.add_marker(pytest.mark.xfail(reason=expected.todo, strict=True, run=not expected.expects_nothing))
        return item

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where the case stands."""
        span = self.expected.span
        return os.path.abspath(span.file), span.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is told of a case that is bad: the same as `contract test` does."""
        if isinstance(excinfo.value, Bad):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class LawItem(pytest.Item):
    """A law of a contract as pytest runs it, once for all files of its cases."""

    subject: Contract
    law: Law

    @classmethod
    def of(cls, parent: Cases, subject: Contract, law: Law) -> LawItem:
        """The item of a law."""
        item: LawItem = cls.from_parent(parent, name=f"law {law.id}")
        item.subject, item.law = subject, law
        return item

    def runtest(self) -> None:
        """Prove the law. Raises Unproved."""
        from contract_model.extras import PROVE

        if PROVE.missing:
            pytest.skip(f"the solver z3 is not installed: {PROVE.install}")
        from contract_model.telling.proofs_reply import ProofsReply, outcome
        from contract_model.testing.laws import proofs_of

        (proof,) = proofs_of(self.subject, [self.law])
        if outcome(proof) != "proved":
            raise Unproved(str(ProofsReply(self.subject, (proof,), self.subject.id)))

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Where the law stands."""
        return os.path.abspath(self.law.span.file), self.law.span.line - 1, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is told of a law that is not proved: the same as `contract prove` does."""
        return str(excinfo.value) if isinstance(excinfo.value, Unproved) else super().repr_failure(excinfo)


class Unproved(Exception):
    """A law that does not hold, speaks of no case, or could not be decided."""


class Bad(Exception):
    """A case whose answer is not the expected one, or which does not validate."""

    def __init__(self, result: Result) -> None:
        from contract_model.telling.section import Section
        from contract_model.telling.text import plain
        from contract_model.testing.failure import failure, in_a_line

        told = f"{in_a_line(result)}\n{plain([Section('', failure(result).rows)])}"  # pytest has the name as a heading
        super().__init__("\n".join(map(str, result.problems)) or told)


def _check(file: CaseFile, expected: ExpectedCase, engine: str) -> Callable[[], None]:
    """The test function of a case."""

    def check() -> None:
        from contract_model.testing.results import Outcome
        from contract_model.testing.runner import Plan, run_case

        result = run_case(file, expected, Plan(engine))
        if result.outcome is Outcome.TODO or (result.bad and not expected.todo):
            raise Bad(result)

    return check


def _engine(config: pytest.Config) -> str:
    chosen = config.getoption("--contract-engine") or config.getini("contract_engine")
    if chosen not in ENGINES:
        raise pytest.UsageError(f"contract_engine is one of {', '.join(ENGINES)}, not {chosen}")
    return str(chosen)


def _shown(path: Path) -> str:
    """A file as messages name it: from where one is, if it lies below."""
    here = os.path.relpath(path)
    return str(path) if here.startswith(os.pardir) else here


@pytest.fixture
def contract(request: pytest.FixtureRequest) -> Contract:
    """The contract that the marker `contract` names, or else the setting `contract_model`; a path goes from the file that names it."""
    from contract_model.front import load
    from contract_model.problems import ContractError

    marker = request.node.get_closest_marker("contract")
    name, folder = (
        (str(marker.args[0]), request.path.parent) if marker and marker.args else (_configured(request.config), request.config.rootpath)
    )
    if not name:
        pytest.fail("name the contract: @pytest.mark.contract(NAME), or `contract_model = NAME` in the settings of pytest", pytrace=False)
    try:
        return load(folder / name if os.sep in name or name.endswith(".yaml") else name)
    except ContractError as error:
        pytest.fail(str(error), pytrace=False)


def _configured(config: pytest.Config) -> str:
    return str(config.getini("contract_model"))


@pytest.fixture
def ask(contract: Contract) -> Callable[..., Reply]:
    """What asks the contract: `ask("The tenant keeps a dog", facts={...})`, as `contract_model.ask` does. `today` may be frozen."""
    from functools import partial

    from contract_model.front import ask as ask_contract

    return partial(ask_contract, contract=contract)
