"""This file tests the what-if page as a browser gets it: whole, in parts after a click, by forms alone, and with anything typed into it."""

from __future__ import annotations

import gzip
import re
from dataclasses import fields
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from starlette.testclient import TestClient

from contract_model.problems import ContractError, Problem
from contract_model.web.app import create_app
from contract_model.web.pages.ask import ask_view
from contract_model.web.pages.state import State
from contract_model.web.shelf import Shelf

LAUNCH = "OpenAI launches a product on AWS in 2027"
BY_SCRIPT = {"hx-request": "true"}


@pytest.fixture(scope="module")
def client():
    """Clocks stand still, but not those of the event loops of servers in other tests, which freezegun would stop."""
    with pytest.MonkeyPatch.context() as patched, TestClient(create_app(["microsoft-openai", "flat-lease", "meat-sale"])) as client:
        patched.setattr("contract_model.clock.today", lambda: date(2026, 11, 27))
        yield client


class Page(HTMLParser):
    """A page as its elements: `texts` by id, `links`, `fields` of each form, every tag with its attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.forms: dict[str, dict[str, str]] = {}
        self.links: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._form = ""
        self._list = ""
        self.feed(markup)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append((tag, found))
        if tag == "a" and "href" in found:
            self.links.append(found["href"] or "")
        if tag == "form":
            self._form = found.get("id") or "slide"
            self.forms[self._form] = {}
        fields = self.forms.get(self._form, {})
        if tag == "select":
            self._list = found["name"] or ""
        if tag == "option" and "selected" in found:
            fields[self._list] = found["value"] or ""
        if tag == "input" and "name" in found and (found.get("type") != "radio" or "checked" in found):
            fields[found["name"] or ""] = found.get("value") or ""
        if tag not in ("input", "meta", "link", "br"):
            self._open.append((tag, found.get("id") or ""))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "form":
            self._form = ""

    def handle_data(self, data):
        for _, id in self._open:
            if id:
                self.texts[id] = f"{self.texts.get(id, '')} {data}"

    def text(self, id: str) -> str:
        return " ".join(self.texts[id].split()).replace(" ,", ",")


def ask(client, query: str, **headers: str) -> Page:
    found = client.get(f"/ask?{query}", headers=headers)
    assert found.status_code == 200
    return Page(found.text)


def send(client, page: Page, form: str, **changed: str) -> tuple[Page, dict[str, str]]:
    """The page after a form of another was sent, and its address."""
    found = client.get(f"/ask?{urlencode({**page.forms[form], **changed})}")
    assert found.status_code == 200
    return Page(found.text), dict(parse_qsl(found.url.query.decode()))


def test_a_question_is_answered_with_its_verdict_terms_sources_line_changes_and_reasons(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH}))
    assert page.text("verdict") == "It depends"
    assert "Microsoft cannot support what it needs" in page.text("spread")
    assert "Products ship first on Azure" in page.text("term-azure-first")
    assert "It decides" in page.text("term-azure-first")
    assert "It decides" not in page.text("term-primary-partner")
    assert "The next phase of the Microsoft-OpenAI partnership" in page.text("source-O4")
    assert "From 22 July 2019 through 20 January 2025" in page.text("timeline")
    assert "In the hands of Microsoft, the counterparty." in page.text("changes")
    assert "The version of 27 April 2026 is in force" in page.text("reasons")


def test_every_source_that_is_cited_stands_at_the_foot(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH}))
    cited = {link.removeprefix("#") for link in page.links if link.startswith("#source-")}
    assert len(cited) > 5
    assert cited <= set(page.texts)


def test_a_term_that_several_versions_have_stands_there_for_each_at_a_place_of_its_own(client):
    found = client.get("/ask?contract=microsoft-openai&action=launch&actor=openai&date=2019-07-22..2025-01-20&fact.cloud=aws").text
    ids = re.findall(r'\bid="([^"]+)"', found)
    assert sorted(set(ids)) == sorted(ids)
    assert {"term-exclusive-cloud-2023-01-23", "term-exclusive-cloud-2019-07-22"} < set(ids)


def test_a_question_fills_the_form_of_the_event(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": "Microsoft uses OpenAI models in Copilot on 2032-12-31"}))
    form = page.forms["event"]
    assert (form["actor"], form["action"], form["date"]) == ("microsoft", "use", "2032-12-31")
    assert (form["fact.ip"], form["fact.host"]) == ("models", "Copilot")


def test_a_changed_form_is_told_back_as_a_question(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH}))
    page, address = send(client, page, "event", **{"fact.cloud": "google", "date": "March 2028"})
    assert page.forms["question"]["q"] == "OpenAI launches a product on Google Cloud in March 2028"
    assert address == {"contract": "microsoft-openai", "action": "launch", "actor": "openai", "date": "2028-03", "fact.cloud": "google"}


def test_another_action_begins_anew(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH, "fact.on_azure": "yes"}))
    page, address = send(client, page, "event", action="sell_stake")
    assert address == {"contract": "microsoft-openai", "action": "sell_stake", "actor": "openai", "date": "2027"}
    assert "problem" not in {a.get("class") for _, a in page.tags}


def test_a_question_that_was_not_changed_is_the_event_that_it_told_back(client):
    """Not every event is told in words that are understood again."""
    page = ask(client, "contract=microsoft-openai&action=settle_share&actor=openai&date=2028&fact.paid=nothing")
    again, address = send(client, page, "question")
    assert address["action"] == "settle_share"
    assert again.text("verdict") == page.text("verdict")


def test_a_switch_turns_the_answer_and_shows_what_is_set(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH}))
    page, address = send(client, page, "switches", **{"fact.azure_can": "no"})
    assert address == {"contract": "microsoft-openai", "q": LAUNCH, "fact.azure_can": "no"}
    assert page.text("verdict") == "Permitted"
    assert page.forms["switches"]["fact.azure_can"] == "no"
    page, address = send(client, page, "switches", **{"fact.azure_can": ""})
    assert page.text("verdict") == "It depends"
    assert "fact.azure_can" not in address


def test_a_switch_stays_where_it_is_when_the_verdict_no_longer_turns_on_it(client):
    before = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH}))
    after, _ = send(client, before, "switches", **{"fact.azure_can": "no"})
    assert list(before.forms["switches"]) == list(after.forms["switches"])


def test_a_presumption_is_a_switch_that_is_set_and_can_be_freed(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH}))
    assert page.forms["switches"]["fact.made_by"] == ""  # as presumed
    assert "OpenAI itself presumed" in page.text("case-made_by")
    page, address = send(client, page, "switches", **{"fact.made_by": "third_party"})
    assert (page.text("verdict"), address["fact.made_by"]) == ("Permitted", "third_party")
    page, address = send(client, page, "switches", **{"fact.made_by": "?"})
    assert page.text("verdict") == "It depends"
    assert page.forms["switches"]["fact.made_by"] == "?"


def test_a_reading_is_a_choice_with_its_support_and_what_it_would_change(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH}))
    told = page.text("reading-exception")
    assert "one of the two is enough reported, read so by default: S003, R6, R29" in told
    assert "only both together official: O4, R2, R3 then it depends on other things" in told
    page, address = send(client, page, "switches", **{"reading.exception": "conjunctive", "fact.azure_can": "no"})
    assert page.text("verdict") == "It depends"
    assert address["reading.exception"] == "conjunctive"


def test_the_floor_of_evidence_and_the_version_are_part_of_the_state(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH}))
    page, address = send(client, page, "switches", evidence="speculative", presume="no")
    assert (address["evidence"], address["presume"]) == ("speculative", "no")
    assert page.text("verdict") == "It depends"
    page, address = send(client, page, "event", version="2023-01-23", presume="")
    assert (address["version"], address["evidence"]) == ("2023-01-23", "speculative")
    assert page.text("verdict") == "Prohibited"


def test_what_would_change_the_answer_can_be_clicked(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": LAUNCH, "fact.azure_can": "no"}))
    others = [link for link in page.links if link.startswith("/ask?") and "fact.azure_will=yes" in link]
    verdicts = {Page(client.get(link).text).text("verdict") for link in others}
    assert verdicts == {"Prohibited"}


@pytest.mark.parametrize("goal", ["prohibited", "silent"])
def test_every_change_that_is_offered_brings_its_verdict_about(client, goal):
    markup = client.get(f"/ask?{urlencode({'contract': 'microsoft-openai', 'q': LAUNCH, 'fact.azure_can': 'no', 'to': goal})}").text
    part = Page(markup[markup.index('<section id="changes"') : markup.index('<section id="reasons"')])
    offered = [link for link in part.links if "#" not in link]
    assert offered
    word = {"prohibited": "Prohibited", "silent": "Silent"}[goal]
    assert {Page(client.get(link).text).text("verdict") for link in offered} == {word}


def test_every_stripe_of_the_line_leads_to_its_verdict(client):
    markup = client.get(f"/ask?{urlencode({'contract': 'microsoft-openai', 'q': 'Microsoft uses OpenAI models in Copilot in 2027'})}").text
    line = Page(markup[markup.index('<ol class="spans"') : markup.index('<section id="changes"')])
    words = [a["data-word"] for tag, a in line.tags if tag == "li" and "data-word" in a]
    assert len(words) == len(line.links) > 2
    assert [Page(client.get(link).text).text("verdict") for link in line.links] == words


def test_the_slider_gives_a_day_without_scripts_too(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": "Microsoft uses OpenAI models in Copilot on 2032-12-31"}))
    after, address = send(client, page, "slide", day=str(int(page.forms["slide"]["day"]) + 1))
    assert (page.text("verdict"), after.text("verdict"), address["date"]) == ("Permitted", "Prohibited", "2033-01-01")


# addresses


def test_an_address_that_is_written_another_way_leads_to_the_one_way(client):
    found = client.get("/ask?fact.on_azure=&q=OpenAI%20launches%20a%20product%20on%20AWS%20in%202027&contract=microsoft-openai&evidence=")
    assert [r.status_code for r in found.history] == [303]
    assert str(found.url).endswith("/ask?contract=microsoft-openai&q=OpenAI+launches+a+product+on+AWS+in+2027")


def test_a_click_brings_a_part_with_its_address_and_what_takes_longer_comes_by_itself(client):
    query = urlencode({"contract": "microsoft-openai", "q": LAUNCH, "fact.azure_can": "no", "evidence": ""})
    found = client.get(f"/ask?{query}", headers=BY_SCRIPT)
    assert found.headers["hx-push-url"] == "/ask?contract=microsoft-openai&q=OpenAI+launches+a+product+on+AWS+in+2027&fact.azure_can=no"
    assert found.headers["vary"].lower().startswith("hx-request")
    assert "<html" not in found.text
    page = Page(found.text)
    assert page.text("verdict") == "Permitted"
    assert page.text("spoken").startswith("Permitted")
    later = [a["hx-get"] for tag, a in page.tags if tag == "section" and (a.get("hx-trigger") or "").startswith("load")]
    assert [address.partition("?")[0] for address in later] == ["/ask/timeline", "/ask/changes", "/ask/reasons"]
    for address in later:
        name = address.partition("?")[0].removeprefix("/ask/")
        part = client.get(address, headers=BY_SCRIPT)
        assert part.status_code == 200
        assert part.text.count("<section") == 1
        assert len(Page(part.text).text(name)) > 50


def test_a_part_that_is_opened_by_itself_leads_to_its_page(client):
    found = client.get("/ask/timeline?contract=flat-lease&q=The+tenant+keeps+a+dog", follow_redirects=False)
    assert (found.status_code, found.headers["location"]) == (303, "/ask?contract=flat-lease&q=The+tenant+keeps+a+dog#timeline")
    assert client.get("/ask/nothing").status_code == 404


def test_going_back_gives_a_whole_page(client):
    headers = {**BY_SCRIPT, "hx-history-restore-request": "true"}
    assert "<html" in client.get("/ask?contract=flat-lease&q=The+tenant+keeps+a+dog", headers=headers).text


def test_the_look_goes_with_the_address(client):
    page = ask(client, "contract=flat-lease&q=The+tenant+keeps+a+dog&look=dark")
    assert ("html", {"lang": "en", "data-look": "dark"}) in page.tags
    asked = [link for link in page.links if "q=" in link or "action=" in link]
    assert len(asked) > 5
    others = [link for link in asked if "look=dark" not in link]
    assert {"look=light" in link for link in others} == {True, False}  # the two other looks, and no more
    assert len(others) == 2


def test_the_documentation_has_all_that_an_address_can_say_and_its_addresses_are_written_the_one_way(client):
    told = (Path(__file__).parents[2] / "docs" / "page.md").read_text()
    table = told[told.index("| key |") :].partition("\n\n")[0]
    names = re.findall(r"`([^`]+)`", " ".join(row.split("|")[1] for row in table.splitlines()[2:]))
    assert sorted(names) == sorted({f.name for f in fields(State)} - {"facts", "readings"} | {"fact.NAME", "reading.NAME"})
    addresses = re.findall(r"^/ask\?\S+$", told, re.MULTILINE)
    assert len(addresses) == 2
    for address in addresses:
        found = client.get(address)
        assert not found.history
        assert "verdict" in Page(found.text).texts


# what is wrong


def test_a_question_that_is_not_understood_is_told_at_its_place_and_stays_to_be_put_right(client):
    page = ask(client, urlencode({"contract": "microsoft-openai", "q": "OpenAI lunches a product on AWS"}))
    assert page.forms["question"]["q"] == "OpenAI lunches a product on AWS"
    assert "verdict" not in page.texts
    marked = [tag for tag, _ in page.tags if tag == "mark"]
    assert len(marked) == 1


@pytest.mark.parametrize(
    "wrong", ["fact.nonsense=1", "fact.on_azure=maybe", "date=someday", "evidence=rumour", "version=1066", "reading.exception=x", "a=b"]
)
def test_what_does_not_fit_is_told_and_the_rest_is_answered(client, wrong):
    found = client.get(f"/ask?{urlencode({'contract': 'microsoft-openai', 'q': LAUNCH})}&{wrong}")
    assert not found.history
    page = Page(found.text)
    assert page.text("verdict") == "It depends"
    assert [a.get("class") for tag, a in page.tags].count("problem") == 1
    kept = [link for link in page.links if link.startswith("/ask?")]
    assert kept
    assert not any(wrong in link for link in kept)


def test_a_contract_that_is_not_there_is_told_and_the_first_one_shown(client):
    page = ask(client, "contract=nonsense")
    assert [a.get("class") for tag, a in page.tags].count("problem") == 1
    assert "The Microsoft-OpenAI partnership" in page.text("title")


def test_each_example_of_each_contract_has_its_page(client):
    for id in ("flat-lease", "meat-sale"):
        page = ask(client, f"contract={id}")
        examples = [link for link in page.links if "q=" in link]
        assert examples
        for link in examples:
            assert "verdict" in Page(client.get(link).text).texts, link


def test_suggestions_go_on_with_what_is_typed(client):
    found = client.get("/suggest?contract=microsoft-openai&q=OpenAI+launches+a+product+on+Goo")
    assert 'value="OpenAI launches a product on Google"' in found.text
    assert client.get("/suggest?contract=nonsense&q=x").status_code == 200


# text of users

SCRIPT = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>{{1234*1234}}"""
PLACES = [
    "contract", "q", "action", "actor", "date", "version", "evidence", "presume", "to", "look", "day", "said", "was",
    "fact.on_azure", "fact.product", f"fact.{SCRIPT}", "reading.exception", f"reading.{SCRIPT}", SCRIPT,
]  # fmt: skip


