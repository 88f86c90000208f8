"""This file tests that anything may stand anywhere in a contract with norms over time: the answer is a contract or problems."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.loading.parse import parse
from tests.loading.hostile import problems_of
from tests.loading.sale import SALE

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text()
_FOUND = re.search(r"```yaml\n(contract: sale-on-inspection\n.*?)```", PAGE, re.DOTALL)
assert _FOUND
INSPECTION: Any = parse("it", _FOUND[1].encode()).data


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, part in inside:
        yield from places(part, (*path, step))


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    if isinstance(data, dict):
        return {k: changed(v, path[1:], value) if k == path[0] else v for k, v in data.items()}
    return [changed(v, path[1:], value) if i == path[0] else v for i, v in enumerate(data)]


NOT_OF_NORMS = ("parties", "kinds")


@pytest.mark.parametrize("value", [None, True, "x", "", ["x"], [], [None], {"x": "y"}, {}, {"all": []}], ids=repr)
def test_anything_may_stand_anywhere(value: Any) -> None:
    for path in places(INSPECTION):
        if path and path[0] not in NOT_OF_NORMS:
            problems_of(json.dumps(changed(INSPECTION, path, value)))


WORDS = [
    "order", "deliver", "pay", "if", "violated(deliver)", "violated(", ")", "set", "accepted", "paid", "to", "true", "suspend",
    "resume", "create", "assign", "delegate", "deem", "with", "item", "=", "==", ",", "terminate", "complete", "7 days", "10 business days",
    "after", "before", "contract.end", "order.price", "trigger.date", "owed", "period.start", "EUR(3)", "'a, b'", "'", "it", "plain",
    "bank", "\u00fc",
]  # fmt: skip  # a table
KEYS = [
    "triggered_by", "once", "must", "owes", "within", "by", "before", "not_before", "every", "available", "notice", "effects",
    "on_violation", "on_lapse", "until", "unless", "when",
]  # fmt: skip  # a table


@given(
    st.sampled_from(["obligation", "prohibition", "power", "declaration"]),
    st.dictionaries(st.sampled_from(KEYS), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join) | st.text(max_size=20), max_size=6),
)
def test_a_norm_of_any_words(kind: str, written: dict[str, str]) -> None:
    term = {"id": "it", "kind": kind, "bearer": "buyer", "certainty": "inferred", "sources": [], **written}
    problems_of(f"{SALE}  - {json.dumps(term, ensure_ascii=False)}\n")
