"""This file defines `typeset`: text as a printer sets it, with the quotation marks that a keyboard lacks, and dates that stay together."""

from __future__ import annotations

import re

_OPENING = re.compile(r"(^|[\s(\[—–-])\"")
_OPENING_SINGLE = re.compile(r"(^|[\s(\[—–-])'(?=\w)")
_DATE = re.compile(r"\b(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December)\b")
_SPACE = "\N{NO-BREAK SPACE}"


def typeset(text: str) -> str:
    """The text with curly quotation marks, and no line that ends between a day and its month."""
    text = _DATE.sub(rf"\1{_SPACE}\2", text)
    if '"' not in text and "'" not in text:
        return text
    text = _OPENING.sub("\\1“", text).replace('"', "”")
    return _OPENING_SINGLE.sub("\\1‘", text).replace("'", "’")