@pytest.mark.parametrize("headers", [{}, BY_SCRIPT], ids=["whole", "part"])
@pytest.mark.parametrize("place", PLACES)
def test_nothing_that_somebody_sends_becomes_markup(client, place, headers):
    start = {"contract": "microsoft-openai", "action": "launch", "actor": "openai", "date": "2027"}
    found = client.get(f"/ask?{urlencode({**start, place: SCRIPT})}", headers=headers)
    assert found.status_code == 200
    page = Page(found.text)
    scripts = [a for tag, a in page.tags if tag == "script"]
    assert all(a.get("src", "").startswith("/static/") for a in scripts)
    assert not any(tag == "img" for tag, _ in page.tags)
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not any(name == "style" for _, attributes in page.tags for name in attributes)
    assert "1522756" not in found.text
    assert client.get(f"/suggest?{urlencode({'q': SCRIPT})}").text.count("<script") == 0


@pytest.mark.parametrize("path", ["/", f"/ask?{urlencode({'contract': 'microsoft-openai', 'q': LAUNCH})}"])
def test_a_page_reaches_no_other_host_and_has_no_script_or_style_of_its_own(client, path):
    page = Page(client.get(path).text)
    loaded = [a.get("src") or a.get("href") or "" for tag, a in page.tags if tag in ("script", "link", "img")]
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert not any(tag == "style" or "style" in attributes for tag, attributes in page.tags)


