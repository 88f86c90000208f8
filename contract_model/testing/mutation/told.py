"""This file defines how a mutation is told: as lines for a reader, as data, and as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from contract_model.model.contract import Contract
from contract_model.telling.section import Piece, Tone
from contract_model.telling.words import Words
from contract_model.testing.mutation.campaign import Mutation, score
from contract_model.testing.mutation.slip import OPERATORS, Slip
from contract_model.testing.mutation.trial import Fate, Trial
from contract_model.testing.mutation.witness import Witness
from contract_model.testing.writing import entry

Line = tuple[Piece, ...]


def lines(mutations: Sequence[Mutation]) -> Iterator[Line]:
    """What a reader is told."""
    for place, mutation in enumerate(mutations):
        if place:
            yield ()
        yield from _of_one(mutation)


def _of_one(m: Mutation) -> Iterator[Line]:
    yield (Piece(m.contract.title, Tone.STRONG), Piece(f" ({m.plan.place}): {_counted(m.cases, 'case')}"))
    for failing in m.failing:
        yield (Piece(f"  {failing}", Tone.PROHIBITED),)
    if m.failing:
        yield (Piece("  Cases that do not hold find no slips: mend them first."),)
    if not m.trials:
        return
    yield ()
    width = max(map(len, m.operators))
    yield (Piece(f"  {'slips':<{width}}  killed  survived  equivalent  refused", Tone.FAINT),)
    for operator in m.operators:
        own = m.counts(operator)
        row = "  ".join(f"{own[f] or '':>{len(f.value)}}" for f in (Fate.KILLED, Fate.SURVIVED, Fate.EQUIVALENT, Fate.REFUSED))
        yield (Piece(f"  {operator:<{width}}  {row}".rstrip(), Tone.PROHIBITED if own[Fate.SURVIVED] else Tone.PLAIN),)
    for trial in m.of(Fate.SURVIVED):
        yield ()
        yield from _survivor(m.contract, trial)
    if refused := m.of(Fate.REFUSED):
        yield ()
        yield (Piece("Refused, as the contract with the slip does not load", Tone.STRONG),)
        yield from ((Piece(f"  {_place(t.slip)} {t.slip.change}: {t.by}", Tone.FAINT),) for t in refused)
    yield ()
    yield _summary(m)


def closing(mutations: Sequence[Mutation]) -> str:
    """The score of each contract, in words."""
    return "\n".join(f"{m.contract.title}: {''.join(p.text for p in _summary(m))}" for m in mutations)


def _summary(m: Mutation) -> Line:
    counts = m.counts()
    survived = counts[Fate.SURVIVED]
    found = score(counts)
    tone = Tone.PROHIBITED if survived else Tone.PERMITTED
    matter = counts[Fate.KILLED] + survived
    aside = [f"{counts[Fate.EQUIVALENT]} proved equivalent"] if counts[Fate.EQUIVALENT] else []
    aside += [f"{counts[Fate.REFUSED]} refused by the checks"] if counts[Fate.REFUSED] else []
    said = f"{counts[Fate.KILLED]} of {_counted(matter, 'slip')} killed" if matter else "no slip that matters"
    head = (Piece(f"{_percent(found)}", tone), Piece(": ")) if found is not None else ()
    return (*head, Piece(f"{said}{'; set aside: ' if aside else ''}{', '.join(aside)}"))


def _survivor(contract: Contract, trial: Trial) -> Iterator[Line]:
    slip = trial.slip
    yield (Piece(f"{_place(slip)} "), Piece(slip.operator, Tone.PROHIBITED), Piece(f" in {slip.within}: {OPERATORS[slip.operator]}"))
    if text := _words(contract, slip.term):
        yield (Piece(f"    {text}", Tone.FAINT),)
    yield (Piece(f"  - {slip.before}", Tone.PROHIBITED),)
    if slip.after:
        yield (Piece(f"  + {slip.after}", Tone.PERMITTED),)
    if trial.witness is None:
        yield (Piece(f"  {_why_none(trial)}"),)
        return
    yield (Piece(f"  This case would kill it; with the slip {_otherwise(trial.witness)}:"),)
    yield from ((Piece(line),) for line in yaml_of(contract, trial).rstrip().split("\n"))


def _why_none(trial: Trial) -> str:
    if trial.over_time:
        return "Not proved equivalent, as it is in what the contract says over time; a history would kill it."
    return "Neither proved equivalent nor found to make a difference: the contract leaves too much open here."


def _otherwise(witness: Witness) -> str:
    mutant = witness.mutant
    if witness.statuses:
        theirs = {t.id: t.status.value for t in mutant.terms}
        return ", ".join(f"{t} would be {theirs.get(t, 'no term of this action')}" for t in witness.statuses)
    if mutant.verdict is not witness.answer.verdict:
        return f"it would be {mutant.verdict.value}"
    if set(mutant.decided_by) != set(witness.answer.decided_by):
        return f"it would be decided by {', '.join(mutant.decided_by) or 'nothing'}"
    return "the conditions would be others"


def name_of(contract: Contract, trial: Trial) -> str:
    """A name for the case that would kill a survivor."""
    assert trial.witness is not None  # asked of such alone
    answer = trial.witness.answer
    event = answer.case.event
    return f"{Words(contract, event.action).action(event)}, {answer.verdict.value}: tells of {trial.slip.operator} in {trial.slip.within}"


def yaml_of(contract: Contract, trial: Trial) -> str:
    """The case that would kill a survivor, as an entry of a file of cases."""
    assert trial.witness is not None  # asked of such alone
    return entry(contract, trial.witness.answer, name_of(contract, trial), trial.witness.statuses)


def _words(contract: Contract, term: str) -> str:
    found = next((v.terms[term] for v in contract.versions if term in v.terms), None)
    return " ".join((found.text or found.heading).split()) if found else ""


def _place(slip: Slip) -> str:
    return f"{slip.span.file}:{slip.span.line}:{slip.span.column}"


def _percent(found: float) -> str:
    """A score with one digit, so that only all of them are 100 %."""
    return f"{int(found * 10) / 10:g} %"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


# --- for programs ---------------------------------------------------------------------------------------------------------------------


def document(mutations: Sequence[Mutation]) -> dict[str, Any]:
    """Everything as data; `contract schema mutation` prints the schema."""
    counts = sum((m.counts() for m in mutations), type(mutations[0].counts())()) if mutations else {}
    return {
        "schema_version": 1,
        "score": score(counts) if mutations else None,  # type: ignore[arg-type]  # a counter, as there are mutations
        "contracts": [_data(m) for m in mutations],
    }


def to_json(mutations: Sequence[Mutation]) -> str:
    """The same as JSON."""
    return json.dumps(document(mutations), indent=2, sort_keys=True, ensure_ascii=False)


def _data(m: Mutation) -> dict[str, Any]:
    counts = m.counts()
    return {
        "contract": m.contract.id,
        "cases": m.cases,
        "failing": list(m.failing),
        "score": score(counts),
        "counts": {f.value: counts[f] for f in Fate},
        "operators": {o: {f.value: m.counts(o)[f] for f in Fate} for o in m.operators},
        "slips": [_slip(m.contract, t) for t in m.trials],
    }


def _slip(contract: Contract, trial: Trial) -> dict[str, Any]:
    slip = trial.slip
    data: dict[str, Any] = {
        "operator": slip.operator,
        "file": slip.span.file,
        "line": slip.span.line,
        "column": slip.span.column,
        "within": slip.within,
        "term": slip.term or None,
        "before": slip.before,
        "after": slip.after or None,
        "fate": trial.fate.value,
        "by": trial.by or None,
        "over_time": trial.over_time,
        "case": None,
    }
    if trial.witness is not None:
        data["case"] = {"yaml": yaml_of(contract, trial), "with_the_slip": _otherwise(trial.witness)}
    return data


def to_markdown(mutations: Sequence[Mutation]) -> str:
    """A summary in Markdown, for a comment on a change."""
    found: list[str] = []
    for m in mutations:
        found += [f"## Mutation of {m.contract.title}", "", "".join(p.text for p in _summary(m)), ""]
        found += [f"- does not hold: {f}" for f in m.failing]
        for trial in m.of(Fate.SURVIVED):
            slip = trial.slip
            change = [f"- {slip.before}", *([f"+ {slip.after}"] if slip.after else [])]
            found += [f"### `{slip.operator}` in {slip.within}, {_place(slip)}", "", "```diff", *change, "```", ""]
            if trial.witness is not None:
                found += [f"This case would kill it; with the slip {_otherwise(trial.witness)}:", ""]
                found += ["```yaml", yaml_of(m.contract, trial).rstrip(), "```", ""]
            else:
                found += [_why_none(trial), ""]
    return "\n".join(found).rstrip()
