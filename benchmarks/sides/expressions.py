"""The licence as an expression, compiled once, that gives what each term does: zen, CEL, JSON Logic, rule-engine."""

from __future__ import annotations

import ast
import json
from typing import Any

from sides.rules import EFFECT, NUMBERS, RULES, TRUTHS, Answer, Rule, Side, Written, flat, flat_with_a_number, kept, settled

LIKE_C = Written(both=" && ", either=" || ")


def listed(written: Written) -> str:
    """What each term does, as a list."""
    return f"[{', '.join(written.status(rule) for rule in RULES)}]"


def zen_expression() -> Side:
    """The expression form of zen."""
    import zen

    expression = zen.compile_expression(listed(Written(text="'{}'", numbered=True)))
    return Side("zen, an expression", lambda v: settled(expression.evaluate(v)), flat_with_a_number, "zen-engine")


def zen_kept() -> Side:
    """The same, with answers kept."""
    import zen

    expression = zen.compile_expression(listed(Written(text="'{}'", numbered=True)))
    return Side("zen, an expression, answers kept", lambda v: kept(expression.evaluate(v)), flat_with_a_number, "zen-engine")


def zen_graph() -> Side:
    """A graph of zen with an expression for each term, then precedence, then the verdict: all of it in the engine."""
    import zen

    written = Written(text="'{}'", numbered=True)
    found = [(_name(r.id), written.status(r)) for r in RULES]
    first, second = ([(f"{_name(r.id)}_stands", _standing(r)) for r in RULES if _late(r) == late] for late in (False, True))
    does = [(f"does_{_name(r.id)}", f"{_name(r.id)}_stands ? {_name(r.id)} : 'yields'") for r in RULES]
    bites, grants = ([f"does_{_name(r.id)} == '{word}'" for r in RULES if EFFECT[r.sort] == word] for word in ("bites", "grants"))
    met = [f"does_{_name(r.id)} == 'met'" for r in RULES if r.requires]
    effects = [("bites", " or ".join(bites)), ("grants", " or ".join(grants)), ("met", " or ".join(met))]
    verdict = [("verdict", "bites ? (grants ? 'conflict' : 'prohibited') : ((grants or met) ? 'permitted' : 'silent')")]
    deciding = [(f"decides_{_name(r.id)}", _deciding(r)) for r in RULES]
    layers = [found, first, second, does, effects, verdict, deciding]
    nodes: list[dict[str, Any]] = [{"id": "in", "name": "in", "type": "inputNode"}]
    for i, layer in enumerate(layers):
        expressions = [{"id": key, "key": key, "value": value} for key, value in layer]
        nodes.append(
            {"id": f"n{i}", "name": f"n{i}", "type": "expressionNode", "content": {"expressions": expressions, "passThrough": True}}
        )
    nodes.append({"id": "out", "name": "out", "type": "outputNode"})
    edges = [{"id": f"e{i}", "sourceId": a["id"], "targetId": b["id"]} for i, (a, b) in enumerate(zip(nodes, nodes[1:], strict=False))]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    ids = [(r.id, f"does_{_name(r.id)}", f"decides_{_name(r.id)}") for r in RULES]

    def decide(v: dict[str, Any]) -> Answer:
        result = decision.evaluate(v)["result"]
        statuses = {id: result[does] for id, does, _ in ids if result[does] != "no"}
        return result["verdict"], statuses, tuple([id for id, _, decides in ids if result[decides]])

    return Side("zen, a graph", decide, flat_with_a_number, "zen-engine")


def _name(id: str) -> str:
    return id.replace("-", "_")


def _standing(rule: Rule) -> str:
    over = [o for o in RULES if rule.id in o.over]
    beaten = " or ".join(f"({_name(o.id)} == '{EFFECT[o.sort]}'{f' and {_name(o.id)}_stands' if _beatable(o) else ''})" for o in over)
    return f"not ({_name(rule.id)} == '{EFFECT[rule.sort]}' and ({beaten}))" if over else "true"


def _beatable(rule: Rule) -> bool:
    return any(rule.id in o.over for o in RULES)


def _late(rule: Rule) -> bool:
    """Whether a term yields to one that may yield itself."""
    return any(rule.id in o.over and _beatable(o) for o in RULES)


