"""This file defines `Question`: a sentence that asks a contract, the case it means, and what each stretch of it was taken for.

Nothing in a sentence is ever ignored: a word that says nothing known is a problem, told with its place and the nearest known phrases.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from contract_model.asking.chart import Path, read_paths
from contract_model.asking.misunderstood import (
    PLACE,
    ambiguous,
    contradictions,
    examples,
    incomplete,
    not_understood,
    open_question,
    problem_at,
)
from contract_model.asking.phrases import Matcher
from contract_model.asking.sentence import Sentence, read_sentence
from contract_model.asking.values import shown
from contract_model.asking.vocabulary import vocabulary_of
from contract_model.model.case import ANY_DATE, Case, DateSpan, Event
from contract_model.model.contract import Contract, TermKind
from contract_model.model.values import Value
from contract_model.problems import ContractError, Problem, Span, quoted

MAX_CHARACTERS = 10_000
MAX_WORDS = 400


@dataclass(frozen=True, slots=True)
class Understood:
    """A stretch of the sentence (characters from `start` to before `end`) and what it was taken for: `cloud` is `AWS`."""

    text: str
    start: int
    end: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence, its case, and what was understood in the order of the sentence."""

    text: str
    case: Case
    understood: tuple[Understood, ...]


def read_question(contract: Contract, text: str, *, today: date, presume: bool = True) -> Question:
    """What a sentence asks of a contract.

    A question that tells no date is asked for `today`, unless nothing is to be presumed: then its date is unknown.
    Raises ContractError when a word was not understood, when the actor or the action is missing, or when there are two meanings.
    """
    _check_characters(text)
    sentence = read_sentence(text)
    if not sentence.tokens:
        raise ContractError([Problem("empty-question", "the question has no words", hint=examples(contract))])
    if len(sentence.tokens) > MAX_WORDS:
        raise ContractError([Problem("too-long", f"a question has at most {MAX_WORDS} words, this one has {len(sentence.tokens):,}")])
    matcher = Matcher(contract, vocabulary_of(contract), sentence, today)
    if (unanswerable := open_question(contract, matcher)) is not None:
        raise ContractError([unanswerable])
    chart = read_paths(contract, matcher)
    complete = [path for (has_actor, action), paths in chart[-1].items() if has_actor and action for path in paths]
    if not complete:
        raise ContractError([incomplete(contract, sentence, chart[-1]) if chart[-1] else not_understood(contract, matcher, chart)])
    costs = [(path.cost[0], _is_unlikely(contract, path), *path.cost[1:]) for path in complete]
    paths = [path for path, cost in zip(complete, costs, strict=True) if cost == min(costs)]
    if paths[0].faults:
        raise ContractError(contradictions(sentence, paths[0]))
    if any(path.meaning != paths[0].meaning for path in paths):
        raise ContractError([ambiguous(contract, sentence, paths)])
    return Question(sentence.text, _case(contract, sentence, paths[0], today, presume), tuple(_understood(contract, sentence, paths[0])))


def _is_unlikely(contract: Contract, path: Path) -> bool:
    """Whether no term of any version binds or allows who acts in the action that is understood: then another action may be meant."""
    actor = path.says.get("actor")
    terms = [term for version in contract.versions for term in version.terms.values() if term.kind is not TermKind.DECLARATION]
    return actor is not None and not any(path.action in t.actions and (not t.bearer or actor in t.bearer) for t in terms)


def _check_characters(text: str) -> None:
    """Refuses a question that is too long, and characters that no sentence holds."""
    if len(text) > MAX_CHARACTERS:
        raise ContractError([Problem("too-long", f"a question has at most {MAX_CHARACTERS:,} characters, this one has {len(text):,}")])
    wrong = next((at for at, c in enumerate(text) if (c < " " and c not in "\t\n\r\v\f") or c == "\x7f" or "\ud800" <= c <= "\udfff"), None)
    if wrong is not None:
        excerpt = text[:wrong] + "\ufffd" + text[wrong + 1 :]
        span = Span(PLACE, 1, wrong + 1)
        raise ContractError([Problem("bad-character", f"{quoted(text[wrong])} is not a character of a sentence", span, _one_line(excerpt))])


def _one_line(text: str) -> str:
    return "".join(" " if c.isspace() else "\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _case(contract: Contract, sentence: Sentence, path: Path, today: date, presume: bool) -> Case:
    says = dict(path.says)
    actor, when, time = says.pop("actor", None), says.pop("date", None), says.pop("time", None)
    action = says.pop("action")
    told = when if isinstance(when, DateSpan) else None
    span = told or (DateSpan(today, today) if presume or time is not None else ANY_DATE)
    if isinstance(time, timedelta):
        if span.day is None or span.time not in (None, time):
            lacking = "a time of day needs one day, such as on 2027-03-01 at 09:10"
            place = next(given for given in path.given if given.name == "time")
            message = lacking if span.day is None else "the question tells two times of day"
            raise ContractError([problem_at(sentence, place.start, place.end, "bad-date", message)])
        span = DateSpan(span.first, span.last, time)
    values: dict[str, Value] = {name: value for name, value in says.items() if not isinstance(value, DateSpan)}
    event = Event(
        action=str(action),
        actor=str(actor) if actor is not None else None,
        date=span,
        parameters={name: value for name, value in values.items() if name in contract.parameters},
    )
    return Case(
        event=event,
        facts={name: value for name, value in values.items() if name in contract.facts},
        readings={name: str(value) for name, value in values.items() if name in contract.ambiguities},
        presume=presume,
        presumed_date=told is None and span != ANY_DATE,
    )


def _understood(contract: Contract, sentence: Sentence, path: Path) -> list[Understood]:
    """What each stretch was taken for, in the order of the sentence, the longer of two that begin together first."""
    given = {g: None for g in path.given if g.value is not None or g.name == "actor"}
    found: list[Understood] = []
    for g in sorted(given, key=lambda g: (g.start, -g.end, g.name != "action")):
        start, end = sentence.tokens[g.start].start, sentence.tokens[g.end - 1].end
        while start and sentence.text[start - 1].isalnum() and sentence.text[start].isalpha():
            start -= 1  # the whole of `doesn't`, of which `n't` is a word
        value = "unknown" if g.value is None else shown(contract, g.name, g.value)
        found.append(Understood(sentence.text[start:end], start, end, g.name, value))
    return found
