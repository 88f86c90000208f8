"""This file tests amendments: what they carry on, replace and repeal, and that every term of the version before is accounted for."""

from __future__ import annotations

import pytest

from contract_model.front import ask
from contract_model.loading.load import load_files
from contract_model.model.contract import Certainty, Contract
from contract_model.problems import ContractError

HEAD = """
contract: shed
parties: {tenant: The tenant, owner: The owner}
sources:
  L: {title: The lease, publisher: the parties, date: 2026-01-01, grade: official}
  A: {title: What the agent said, publisher: the agent, date: undated, grade: reported}
actions:
  paint: {says: "{actor} paints the shed", phrases: ["paint [the shed]"], parameters: {coats: number}}
  sublet: {says: "{actor} sublets the shed", phrases: ["sublet the shed"]}
facts:
  agreed: {asks: Is it agreed?, kind: truth}
ambiguities:
  unmentioned: {asks: Does what stays unmentioned go on?, readings: {survives: it does, lapses: it does not}, default: survives}
"""
FIRST = """
version: 2026-01-01
terms:
  - {id: no-paint, kind: prohibition, bearer: tenant, action: paint, when: not agreed, certainty: official, sources: [L]}
  - {id: no-subletting, kind: prohibition, bearer: tenant, action: sublet, subject_to: may-ask, certainty: official, sources: [L]}
  - {id: may-ask, kind: permission, bearer: tenant, action: sublet, when: agreed, certainty: official, sources: [L]}
"""
GREEN = "{id: no-paint, kind: prohibition, heading: Only green, bearer: tenant, action: paint, certainty: official, sources: [L]}"


def amended(*amendments: str) -> Contract:
    """The lease of 2026, amended at the beginning of each following year."""
    files = {"contract.yaml": HEAD, "2026.yaml": FIRST}
    for year, text in enumerate(amendments, 2027):
        files[f"{year}.yaml"] = f"version: {year}-01-01\namends: {year - 1}-01-01\n{text}\n"
    return load_files({name: text.encode() for name, text in files.items()})


def problems(*amendments: str) -> list[tuple[str, str, int, str]]:
    with pytest.raises(ContractError) as caught:
        amended(*amendments)
    return [(p.span.file, p.name, p.span.line, p.message) for p in caught.value.problems]


def verdict(contract: Contract, question: str, **more: object) -> str:
    return ask(question, contract, **more).verdict.value  # type: ignore[arg-type]  # facts and readings


class TestWhatBecomesOfTerms:
    def test_a_term_is_replaced_carried_or_repealed(self):
        lease = amended(f"terms: [{GREEN}]\ncarries: no-subletting\nrepeals: may-ask")
        before, after = lease.versions
        assert list(after.terms) == ["no-paint", "no-subletting"]
        assert [(t.id, t.origin) for t in after.terms.values()] == [("no-paint", "2027-01-01"), ("no-subletting", "2026-01-01")]
        assert after.terms["no-paint"].heading == "Only green"
        assert (after.amends, after.repeals, before.amends) == ("2026-01-01", ("may-ask",), "")

    def test_conduct_is_judged_by_the_version_of_its_day(self):
        lease = amended(f"terms: [{GREEN}]\ncarries: [no-subletting, may-ask]")
        assert verdict(lease, "The tenant paints on 31 December 2026", facts={"agreed": True}) == "silent"
        assert verdict(lease, "The tenant paints on 1 January 2027", facts={"agreed": True}) == "prohibited"
        for year in (2026, 2027):
            assert verdict(lease, f"The tenant sublets the shed in May {year}", facts={"agreed": True}) == "permitted"
            assert verdict(lease, f"The tenant sublets the shed in May {year}", facts={"agreed": False}) == "prohibited"

    def test_what_prevailed_and_is_repealed_prevails_no_more(self):
        lease = amended("terms: []\ncarries: [no-paint, no-subletting]\nrepeals: may-ask")
        assert lease.versions[1].terms["no-subletting"].yields_to == ()
        assert verdict(lease, "The tenant sublets the shed in May 2027", facts={"agreed": True}) == "prohibited"

    def test_a_new_term_may_prevail_over_a_carried_one_and_yield_to_it(self):
        may = "{id: may, kind: permission, bearer: tenant, action: paint, notwithstanding: no-paint, certainty: official, sources: [L]}"
        lease = amended(f"terms: [{may}]\ncarries: [no-paint, no-subletting, may-ask]")
        assert lease.versions[1].terms["no-paint"].yields_to == ("may",)
        assert lease.versions[0].terms["no-paint"].yields_to == ()
        weak = may.replace("notwithstanding", "subject_to")
        assert verdict(amended(f"terms: [{weak}]\ncarries: [no-paint, no-subletting, may-ask]"), "The tenant paints in 2027") == "depends"

    def test_what_is_carried_twice_comes_from_where_it_was_written(self):
        all_of_it = "terms: []\ncarries: [no-paint, no-subletting, may-ask]"
        lease = amended(all_of_it, "terms: []\ncarries: no-paint\nrepeals: [no-subletting, may-ask]")
        assert lease.versions[2].terms["no-paint"].origin == "2026-01-01"
        assert lease.versions[2].terms["no-paint"] == lease.versions[0].terms["no-paint"]
        assert ask("The tenant paints in 2028", lease, facts={"agreed": False}).verdict.value == "prohibited"


