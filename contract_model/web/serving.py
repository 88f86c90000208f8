"""This file defines how the application is served: at which address, with how much patience, until somebody stops it."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import socket

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from contract_model.problems import ContractError, Problem, quoted
from contract_model.web.refusals import MEDIA_TYPE, document

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
CONNECTIONS = 4_000  # at once; further ones are refused
GRACE = 3  # seconds for requests that are being answered when the server is told to stop


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises ContractError."""
    found = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family, kind, protocol)  # by these asyncio knows that small pieces are to be sent at once
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(2048)
    except (OSError, OverflowError, UnicodeError) as error:
        if found is not None:
            found.close()
        said = f"cannot listen at port {port} of {quoted(host)}: {getattr(error, 'strerror', None) or error}"
        raise ContractError([Problem("no-address", said, hint="name another with --port or --host")]) from None
    return found


def address(listening: socket.socket) -> str:
    """Where a browser finds what listens."""
    host, port, *_ = listening.getsockname()
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def is_loopback(listening: socket.socket) -> bool:
    """Whether only this machine reaches it."""
    return ipaddress.ip_address(listening.getsockname()[0]).is_loopback


def serve(listening: socket.socket, app: FastAPI) -> None:
    """Serve until told to stop."""
    server(app).run(sockets=[listening])


def server(app: FastAPI) -> uvicorn.Server:
    """A server of the application. It says nothing but what goes wrong."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=patient(app.state.limits.patience),
            ws="none",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACE,
        )
    )


def patient(seconds: float) -> type[H11Protocol]:
    """HTTP as uvicorn speaks it, with an end to its patience."""
    return type("Patient", (Patient,), {"patience": seconds})


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it, with an end to its patience: the head of a request comes within its time, or the connection is closed."""

    patience: float
    waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the class above
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take what came; while a head is not whole, the time for it runs on."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_more()
        elif self.waiting is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self.waiting = self.loop.call_later(self.patience, self._give_up)

    def _wait_no_more(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None

    def _give_up(self) -> None:
        """Close the connection, with a word why."""
        if not self.transport.is_closing():
            self.transport.write(_too_slow(self.patience))
            self.transport.close()


def _too_slow(patience: float) -> bytes:
    """The refusal of a request whose head was not there in time."""
    body = json.dumps(document(408, [Problem("too-slow", f"the request was not there within {patience:g} seconds")])).encode()
    head = f"HTTP/1.1 408 Request Timeout\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
    return head.encode() + body
