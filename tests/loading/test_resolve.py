"""This file tests how names are looked up and values read: what a contract holds once loaded, and what is told of one that is wrong."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from contract_model.loading.load import load_files, load_text
from contract_model.model.contract import Certainty, Contract, Silence, Term, TermKind, Version
from contract_model.model.kinds import NUMBER, TRUTH, choice, money
from contract_model.model.phrases import parse_pattern
from contract_model.model.values import Money
from contract_model.problems import ContractError
from contract_model.telling.conditions import written_out
from tests.loading.frame import load, underlined
from tests.loading.hostile import GARDEN, problems_of

GARDEN_LEASE = load_text(GARDEN)


# --- what a contract holds ----------------------------------------------------------------------------------------------------------


def test_the_vocabulary() -> None:
    c = GARDEN_LEASE
    assert (c.id, c.title, c.note, c.examples) == ("garden-lease", "Lease of a garden", "", ())
    assert {p.id: p.names for p in c.parties.values()} == {"tenant": ("The tenant",), "owner": ("The owner", "landlord")}
    assert c.choices["use"].values == {"vegetables": ("vegetables",), "flowers": ("flowers", "roses"), "bees": ("bees",)}
    assert c.sources["L"].grade is Certainty.OFFICIAL
    assert c.policies.silence is Silence.PERMITTED
    assert c.policies.obligation_implies_permission


def test_parameters_and_facts() -> None:
    use, beds = GARDEN_LEASE.parameters["use"], GARDEN_LEASE.parameters["beds"]
    assert (use.kind, use.asks, use.presumed, use.held_by) == (choice("use"), "What is the use?", None, ())
    assert (beds.kind, beds.asks, beds.presumed, beds.held_by) == (NUMBER, "How many beds?", Decimal(1), ("tenant",))
    agree, rent = GARDEN_LEASE.facts["neighbours_agree"], GARDEN_LEASE.facts["rent"]
    assert (agree.kind, agree.per, agree.held_by, agree.presumed) == (TRUTH, "use", ("tenant", "owner"), None)
    assert (rent.kind, rent.readings["paper"].value) == (money("EUR"), Money(Decimal(300), "EUR"))


def test_phrases_of_actions_and_facts_and_of_several_things() -> None:
    grow = [(p.pattern, p.sets) for p in GARDEN_LEASE.actions["grow"].phrases]
    assert grow == [(parse_pattern("grow|keep {use}"), {}), (parse_pattern("keep a hive"), {"use": "bees"})]
    assert [(p.pattern, p.sets) for p in GARDEN_LEASE.phrases] == [
        (parse_pattern("the neighbours agree"), {"neighbours_agree": True}),
        (parse_pattern("the neighbours object"), {"neighbours_agree": False}),
        (parse_pattern("for {rent} a year"), {}),  # written with {value}
        (parse_pattern("as always"), {"neighbours_agree": True}),
    ]


def test_ambiguities_and_the_certainty_of_readings() -> None:
    hive = GARDEN_LEASE.ambiguities["hive"]
    assert (hive.asks, hive.default) == ("Is a hive a bed?", "is_none")
    assert {r.id: (r.says, r.sources, r.certainty) for r in hive.readings.values()} == {
        "is_bed": ("it is", (), Certainty.INFERRED),  # no source, none stated
        "is_none": ("it is not", ("L",), Certainty.REPORTED),
    }
    assert GARDEN_LEASE.facts["rent"].readings["paper"].certainty is Certainty.OFFICIAL  # that of its best source


def test_a_term() -> None:
    t = the_term("bees")
    assert (t.kind, t.heading, t.bearer, t.counterparty, t.actions) == (TermKind.PROHIBITION, "bees", ("tenant",), ("owner",), ("grow",))
    assert (t.start, t.through) == (date(2026, 2, 1), date(2026, 12, 31))
    assert (t.certainty, t.sources) == (Certainty.OFFICIAL, ("L",))
    assert written_out(t.when.condition) == "use == bees and (hive == is_bed or not small)"
    assert written_out(t.until.condition) == "late"
    assert t.requires is None
    assert GARDEN.splitlines()[t.span.line - 1] == "  - id: bees"


def test_exceptions_have_the_evidence_of_their_term_unless_they_state_their_own() -> None:
    first, second = the_term("bees").exceptions
    assert (first.id, first.says, first.certainty, first.sources) == ("exception-1", "", Certainty.OFFICIAL, ("L",))
    assert (second.id, second.says, written_out(second.clause.condition)) == ("cheap", "it is cheap", "rent < EUR(100)")
    alone = the_term("it", load("p", {"    certainty:": "    unless: q\n    certainty:"}))
    assert [x.id for x in alone.exceptions] == ["exception"]


def test_a_bearer_may_be_anyone() -> None:
    assert the_term("it", load("p", {"bearer: ann": "bearer: anyone"})).bearer == ()


def test_a_declaration_may_lack_bearer_and_action() -> None:
    c = load("p", {"kind: prohibition": "kind: declaration", "    bearer: ann\n    action: paint\n": ""})
    assert (the_term("it", c).bearer, the_term("it", c).actions) == ((), ())


def the_term(name: str, contract: Contract = GARDEN_LEASE) -> Term:
    return contract.versions[0].terms[name]


def test_definitions_may_stand_in_any_order_and_use_each_other() -> None:
    c = load("outer", {"definitions:\n": "definitions:\n  outer: inner and n < limit\n  inner: {says: inside, is: not both}\n"})
    assert set(c.definitions) == {"outer", "inner", "both", "limit", "last", "favourite", "host"}
    assert written_out(c.definitions["inner"].clause.condition) == "inner"
    assert c.definitions["inner"].says == "inside"
    assert c.definitions["outer"].clause.text == "inner and n < limit"
    assert written_out(the_term("it", c).when.condition) == "outer"


# --- precedence ---------------------------------------------------------------------------------------------------------------------


def permission(name: str, more: str = "") -> str:
    return f"  - {{id: {name}, kind: permission, bearer: ann, action: paint, certainty: inferred, sources: []{more}}}\n"


@pytest.mark.parametrize(
    ("terms", "yields_to"),
    [
        ([permission("a", ", subject_to: it"), permission("b")], {"it": (), "a": ("it",), "b": ()}),
        ([permission("a", ", notwithstanding: it"), permission("b")], {"it": ("a",), "a": (), "b": ()}),
        ([permission("a", ", subject_to: [b, it]"), permission("b")], {"it": (), "a": ("b", "it"), "b": ()}),
        ([permission("a", ", subject_to: b"), permission("b", ", notwithstanding: a")], {"it": (), "a": ("b",), "b": ()}),  # said twice
        ([permission("a", ", subject_to: b, notwithstanding: it"), permission("b")], {"it": ("a",), "a": ("b",), "b": ()}),
    ],
)
def test_subject_to_and_notwithstanding_are_two_ways_to_say_who_prevails(terms: list[str], yields_to: dict[str, tuple[str, ...]]) -> None:
    c = load("p", {"    sources: []\n": "    sources: []\n" + "".join(terms)})
    assert {t.id: t.yields_to for t in c.versions[0].terms.values()} == yields_to


# --- versions -----------------------------------------------------------------------------------------------------------------------

VOCABULARY = GARDEN[: GARDEN.index("version:")]


def version(day: str, title: str = "") -> bytes:
    return f"version: {day}\ntitle: {title or day}\nterms: []\n".encode()


def versions(**files: bytes) -> tuple[Version, ...]:
    return load_files({"contract.yaml": VOCABULARY.encode(), **files}).versions


def test_a_version_is_in_force_until_the_day_before_the_next() -> None:
    found = versions(b=version("2027-01-01"), a=version("2026-04-27"), c=version("2026-03-01"))
    assert [(v.id, v.start, v.end) for v in found] == [
        ("2026-03-01", date(2026, 3, 1), date(2026, 4, 26)),
        ("2026-04-27", date(2026, 4, 27), date(2026, 12, 31)),
        ("2027-01-01", date(2027, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(1, 1, 1), None),
        (date(2026, 4, 26), None),
        (date(2026, 4, 27), "2026-04-27"),
        (date(2026, 12, 31), "2026-04-27"),
        (date(2027, 1, 1), "2027-01-01"),
        (date(9999, 12, 31), "2027-01-01"),
    ],
)
def test_the_version_in_force_on_a_day(day: date, in_force: str | None) -> None:
    c = load_files({"contract.yaml": VOCABULARY.encode(), "b": version("2027-01-01"), "a": version("2026-04-27")})
    found = c.version_on(day)
    assert (found.id if found else None) == in_force


def test_the_first_and_the_last_day_of_the_calendar() -> None:
    found = versions(a=version("0001-01-01"), b=version("9999-12-31"))
    assert [(v.start, v.end) for v in found] == [(date(1, 1, 1), date(9999, 12, 30)), (date(9999, 12, 31), None)]


# --- what is wrong ------------------------------------------------------------------------------------------------------------------

WRONG = [
    # what names a file
    (
        "contract: garden-lease",
        "contract: Garden Lease",
        "bad-name",
        "Garden Lease",
        "`Garden Lease` is not the id of a contract: an id has",
    ),
    ("version: 2026-01-01", "version: soon", "bad-date", "soon", "`soon` is not a date: a date is written YYYY-MM-DD"),
    ("version: 2026-01-01", "", "missing-key", "contract: garden-lease", "`version` is missing"),
    # parties and words
    ("  owner: {", "  anyone: Any\n  owner: {", "bad-name", "anyone", "`anyone` is not a name"),
    ("aliases: [landlord]", "aliases: [THE  Tenant]", "duplicate-word", "THE  Tenant", "`THE  Tenant` already stands for `tenant`"),
    ("name: The owner", "name: tenant", "duplicate-word", "tenant", "`tenant` already stands for `tenant`"),
    ("bees: bees", "bees: [bees, roses]", "duplicate-word", "roses", "`roses` already stands for `flowers`"),
    ("bees: bees}", "bees: bees, true: truth}", "bad-name", "true", "`true` is not a name"),
    ("  use: {veg", "  date: {day: day}\n  use: {veg", "bad-name", "date", "`date` is a kind of the language"),
    # names that conditions use
    ("beds: {kind: number", "date: date, beds: {kind: number", "bad-name", "date", "`date` has a meaning of its own in conditions"),
    ("beds: {kind: number", "lambda: text, beds: {kind: number", "bad-name", "lambda", "`lambda` is not a name"),
    ("  rent:\n", "  hive: {asks: Is it?, kind: truth}\n  rent:\n", "duplicate-name", "hive", "`hive` is already the name of a fact"),
    ("  small: beds", "  rent: late\n  small: beds", "duplicate-name", "rent", "`rent` is already the name of a fact"),
    ("per: use", "per: uses", "unknown-name", "uses", "`uses` is not a parameter"),
    ("held_by: tenant", "held_by: nobody", "unknown-party", "nobody", "`nobody` is not a party"),
    # values
    ("presumed: 1", "presumed: one", "bad-value", "one", "`one` does not fit: a number is written in digits"),
    ("presumed: 1", "presumed: true", "bad-value", "true", "`true` does not fit: expected a number"),
    ("value: 300 EUR", "value: 300 USD", "bad-value", "300 USD", "`300 USD` does not fit: the amount is counted in EUR, not in USD"),
    ("sets: {use: bees}", "sets: {use: bee}", "bad-value", "bee", "`bee` does not fit: expected a value of `use`"),
    ("sets: {use: bees}", "sets: {uses: bees}", "unknown-name", "uses", "`uses` is neither a parameter nor a fact"),
    ("sets: {use: bees}", "sets: {hive: no_bed}", "unknown-reading", "no_bed", "`no_bed` is not a reading of `hive`"),
    ("{true: [", "{maybe: [", "bad-value", "maybe", "`maybe` does not fit: a truth is written true or false"),
    ("value: 300 EUR, ", "", "missing-key", "{says: the paper says so, sources: [L]}", "`value` is missing"),
    ("{says: it is not,", "{says: it is not, value: 1,", "part-not-allowed", "1", "a reading of an ambiguity has no `value`"),
    ("paper: {", "Paper: {", "bad-name", "Paper", "`Paper` is not a name"),
    # phrases and sentences
    (
        '"{actor} grows {use}"',
        '"{actor} grows {crop}"',
        "unknown-name",
        "{crop}",
        "`{crop}` is neither the actor nor a parameter of `grow`",
    ),
    ('"grow|keep {use}"', '"grow|keep {crop}"', "unknown-name", "{crop}", "`{crop}` is neither a parameter of the action nor a fact"),
    ('"grow|keep {use}"', '"grow||keep"', "phrase-syntax", "|", "`grow||keep` is not a phrase: a word is missing here"),
    (
        '["for {value} a year"]',
        '["the year (for {value}"]',
        "phrase-syntax",
        "(",
        "`the year (for {value}` is not a phrase: this `(` is never closed",
    ),
    ('["for {value} a year"]', '["for a year"]', "phrase-syntax", '"for a year"', "the phrase says nothing of the fact"),
    # ambiguities
    ("default: is_none", "default: is_none\n    stance: open", "missing-default", "open", "`hive` says both `default` and `stance: open`"),
    ("default: is_none", "default: none", "unknown-reading", "none", "`none` is not a reading of `hive`"),
    ("is_bed: it is,", "is_bed: it is, Is-all: so,", "bad-name", "Is-all", "`Is-all` is not a name"),
    # terms
    ("  - id: bees", "  - id: Bees", "bad-name", "Bees", "`Bees` is not the id of a term: an id has"),
    ("  - id: bees", "  - id: any-use", "duplicate-name", "any-use", "`any-use` is already the id of a term"),
    ("id: cheap", "id: It is cheap", "bad-name", "It is cheap", "`It is cheap` is not the id of an exception: an id has"),
    ("bearer: [tenant]", "bearer: [anyone, tenant]", "unknown-party", "anyone", "`anyone` is not a party"),
    ("    bearer: tenant\n", "", "missing-key", "id: bees", "`bearer` is missing"),
    ("    action: [grow]\n", "", "missing-key", "id: bees", "`action` is missing"),
    ("    unless: [", "    requires: small\n    unless: [", "part-not-allowed", "requires", "a prohibition has no `requires`"),
    ("until: late", "until: later", "unknown-name", "later", "`later` is neither a fact, a parameter nor a definition"),
    ("from: 2026-02-01", "from: 2026-2-1", "bad-date", "2026-2-1", "`2026-2-1` is not a date: a date is written YYYY-MM-DD"),
    (
        "through: 2026-12-31",
        "through: 2026-01-31",
        "empty-window",
        "2026-01-31",
        "the term ends on 2026-01-31, before it begins on 2026-02-01",
    ),
    (
        "notwithstanding: [any-use]",
        "notwithstanding: [bees]",
        "precedence-cycle",
        "bees",
        "`bees` would prevail over itself: bees yields to bees",
    ),
    ("certainty: reported", "certainty: official, value: true", "part-not-allowed", "true", "a reading of an ambiguity has no `value`"),
]


@pytest.mark.parametrize(("old", "new", "name", "said", "message"), WRONG, ids=[f"{w[2]}: {w[1].strip()[:30]}" for w in WRONG])
def test_what_is_told_of_a_wrong_piece(old: str, new: str, name: str, said: str, message: str) -> None:
    assert old in GARDEN
    (problem,) = problems_of(GARDEN.replace(old, new, 1))
    assert (problem.name, underlined(problem)) == (name, said)
    assert problem.message.startswith(message)


def test_the_id_of_an_exception_is_told_once() -> None:
    twice = GARDEN.replace("neighbours_agree, {id: cheap", "{id: cheap, if: neighbours_agree}, {id: cheap")
    assert [(p.name, underlined(p), p.within) for p in problems_of(twice)] == [("duplicate-name", "cheap", "term bees")]


def test_the_certainty_of_an_exception_is_that_of_its_own_sources() -> None:
    letter = GARDEN.replace("sources:\n", "sources:\n  M: {title: A letter, publisher: us, date: undated, grade: reported}\n", 1)
    wrong = letter.replace("says: it is cheap, certainty: official, sources: [L]", "says: it is cheap, certainty: official, sources: [M]")
    assert [(p.name, underlined(p), p.within) for p in problems_of(wrong)] == [("certainty-above-sources", "official", "term bees")]
    assert problems_of(wrong.replace("it is cheap, certainty: official", "it is cheap, certainty: inferred")) == ()


def test_a_term_of_several_actions_uses_the_parameters_that_all_of_them_have() -> None:
    changes = {
        "facts:\n": '  wait: {says: "{actor} waits", parameters: {length: number}}\nfacts:\n',
        "action: paint\n": "action: [paint, wait]\n",
    }
    with pytest.raises(ContractError) as caught:
        load('p and label != "coats" and coats < 3', changes)
    (problem,) = caught.value.problems
    assert (problem.name, problem.message) == ("parameter-of-other-action", "`coats` is not a parameter of the action `wait`")
    assert (underlined(problem), problem.excerpt[: problem.span.column - 1].count("coats")) == ("coats", 1)


def test_what_is_said_of_a_broken_piece_is_not_said_again_where_it_is_used() -> None:
    broken = GARDEN.replace("kind: truth\n", "kind: truht\n").replace("is: date > 2026-06-30", "is: dat > 2026-06-30")
    assert [(p.name, p.within) for p in problems_of(broken)] == [
        ("unknown-kind", "fact neighbours_agree"),
        ("unknown-name", "definition late"),
    ]


@pytest.mark.parametrize("section", ["parties", "actions", "facts", "kinds", "sources", "definitions", "ambiguities"])
def test_a_section_that_cannot_be_read_is_one_problem(section: str) -> None:
    lines, inside = [], False
    for line in GARDEN.splitlines(keepends=True):
        inside = line.startswith(f"{section}:") or (inside and line.startswith(" "))
        lines += [f"{section}: [x]\n"] if line.startswith(f"{section}:") else [] if inside else [line]
    assert [(p.name, p.message) for p in problems_of("".join(lines))] == [("wrong-type", "expected a mapping of keys, found a list")]


def test_versions_stand_in_the_file_of_the_contract_or_in_files_of_their_own() -> None:
    with pytest.raises(ContractError) as caught:
        load_files({"contract.yaml": GARDEN.encode(), "2027-01-01.yaml": version("2027-01-01")})
    assert [(p.name, underlined(p)) for p in caught.value.problems] == [("wrong-value", "version")]
    with pytest.raises(ContractError) as caught:
        load_files({"contract.yaml": VOCABULARY.encode()})
    assert [p.message for p in caught.value.problems] == ["`version` and `terms` are missing"]


def test_problems_of_a_version_are_told_in_its_own_file() -> None:
    files = {"contract.yaml": VOCABULARY.encode(), "a": version("2026-01-01"), "b": GARDEN[GARDEN.index("version:") :].encode()}
    with pytest.raises(ContractError) as caught:
        load_files(
            {**files, "b": files["b"].replace(b"version: 2026-01-01", b"version: 2026-02-01").replace(b"[any-use]", b"[bees, other]")}
        )
    assert [(p.name, p.span.file) for p in caught.value.problems] == [("precedence-cycle", "b"), ("unknown-term", "b")]


def test_durations_and_truths_of_facts_are_read_by_their_kinds() -> None:
    c = load(
        "p", {"{asks: lead?, kind: duration}": "{asks: lead?, kind: duration, presumed: 2 weeks}", "{asks: p?,": "{presumed: no, asks: p?,"}
    )
    assert (c.facts["lead"].presumed, c.facts["p"].presumed) == (timedelta(days=14), False)
