"""This file tests the floor plan of the package: imports run one way, and each third-party library has one door.

The source text is read, never run, so an import inside a function or under TYPE_CHECKING counts like any other.
"""

from __future__ import annotations

import ast
import fnmatch
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import contract_model

CHECKOUT = Path(__file__).parents[1]
FRONT_DOOR = "contract_model"

# From the ground up. Rooms on one line are neighbours: they do not import each other.
FLOORS = (
    ("problems", "clock", "processors"),
    ("model", "extras", "whole_file"),
    ("loading", "meaning"),
    ("asking", "engines", "proving", "telling"),
    ("front",),
    ("whole",),
    ("testing", "checking"),
    ("web",),
    (FRONT_DOOR,),
    ("commands",),
    ("cli", "__main__"),
)
ENGINES = ("rete", "columns")
FLOOR = {room: number for number, floor in enumerate(FLOORS) for room in floor}

# The files that may import a library. One that is not listed here has no door yet: choose it one.
COLUMNS = ("contract_model/engines/columns/*",)
PYDANTIC = ("contract_model/loading/surface.py", "contract_model/loading/shaping.py", "contract_model/*schema*.py")
DOORS = {
    "anyio": ("contract_model/web/*",),
    "click": ("contract_model/commands/*", "cli.py"),
    "duckdb": COLUMNS,
    "durable_rules_engine": ("contract_model/engines/rete/*",),
    "fastapi": ("contract_model/web/*",),
    "h11": ("contract_model/web/serving.py",),
    "holidays": ("contract_model/model/calendars.py",),
    "ibis": COLUMNS,
    "immutables": ("contract_model/meaning/state.py",),
    "jinja2": ("contract_model/web/*",),
    "mcp": ("contract_model/web/mcp.py",),
    "mcp_types": ("contract_model/web/mcp.py",),
    "prompt_toolkit": ("contract_model/commands/repl.py",),
    "psycopg": COLUMNS,
    "pyarrow": COLUMNS,
    "pydantic": PYDANTIC,
    "pyspark": COLUMNS,
    "pytest": ("contract_model/testing/plugin.py",),
    "pydantic_core": PYDANTIC,
    "rich": ("contract_model/telling/*",),
    "starlette": ("contract_model/web/*",),
    "uvicorn": ("contract_model/web/serving.py",),
    "yaml": ("contract_model/loading/parse.py",),
    "z3": ("contract_model/proving/solver.py",),
}


def imports(path: str, source: str) -> Iterator[tuple[int, str]]:
    """The line and full name of everything that the file imports; of `from a import b` it is `a.b`."""
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package[: len(package) - level + 1] if level else []
                start = ".".join([*above, *([module] if module else [])])
                yield from ((node.lineno, f"{start}.{alias.name}") for alias in names)
            case ast.Call(func=ast.Name(id="import_module" | "__import__"), args=[ast.Constant(value=str(name)), *_]):
                yield node.lineno, name
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name)), *_]):
                yield node.lineno, name
            case ast.Attribute(value=ast.Name(id="contract_model"), attr=name):
                yield node.lineno, f"contract_model.{name}"  # what `import contract_model` is used for


def room_of(name: str) -> str | None:
    """The room that an imported name belongs to; none for what any room may ask of the package, its version and its place."""
    match name.split("."):
        case ["cli", *_]:
            return "cli"
        case ["contract_model", word, *_] if word.startswith("__"):
            return None
        case ["contract_model", word, *_]:
            return word if word in FLOOR else FRONT_DOOR
        case _:
            return None


def home_of(path: str) -> str:
    """The room that a file belongs to."""
    parts = path.removesuffix(".py").split("/")
    return "cli" if parts == ["cli"] else FRONT_DOOR if parts == ["contract_model", "__init__"] else parts[1]


def engine_of(name: str) -> str | None:
    """The engine that an imported name belongs to, if it is one of `engines/`."""
    match name.split("."):
        case ["contract_model", "engines", word, *_] if word in ENGINES:
            return word
        case _:
            return None


def wrong_floors(path: str, source: str) -> list[str]:
    """The imports of a file that run upward or to a neighbour."""
    home = home_of(path)
    if home not in FLOOR:
        return [f"{path}: the room `{home}` has no floor"]
    wrong = []
    for line, name in imports(path, source):
        room = room_of(name)
        if room is None or room == home or home == FRONT_DOOR:
            continue
        if FLOOR[room] >= FLOOR[home]:
            wrong.append(f"{path}:{line}: `{home}` imports `{name}`, which is not below it")
    return wrong


