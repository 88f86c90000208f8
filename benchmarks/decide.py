"""Times one warm decision on a launch in 2026's agreement: `meaning` and `rete` beside a plain Python function of the same rules.

    python benchmarks/decide.py [CASES]      different cases, in which everything is known (default 2,000)

First all sides must give the same: the verdict, the status of every term, the deciding terms. Then each takes its turn in rounds, so that
all see the same machine; the best round counts. Printed are microseconds and the ratio to the plain function.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from contract_model.engines.rete.engine import Rete
from contract_model.loading import load
from contract_model.meaning.decision import Decider
from contract_model.meaning.program import Program, program
from contract_model.meaning.split import domain
from contract_model.model.contract import Contract
from contract_model.model.kinds import Sort
from contract_model.model.values import Raw

ROUNDS = 7
END_2032 = date(2032, 12, 31).toordinal()
NOT_ENGAGED, EXCUSED, BITES, MET, GRANTS, YIELDS, STATES = "not_engaged", "excused", "bites", "met", "grants", "yields", "states"


def plain(v: Mapping[str, Any]) -> tuple[str, dict[str, str], tuple[str, ...]]:
    """The rules on launching as a programmer would write them down: verdict, status by term, deciding terms."""
    actor, cloud, ship, stage, azure_stage = v["actor"], v["cloud"], v["ship_means"], v["stage"], v["azure_stage"]
    release, made_by, first_scope, azure_way = v["release"], v["made_by"], v["first_scope"], v["azure_way"]
    first_means, speculative = v["first_means"], v["evidence"] == "speculative"
    inferred = speculative or v["evidence"] == "inferred"
    others = actor in ("customer", "rival")
    statuses = {}

    first_runs = v["first_end"] == "no_end_date" or v["date"] <= END_2032
    counts = (
        stage == "general"
        or ship == "announcement"
        or (ship == "preview" and stage != "announcement")
        or (ship == "first_region" and stage == "first_region")
    )
    in_scope = (
        release in ("new_product", "new_model")
        or (release == "existing" and first_scope != "new_products_only")
        or (release in ("update", "feature") and first_scope == "products_and_updates")
    )
    elsewhere = cloud not in ("azure", "own", "on_premises") or (
        cloud == "own" and v["own_channels"] == "count" and v["azure_means"] == "hosted"
    )
    applies = v["first_and_any"] == "first_limits" and first_runs and counts and in_scope and (elsewhere or cloud == "azure")
    is_openais = (
        made_by == "openai_itself"
        or (made_by == "jointly" and v["joint_products"] == "caught")
        or (made_by == "third_party" and v["customer_products"] == "caught")
    )
    itself = not v["through_affiliate"] or v["affiliates"] == "included"
    azure_was_first = (
        v["on_azure"]
        and (
            azure_way == "both"
            or (azure_way == "sold_only" and v["azure_means"] == "sold")
            or (azure_way == "hosted_only" and v["azure_means"] == "hosted")
        )
        and (
            azure_stage == "general"
            or ship == "announcement"
            or (ship == "preview" and azure_stage != "announcement")
            or (ship == "first_region" and azure_stage == "first_region")
        )
        and (first_means != "window" or v["azure_lead"] >= v["azure_window"])
    ) or (v["same_moment"] and (first_means == "not_after" or (first_means == "strictly_before" and v["identical_moments"] == "suffice")))
    unable = not v["azure_can"]
    if v["inability_disputed"]:
        unable = v["inability_decider"] == "openai_decides" or (v["inability_decider"] == "objective" and unable)
    unwilling = not v["azure_will"]
    excused = (unable and unwilling) if v["exception"] == "conjunctive" else (unable or unwilling)
    met = cloud == "azure" or azure_was_first or (v["azure_required"] == "no" and v["azure_never"])

    def first(engaged: bool) -> str:
        return NOT_ENGAGED if not engaged else EXCUSED if excused else MET if met else BITES

    openai = actor == "openai"
    azure_first = first(openai and applies and is_openais and itself)
    customers = first(inferred and others and applies and v["customer_products"] == "caught")
    any_cloud = NOT_ENGAGED if not openai or cloud in ("own", "on_premises") else YIELDS if azure_first == BITES else GRANTS
    own = NOT_ENGAGED if not (inferred and openai and cloud == "own") else YIELDS if azure_first == BITES else GRANTS
    theirs = NOT_ENGAGED if not (inferred and others) else YIELDS if customers == BITES else GRANTS
    granted = GRANTS in (any_cloud, own)

    def guess(engaged: bool, kept: bool) -> str:
        return NOT_ENGAGED if not engaged else MET if kept else YIELDS if granted else BITES

    early = guess(speculative and openai, v["microsoft_early"])
    future = guess(speculative and openai and release == "new_model", cloud == "azure" or not v["azure_never"])
    statuses = {
        "any-cloud": any_cloud,
        "azure-first": azure_first,
        "azure-first-customers": customers,
        "others-own-products": theirs,
        "own-channels": own,
        "one-rule-for-all-products": STATES if openai else NOT_ENGAGED,
        "primary-partner": STATES if openai and first_runs else NOT_ENGAGED,
        "spec-early-access": early,
        "spec-supply-future-models": future,
    }
    found = statuses.values()
    if BITES in found:
        verdict = "conflict" if GRANTS in found else "prohibited"
        wanted: tuple[str, ...] = (BITES, GRANTS)
    elif GRANTS in found or MET in found:
        verdict, wanted = "permitted", (GRANTS, MET, EXCUSED)
    else:
        return "silent", statuses, ()
    biting = ("azure-first", "azure-first-customers", "spec-early-access", "spec-supply-future-models")
    decided = tuple(term for term, s in statuses.items() if s in wanted or (verdict == "permitted" and s == YIELDS and term in biting))
    return verdict, statuses, decided


def main() -> int:
    """The exit code: 1 when the sides differ."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    contract = load("microsoft-openai")
    prog = program(contract, contract.versions[-1], "launch")
    chance = random.Random(2027)
    cases = [some_case(contract, prog, chance) for _ in range(count)]
    decider, rete = Decider(prog), Rete()
    if wrong := [v for v in cases if not agree(decider, rete, prog, v)]:
        print(f"{len(wrong)} of {count} cases differ, such as {wrong[0]}")
        return 1
    print(f"{count:,} cases of {len(prog.variables)} variables, {len(prog.terms)} terms, {len(prog.formulas)} conditions: all sides agree")
    sides: dict[str, Callable[[Mapping[str, Raw]], object]] = {
        "plain Python function": plain,
        "meaning, all statuses": decider.decide,
        "rete (durable-rules), all conditions": lambda v: rete.evaluate(prog, v),
    }
    times = dict.fromkeys(sides, float("inf"))
    for _ in range(ROUNDS):
        for side, decide in sides.items():
            start = time.perf_counter()
            for values in cases:
                decide(values)
            times[side] = min(times[side], (time.perf_counter() - start) / count)
    base = times["plain Python function"]
    print(f"\n{'one warm decision':<40}{'microseconds':>14}{'ratio':>8}")
    for side, taken in times.items():
        print(f"{side:<40}{taken * 1e6:>14.2f}{taken / base:>8.1f}")
    print(f"\nof the time of rete, {share_of_c(rete, prog, cases):.0%} is spent in durable-rules' own C code")
    return 0


