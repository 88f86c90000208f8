"""This file tests the examples of docs/api.md: each is sent as it stands there, and what comes back is what the page shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from contract_model.web.app import create_app
from tests.test_pages import matches

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCK = re.compile(r"^```shell-session\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = [
    pytest.param(example, id=f"{text.count(chr(10), 0, block.start()) + 1}")
    for text in [PAGE.read_text()]
    for block in BLOCK.finditer(text)
    for example in re.split(r"^(?=\$ )", block[1], flags=re.MULTILINE)
    if example
]


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(["microsoft-openai"], workers=0)) as client:
        yield client


def command_and_output(example: str) -> tuple[list[str], list[str]]:
    """The words of a command, which may go over several lines within quotes, and the lines that are shown of what it writes."""
    lines = example.removeprefix("$ ").splitlines()
    for count in range(1, len(lines) + 1):
        try:
            return shlex.split("\n".join(lines[:count])), lines[count:]
        except ValueError:  # a quotation is open
            continue
    raise AssertionError(example)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_page_gives_what_it_shows(client, example):
    (curl, silent, address, header, kind, data, body), shown = command_and_output(example)
    assert (curl, silent, header, data) == ("curl", "-s", "-H", "-d")
    name, _, value = kind.partition(": ")
    got = client.post(address.removeprefix("localhost:8000"), content=body, headers={name: value})
    assert matches(shown, got.text.splitlines()), got.text


def test_there_are_examples():
    assert len(EXAMPLES) >= 5
