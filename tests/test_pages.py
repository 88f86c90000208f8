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
LINK = re.compile(r"\]\(([^)\s]+)\)")


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
    """Whether lines are those expected, where `...` stands for any number of lines.

    What stands between two `...` is looked for at its first place, which is as good as any other: no place is tried twice.
    """
    head, *rest = _pieces(expected)
    if not rest:
        return len(found) == len(head) and _fits(head, found, 0)
    *middle, tail = rest
    at, end = len(head), len(found) - len(tail)
    if not (at <= end and _fits(head, found, 0) and _fits(tail, found, end)):
        return False
    for piece in middle:
        places = (i for i in range(at, end - len(piece) + 1) if _fits(piece, found, i))
        first = next(places, None)
        if first is None:
            return False
        at = first + len(piece)
    return True


def _pieces(expected: list[str]) -> list[list[str]]:
    """The lines between lines of `...`."""
    pieces: list[list[str]] = [[]]
    for line in expected:
        if line == "...":
            pieces.append([])
        else:
            pieces[-1].append(line)
    return pieces


def _fits(piece: list[str], found: list[str], at: int) -> bool:
    return all(re.fullmatch(".*".join(map(re.escape, line.split("..."))), found[at + i]) for i, line in enumerate(piece))


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


def links(page: Path) -> list[tuple[Path, str]]:
    """Where the links of a page lead that stay here: the file, and the anchor in it."""
    found = (link.partition("#") for link in LINK.findall(page.read_text()) if "://" not in link)
    return [((page.parent / file).resolve() if file else page, anchor) for file, _, anchor in found]


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    assert [(file, anchor) for file, anchor in links(page) if not file.exists() or (anchor and anchor not in anchors(file))] == []


def test_every_page_is_listed_and_the_list_is_reached_from_the_readme() -> None:
    index = CHECKOUT / "docs" / "README.md"
    assert index in {file for file, _ in links(CHECKOUT / "README.md")}
    listed = {file for file, _ in links(index)}
    assert [page.name for page in PAGES if page not in {*listed, index}] == []


def test_the_check_of_output_can_fail() -> None:
    assert matches(["a", "...", "c"], ["a", "b", "b", "c"])
    assert not matches(["a", "...", "c"], ["a", "b"])
    assert not matches(["a"], ["a", "b"])
    assert matches(["...", "b", "c", "...", "c"], ["b", "b", "c", "c"])
    assert not matches(["...", "b", "c", "...", "c"], ["b", "b", "c"])
    assert not matches(["...", "x"] * 12 + ["y"], ["x"] * 500)  # at once
    assert matches(["[+] ...: b"], ["[+] a: b"])
    assert not matches(["[+] ...: b"], ["[+] a: c"])