class TestOnACondition:
    ALL = "terms: []\ncarries: [{terms: no-paint, if: unmentioned == survives, certainty: reported, sources: A, note: Unsaid.}, may-ask]\n"
    LEASE = ALL + "repeals: no-subletting"

    def test_it_is_carried_only_if_that_holds(self):
        lease = amended(self.LEASE)
        question = "The tenant paints in May 2027"
        assert verdict(lease, question, facts={"agreed": False}) == "prohibited"
        assert verdict(lease, question, facts={"agreed": False}, readings={"unmentioned": "lapses"}) == "silent"
        assert [c.name for c in ask(question, lease, facts={"agreed": False}).answer.contested] == ["unmentioned"]
        assert verdict(lease, "The tenant paints in May 2026", facts={"agreed": False}, readings={"unmentioned": "lapses"}) == "prohibited"

    def test_its_own_condition_holds_on(self):
        assert verdict(amended(self.LEASE), "The tenant paints in May 2027", facts={"agreed": True}) == "silent"
        assert amended(self.LEASE).versions[1].terms["no-paint"].when.text == "(not agreed) and (unmentioned == survives)"

    def test_its_evidence_is_that_of_its_being_carried(self):
        before, after = (v.terms["no-paint"] for v in amended(self.LEASE).versions)
        assert (before.certainty, before.sources, before.note) == (Certainty.OFFICIAL, ("L",), "")
        assert (after.certainty, after.sources, after.note) == (Certainty.REPORTED, ("A",), "Unsaid.")

    def test_an_answer_says_where_the_term_comes_from(self):
        reply = ask("The tenant paints in May 2027", amended(self.LEASE), facts={"agreed": False})
        assert "Carried on from the version of 1 January 2026." in str(reply)
        assert [t["carried_from"] for t in reply.to_document()["terms"]] == ["2026-01-01"]
        assert "Carried on" not in str(ask("The tenant paints in May 2026", amended(self.LEASE), facts={"agreed": False}))


class TestProblems:
    def test_each_term_that_is_not_accounted_for_is_told(self):
        said = "`{}` of version 2026-01-01 is neither replaced nor carried nor repealed"
        assert problems(f"terms: [{GREEN}]") == [
            ("2027.yaml", "unaccounted-term", 2, said.format(id)) for id in ("may-ask", "no-subletting")
        ]

    def test_a_term_is_accounted_for_once(self):
        found = problems(f"terms: [{GREEN}]\ncarries: [no-paint, may-ask, may-ask]\nrepeals: [no-subletting, may-ask]")
        assert [(name, message) for _, name, _, message in found] == [
            ("duplicate-name", "`no-paint` is replaced already"),
            ("duplicate-name", "`may-ask` is carried already"),
            ("duplicate-name", "`may-ask` is carried already"),
        ]

    def test_what_the_version_before_does_not_have_is_neither_carried_nor_repealed(self):
        found = problems("terms: []\ncarries: [no-paint, no-sublet, may-ask]\nrepeals: [no-subletting, no-dogs]")
        assert [(name, line, message) for _, name, line, message in found] == [
            ("unknown-term", 4, "`no-sublet` is not a term of the version that is amended"),
            ("unknown-term", 5, "`no-dogs` is not a term of the version that is amended"),
        ]

    @pytest.mark.parametrize(
        ("amends", "name"),
        [("2025-01-01", "unknown-version"), ("2028-01-01", "wrong-value"), ("2027-01-01", "wrong-value")],
    )
    def test_an_amendment_amends_the_version_before(self, amends, name):
        files = {"contract.yaml": HEAD, "2026.yaml": FIRST, "2028.yaml": FIRST.replace("2026", "2028")}
        files["2027.yaml"] = f"version: 2027-01-01\namends: {amends}\nterms: []\n"
        with pytest.raises(ContractError) as caught:
            load_files({n: t.encode() for n, t in files.items()})
        assert [(p.span.file, p.name, p.span.line) for p in caught.value.problems] == [("2027.yaml", name, 2)]

    def test_only_an_amendment_carries_and_repeals(self):
        files = {"contract.yaml": HEAD, "2026.yaml": FIRST, "2027.yaml": "version: 2027-01-01\nterms: []\ncarries: x\nrepeals: y\n"}
        with pytest.raises(ContractError) as caught:
            load_files({n: t.encode() for n, t in files.items()})
        assert [(p.name, p.span.line) for p in caught.value.problems] == [("part-not-allowed", 3), ("part-not-allowed", 4)]

    def test_a_condition_asks_what_the_term_may_ask(self):
        carries = "[{terms: no-subletting, if: coats > 2}, {terms: no-paint, if: coats > 2}, {terms: may-ask, if: nobody}]"
        found = problems(f"terms: []\ncarries: {carries}")
        assert [(name, line) for _, name, line, _ in found] == [("parameter-of-other-action", 4), ("unknown-name", 4)]

    def test_a_circle_of_precedence_through_a_carried_term_is_one(self):
        may = "{id: may-ask, kind: permission, bearer: tenant, action: sublet, subject_to: no-subletting, certainty: inferred, sources: []}"
        assert [name for _, name, _, _ in problems(f"terms: [{may}]\ncarries: [no-subletting, no-paint]")] == ["precedence-cycle"]
