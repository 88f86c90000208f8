"""This file defines which texts an answer tells apart, and which unknown texts can be the same.

A text can be anything. For conditions it is one of those that they compare it with, or another; and whether two unknown texts are the
same is a question of its own, whose answer has to fit what the two are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contract_model.model.answer import OTHER
from contract_model.model.conditions import Compare, Condition, In, Var
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import Raw


def told_apart(conditions: Iterable[Condition], values: Mapping[str, Raw]) -> dict[str, tuple[str, ...]]:
    """The texts with which conditions compare each text, by name. Texts that are compared with each other have theirs in common."""
    found: dict[str, dict[str, None]] = {}
    for condition in conditions:
        match condition:
            case In(Var(name, Kind(Sort.TEXT, _)), texts):
                found.setdefault(name, {}).update(dict.fromkeys(texts))
            case Compare(_, Var(a, Kind(Sort.TEXT, _)), Var(b, _)):
                one, other = found.setdefault(a, {}), found.setdefault(b, {})
                common = {**one, **other, **{str(values[name]): None for name in (a, b) if name in values}}
                found |= {name: common for name, texts in found.items() if texts is one or texts is other}
    return {name: tuple(texts) for name, texts in found.items()}


def can_be(texts: Mapping[str, str], same: Iterable[tuple[str, str, bool]]) -> bool:
    """Whether unknown texts can be what is said of them, by name, and pairs of them the same or not.

    A text is one of those told apart, or `OTHER`; one of which nothing is said may be any.
    """
    groups: dict[str, set[str]] = {}
    for a, b, truth in same:
        one, other = groups.setdefault(a, {a}), groups.setdefault(b, {b})
        if truth:
            groups |= dict.fromkeys(one | other, one | other)
    said = {name: {texts[n] for n in group if n in texts} for name, group in groups.items()}
    if any(len(values) > 1 for values in said.values()):
        return False
    return all(truth or (groups[a] is not groups[b] and not (said[a] == said[b] and said[a] - {OTHER})) for a, b, truth in same)
