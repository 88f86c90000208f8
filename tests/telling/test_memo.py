"""What a reader is told of an answer, and in which order."""

from __future__ import annotations

from contract_model.telling.memo import memo
from contract_model.telling.text import plain
from tests.telling.conftest import ask
from tests.telling.contracts import GARDEN


def told(question, name=GARDEN, **options):
    reply = ask(name, question, **options)
    return plain(memo(reply.contract, reply.answer), 100)


def section(text, heading):
    """The rows below a heading."""
    lines = text.split("\n")
    start = lines.index(heading) + 1
    end = next((i for i in range(start, len(lines)) if lines[i] and not lines[i].startswith(" ")), len(lines))
    return [line.strip() for line in lines[start:end] if line.strip()]


def test_first_comes_what_was_understood_and_then_the_verdict():
    lines = told("the tenant keeps bees in May 2026", facts=["neighbours_agree=yes"]).split("\n")
    assert lines[:2] == ["Event     The tenant grows bees in May 2026", "Facts     The neighbours agree."]
    assert lines[2].startswith("Contract  Lease of a garden, version of 1 January 2026")
    assert lines[4] == "[+] PERMITTED: “Any use” allows it"


def test_a_stated_fact_on_which_nothing_turns_is_named():
    lines = told("the tenant burns leaves in May 2026", facts=["neighbours_agree=yes"]).split("\n")
    assert "No bearing  Do the neighbours agree? (no term in force on this turns on it)" in lines
    assert "No bearing" not in told("the tenant keeps bees in May 2026", facts=["neighbours_agree=yes"])


def test_a_date_that_was_not_told_is_said_to_be_taken():
    assert told("the tenant burns leaves").startswith("Event     The tenant burns leaves on 20 November 2026 (no date was given, so today)")


def test_every_verdict_has_a_word_and_a_sign():
    assert "[+] PERMITTED" in told("the tenant grows roses in May 2026")
    assert "[-] PROHIBITED" in told("the tenant keeps bees in May 2026", facts=["neighbours_agree=no"])
    assert "[?] DEPENDS on one fact" in told("the tenant keeps bees in May 2026")
    assert "[ ] SILENT" in told("the owner burns leaves in May 2026")
    assert "[!] CONFLICT: “Fires” allows it and “No fires” forbids it, and neither prevails" in told(
        "the tenant burns leaves in May 2026", readings=["smoke=nuisance"]
    )


def test_on_what_it_depends_in_the_words_of_the_contract():
    text = told("the tenant keeps bees in May 2026")
    assert "Permitted if this holds:\n  - the neighbours agree\nProhibited if this holds:\n  - the neighbours do not agree\n" in text
    assert section(text, "Not known") == ["neighbours_agree  Do the neighbours agree? The tenant can tell."]


def test_a_published_value_is_told_beside_what_is_not_known_and_what_it_would_come_to():
    text = told("the tenant pays 280 EUR of rent in May 2026")
    assert section(text, "Not known") == ["rent  How much is the rent? The owner or the tenant can tell. Reported: 300 EUR."]
    assert section(text, "Contested readings") == [
        "How much is the rent?",
        "Taken    No value is adopted, so it is not known.",
        "Instead  300 EUR, what a neighbour remembers. [N] Then prohibited.",
    ]


def test_the_terms_that_decide_come_with_heading_kind_certainty_words_and_sources():
    text = told("the tenant keeps bees in May 2026", facts=["neighbours_agree=no"])
    assert section(text, "Terms that decide") == [
        "No bother (no-bother)",
        "Prohibition of the tenant towards the owner; official; forbids it",
        "Nothing is kept that bothers the neighbours.",
        "Source: L",
    ]
    assert "L  “The lease”, the parties, 1 January 2026 (official)" in section(text, "Sources")


def test_a_term_that_gives_way_is_told_briefly():
    text = told("the tenant keeps bees in May 2026", facts=["neighbours_agree=no"])
    assert section(text, "Also in play") == ["- Any use: gives way to “No bother”. [L]"]


def test_an_exception_that_holds_is_told_with_its_term():
    text = told("the tenant keeps goats in May 2026", facts=["neighbours_agree=no"], readings=["growing=so"])
    assert "It is excused, as goats are fenced in. [N]" in section(text, "Terms that decide")
    assert "Readings  Is keeping an animal growing? Yes, what is kept grows." in text


def test_another_reading_is_told_with_who_supports_it_and_what_it_comes_to():
    text = told("the tenant keeps goats in May 2026", facts=["neighbours_agree=no", "fenced=no"])
    assert section(text, "Contested readings") == [
        "Is keeping an animal growing?",
        "Taken    No, only plants grow. [L]",
        "Instead  Yes, what is kept grows. [N] Then prohibited.",
    ]


def test_an_open_question_of_interpretation_is_told_with_its_readings():
    text = told("the tenant burns leaves in May 2026")
    assert "[?] DEPENDS on one open question of interpretation" in text
    assert section(text, "Open to interpretation") == ["Is smoke a nuisance? (smoke)", "nuisance  Yes. [N]", "harmless  No."]


def test_the_evidence_names_what_is_weakest():
    text = told("the tenant burns leaves in May 2026", readings=["smoke=nuisance"])
    assert section(text, "Evidence") == [
        "Its weakest support is reported (told by others than the parties): the term “No fires” and the",
        "reading “yes”.",
    ]
    assert section(told("the tenant grows roses in May 2026"), "Evidence") == ["Everything that the answer rests on is official."]


def test_a_power_in_vain_says_what_is_in_its_way():
    text = told("the tenant ends the lease on 2026-05-01", facts=["notice=40 days"])
    assert "so the act is void: without effect, and no breach" in text
    assert "In the way: it is before the summer of 2026." in section(text, "Not available")


def test_days_without_a_version_are_silent():
    text = told("the tenant grows roses from 2025-12-01 to 2026-02-01")
    assert "Permitted from 1 January 2026 on\n" in text or "Permitted from 1 January 2026 through 1 February 2026\n" in text
    assert "Silent" in text


def test_a_chosen_floor_and_a_chosen_version_are_said():
    text = told("the owner waters the garden in May 2026", evidence="speculative")
    assert "Floor     evidence that is speculative or better counts" in text
    assert "version of 1 January 2026, whatever the date" in told("the tenant burns leaves in 2025", version="2026-01-01")


def test_it_closes_with_the_note_of_the_contract_and_no_advice():
    assert told("the tenant grows roses in May 2026").endswith("Made up. Under the terms as encoded; no legal advice.")


def test_very_many_conditions_are_counted():
    text = told("OpenAI pays Microsoft only part of its revenue share in 2028", "microsoft-openai", presume=False)
    assert "further case" in text
    assert len(text.split("\n")) < 250
