"""This file tests what is told of a timeline: in words, as data, and as a picture."""

from __future__ import annotations

import json
import re
from datetime import date
from xml.etree import ElementTree

import jsonschema
import pytest

from contract_model.loading.load import load, shipped_ids
from contract_model.model.case import ANY_DATE, DateSpan
from contract_model.telling.timeline_schema import timeline_schema
from tests.telling.conftest import ask

LAUNCH = "OpenAI launches a product on AWS in 2027"
SHED = """
contract: shed
parties: {tenant: The tenant, owner: The owner}
sources: {L: {title: The lease, publisher: us, date: "2026", grade: official}}
actions: {build: {says: "{actor} builds a shed", phrases: [build a shed]}}
facts:
  agreed: {asks: Is it agreed?, kind: truth}
  asked_on: {asks: When was the owner asked?, kind: date}
definitions:
  summer: {says: it is summer, is: "2026-06-01 <= date <= 2026-08-31"}
ambiguities:
  ends:
    asks: "When does the lease end?"
    readings: {early: in autumn, late: in winter}
    default: late
policies: {silence: prohibited}
version: 2026-01-01
title: The lease
terms:
  - {id: sheds, kind: permission, heading: Sheds, bearer: tenant, action: build, when: not summer, through: 2026-12-31,
     certainty: official, sources: [L]}
  - {id: small, kind: permission, bearer: tenant, action: build, when: not summer and agreed, from: 2026-03-01,
     certainty: official, sources: [L]}
  - {id: over, kind: prohibition, heading: No more, bearer: tenant, action: build, notwithstanding: sheds,
     when: ends == early and date > 2026-10-15, certainty: official, sources: [L]}
"""


def told(question=LAUNCH, name="microsoft-openai", *, over=ANY_DATE, readings=False, **options):
    """The timeline of a question."""
    return ask(name, question, **options).timeline(over, readings=readings)


def flat(reply, width=80):
    """Its words without the breaks of lines."""
    return " ".join(reply.to_text(width).split())


def test_a_timeline_as_a_reader_sees_it(golden):
    golden("launch-timeline.txt", told().to_text() + "\n")
    golden("launch-timeline-readings.txt", told(readings=True).to_text() + "\n")
    golden("shed-timeline.md", told("the tenant builds a shed", SHED, readings=True).to_markdown())
    golden("shed-timeline.svg", told("the tenant builds a shed", SHED, readings=True).to_svg() + "\n")


def test_the_days_on_which_it_is_permitted_are_told_first():
    since = DateSpan(date(2026, 1, 1), None)
    assert "Permitted for certain on no day; as things may turn out, from 28 October 2025 on." in flat(told())
    already = flat(told(facts=["on_azure=true"]))
    assert "Permitted for certain from 27 April 2026 on; as things may turn out, from 28 October 2025 on." in already
    assert "Permitted from 27 April 2026 on." in flat(told(facts=["on_azure=true", "access=api"], over=since))
    never = told("Microsoft sublicenses OpenAI models in 2033", over=DateSpan(date(2033, 1, 1), date(2034, 1, 1)))
    assert "Permitted on no day." in flat(never)
    always = told(facts=["on_azure=true"], over=DateSpan(date(2027, 1, 1), date(2028, 1, 1)))
    assert "Permitted on every day." in flat(always)
    gaps = told("the tenant builds a shed", SHED, facts=["agreed=false"])
    assert "Permitted earliest on 1 January 2026, latest on 31 December 2026 (not on every day between)." in flat(gaps)


def test_a_condition_that_turns_is_told_as_it_is_written_and_in_words_and_once_for_all_terms_that_ask_it():
    text = flat(told("the tenant builds a shed", SHED, facts=["agreed=true"]))
    assert (
        "A condition of “Sheds” (sheds) and a condition of “small” turn: “2026-06-01 <= date <= 2026-08-31” (summer, it is summer)." in text
    )


