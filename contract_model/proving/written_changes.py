"""This file defines what is written differently in two lists of terms: added, removed, changed, moved, and which parts of each.

A term is the same term while it has its id, or says the same under another. Where it stands in a file does not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from contract_model.model.conditions import And, Arith, Choose, Compare, Const, Extreme, In, Named, Not, Or, Rounded, Var
from contract_model.model.contract import Clause, Term
from contract_model.model.norm import Bound, Expression
from contract_model.model.redline import Happened, PartChange, TermChange
from contract_model.problems import Span

_CONDITIONS = (Const, Var, Not, And, Or, Compare, In, Arith, Rounded, Choose, Extreme, Named)


def written_changes(before: Mapping[str, Term], after: Mapping[str, Term]) -> tuple[TermChange, ...]:
    """What happened to each term, in the order of the later list, what was removed last."""
    one, other = ({id: parts_of(t) for id, t in terms.items()} for terms in (before, after))
    renamed = _renamed(one, other)
    kept = {id: renamed.get(id, id) for id in after if renamed.get(id, id) in before}
    old_names = {was: id for id, was in kept.items()}
    for id, was in kept.items():  # that it yields to a term which is new, gone or renamed is no change of its own
        one[was] |= {"yields to": ", ".join(sorted(old_names[r] for r in before[was].yields_to if r in old_names))}
        other[id] |= {"yields to": ", ".join(sorted(r for r in after[id].yields_to if r in kept))}
    moved = _moved([kept[id] for id in after if id in kept], [id for id in before if id in kept.values()])
    found = []
    for id, term in after.items():
        if id not in kept:
            found.append(TermChange(id, Happened.ADDED, term.heading, _changes({}, other[id])))
            continue
        was = kept[id]
        changes = _changes(one[was], other[id])
        if changes or was != id:
            found.append(TermChange(id, Happened.CHANGED, term.heading, changes, was if was != id else ""))
        elif was in moved:
            found.append(TermChange(id, Happened.MOVED, term.heading))
    gone = [id for id in before if id not in kept.values()]
    return (*found, *(TermChange(id, Happened.REMOVED, before[id].heading, _changes(one[id], {})) for id in gone))


def parts_of(term: Term) -> dict[str, str]:
    """What a term says, part by part, as it is written; without parts that it does not have."""
    found = {
        "kind": term.kind.value,
        "heading": term.heading,
        "bearer": ", ".join(term.bearer) or "anyone",
        "counterparty": ", ".join(term.counterparty),
        "action": ", ".join(term.actions),
        "from": str(term.start or ""),
        "through": str(term.through or ""),
        "when": _spelled(term.when),
        "requires": _spelled(term.requires),
        "until": _spelled(term.until),
        **{f"unless {x.id}": f"{x.clause.text} ({', '.join([x.certainty.value, *x.sources])})" for x in term.exceptions},
        "yields to": ", ".join(term.yields_to),
        "carried if": _spelled(term.carried),
        "certainty": term.certainty.value,
        "sources": ", ".join(term.sources),
        "text": term.text,
        "note": term.note,
    }
    if term.norm is not None:
        found |= {_KEYS.get(f.name, f.name.replace("_", " ")): _spelled(getattr(term.norm, f.name)) for f in fields(term.norm)}
    return {part: text for part, text in found.items() if text}


_KEYS = {"triggers": "triggered_by", "acts": "must", "opens": "not_before", "due": "within", "consequences": "effects"}


def _spelled(piece: Any) -> str:
    """A piece of a term as text; what it says and not where it stands."""
    match piece:
        case None | False | () | "":
            return ""
        case Clause(text, _, _) | Expression(text, _, _):
            return text
        case Bound():
            return piece.text
        case Enum():
            return str(piece.value)
        case str():
            return piece
        case tuple() | list():
            return "; ".join(_spelled(p) for p in piece)
        case Mapping():
            return "; ".join(f"{k} {_spelled(v)}" for k, v in piece.items())
        case Span():
            return ""
        case _ if isinstance(piece, _CONDITIONS):
            return ""
        case _ if is_dataclass(piece):
            said = (_spelled(getattr(piece, f.name)) for f in fields(piece))
            return " ".join(s for s in said if s)
        case True:
            return "yes"
        case _:
            return str(piece)


def _changes(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[PartChange, ...]:
    names = dict.fromkeys([*other, *one])
    return tuple(PartChange(n, one.get(n, ""), other.get(n, "")) for n in names if one.get(n, "") != other.get(n, ""))


def _renamed(one: Mapping[str, Mapping[str, str]], other: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The new ids of terms that say the same as one that is gone, with the old ones."""
    gone = {id: parts for id, parts in one.items() if id not in other}
    found: dict[str, str] = {}
    for id, parts in other.items():
        if id in one:
            continue
        same = next((old for old, said in gone.items() if _said(said) == _said(parts) and old not in found.values()), None)
        if same is not None:
            found[id] = same
    return found


def _said(parts: Mapping[str, str]) -> dict[str, str]:
    return {n: p for n, p in parts.items() if n not in ("heading", "yields to")}


def _moved(now: Sequence[str], then: Sequence[str]) -> set[str]:
    """The fewest ids of which one must say that they were moved for the rest to stand in the same order: all but a longest common run."""
    place = {id: i for i, id in enumerate(then)}
    best: list[list[str]] = []  # by length: the run that ends earliest
    for id in now:
        at = next((i for i, run in enumerate(best) if place[run[-1]] > place[id]), len(best))
        run = [*(best[at - 1] if at else []), id]
        best[at : at + 1] = [run]
    kept = set(best[-1]) if best else set()
    return {id for id in now if id not in kept}