def _deciding(rule: Rule) -> str:
    does, effect = f"does_{_name(rule.id)}", EFFECT[rule.sort]
    permitted = f"{does} == 'grants'" if effect == "grants" else f"{does} != 'no'"
    return f"verdict == 'permitted' ? {permitted} : verdict != 'silent' and {does} == '{effect}'"


def cel_rust() -> Side:
    """CEL in Rust."""
    import cel

    compiled = cel.compile(listed(LIKE_C))
    return Side("CEL (Rust)", lambda v: settled(compiled.execute(v)), flat, "common-expression-language")


def cel_cpp() -> Side:
    """CEL in C++, with declared types."""
    from cel_expr_python import cel

    kinds = {name: cel.Type.INT if name in NUMBERS else cel.Type.BOOL for name in (*NUMBERS, *TRUTHS)}
    env = cel.NewEnv(variables={**kinds, **dict.fromkeys(("actor", "date", "medium", "territory"), cel.Type.STRING)})
    compiled = env.compile(listed(LIKE_C))
    return Side("CEL (C++)", lambda v: settled(compiled.eval(data=v).plain_value()), flat, "cel-expr-python")


def cel_python() -> Side:
    """CEL in Python, compiled to Python."""
    import celpy
    from celpy.adapter import json_to_cel

    env = celpy.Environment(runner_class=celpy.CompiledRunner)
    compiled = env.program(env.compile(listed(LIKE_C)))
    return Side("CEL (Python)", lambda v: settled([str(s) for s in compiled.evaluate(json_to_cel(v))]), flat, "cel-python")


def rule_engine() -> Side:
    """rule-engine, in Python."""
    import rule_engine

    rule = rule_engine.Rule(listed(Written()))
    return Side("rule-engine", lambda v: settled(rule.evaluate(v)), flat, "rule-engine")


def json_logic_rust() -> Side:
    """JSON Logic in Rust."""
    import datalogic_py

    rule = datalogic_py.Engine().compile(json.dumps([_logic_status(r) for r in RULES]))
    return Side("JSON Logic (Rust)", lambda v: settled(rule.evaluate(v)), flat, "datalogic-py")


def json_logic_kept() -> Side:
    """The same, with answers kept."""
    import datalogic_py

    rule = datalogic_py.Engine().compile(json.dumps([_logic_status(r) for r in RULES]))
    return Side("JSON Logic (Rust), answers kept", lambda v: kept(rule.evaluate(v)), flat, "datalogic-py")


def json_logic_python() -> Side:
    """JSON Logic in Python."""
    from json_logic import jsonLogic

    rules = [_logic_status(r) for r in RULES]
    return Side("JSON Logic (Python)", lambda v: settled([jsonLogic(r, v) for r in rules]), flat, "maykin-json-logic-py")


def _logic_status(rule: Rule) -> Any:
    does: Any = EFFECT[rule.sort]
    if rule.requires:
        does = {"if": [_logic(rule.requires), "met", does]}
    if rule.unless:
        does = {"if": [_logic(rule.unless), "excused", does]}
    return {"if": [_logic(rule.applies), does, "no"]} if rule.applies != "True" else does


_LOGIC = {ast.Eq: "===", ast.NotEq: "!==", ast.LtE: "<=", ast.GtE: ">=", ast.Gt: ">", ast.Lt: "<"}


def _logic(python: str) -> Any:
    def of(node: ast.AST) -> Any:
        match node:
            case ast.BoolOp(op=op, values=values):
                return {"and" if isinstance(op, ast.And) else "or": [of(v) for v in values]}
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Tuple(elts=values)]):
                return {"in": [of(left), [of(v) for v in values]]}
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return {_LOGIC[type(op)]: [of(left), of(right)]}
            case ast.BinOp(left=left, right=right):
                return {"+": [of(left), of(right)]}
            case ast.Name(id=name):
                return {"var": name}
            case ast.Constant(value=value):
                return value
        raise ValueError(ast.dump(node))

    return of(ast.parse(python, mode="eval").body)


LOGIC = (json_logic_rust, json_logic_kept, json_logic_python)
MAKERS = (zen_expression, zen_kept, zen_graph, cel_rust, cel_cpp, cel_python, rule_engine, *LOGIC)
