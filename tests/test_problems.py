"""Every problem that can be told has a broken contract or question that shows it, with the exact message; the gallery is made from them."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import pytest

from contract_model.loading.load import load
from contract_model.problems import ContractError, Problem

CHECKOUT = Path(__file__).parents[1]
_spec = importlib.util.spec_from_file_location("gallery", CHECKOUT / "docs" / "problems.py")
assert _spec is not None
assert _spec.loader is not None
gallery = importlib.util.module_from_spec(_spec)
import sys  # noqa: E402  # the gallery's dataclass looks itself up there

sys.modules["gallery"] = gallery
_spec.loader.exec_module(gallery)

NOT_SHOWN = {
    "too-many-unknowns": "takes a contract of hundreds of entangled unknowns; see tests/meaning",
    "too-many-cases": "takes an action that turns on very much; see tests/testing/test_generating.py",
    "endless": "takes a long chain of terms that bring each other about; see tests/commands/test_run_rough.py",
    "not-saved": "a scenario that cannot be saved; see tests/commands/test_repl.py",
    "no-room": "takes a full disk; see tests/checking/test_hostile.py",
    "no-engine": "takes a database that does not answer",
    "no-history": "there is no such file, or of no known form; see tests/asking",
}


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages name files from where one is."""
    monkeypatch.chdir(CHECKOUT)


def told(room: str) -> set[str]:
    """The names of problems in the code of a room: the first argument of whatever notes one."""
    found = set()
    for path in (CHECKOUT / "contract_model" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                words = [a.value for a in node.args[:3] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                if called in ("problem", "Problem", "_note", "_in", "report", "fail", "_refuse", "_at", "note", "Fault", "problem_at"):
                    form = r"[a-z]+(-[a-z]+)*" if called == "Problem" else r"[a-z]+(-[a-z]+)+"  # the others note other things, too
                    found |= {w for w in words[:1] if re.fullmatch(form, w)}
    return found


CONTRACTS = [pytest.param(e, id=e.name) for e in gallery.contracts()]
HISTORIES = [pytest.param(e, id=e.name) for e in gallery.histories()]
ASKED = [pytest.param(e, id=e.name) for e in gallery.asked()]
CASES = [pytest.param(e, id=e.name) for e in gallery.cases()]


@pytest.mark.parametrize("exhibit", [*CONTRACTS, *ASKED, *HISTORIES, *CASES])
def test_a_problem_is_told_in_exactly_these_words(exhibit: object) -> None:
    assert exhibit.found + "\n" == exhibit.kept.read_text()  # type: ignore[attr-defined]  # an Exhibit of the gallery


@pytest.mark.parametrize("exhibit", CONTRACTS)
def test_a_broken_contract_has_the_problem_that_it_is_named_after_and_no_other(exhibit: object) -> None:
    names = re.findall(r"^(?:\S+:\d+:\d+: )?([a-z]+(?:-[a-z]+)+): ", exhibit.found, re.MULTILINE)  # type: ignore[attr-defined]
    name = exhibit.name  # type: ignore[attr-defined]
    if name == "too-many-problems":
        assert names[-1] == name
    elif name in gallery.MANY:
        assert len(set(names)) > 1
    else:
        assert names == [name]


@pytest.mark.parametrize("exhibit", [*ASKED, *CASES])
def test_what_is_asked_wrongly_has_the_problem_that_it_is_named_after(exhibit: object) -> None:
    assert re.search(rf"^(\S+:\d+:\d+: )?{exhibit.name}: ", exhibit.found, re.MULTILINE)  # type: ignore[attr-defined]


@pytest.mark.parametrize("exhibit", HISTORIES)
def test_a_broken_history_has_the_problem_that_it_is_named_after(exhibit: object) -> None:
    name = exhibit.name.partition(".")[0]  # type: ignore[attr-defined]
    assert re.search(rf"^(\S+:\d+:\d+: )?{name}: ", exhibit.found, re.MULTILINE)  # type: ignore[attr-defined]


def test_many_problems_of_many_places_come_at_once() -> None:
    many, files = (found(name) for name in gallery.MANY)
    assert {p.name for p in many} > {"bad-name", "missing-key", "wrong-type", "unknown-kind", "unknown-value", "condition-syntax"}
    assert len({p.span.line for p in many}) > 10
    assert {(Path(p.span.file).name, p.name) for p in files} > {("contract.yaml", "unknown-key"), ("2026-01-01.yaml", "unknown-value")}


def found(name: str) -> tuple[Problem, ...]:
    with pytest.raises(ContractError) as caught:
        load(gallery.BAD / (name if (gallery.BAD / name).is_dir() else f"{name}.yaml"))
    return caught.value.problems


def test_every_problem_of_contracts_is_shown() -> None:
    shown = {p.values[0].name for p in (*CONTRACTS, *ASKED)}  # type: ignore[attr-defined]
    assert told("loading") - shown == set()
    assert len(shown) > 40


def test_every_problem_of_questions_and_commands_is_shown() -> None:
    shown = {p.values[0].name for p in (*CONTRACTS, *ASKED, *CASES)}  # type: ignore[attr-defined]
    shown |= {p.values[0].name.partition(".")[0] for p in HISTORIES}  # type: ignore[attr-defined]
    names = {name for room in ("asking", "commands", "meaning", "engines", "proving", "testing", "checking") for name in told(room)}
    assert names - shown - set(NOT_SHOWN) == set()


def test_the_gallery_is_made_from_them() -> None:
    assert gallery.PAGE.read_text() == gallery.page()
