"""This file tests the pages beside the what-if page: what each shows, and what each does where something is wrong."""

from __future__ import annotations

import datetime
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient

from contract_model import clock
from contract_model.testing.cases import read_case_file
from contract_model.web.app import create_app
from contract_model.web.pages.comparison import comparison_page
from contract_model.web.pages.edition import contracts_page, edition
from contract_model.web.pages.export import answer_json, answer_page, case_file
from contract_model.web.pages.history import Entry, Telling, history_json, history_page, history_svg, history_yaml, read_telling
from contract_model.web.pages.redline import redline_page
from contract_model.web.pages.state import State
from contract_model.web.pages.tree import Question, tree_page, tree_svg
from contract_model.web.shelf import Shelf

TODAY = datetime.date(2026, 11, 27)
LAUNCH = State("microsoft-openai", q="OpenAI launches a product on AWS in 2027")
LATE = Telling(
    "meat-sale",
    start="2026-01-01",
    until="day 20",
    complete=True,
    events=(
        Entry("day 12", "The buyer pays 1100 USD"),
        Entry("day 8", "The seller suspends the delivery"),
        Entry("day 13T09:00", "The buyer resumes the delivery"),
    ),
)


@pytest.fixture(scope="module")
def shelf():
    return Shelf(["microsoft-openai", "flat-lease", "meat-sale"])


@pytest.fixture(scope="module")
def client():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: TODAY)
        with TestClient(create_app(["microsoft-openai", "flat-lease", "meat-sale"], workers=0), follow_redirects=False) as client:
            yield client


def words(rows):
    return ["".join(p.text for p in row.pieces) for row in rows]


# a history


def test_a_history_is_told_in_the_order_of_time_with_the_verdict_on_each_event(shelf):
    page = history_page(shelf, LATE, TODAY)
    assert page.problems == ()
    assert [(i.entry.at, i.says, i.verdict) for i in page.items if i.entry] == [
        ("day 8", "The seller suspends the delivery", "permitted"),
        ("day 12", "The buyer pays 1,100 USD", "permitted"),
        ("day 13T09:00", "The buyer resumes the delivery", "permitted"),
    ]
    assert [e.at for e in page.telling.events] == ["day 8", "day 12", "day 13T09:00"]
    by_time = [i for i in page.items if not i.entry]
    assert [i.when for i in by_time] == ["1 January 2026", "8 January 2026", "16 January 2026, 09:00"]
    assert "“Payment” (pay) is violated: the deadline passed." in words(by_time[1].rows)


def test_the_ledger_says_how_each_norm_fared_and_what_can_still_be_done(shelf):
    page = history_page(shelf, LATE, TODAY)
    assert "“Payment” (pay): violated" in words(page.norms)
    assert "“Late payment” (pay-late): fulfilled" in words(page.norms)
    curable = next(p for p in page.standing if p.heading == "Curable")
    assert words(curable.rows) == ["“Delivery” (deliver): late performance still counts."]


def test_an_event_can_be_taken_out_of_a_history(shelf):
    suspension = history_page(shelf, LATE, TODAY).items[2]
    assert suspension.says == "The seller suspends the delivery"
    rest = read_telling(QueryParams(suspension.without).multi_items())
    assert [e.says for e in rest.events] == ["The buyer pays 1100 USD", "The buyer resumes the delivery"]


def test_what_becomes_known_is_told_with_its_name(shelf):
    telling = Telling("flat-lease", start="2026-01-01", events=(Entry("2026-02-01", "emergency = yes"),))
    page = history_page(shelf, telling, TODAY)
    assert page.problems == ()
    assert [i.says for i in page.items if i.entry] == ["Known: it is an emergency"]


def test_a_history_can_begin_with_the_examples_of_the_contract(shelf):
    empty = history_page(shelf, Telling("meat-sale"), TODAY)
    page = history_page(shelf, read_telling(QueryParams(empty.story).multi_items()), TODAY)
    assert page.problems == ()
    assert page.story == ""
    assert [(i.entry.at, i.says) for i in page.items if i.entry][:2] == [
        ("2020-01-05", "The buyer pays 1,000 USD"),
        ("2020-01-05", "The seller discloses the contract"),
    ]