def wrong_engines(path: str, source: str) -> list[str]:
    """The imports by which one engine reaches into another."""
    own = engine_of(path.removesuffix(".py").replace("/", "."))
    others = ((line, name, engine_of(name)) for line, name in imports(path, source))
    return [f"{path}:{line}: the engine `{own}` imports `{name}`" for line, name, other in others if own and other and own != other]


def wrong_doors(path: str, source: str) -> list[str]:
    """The imports of a third-party library elsewhere than by its door."""
    wrong = []
    for line, name in imports(path, source):
        library = name.split(".")[0]
        if library in sys.stdlib_module_names or library in ("contract_model", "cli"):
            continue
        if library not in DOORS:
            wrong.append(f"{path}:{line}: `{library}` has no door")
        elif not any(fnmatch.fnmatch(path, door) for door in DOORS[library]):
            wrong.append(f"{path}:{line}: `{library}` is imported elsewhere than by {' or '.join(DOORS[library])}")
    return wrong


def sources() -> dict[str, str]:
    """The text of every module of the package and of the door, by its path in the checkout."""
    files = [*sorted((CHECKOUT / "contract_model").rglob("*.py")), CHECKOUT / "cli.py"]
    return {file.relative_to(CHECKOUT).as_posix(): file.read_text(encoding="utf-8") for file in files}


CHECKS = (wrong_floors, wrong_engines, wrong_doors)


@pytest.mark.parametrize("check", CHECKS)
def test_no_file_of_the_house_imports_what_it_may_not(check):
    read = sources()
    assert len(read) > 20, "the modules were not found"
    assert [fault for path, source in read.items() for fault in check(path, source)] == []


def test_every_room_of_the_package_has_a_floor():
    rooms = {home_of(path) for path in sources()}
    assert {"problems", "model", "loading", "meaning", "asking", "engines", "telling", "testing", "commands", "cli"} <= rooms
    assert rooms <= set(FLOOR)
    assert {path.split("/")[2] for path in sources() if path.startswith("contract_model/engines/") and path.count("/") > 2} <= set(ENGINES)


PLANTED = [
    # floors: upward, to a neighbour, lazily, relatively, by name, for a type alone, by way of the front door
    (wrong_floors, "contract_model/model/case.py", "from contract_model.meaning.decide import decide"),
    (wrong_floors, "contract_model/model/case.py", "from contract_model import loading"),
    (wrong_floors, "contract_model/problems.py", "import contract_model.model.kinds"),
    (wrong_floors, "contract_model/clock.py", "from contract_model.problems import Problem"),
    (wrong_floors, "contract_model/loading/resolve.py", "from contract_model.meaning import decide"),
    (wrong_floors, "contract_model/meaning/decide.py", "from contract_model.loading.parse import parse"),
    (wrong_floors, "contract_model/asking/question.py", "from contract_model.telling.words import words"),
    (wrong_floors, "contract_model/telling/text.py", "from contract_model.engines.rete import run"),
    (wrong_floors, "contract_model/engines/rete/run.py", "from contract_model.testing.cases import read"),
    (wrong_floors, "contract_model/testing/cases.py", "from contract_model.commands.main import main"),
    (wrong_floors, "contract_model/commands/ask.py", "import cli"),
    (wrong_floors, "contract_model/model/case.py", "def f():\n    from contract_model.engines import rete"),
    (wrong_floors, "contract_model/model/case.py", "from ..meaning import decide"),
    (wrong_floors, "contract_model/model/case.py", "from .. import meaning"),
    (wrong_floors, "contract_model/model/__init__.py", "from ..engines.rete import run"),
    (wrong_floors, "contract_model/model/case.py", "import importlib\nimportlib.import_module('contract_model.meaning')"),
    (wrong_floors, "contract_model/model/case.py", "if TYPE_CHECKING:\n    from contract_model.meaning import decide"),
    (wrong_floors, "contract_model/meaning/decide.py", "from contract_model import load"),
    (wrong_floors, "contract_model/telling/text.py", "from contract_model.front import load"),
    (wrong_floors, "contract_model/telling/text.py", "import contract_model\ncontract_model.ask('')"),
    (wrong_floors, "contract_model/telling/text.py", "import contract_model\ncontract_model.engines.rete.run()"),
    (wrong_floors, "contract_model/cellar/wine.py", "import re"),
    # one engine in another
    (wrong_engines, "contract_model/engines/columns/compile.py", "from contract_model.engines.rete.compile import strata"),
    (wrong_engines, "contract_model/engines/columns/compile.py", "from ..rete import compile"),
    # doors: the wrong room, the wrong file of the right room, a part of a library, lazily, no door at all
    (wrong_doors, "contract_model/asking/question.py", "import yaml"),
    (wrong_doors, "contract_model/loading/resolve.py", "from yaml import safe_load"),
    (wrong_doors, "contract_model/loading/resolve.py", "def f():\n    import yaml.reader"),
    (wrong_doors, "contract_model/meaning/decide.py", "from pydantic import BaseModel"),
    (wrong_doors, "contract_model/loading/resolve.py", "from pydantic import BaseModel"),
    (wrong_doors, "contract_model/meaning/decide.py", "import durable_rules_engine"),
    (wrong_doors, "contract_model/engines/columns.py", "import durable_rules_engine"),
    (wrong_doors, "contract_model/engines/rete/run.py", "from durable import engine"),
    (wrong_doors, "contract_model/commands/ask.py", "from rich.console import Console"),
    (wrong_doors, "contract_model/telling/text.py", "import click"),
    (wrong_doors, "contract_model/telling/text.py", "import numpy as np"),
    (wrong_doors, "contract_model/__init__.py", "__import__('yaml')"),
]


