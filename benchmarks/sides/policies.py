"""The licence as rules that fire: Cedar, Rego, answer sets of clingo, durable_rules used directly."""

from __future__ import annotations

import ast
import json
from itertools import product
from typing import Any

from sides.rules import EFFECT, RULES, TRUTHS, Answer, Rule, Side, Written, flat, flat_with_a_number, settled


def cedar() -> Side:
    """A policy for each thing that a term can do; the diagnostics of one request tell which hold."""
    from cedarpy import Entities, PolicySet, is_authorized

    written = Written(both=" && ", either=" || ", negation="!({})", name="context.{}", among="{1}.contains({0})", numbered=True)
    policies, does = [], {}
    for rule in RULES:
        for status, conditions in _ways(rule, written):
            does[f"policy{len(policies)}"] = (rule.id, status)
            policies.append(f'permit(principal, action == Action::"publish", resource) when {{ {" && ".join(conditions)} }};')
    made, nobody = PolicySet.from_str("\n".join(policies)), Entities.from_json_str("[]")

    def decide(v: dict[str, Any]) -> Answer:
        request = {"principal": 'Party::"it"', "action": 'Action::"publish"', "resource": 'Book::"it"', "context": v}
        found = dict([does[reason] for reason in is_authorized(request, made, nobody).diagnostics.reasons])
        return settled([found.get(rule.id, "no") for rule in RULES])

    return Side("Cedar", decide, flat_with_a_number, "cedarpy")


def _ways(rule: Rule, written: Written) -> list[tuple[str, list[str]]]:
    """What a term can do, each with the conditions that must all hold."""
    applies = [written.condition(rule.applies)]
    ways = []
    if rule.unless:
        excused = written.condition(rule.unless)
        ways.append(("excused", [*applies, excused]))
        applies.append(written.negation.format(excused))
    if rule.requires:
        required = written.condition(rule.requires)
        return [*ways, ("met", [*applies, required]), (EFFECT[rule.sort], [*applies, written.negation.format(required)])]
    return [*ways, (EFFECT[rule.sort], applies)]


def rego() -> Side:
    """Rules of Rego, with a helper for each part; one query of a bundle that is built once gives what all terms do."""
    from regopy import Interpreter

    lines = ["package licence"]
    written = Written(name="input.{}", listed="{{{}}}")

    def stated(name: str, python: str) -> None:
        """A rule for each of the alternatives; Rego has no `or` within a body."""
        node = ast.parse(python, mode="eval").body
        joined = node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) else [node]
        for way in product(*(x.values if isinstance(x, ast.BoolOp) else [x] for x in joined)):
            lines.append(f"{name} if {{ {'; '.join(written.condition(ast.unparse(x)) for x in way)} }}")

    for rule in RULES:
        name = rule.id.replace("-", "_")
        stated(f"applies_{name}", rule.applies)
        parts = [f"applies_{name}"]
        if rule.unless:
            stated(f"unless_{name}", rule.unless)
            lines.append(f'does["{rule.id}"] := "excused" if {{ applies_{name}; unless_{name} }}')
            parts.append(f"not unless_{name}")
        if rule.requires:
            stated(f"requires_{name}", rule.requires)
            lines.append(f'does["{rule.id}"] := "met" if {{ {"; ".join(parts)}; requires_{name} }}')
            parts.append(f"not requires_{name}")
        lines.append(f'does["{rule.id}"] := "{EFFECT[rule.sort]}" if {{ {"; ".join(parts)} }}')
    builder = Interpreter()
    builder.add_module("licence", "\n".join(lines))
    bundle, runner = builder.build("data.licence.does"), Interpreter()

    def decide(v: dict[str, Any]) -> Answer:
        runner.set_input(v)
        found = json.loads(str(runner.query_bundle(bundle)))["expressions"][0]
        return settled([found.get(rule.id, "no") for rule in RULES])

    return Side("Rego (regopy)", decide, flat, "regopy")


def clingo() -> Side:
    """A logic program; the event enters as facts, and all of it, precedence and verdict too, is derived."""
    from clingo import Control

    lines: list[str] = []
    for rule in RULES:
        id, effect = f'"{rule.id}"', EFFECT[rule.sort]
        _stated(lines, f"applies({id})", rule.applies)
        if rule.unless:
            _stated(lines, f"unless({id})", rule.unless)
        if rule.requires:
            _stated(lines, f"required({id})", rule.requires)
            lines.append(f"raw({id}, met) :- applies({id}), not unless({id}), required({id}).")
            lines.append(f"raw({id}, {effect}) :- applies({id}), not unless({id}), not required({id}).")
        else:
            lines.append(f"raw({id}, {effect}) :- applies({id}), not unless({id}).")
        lines += [f'over({id}, "{other}").' for other in rule.over]
    lines += [
        "raw(T, excused) :- applies(T), unless(T).",
        "opposite(bites, grants). opposite(grants, bites).",
        "yields(T) :- over(R, T), raw(T, S), opposite(S, O), raw(R, O), not yields(R).",
        "does(T, yields) :- yields(T).",
        "does(T, S) :- raw(T, S), not yields(T).",
        "bites :- does(_, bites). grants :- does(_, grants). met :- does(_, met).",
        "verdict(conflict) :- bites, grants. verdict(prohibited) :- bites, not grants. verdict(permitted) :- not bites, grants.",
        "verdict(permitted) :- not bites, met. verdict(silent) :- not bites, not grants, not met.",
        "decides(T) :- verdict(prohibited), does(T, bites). decides(T) :- verdict(conflict), does(T, bites).",
        "decides(T) :- verdict(conflict), does(T, grants). decides(T) :- verdict(permitted), does(T, grants).",
        "decides(T) :- verdict(permitted), does(T, S), not permission(T).",
        *(f'permission("{r.id}").' for r in RULES if EFFECT[r.sort] == "grants"),
        "#show does/2. #show verdict/1. #show decides/1. #defined unless/1. #defined required/1.",
        *(f"#defined {name}/0." for name in TRUTHS),
    ]
    program = "\n".join(lines)

    def decide(v: dict[str, Any]) -> Answer:
        facts = [f"{n}." if x is True else f"{n}({x})." if isinstance(x, int) else f'{n}("{x}").' for n, x in v.items() if x is not False]
        control = Control()
        control.add("base", [], program + "".join(facts))
        control.ground([("base", [])])
        verdict, statuses, decided = "", {}, []
        with control.solve(yield_=True) as models:
            for symbol in models.model().symbols(shown=True):  # type: ignore[union-attr]  # there is always one model
                match symbol.name, symbol.arguments:
                    case "verdict", [said]:
                        verdict = said.name
                    case "does", [term, status]:
                        statuses[term.string] = status.name
                    case "decides", [term]:
                        decided.append(term.string)
        return verdict, statuses, tuple(decided)

    return Side("clingo", decide, flat_with_a_number, "clingo")


