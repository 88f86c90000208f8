"""This file tests what rules prove: theories as tables, and made-up ones against the definition of the logic, word by word.

A theory is a line for each rule, `birds: bird => flies`, with `->` for strict rules, `=>` for defeasible ones, `~>` for defeaters and
`not` before what is denied; `a > b` says that rule a is superior to rule b. What no rule is about is a fact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.loading.defeasible import DefeasibleRule, Proofs, prove, superiority_circle
from contract_model.meaning.kleene import compile_condition
from contract_model.model.conditions import And, Condition, Named, Not, Var, parts_of
from contract_model.model.kinds import TRUTH

KINDS = {"->": "strict", "=>": "defeasible", "~>": "defeater"}


@dataclass(frozen=True)
class Line:
    """A rule as written: the literals of its body and its head, each a name and whether it is affirmed."""

    id: str
    body: tuple[tuple[str, bool], ...]
    head: tuple[str, bool]
    kind: str


def literal(text: str) -> tuple[str, bool]:
    """`not a` is a, denied."""
    return text.removeprefix("not ").strip(), not text.startswith("not ")


def read(theory: str) -> tuple[list[Line], set[tuple[str, str]]]:
    """The rules of a theory, and which is superior to which."""
    lines, over = [], set()
    for line in filter(None, map(str.strip, theory.splitlines())):
        if rule := re.fullmatch(r"(\w+): (.*?)\s*(->|=>|~>) (.+)", line):
            body = tuple(literal(part.strip()) for part in rule[2].split(",") if part.strip())
            lines.append(Line(rule[1], body, literal(rule[4]), KINDS[rule[3]]))
        else:
            above, below = line.split(" > ")
            over.add((above, below))
    return lines, over


def proofs(lines: list[Line], over: set[tuple[str, str]]) -> dict[str, Proofs]:
    """What the rules prove of each name that a rule is about, as conditions; those that others build upon first."""
    heads = {r.head[0] for r in lines}
    known: dict[str, Proofs] = {}

    def part(name: str, affirmed: bool) -> Condition:
        condition = known[name].proved if name in heads else Var(name, TRUTH)
        return condition if affirmed else Not(condition)

    while left := heads - known.keys():
        name = next(h for h in sorted(left) if not any(n in left for r in lines if r.head[0] == h for n, _ in r.body))
        below = {r.id: tuple(b for a, b in sorted(over) if a == r.id) for r in lines}
        own = [r for r in lines if r.head[0] == name]
        rules = [DefeasibleRule(r.id, And(tuple(part(*p) for p in r.body)), r.head[1], r.kind, below[r.id]) for r in own]
        known[name] = prove(name, rules, known)
    return known


def value(condition: Condition, facts: dict[str, bool | None]) -> bool | None:
    """What a condition is worth, three-valued, its named parts written out."""

    def plain(node: Condition) -> Condition:
        match node:
            case Named(_, body):
                return plain(body)
            case Not(inner):
                return Not(plain(inner))
            case _ if parts_of(node):
                return type(node)(tuple(plain(p) for p in parts_of(node)))  # type: ignore[call-arg, return-value]  # And, Or
            case _:
                return node

    names = list(facts)
    truth = compile_condition(plain(condition), {n: i for i, n in enumerate(names)})([facts[n] for n in names])
    assert truth is None or isinstance(truth, bool)
    return truth


def conclusions(theory: str, *facts: str) -> set[str]:
    """What a theory proves of what its rules are about, `not` before the contrary, `strictly` where it is so. Of the facts those given
    are true, those given with `not` false, those with `?` unknown, and all others false; a conclusion that is unknown has a `?`.
    """
    lines, over = read(theory)
    known = proofs(lines, over)
    told: dict[str, bool | None] = {n: False for r in lines for n, _ in r.body if n not in known}
    told |= {f.removesuffix("?"): None if f.endswith("?") else True for f in facts}
    found = set()
    for name, p in known.items():
        for said, proved, strictly in ((name, p.proved, p.strictly), (f"not {name}", p.refuted, p.strictly_refuted)):
            strict, here = value(strictly, told), value(proved, told)
            found |= {f"strictly {said}"} if strict else {said} if here else {f"{said}?"} if here is None else set()
    return found


PENGUINS = """
    b: bird => flies
    p: penguin -> bird
    n: penguin => not flies