@pytest.mark.parametrize(("check", "path", "source"), PLANTED)
def test_a_planted_bad_import_is_found(check, path, source):
    assert len(check(path, source)) == 1


ALLOWED = [
    ("contract_model/meaning/decide.py", "from contract_model.model.case import Case\nfrom contract_model.problems import Problem"),
    ("contract_model/meaning/decide.py", "from contract_model.meaning.evaluate import evaluate\nfrom . import kleene"),
    ("contract_model/loading/folders.py", "import contract_model\nfrom pathlib import Path\nPath(contract_model.__file__)"),
    ("contract_model/loading/parse.py", "import yaml"),
    ("contract_model/telling/schema.py", "from pydantic import BaseModel"),
    ("contract_model/engines/rete/run.py", "from contract_model.engines import protocol\nimport durable_rules_engine"),
    ("contract_model/commands/ask.py", "import click\nimport contract_model\ncontract_model.ask('')"),
    ("contract_model/__init__.py", "def ask():\n    from contract_model.commands import main"),
    ("cli.py", "from contract_model.commands.main import main"),
]


@pytest.mark.parametrize(("path", "source"), ALLOWED)
def test_an_import_that_runs_downward_or_through_its_door_is_allowed(path, source):
    assert [fault for check in CHECKS for fault in check(path, source)] == []


# What an answer on the command line does without.
HEAVY = ("ibis", "duckdb", "z3", "fastapi")
PROBE = "import atexit, sys; atexit.register(lambda: print('LOADED', *sorted(sys.modules), file=sys.stderr))\n"


def loaded(program: str, tmp_path: Path, *arguments: str) -> set[str]:
    """The top-level modules that are loaded when the program ends.

    Each heavy library is there, as an empty module, so that code which imports it only where it is installed does so.
    """
    shelf = tmp_path / "shelf"
    shelf.mkdir(exist_ok=True)
    for name in HEAVY:
        (shelf / f"{name}.py").touch()
    path = os.pathsep.join([str(shelf), str(Path(contract_model.__file__).parents[1])])
    ran = subprocess.run(
        [sys.executable, "-c", PROBE + program, *arguments],
        env={**os.environ, "PYTHONPATH": path, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    *said, names = ran.stderr.splitlines()
    assert ran.returncode == 0, "\n".join(said) or ran.stdout
    return {name.split(".")[0] for name in names.split()[1:]}


def test_importing_the_package_loads_no_heavy_library(tmp_path):
    assert loaded("import contract_model", tmp_path).isdisjoint({*HEAVY, "pydantic", "yaml"})


def test_a_heavy_library_that_is_loaded_is_seen(tmp_path):
    assert "duckdb" in loaded("import contract_model\ntry:\n    import duckdb\nexcept ImportError: pass", tmp_path)


ASK = "sys.argv[0] = 'contract'\nfrom contract_model.commands.main import main\nmain()"
QUESTION = "OpenAI launches a product on AWS in 2027"


def test_ask_loads_no_heavy_library(tmp_path):
    assert loaded(ASK, tmp_path, "ask", QUESTION).isdisjoint(HEAVY)


def test_ask_from_the_cache_loads_neither_pydantic_nor_the_yaml_reader(tmp_path):
    first = loaded(ASK, tmp_path, "ask", QUESTION)
    assert {"pydantic", "yaml"} <= first, "the first answer reads the contract itself"
    assert loaded(ASK, tmp_path, "ask", QUESTION).isdisjoint({*HEAVY, "pydantic", "yaml"})
