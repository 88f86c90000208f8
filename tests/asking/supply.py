"""This file defines the contracts that the tests of questions ask: a supply agreement with some vocabulary of every kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from contract_model.model.contract import (
    Action,
    Ambiguity,
    Certainty,
    Choices,
    Contract,
    Fact,
    Parameter,
    Party,
    Phrase,
    Policies,
    Reading,
    Term,
    TermKind,
    Version,
)
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TEXT, TRUTH, choice, money
from contract_model.model.phrases import parse_pattern
from contract_model.model.values import Money, Value
from contract_model.problems import Span


def phrase(pattern: str, **sets: Value) -> Phrase:
    return Phrase(parse_pattern(pattern), sets)


def action(id: str, parameters: tuple[str, ...], *phrases: Phrase | str) -> Action:
    return Action(id, "{actor} " + id, tuple(p if isinstance(p, Phrase) else phrase(p) for p in phrases), parameters)


def term(id: str, action: str, bearer: str) -> Term:
    """A prohibition."""
    nothing: dict[str, None] = dict.fromkeys(("start", "through", "when", "requires", "until"))
    return Term(
        id, TermKind.PROHIBITION, "", (bearer,), (), (action,), **nothing, exceptions=(), yields_to=(), certainty=Certainty.REPORTED,
        sources=(), text="", note="", span=Span("supply", 1, 1),
    )  # fmt: skip


def reading(id: str, value: Value | None = None) -> Reading:
    return Reading(id, id, (), Certainty.REPORTED, value)


CLOUDS = Choices(
    "cloud",
    {
        "azure": ("Azure", "Azure OpenAI"),
        "aws": ("AWS", "Amazon", "Bedrock"),
        "google": ("Google Cloud", "GCP"),
        "own": ("its own data centres",),
    },
)
PRODUCT_KINDS = Choices("product_kind", {"new": ("new",), "feature": ("a feature",)})
CLOUD = choice("cloud")

PARAMETERS = (
    Parameter("product", TEXT, "Which product?"),
    Parameter("cloud", CLOUD, "On which cloud?"),
    Parameter("product_kind", choice("product_kind"), "What kind of product?", presumed="new"),
    Parameter("amount", money("USD"), "How much is paid?"),
    Parameter("paid", TRUTH, "Is anything paid?"),
    Parameter("due", DATE, "When is it due?"),
    Parameter("lead", DURATION, "By how much?"),
    Parameter("share", NUMBER, "Which share?"),
    Parameter("licensee", PARTY, "To whom?"),
)
FACTS = (
    Fact("on_azure", "Is it on Azure already?", TRUTH, per="product"),
    Fact("azure_can", "Can Microsoft support it?", TRUTH, held_by=("microsoft",)),
    Fact("azure_will", "Is Microsoft willing?", TRUTH, held_by=("microsoft",)),
    Fact("cap", "What is the cap?", money("USD"), readings={"leaked": reading("leaked", Money(Decimal(38_000_000_000), "USD"))}),
    Fact("cap_reached", "Has the cap been reached?", TRUTH),
)

SUPPLY = Contract(
    id="supply",
    title="Supply of models",
    note="",
    parties={
        "openai": Party("openai", ("OpenAI",)),
        "microsoft": Party("microsoft", ("Microsoft", "MSFT")),
        "customer": Party("customer", ("a customer", "software firm")),
    },
    sources={},
    choices={"cloud": CLOUDS, "product_kind": PRODUCT_KINDS},
    parameters={p.name: p for p in PARAMETERS},
    actions={
        a.id: a
        for a in (
            action(
                "launch",
                ("product", "cloud", "product_kind", "lead"),
                "launch|ship|release|use {product} on {cloud}",
                "launch|ship|release {product}",
                phrase("launch a feature on {cloud}", product_kind="feature"),
                "{product} [be] released on {cloud} by {actor}",
            ),
            action(
                "pay",
                ("amount", "paid", "due"),
                "pay [microsoft|openai] {amount}",
                "pay {amount} due on {due}",
                phrase("stop|refuse (paying|to pay) [the] [revenue] share", paid=False),
                phrase("not pay [the] [revenue] share", paid=False),
            ),
            action("license", ("product", "licensee", "share"), "license {product} to {licensee} [for {share} of its revenue]"),
            action("withhold", (), "(withhold|keep back) consent"),
        )
    },
    facts={f.name: f for f in FACTS},
    ambiguities={
        "exception": Ambiguity("exception", "Both or either?", {"both": reading("both"), "either": reading("either")}, default="either")
    },
    definitions={},
    phrases=(
        phrase("new product", product_kind="new"),
        phrase("[which is] already [available] on Azure", on_azure=True),
        phrase("not [yet] on Azure", on_azure=False),
        phrase("without Azure support", azure_can=False, azure_will=False),
        phrase("Microsoft is unwilling", azure_will=False),
        phrase("Microsoft is willing", azure_will=True),
        phrase("Microsoft can support it", azure_can=True),
        phrase("Microsoft cannot support it", azure_can=False),
        phrase("the cap is reached", cap_reached=True),
        phrase("a cap of {cap}"),
        phrase("{lead} (before Azure|ahead of Azure)"),
        phrase("taking the exception to need both", exception="both"),
        phrase("via {cloud}"),
    ),
    policies=Policies(),
    versions=(Version("2026-04-27", "", date(2026, 4, 27), None, {}),),
    examples=("OpenAI launches a product on AWS in 2027",),
)
