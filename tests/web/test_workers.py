"""This file tests the workers: an answer that takes too long or too much is given up, and costs nobody else anything."""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contract_model.problems import ContractError
from contract_model.web.limits import Limits
from contract_model.web.refusals import Refused
from contract_model.web.shelf import Shelf
from contract_model.web.worker import Failed
from contract_model.web.workers import Workers
from tests.web import work

SHELF = Shelf(["flat-lease"])


def with_workers(scenario, limits=None, count=1, first=None):
    """Run a scenario, a coroutine function, with workers that are started before and ended after."""

    async def whole():
        workers = Workers(SHELF, limits or Limits(), count, first)
        await workers.start()
        try:
            return await scenario(workers)
        finally:
            await workers.stop()

    with ThreadPoolExecutor(1) as thread:  # one of its own, since a browser's loop may run in this one
        return thread.submit(lambda: asyncio.run(asyncio.wait_for(whole(), 60))).result()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_is_another_process_with_the_contracts_and_raises_what_is_raised_there():
    async def scenario(workers):
        assert await workers.run(work.ids, "and more") == ["flat-lease", "and more"]
        assert await workers.run(work.chatter) == "the answer"
        first = await workers.run(work.pid)
        with pytest.raises(ContractError, match="so it is"):
            await workers.run(work.problem)
        with pytest.raises(Failed, match="^KeyError$"):
            await workers.run(work.mistake)
        with pytest.raises(Failed):
            await workers.run(work.no_data)
        assert await workers.run(work.frozen) == {"a": 1}
        assert await workers.run(work.pid) == first != os.getpid()
        return first

    assert not alive(with_workers(scenario))


def test_an_answer_that_takes_too_long_is_given_up_with_its_process_and_the_next_one_is_given():
    async def scenario(workers):
        first = await workers.run(work.pid)
        with pytest.raises(Refused) as refused:
            await workers.run(work.forever)
        assert refused.value.status == 504
        second = await workers.run(work.pid)
        assert second != first
        assert not alive(first)

    with_workers(scenario, Limits(seconds=0.5))


def test_an_answer_that_takes_too_much_memory_is_given_up():
    async def scenario(workers):
        with pytest.raises(Refused) as refused:
            await workers.run(work.grow, 600)
        assert (refused.value.status, refused.value.problems[0].name) == (422, "too-large")
        assert await workers.run(work.grow, 10) == 10 * 1024 * 1024

    with_workers(scenario, Limits(memory=512))


def test_a_worker_that_has_grown_is_replaced():
    async def scenario(workers):
        first = await workers.run(work.pid)
        await workers.run(work.keep, 300)
        assert await workers.run(work.pid) != first

    with_workers(scenario, Limits(memory=512))


def test_a_worker_that_ends_is_replaced():
    async def scenario(workers):
        with pytest.raises(Refused) as refused:
            await workers.run(work.die)
        assert refused.value.status == 500
        assert await workers.run(work.ids) == ["flat-lease"]

    with_workers(scenario)


def test_a_worker_that_ended_while_it_had_nothing_to_do_is_asked_nothing():
    async def scenario(workers):
        first = await workers.run(work.pid)
        os.kill(first, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert await workers.run(work.pid) != first

    with_workers(scenario)


def test_a_worker_that_is_not_prepared_in_time_works_unprepared(monkeypatch):
    monkeypatch.setattr("contract_model.web.workers.PREPARED", 1)

    async def scenario(workers):
        assert await workers.run(work.ids) == ["flat-lease"]

    with_workers(scenario, Limits(seconds=0.5), first=work.forever)


def test_an_answer_that_nobody_waits_for_any_more_is_given_to_nobody_else():
    async def scenario(workers):
        task = asyncio.create_task(workers.run(work.sleep, 30))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await workers.run(work.ids) == ["flat-lease"]

    with_workers(scenario)


def test_whoever_waits_too_long_for_a_worker_is_told_to_come_again():
    async def scenario(workers):
        task = asyncio.create_task(workers.run(work.sleep, 1))
        await asyncio.sleep(0.1)
        workers.limits = Limits(seconds=0.1)
        with pytest.raises(Refused) as refused:
            await workers.run(work.ids)
        assert refused.value.status == 503
        assert "retry-after" in refused.value.headers
        await task

    with_workers(scenario, Limits(seconds=5))


def test_what_a_worker_writes_goes_with_it():
    async def scenario(workers):
        folder = await workers.run(work.write)
        with pytest.raises(Refused):
            await workers.run(work.forever)
        return folder, await workers.run(work.write)

    first, second = with_workers(scenario, Limits(seconds=0.5))
    assert not Path(first).exists()
    assert not Path(second).exists()


def test_two_workers_work_at_once():
    async def scenario(workers):
        pids = await asyncio.gather(*(workers.run(work.pid) for _ in range(8)))
        await asyncio.gather(workers.run(work.sleep, 0.2), workers.run(work.sleep, 0.2))
        return set(pids)

    assert 1 <= len(with_workers(scenario, count=2)) <= 2