def some_case(contract: Contract, prog: Program, chance: random.Random) -> dict[str, Raw]:
    """A case in which everything is known; days around the end of 2032, waits around each other."""
    values: dict[str, Raw] = {}
    for name, variable in prog.variables.items():
        if name == "evidence":
            values[name] = chance.choice(("official", "reported", "inferred", "speculative"))
        elif name == "date":
            values[name] = END_2032 + chance.randint(-2, 2)
        elif variable.kind.sort is Sort.DURATION:
            values[name] = chance.randint(0, 3)
        else:
            values[name] = chance.choice(domain(contract, variable, ()))
    values["actor"] = chance.choice(("openai", "openai", *contract.parties))  # mostly the one that the terms are about
    return values


def agree(decider: Decider, rete: Rete, prog: Program, values: dict[str, Raw]) -> bool:
    """Whether all sides say the same of a case."""
    verdict, statuses, decided = plain(values)
    found = decider.decide(values)
    truths = rete.evaluate(prog, values).truths
    word = {t: next(s for s in (EXCUSED, YIELDS, BITES, MET, GRANTS, STATES, "") if not s or truths.get(f"{t} {s}")) for t in statuses}
    return (
        found is not None
        and found.verdict.value == verdict
        and {t: s.value for t, s in found.statuses.items()} == statuses
        and set(found.decided_by) == set(decided)
        and truths[f"verdict {verdict}"] is True
        and {t: s or NOT_ENGAGED for t, s in word.items()} == statuses
    )


def share_of_c(rete: Rete, prog: Program, cases: list[dict[str, Raw]]) -> float:
    """The share of the engine's time that is spent inside durable-rules, by a profile of the calls into it."""
    import cProfile
    import pstats

    profile = cProfile.Profile()
    profile.enable()
    for values in cases:
        rete.evaluate(prog, values)
    profile.disable()
    calls: Any = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # not in the library's types
    inside = sum(own for (_, _, name), (_, _, own, _, _) in calls.items() if "durable_rules" in name)
    return float(inside / sum(own for _, _, own, _, _ in calls.values()))


if __name__ == "__main__":
    sys.exit(main())
