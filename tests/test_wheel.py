"""This file tests what is installed: the package with its contracts, nothing else, and that it works away from the checkout.

The wheel is built from the source distribution, in a copy of the checkout, so that nothing left over from an earlier build counts.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parents[1]
PARTS = ("contract_model", "rules", "cli.py", "setup.cfg", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE")


def run(*command: object, cwd: Path) -> str:
    """What the command prints; fails with all that it said when it does not succeed."""
    ran = subprocess.run([str(c) for c in command], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


def commands(help_text: str) -> list[str]:
    """The names under the heading `Commands:` of a help text."""
    return [line.split()[0] for line in help_text.partition("Commands:")[2].splitlines() if line.strip()]


def shipped() -> set[str]:
    """The paths in the wheel of everything that the checkout has to ship."""
    own = [f for f in (CHECKOUT / "contract_model").rglob("*") if f.is_file() and f.suffix != ".pyc"]
    contracts = (CHECKOUT / "rules").rglob("*.yaml")
    return {f.relative_to(CHECKOUT).as_posix() for f in own} | {f"contract_model/{f.relative_to(CHECKOUT).as_posix()}" for f in contracts}


@pytest.fixture(scope="session")
def dist(tmp_path_factory) -> Path:
    """A folder with the source distribution and the wheel built from it."""
    copy = tmp_path_factory.mktemp("checkout")
    for part in PARTS:
        source = CHECKOUT / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, copy / part)
    run(sys.executable, "-m", "build", "--no-isolation", ".", cwd=copy)
    return copy / "dist"


@pytest.fixture(scope="session")
def wheel(dist) -> Path:
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory) -> Path:
    """An environment in which the wheel is installed and nothing else."""
    place = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=place)
    run(sys.executable, "-m", "pip", "--python", place / "bin" / "python", "install", "--no-deps", "--no-index", wheel, cwd=place)
    return place


@pytest.fixture(scope="session")
def ready(installed) -> Path:
    """That environment, with the libraries of this one within reach: behind its own, so that it has its own `contract_model`."""
    (packages,) = installed.glob("lib/python*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return installed


def test_the_wheel_holds_the_package_and_its_metadata_and_nothing_else(wheel):
    names = ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"contract_model", f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info"}


def test_the_wheel_holds_every_file_of_the_package_and_every_shipped_contract(wheel):
    assert any(name.startswith("contract_model/rules/microsoft-openai/") for name in shipped())
    assert {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name} == shipped()


def test_the_source_distribution_holds_the_licence_and_the_contracts(dist):
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "setup.cfg", "pyproject.toml", "contract_model/__init__.py"} <= names
    assert any(name.startswith("rules/microsoft-openai/") for name in names)


def test_an_installation_adds_one_folder_its_metadata_and_one_command(installed):
    (packages,) = installed.glob("lib/python*/site-packages")
    assert sorted(p.name.partition("-")[0] for p in packages.iterdir()) == ["contract_model", "contract_model"]
    assert {p.name for p in (installed / "bin").iterdir() if not p.name.lower().startswith(("python", "activate"))} == {"contract"}


def test_every_module_can_be_imported_where_it_is_installed(ready, tmp_path):
    program = (
        "import contract_model, pkgutil, importlib\n"
        "for m in pkgutil.walk_packages(contract_model.__path__, 'contract_model.'): importlib.import_module(m.name)\n"
        "print(contract_model.__file__)"
    )
    said = run(ready / "bin" / "python", "-I", "-c", program, cwd=tmp_path)
    assert Path(said.splitlines()[-1]).is_relative_to(ready)


def test_the_installed_command_answers_from_the_shipped_contract_in_another_folder(ready, tmp_path):
    said = run(ready / "bin" / "contract", "ask", "OpenAI launches a product on AWS in 2027", "--format", "json", cwd=tmp_path)
    assert '"contract": "microsoft-openai"' in said


def test_the_door_of_the_checkout_leads_to_the_same_commands(ready, tmp_path):
    of_checkout = run(sys.executable, CHECKOUT / "cli.py", "--help", cwd=tmp_path)
    of_installation = run(ready / "bin" / "contract", "--help", cwd=tmp_path)
    of_module = run(ready / "bin" / "python", "-m", "contract_model", "--help", cwd=tmp_path)
    assert commands(of_checkout) == commands(of_installation) == commands(of_module) != []
