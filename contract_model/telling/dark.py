"""This file defines `in_the_dark`: a picture as it looks on a page that is dark. As a file, and on paper, a picture is as it was drawn."""

from __future__ import annotations

import re

DARK = {
    "#ffffff": "#191815",
    "#f6f8fa": "#23211d",
    "#e7eaed": "#2f2c27",
    "#24292f": "#e9e5db",
    "#57606a": "#a9a294",
    "#6e7781": "#8d8678",
    "#8b949e": "#7d7668",
    "#d3efdb": "#173a24",
    "#1a7f37": "#84cb99",
    "#fad7d3": "#4a1d19",
    "#b3261e": "#f2958a",
    "#fff1c2": "#40330f",
    "#8a6100": "#ddb565",
    "#e9dcf6": "#382549",
    "#8a3ab9": "#cfabe9",
    "#cfe3fb": "#1b324d",
    "#1f5fae": "#8fbcec",
    "#d3f0f5": "#12363e",
    "#0a6c86": "#7cc7d8",
    "#e4daf5": "#322748",
    "#6639a6": "#bfa3ec",
    "#eef0f2": "#2a2925",
    "#f1efe9": "#2c2a24",
    "#6b6455": "#a39b89",
}
"""What stands for each colour of the pictures; the paper is that of the pages."""
_STYLE = re.compile(r"(<style>)(.*?)(</style>)", re.DOTALL)
_RULE = re.compile(r"((?:fill|stroke):)(#[0-9a-f]{3,6})\b")
_ATTRIBUTE = re.compile(r'((?:fill|stroke)=")(#[0-9a-f]{3,6})(?=")')


def in_the_dark(svg: str) -> str:
    """A picture in the colours of the dark; what is written in it stays as it is."""
    found = _STYLE.sub(lambda style: style[1] + _RULE.sub(_dark, style[2]) + style[3], svg, count=1)
    return _ATTRIBUTE.sub(_dark, found)


def _dark(found: re.Match[str]) -> str:
    colour = "#ffffff" if found[2] == "#fff" else found[2]
    return found[1] + DARK[colour]
