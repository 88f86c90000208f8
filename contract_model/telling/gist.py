"""This file defines the gist of an answer: its verdict in half a sentence, with what decides it by its heading."""

from __future__ import annotations

from contract_model.model.answer import Answer, Status, TermAnswer, Verdict
from contract_model.model.contract import Contract, Silence, Term, TermKind
from contract_model.telling.words import counted, listed

MOST = 3  # terms named
_FIRST = (
    Status.GRANTS,
    Status.BITES,
    Status.MET,
    Status.EXCUSED,
    Status.UNKNOWN,
    Status.YIELDS,
    Status.STATES,
    Status.NOT_ENGAGED,
)


def gist(contract: Contract, answer: Answer) -> str:
    """The verdict in half a sentence, with what decides it by its heading."""
    by_id = {a.id: a for a in answer.terms}
    decided = [(t, by_id[t.id]) for t in terms_of(contract, answer) if t.id in answer.decided_by]
    decided.sort(key=lambda pair: _FIRST.index(pair[1].status))
    stands = None if answer.verdict is not Verdict.PERMITTED else False
    told = listed([does_what(contract, answer, t, a, stands=stands) for t, a in decided[:MOST]])
    if len(decided) > MOST:
        told += f" (and {counted(len(decided) - MOST, 'more term')})"
    match answer.verdict:
        case Verdict.DEPENDS:
            return f"it depends on {_open(contract, answer)}"
        case Verdict.SILENT if answer.void:
            headings = listed([called(t) for t in terms_of(contract, answer) if t.id in answer.void])
            return f"{headings} is not available, so the act is void: without effect, and no breach"
        case Verdict.SILENT:
            return "no term in force allows or forbids it" if answer.versions else "no version was in force"
        case verdict if answer.by_silence:
            meant = {Silence.PERMITTED: "permission", Silence.PROHIBITED: "prohibition"}.get(contract.policies.silence, verdict.value)
            return f"no term in force allows or forbids it, and the contract takes silence for {meant}"
        case Verdict.CONFLICT:
            return f"{told}, and neither prevails"
        case _:
            return told


def does_what(contract: Contract, answer: Answer, term: Term, answered: TermAnswer, *, stands: bool | None = True) -> str:
    """What a term does, as a clause: `“Any cloud” allows it`. `stands` says whether it can still have its effect, where that is open."""
    name = called(term)
    match answered.status, term.kind:
        case Status.UNKNOWN, TermKind.OBLIGATION | TermKind.PROHIBITION if stands is False:
            return f"{name} does not stand in the way"
        case Status.BITES | Status.UNKNOWN, TermKind.OBLIGATION:
            return f"{name} is not met"
        case Status.BITES | Status.UNKNOWN, TermKind.PROHIBITION:
            return f"{name} forbids it"
        case Status.GRANTS | Status.UNKNOWN, TermKind.POWER:
            return f"{name} may be used"
        case Status.GRANTS | Status.UNKNOWN, TermKind.PERMISSION:
            return f"{name} allows it"
        case Status.MET, _:
            return f"{name} is met"
        case Status.EXCUSED, _:
            says = [x.says for x in term.exceptions if x.id in answered.exceptions and x.says]
            return f"{name} is excused" + (f" ({says[0]})" if len(says) == 1 else "")
        case Status.YIELDS, _:
            would = "would allow it" if term.kind in (TermKind.PERMISSION, TermKind.POWER) else "would forbid it"
            return f"{name} {would}, but gives way to {stronger(contract, answer, term, answered)}"
        case Status.NOT_ENGAGED, _:
            return f"{name} does not apply"
        case _:
            return f"{name} holds"


def stronger(contract: Contract, answer: Answer, term: Term, answered: TermAnswer) -> str:
    """The terms to which a term gives way, by their headings."""
    terms = next(v for v in contract.versions if v.id == answered.version).terms
    does = {a.id: a.status for a in answer.terms if a.version == answered.version}
    return listed([called(terms[t]) for t in term.yields_to if does.get(t) in (Status.GRANTS, Status.BITES, Status.UNKNOWN)], "or")


def called(term: Term) -> str:
    """A term by its heading, in quotation marks; by its id where it has none."""
    return f"“{term.heading or term.id}”"


def terms_of(contract: Contract, answer: Answer) -> list[Term]:
    """The terms of an answer, each once, in its order; of several versions the last."""
    by_version = {v.id: v.terms for v in contract.versions}
    found = {a.id: by_version[a.version][a.id] for a in answer.terms}
    return list(found.values())


def _open(contract: Contract, answer: Answer) -> str:
    """What an open verdict turns on, counted: `the date and two facts that are not known`."""
    ambiguities = [n for n in answer.unknown if n in contract.ambiguities]
    built_in = [n for n in answer.unknown if contract.asked(n) is None]
    facts = len(answer.unknown) - len(ambiguities) - len(built_in)
    said = [{"date": "the date", "time": "the time of day", "actor": "who acts"}.get(n, n) for n in built_in]
    said += [f"{counted(facts, 'fact')} that {'is' if facts == 1 else 'are'} not known"] if facts else []
    said += [f"{counted(len(ambiguities), 'open question')} of interpretation"] if ambiguities else []
    return listed(said) or "what is not known"