def test_each_problem_stands_at_the_event_that_has_it(shelf):
    wrong = Telling("meat-sale", events=(Entry("day 12", "The buyer juggles"), Entry("yesterweek", "The buyer pays 1100 USD")))
    page = history_page(shelf, wrong, TODAY)
    first, second = page.items
    (problem,) = first.problems
    assert problem.excerpt[problem.span.column - 1 :][: problem.span.length] == "juggles"
    assert [p.name for p in second.problems] == ["bad-date"]
    assert page.norms == ()


def test_a_problem_with_the_whole_history_is_told_by_itself(shelf):
    assert [p.name for p in history_page(shelf, Telling("meat-sale", start="someday"), TODAY).problems] == ["bad-date"]
    assert [p.name for p in history_page(shelf, Telling("no-sale"), TODAY).problems] == ["no-contract"]


@pytest.mark.parametrize("events", [[Entry("day 1", "The buyer pays 1 USD")] * 101, [Entry("day 1", "x" * 7_000)]])
def test_a_history_that_no_address_can_carry_is_a_problem_in_words(shelf, events):
    (problem,) = history_page(shelf, Telling("meat-sale", events=tuple(events)), TODAY).problems
    assert problem.name == "too-large"


def test_a_history_taken_away_is_the_same_history(shelf, tmp_path):
    from contract_model.front import run

    path = tmp_path / "history.yaml"
    path.write_text(history_yaml(shelf, LATE, TODAY).content)
    one, other = json.loads(run(path).to_json()), json.loads(history_json(shelf, LATE, TODAY).content)
    assert other.pop("remarks") == ["one event stands after a later one, and all are sorted by their moments"]
    assert {**one, "remarks": None} == {**other, "remarks": None}
    assert history_svg(shelf, LATE, TODAY).content.startswith("<svg")


line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20).map(str.strip)


@given(
    st.builds(
        Telling,
        contract=line,
        start=line,
        until=line,
        complete=st.booleans(),
        facts=st.lists(line.filter(bool), max_size=2).map(tuple),
        readings=st.lists(line.filter(bool), max_size=2).map(tuple),
        events=st.lists(st.builds(Entry, line, line).filter(lambda e: e.at or e.says), max_size=3).map(tuple),
        look=st.sampled_from(["", "dark"]),
    )
)
def test_an_address_carries_the_whole_history(telling):
    assert read_telling(QueryParams(telling.query).multi_items()) == telling


def test_an_address_of_a_history_is_brought_into_its_one_form(client):
    events = "at=day+12&says=The+buyer+pays+1100+USD&at=day+3&says=The+seller+discloses+the+contract&at=&says="
    found = client.get(f"/history?contract=meat-sale&{events}")
    assert found.status_code == 303
    settled = client.get(found.headers["location"])
    assert settled.status_code == 200
    assert settled.text.index("discloses the contract") < settled.text.index("pays 1,100 USD")


# a decision tree


def test_a_tree_asks_until_the_verdict_is_settled_and_each_end_can_be_asked(shelf):
    page = tree_page(shelf, LAUNCH, TODAY)
    assert page.size == "Four paths; no order of the questions gives fewer."
    assert page.root.asks == "Can Microsoft support what it needs?"
    end, then = (t for _, t in page.root.answers)
    assert (end.verdict, end.state) == ("permitted", LAUNCH.with_fact("azure_can", "no"))
    assert isinstance(then, Question)


def test_a_tree_of_an_action_leaves_all_open_but_what_is_given(shelf):
    page = tree_page(shelf, State("flat-lease", action="keep_pet"), TODAY)
    assert page.root.asks == "Who acts?"
    assert [a for a, _ in page.root.answers] == ["the landlord", "the tenant"]
    assert tree_svg(shelf, State("flat-lease", action="keep_pet"), TODAY).content.startswith("<svg")