def test_the_first_and_the_last_day_of_a_term_are_told_as_such():
    text = flat(told("the tenant builds a shed", SHED, facts=["agreed=false"]))
    assert "31 December 2026 was the last day of “Sheds” (sheds)." in text
    assert "no term allows or forbids it, which the contract takes for prohibition, under the version of 1 January 2026" in text
    assert "The version of 1 January 2026 comes into force: it has “Sheds” (sheds)." in text


def test_of_another_reading_only_what_is_otherwise_is_told():
    text = flat(told("the tenant builds a shed", SHED, readings=True, facts=["agreed=false"]))
    other = text[text.index("If read otherwise: ends") :]
    assert "When does the lease end? In autumn." in other
    assert "Through 31 December 2025: silent, as above" in other
    assert "From 16 October 2026 on: prohibited Why A condition of “No more” (over) turns" in other
    assert "comes into force" not in other


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(width):
    for reply in (told(readings=True), told("the tenant builds a shed", SHED, readings=True)):
        assert max(len(line) for line in reply.to_text(width).splitlines()) <= width


def test_the_document_fits_its_schema_and_has_what_the_timeline_has():
    schema = timeline_schema()
    for name in shipped_ids():
        for question in load(name).examples[:4]:
            reply = told(question, name, readings=True)
            document = json.loads(reply.to_json())
            jsonschema.validate(document, schema)
            assert [s["verdict"] for s in document["spans"]] == [s.verdict.value for s in reply.spans]
            assert [b["day"] for b in document["borders"]] == [s["from"] for s in document["spans"][1:]]


def test_the_document_leaves_out_the_ends_that_are_none():
    document = told(facts=["on_azure=true"]).to_document()
    first, *_, last = document["spans"]
    assert (first.get("from"), first["through"], last["from"], last.get("through")) == (None, "2019-07-21", "2026-04-27", None)
    assert document["permitted"] == {"earliest": "2026-04-27", "latest": None, "days": [{"from": "2026-04-27"}]}
    assert told(over=DateSpan(None, date(2020, 1, 1))).to_document()["permissible"] is None


def test_a_picture_tells_by_word_and_pattern_what_it_tells_by_colour():
    svg = told("the tenant builds a shed", SHED, readings=True).to_svg()
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    title, described = (root.find(f"{{http://www.w3.org/2000/svg}}{tag}").text for tag in ("title", "desc"))
    assert title == "The tenant builds a shed: the verdict over time"
    assert "As read by default: through 31 December 2025 silent; " in described
    words = {"".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"permitted", "prohibited", "silent"} <= words
    patterns = set(re.findall(r'<pattern id="([^"]+)"', svg))
    assert patterns == set(re.findall(r"url\(#([^)]+)\)", svg)) == {"spans-permitted", "spans-prohibited", "spans-depends"}
    assert "href" not in svg


def test_bars_of_a_picture_lie_side_by_side_within_it():
    svg = told(readings=True).to_svg()
    boxes = [(float(x), float(y), float(w)) for x, y, w in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="26', svg)]
    rows = {}
    for x, y, wide in dict.fromkeys(boxes):
        rows.setdefault(y, []).append((x, x + wide))
    assert len(rows) == 10
    for bars in rows.values():
        assert bars[0][0] == 300
        assert abs(bars[-1][1] - 1050) < 1
        assert all(abs(one[1] - other[0]) < 0.2 for one, other in zip(bars, bars[1:], strict=False))


def test_a_picture_of_one_verdict_for_ever_and_of_one_day_can_be_drawn():
    for over in (ANY_DATE, DateSpan(date(1, 1, 1), date(1, 1, 1)), DateSpan(date(9999, 12, 31), None), DateSpan(None, date(1, 1, 1))):
        ElementTree.fromstring(told("OpenAI tightens the rate limits of its API", over=over).to_svg())


def test_a_reply_shows_itself():
    reply = told()
    assert repr(reply) == "<TimelineReply: microsoft-openai; silent, prohibited, depends, depends, depends, depends, depends>"
    assert str(reply) == reply.to_text()
    assert reply.to_svg() in reply._repr_html_()
    assert [str(b.day) for b in reply.borders] == ["2019-07-22", "2025-01-21", "2025-10-28", "2026-02-27", "2026-04-27", "2033-01-01"]
