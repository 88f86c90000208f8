"""This file defines `NormState` and `ContractState`: how a norm, and how a contract, stands at a time."""

from __future__ import annotations

from enum import Enum


class NormState(Enum):
    """What an instance of a term is at a time; the first seven of obligations, prohibitions and declarations, the others of powers."""

    NOT_TRIGGERED = "not_triggered"
    PENDING = "pending"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    FULFILLED = "fulfilled"
    VIOLATED = "violated"
    DISCHARGED = "discharged"
    NOT_AVAILABLE = "not_available"
    AVAILABLE = "available"
    EXERCISED = "exercised"
    LAPSED = "lapsed"


class ContractState(Enum):
    """How the contract as a whole stands."""

    NOT_BEGUN = "not_begun"
    IN_EFFECT = "in_effect"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    EXPIRED = "expired"
