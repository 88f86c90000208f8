"""This file defines the contract that the tests of the engines ask: the lease of a garden, and bare programs without one.

any-use   the tenant may grow what it likes
bees      the tenant may not keep bees, unless the neighbours agree; prevails over any-use
notice    when growing anything, the tenant must have told the owner a week before
"""

from __future__ import annotations

from datetime import date

import pytest

from contract_model.meaning.program import Program, program
from contract_model.model.conditions import Compare, Const, In, Op, Var
from contract_model.model.contract import (
    Action,
    Certainty,
    Clause,
    Contract,
    Policies,
    Term,
    TermException,
    TermKind,
    Version,
)
from contract_model.model.kinds import DURATION, TRUTH, choice
from contract_model.model.values import DAY
from contract_model.problems import Span

NOWHERE = Span("lease.yaml", 1, 1)
BEES = In(Var("use", choice("use")), ("bees",))
AGREED = Var("neighbours_agree", TRUTH)
TOLD = Compare(Op.LE, Const(7 * DAY, DURATION), Var("lead", DURATION))


def term(name, kind, **parts):
    """A term of the lease; a part that is a condition is given as such."""
    clauses = {k: Clause("", parts[k], NOWHERE) if k in parts else None for k in ("when", "requires", "until")}
    exceptions = tuple(TermException(n, Clause("", c, NOWHERE), "", Certainty.OFFICIAL, ("L",)) for n, c in parts.get("unless", {}).items())
    return Term(
        id=name,
        kind=kind,
        heading="",
        bearer=("tenant",),
        counterparty=("owner",),
        actions=("grow",),
        start=date(2026, 1, 1),
        through=parts.get("through"),
        exceptions=exceptions,
        yields_to=parts.get("yields_to", ()),
        certainty=Certainty.OFFICIAL,
        sources=("L",),
        text="",
        note="",
        span=NOWHERE,
        **clauses,
    )


def contract(*terms, policies=Policies()):  # noqa: B008  # frozen
    """A lease with these terms."""
    version = Version("2026-01-01", "", date(2026, 1, 1), None, {t.id: t for t in terms})
    grow = Action("grow", "{actor} grows {use}", (), ("use", "lead"))
    nothing = dict.fromkeys(("parties", "sources", "choices", "parameters", "facts", "ambiguities", "definitions"), {})
    return Contract(
        id="garden-lease", title="", note="", actions={"grow": grow}, phrases=(), policies=policies, versions=(version,), **nothing
    )


@pytest.fixture(scope="session")
def lease():
    """What the lease says about growing something."""
    terms = contract(
        term("any-use", TermKind.PERMISSION, yields_to=("bees",)),
        term("bees", TermKind.PROHIBITION, when=BEES, unless={"agreed": AGREED}),
        term("notice", TermKind.OBLIGATION, requires=TOLD),
    )
    return program(terms, terms.versions[0], "grow")


@pytest.fixture(scope="session")
def lease_of():
    """A function that makes the program of any terms, each given by the arguments of `term`."""

    def of(policies, *terms):
        whole = contract(*(term(name, kind, **parts) for name, kind, parts in terms), policies=policies)
        return program(whole, whole.versions[0], "grow")

    return of


@pytest.fixture(scope="session")
def program_of():
    """A function that makes a program of conditions that belong to no term."""
    empty = contract()

    def of(*formulas):
        return Program(empty, empty.versions[0], "grow", (), formulas)

    return of