def test_the_first_view_is_small(client):
    """All that is loaded for it, as it is sent: under 200 kB."""
    found = client.get(f"/ask?{urlencode({'contract': 'microsoft-openai', 'q': LAUNCH})}", headers={"accept-encoding": "identity"})
    assets = client.app.state.assets.files
    used = [name for name in assets if not name.endswith(".txt")]
    size = sum(len(assets[n].compressed or assets[n].content) for n in used) + len(gzip.compress(found.content, 6))
    assert size < 200_000


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "..0001-06-01", "9999", "0001..9999", "2027-03-01T09:10"])
@pytest.mark.parametrize("contract", ["microsoft-openai&action=launch&actor=openai", "meat-sale&action=pay&actor=buyer"])
def test_the_ends_of_the_calendar_have_their_place_on_the_line(client, contract, day):
    page = ask(client, f"contract={contract}&date={day}")
    widths = [float(a["width"].removesuffix("%")) for tag, a in page.tags if tag == "rect" and "class" not in a]
    assert sum(widths) == pytest.approx(100, abs=0.1)


def test_a_part_that_cannot_be_worked_out_leaves_the_answer(client, monkeypatch):
    def too_large(*_):
        raise ContractError([Problem("too-large", "so much is open that it would take too long")])

    monkeypatch.setattr("contract_model.web.pages.ask.changes_of", too_large)
    view = ask_view(Shelf(["microsoft-openai"]), urlencode({"contract": "microsoft-openai", "q": LAUNCH}), date(2026, 11, 27))
    assert (view.wrong, view.verdict.word) == ((), "It depends")
    templates = client.app.state.templates.env
    part, line = (templates.get_template(f"ask/{name}.html").render(view=view, frame=view.frame) for name in ("changes", "timeline"))
    assert "So much is open that it would take too long." in Page(part).text("changes")
    assert "From 22 July 2019" in Page(line).text("timeline")


OFFERED = [
    ("flat-lease", "The tenant makes noise"),
    ("flat-lease", "The tenant makes noise on 2027-01-04 at 23:00"),
    ("flat-lease", "The tenant terminates the lease on 1 October 2026"),
    ("microsoft-openai", "OpenAI stops buying Azure in December 2028"),
]


@pytest.mark.parametrize(("contract", "question"), OFFERED)
def test_a_condition_or_change_that_can_be_clicked_is_then_so(contract, question):
    """Facts, amounts, periods, dates and times of day alike."""
    shelf, today = Shelf([contract]), date(2026, 11, 27)
    view = ask_view(shelf, State(contract=contract, q=question).query(), today)
    offered = [(p.verdict, way.url) for p in view.verdict.possible for way in p.ways]
    offered += [(change.verdict, change.url) for change in view.changes.changes]
    assert len(offered) > 1
    for verdict, url in offered:
        found = ask_view(shelf, url.partition("?")[2], today, ())
        assert (found.verdict.verdict, found.address, found.wrong) == (verdict, url, ())
