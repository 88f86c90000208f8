"""This file tests a picture in the dark: each colour has its like, what is written stays, and what is read can be read."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from contract_model.model.states import NormState
from contract_model.telling import drawing, timeline, tree_picture
from contract_model.telling.dark import DARK, in_the_dark
from contract_model.telling.run_reply import RunReply
from tests.telling.meat import at, instance, late, meat

COLOUR = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b")


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_colour_of_the_pictures_has_one_in_the_dark():
    used = {colour for module in (drawing, timeline, tree_picture) for colour in COLOUR.findall(Path(module.__file__).read_text())}
    assert used - {"#fff"} <= set(DARK)


def test_no_colour_of_the_light_is_left_and_nothing_else_is_changed():
    run = replace(late(), steps=(), instances=tuple(instance(i, "pay", s, at(2), f"pay/{i}") for i, s in enumerate(NormState, 1)))
    light = RunReply(run, meat()).to_svg()
    dark = in_the_dark(light)
    assert set(COLOUR.findall(dark)) <= set(DARK.values())
    assert COLOUR.sub("", dark) == COLOUR.sub("", light)


def test_what_is_written_in_a_picture_stays():
    said = '<title>fill:#fff1c2 stroke=&quot;#24292f&quot;</title><style>.a{fill:#fff}</style><text fill="#24292f">stroke:#fff</text>'
    assert in_the_dark(said) == (
        '<title>fill:#fff1c2 stroke=&quot;#24292f&quot;</title><style>.a{fill:#191815}</style><text fill="#e9e5db">stroke:#fff</text>'
    )


def test_words_can_be_read_on_every_paper():
    papers = {style.paper for style in (*drawing.STYLES.values(), *timeline._STYLES.values())} | {"#f6f8fa"}
    assert min(contrast(DARK["#24292f"], DARK[paper]) for paper in papers) >= 7
    inks = {style.ink for style in (*drawing.STYLES.values(), *timeline._STYLES.values())}
    assert min(contrast(DARK[ink], DARK["#ffffff"]) for ink in inks) >= 3
