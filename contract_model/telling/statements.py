"""This file defines what a question states when it is answered: `Can Microsoft support it?` with no, `Microsoft cannot support it`.

It knows a little English: where a question begins with an auxiliary, and where its subject ends beyond doubt. Where it is in
doubt it gives none, and whoever asked shows the question with its answer; a clumsy sentence is worse than a question.
"""

from __future__ import annotations

from collections.abc import Iterable

_BE = frozenset({"is", "are", "was", "were"})
_HAVE = frozenset({"has", "have", "had"})
_DO = frozenset({"do", "does", "did"})
_MODAL = frozenset({"can", "could", "will", "would", "must", "may", "might", "shall", "should"})
AUXILIARIES = _BE | _HAVE | _DO | _MODAL

_PRONOUNS = frozenset({"it", "they", "he", "she", "there", "this", "that", "one"})
_DETERMINERS = frozenset({"the", "a", "an", "its", "their", "each", "every", "any", "no"})
_ADVERBS = frozenset({"still", "already", "never", "ever", "always"})
# After a noun these can only begin what is said of it.
_PREDICATES = _ADVERBS | {"above", "below", "under", "over", "within", "available", "a", "an", "the", "at"}
_PARTICIPLES = frozenset(
    {"been", "bought", "built", "come", "cut", "done", "found", "given", "gone", "had", "held", "kept", "known", "left", "lost"}
    | {"made", "met", "paid", "put", "set", "shown", "sold", "taken"}
)
_WH = frozenset({"how", "what", "which", "at", "on", "in", "to", "from", "by", "until", "since", "for", "when"})
_OTHER_WH = frozenset({"who", "whose", "whom", "where", "why", "with", "of", "if"})


def stated(question: str, answer: bool, names: Iterable[str] = ()) -> str | None:
    """The statement that a yes-or-no question makes when answered, without capital and full stop; none where it is in doubt.

    `names` are proper names (of parties), which are subjects in themselves.
    """
    words = _words(question)
    if len(words) < 3 or words[0].lower() not in AUXILIARIES:
        return None
    auxiliary, rest = words[0].lower(), words[1:]
    length = _subject(auxiliary, rest, names)
    if not length or length >= len(rest):
        return None
    subject, predicate = rest[:length], rest[length:]
    if auxiliary == "must" and not answer:
        return None  # `must not` forbids, which is another thing than `need not`
    return " ".join([*subject, *_predicate(auxiliary, predicate, answer)])


def embedded(question: str, names: Iterable[str] = ()) -> str | None:
    """A question for a value as part of a sentence: `How long has it been there?` is `how long it has been there`. None when in doubt."""
    words = _words(question)
    if len(words) < 3 or words[0].lower() not in _WH:
        return None
    places = [i for i, w in enumerate(words) if i and w.lower() in AUXILIARIES]
    return next(filter(None, (_embedded(words, at, names) for at in places)), None)


def _embedded(words: list[str], at: int, names: Iterable[str]) -> str | None:
    """A question whose auxiliary is the word at a place, as part of a sentence."""
    asked, auxiliary, rest = words[:at], words[at].lower(), words[at + 1 :]
    if not rest:
        return None
    if auxiliary in _BE and (len(rest) == 1 or _is_participle(rest[0])):
        return " ".join([asked[0].lower(), *words[1:]])  # `what is paid`: what is asked for is the subject
    length = _subject(auxiliary, rest, names)
    if auxiliary in _DO and not length and len(rest) > 1:
        length = len(rest) - 1  # `does OpenAI's group owe`: what is left at the end is the verb
    if not length:
        return None
    subject, predicate = rest[:length], rest[length:]
    verb = _predicate(auxiliary, predicate, True) if predicate else [auxiliary]
    return " ".join([asked[0].lower(), *asked[1:], *subject, *verb])


def _is_participle(word: str) -> bool:
    return word.endswith("ed") or word in _PARTICIPLES


def within(text: str) -> str:
    """A phrase as it goes on within a sentence: a question begins small."""
    first = text.split(" ", 1)[0].lower()
    return text[:1].lower() + text[1:] if "? " in text and (first in AUXILIARIES | _WH or first in _OTHER_WH) else text


def sentence(text: str) -> str:
    """A statement as a sentence of its own: with a capital and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _words(question: str) -> list[str]:
    said = question.strip()
    if not said.endswith("?") or ". " in said:
        return []
    return said[:-1].split()


def _subject(auxiliary: str, words: list[str], names: Iterable[str]) -> int:
    """How many words the subject has; 0 when in doubt."""
    first = words[0].lower()
    if first in _PRONOUNS:
        return 1
    if [w.lower() for w in words[:2]] == ["the", "term"] and len(words) > 3:
        return 3  # a term is called by its id
    for name in sorted(names, key=len, reverse=True):
        parts = name.lower().split()
        said = [w.lower() for w in words[: len(parts)]]
        if said == parts:
            return len(parts)
        if said == [*parts[:-1], f"{parts[-1]}'s"] and auxiliary in _DO | _MODAL and len(words) == len(parts) + 2:
            return len(parts) + 1  # a possessive and a noun before a lone verb
    if auxiliary in _BE and words[-2:] == ["in", "place"]:
        return len(words) - 2
    if auxiliary in _HAVE:
        return next((i for i, w in enumerate(words) if i and _is_participle(w)), 0)
    adverb = next((i for i, w in enumerate(words) if w in _ADVERBS), 0)
    if adverb:
        return adverb
    if first not in _DETERMINERS or len(words) < 3:
        return 0
    if auxiliary in _BE:
        follows = words[2]
        return 2 if follows in _PREDICATES or follows.endswith(("ed", "able", "ible")) else 0
    return 2 if auxiliary in _MODAL | _DO and not words[1].endswith(("ed", "ly", "al", "ous")) and words[2] not in _BETWEEN else 0


_BETWEEN = frozenset({"of", "that", "which", "who", "on", "in", "for", "to", "from", "by", "with", "and", "or"})


def _predicate(auxiliary: str, words: list[str], answer: bool) -> list[str]:
    """What is said of the subject: the auxiliary in its place, denied where the answer is no."""
    adverb, rest = (words[0], words[1:]) if words[0] in _ADVERBS else ("", words)
    if adverb == "never":
        adverb, answer = ("never", True) if answer else ("", True)
    elif adverb == "still" and not answer:
        adverb, answer = "no longer", True
    elif adverb == "ever":
        adverb, answer = ("once" if answer else "never"), True
    said = [*([adverb] if adverb else [])]
    if auxiliary in _DO:
        if not answer:
            return [auxiliary, "not", *said, *rest]
        return [*said, _conjugated(rest[0], auxiliary), *rest[1:]] if rest else said
    if answer:
        return [auxiliary, *said, *rest]
    return ["cannot" if auxiliary == "can" else f"{auxiliary} not", *said, *rest]


def _conjugated(verb: str, auxiliary: str) -> str:
    """The verb that `do`, `does` or `did` stood for."""
    if auxiliary == "do":
        return verb
    if auxiliary == "did":
        return {"have": "had", "give": "gave", "get": "got", "pay": "paid", "buy": "bought", "say": "said", "know": "knew"}.get(
            verb, verb + ("d" if verb.endswith("e") else "ed")
        )
    if verb in ("have", "do", "go"):
        return {"have": "has", "do": "does", "go": "goes"}[verb]
    if verb.endswith(("s", "sh", "ch", "x", "z")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else f"{verb}s"
