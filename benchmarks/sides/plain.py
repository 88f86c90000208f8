"""The licence as a plain Python function, as a programmer would write it down: the floor under every engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sides.rules import Answer, Side, concluded


def decide(event: Mapping[str, Any]) -> Answer:
    """Verdict, what each engaged term does, deciding terms."""
    actor, date, p, f = event["actor"], event["date"], event["parameters"], event["facts"]
    medium, territory, copies, price, sold = p["medium"], p["territory"], p["copies"], p["price"], f["sold"]
    publisher = actor == "publisher"
    either = publisher or actor == "agent"
    review = publisher and copies <= 200 and price == 0
    embargo = reversion = "no"
    if either and date <= "2027-03-31":
        embargo = "excused" if f["embargo_lifted"] else "yields" if review else "bites"
    if either and date >= "2029-01-01":
        reversion = "excused" if f["renewed"] else "bites"
    granted = "yields" if embargo == "bites" or reversion == "bites" else "grants"
    found = {}
    if publisher and medium in ("print", "ebook"):
        found["books"] = granted
    if publisher and medium == "audio" and "2026-07-01" <= date <= "2029-12-31":
        found["audio"] = granted
    if either and territory in ("eu", "elsewhere") and medium != "film":
        found["abroad"] = "yields" if reversion == "bites" else "grants"
    if review:
        found["review-copies"] = "grants"
    if medium == "film":
        found["film-reserved"] = "excused" if f["film_option"] else "bites"
    if actor == "agent" and territory in ("uk", "us"):
        found["home-market"] = "excused" if copies <= 500 and price >= 10 else "bites"
    if embargo != "no":
        found["embargo"] = embargo
    if publisher:
        found["approval"] = "excused" if p["reprint"] and sold >= 1000 else "met" if f["approved"] else "bites"
    if either and territory != "elsewhere":
        found["price-floor"] = "excused" if sold + copies <= 1000 else "met" if price >= 5 or copies <= 100 else "bites"
    if publisher and medium == "print" and copies > 10000:
        found["print-run"] = "excused" if f["advance_paid"] else "bites"
    found["credit"] = "met" if p["credited"] else "yields" if review else "bites"
    if reversion != "no":
        found["reversion"] = reversion
    return concluded(found)


def sides() -> list[Side]:
    """The function."""
    return [Side("a plain Python function", decide, dict)]