def test_without_an_action_the_page_lists_the_trees_that_there_are(shelf):
    page = tree_page(shelf, State("flat-lease"), TODAY)
    assert page.root is None
    assert "keep_pet" in [id for id, _, _ in page.actions]


# two versions


def test_two_versions_are_compared_on_one_question(shelf):
    page = comparison_page(shelf, State("microsoft-openai", q="OpenAI launches a product on AWS in 2024", before="2025-10-28"), TODAY)
    assert [(s.version, s.verdict.verdict) for s in page.sides] == [("2025-10-28", "depends"), ("2023-01-23", "prohibited")]
    assert page.says == "It depends under the version of 28 October 2025, prohibited under that of 23 January 2023."
    line = next(x for x in page.lines if x.heading == "All workloads on Azure")
    assert line.does[0] == ("", "")
    assert line.decides == (False, True)
    assert line.change.happened == "new"


def test_unless_versions_are_named_that_of_the_day_is_compared_with_the_one_before(shelf):
    page = comparison_page(shelf, LAUNCH, TODAY)
    assert (page.state.before, page.state.after) == ("2026-02-27", "2026-04-27")


def test_what_changed_is_told_by_term_and_by_events_that_can_be_asked_of_both(shelf):
    page = redline_page(shelf, State("microsoft-openai", before="2026-02-27", after="2026-04-27"), 10)
    assert {t.id: t.happened for t in page.terms}["azure-first"] == "new"
    one = next(c for c in page.classes if (c.before, c.after) == ("permitted", "prohibited") and c.says.startswith("OpenAI launches"))
    assert "it is not on Azure already, before this launch" in one.common
    both = comparison_page(shelf, one.state, TODAY)
    assert [s.verdict.verdict for s in both.sides] == ["permitted", "prohibited"]


@pytest.mark.parametrize("presume", ["", "no"])
def test_each_event_that_a_redline_tells_gets_the_two_verdicts(shelf, presume):
    page = redline_page(shelf, State("microsoft-openai", before="2025-10-28", after="2026-04-27", presume=presume), 10)
    assert (page.wider is None, page.narrower is None) == (bool(presume), not presume)
    assert len(page.classes) > 5
    for one in page.classes:
        both = comparison_page(shelf, one.state, TODAY)
        assert both.problems == ()
        assert [s.verdict.verdict for s in both.sides] == [one.before, one.after]


def test_without_the_solver_what_is_written_differently_is_told_all_the_same(shelf, monkeypatch):
    monkeypatch.setattr("contract_model.extras.find_spec", lambda library: None)
    page = redline_page(shelf, State("microsoft-openai"), 10)
    assert page.terms
    assert page.classes is None
    assert "pip install" in page.remark


def test_a_contract_of_one_version_has_nothing_to_compare(shelf):
    assert "one version" in redline_page(shelf, State("flat-lease"), 10).remark
    assert "one version" in comparison_page(shelf, State("flat-lease", q="May the tenant keep a dog"), TODAY).remark


# contracts to read


def test_a_contract_is_read_in_the_version_of_the_day_with_its_evidence(shelf):
    page = edition(shelf, State("microsoft-openai"), TODAY)
    assert page.version.id == "2026-04-27"
    term = next(t for t in page.terms if t.id == "azure-first")
    assert (term.certainty, [m.id for m in term.sources], term.history) == ("official", ["O4", "S003"], "new")
    assert {"O4", "S003"} <= {s.id for s in page.sources}
    assert [c.id for c in contracts_page(shelf, State()).contracts] == ["microsoft-openai", "flat-lease", "meat-sale"]


def test_a_version_that_is_not_there_is_a_problem_and_the_page_still_works(shelf):
    page = edition(shelf, State("microsoft-openai", version="2026-04-28"), TODAY)
    assert [p.name for p in page.problems] == ["unknown-name"]
    assert page.terms


