"""This file defines `typeset`: text as a printer sets it, with the quotation marks and apostrophes that a keyboard lacks."""

from __future__ import annotations

import re

_OPENING = re.compile(r"(^|[\s(\[—–-])\"")
_OPENING_SINGLE = re.compile(r"(^|[\s(\[—–-])'(?=\w)")


def typeset(text: str) -> str:
    """The text with curly quotation marks."""
    if '"' not in text and "'" not in text:
        return text
    text = _OPENING.sub("\\1“", text).replace('"', "”")
    return _OPENING_SINGLE.sub("\\1‘", text).replace("'", "’")
