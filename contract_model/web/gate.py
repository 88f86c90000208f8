"""This file defines `Gate`: what every request passes on its way in, and every response on its way out.

A request comes in whole, within its time and its size, or not at all; what goes wrong inside is told in words; a client that does not take
its answer is let go. Behind the gate nobody waits for a client.
"""

from __future__ import annotations

import asyncio
import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contract_model.problems import ContractError, Problem
from contract_model.web.limits import Limits
from contract_model.web.refusals import Refused, busy, refusal
from contract_model.web.worker import Failed

log = logging.getLogger("contract_model.web")


class Gone(Exception):
    """That the client has left."""


class Gate:
    """Lets requests in, and answers for those that get no answer."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self.limits = limits
        self.inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def pass_on(message: Message) -> None:
            nonlocal begun
            begun = True
            async with asyncio.timeout(self.limits.patience):
                await send(message)

        try:
            self.inside += 1
            await self.app(scope, _told_once(await self._whole(scope, receive)), pass_on)
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
            self.inside -= 1

    async def _whole(self, scope: Scope, receive: Receive) -> bytes:
        """The body of a request. Raises Refused and Gone."""
        if self.inside > self.limits.waiting:
            raise busy()
        if len(scope["raw_path"]) + len(scope["query_string"]) > self.limits.address:
            said = f"an address has at most {self.limits.address:,} bytes"
            raise Refused(414, Problem("too-long", said, hint="send it in the body of a POST"))
        said = f"a request has at most {self.limits.body:,} bytes"
        large = Refused(413, Problem("too-large", said), headers={"connection": "close"})
        if _announced(scope) > self.limits.body:
            raise large
        pieces: list[bytes] = []
        size, more = 0, True
        try:
            async with asyncio.timeout(self.limits.patience):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Gone
                    pieces.append(message.get("body", b""))
                    size, more = size + len(pieces[-1]), message.get("more_body", False)
                    if size > self.limits.body:
                        raise large
        except TimeoutError:
            said = f"the request was not there within {self.limits.patience:g} seconds"
            raise Refused(408, Problem("too-slow", said), headers={"connection": "close"}) from None
        return b"".join(pieces)


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
