"""This file tests the server as it is started: what it says, that it stops, and that hostile clients get a problem and hold up nobody."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner

from contract_model.commands.main import contract
from contract_model.web.app import create_app
from contract_model.web.limits import Limits
from contract_model.web.serving import listen, names, server

CLI = Path(__file__).parents[2] / "cli.py"
QUESTION = json.dumps({"question": "The tenant keeps a dog", "on": "2027"}).encode()
ASK = "/v1/contracts/flat-lease/ask"
JSON = {"content-type": "application/json"}


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pids: list[int]) -> bool:
    """Whether the processes are gone, or are within a while."""
    for _ in range(500):
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGKILL])
def test_a_server_says_its_address_answers_there_and_stops_with_all_of_its_processes(tmp_path, told):
    command = [sys.executable, str(CLI), "serve", "flat-lease", "--port", "0", "--workers", "2", "--log-decisions", str(tmp_path / "log")]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            said = process.stdout.readline()
            port = int(re.fullmatch(r"1 contract at http://127\.0\.0\.1:(\d+)/ \(Ctrl-C stops it\)\n", said)[1])
            with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as client:
                client.request("POST", ASK, QUESTION, JSON)
                assert json.loads(client.getresponse().read())["contract"] == "flat-lease"
            workers = children(process.pid)
            assert len(workers) == 2
            process.send_signal(told)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert ended(workers)
    assert len((tmp_path / "log").read_text().splitlines()) == 1
    if told == signal.SIGINT:
        assert (process.returncode, out, err) == (0, "stopped\n", "")


def test_a_port_that_is_taken_is_a_problem():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(contract, ["serve", "flat-lease", "--port", str(port)], prog_name="contract")
    assert result.exit_code == 3
    assert result.stderr.startswith(f"no-address: cannot listen at port {port} of `127.0.0.1`: Address already in use\n")


def test_an_answer_is_sent_at_once_and_does_not_wait_for_the_client_to_confirm_its_head():
    with listen("127.0.0.1", 0) as found:  # asyncio sets TCP_NODELAY on what it knows to be TCP
        assert (found.type, found.proto) == (socket.SOCK_STREAM, socket.IPPROTO_TCP)


def test_a_folder_without_contracts_is_not_served(tmp_path):
    result = CliRunner().invoke(contract, ["serve", str(tmp_path), "--port", "0"], prog_name="contract")
    assert result.exit_code == 3
    assert result.stderr.startswith("no-contract: there is no contract in ")


def test_a_contract_that_is_not_sound_is_told_before_anything_is_served():
    result = CliRunner().invoke(contract, ["serve", "fixtures/bad/bad-date.yaml", "--port", "0"], prog_name="contract")
    assert result.exit_code == 3
    assert "bad-date" in result.stderr


@pytest.fixture(scope="module")
def port():
    """The port of a server that has little patience."""
    app = create_app(["flat-lease"], Limits(patience=0.5, seconds=5, waiting=100), workers=1)
    listening = listen("127.0.0.1", 0)
    served = server(app)
    thread = threading.Thread(target=served.run, kwargs={"sockets": [listening]})
    thread.start()
    while not served.started and thread.is_alive():
        time.sleep(0.01)
    yield listening.getsockname()[1]
    served.should_exit = True
    thread.join(10)
    listening.close()


def answered(port: int) -> bool:
    """Whether the server answers a question."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        client.request("POST", ASK, QUESTION, JSON)
        response = client.getresponse()
        response.read()
    return response.status == 200


def received(link: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    link.settimeout(10)
    found = b""
    try:
        while piece := link.recv(65536):
            found += piece
    except ConnectionResetError:
        pass
    return found


HEAD = f"POST {ASK} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()


@pytest.mark.parametrize(
    ("said", "status", "name"),
    [
        (b"", 408, "too-slow"),
        (HEAD, 408, "too-slow"),
        (HEAD + b"X: ", 408, "too-slow"),
        (HEAD + b"Content-Length: 100\r\n\r\n{", 408, "too-slow"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", 408, "too-slow"),
        (HEAD + b"Content-Length: 10000000\r\n\r\n", 413, "too-large"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"100000\r\n" + b"x" * 0x100000 + b"\r\n1\r\nx\r\n", 413, "too-large"),
        (b"GET /v1/contracts/" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "too-long"),
    ],
    ids=["silent", "half-a-head", "half-a-line", "half-a-body", "half-a-chunk", "announced", "chunked", "address"],
)
def test_a_client_that_takes_its_time_or_sends_too_much_gets_a_problem_and_the_others_their_answers(port, said, status, name):
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(said)
        assert answered(port)
        link.settimeout(10)
        if status == 414:
            link.shutdown(socket.SHUT_WR)
        got = received(link)
    assert got.startswith(f"HTTP/1.1 {status} ".encode()), got[:200]
    assert f'"name": "{name}"'.encode() in got


def test_a_client_that_sends_its_head_byte_by_byte_is_cut_off_in_time(port):
    with socket.create_connection(("127.0.0.1", port)) as link:
        begin = time.monotonic()
        try:
            for byte in HEAD * 3:
                link.sendall(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            pass
        assert b" 408 " in received(link)[:20] or time.monotonic() - begin < 30


def test_many_slow_clients_hold_up_nobody(port):
    links = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    for link in links:
        link.sendall(HEAD)
    assert answered(port)
    for link in links:
        assert received(link).startswith(b"HTTP/1.1 408 ")
        link.close()


def test_many_that_send_the_rest_later_hold_up_nobody(port):
    links = [socket.create_connection(("127.0.0.1", port)) for _ in range(200)]
    for link in links:
        link.sendall(HEAD + b"Content-Length: 100\r\n\r\n{")
    assert answered(port)
    for link in links:
        link.close()


def test_a_client_that_does_not_take_its_answers_is_let_go(port, caplog):
    asked = b"GET /v1/contracts/flat-lease/show HTTP/1.1\r\nHost: x\r\n\r\n" * 400
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.connect(("127.0.0.1", port))
        link.sendall(asked)
        time.sleep(2)
        got = received(link)
    assert 0 < got.count(b"HTTP/1.1 200 OK") < 400
    assert answered(port)
    assert caplog.text == ""


def test_what_is_no_json_is_told_so_by_a_worker_too(port):
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        client.request("POST", ASK, b'{"question":', JSON)
        assert client.getresponse().status == 400


def test_a_server_answers_to_the_name_by_which_it_was_told_to_listen():
    with listen("127.0.0.2", 0) as found:
        assert names(found, "127.0.0.2") == ("localhost", "127.0.0.1", "[::1]", "127.0.0.2")
        assert names(found, "My-Machine")[3:] == ("my-machine", "127.0.0.2")
        assert names(found, "::1")[2:] == ("[::1]", "127.0.0.2")


@pytest.mark.parametrize(
    "said",
    [
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        HEAD + b"Content-Length: -1\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(port, said):
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(said)
        assert re.match(rb"HTTP/1\.1 4\d\d ", received(link))
    assert answered(port)


def test_one_connection_serves_many_questions(port):
    client = HTTPConnection("127.0.0.1", port, timeout=10)
    for _ in range(3):
        client.request("POST", ASK, QUESTION, JSON)
        assert client.getresponse().read()
        time.sleep(0.3)
    client.close()
