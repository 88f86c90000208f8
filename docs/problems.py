"""Makes docs/problems.md, the gallery of problems, and the messages beside the broken contracts in fixtures/bad/.

    python docs/problems.py            writes the page
    python docs/problems.py --reset    writes the messages first, for review

tests/test_problems.py checks that both are as they would be written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from contract_model.commands.main import contract
from contract_model.loading.load import load
from contract_model.loading.parse import parse
from contract_model.problems import ContractError
from contract_model.telling.remedies import REMEDIES

CHECKOUT = Path(__file__).parents[1]
BAD = CHECKOUT / "fixtures" / "bad"
PAGE = CHECKOUT / "docs" / "problems.md"
HISTORIES = BAD / "histories"
BARE = {  # of broken histories in a form that has no comments
    "csv-syntax": (
        "A row of a table that has more or fewer cells than the header, or quotes that do not fit.",
        "put a text with a comma in double quotes.",
    ),
    "duplicate-key": ("A key that stands twice in an event.", "keep one of them."),
    "json-syntax": ("A line that is not JSON, or no mapping of keys.", "write each event as one mapping on a line of its own."),
    "unknown-name": ("A column that is none, or of a fact that the contract does not have.", "correct the name."),
}
MANY = ("many", "many-files")  # they show that all problems come at once


@dataclass(frozen=True)
class Exhibit:
    """One problem: its name, what it means, what to do, where its message is kept, and what `contract` says today."""

    name: str
    means: str
    remedy: str
    kept: Path
    found: str


def contracts() -> Iterator[Exhibit]:
    """The broken contracts. Run from the checkout, as messages name files from where one is."""
    for path in sorted(BAD.iterdir()):
        if path.suffix == ".yaml" and path.stem != "asked":
            comments, kept = path, path.with_suffix(".txt")
        elif path.is_dir() and path.name not in ("asked", "cases", "histories"):
            comments, kept = path / "contract.yaml", path / "message.txt"
        else:
            continue
        means, remedy = _comments(comments) if path.stem in MANY else (REMEDIES[path.stem].means, REMEDIES[path.stem].remedy)
        yield Exhibit(path.stem, means, remedy, kept, _problems(path))


def asked() -> Iterator[Exhibit]:
    """The questions, events and options that are not understood."""
    document = parse("asked.yaml", (BAD / "asked.yaml").read_bytes())
    assert isinstance(document.data, dict)
    for name, entry in document.data.items():
        *words, last = entry["arguments"]
        last += f" {entry['repeat']}" * int(entry["times"]) if "repeat" in entry else ""
        result = CliRunner().invoke(contract, [*words, last], prog_name="contract")
        yield Exhibit(name, entry["means"], "", BAD / "asked" / f"{name}.txt", result.output.rstrip("\n"))


def histories() -> Iterator[Exhibit]:
    """The broken histories, and those of which the run comes to no end; `sale.yaml` is the contract of those that name none."""
    for path in sorted([*HISTORIES.iterdir(), *(HISTORIES / "run").iterdir()]):
        if path.suffix in (".yaml", ".jsonl", ".csv") and path.name not in ("sale.yaml", "monthly.yaml"):
            means, remedy = BARE[path.stem] if path.suffix != ".yaml" else _comments(path)
            of = [] if path.suffix == ".yaml" else ["--contract", str((HISTORIES / "sale.yaml").relative_to(CHECKOUT))]
            told = CliRunner().invoke(contract, ["run", str(path.relative_to(CHECKOUT)), *of], prog_name="contract").output
            yield Exhibit(path.name, means, remedy, path.with_name(f"{path.name}.txt"), told.rstrip("\n"))


def cases() -> Iterator[Exhibit]:
    """The broken files of cases."""
    for path in sorted((BAD / "cases").glob("*.cases.yaml")):
        means, remedy = _comments(path)
        told = CliRunner().invoke(contract, ["test", str(path.relative_to(CHECKOUT))], prog_name="contract").output
        yield Exhibit(path.name.removesuffix(".cases.yaml"), means, remedy, path.with_name(f"{path.name}.txt"), told.rstrip("\n"))


def page() -> str:
    """The text of the gallery."""
    lines = [
        "# Problems and their remedies",
        "",
        "Every problem has a name, which does not change, and is told with its place, the text underlined, where it lies, and a hint.",
        "What needs [an extra](../README.md#install) that is not installed says `not-installed` and how it comes; a database that does not",
        "answer is `no-engine`. All problems of all files come at once.",
        "This page is made from the broken contracts in `fixtures/bad/` by `docs/problems.py`.",
        "",
        "## Contracts",
    ]
    several = []
    for exhibit in contracts():
        if exhibit.name in MANY:
            several += ["", exhibit.means, "", "```text", exhibit.found, "```"]
            continue
        lines += ["", f"### {exhibit.name}", "", exhibit.means, f"Remedy: {exhibit.remedy}", "", "```text", *_short(exhibit.found), "```"]
    lines += ["", "## Many at once", *several]
    lines += ["", "## Questions, events and options"]
    for exhibit in asked():
        lines += ["", f"### {exhibit.name} (asked)", "", exhibit.means, "", "```text", *_short(exhibit.found), "```"]
    lines += ["", "## Histories", "", "Of several problems in one history, the last is shown here."]
    for exhibit in histories():
        remedy = f"Remedy: {exhibit.remedy}"
        lines += ["", f"### {exhibit.name} (a history)", "", exhibit.means, remedy, "", "```text", *_short(exhibit.found), "```"]
    lines += ["", "## Files of cases"]
    for exhibit in cases():
        remedy = f"Remedy: {exhibit.remedy}"
        lines += ["", f"### {exhibit.name} (a case)", "", exhibit.means, remedy, "", "```text", *_short(exhibit.found), "```"]
    return "\n".join(lines) + "\n"


def _problems(path: Path) -> str:
    try:
        load(path.relative_to(CHECKOUT))
    except ContractError as error:
        return str(error)
    return "no problem"


def _comments(path: Path) -> tuple[str, str]:
    words = " ".join(line[2:].decode() for line in path.read_bytes().splitlines() if line.startswith(b"# "))
    means, _, remedy = words.partition(" Remedy: ")
    return means, remedy


def _short(text: str) -> list[str]:
    lines = [line.rstrip() for line in text.split("\n")]
    return lines if len(lines) <= 8 else ["...", *lines[-4:]]


def main() -> None:
    """Write the page, and with --reset the messages."""
    if "--reset" in sys.argv:
        for exhibit in [*contracts(), *asked(), *histories(), *cases()]:
            exhibit.kept.write_text(exhibit.found + "\n")
    PAGE.write_text(page())


if __name__ == "__main__":
    main()
