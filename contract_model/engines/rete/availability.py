"""This file defines `availability`: whether durable-rules is there. It has no wheels, so its C code may not have been built."""

from __future__ import annotations


def availability() -> str | None:
    """Why the engine rete cannot be used here, in one sentence; none when it can."""
    try:
        import durable_rules_engine  # noqa: F401  # whether it can be imported is the question
    except ImportError as error:
        return f"durable_rules cannot be imported ({error})"
    return None
