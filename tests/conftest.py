"""This file defines what all tests share: how many examples hypothesis makes, and a cache that is the tests' own."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Deadlines would fail on a slow machine; whether an answer is fast enough is measured elsewhere.
settings.register_profile("desk", max_examples=200, deadline=None)
# What runs for every change is the same each time; `HYPOTHESIS_PROFILE=deep` searches at random, for as long as it takes.
settings.register_profile("ci", max_examples=300, deadline=None, print_blob=True, derandomize=True)
settings.register_profile("quick", max_examples=40, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=5_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "desk"))


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """No test reads or writes the cache of the person who runs it; programs that a test starts inherit this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield
