"""This file defines the problems of a sentence that was not understood: each with its place and the nearest known phrases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from contract_model.asking.chart import Path, Stage, duty_at
from contract_model.asking.english import OPEN_QUESTIONS
from contract_model.asking.inflection import plain_forms
from contract_model.asking.phrases import Expected, Matcher, Said
from contract_model.asking.sentence import Sentence
from contract_model.asking.values import kind_of_name, shown
from contract_model.asking.vocabulary import Wording, wordings
from contract_model.model.contract import Contract
from contract_model.model.kinds import Sort
from contract_model.model.phrases import shortest
from contract_model.problems import Problem, Span, nearest, quoted

PLACE = "question"  # the name of the text in the span of a problem
DENIALS = frozenset({"not", "never", "no", "nor", "neither", "none", "unless", "or", "only"})


def problem_at(sentence: Sentence, start: int, end: int, name: str, message: str, hint: str = "") -> Problem:
    """A problem with the tokens from `start` to before `end`."""
    first, last = sentence.tokens[start].start, sentence.tokens[end - 1].end
    return Problem(name, message, Span(PLACE, 1, first + 1, last - first), sentence.text, hint=hint)


def contradictions(sentence: Sentence, path: Path) -> list[Problem]:
    """What a path contradicts."""
    return [problem_at(sentence, f.given.start, f.given.end, f.name, f.message, f.hint) for f in path.faults]


def ambiguous(contract: Contract, sentence: Sentence, paths: list[Path]) -> Problem:
    """Two meanings, each told by what it says and the other does not."""
    one, other = paths[0], next(path for path in paths if path.meaning != paths[0].meaning)
    first, second = (
        _told(contract, [(name, value) for name, value in sorted(mine.says.items()) if others.says.get(name) != value])
        for mine, others in ((one, other), (other, one))
    )
    differing = [g for g in (*one.given, *other.given) if g.value is not None and (g.name, g.value) not in one.meaning & other.meaning]
    start, end = min(g.start for g in differing), max(g.end for g in differing)
    message = f"{quoted(sentence.said(start, end))} can be understood in two ways: {first}; or {second}"
    return problem_at(sentence, start, end, "ambiguous-question", message, "say it in other words, or give the event itself")


def incomplete(contract: Contract, sentence: Sentence, stages: Iterable[Stage]) -> Problem:
    """Every word was understood, but the actor or the action is missing."""
    end = len(sentence.tokens)
    if any(action for _, action in stages):
        hint = _hints(f"actors are {_listed(party.names[0] for party in contract.parties.values())}", examples(contract))
        return problem_at(sentence, 0, end, "no-actor", "the question does not say who acts", hint)
    hint = _hints(f"known here: {_listed(_action_phrases(contract)[:5])}", examples(contract))
    return problem_at(sentence, 0, end, "no-action", "the question does not say what is done", hint)


def open_question(contract: Contract, matcher: Matcher) -> Problem | None:
    """The problem of a question that is not answered by whether something is allowed, such as `When may ...?`; none for any other."""
    for pattern, hint in OPEN_QUESTIONS:
        end = max(matcher.ends_of(wordings([Wording(pattern)]), 0), default=0)
        if end:
            message = f"{quoted(matcher.sentence.said(0, end))} does not ask whether something is allowed"
            return problem_at(matcher.sentence, 0, end, "not-understood", message, _hints(hint, examples(contract)))
    return None


def _asks_for_duty(contract: Contract, matcher: Matcher, at: int, end: int) -> Problem:
    said = matcher.sentence.said(at, end)
    message = f"{quoted(said)} asks what has to be done, and an answer tells whether something may be done"
    hint = _hints("tell what is done instead, or what is left undone, and the answer says whether that is allowed", examples(contract))
    return problem_at(matcher.sentence, at, end, "not-understood", message, hint)


def not_understood(contract: Contract, matcher: Matcher, chart: list[dict[Stage, list[Path]]]) -> Problem:
    """The word furthest into the sentence up to which something was understood, and what is known there."""
    sentence = matcher.sentence
    reached = max(at for at, stages in enumerate(chart) if stages)
    for at in range(min(reached + 1, len(sentence.tokens))):
        if chart[at] and (end := duty_at(matcher, at)) is not None:
            return _asks_for_duty(contract, matcher, at, end)
    place = max(reached, matcher.furthest)
    if reached < len(sentence.tokens) and matcher.words[reached] in DENIALS:
        place = reached  # what it denies may well be known
    expected = list(matcher.expected) if place == matcher.furthest else []
    if place == len(sentence.tokens):
        message = f"{quoted(sentence.said(reached, place))} is not complete"
        return problem_at(sentence, reached, place, "not-understood", message, _hints(_expected(contract, expected), examples(contract)))
    sure = bool(chart[place])  # all before it is understood, so that phrases that merely begin before it explain nothing
    actors, phrases = _known(contract, chart[place])
    candidates = [e.word for e in expected] + [name for e in expected for name in _names_of(contract, e.slot)]
    candidates += [*actors, *(phrase.split()[0] for phrase in phrases)]
    rest = " ".join(matcher.words[place : place + 6])
    near = _nearest(rest, phrases)
    known = near or ([] if any(action for _, action in chart[place]) else phrases[:3])
    why = _why(matcher, chart[place], place)
    hint = _hints(
        why or _did_you_mean(matcher.words[place], candidates),
        "" if sure or why else _expected(contract, expected),
        f"actors are {_listed(actors)}" if actors else "",
        f"known here: {_listed(known)}" if known and not why else "",
        "" if near or actors or not (sure or why) else "`contract show --stage words` lists what a question can say",
    )
    message = f"{quoted(sentence.said(place, place + 1))} was not understood"
    return problem_at(sentence, place, place + 1, "not-understood", message, hint)


def examples(contract: Contract) -> str:
    """A hint with the first example of the contract."""
    return f"for example {quoted(contract.examples[0], 120)}" if contract.examples else ""


def _told(contract: Contract, says: Iterable[tuple[str, Said]]) -> str:
    return ", ".join(f"{name}: {shown(contract, name, value)}" for name, value in says) or "nothing more"


def _known(contract: Contract, stages: Iterable[Stage]) -> tuple[list[str], list[str]]:
    """The actors, and the phrases of actions or facts, that a sentence that has come to these stages needs next."""
    actors: list[str] = []
    phrases: dict[str, None] = {}
    for has_actor, action in stages:
        if action:
            phrases |= dict.fromkeys(shortest(phrase.pattern) for phrase in contract.phrases)
        elif has_actor:
            phrases |= dict.fromkeys(_action_phrases(contract))
        else:
            actors = [party.names[0] for party in contract.parties.values()]
    return actors, list(phrases)


def _action_phrases(contract: Contract) -> list[str]:
    return [shortest(phrase.pattern) for action in contract.actions.values() for phrase in action.phrases]


def _nearest(said: str, phrases: list[str]) -> list[str]:
    """The three phrases most like what was said, as far as any is."""
    from difflib import get_close_matches  # loaded only when something is wrong

    return get_close_matches(said[:100], phrases, n=3, cutoff=0.5)


def _did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A hint for a misspelt word; a slip leaves the first letter as it was, and what begins otherwise is only a word like it."""
    written = {candidate.lower(): candidate for candidate in candidates if candidate[:1].lower() == word[:1]}
    written.pop(word, None)
    near = nearest(word, written)
    return f"did you mean {quoted(written[near[0]])}?" if near else ""


