"""This file defines `Gate`: what every request passes on its way in, and every response on its way out.

A request comes in whole, within its time and its size, or not at all, and what goes wrong inside is told in words. Behind the gate nobody
waits for a client: one that is slow to send its request, or to take its answer, stands in the way of none that asks.
"""

from __future__ import annotations

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contract_model.problems import ContractError, Problem
from contract_model.web.limits import Limits
from contract_model.web.refusals import Refused, busy, refusal
from contract_model.web.worker import Failed

ROOM = 64
"""So many requests of the largest size are held at once. When there are more, those of more than a few bytes are told to come again."""
FEW = 64 * 1024

log = logging.getLogger("contract_model.web")


class Gone(Exception):
    """That the client has left."""


class Gate:
    """Lets requests in, and answers for those that get no answer."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits
        self.held = 0
        """Bytes of requests that are not answered yet."""
        self.inside = 0
        """Requests that are there whole, and wait for their answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        inside = begun = False
        body = bytearray()

        def leave() -> None:
            nonlocal inside
            self.held -= len(body)
            self.inside -= inside
            inside = False
            body.clear()

        async def pass_on(message: Message) -> None:
            nonlocal begun
            leave()
            begun = True
            await send(message)

        try:
            await self._whole(scope, receive, body)
            if self.inside >= self.limits.waiting:
                raise busy()
            self.inside, inside = self.inside + 1, True
            await self.app(scope, _told_once(bytes(body)), pass_on)
        except Gone:
            pass
        except Refused as refused:
            await refusal(scope, refused.status, refused.problems, refused.headers)(scope, receive, pass_on)
        except ContractError as error:
            await refusal(scope, 422, error.problems)(scope, receive, pass_on)
        except Exception as error:
            if begun:  # half an answer is worse than none: the connection is cut
                raise
            name = str(error) if isinstance(error, Failed) else type(error).__name__
            if not isinstance(error, Failed):  # what failed in a worker is told by it
                log.exception("an error of ours: %s", name)
            problem = Problem("internal", f"an error of ours: {name}", hint="please report it with what was asked")
            await refusal(scope, 500, [problem])(scope, receive, pass_on)
        finally:
            leave()

    async def _whole(self, scope: Scope, receive: Receive, body: bytearray) -> None:
        """Wait until the body of a request is there, all of it. Raises Refused and Gone."""
        if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > self.limits.address:
            said = f"an address has at most {self.limits.address:,} bytes"
            raise Refused(414, Problem("too-long", said, hint="send it in the body of a POST"))
        said = f"a request has at most {self.limits.body:,} bytes"
        large = Refused(413, Problem("too-large", said), headers={"connection": "close"})
        if _announced(scope) > self.limits.body:
            raise large
        more = True
        try:
            async with asyncio.timeout(self.limits.patience):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Gone
                    piece, more = message.get("body", b""), message.get("more_body", False)
                    body += piece
                    self.held += len(piece)
                    if len(body) > self.limits.body:
                        raise large
                    if len(body) > FEW and self.held > ROOM * self.limits.body:
                        raise busy()
        except TimeoutError:
            said = f"the request was not there within {self.limits.patience:g} seconds"
            raise Refused(408, Problem("too-slow", said), headers={"connection": "close"}) from None


def _announced(scope: Scope) -> int:
    """The bytes that a request says it has; one that says nothing, or nonsense, is counted as it comes."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() and len(said) < 20 else 0


def _told_once(body: bytes) -> Receive:
    """What tells the application the whole body at once, and then that nothing more comes."""
    told = False

    async def receive() -> Message:
        nonlocal told
        if told:
            await asyncio.Event().wait()  # whoever listens for the client to leave listens for ever
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
