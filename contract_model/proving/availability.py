"""This file defines whether the solver is there: z3 comes with the extra `prove`."""

from __future__ import annotations

from importlib.util import find_spec

INSTALL = "pip install 'contract-model[prove]'"


def solver_available() -> bool:
    """Whether z3 can be imported."""
    return find_spec("z3") is not None