def _stated(lines: list[str], head: str, python: str) -> None:
    """Rules for a condition: `and` is a body, `or` several rules; quantities are bound to variables."""
    node = ast.parse(python, mode="eval").body
    joined = node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) else [node]
    written = Written(text='"{}"', numbered=True)
    for way in product(*(x.values if isinstance(x, ast.BoolOp) else [x] for x in joined)):
        body, bound = [], set()
        for part in way:
            match part:
                case ast.Name(id=name):
                    body.append(name)
                case ast.Constant():
                    pass
                case ast.Compare(left=ast.Name(id=name), ops=[ast.In()], comparators=[ast.Tuple(elts=values)]):
                    body.append(f"{name}({'; '.join(written._node(v) for v in values)})")
                case ast.Compare():
                    names = {n.id for n in ast.walk(part) if isinstance(n, ast.Name)}
                    bound |= names
                    text = written.condition(ast.unparse(part)).replace("==", "=")
                    for name in names:
                        text = text.replace(name, name.upper())
                    body.append(text)
        body += [f"{name}({name.upper()})" for name in sorted(bound)]
        lines.append(f"{head} :- {', '.join(body)}." if body else f"{head}.")


def durable() -> Side:
    """A rule for each thing that a term can do, on one fact with everything in it; asserted, and retracted afterwards."""
    from durable import engine

    class Quiet(engine.Host):  # type: ignore[misc]  # not typed
        def _run(self) -> None:
            """No threads."""

    found: dict[str, str] = {}
    rules: dict[str, Any] = {}

    def does(id: str, status: str) -> Any:
        return lambda c: found.__setitem__(id, status)

    for rule in RULES:
        applies = [] if rule.applies == "True" else [_pattern(rule.applies, True)]
        ways = []
        if rule.unless:
            ways.append(("excused", [*applies, _pattern(rule.unless, True)]))
            applies.append(_pattern(rule.unless, False))
        if rule.requires:
            ways += [("met", [*applies, _pattern(rule.requires, True)]), (EFFECT[rule.sort], [*applies, _pattern(rule.requires, False)])]
        else:
            ways.append((EFFECT[rule.sort], applies))
        for status, parts in ways:
            pattern = {"$and": parts} if len(parts) > 1 else parts[0]
            rules[f"{rule.id} {status}"] = {"all": [{"m": pattern}], "run": does(rule.id, status)}
    host = Quiet()
    host.set_rulesets({"licence": rules})

    def decide(v: dict[str, Any]) -> Answer:
        found.clear()
        host.assert_fact("licence", v)
        answer = settled([found.get(rule.id, "no") for rule in RULES])
        host.retract_fact("licence", v)
        return answer

    return Side("durable_rules, directly", decide, flat_with_a_number, "durable_rules")


_TURNED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_OPERATORS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_SIGNS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def _pattern(python: str, wanted: bool) -> Any:
    """A condition as a pattern, or the negation of it; negation is moved inward, as the engine has none within a pattern."""
    written = Written(numbered=True)

    def compared(name: str, sign: str, value: Any) -> Any:
        sign = sign if wanted else _TURNED[sign]
        return {name: value} if sign == "==" else {_OPERATORS[sign]: {name: value}}

    def of(node: ast.AST) -> Any:
        match node:
            case ast.BoolOp(op=op, values=values):
                return {"$and" if isinstance(op, ast.And) == wanted else "$or": [of(v) for v in values]}
            case ast.Compare(left=ast.Name(id=name), ops=[ast.In()], comparators=[ast.Tuple(elts=values)]):
                return {"$or" if wanted else "$and": [compared(name, "==", ast.literal_eval(v)) for v in values]}
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]):
                value = ast.literal_eval(written._node(right)) if isinstance(right, ast.Constant) else None
                return compared(name, _SIGNS[type(op)], value)
            case ast.Compare(left=ast.BinOp(left=ast.Name(id=a), right=ast.Name(id=b)), ops=[op], comparators=[ast.Constant(value=most)]):
                return compared(a, _SIGNS[type(op)], {"$sub": {"$l": most, "$r": {"$m": b}}})
            case ast.Name(id=name):
                return {name: wanted}
        raise ValueError(ast.dump(node))

    return of(ast.parse(python, mode="eval").body)


MAKERS = (cedar, rego, clingo, durable)
