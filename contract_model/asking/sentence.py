"""This file defines `Sentence`: what a person wrote, cut into tokens that know where they stand.

A token is a word (also `A-1`, which has no article in it), a figure, a machine date, a sign such as `$`, or the `'s` of a
possessive. Punctuation is no token: a comma or a bracket only leaves a mark on the token that follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it is compared (`word`), where it stands (`start`, `end`), and whether a comma or the like comes before it."""

    word: str
    start: int
    end: int
    after_break: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text and its tokens. `quotes` maps the first token inside double quotes to the token after the last one inside."""

    text: str
    tokens: tuple[Token, ...]
    quotes: Mapping[int, int]

    def said(self, start: int, end: int) -> str:
        """The text of the tokens from `start` to before `end`, as written."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""


def read_sentence(text: str) -> Sentence:
    """The tokens of a text. White space of any kind counts as a blank, and an accent is one character with its letter."""
    if not text.isascii():
        import unicodedata  # plain English needs none of its tables

        text = unicodedata.normalize("NFC", text)
    text = re.sub(r"\s", " ", text)
    tokens: list[Token] = []
    quotes: dict[int, int] = {}
    opened: int | None = None
    broken = False
    for found in _TOKEN.finditer(text):
        if found.lastgroup == "blank":
            continue
        if found.lastgroup == "mark":
            if found[0] in _QUOTES:
                if opened is not None and len(tokens) > opened:
                    quotes[opened] = len(tokens)
                opened = None if opened is not None else len(tokens)
            broken = broken or found[0] not in _SILENT
            continue
        for word, start, end in _words(found):
            tokens.append(Token(word, start, end, broken))
            broken = False
    return Sentence(text, tuple(tokens), quotes)


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a name or of a word in a phrase, cut in the same way as a sentence."""
    return tuple(token.word for token in read_sentence(text).tokens)


_TOKEN = re.compile(
    r"""(?P<date>[0-9]{4}[-\u2013](?:[0-9]{4}|[0-9]{2}-[0-9]{2}(?:[Tt][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?|[0-9]{2}|[Qq][0-9])(?![\w-]))
    |   (?P<code>(?<![\w-])[Aa](?:-\w+)+)
    |   (?P<initials>(?:[^\W\d_]\.){2,})
    |   (?P<word>(?:(?<!\w)[-+\u2212](?=[0-9]))?\w+(?:(?:(?<=[0-9])[.,:](?=[0-9])|['\u2019](?=\w))\w+)*)
    |   (?P<range>\.\.)
    |   (?P<blank>\ +)
    |   (?P<mark>(?<=\w)-(?=\w)|[][().,;:?!'"\u2018\u2019\u201c\u201d\u00ab\u00bb\u2013\u2014\u2026-])
    |   (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_QUOTES = frozenset('"\u201c\u201d\u00ab\u00bb')
_SILENT = frozenset("-'\u2018\u2019") | _QUOTES  # these part no phrase from the next
_SHORTENED = {"won't": ("will", "not"), "can't": ("can", "not"), "cannot": ("can", "not"), "shan't": ("shall", "not")}
_ENDINGS = {"n't": "not", "'s": "'s", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}


def _words(found: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """The words that one match holds: mostly one; `don't` and `OpenAI's` hold two."""
    word = found[0].casefold().replace("\u2019", "'").replace("\u2212", "-")
    if found.lastgroup == "date":
        word = word.replace("\u2013", "-")
    start, end = found.span()
    if found.lastgroup == "initials":
        yield word.replace(".", ""), start, end
        return
    if word in _SHORTENED:
        first, second = _SHORTENED[word]
        yield first, start, start + 3
        yield second, start + 3, end
        return
    for ending, second in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            cut = end - len(ending)
            yield word[: -len(ending)], start, cut
            yield second, cut, end
            return
    yield word, start, end
