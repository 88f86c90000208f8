"""This file defines `Proofs`: what the rules of a definition prove, as conditions.

The logic is defeasible logic, with ambiguity blocking and team defeat. A conclusion is

    strictly proved    if a strict rule for it has a body that is strictly proved
    proved             if it is strictly proved; or if its contrary is not, a strict or defeasible rule for it applies, and each rule
                       against it that applies is beaten: a strict or defeasible rule for it applies that is superior to that one

A rule applies when its body is proved. A strict rule with a body that is proved, but not strictly, is as good as a defeasible one; a
defeater stands only against a conclusion, never for one. What facts and other conditions say counts as strictly proved. In bodies, `q`
of a definition with rules means that it is proved, `not q` and `refuted(q)` that its contrary is.
Source: G. Antoniou, D. Billington, G. Governatori, M. J. Maher, Representation results for defeasible logic, ACM TOCL 2(2), 2001.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contract_model.loading.normalise import Size, normalise
from contract_model.model.conditions import FALSE, And, Condition, Named, Not, Or, all_of, any_of, negation, parts_of

STRICT, DEFEASIBLE, DEFEATER = "strict", "defeasible", "defeater"


@dataclass(frozen=True, slots=True)
class DefeasibleRule:
    """When `body` holds, a definition is so (`value` true) or its contrary is.

    `body`: a typed truth. `kind`: `strict`, `defeasible` or `defeater`. `over`: the ids of the rules to which it is superior.
    """

    id: str
    body: Condition
    value: bool
    kind: str
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the rules of a definition prove, all in normal form.

    `proved`: it is proved, under the definition's name; `refuted`: its contrary is, under `refuted(name)`. `strictly` and
    `strictly_refuted`: the same by strict rules alone. `conflict`: both are strictly proved, so that the rules contradict each other;
    false where that cannot be.
    """

    proved: Named
    refuted: Named
    strictly: Condition
    strictly_refuted: Condition
    conflict: Condition


@dataclass(frozen=True, slots=True)
class _Meant:
    """A rule with the condition under which it applies, and under which its body is strictly proved."""

    rule: DefeasibleRule
    applies: Condition
    strictly: Condition


def prove(name: str, rules: Sequence[DefeasibleRule], known: Mapping[str, Proofs], definitions: Mapping[str, Size] | None = None) -> Proofs:
    """What the rules of a definition prove, given what is proved of the definitions with rules that their bodies mention.

    `definitions`: the sizes of the definitions that bodies may use. Raises TooLarge or TooDeep, as `normalise` does.
    """
    by_name = {p.proved.name: p for p in known.values()} | {p.refuted.name: p for p in known.values()}
    meant = []
    for rule in rules:
        body = normalise(rule.body, definitions or {})
        applies = _proved(body, by_name)
        strictly = _strictly(body, by_name) if rule.kind == STRICT else FALSE
        meant.append(_Meant(rule, _under_a_name(f"applies({name}, {rule.id})", applies), strictly))
    strict = {value: _named(f"strictly({said})", _by_strict_rules(meant, value)) for value, said in ((True, name), (False, _refuted(name)))}
    return Proofs(
        Named(name, _conclusion(meant, True, strict)),
        Named(_refuted(name), _conclusion(meant, False, strict)),
        strict[True],
        strict[False],
        all_of(strict[True], strict[False]),
    )


def superiority_circle(rules: Sequence[DefeasibleRule]) -> tuple[str, ...]:
    """The ids of rules each of which is superior to the next, the last being the first again; nothing where there is no such circle."""
    below = {r.id: r.over for r in rules}
    done: set[str] = set()
    for first in below:
        path: list[tuple[str, list[str]]] = [(first, [*below[first]])]
        while path:
            rule, left = path[-1]
            if rule in done or not left:
                done.add(rule)
                path.pop()
                continue
            after = left.pop(0)
            on_path = [r for r, _ in path]
            if after in on_path:
                return (*on_path[on_path.index(after) :], after)
            if after in below and after not in done:
                path.append((after, [*below[after]]))
    return ()


def _refuted(name: str) -> str:
    return f"refuted({name})"


def _by_strict_rules(rules: Sequence[_Meant], value: bool) -> Condition:
    return any_of(*(m.strictly for m in rules if m.rule.value is value and m.rule.kind == STRICT))


def _conclusion(rules: Sequence[_Meant], value: bool, strict: Mapping[bool, Condition]) -> Condition:
    """When a conclusion is proved."""
    supporting = [m for m in rules if m.rule.value is value and m.rule.kind != DEFEATER]
    opposing = [m for m in rules if m.rule.value is not value]
    beaten = [any_of(negation(o.applies), *(s.applies for s in supporting if o.rule.id in s.rule.over)) for o in opposing]
    return any_of(strict[value], all_of(negation(strict[not value]), any_of(*(s.applies for s in supporting)), *beaten))


def _proved(body: Condition, known: Mapping[str, Proofs]) -> Condition:
    """When a body is proved: `not q` of a definition with rules means that its contrary is."""
    match body:
        case And(parts):
            return all_of(*(_proved(p, known) for p in parts))
        case Or(parts):
            return any_of(*(_proved(p, known) for p in parts))
        case Not(And(parts)):
            return any_of(*(_proved(negation(p), known) for p in parts))
        case Not(Or(parts)):
            return all_of(*(_proved(negation(p), known) for p in parts))
        case Not(Named(name, _)) if name in known and name == known[name].proved.name:
            return known[name].refuted
        case _:
            return body


def _strictly(body: Condition, known: Mapping[str, Proofs]) -> Condition:
    """When a body is strictly proved. Definitions without rules count as what they say."""
    match body:
        case And(parts):
            return all_of(*(_strictly(p, known) for p in parts))
        case Or(parts):
            return any_of(*(_strictly(p, known) for p in parts))
        case Not(And(parts)):
            return any_of(*(_strictly(negation(p), known) for p in parts))
        case Not(Or(parts)):
            return all_of(*(_strictly(negation(p), known) for p in parts))
        case Named(name, _) if name in known:
            found = known[name]
            return found.strictly if name == found.proved.name else found.strictly_refuted
        case Not(Named(name, _)) if name in known and name == known[name].proved.name:
            return known[name].strictly_refuted
        case Named(_, inside) if _mentions(inside, known):
            return _strictly(inside, known)
        case _:
            return body


def _mentions(condition: Condition, known: Mapping[str, Proofs]) -> bool:
    """Whether a condition uses a definition with rules, directly or through others."""
    waiting, seen = [condition], set()
    while waiting:
        part = waiting.pop()
        if isinstance(part, Named):
            if part.name in known:
                return True
            if part.name in seen:
                continue
            seen.add(part.name)
        waiting.extend(parts_of(part))
    return False


def _under_a_name(name: str, condition: Condition) -> Condition:
    """A condition that is used more than once: under a name where it has parts."""
    simple = condition.part if isinstance(condition, Not) else condition
    return condition if not parts_of(simple) or isinstance(simple, Named) else Named(name, condition)


def _named(name: str, condition: Condition) -> Condition:
    return condition if condition == FALSE else _under_a_name(name, condition)
