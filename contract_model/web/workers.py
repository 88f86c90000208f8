"""This file defines `Workers`: the processes in which answers are worked out.

What takes too long in Python cannot be stopped from within its process. So answers are worked out in others: one that takes longer than its
time, or more memory than it may, is ended with its process, and a fresh one takes its place. None holds up the others for longer.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable
from typing import Any, TypeVar, TypeVarTuple

from contract_model.problems import Problem
from contract_model.processors import processors
from contract_model.web.limits import Limits
from contract_model.web.refusals import Refused, busy
from contract_model.web.shelf import Shelf
from contract_model.web.worker import HEAD, OURS, Failed

WAIT = 3  # times the seconds that an answer may take: so long a request waits for its turn
PREPARED = 6  # times these seconds: so long a process may take for what it does before anything else

log = logging.getLogger("contract_model.web")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Workers:
    """Calls functions with the shelf and with arguments, away from what talks to the clients.

    A function is one of a module, and its arguments and its result are data. Without any process (`count=0`) functions are called in a
    thread of this one, where nothing can be stopped: for tests, and where the application is part of another.
    """

    def __init__(self, shelf: Shelf, limits: Limits, count: int | None = None, first: Callable[[Shelf], object] | None = None) -> None:
        """`first`: what each process does before anything else."""
        self.shelf, self.limits, self.first = shelf, limits, first
        self.count = processors() if count is None else count
        self.free: asyncio.Queue[_Process] = asyncio.Queue()
        self.all: set[_Process] = set()
        self.closing = False
        self.hirings: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes, each ready to work."""
        await asyncio.gather(*(self._hire() for _ in range(self.count)))

    async def stop(self) -> None:
        """End them."""
        self.closing = True
        await asyncio.gather(*self.hirings, return_exceptions=True)
        await asyncio.gather(*(process.end() for process in tuple(self.all)))
        self.all.clear()

    async def run(self, function: Callable[[Shelf, *Ts], T], *arguments: *Ts) -> T:
        """What the function gives, called with the shelf and the arguments. Raises what it raises, and Refused when it takes too long."""
        if not self.count:
            return await asyncio.to_thread(function, self.shelf, *arguments)
        process = await self._idle()
        try:
            async with asyncio.timeout(self.limits.seconds):
                done: Any = await process.call(function, arguments)
        except TimeoutError:
            self._replace(process)
            said = f"the answer was not there within {self.limits.seconds:g} seconds"
            raise Refused(504, Problem("too-slow", said, hint="leave less open, or ask about less")) from None
        except (EOFError, OSError):
            self._replace(process)
            said = "what worked out the answer came to an end before it was there"
            raise Refused(500, Problem("internal", said, hint="please report it with what was asked")) from None
        except BaseException:  # nobody waits for the answer any more, and the next one must not get it
            self._replace(process)
            raise
        outcome, what, worn = done
        if worn:
            self._replace(process)
        else:
            self.free.put_nowait(process)
        if outcome == OURS:
            raise Failed(what)
        if isinstance(what, MemoryError):
            raise Refused(422, Problem("too-large", "the answer takes more memory than it may", hint="leave less open, or ask about less"))
        if isinstance(what, BaseException):
            raise what
        return what  # type: ignore[no-any-return]  # what the function gave

    def _replace(self, process: _Process) -> None:
        """End a process and have another in its place, while the requests go on."""
        self.all.discard(process)
        process.kill()
        if not self.closing:
            hiring = asyncio.create_task(self._hire())
            self.hirings.add(hiring)
            hiring.add_done_callback(self.hirings.discard)

    async def _idle(self) -> _Process:
        """A process that has nothing to do. Raises Refused when none comes free."""
        try:
            async with asyncio.timeout(WAIT * self.limits.seconds):
                while (process := await self.free.get()).gone:
                    self._replace(process)
                return process
        except TimeoutError:
            raise busy() from None

    async def _hire(self) -> None:
        prepared = True
        while not self.closing:
            process = None
            try:
                process = await _Process.start(self.shelf, self.limits)
                if prepared and self.first is not None:
                    async with asyncio.timeout(PREPARED * self.limits.seconds):
                        await process.call(self.first, ())
            except TimeoutError:  # the next one has to do without
                assert process is not None, "only a call has so much time and no more"
                process.kill()
                prepared = False
                continue
            except (EOFError, OSError) as error:  # the machine has no room for one now
                if process is not None:
                    process.kill()
                log.warning("a worker could not be started: %s", error)
                await asyncio.sleep(1)
                continue
            self.all.add(process)
            self.free.put_nowait(process)
            return


class _Process:
    """One process, which does one thing at a time."""

    def __init__(self, process: asyncio.subprocess.Process, folder: str) -> None:
        """`folder`: for what it writes while it works, which goes with it."""
        self.process, self.folder = process, folder

    @classmethod
    async def start(cls, shelf: Shelf, limits: Limits) -> _Process:
        """A process with the shelf, ready to work."""
        folder = tempfile.mkdtemp(prefix="contract-")
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # nothing is imported from wherever the server was started
                "-c",
                "from contract_model.web.worker import main; main()",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for the server, which ends it
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "TMPDIR": folder},
            )
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        started = cls(process, folder)
        try:
            await started._send((shelf, limits.memory))
            await started._receive()
        except BaseException:
            started.kill()
            raise
        return started

    @property
    def gone(self) -> bool:
        """Whether the process has ended while nobody asked it anything."""
        return self.process.returncode is not None

    async def call(self, function: Callable[..., object], arguments: tuple[object, ...]) -> object:
        """How a call of the function ended, what came of it, and whether the process is worn out. Raises EOFError when it ended."""
        await self._send((function, arguments))
        return await self._receive()

    def kill(self) -> None:
        """End the process, whatever it does."""
        if self.process.returncode is None:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def end(self) -> None:
        """End the process and wait until it is gone."""
        self.kill()
        await self.process.wait()

    async def _send(self, what: object) -> None:
        assert self.process.stdin is not None
        content = pickle.dumps(what, protocol=5)
        self.process.stdin.write(HEAD.pack(len(content)) + content)
        await self.process.stdin.drain()

    async def _receive(self) -> object:
        assert self.process.stdout is not None
        (size,) = HEAD.unpack(await self.process.stdout.readexactly(HEAD.size))
        return pickle.loads(await self.process.stdout.readexactly(size))  # written by our own process
