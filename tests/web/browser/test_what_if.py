"""The what-if page in a browser: what a person does there, by mouse, by keyboard, without scripts, on a phone, on paper."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from playwright.sync_api import Page, Route, expect

from tests.web.browser.chrome import transferred

QUESTION = "OpenAI launches a product on AWS in 2027"
ASKED = "/ask?contract=microsoft-openai&q=OpenAI+launches+a+product+on+AWS+in+2027"


def verdict(page: Page):
    return page.locator("#verdict")


def line(page: Page):
    """The line in which one asks."""
    return page.get_by_role("combobox", name="What if")


def switch(page: Page, asks: str, answer: str):
    """A switch's position, by the question and the answer that stand there."""
    return page.get_by_role("group", name=asks).get_by_label(answer, exact=True)


def settled(page: Page):
    """What comes later has come."""
    expect(page.locator(".part.coming")).to_have_count(0)


def test_a_question_is_asked_in_words(visiting, server):
    page = visiting(server, "/")
    line(page).fill(QUESTION)
    page.keyboard.press("Enter")
    expect(verdict(page)).to_have_text("It depends")
    expect(page).to_have_url(server + ASKED)
    expect(page.get_by_label("On which cloud is it launched?")).to_have_value("aws")
    expect(page.locator("#spoken")).to_have_text(re.compile("It depends on three facts"))


def test_the_form_of_the_event_tells_its_question_back(visiting, server):
    page = visiting(server, ASKED)
    page.get_by_label("On which cloud is it launched?").select_option("azure")
    expect(verdict(page)).to_have_text("Permitted")
    expect(line(page)).to_have_value("OpenAI launches a product on Azure in 2027")


def test_a_fact_is_switched_and_the_verdict_turns(visiting, server):
    page = visiting(server, ASKED)
    switch(page, "Can Microsoft support what it needs?", "no").check()
    expect(verdict(page)).to_have_text("Permitted")
    expect(page).to_have_url(f"{server}{ASKED}&fact.azure_can=no")
    switch(page, "Can Microsoft support what it needs?", "yes").check()
    switch(page, "Is Microsoft willing to support it?", "yes").check()
    switch(page, "Is it on Azure already, before this launch?", "no").check()
    expect(verdict(page)).to_have_text("Prohibited")


def test_a_question_that_one_has_begun_stays_whatever_comes_meanwhile(visiting, server):
    page = visiting(server, ASKED)
    held: list[Route] = []
    page.route(re.compile(r"/ask\?.*fact\.azure_can=no"), lambda route: held.append(route))
    with page.expect_request(re.compile("azure_can=no")):
        switch(page, "Can Microsoft support what it needs?", "no").check()
    line(page).fill("Microsoft uses OpenAI models in")
    held[0].continue_()
    expect(verdict(page)).to_have_text("Permitted")
    expect(line(page)).to_have_value("Microsoft uses OpenAI models in")
    expect(line(page)).to_be_focused()


def test_a_reading_is_chosen_and_the_verdict_turns(visiting, server):
    page = visiting(server, ASKED + "&fact.azure_can=no&fact.azure_will=yes&fact.on_azure=no")
    expect(verdict(page)).to_have_text("Permitted")
    switch(page, "Must Microsoft be both unable and unwilling", "only both together").check()
    expect(verdict(page)).to_have_text("Prohibited")
    expect(page).to_have_url(re.compile("reading.exception=conjunctive"))


