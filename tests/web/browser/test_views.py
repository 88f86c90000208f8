"""The pages beside the what-if page in a browser; and what holds of every page: it hinders nobody, and it goes on a phone and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.web.browser.chrome import runs_over, violations

LAUNCH = "contract=microsoft-openai&q=OpenAI+launches+a+product+on+AWS+in+2027"
SALE = "contract=meat-sale&start=2026-01-01&complete=yes&until=day+20&at=day+12&says=The+buyer+pays+1100+USD"
PAGES = {
    "start": "/",
    "answer": f"/ask?{LAUNCH}",
    "misunderstood": "/ask?contract=microsoft-openai&q=OpenAI+launches+a+product+on+Mars",
    "contracts": "/contracts",
    "terms": "/terms?contract=flat-lease",
    "tree": f"/tree?{LAUNCH}",
    "comparison": f"/compare?{LAUNCH}",
    "redline": "/redline?contract=microsoft-openai&before=2023-01-23&after=2025-01-21",
    "history": f"/history?{SALE}",
    "bad-history": "/history?contract=meat-sale&at=someday&says=The+buyer+juggles",
}


@pytest.mark.parametrize("name", PAGES)
def test_nothing_hinders_a_reader_by_day_or_night_at_a_desk_or_on_a_phone(visiting, server, name):
    page = visiting(server, PAGES[name])
    expect(page.locator(".part.coming")).to_have_count(0)
    page.evaluate("document.querySelectorAll('details:not(.chooser)').forEach(d => d.open = true)")
    assert violations(page) == []
    for width in (360, 320):
        page.set_viewport_size({"width": width, "height": 740})
        assert runs_over(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast", "target-size") == []


PAPER = {
    "tree": "Can Microsoft support what it needs?",
    "comparison": "It depends under both versions, but on other things.",
    "history": "Permitted by “Late payment” (pay-late).",
    "terms": "The tenant sublets only with the landlord’s consent.",
}


@pytest.mark.parametrize("name", PAPER)
def test_a_page_on_paper_is_what_it_says(visiting, server, name):
    page = visiting(server, PAGES[name])
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text(PAPER[name])).to_be_visible()
    expect(page.get_by_role("navigation", name="Views")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_tree_is_gone_through_question_by_question(visiting, server):
    page = visiting(server, PAGES["tree"])
    expect(page.get_by_text("Can Microsoft support what it needs?")).to_be_visible()
    willing = page.get_by_text("Is Microsoft willing to support it?")
    expect(willing).to_be_visible()
    already = page.get_by_text("Is it on Azure already, before this launch?")
    expect(already).to_be_hidden()
    page.locator("summary", has_text=re.compile("^yes$")).last.click()
    expect(already).to_be_visible()
    page.get_by_role("link", name=re.compile("Ask this: prohibited")).click()
    expect(page.locator("#verdict")).to_have_text("Prohibited")


def test_a_tree_is_there_as_a_picture(visiting, server):
    page = visiting(server, PAGES["tree"])
    page.get_by_text("As a picture").click()
    picture = page.get_by_role("img", name="The same tree")
    expect(picture).to_be_visible()
    expect(picture).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("look", ["", "&look=dark", "&look=light"])
def test_a_picture_follows_the_look_of_the_page_and_is_light_on_paper(visiting, server, look):
    page = visiting(server, f"/history?{SALE}{look}", dark=look != "&look=dark")
    light, dark = page.locator(".light-paper"), page.locator(".dark-paper")
    expect(light).to_have_count(1)
    page.get_by_text("Take it away").scroll_into_view_if_needed()  # a picture is fetched when it comes near
    for picture in [light, *([dark] if look != "&look=light" else [])]:
        expect(picture).not_to_have_js_property("naturalWidth", 0)

    def seen(picture) -> bool:
        box = picture.bounding_box() if picture.count() else None
        return box is not None and box["width"] > 100

    assert (seen(light), seen(dark)) == ((True, False) if look == "&look=light" else (False, True))
    page.emulate_media(media="print")
    assert (seen(light), seen(dark)) == (True, False)
    assert page.request.get(f"{server}{page.locator('.picture a').get_attribute('href')}").text().count("#191815") == 0
    if dark.count():
        assert page.request.get(f"{server}{dark.get_attribute('src')}").text().count("#ffffff") == 0


def test_two_versions_are_compared_by_choosing_them(visiting, server):
    page = visiting(server, PAGES["answer"])
    page.get_by_role("link", name="Two versions").click()
    page.get_by_label("Before").select_option("2023-01-23")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".difference")).to_have_text(
        "Prohibited under the version of 23 January 2023, it depends under that of 27 April 2026."
    )
    expect(page).to_have_url(re.compile("before=2023-01-23"))
    page.get_by_role("link", name="Everything that is different").click()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    page.get_by_role("link", name="Ask both versions").first.click()
    expect(page.locator(".comparison .two section")).to_have_count(2)


def test_a_history_is_put_together_event_by_event(visiting, server):
    page = visiting(server, "/history?contract=meat-sale&start=2026-01-01&complete=yes")
    page.get_by_label("When", exact=True).fill("day 12")
    page.get_by_label("What happens", exact=True).fill("The buyer pays 1100 USD")
    page.keyboard.press("Enter")
    expect(page.locator(".happening .ruling")).to_contain_text("Permitted by “Late payment” (pay-late).")
    expect(page.get_by_label("When", exact=True)).to_be_focused()
    page.keyboard.type("day 8")
    page.keyboard.press("Tab")
    page.keyboard.type("The seller suspends the delivery")
    page.keyboard.press("Enter")
    expect(page.locator(".happening .understood").first).to_have_text("9 January 2026: The seller suspends the delivery.")
    expect(page.locator(".norm summary", has_text="“Late payment”")).to_have_text("“Late payment” (pay-late): fulfilled")
    page.get_by_label("When event 2 happened").fill("day 3")
    page.keyboard.press("Enter")
    expect(page.locator(".happening .understood").first).to_have_text("4 January 2026: The buyer pays 1,100 USD.")
    page.get_by_role("link", name="Remove event 1").click()
    expect(page.locator(".happening .understood")).to_have_count(1)
    expect(page).to_have_url(re.compile("suspends"))
    page.go_back()
    expect(page.locator(".happening .understood")).to_have_count(2)


def test_what_is_wrong_with_an_event_is_told_beside_it(visiting, server):
    page = visiting(server, PAGES["bad-history"])
    expect(page.locator(".happening.wrong .problem").first).to_be_visible()
    expect(page.get_by_label("What happened in event 1")).to_have_value("The buyer juggles")


def test_a_history_without_scripts_is_the_same(visiting, server):
    page = visiting(server, PAGES["history"], java_script_enabled=False)
    page.get_by_label("When", exact=True).fill("day 13")
    page.get_by_label("What happens", exact=True).fill("The seller discloses the contract")
    page.get_by_role("button", name="Add, and work it out").click()
    expect(page.locator(".happening .ruling").last).to_have_text(re.compile("Prohibited by “Secrecy”"))


def test_an_answer_taken_away_is_a_page_of_its_own(visiting, server, tmp_path):
    page = visiting(server, PAGES["answer"])
    with page.expect_download() as saved:
        page.get_by_role("link", name="as a page of its own").click()
    path = tmp_path / "answer.html"
    saved.value.save_as(path)
    page = visiting(path.as_uri(), "")
    expect(page.get_by_role("heading", level=1)).to_have_text("OpenAI launches a product on AWS in 2027")
    assert violations(page) == []