def _why(matcher: Matcher, stages: Mapping[Stage, list[Path]], at: int) -> str:
    """What to do about a word that no question can have at this place, whatever the contract."""
    word = matcher.words[at]
    if word in DENIALS and (word == "or" or not any(action for _, action in stages)):
        return _OF_DENIALS.get(word, "")
    paths = [path for (_, action), ways in stages.items() if action for path in ways]
    joined = matcher.words[at - 1] in ("and", "or") or matcher.sentence.tokens[at].after_break
    if joined and any(matcher.names(given.name, at) for path in paths for given in path.given):
        return "ask of each by itself"
    verb = any(form in matcher.vocabulary.actions.by_word for form in plain_forms(word))
    if paths and joined and (verb or matcher.parties_at(at)):
        return "one event is asked at a time; `contract run` takes several, in a history"
    if (word in _BEFORE_DATES and not matcher.dates_at(at)) or (at and matcher.words[at - 1] in _BEFORE_DATES and not stages):
        return "a date is written such as 2027-03-01, March 2027, Q3 2027 or 2027"
    return ""


_OF_DENIALS = dict.fromkeys(("not", "never", "no", "nor", "neither", "none"), "what is not done is no event: tell what is done") | {
    "or": "ask of each by itself"
}
_BEFORE_DATES = frozenset({"in", "by", "before", "after", "until", "since", "during"})


def _names_of(contract: Contract, slot: str) -> list[str]:
    """The names that a value of a parameter or fact can have."""
    kind = kind_of_name(contract, slot)
    if slot == "actor" or (kind is not None and kind.sort is Sort.PARTY):
        return [name for party in contract.parties.values() for name in party.names]
    if kind is not None and kind.sort is Sort.CHOICE:
        return [name for words in contract.choices[kind.name].values.values() for name in words]
    return []


def _expected(contract: Contract, expected: list[Expected]) -> str:
    """The words, and what the values look like, that were missing at a place."""
    said = [f"`{e.word}`" for e in expected if e.word]
    for slot in dict.fromkeys(e.slot for e in expected if e.slot):
        kind = kind_of_name(contract, slot)
        if kind is None or kind.sort is Sort.PARTY:
            said.append("a party: " + ", ".join(party.names[0] for party in contract.parties.values()))
        elif kind.sort is Sort.CHOICE:
            said.append(f"{slot}: " + ", ".join(words[0] for words in contract.choices[kind.name].values.values() if words))
        else:
            said.append(f"{slot}: {_SAMPLES[kind.sort].format(kind.name)}")
    return f"expected here: {' or '.join(dict.fromkeys(said[:5]))}" if said else ""


_SAMPLES = {
    Sort.TRUTH: "yes or no",
    Sort.DATE: "a day, such as 1 March 2027",
    Sort.DURATION: "a duration, such as 10 minutes",
    Sort.NUMBER: "a number, such as 20 or 0.2",
    Sort.MONEY: "an amount, such as {} 20bn",
    Sort.TEXT: "a few words, or any in double quotes",
}


def _listed(phrases: Iterable[str]) -> str:
    return ", ".join(f"`{phrase}`" for phrase in phrases)


def _hints(*hints: str) -> str:
    return "; ".join(hint for hint in hints if hint)
