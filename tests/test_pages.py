"""Every example of the README and of the pages under docs/ does what the page says.

console   each line `$ contract ...` is run; what follows must be its output, `...` standing for anything, alone on a line for any lines
pycon     a doctest
yaml      in the README: a whole contract
"""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from contract_model.commands.main import contract
from contract_model.loading.load import load_text

CHECKOUT = Path(__file__).parents[1]
PAGES = [CHECKOUT / "README.md", CHECKOUT / "CHANGELOG.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)")


def blocks(language: str) -> list[object]:
    """The fenced blocks of a language on all pages, each as a test parameter."""
    found = []
    for page in PAGES:
        text = page.read_text()
        for block in FENCE.finditer(text):
            if block[1] == language:
                line = text.count("\n", 0, block.start()) + 1
                found.append(pytest.param(block[2], id=f"{page.name}:{line}"))
    return found


def matches(expected: list[str], found: list[str]) -> bool:
    """Whether lines are those expected, where `...` stands for any number of lines."""
    if not expected:
        return not found
    if expected[0] == "...":
        return any(matches(expected[1:], found[i:]) for i in range(len(found) + 1))
    line = ".*".join(map(re.escape, expected[0].split("...")))
    return bool(found) and re.fullmatch(line, found[0]) is not None and matches(expected[1:], found[1:])


@pytest.mark.parametrize("block", blocks("console"))
def test_a_command_prints_what_the_page_shows(block: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(CHECKOUT)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for run in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *expected = run.rstrip("\n").split("\n")
        words = shlex.split(command)
        assert words[0] == "contract"
        result = CliRunner().invoke(contract, words[1:], prog_name="contract")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        found = [line.rstrip() for line in result.output.rstrip("\n").split("\n")]
        assert matches(expected, found), f"$ {command}\n{result.output}"


@pytest.mark.parametrize("page", [p for p in PAGES if "```pycon" in p.read_text()], ids=lambda p: p.name)
def test_a_session_goes_as_the_page_shows(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    text = "\n".join(block[2] for block in FENCE.finditer(page.read_text()) if block[1] == "pycon")
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, page.name, 0)
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test).failed == 0


@pytest.mark.parametrize("block", [b for b in blocks("yaml") if b.id.startswith(("README", "language"))])
def test_a_contract_on_a_page_is_whole_and_sound(block: str) -> None:
    assert load_text(block).versions


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    local = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_the_check_of_output_can_fail() -> None:
    assert matches(["a", "...", "c"], ["a", "b", "b", "c"])
    assert not matches(["a", "...", "c"], ["a", "b"])
    assert not matches(["a"], ["a", "b"])
    assert matches(["[+] ...: b"], ["[+] a: b"])
    assert not matches(["[+] ...: b"], ["[+] a: c"])
