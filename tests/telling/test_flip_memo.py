"""This file tests what is told of flips, of what each party can do, and of what stands in the way of a verdict."""

from __future__ import annotations

import json

import jsonschema
import pytest

from contract_model import ask
from contract_model.loading.load import load_text
from contract_model.telling.flip_schema import flip_schema

LEASE = """
contract: garden-lease
parties: {tenant: The tenant, owner: The owner}
kinds: {use: {vegetables: vegetables, bees: bees}}
actions:
  grow: {says: "{actor} grows {use}", phrases: ["grow|keep {use}"], parameters: {use: {kind: use, asks: What does it grow?}}}
facts:
  agreed: {asks: Does the owner agree?, kind: truth, held_by: owner, phrases: {true: [the owner agrees]}}
  fenced: {asks: Is the garden fenced?, kind: truth, held_by: tenant, presumed: true}
  dry: {asks: Is it a dry year?, kind: truth, presumed: false}
version: 2026-01-01
terms:
  - {id: any-use, heading: Any use, kind: permission, bearer: tenant, counterparty: owner, action: grow, certainty: official, sources: []}
  - id: bees
    heading: Bees
    kind: prohibition
    bearer: tenant
    counterparty: owner
    action: grow
    when: use == bees
    unless: agreed and fenced
    notwithstanding: any-use
    certainty: official
    sources: []
  - {id: drought, heading: Drought, kind: prohibition, bearer: tenant, counterparty: owner, action: grow, when: dry and use == vegetables,
     notwithstanding: any-use, certainty: official, sources: []}
"""


@pytest.fixture(scope="module")
def lease():
    return load_text(LEASE)


def bees(lease, **facts):
    return ask({"action": "grow", "actor": "tenant", "date": "2026-05-01", "parameters": {"use": "bees"}, "facts": facts}, lease)


class TestFlips:
    def test_each_flip_says_what_would_be_what_is_and_who_holds_it(self, lease):
        told = bees(lease, agreed=False).flips().to_text()
        assert "Verdict   prohibited: “Bees” forbids it" in told
        assert "Another verdict with one change" in told
        assert "  Permitted: what does it grow? vegetables\n    use: vegetables (now bees)\n" in told
        assert "  Permitted if the owner agrees\n    agreed: true (now false)\n" in told
        assert "In the hands of the owner, the counterparty." in told
        assert "date: through 31 December 2025 (now 1 May 2026)" in told

    def test_changes_that_are_needed_together_are_told_together(self, lease):
        told = bees(lease, agreed=False, fenced=False).flips("permitted").to_text()
        assert "Permitted with two changes together" in told
        assert "  Permitted if all of this holds:\n" in told
        assert "In the hands of the owner and the tenant, only together." in " ".join(told.split())

    def test_what_nobody_holds_is_in_nobodys_hands(self, lease):
        reply = ask({"action": "grow", "actor": "tenant", "date": "2026-05-01", "parameters": {"use": "vegetables"}}, lease)
        told = reply.flips("prohibited").to_text()
        assert "dry: true (now false, presumed)" in told
        assert "In nobody's hands." in told

    def test_a_verdict_that_is_there_already_needs_no_change(self, lease):
        assert "It is prohibited already." in bees(lease, agreed=False).flips("prohibited").to_text()

    def test_a_verdict_that_nothing_brings_about_is_said_to_be_so(self, lease):
        told = bees(lease, agreed=False).flips("conflict").to_text()
        assert "No change of facts, of the event or of its date makes it conflict for certain." in " ".join(told.split())


class TestWhatEachPartyCanDo:
    def test_each_party_has_its_own_section(self, lease):
        told = bees(lease).flips().to_text()
        assert "What the owner can do" in told
        assert "What the tenant can do" not in told  # nothing that it holds is open
        assert "Make it permitted, and so keep it from being prohibited, whatever the rest:\n    - the owner agrees (agreed: true)" in told

    def test_who_holds_only_part_of_it_can_but_block(self, lease):
        reply = bees(lease, fenced="?")
        told = reply.flips().to_text()
        tenant = told[told.index("What the tenant can do") :]
        assert "Make it prohibited" in tenant
        assert "Make it permitted" not in tenant


class TestWhyNot:
    def test_it_names_what_stands_in_the_way(self, lease):
        told = bees(lease, agreed=False).why_not("permitted").to_text()
        assert "In the way: “Bees” forbids it." in told
        assert "Then “Any use” would allow it and “Bees” would be excused." in " ".join(told.split())


class TestWhy:
    def test_a_term_alone_is_explained(self, lease):
        told = bees(lease, agreed=True).why("bees").to_text()
        assert "“Bees” is excused" in told
        assert "“Any use” allows it" not in told.split("Why")[1]

    def test_a_term_that_is_not_there_is_a_problem_with_a_hint(self, lease):
        from contract_model.problems import ContractError

        with pytest.raises(ContractError, match=r"(?s)`bee` is not a term of the contract.*did you mean `bees`\?"):
            bees(lease).why("bee")

    def test_a_term_of_another_action_is_said_to_be_so(self, lease):
        assert "“Drought” applies" in bees(lease).why("drought").to_text()


class TestDocument:
    @pytest.mark.parametrize("facts", [{}, {"agreed": False}, {"agreed": False, "fenced": False}, {"agreed": True}])
    @pytest.mark.parametrize("to", [None, "permitted", "silent"])
    def test_it_follows_its_schema(self, lease, facts, to):
        reply = bees(lease, **facts)
        for told in (reply.flips(to), reply.flips(to, opening=True), reply.why_not("silent")):
            jsonschema.validate(json.loads(told.to_json()), flip_schema())

    def test_a_change_has_its_value_what_it_was_and_its_holders(self, lease):
        document = bees(lease, agreed=False).flips("permitted").to_document()
        assert document["verdict"] == "prohibited"
        assert document["flips_to"] == "permitted"
        assert document["flips"] == [
            {
                "verdict": "permitted",
                "changes": [{"to": {name: value}, "was": {name: was}, "presumed": [], "held_by": [holder]}],
                "in_the_hands_of": hands,
                "parties": [holder],
                "decided_by": [{"id": t, "version": "2026-01-01", "status": s} for t, s in deciding],
                "instead": [{"id": "bees", "version": "2026-01-01", "status": then}],
            }
            for name, value, was, holder, hands, deciding, then in [
                ("use", "vegetables", "bees", "tenant", "bearer", [("any-use", "grants")], "not_engaged"),
                ("agreed", True, False, "owner", "counterparty", [("any-use", "grants"), ("bees", "excused")], "excused"),
            ]
        ]

    def test_what_a_party_can_do_is_there_where_it_depends(self, lease):
        levers = bees(lease).flips().to_document()["levers"]
        assert levers == [
            {"party": "owner", "verdict": "permitted", "forces": [{"agreed": True}], "blocks": [{"agreed": False}]},
            {"party": "owner", "verdict": "prohibited", "forces": [{"agreed": False}], "blocks": [{"agreed": True}]},
        ]


def test_every_form_tells_the_same(lease):
    reply = bees(lease, agreed=False).flips()
    assert "Permitted" in reply.to_markdown()
    assert "<article" in reply.to_html()
    assert repr(reply) == "<FlipReply: prohibited; garden-lease, 3 flips>"
