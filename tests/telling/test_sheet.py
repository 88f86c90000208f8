"""Contracts and terms as whoever looks into them sees them."""

from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from contract_model.loading.load import load_text
from contract_model.meaning.kleene import compile_condition
from contract_model.model.conditions import Named, Var, kind_of, walk
from contract_model.model.kinds import DATE, TRUTH
from contract_model.telling.conditions import written_out
from contract_model.telling.sheet import action_sheet, contract_sheet, normal_sheet, term_sheet, words_sheet
from contract_model.telling.text import plain
from tests.strategies import contracts
from tests.telling.conftest import contract
from tests.telling.contracts import GARDEN


def sheet(make, *which):
    found = contract(GARDEN)
    version = found.versions[-1]
    return plain(make(found, version, *(version.terms.get(w, w) for w in which)), 100)


def test_a_contract_at_a_glance(golden):
    golden("garden.txt", sheet(contract_sheet) + "\n")


def test_a_term_in_words(golden):
    golden("no-bother.txt", sheet(term_sheet, "no-bother") + "\n")


def test_a_term_in_normal_form():
    assert sheet(normal_sheet, "no-bother") == (
        "Conditions of no-bother, the version of 1 January 2026\n"
        "  when          bothering and (use == bees or growing == so)\n"
        "  unless fence  fenced and use == goats\n"
        "\n"
        "Definitions\n"
        "  bothering  use in [bees, goats] and not neighbours_agree"
    )


def test_a_term_without_conditions():
    assert "always" in sheet(normal_sheet, "any-use")


def test_an_action_as_conditions_that_build_on_each_other():
    lines = sheet(action_sheet, "burn").split("\n")
    assert "  - fires grants = fires engaged" in lines
    assert "  - no-fires bites = no-fires engaged" in lines


def test_how_questions_say_it():
    found = load_text("""
contract: garden
parties: {tenant: {name: The tenant, aliases: [lessee]}}
kinds: {pet: {dog: [a dog, a hound], cat: cats}}
actions:
  keep: {says: "{actor} keeps {pet}", parameters: {pet: pet}, phrases: ["keep|have {pet}", {say: "keep [a] guide dog", sets: {pet: dog}}]}
  sing: {says: "{actor} sings", phrases: [sing]}
facts: {asked: {asks: Has the tenant asked?, kind: truth, phrases: {true: ["having (asked|inquired first)", after asking]}}}
version: 2026-01-01
terms: [{id: no-dogs, kind: prohibition, bearer: tenant, action: keep, when: pet == dog, unless: asked, certainty: inferred, sources: []}]
""")
    said = plain(words_sheet(found, "keep"), 100)
    assert said.split("How it is read")[0] == (
        "Who acts\n"
        "  tenant  The tenant or lessee\n"
        "\n"
        "What is done\n"
        "  keep ({actor} keeps {pet})\n"
        "    - keep|have {pet}\n"
        "    - keep [a] guide dog (What is the pet? a dog)\n"
        "\n"
        "What else may be said\n"
        "  the tenant has asked\n"
        "    - having (asked|inquired first)\n"
        "    - after asking\n"
        "\n"
        "A value of pet\n"
        "  dog  a dog or a hound\n"
        "  cat  cats\n"
        "\n"
    )
    assert "sing" in plain(words_sheet(found, None), 100)


@settings(max_examples=max(10, settings.default.max_examples // 4))
@given(contracts(), st.integers())
def test_a_condition_in_normal_form_reads_as_the_language_and_means_the_same(written, seed):
    def spell_out(_, versions):
        for version, loaded in zip(versions, written.loaded.versions, strict=True):
            for term in version["terms"]:
                for key in ("when", "requires", "until"):
                    if clause := getattr(loaded.terms[term["id"]], key):
                        term[key] = written_out(clause.condition)

    for before, after in zip(written.loaded.versions, written.changed(spell_out).loaded.versions, strict=True):
        for id, term in before.terms.items():
            again = after.terms[id]
            for one, other in ((term.when, again.when), (term.requires, again.requires), (term.until, again.until)):
                if one:
                    assert worth(one.condition, seed) == worth(other.condition, seed)


def worth(condition, seed):
    """What a condition is worth for some values of its variables, some of them unknown; the same seed gives the same values."""
    names = sorted({n.name: n for n in walk(condition) if isinstance(n, (Var, Named))})
    compiled = compile_condition(condition, {name: place for place, name in enumerate(names)})
    kinds = {n.name: kind_of(n) for n in walk(condition) if isinstance(n, (Var, Named))}
    return [compiled([value(name, kinds[name], turn, seed) for name in names]) for turn in range(20)]


def value(name, kind, turn, seed):
    """A small value of a kind, or none; names in `red green blue ann bob A B` and the readings are all there is."""
    random = Random(f"{name} {turn} {seed}")
    if random.random() < 0.3:
        return None
    if kind.ordered:
        return random.randrange(4) + (date(2026, 1, 1).toordinal() if kind == DATE else 0)
    return random.random() < 0.5 if kind == TRUTH else random.choice(["red", "green", "ann", "bob", "A", "wide", "narrow", "whole"])


def test_the_garden_is_sound():
    assert load_text(GARDEN).id == "garden"
