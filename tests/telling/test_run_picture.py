"""A run as a picture: sound, escaped XML; states by colour, pattern and word; nothing outside it; what is left out is told."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from contract_model.model.answer import Verdict
from contract_model.model.states import NormState
from contract_model.telling.run_reply import RunReply
from contract_model.telling.timeline import WIDTH
from tests.telling.meat import at, event, in_time, instance, late, meat, step

SVG = "{http://www.w3.org/2000/svg}"
SIGN = 7.2  # pixels of a sign at 12 px, wide as it is in wide fonts


def picture(run, contract=None, *what_if):
    return ElementTree.fromstring(RunReply(run, contract or meat(), *what_if).to_svg())


def texts(root):
    return [e.text or "" for e in root.iter(f"{SVG}text")]


def many(count, state=NormState.FULFILLED):
    return tuple(instance(i, "pay", state, at(2), f"pay/{i}") for i in range(1, count + 1))


def test_a_picture(golden):
    golden("run-late.svg", RunReply(late(), meat()).to_svg() + "\n")
    golden("run-what-if.svg", RunReply(late(suspended=False), meat(), late(), (1,)).to_svg() + "\n")


def test_it_is_told_to_who_cannot_see_it():
    root = picture(late())
    assert root.get("role") == "img"
    named = root.get("aria-labelledby").split()
    assert [e.get("id") for e in root if e.tag in (f"{SVG}title", f"{SVG}desc")] == named
    said = root.findtext(f"{SVG}desc")
    assert "Delivery (deliver): suspended." in said
    assert "The contract is in effect." in said


def test_nothing_is_loaded_and_nothing_runs():
    svg = RunReply(late(), meat()).to_svg()
    assert "<script" not in svg
    assert "href" not in svg
    assert svg.count("http") == 1  # the name of SVG


def test_each_state_has_a_word_in_the_legend_and_a_look_of_its_own():
    run = replace(late(), steps=(), instances=tuple(instance(i, "pay", s, at(2), f"pay/{i}") for i, s in enumerate(NormState, 1)))
    root = picture(run)
    said = texts(root)
    looks = set()
    for state in NormState:
        assert state.value.replace("_", " ") in said
    for group in root.iter(f"{SVG}g"):
        rects = group.findall(f"{SVG}rect")
        if rects:
            looks.add(tuple((r.get("fill"), r.get("stroke"), r.get("stroke-dasharray")) for r in rects))
    assert len(looks) == len(NormState)
    patterns = {p.find(f"{SVG}path").get("d") for p in root.iter(f"{SVG}pattern")}
    assert len(patterns) == len(list(root.iter(f"{SVG}pattern")))  # no two states share a pattern


def test_signs_of_xml_are_escaped():
    contract = replace(meat(), title='<script>&"\x00\x1b')
    root = picture(late(), contract)
    assert texts(root)[0].startswith('<script>&"')


def test_a_violation_is_marked_where_it_happened():
    titles = [t.text for t in picture(late()).iter(f"{SVG}title")]
    assert "pay is violated on 8 January 2026" in titles
    assert "secrecy is violated on 10 January 2026" in titles


def test_an_open_norm_shows_until_when_it_is_in_time():
    run = replace(late(), at=at(30), instances=(instance(1, "deliver", NormState.IN_FORCE, at(0), due=at(10)),), steps=())
    assert "deliver: in time through 10 January 2026" in [t.text for t in picture(run).iter(f"{SVG}title")]


def test_events_at_one_moment_share_a_label():
    assert "3, 4" in texts(picture(late()))


@pytest.mark.parametrize("hours", [(0, 20, 40, 60), (0, 24, 48, 52, 60, 84, 90), tuple(range(0, 400, 7))])
def test_the_numbers_of_events_do_not_touch(hours):
    happenings = tuple(replace(event(0, "terminate", "seller"), instant=at(0, h)) for h in hours)
    run = replace(late(), at=at(20), steps=(), history=replace(late().history, happenings=happenings))
    above = [e for e in picture(run).iter(f"{SVG}text") if e.get("class") == "number" and e.get("text-anchor") == "middle"]
    places = sorted((float(e.get("x")), len(e.text) * SIGN) for e in above)
    assert all(x2 - x1 >= (w1 + w2) / 2 for (x1, w1), (x2, w2) in zip(places, places[1:], strict=False))
    assert above


def test_events_are_told_below_with_their_verdicts():
    said = texts(picture(late()))
    assert "10 January 2026: The buyer discloses the price (prohibited)" in said
    assert "10 January 2026: Known: the meat has been inspected" in said


def test_two_runs_stand_on_one_axis_and_tell_where_they_part():
    root = picture(late(suspended=False), None, late(), (1,))
    said = texts(root)
    assert said.count("they part") == 2
    assert said.index("As it happened") < said.index("With the what-if")
    parts = [line.get("x1") for line in root.iter(f"{SVG}line") if line.get("class") == "parts"]
    assert len(set(parts)) == 1


def test_many_instances_of_a_term_stand_under_one_heading():
    said = texts(picture(replace(late(), instances=many(4), steps=())))
    assert "Payment (pay), four instances" in said
    assert said.count("Payment") == 0
    assert texts(picture(replace(late(), instances=many(3), steps=()))).count("Payment") == 3


def test_of_very_many_norms_and_events_it_says_what_is_left_out():
    broken = instance(100, "deliver", NormState.VIOLATED, at(7), violated=1)
    happenings = tuple(event(3, "terminate", "seller") for _ in range(250))
    steps = tuple(step(at(3), i, Verdict.PROHIBITED if i == 249 else Verdict.SILENT) for i in range(250))
    run = replace(late(), instances=(*many(80), broken), steps=steps, history=replace(late().history, happenings=happenings))
    root = picture(run)
    said = texts(root)
    assert "60 of 81 norms are shown: first the violated, then the open ones." in said
    assert "200 of 250 events are shown: first those prohibited, in conflict or not decided." in said
    assert "Delivery" in said
    assert any(t.text.endswith("(prohibited)") for t in root.iter(f"{SVG}title"))


def test_a_run_without_norms_or_events_is_drawn():
    run = replace(late(), instances=(), steps=(), history=replace(late().history, happenings=()), at=at(0))
    assert "No norm over time came about." in texts(picture(run))


@pytest.mark.parametrize("days", [0, 1, 3, 20, 100, 400, 3_000, 40_000, 900_000])
def test_the_axis_names_a_few_moments_that_do_not_touch(days):
    root = picture(replace(late(), at=at(days), steps=(), history=replace(late().history, happenings=())))
    ticks = [e for e in root.iter(f"{SVG}text") if e.get("class") == "tick"]
    by_line = {}
    for tick in ticks:
        by_line.setdefault(tick.get("y"), []).append((float(tick.get("x")), len(tick.text) * SIGN))
    assert 1 <= max(len(line) for line in by_line.values()) <= 13
    for line in by_line.values():
        assert all(x2 - x1 > (w1 + w2) / 2 for (x1, w1), (x2, w2) in zip(sorted(line), sorted(line)[1:], strict=False))


LONG = "A heading that goes on and on and would run into the lanes beside it if nobody cut it short"


def test_no_text_runs_out_of_its_place():
    contract = meat()
    (version,) = contract.versions
    terms = {id: replace(t, heading=LONG) for id, t in version.terms.items()}
    contract = replace(contract, title=LONG * 2, versions=(replace(version, terms=terms),))
    for run in (late(), in_time()):
        root = picture(run, contract)
        for text in root.iter(f"{SVG}text"):
            size = {"title": 10.8, "small": 6.3, "tick": 6.3, "state": 6.3, "number": 7.2}.get(text.get("class"), 7.0)
            wide = len(text.text) * size
            x = float(text.get("x"))
            left = x - {"middle": wide / 2, "end": wide}.get(text.get("text-anchor"), 0)
            assert left >= 0
            assert left + wide <= WIDTH
            if text.get("class") in ("name", "small") and x < 60:
                assert left + wide <= 300


def test_a_long_label_is_told_whole_to_who_points_at_it():
    contract = meat()
    (version,) = contract.versions
    terms = {id: replace(t, heading=LONG) for id, t in version.terms.items()}
    root = picture(late(), replace(contract, versions=(replace(version, terms=terms),)))
    cut = [t for t in root.iter(f"{SVG}text") if t.get("class") == "name"]
    assert all(t.text.endswith("…") and t.findtext(f"{SVG}title") == LONG for t in cut)


def test_hours_are_named_where_it_is_all_about_a_day():
    run = replace(late(), at=at(0, 20), steps=(), history=replace(late().history, happenings=()))
    assert any(":" in t for t in texts(picture(run)))
