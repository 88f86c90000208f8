"""Long histories: time and memory by the number of events and by the number of live norms. Run it: `python benchmarks/histories.py`.

A framework contract under which goods are ordered, delivered and paid for. Each order makes two duties, a delivery and a payment for it,
and a power to withdraw; they stay open for a while, so that about as many norms are live as asked for, and one in fifty is never paid.
Every run is checked: as many duties must have been performed and violated as the history makes.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import time
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain

from contract_model.engines.running import evaluator
from contract_model.loading.load import load_text
from contract_model.meaning.course import Course
from contract_model.model.case import DateSpan, Event
from contract_model.model.counting import instant
from contract_model.model.history import Happening, History, NormChange
from contract_model.model.states import NormState
from contract_model.model.values import Money

CONTRACT = """
contract: framework
parties: {seller: The seller, buyer: The buyer}
actions:
  order: {says: "{actor} orders {ref} for {price}", parameters: {ref: text, price: money EUR}}
  deliver: {says: "{actor} delivers {ref}", parameters: {ref: text}}
  pay: {says: "{actor} pays {amount} for {ref}", parameters: {ref: text, amount: money EUR}}
  withdraw: {says: "{actor} withdraws from {ref}", parameters: {ref: text}}
version: 2020-01-01
terms:
  - {id: deliver, kind: obligation, bearer: seller, triggered_by: order, must: deliver if ref == order.ref, within: 40_DAYS days,
     certainty: official, sources: []}
  - {id: pay, kind: obligation, bearer: buyer, triggered_by: order, must: pay if ref == order.ref and amount >= order.price,
     within: 40_DAYS days, on_violation: interest, certainty: official, sources: []}
  - {id: interest, kind: obligation, bearer: buyer, must: pay if ref == order.ref and amount >= order.price, within: 5 days,
     certainty: official, sources: []}
  - {id: withdraw, kind: power, bearer: seller, triggered_by: order, action: withdraw, when: ref == order.ref, available: violated(pay),
     within: 50_DAYS days, certainty: official, sources: []}
"""
START = date(2020, 1, 1)


def history(events: int, live: int) -> tuple[str, History, int, int]:
    """A contract, a history of so many events with about so many live norms, and how many duties are performed and violated in it."""
    orders, waiting = events // 3, max(1, live // 3)  # three norms for each order
    per_day = 100
    open_days = waiting // per_day + 1
    text = CONTRACT.replace("40_DAYS", str(open_days + 2)).replace("50_DAYS", str(open_days + 4)).replace("violated(pay)", "violated(pay)")
    told = []
    unpaid = 0
    for number in chain(range(orders + waiting)):
        if number < orders:
            told.append((number, Event("order", "buyer", parameters={"ref": f"r{number}", "price": Money(Decimal(10), "EUR")})))
        done = number - waiting
        if 0 <= done < orders:
            told.append((number, Event("deliver", "seller", parameters={"ref": f"r{done}"})))
            if done % 50:
                told.append((number, Event("pay", "buyer", parameters={"ref": f"r{done}", "amount": Money(Decimal(10), "EUR")})))
            else:
                unpaid += 1
    happenings = tuple(_happening(number, per_day, event) for number, event in told)
    last = START + timedelta(days=(orders + waiting) // per_day + 2 * open_days + 20)
    return text, History("long", START, happenings, until=instant(last, None, "UTC")), 2 * orders - unpaid, 2 * unpaid


def _happening(number: int, per_day: int, event: Event) -> Happening:
    day = START + timedelta(days=number // per_day)
    time_of_day = timedelta(seconds=60 * (number % per_day))
    return Happening(
        instant(day, time_of_day, "UTC"),
        day,
        time_of_day,
        Event(event.action, event.actor, DateSpan(day, day, time_of_day), event.parameters),
        {},
    )


def run(events: int, live: int, engine: str, *, trace: bool) -> dict[str, float]:
    """Seconds, the largest number of live norms, and (with `trace`) the kilobytes that the state takes at its largest."""
    text, long, performed, violated = history(events, live)
    contract = load_text(text)
    _, evaluate = evaluator(engine)
    course = Course(contract, long, evaluate)
    found = {NormState.FULFILLED: 0, NormState.VIOLATED: 0}
    most = 0
    gc.collect()
    if trace:
        tracemalloc.start()
    before = time.perf_counter()
    peak = 0
    for count, step in enumerate(course.steps()):
        for change in step.changes:
            if isinstance(change, NormChange) and change.after in found:
                found[change.after] += 1
        course.forgotten.clear()  # the ledger is told as it goes
        if count % 1000 == 0:
            most = max(most, len(course.state.instances))
            if trace:
                peak = max(peak, tracemalloc.get_traced_memory()[0])
    seconds = time.perf_counter() - before
    if trace:
        tracemalloc.stop()
    assert found[NormState.FULFILLED] == performed, (found, performed)
    assert found[NormState.VIOLATED] == violated, (found, violated)
    return {"events": len(long.happenings), "live": most, "seconds": seconds, "kilobytes": peak / 1024}


def main() -> None:
    """Print a row for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="meaning", choices=["meaning", "rete"])
    parser.add_argument("--events", type=int, nargs="*", default=[10_000, 30_000, 100_000])
    parser.add_argument("--live", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--memory", action="store_true", help="measure the memory of the state as well, which is slower")
    options = parser.parse_args()
    print(f"{options.engine}, Python {sys.version.split()[0]}")
    print(f"{'events':>10} {'live norms':>12} {'seconds':>9} {'us/event':>9} {'state, KiB':>12}")
    for live in options.live:
        for events in options.events:
            row = run(events, live, options.engine, trace=options.memory)
            size = f"{row['kilobytes']:>12,.0f}" if options.memory else f"{'-':>12}"
            print(
                f"{row['events']:>10,.0f} {row['live']:>12,.0f} {row['seconds']:>9.2f} {1e6 * row['seconds'] / row['events']:>9.0f} {size}",
                flush=True,
            )
    print(f"largest memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


if __name__ == "__main__":
    main()
