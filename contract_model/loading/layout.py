"""This file defines the layout of contracts and files of cases: keys in the order of the language, comments kept, lines of one width.

What stands in brackets stays there where it fits its line, and else goes down, an item to a line. Words that are too long for a line are
folded. Quotes go where every reader of YAML takes the bare words for the same text. Laying out twice changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from contract_model.loading.key_order import items, keys_of, named
from contract_model.loading.manuscript import Entry, Part, Style, manuscript
from contract_model.loading.parse import Document, parse
from contract_model.problems import ContractError

WIDTH = 140
STEP = 2
LONGEST_KEY = 1_000  # a key that is longer is marked by `?`: readers look no further for its colon


def laid_out(document: Document, shape: Any) -> str:
    """The text of a document in the layout. Raises ContractError with what is wrong with it where it cannot be read.

    `shape` is the one of its keys.
    """
    if document.problems or not isinstance(document.data, dict):
        raise ContractError(document.problems)
    written = manuscript(document)
    _order(written.root, shape)
    _unquote(written.root)
    lines = [line.rstrip() for line in written.head]
    lines += _spaced(written.top, bool(lines and lines[-1]))
    lines += _down(written.root, 0, bool(lines and lines[-1])) if written.root.entries else ["{}", *written.root.tail]
    text = "\n".join(lines) + "\n"
    again = parse(document.file, text.encode())
    if again.problems or again.data != document.data:
        raise RuntimeError(f"{document.file} would not be the same when laid out")
    return text


# the order


def _order(part: Part, shape: Any) -> None:
    """Put the keys of a part, and of what is in it, into their order."""
    keys = keys_of(shape, part.data) if isinstance(part.data, dict) else {}
    for entry in part.entries:
        inside = items(shape) if entry.key is None else keys.get(entry.key) if keys else named(shape)
        _order(entry.value, inside)
    if keys:
        rank = {key: place for place, key in enumerate(keys)}
        part.entries.sort(key=lambda e: rank.get(e.key or "", len(rank)))


# quotes


def _unquote(part: Part) -> None:
    """Take the quotes from texts that do without them; in a list from all of them or from none."""
    quoted = [e.value for e in part.entries if e.value.style is Style.QUOTED]
    all_bare = all(_bare(value.data) for value in quoted)
    for value in quoted:
        if all_bare or (isinstance(part.data, dict) and _bare(value.data)):
            value.style = Style.PLAIN
    for entry in part.entries:
        entry.quoted = entry.quoted and not _bare(entry.key or "")
        _unquote(entry.value)


# lists and mappings, an entry to a line


def _down(part: Part, indent: int, spaced: bool = False) -> list[str]:
    """The lines of a list or mapping that goes down. `spaced`: a blank line may stand above the first."""
    return _lines(part, [_entry(e, indent) for e in part.entries], indent, spaced)


def _lines(part: Part, pieces: Iterable[tuple[list[str], list[str]]], indent: int, spaced: bool = False) -> list[str]:
    lines: list[str] = []
    for above, own in pieces:
        lines += [_indented(remark, indent) for remark in _spaced(above, spaced or bool(lines))]
        lines += own
    return lines + [_indented(remark, indent) for remark in _spaced(part.tail, bool(lines))]


def _entry(entry: Entry, indent: int) -> tuple[list[str], list[str]]:
    """What stands above an entry, and its lines."""
    key = "-" if entry.key is None else f"{_key(entry)}:"
    if len(key) > LONGEST_KEY:
        above, own = _entry(replace(entry, key="", quoted=False), indent)
        return above, [f"{' ' * indent}? {key[:-1]}", *own]
    lead = f"{' ' * indent}{key}"
    beside = f"  {entry.beside}" if entry.beside else ""
    value = entry.value
    if value.scalar:
        first, *rest = _scalar(value, len(lead) + 1, indent + STEP)
        return entry.above, [f"{lead} {first}".rstrip() + beside, *rest]
    if not value.entries:
        return [*entry.above, *value.tail], [f"{lead} {_flow(value)}{beside}"]
    if value.style is Style.FLOW and not value.remarked and len(lead) + 1 + len(flow := _flow(value)) <= WIDTH:
        return entry.above, [f"{lead} {flow}{beside}"]
    if entry.key is not None:
        return entry.above, [f"{lead}{beside}", *_down(value, indent + STEP)]
    # the first entry stands beside the dash, and what would stand between them goes above
    (above, own), *pieces = (_entry(e, indent + STEP) for e in value.entries)
    first, *rest = _lines(value, [([], own), *pieces], indent + STEP)
    besides = [entry.beside] if entry.beside else []
    return [*entry.above, *besides, *above], [f"{lead} {first[indent + STEP :]}", *rest]


def _key(entry: Entry) -> str:
    text = entry.key or ""
    return _quoted(text) if entry.quoted or "\n" in text else text


def _spaced(remarks: Iterable[str], spaced: bool) -> Iterator[str]:
    """Comments and blank lines, of which none follows on another, nor stands first unless something is above."""
    for remark in remarks:
        if remark or spaced:
            yield remark
        spaced = bool(remark)


def _indented(line: str, indent: int) -> str:
    return f"{' ' * indent}{line}" if line else ""


# values


def _flow(part: Part) -> str:
    """A value on one line, in brackets."""
    if part.scalar:
        return _inline(part, in_flow=True)
    if isinstance(part.data, list):
        return f"[{', '.join(_flow(e.value) for e in part.entries)}]"
    return f"{{{', '.join(f'{_key(e)}: {_flow(e.value)}' for e in part.entries)}}}"


def _scalar(part: Part, used: int, indent: int) -> list[str]:
    """A scalar that begins after so many columns: what stands there, and the lines below, at an indentation."""
    header, *rows = part.source or [""]
    if header and rows and not any(c.isdigit() for c in header):
        deep = next((len(row) - len(row.lstrip(" ")) for row in rows if row.strip(" ")), 0)
        rows = [row[deep:] for row in rows]
        if header in (">", ">-") and max(map(len, rows)) > WIDTH - indent:
            rows = _folded(part.data.removesuffix("\n"), WIDTH - indent) or rows
        return [header, *(_indented(row, indent) for row in rows)]
    text = _inline(part, in_flow=False)
    if used + len(text) <= WIDTH or not isinstance(part.data, str):
        return [text]
    folded = _folded(part.data, WIDTH - indent)
    return [">-", *(_indented(row, indent) for row in folded)] if len(folded) > 1 else [text]


def _inline(part: Part, *, in_flow: bool) -> str:
    match part.data:
        case None:
            return "null" if in_flow or part.style is not Style.EMPTY else ""
        case bool(truth):
            return "true" if truth else "false"
        case str(text):
            return text if part.style is Style.PLAIN and "\n" not in text else _quoted(text)
    raise TypeError(f"not of a document: {part.data}")


def _folded(text: str, width: int) -> list[str]:
    """A text in lines of a width, broken at single blanks; nothing where a reader would not join them to the same."""
    if text != text.strip() or "\n" in text or "\t" in text:
        return []
    lines: list[str] = []
    for word in re.split(r"(?<! ) (?! )", text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _bare(text: str) -> bool:
    """Whether every reader of YAML takes the bare words for this text, wherever they stand, and so does a person."""
    return bool(_BARE.fullmatch(text)) and text.lower() not in _OTHERS


_BARE = re.compile(r"[^\W\d_](?:[\w ()+=<>;.'’/-]*[\w).'’])?")
_OTHERS = ("true", "false", "yes", "no", "on", "off", "y", "n", "null", "none", "nan", "inf")


def _quoted(text: str) -> str:
    if ('"' in text or "\\" in text) and "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