"""


@pytest.mark.parametrize(
    ("theory", "facts", "proved"),
    [
        # facts, strict chains, conjunction
        ("r: a -> b", ["a"], {"strictly b"}),
        ("r: a -> b", [], set()),
        ("r: a -> b \n s: b -> c \n t: c -> d", ["a"], {"strictly b", "strictly c", "strictly d"}),
        ("r: a, b -> c", ["a", "b"], {"strictly c"}),
        ("r: a, b -> c", ["a"], set()),
        # a defeater blocks and proves nothing
        ("b: bird => flies \n w: wounded ~> not flies", ["bird"], {"flies"}),
        ("b: bird => flies \n w: wounded ~> not flies", ["bird", "wounded"], set()),
        ("w: wounded ~> not flies", ["wounded"], set()),
        # priority
        (PENGUINS + "n > b", ["penguin"], {"strictly bird", "not flies"}),
        (PENGUINS, ["penguin"], {"strictly bird"}),
        ("q: quaker => pacifist \n r: republican => not pacifist", ["quaker", "republican"], set()),
        ("q: quaker => pacifist \n r: republican => not pacifist", ["quaker"], {"pacifist"}),
        ("q: quaker => pacifist \n r: republican => not pacifist", ["republican"], {"not pacifist"}),
        # negated premises and heads
        ("r: not a => not b", [], {"not b"}),
        ("r: a => not b \n s: not b => c", ["a"], {"not b", "c"}),
        ("s: not b => c \n r: a => b", [], set()),  # that b is not proved is not yet that its contrary is
        # a strict conclusion beats a defeasible attack
        ("r: a -> b \n s: c => not b", ["a", "c"], {"strictly b"}),
        ("r: a -> b \n s: c ~> not b", ["a", "c"], {"strictly b"}),
        ("r: a -> b \n s: c => not b \n s > r", ["a", "c"], {"strictly b"}),
        # chains
        ("r: a => b \n s: b => c", ["a"], {"b", "c"}),
        ("r: a => b \n s: b -> c", ["a"], {"b", "c"}),
        ("r: a -> b \n s: b => c", ["a"], {"strictly b", "c"}),
        ("r: a => b \n s: b -> c \n t: d => not c", ["a", "d"], {"b"}),  # a strict rule from what is only defeasible can be opposed
        # diamonds
        ("r: a => b \n s: a => c \n t: b => d \n u: c => d", ["a"], {"b", "c", "d"}),
        ("r: a => b \n s: a => c \n t: b => d \n u: c => not d", ["a"], {"b", "c"}),
        # team and priorities
        ("r: a => p \n s: b => p \n t: c => not p", ["a", "b", "c"], set()),
        ("r: a => p \n s: b => p \n t: c => not p \n u: d => not p \n r > t \n s > u", ["a", "b", "c", "d"], {"p"}),
        ("r: a => p \n s: b => p \n t: c => not p \n u: d => not p \n r > t", ["a", "b", "c", "d"], set()),
        ("r: a => p \n s: b => p \n t: c => not p \n s > t", ["a", "b", "c"], {"p"}),
        ("r: a => p \n s: b => p \n t: c => not p \n s > t", ["a", "c"], set()),  # the one that would beat it does not apply
        # ambiguity goes down a chain no further than it must
        ("r: a => b \n s: d => not b \n t: b => c", ["a", "d"], set()),
        ("r: a => b \n s: d => not b \n t: b => not c \n u: e => c", ["a", "d", "e"], {"c"}),
        # superior to a defeater
        ("r: a => b \n s: c ~> not b \n r > s", ["a", "c"], {"b"}),
        ("r: a => b \n s: c ~> not b", ["a", "c"], set()),
        ("r: a => b \n s: c => not b \n w: c ~> b \n w > s", ["a", "c"], set()),  # a defeater wins nothing for its side
        # what is not known
        ("r: a => b", ["a?"], {"b?"}),
        ("r: a -> b \n s: c => not b", ["a", "c?"], {"strictly b"}),
        ("r: a => b \n s: c => not b", ["a", "c?"], {"b?"}),
        ("r: a => b \n s: c => not b \n r > s", ["a", "c?"], {"b"}),
        ("r: a => b \n w: c ~> not b", ["c?"], set()),
    ],
)
def test_what_a_theory_proves(theory: str, facts: list[str], proved: set[str]) -> None:
    assert conclusions(theory, *facts) == proved


def test_strict_rules_that_prove_both_are_a_conflict() -> None:
    lines, over = read("r: a -> b \n s: c -> not b \n t: d => b")
    found = proofs(lines, over)["b"]
    assert value(found.conflict, {"a": True, "c": True, "d": False}) is True
    assert value(found.conflict, {"a": True, "c": False, "d": True}) is False
    assert value(found.conflict, {"a": True, "c": None, "d": False}) is None


def test_what_is_only_defeasible_is_no_conflict() -> None:
    lines, over = read("q: a => b \n r: b -> c \n s: d -> not c")
    found = proofs(lines, over)["c"]
    assert value(found.conflict, {"a": True, "d": True}) is False
    assert (value(found.proved, {"a": True, "d": True}), value(found.refuted, {"a": True, "d": True})) == (False, True)


def test_in_a_body_the_denial_of_a_group_is_that_of_its_members() -> None:
    b = prove("b", [DefeasibleRule("r", Var("a", TRUTH), False, "defeasible", ())], {})
    c = prove("c", [DefeasibleRule("s", Not(And((b.proved, Var("x", TRUTH)))), True, "defeasible", ())], {"b": b})
    assert value(c.proved, {"a": True, "x": True}) is True
    assert value(c.proved, {"a": False, "x": True}) is False  # that b is not proved does not refute it
    assert value(c.proved, {"a": False, "x": False}) is True


def test_a_definition_without_rules_is_as_strict_as_what_it_uses() -> None:
    b = prove("b", [DefeasibleRule("r", Var("a", TRUTH), True, "defeasible", ())], {})
    both = Named("both", And((b.proved, Var("x", TRUTH))))
    c = prove("c", [DefeasibleRule("s", both, True, "strict", ())], {"b": b})
    assert (value(c.strictly, {"a": True, "x": True}), value(c.proved, {"a": True, "x": True})) == (False, True)


@pytest.mark.parametrize(
    ("over", "circle"),
    [
        ({"a": "b", "b": "c", "c": ""}, ()),
        ({"a": "bc", "b": "c", "c": ""}, ()),
        ({"a": "b", "b": "a"}, ("a", "b", "a")),
        ({"a": "b", "b": "c", "c": "b"}, ("b", "c", "b")),
        ({"a": "a"}, ("a", "a")),
        ({"a": "x"}, ()),
    ],
)
def test_rules_that_are_superior_in_a_circle(over: dict[str, str], circle: tuple[str, ...]) -> None:
    rules = [DefeasibleRule(id, Var("p", TRUTH), True, "defeasible", tuple(below)) for id, below in over.items()]
    assert superiority_circle(rules) == circle


# --- the definition, word by word -----------------------------------------------------------------------------------------------------


def strictly(lines: list[Line], facts: dict[str, bool], goal: tuple[str, bool]) -> bool:
    """Whether a literal is strictly proved."""
    if goal[0] in facts:
        return facts[goal[0]] is goal[1]
    return any(r.head == goal and r.kind == "strict" and all(strictly(lines, facts, b) for b in r.body) for r in lines)


def defeasibly(lines: list[Line], over: set[tuple[str, str]], facts: dict[str, bool], goal: tuple[str, bool]) -> bool:
    """Whether a literal is proved."""
    contrary = (goal[0], not goal[1])
    if strictly(lines, facts, goal):
        return True
    if strictly(lines, facts, contrary):
        return False
    own = [r for r in lines if r.head[0] == goal[0]]
    applicable = [r for r in own if all(defeasibly(lines, over, facts, b) for b in r.body)]
    supporters = [r for r in applicable if r.head == goal and r.kind in ("strict", "defeasible")]
    attackers = [r for r in applicable if r.head == contrary]
    return bool(supporters) and all(any((s.id, a.id) in over for s in supporters) for a in attackers)


FACTS = "uvw"
LEVELS = "abcd"


@st.composite
def theories(draw: st.DrawFn) -> tuple[list[Line], set[tuple[str, str]]]:
    """Theories in which bodies mention facts and what comes earlier in the alphabet."""
    lines: list[Line] = []
    over: set[tuple[str, str]] = set()
    for i, name in enumerate(LEVELS):
        options = st.tuples(st.sampled_from([*FACTS, *LEVELS[:i]]), st.booleans())
        rules = []
        for n in range(draw(st.integers(1, 4))):
            body = tuple(dict(draw(st.lists(options, max_size=2))).items())
            rules.append(Line(f"{name}{n}", body, (name, draw(st.booleans())), draw(st.sampled_from([*KINDS.values(), "defeasible"]))))
        over |= {(r.id, s.id) for r, s in product(rules, rules) if r.id < s.id and r.head != s.head and draw(st.booleans())}
        lines += rules
    return lines, over


@given(theories(), st.fixed_dictionaries({n: st.booleans() for n in FACTS}))
def test_generated_theories_prove_what_the_definition_says(theory: tuple[list[Line], set[tuple[str, str]]], facts: dict[str, bool]) -> None:
    lines, over = theory
    known = proofs(lines, over)
    told: dict[str, bool | None] = dict(facts)
    for name, p in known.items():
        assert value(p.strictly, told) is strictly(lines, facts, (name, True))
        assert value(p.strictly_refuted, told) is strictly(lines, facts, (name, False))
        assert value(p.proved, told) is defeasibly(lines, over, facts, (name, True))
        assert value(p.refuted, told) is defeasibly(lines, over, facts, (name, False))
