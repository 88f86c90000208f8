"""WHAT A CONTRACT IS: kinds, values, conditions, contract, case, answer. Frozen data; nothing is read and nothing judged here."""