# what is taken away


def test_a_scenario_taken_away_as_a_case_holds(shelf, tmp_path):
    path = tmp_path / "answer.cases.yaml"
    path.write_text(case_file(shelf, LAUNCH.with_fact("azure_can", "yes"), TODAY).content)
    (case,) = read_case_file(str(path)).cases
    assert case.name == "OpenAI launches a product on AWS in 2027"


def test_the_answer_as_data_is_that_of_the_command_line(shelf):
    from contract_model.front import ask

    assert answer_json(shelf, LAUNCH, TODAY).content == ask(LAUNCH.q, "microsoft-openai", today=TODAY).to_json() + "\n"


def test_a_page_taken_away_needs_nothing_else(shelf):
    page = answer_page(shelf, LAUNCH, TODAY).content
    assert "it is on Azure already" in page
    outside = r"<(script|link|iframe|img|object|embed|base|form)\b|@import|url\((?!#)|\b(src|href|action)\s*=\s*[\"'](?!#)"
    assert re.findall(outside, page) == []


# what is wrong, and what is hostile

PAGES = ("/terms", "/tree", "/compare", "/redline", "/contracts", "/history")
FILES = ("/tree.svg", "/answer.html", "/answer.json", "/answer.cases.yaml", "/history.svg", "/history.json", "/history.yaml")
ASKED = ("contract", "q", "action", "actor", "date", "version", "fact.cloud", "reading.exception", "evidence", "presume", "look")
FIELDS = (*ASKED, "before", "after", "start", "until", "complete", "fact", "reading", "at", "says", "zzz")
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


@pytest.mark.parametrize("path", PAGES + FILES)
def test_what_somebody_sends_is_shown_as_text_and_never_as_markup(client, path):
    base = {"contract": "meat-sale", "q": "The buyer pays 1100 USD"}
    for sent in (*({**base, field: SCRIPT} for field in FIELDS), dict.fromkeys(FIELDS, SCRIPT)):
        found = client.get(path, params=sent, follow_redirects=True)
        assert found.status_code in (200, 422), sent
        assert "<script>alert" not in found.text
        assert "<img src=x" not in found.text
        assert ">49<" not in found.text


@pytest.mark.parametrize("path", PAGES + FILES)
@pytest.mark.parametrize("query", ["contract=nope", "at=%00&says=%ff", "q=%00", "q=" + "a" * 3000, "before=2026-04-27&after=2026-04-27"])
def test_a_bad_address_gets_a_page_in_words(client, path, query):
    found = client.get(f"{path}?{query}", follow_redirects=True)
    assert found.status_code in (200, 422)
    assert "Traceback" not in found.text


@pytest.mark.parametrize("path", ["/terms", "/tree", "/compare", "/redline", "/answer.json", "/tree.svg"])
def test_what_an_address_cannot_set_is_told_on_every_page(client, path):
    found = client.get(f"{path}?contract=flat-lease&q=The+tenant+keeps+a+dog&evidense=official", headers={"accept": "text/html"})
    assert "<mark>" not in found.text
    assert "<q>evidense</q> is nothing that an address can set" in found.text
    assert found.status_code == (422 if "." in path else 200)


@pytest.mark.parametrize("path", ["/contracts?", "/terms?contract=microsoft-openai&", "/tree?contract=flat-lease&", "/history?"])
def test_a_look_that_was_chosen_stays_on_the_way_to_other_pages(client, path):
    links = re.findall(r'href="(/(?!static)[^"]*)"', client.get(f"{path}look=dark", follow_redirects=True).text)
    assert len(links) > 5
    other = [link for link in links if "look=dark" not in link]
    assert len(other) == 2  # to the other looks of the same page
    assert all(link.startswith(path[:5]) for link in other)


def test_a_picture_runs_nothing(client):
    policy = client.get("/tree.svg", params={"contract": "flat-lease", "action": "keep_pet"}).headers["content-security-policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