def test_the_date_is_dragged_along_the_timeline(visiting, server):
    page = visiting(server, ASKED)
    settled(page)
    slider = page.get_by_role("slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.35, y, steps=4)
    page.mouse.move(box["x"] + box["width"] * 0.22, y, steps=4)
    page.mouse.up()
    expect(verdict(page)).to_have_text("Prohibited")
    expect(page).to_have_url(re.compile(r"date=202[0-4]-"))


def test_reasons_are_opened_step_by_step(visiting, server):
    page = visiting(server, ASKED)
    settled(page)
    reasons = page.locator("#reasons")
    expect(reasons.get_by_text("“Products ship first on Azure” is not met", exact=False)).to_be_visible()
    hidden = reasons.locator("details:not([open])").last
    hidden.locator("summary").first.scroll_into_view_if_needed()
    outer = reasons.locator("summary", has_text="“Any cloud” allows it")
    inner = outer.locator("xpath=../ul").first
    expect(inner).to_be_hidden()
    outer.click()
    expect(inner).to_be_visible()


def test_what_would_change_the_answer_is_clicked_and_so(visiting, server):
    page = visiting(server, ASKED)
    settled(page)
    page.locator("#changes").get_by_role("link", name="Microsoft cannot support what it needs").click()
    expect(verdict(page)).to_have_text("Permitted")
    expect(switch(page, "Can Microsoft support what it needs?", "no")).to_be_checked()


def test_a_link_carries_the_whole_scenario(visiting, server):
    page = visiting(server, ASKED)
    switch(page, "Can Microsoft support what it needs?", "yes").check()
    expect(page).to_have_url(re.compile("azure_can=yes"))
    switch(page, "Is Microsoft willing to support it?", "yes").check()
    expect(page).to_have_url(re.compile("azure_will=yes"))
    settled(page)
    other = visiting(server, page.url.removeprefix(server))
    settled(other)
    assert other.locator("#main").inner_text() == page.locator("#main").inner_text()


def test_back_and_forward_go_through_the_scenarios(visiting, server):
    page = visiting(server, ASKED)
    switch(page, "Can Microsoft support what it needs?", "no").check()
    expect(verdict(page)).to_have_text("Permitted")
    page.go_back()
    expect(verdict(page)).to_have_text("It depends")
    expect(page).to_have_url(server + ASKED)
    page.go_forward()
    expect(verdict(page)).to_have_text("Permitted")
    expect(switch(page, "Can Microsoft support what it needs?", "no")).to_be_checked()


def test_the_other_views_are_of_the_scenario_as_it_is(visiting, server):
    page = visiting(server, ASKED)
    switch(page, "Can Microsoft support what it needs?", "yes").check()
    expect(page.get_by_role("link", name="Decision tree")).to_have_attribute("href", re.compile("azure_can=yes"))
    page.get_by_role("link", name="Decision tree").click()
    expect(page.locator(".asks").first).to_have_text("Is Microsoft willing to support it?")


def test_everything_is_reached_by_the_keyboard_alone(visiting, server):
    page = visiting(server, "/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(line(page)).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(verdict(page)).to_have_text("It depends")
    expect(line(page)).to_be_focused()
    tabbed_to(page, lambda: page.evaluate("document.activeElement.name === 'fact.azure_can'"))
    page.keyboard.press("ArrowLeft")
    expect(verdict(page)).to_have_text("Permitted")
    assert page.evaluate("document.activeElement.name") == "fact.azure_can", "the focus stays where it was"
    settled(page)
    tabbed_to(page, lambda: page.evaluate("document.activeElement.type === 'range'"))
    before = page.url
    page.keyboard.press("Home")
    expect(page).not_to_have_url(before)
    expect(verdict(page)).to_have_text("Silent")
    settled(page)
    tabbed_to(page, lambda: page.evaluate("document.activeElement.closest('#reasons summary') !== null"))
    page.keyboard.press("Enter")


SEEN = """() => {
    const here = document.activeElement, seen = (e) => e && getComputedStyle(e).outlineStyle !== "none";
    return seen(here) || seen(here.nextElementSibling) || getComputedStyle(here).boxShadow !== "none";
}"""


def tabbed_to(page: Page, there) -> None:
    """Goes on with the tabulator until the focus is there; it is seen wherever it is."""
    for _ in range(150):
        page.keyboard.press("Tab")
        shown = page.evaluate(SEEN)
        assert shown, page.evaluate("document.activeElement.outerHTML")
        if there():
            return
    raise AssertionError("it is not reached")


def test_without_scripts_it_works_by_forms_and_links(visiting, server):
    page = visiting(server, "/", java_script_enabled=False)
    line(page).fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    expect(verdict(page)).to_have_text("It depends")
    switch(page, "Can Microsoft support what it needs?", "no").check()
    page.get_by_role("button", name="Judge again").click()
    expect(verdict(page)).to_have_text("Permitted")
    expect(page.get_by_role("slider")).to_have_count(1)
    page.locator("#changes").get_by_role("link", name="Microsoft can support what it needs").first.click()
    expect(verdict(page)).to_have_text("Prohibited")


def test_what_is_misunderstood_is_told_at_its_place(visiting, server):
    page = visiting(server, "/")
    line(page).fill("OpenAI launches a product on Mars in 2027")
    page.keyboard.press("Enter")
    expect(page.locator(".problem mark")).to_have_text("Mars")
    expect(line(page)).to_have_value("OpenAI launches a product on Mars in 2027")


SCRIPTS = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{constructor.constructor('alert(1)')()}}"
PARTS = ("contract", "q", "action", "actor", "date", "version", "fact.azure_can", "reading.exception", "look")


def test_no_script_runs_from_what_somebody_writes(visiting, server):
    page = visiting(server, ASKED)
    for field in (line(page), page.get_by_label("When?")):
        field.fill(SCRIPTS)
        page.keyboard.press("Enter")
        expect(page.locator(".problem").first).to_be_visible()
        page.goto(server + ASKED)
    for sent in (*({name: SCRIPTS} for name in PARTS), {"fact." + SCRIPTS: SCRIPTS, SCRIPTS: SCRIPTS}):
        page.goto(f"{server}/ask?contract=microsoft-openai&{urlencode(sent)}")
        assert page.locator("script:not([src]), [onerror], [href^='javascript:']").count() == 0


def test_an_apostrophe_in_a_question_is_no_trouble(visiting, server):
    page = visiting(server, "/ask?contract=microsoft-openai&q=OpenAI's+model+is+launched+on+AWS")
    expect(line(page)).to_have_value("OpenAI's model is launched on AWS")


def test_the_look_can_be_chosen_and_stays_so(visiting, server):
    page = visiting(server, ASKED)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("link", name="dark").click()
    dark = page.evaluate(paper)
    assert sum(map(int, re.findall(r"\d+", light)[:3])) > 600 > 200 > sum(map(int, re.findall(r"\d+", dark)[:3]))
    switch(page, "Can Microsoft support what it needs?", "no").check()
    expect(page).to_have_url(re.compile("look=dark"))
    assert page.evaluate(paper) == dark
    assert visiting(server, ASKED, dark=True).evaluate(paper) == dark


def test_on_paper_there_is_what_was_asked_and_what_came_out(visiting, server):
    page = visiting(server, ASKED)
    settled(page)
    page.emulate_media(media="print")
    expect(verdict(page)).to_be_visible()
    expect(page.locator("#term-azure-first")).to_be_visible()
    expect(page.get_by_role("navigation", name="Views")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_first_view_is_light(visiting, server):
    sizes = transferred(visiting(server, None), server + ASKED)
    assert len(sizes) > 5
    assert sum(sizes.values()) < 200_000, sizes
