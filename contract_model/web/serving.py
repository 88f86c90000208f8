"""This file defines how the application is served: at which address, by how many processes, until somebody stops it."""

from __future__ import annotations

import ipaddress
import json
import os
import socket
from collections.abc import Sequence

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from contract_model.problems import ContractError, Problem, quoted
from contract_model.web.app import create_app

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
SETTINGS = "CONTRACT_SERVE"  # how a process of several is told what to serve


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address. Raises ContractError."""
    found = None
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        found = socket.socket(family)
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


def serve(listening: socket.socket, contracts: Sequence[str], *, workers: int = 1) -> None:
    """Serve until told to stop."""
    hosts = (*LOOPBACK,) if is_loopback(listening) else ()
    settings = {"contracts": list(contracts), "hosts": list(hosts)}
    os.environ[SETTINGS] = json.dumps(settings)
    config = uvicorn.Config(
        "contract_model.web.serving:from_settings",
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    if workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        uvicorn.Server(config).run(sockets=[listening])


def from_settings() -> FastAPI:
    """The application that `serve` set up, in whichever process."""
    return create_app(**json.loads(os.environ[SETTINGS]))
