"""This file tests the HTTP API: it gives what the command line gives, byte for byte, and problems in words for everything else."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from contract_model.commands.main import contract
from contract_model.problems import ContractError
from contract_model.web.app import create_app
from contract_model.web.asked_schema import Asked
from contract_model.web.decisions import Log
from contract_model.web.openapi_schema import DESCRIBED
from contract_model.web.operations import OPERATIONS
from contract_model.web.refusals import Refused
from contract_model.web.sent import check_sent, read_json

LAUNCH = "OpenAI launches a product on AWS in 2027"
ASKED = "/v1/contracts/microsoft-openai"


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(["microsoft-openai", "flat-lease", "meat-sale"], workers=0)) as client:
        yield client


def printed(*arguments: str) -> bytes:
    """What the command line writes."""
    result = CliRunner().invoke(contract, [*arguments, "--format", "json"], prog_name="contract", catch_exceptions=False)
    assert result.stderr == ""
    return result.stdout_bytes


EVENT = {"action": "launch", "actor": "openai", "date": "2027-03-01", "parameters": {"cloud": "aws"}, "facts": {"azure_can": True}}
SAME = [
    ("ask", {"question": LAUNCH}, ["ask", LAUNCH]),
    ("ask", {"event": EVENT}, ["ask", "--event", json.dumps(EVENT)]),
    (
        "ask",
        {"question": LAUNCH, "facts": {"on_azure": True, "azure_can": None}, "readings": {"exception": "?"}, "evidence": "official"},
        ["ask", LAUNCH, "--fact", "on_azure=true", "--fact", "azure_can=?", "--reading", "exception=?", "--evidence", "official"],
    ),
    (
        "ask",
        {"question": "OpenAI launches a product on AWS", "on": "2027", "version": "2025-10-28", "presume": False},
        ["ask", "OpenAI launches a product on AWS", "--on", "2027", "--version", "2025-10-28", "--no-presumptions"],
    ),
    ("flip", {"question": LAUNCH}, ["flip", LAUNCH]),
    ("flip", {"question": LAUNCH, "to": "permitted", "opening": True}, ["flip", LAUNCH, "--to", "permitted", "--any"]),
    ("why-not", {"question": LAUNCH, "verdict": "prohibited"}, ["why-not", LAUNCH, "prohibited"]),
    ("readings", {"question": LAUNCH}, ["readings", LAUNCH]),
    ("evidence", {"question": LAUNCH}, ["evidence", LAUNCH]),
    (
        "timeline",
        {"question": "OpenAI launches a product on AWS", "over": "2024..2030", "other_readings": True},
        ["timeline", "OpenAI launches a product on AWS", "--over", "2024..2030", "--readings"],
    ),
    (
        "tree",
        {"action": "launch", "actor": "OpenAI", "on": "2027", "facts": {"cloud": "aws"}, "depth": 2},
        ["tree", "launch", "--actor", "OpenAI", "--on", "2027", "--fact", "cloud=aws", "--depth", "2"],
    ),
    (
        "sweep",
        {"question": "OpenAI launches a product", "over": ["cloud", "year=2026..2028"]},
        ["sweep", "OpenAI launches a product", "--over", "cloud", "--over", "year=2026..2028"],
    ),
    (
        "diff",
        {"before": "2026-02-27", "after": "2026-04-27", "only": ["launch"], "readings": {"exception": "conjunctive"}},
        ["diff", "2026-02-27", "2026-04-27", "--only", "launch", "--reading", "exception=conjunctive"],
    ),
]


@pytest.mark.parametrize(("operation", "sent", "arguments"), SAME, ids=lambda each: each if isinstance(each, str) else "")
def test_an_operation_gives_the_document_of_its_command_byte_for_byte(client, operation, sent, arguments):
    got = client.post(f"{ASKED}/{operation}", json=sent)
    assert got.status_code == 200, got.text
    assert got.headers["content-type"] == "application/json"
    assert got.content == printed(*arguments)


SALE = {
    "complete": True,
    "start": "2026-01-01",
    "events": [
        {"at": "day 8", "actor": "seller", "action": "suspend"},
        {"at": "day 12", "says": "The buyer pays 1100 USD"},
        {"at": "day 13T09:00", "actor": "buyer", "action": "resume"},
    ],
    "until": "day 20",
}


@pytest.mark.parametrize(
    ("more", "options"),
    [
        ({}, []),
        ({"as_of": "day 9"}, ["--as-of", "day 9"]),
        (
            {"what_if": ["day 10: the buyer pays 100 USD"], "evidence": "official"},
            ["--what-if", "day 10: the buyer pays 100 USD", "--evidence", "official"],
        ),
    ],
    ids=["whole", "as-of", "what-if"],
)
def test_a_history_gives_the_document_of_contract_run(client, tmp_path, more, options):
    (tmp_path / "sale.yaml").write_text(json.dumps({**SALE, "contract": "meat-sale", "history": "a sale"}))
    wanted = printed("run", str(tmp_path / "sale.yaml"), *options)
    address = "/v1/contracts/meat-sale/run"
    assert client.post(address, json={"history": {**SALE, "history": "a sale"}, **more}).content == wanted
    assert client.post(address, json={"text": json.dumps({**SALE, "history": "a sale"}), **more}).content == wanted


def test_a_table_gives_the_document_of_contract_check_and_what_is_found_of_each_row(client, tmp_path):
    rows = [
        {"date": "2024-05-01", "cloud": "azure"},
        {"date": "2024-05-01", "cloud": "aws"},
        {"date": "2027", "cloud": "aws", "on_azure": True},
    ]
    path = tmp_path / "launches.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    wanted = json.loads(printed("check", str(path), "--action", "launch", "--actor", "openai"))
    sent = {"rows": rows, "action": "launch", "actor": "openai"}
    got = client.post(f"{ASKED}/check", json=sent).json()
    for document in (wanted, got):
        document["columns"]["matched"].sort(key=lambda each: each["column"])  # a file has its columns in an order of its own
    assert got == {**wanted, "table": []}
    each = client.post(f"{ASKED}/check", json={**sent, "each": True}).json()["each"]
    assert [row["verdict"] for row in each] == ["permitted", "prohibited", "permitted"]
    assert names(client.post(f"{ASKED}/check", json={"rows": [{}]})) == ["missing-column"]
    assert names(client.post(f"{ASKED}/check", json={**sent, "rows": [{"cloud": "moon"}]})) == ["bad-cell"]


def test_a_contract_and_a_term_are_shown_as_by_contract_show(client):
    for address, arguments in {
        "/show": ["show"],
        "@2023-01-23/show": ["show", "--version", "2023-01-23"],
        "/terms/azure-first": ["show", "azure-first"],
        "@2026-04-27/terms/exclusive-cloud": ["show", "exclusive-cloud", "--version", "2026-04-27"],
    }.items():
        assert client.get(f"{ASKED}{address}").content == printed(*arguments)
    got = client.get(f"{ASKED}/terms/azure-firt")
    assert (got.status_code, names(got)) == (404, ["unknown-name"])


def test_a_number_is_read_as_it_is_written():
    """0.30 of a currency is not a float."""
    assert check_sent(read_json(b'{"event": {"action": "pay", "parameters": {"amount": 0.30}}}', 40), Asked).said["event"][
        "parameters"
    ] == {"amount": "0.30"}


def test_the_version_may_stand_in_the_address(client):
    for version, verdict in {"2023-01-23": "prohibited", "2026-04-27": "depends"}.items():
        got = client.post(f"{ASKED}@{version}/ask", json={"question": LAUNCH}).json()
        assert (got["version"], got["verdict"]) == (version, verdict)
    twice = client.post(f"{ASKED}@2025-10-28/ask", json={"question": LAUNCH, "version": "2026-04-27"})
    assert (twice.status_code, names(twice)) == (422, ["said-twice"])


def test_the_contracts_on_offer_are_listed_and_not_sent_again_to_whoever_has_them(client):
    got = client.get("/v1/contracts")
    assert [c["contract"] for c in got.json()["contracts"]] == ["microsoft-openai", "flat-lease", "meat-sale"]
    again = client.get("/v1/contracts", headers={"if-none-match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    one = client.get(ASKED).json()
    assert one["versions"][-1] == "2026-04-27"
    assert LAUNCH in one["examples"]


def test_the_same_question_has_the_same_id_in_whatever_words(client):
    def id_of(sent, operation="ask", of=ASKED):
        got = client.post(f"{of}/{operation}", json=sent)
        assert got.status_code == 200
        return got.headers["decision-id"]

    asked = id_of({"question": LAUNCH})
    assert id_of({"question": "In 2027, OpenAI launches a product on Amazon"}) == asked
    assert id_of({"event": {"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}}}) == asked
    others = [
        id_of({"question": "OpenAI launches a product on AWS in 2028"}),
        id_of({"question": LAUNCH, "facts": {"on_azure": True}}),
        id_of({"question": LAUNCH, "presume": False}),
        id_of({"question": LAUNCH}, "flip"),
        id_of({"question": LAUNCH, "to": "permitted"}, "flip"),
        id_of({"question": LAUNCH}, "ask", f"{ASKED}@2025-10-28"),
    ]
    assert len({asked, *others}) == 7


def names(got) -> list[str]:
    """The names of the problems in a refusal."""
    assert got.headers["content-type"] == "application/problem+json"
    told = got.json()
    assert told["status"] == got.status_code
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["detail"]
    return [p["name"] for p in told["problems"]]


JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("address", "content", "headers", "status", "expected"),
    [
        (f"{ASKED}/ask", b"", JSON, 400, ["json-syntax"]),
        (f"{ASKED}/ask", b'{"question":', JSON, 400, ["json-syntax"]),
        (f"{ASKED}/ask", b'{"question": "x", "question": "y"}', JSON, 400, ["json-syntax"]),
        (f"{ASKED}/ask", b'{"question": NaN}', JSON, 400, ["json-syntax"]),
        (f"{ASKED}/ask", b'{"on": ' + b"9" * 1_000 + b"}", JSON, 400, ["json-syntax"]),
        (f"{ASKED}/ask", b'{"question": "\xff"}', JSON, 400, ["not-text"]),
        (f"{ASKED}/ask", '{"question": "x"}'.encode("utf-16"), JSON, 400, ["not-text"]),
        (f"{ASKED}/ask", b"[" * 100_000, JSON, 400, ["too-deep"]),
        (f"{ASKED}/ask", b'{"facts": ' * 50 + b"1" + b"}" * 50, JSON, 400, ["too-deep"]),
        (f"{ASKED}/ask", b'{"question": "\\ud800"}', JSON, 400, ["bad-character"]),
        (f"{ASKED}/ask", b"[1]", JSON, 422, ["wrong-type"]),
        (f"{ASKED}/ask", b"{}", JSON, 422, ["not-asked"]),
        (f"{ASKED}/ask", b'{"question": "x", "event": {"action": "launch"}}', JSON, 422, ["not-asked"]),
        (f"{ASKED}/ask", b'{"question": 5, "presume": "no", "fact": {}}', JSON, 422, ["wrong-type", "unknown-key", "wrong-type"]),
        (f"{ASKED}/ask", b'{"question": "OpenAI sells the moon"}', JSON, 422, ["not-understood"]),
        (f"{ASKED}/ask", b'{"question": "OpenAI launches\\u0000"}', JSON, 422, ["bad-character"]),
        (f"{ASKED}/ask", b'{"event": {"action": "lunch", "actor": "x", "date": "never"}}', JSON, 422, ["bad-date"] + ["unknown-name"] * 2),
        (f"{ASKED}/ask", b'{"question": "x"}', {}, 415, ["not-json"]),
        (f"{ASKED}/ask", b"question=x", {"content-type": "application/x-www-form-urlencoded"}, 415, ["not-json"]),
        (f"{ASKED}/ask", b'"' + b"x" * (1024 * 1024) + b'"', JSON, 413, ["too-large"]),
        (f"{ASKED}/why-not", b'{"question": "x"}', JSON, 422, ["missing-key"]),
        (f"{ASKED}/tree", b'{"action": "lunch", "actor": "nobody"}', JSON, 422, ["unknown-name", "unknown-name"]),
        (f"{ASKED}/diff", b'{"before": "2001-01-01", "after": "elsewhere"}', JSON, 422, ["no-contract", "unknown-name"]),
        (f"{ASKED}/diff", b'{"before": "/etc/passwd", "after": "../x@2026-01-01"}', JSON, 422, ["no-contract", "no-contract"]),
        (f"{ASKED}/run", b"{}", JSON, 422, ["not-asked"]),
        (f"{ASKED}/sell", b"{}", JSON, 404, ["no-page"]),
        ("/v1/contracts/nobody/ask", b"{}", JSON, 404, ["no-contract"]),
        (f"{ASKED}@2001-01-01/ask", b"{}", JSON, 404, ["unknown-name"]),
        ("/v1/contracts/..%2f..%2fetc%2fpasswd/ask", b"{}", JSON, 404, ["no-page"]),
        ("/v1/contracts/%00/ask", b"{}", JSON, 404, ["no-contract"]),
        ("/v1/contracts/" + "x" * 9_000, b"{}", JSON, 414, ["too-long"]),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_told_with_every_problem(client, address, content, headers, status, expected):
    got = client.post(address, content=content, headers=headers)
    assert (got.status_code, sorted(names(got))) == (status, sorted(expected)), got.text


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_contract_in_which_nobody_does_anything_has_answers_and_problems(tmp_path, name):
    path = tmp_path / "still.yaml"
    path.write_text("contract: still\nparties: {a: A}\nactions: {}\nversion: 2026-01-01\nterms: []\n")
    with TestClient(create_app([str(path)], workers=0)) as client:
        for sent in ({"question": "A sleeps"}, {"action": "sleep", "actor": "a"}, {"history": {}}, {"rows": [{"actor": "a"}]}):
            assert client.post(f"/v1/contracts/still/{name}", json=sent).status_code in (200, 422)


def test_another_method_is_refused_with_the_one_that_there_is(client):
    got = client.get(f"{ASKED}/ask")
    assert (got.status_code, names(got), got.headers["allow"]) == (405, ["no-method"], "POST")


def test_a_problem_says_where_it_lies(client):
    got = client.post(f"{ASKED}/ask", json={"question": "OpenAI launches a product on Alibaba in 2027"}).json()
    (problem,) = got["problems"]
    assert (problem["line"], problem["column"], problem["length"]) == (1, 30, 7)
    got = client.post(f"{ASKED}/ask", json={"question": LAUNCH, "facts": {"a~/b": []}}).json()
    assert got["problems"][0]["within"] == "/facts/a~0~1b"
    got = client.post(
        "/v1/contracts/meat-sale/run",
        json={"history": {"start": "2026-01-01", "events": [{"at": "day 8", "actor": "cook", "action": "pay"}]}},
    )
    assert got.json()["problems"][0]["within"] == "/history/events/0/actor"


HOSTILE = ("<script>alert(1)</script>", "\0\x1b[2J\u202e", "../../etc/passwd", "{{7*7}}${7*7}%s%n", "9" * 900, "\U0001f600é" * 400)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_hostile_text_in_any_key_is_answered_as_data_or_with_a_problem(client, name):
    type_, _ = OPERATIONS[name]
    sound = next(iter(DESCRIBED[name].examples.values()))
    for number, key in enumerate(type_.model_fields):
        for text in (HOSTILE[0], HOSTILE[1 + number % (len(HOSTILE) - 1)]):
            for value in (text, [{text: text}] if key in ("rows", "over") else {"action": "launch", "actor": text, text: text}):
                got = client.post(f"{ASKED}/{name}", json={**sound, key: value})
                assert got.status_code in (200, 422), got.text
                assert got.headers["content-type"] in ("application/json", "application/problem+json")
                assert got.headers["x-content-type-options"] == "nosniff"


def test_an_error_of_ours_is_told_without_a_word_of_the_inside(client, monkeypatch, caplog):
    def fail(*_):
        raise KeyError("secret")

    monkeypatch.setattr("contract_model.web.api.perform", fail)
    got = client.post(f"{ASKED}/ask", json={"question": LAUNCH})
    assert (got.status_code, names(got)) == (500, ["internal"])
    assert "secret" not in got.text
    assert "script-src" in got.headers["content-security-policy"]
    assert "KeyError" in caplog.text


def test_each_decision_is_one_line_of_the_log_without_anything_that_changes_but_the_time(tmp_path, monkeypatch):
    path = tmp_path / "decisions.jsonl"
    monkeypatch.setattr("contract_model.web.decisions.now", lambda: datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC))
    with TestClient(create_app(["flat-lease"], workers=0, log=str(path))) as client:
        got = client.post("/v1/contracts/flat-lease/ask", json={"question": "The tenant keeps a dog", "on": "2027"})
        client.post("/v1/contracts/flat-lease/ask", json={"question": "nonsense"})
        client.post("/v1/contracts/flat-lease/tree", json={"action": "keep_pet"})
    first, second = map(json.loads, path.read_text().splitlines())
    assert first == {
        "asked": "ask",
        "contract": "flat-lease",
        "id": got.headers["decision-id"],
        "sent": {"question": "The tenant keeps a dog", "on": "2027"},
        "time": "2027-01-02T03:04:05.000+00:00",
        "verdict": got.json()["verdict"],
        "version": got.json()["version"],
    }
    assert (second["asked"], second["verdict"]) == ("tree", "depends")
    assert path.stat().st_mode & 0o077 == 0


DOG = "contract=flat-lease&q=The+tenant+keeps+a+dog"
LAUNCHES = f"contract=microsoft-openai&q={LAUNCH.replace(' ', '+')}"
EVENTS = "contract=meat-sale&start=2026-01-01&complete=yes&at=day%208&says=The%20seller%20suspends%20the%20delivery&until=day%2020"


@pytest.mark.parametrize(
    ("page", "decisions"),
    [
        (f"/ask?{DOG}", ["ask", "timeline", "flip"]),
        (f"/ask?{LAUNCHES}&fact.on_azure=yes&fact.azure_can=?&evidence=official&presume=no", ["ask", "timeline", "flip"]),
        (f"/ask?{LAUNCHES}&reading.exception=?", ["ask", "timeline", "flip"]),
        ("/ask?contract=microsoft-openai&action=launch&actor=openai&date=2027-Q3&fact.cloud=aws&to=permitted", ["ask", "timeline", "flip"]),
        (f"/compare?{LAUNCHES}&before=2025-10-28&after=2026-04-27", ["ask", "ask"]),
        (f"/tree?{LAUNCHES}", ["tree"]),
        (f"/tree.svg?{LAUNCHES}", ["tree"]),
        ("/redline?contract=microsoft-openai&before=2026-02-27&after=2026-04-27", ["diff"]),
        (f"/history?{EVENTS}", ["run"]),
        (f"/history.json?{EVENTS}", ["run"]),
        (f"/answer.json?{DOG}", ["ask"]),
        (f"/answer.html?{DOG}", ["ask"]),
        (f"/answer.cases.yaml?{DOG}", ["ask"]),
        (f"/history.yaml?{EVENTS}", []),
        ("/ask?contract=flat-lease", []),
        ("/terms?contract=flat-lease", []),
    ],
)  # fmt: skip
def test_a_decision_of_a_page_is_logged_as_what_the_api_gives_the_same_id(tmp_path, page, decisions):
    path = tmp_path / "decisions.jsonl"
    with TestClient(create_app(["microsoft-openai", "flat-lease", "meat-sale"], workers=0, log=str(path))) as client:
        assert client.get(page).status_code == 200
        logged = [json.loads(line) for line in path.read_text().splitlines()]
        assert [line["asked"] for line in logged] == decisions
        for line in logged:
            got = client.post(f"/v1/contracts/{line['contract']}/{line['asked']}", json=line["sent"])
            assert got.headers.get("decision-id") == line["id"], (line, got.text)
            again = json.loads(path.read_text().splitlines()[-1])
            assert (again["verdict"], again["version"]) == (line["verdict"], line["version"])


def test_a_click_is_logged_once_and_the_parts_that_come_later_for_themselves(tmp_path):
    path = tmp_path / "decisions.jsonl"
    with TestClient(create_app(["flat-lease"], workers=0, log=str(path))) as client:
        for address in ("/ask", "/ask/timeline", "/ask/changes", "/ask/reasons"):
            assert client.get(f"{address}?{DOG}", headers={"hx-request": "true"}).status_code == 200
    assert [json.loads(line)["asked"] for line in path.read_text().splitlines()] == ["ask", "timeline", "flip"]


def test_a_decision_that_cannot_be_logged_is_not_given():
    with TestClient(create_app(["flat-lease"], workers=0, log="/dev/full")) as client:
        got = client.post("/v1/contracts/flat-lease/ask", json={"question": "The tenant keeps a dog"})
        page = client.get(f"/ask?{DOG}", headers={"accept": "text/html"})
    assert (got.status_code, names(got)) == (503, ["no-log"])
    assert (page.status_code, "could not be written into the log" in page.text) == (503, True)


def test_a_history_has_one_id_in_whatever_form_it_is_sent(client):
    events = [{"at": "day 8", "actor": "seller", "action": "suspend"}]
    forms = [
        {"history": {"start": "2026-01-01", "events": events}},
        {"history": {"events": [{"at": "2026-01-09", "says": "The seller suspends the delivery"}]}, "start": "2026-01-01"},
        {"text": f"# as a file\nstart: 2026-01-01\nevents: {json.dumps(events)}\n"},
    ]
    assert len({client.post("/v1/contracts/meat-sale/run", json=form).headers["decision-id"] for form in forms}) == 1


def test_a_line_of_which_a_part_was_written_spoils_no_other(tmp_path, monkeypatch):
    log = Log(str(tmp_path / "log"))
    write = os.write
    monkeypatch.setattr("contract_model.web.decisions.os.write", lambda handle, content: write(handle, content[:5]))
    with pytest.raises(Refused, match="could not be written"):
        log.note([{"id": "first"}])
    monkeypatch.undo()
    log.note([{"id": "second"}])
    log.close()
    part, line = (tmp_path / "log").read_text().splitlines()
    assert (part, json.loads(line)["id"]) == ('{"id"', "second")


def test_a_log_that_cannot_be_written_is_a_problem_at_the_start(tmp_path):
    with pytest.raises(ContractError, match="no-log"):
        create_app(["flat-lease"], workers=0, log=str(tmp_path))
