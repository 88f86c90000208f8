"""This file tests the server for assistants with the client of the official SDK, over standard input and output."""

from __future__ import annotations

import asyncio
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from contract_model.web.assistant import consult
from contract_model.web.shelf import Shelf
from contract_model.web.tools_schema import TOOLS, gives

CLI = Path(__file__).parents[2] / "cli.py"
LAUNCH = "OpenAI launches a product on AWS in 2027"
OF = {"contract": "microsoft-openai"}
CALLS = {
    "ask": {"question": LAUNCH},
    "why_not": {"question": LAUNCH, "verdict": "prohibited"},
    "flip": {"question": LAUNCH},
    "timeline": {"question": LAUNCH},
    "readings": {"question": LAUNCH},
    "evidence": {"question": LAUNCH},
    "diff": {"before": "2025-10-28", "after": "2026-04-27", "only": ["launch"]},
}
WRONG = {
    "no contract": ("ask", {"question": LAUNCH}, "missing-key"),
    "another contract": ("ask", {"contract": "microsoft", "question": LAUNCH}, "did you mean `microsoft-openai`?"),
    "a word": ("ask", {**OF, "question": "OpenAI launches a product on Alibaba in 2027"}, "not-understood"),
    "a key of none": ("list_contracts", OF, "unknown-key"),
    "a key": ("ask", {**OF, "questions": LAUNCH}, "did you mean `question`?"),
    "a tool": ("asks", OF, "did you mean `ask`?"),
    "a path": ("diff", {**OF, "before": "/etc/passwd", "after": "2026-04-27"}, "no-contract"),
}


@pytest.fixture(scope="module")
def told():
    """What a client gets: the tools, the result of each call, and of each that is wrong."""

    async def whole():
        async with Client(StdioServerParameters(command=sys.executable, args=[str(CLI), "mcp", "microsoft-openai"])) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            offered = await client.call_tool("list_contracts", {})
            right = {name: await client.call_tool(name, {**OF, **arguments}) for name, arguments in CALLS.items()}
            wrong = {case: await client.call_tool(tool, arguments) for case, (tool, arguments, _) in WRONG.items()}
            again = await client.call_tool(
                "ask", {**OF, "event": {"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}}}
            )
            return client.server_info, tools, offered, right, wrong, again

    with ThreadPoolExecutor(1) as thread:  # one of its own, since a browser's loop may run in this one
        return thread.submit(lambda: asyncio.run(asyncio.wait_for(whole(), 120))).result()


def test_there_is_a_tool_for_each_and_each_says_what_it_takes(told):
    _, tools, *_ = told
    assert set(tools) == set(TOOLS) == {"list_contracts", *CALLS}
    for tool in tools.values():
        assert tool.annotations.read_only_hint
        assert "No legal advice" in tool.description
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)
    asks = tools["ask"].input_schema
    assert asks["properties"]["contract"]["enum"] == ["microsoft-openai"]
    assert all("description" in asks["properties"][key] for key in ("contract", "question", "event", "facts", "readings", "evidence"))


def test_the_contracts_are_listed_with_what_can_be_asked_of_them(told):
    _, _, offered, *_ = told
    (one,) = offered.structured_content["contracts"]
    assert one["facts"]["on_azure"]
    assert one["ambiguities"]["exception"]["readings"]["conjunctive"]
    assert LAUNCH in one["examples"]
    assert LAUNCH in offered.content[0].text


@pytest.mark.parametrize("name", CALLS)
def test_no_result_is_a_bare_verdict(told, name):
    _, tools, _, right, *_ = told
    result = right[name]
    assert not result.is_error, result.content[0].text
    jsonschema.validate({**CALLS[name], **OF}, tools[name].input_schema)
    data, text = result.structured_content, " ".join(result.content[0].text.split())
    jsonschema.validate(data, tools[name].output_schema)
    assert {"any-cloud", "azure-first"} <= {t["id"] for t in data["terms"]}
    assert all(t["text"] and t["certainty"] and t["sources"] for t in data["terms"] if t["id"] in ("any-cloud", "azure-first"))
    assert {"O4", "S003"} <= {s["id"] for s in data["sources"]}
    assert {i for t in data["terms"] for i in t["sources"]} <= {s["id"] for s in data["sources"]}
    assert data["evidence"] in ("official", "reported", "inferred")
    assert "No legal advice" in data["no_legal_advice"]
    for needed in ("Products ship first on Azure", "azure-first", "O4", "Official Microsoft Blog", "No legal advice"):
        assert needed in text
    if name != "diff":
        assert data["verdict"] == "depends"
        assert "exception" in {r["ambiguity"] for r in data["readings"] if r["role"] == "taken"}
        assert "DEPENDS" in text


def test_the_same_question_has_the_same_id(told):
    *_, right, _, again = told
    assert again.structured_content["decision_id"] == right["ask"].structured_content["decision_id"]
    assert len({r.structured_content["decision_id"] for r in right.values()}) == len(CALLS)


@pytest.mark.parametrize("case", WRONG)
def test_what_is_asked_wrongly_is_told_in_words(told, case):
    *_, wrong, _ = told
    assert wrong[case].is_error
    assert WRONG[case][2] in wrong[case].content[0].text


def test_of_what_is_very_long_the_rest_is_left_out_and_not_what_the_verdict_rests_on(monkeypatch):
    monkeypatch.setattr("contract_model.web.assistant.LONG_WORDS", 500)
    monkeypatch.setattr("contract_model.web.assistant.LONG_DATA", 1_000)
    told = consult(Shelf(["microsoft-openai"]), "readings", {**OF, "question": LAUNCH})
    jsonschema.validate(told.data, gives("readings"))
    assert told.data["document"] is None
    assert {t["id"] for t in told.data["terms"]} >= {"any-cloud", "azure-first"}
    head, left, answer = re.split(r"\n\n\.\.\. (\d+ further lines), left out here: leave less open, or ask about less\n\n", told.text)
    assert len(head) <= 500
    assert int(left.split()[0]) > 10
    assert "DEPENDS" in answer
    assert answer.endswith(told.data["no_legal_advice"])
