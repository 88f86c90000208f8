"""This file tests what a reader sees of the redlines of the agreement: each version against the one before, read against the sources.

The pages lie in fixtures/golden/redlines; `pytest tests/telling --update-goldens` writes them anew.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

import contract_model
from contract_model.loading.load import load

VERSIONS = [version.id for version in load("microsoft-openai").versions]
PAIRS = [*pairwise(VERSIONS), ("2025-10-28", "2026-04-27")]


@pytest.mark.parametrize(("before", "after"), PAIRS, ids=["..".join(pair) for pair in PAIRS])
def test_what_a_version_of_the_agreement_changed(before: str, after: str, golden) -> None:
    told = contract_model.diff(before, after)
    assert all(redline.complete for redline in told.redlines)
    golden(f"redlines/{before}..{after}.md", told.to_markdown())
