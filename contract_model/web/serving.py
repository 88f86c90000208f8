"""This file defines how the application is served: at which address, with how much patience, until somebody stops it."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import resource
import socket

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from contract_model.problems import ContractError, Problem, quoted
from contract_model.web.refusals import MEDIA_TYPE, document

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
PIECE = 64 * 1024  # bytes of an answer that a client takes within its time, or what is left of them
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


def names(listening: socket.socket, host: str) -> tuple[str, ...]:
    """By what one calls a server that only this machine reaches. `host`: where it was told to listen."""
    return tuple(dict.fromkeys((*LOOPBACK, *(f"[{name}]" if ":" in name else name.lower() for name in (host, listening.getsockname()[0])))))


def serve_at(listening: socket.socket, app: FastAPI) -> None:
    """Serve until told to stop."""
    _room_for(app.state.limits.connections)
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
            limit_concurrency=app.state.limits.connections,
            timeout_graceful_shutdown=GRACE,
        )
    )


def _room_for(connections: int) -> None:
    """Have as many files open as there may be connections, and some more, as far as the system allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + 200
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def patient(seconds: float) -> type[H11Protocol]:
    """HTTP as uvicorn speaks it, with an end to its patience."""
    return type("Patient", (Patient,), {"patience": seconds})


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it, with an end to its patience.

    The head of a request comes within its time, and each piece of an answer is taken within it, or the connection is closed.
    """

    patience: float
    waiting: asyncio.TimerHandle | None = None
    taking: asyncio.TimerHandle | None = None
    left: int = 0
    """Bytes of answers that the client had yet to take when it was last looked at."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in the class above
        """Wait for the first request."""
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=0)  # so that writing pauses, and goes on, whenever something is left
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
        self._look_no_more()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Look after a while whether the client takes what it asked for."""
        super().pause_writing()
        self._look_again()

    def resume_writing(self) -> None:
        """It has taken all of it."""
        super().resume_writing()
        self._look_no_more()

    def _look_again(self) -> None:
        self._look_no_more()
        self.left = self.transport.get_write_buffer_size()
        self.taking = self.loop.call_later(self.patience, self._look)

    def _look_no_more(self) -> None:
        if self.taking is not None:
            self.taking.cancel()
            self.taking = None

    def _look(self) -> None:
        """Let go of a client that takes nothing: to close the connection would be to wait for it."""
        if self.transport.get_write_buffer_size() > max(0, self.left - PIECE):
            self.transport.abort()
        else:
            self._look_again()

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
