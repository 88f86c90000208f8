"""This file tests laws: what is proved holds in every case, and what is not comes with a case that can be asked."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from contract_model.asking.event import read_event
from contract_model.commands.main import contract as command
from contract_model.commands.main import run
from contract_model.loading.load import load, load_text
from contract_model.meaning.decision import decide
from contract_model.model.answer import Verdict
from contract_model.problems import ContractError
from contract_model.proving.laws import RANK, prove
from contract_model.telling.proofs_reply import outcome
from contract_model.telling.proofs_schema import proofs_schema
from contract_model.telling.shown_case import event_data
from tests.proving.test_solver import some
from tests.strategies import cases, contracts

GARDEN = """
contract: garden-lease
parties: {tenant: The tenant, owner: The owner}
kinds: {use: {vegetables: vegetables, bees: bees, wasps: wasps}}
actions:
  grow: {says: "{actor} grows {use}", parameters: {use: use, plots: number}}
  sell: {says: "{actor} sells"}
facts: {agreed: {asks: Do the neighbours agree?, kind: truth}, damp: {asks: Is it damp?, kind: truth, presumed: false}}
ambiguities: {insects: {asks: What is an insect?, readings: {wide: all, narrow: only bees}, default: wide}}
definitions: {stings: use == bees or use == wasps and insects == wide}
LAWS
version: 2026-01-01
terms:
  - {id: any-use, kind: permission, bearer: tenant, action: grow, certainty: official, sources: []}
  - id: stinging
    kind: prohibition
    bearer: tenant
    action: grow
    when: stings or plots > 3 or damp
    unless: agreed
    notwithstanding: any-use
    certainty: reported
    sources: []
  - {id: guess, kind: prohibition, bearer: tenant, action: grow, notwithstanding: any-use, certainty: speculative, sources: []}
"""


def proofs(**laws):
    """The proofs of some laws of the garden lease, by id."""
    made = load_text(GARDEN.replace("LAWS", f"laws: {json.dumps(laws)}"))
    return {p.law.id: p for p in prove(made, made.laws.values())}


def verdicts(proof):
    return [verdict.value for _, verdict in proof.counterexample.cases]


@pytest.mark.parametrize(
    ("law", "found"),
    [
        ({"never": "prohibited", "when": "agreed"}, "proved"),
        ({"never": "prohibited"}, ["prohibited"]),
        ({"never": "stinging bites", "when": "use == vegetables and plots <= 3", "presume": True, "action": "grow"}, "proved"),
        ({"never": "stinging bites", "when": "use == vegetables and plots <= 3", "action": "grow"}, ["prohibited"]),  # damp
        ({"never": ["conflict", "any-use bites"]}, "proved"),
        ({"always": ["permitted", "prohibited"], "actor": "tenant", "action": "grow"}, "proved"),
        ({"always": ["permitted", "prohibited"], "actor": "tenant"}, ["silent"]),  # of selling nothing is said
        ({"always": "any-use grants", "actor": "tenant", "action": "grow"}, "proved"),
        ({"always": "guess bites", "actor": "tenant", "action": "grow", "evidence": "speculative"}, "proved"),
        ({"never": "guess bites"}, "proved"),  # on the evidence that counts by default
        ({"symmetric": {"use": ["bees", "wasps"]}, "action": "grow", "presume": True}, "proved"),
        ({"symmetric": {"use": ["bees", "wasps"]}, "action": "grow"}, ["prohibited", "permitted"]),  # read narrowly
        ({"symmetric": {"use": ["bees", "wasps"]}, "action": "grow", "when": "insects == wide"}, "proved"),
        ({"symmetric": {"insects": ["wide", "narrow"]}, "when": "use != wasps", "action": "grow"}, "proved"),
        ({"favourable": {"agreed": True}}, "proved"),
        ({"favourable": {"agreed": False}}, ["permitted", "prohibited"]),
        ({"favourable": {"plots": "less"}, "action": "grow"}, "proved"),
        ({"favourable": {"plots": "more"}, "action": "grow"}, ["permitted", "prohibited"]),
        ({"favourable": {"use": ["bees", "wasps", "vegetables"]}, "action": "grow"}, "proved"),
        ({"favourable": {"use": ["vegetables", "wasps"]}, "action": "grow"}, ["permitted", "prohibited"]),
        ({"never": "permitted", "when": "agreed and not agreed"}, "vacuous"),
    ],
)
def test_what_becomes_of_a_law(law, found):
    (proof,) = proofs(law=law).values()
    assert (outcome(proof) if isinstance(found, str) else verdicts(proof)) == found


VERSIONS = {
    "contract.yaml": GARDEN.split("version:")[0],
    "2026-01-01.yaml": "version:" + GARDEN.split("version:")[1],
    "2027-01-01.yaml": "version: 2027-01-01" + GARDEN.split("version: 2026-01-01")[1].replace("plots > 3", "plots > 5"),
}


def test_another_version_has_the_same_verdicts_or_an_event_that_shows_the_difference(tmp_path):
    laws = {"all": {"same_as": "2026-01-01"}, "small": {"same_as": "2026-01-01", "when": "plots <= 3", "action": "grow"}}
    for name, text in VERSIONS.items():
        (tmp_path / name).write_text(text.replace("LAWS", f"laws: {json.dumps(laws)}"))
    made = load(tmp_path)
    different, small = prove(made, made.laws.values())
    assert outcome(small) == "proved"
    (new, now), (old, before) = different.counterexample.cases
    assert (now, before) == (Verdict.PERMITTED, Verdict.PROHIBITED)
    assert (new.version, old.version) == (None, "2026-01-01")
    assert {**new.event.parameters} == {**old.event.parameters}


@some(0.2)
@given(st.data())
def test_a_law_that_is_proved_holds_in_every_case_and_one_that_is_not_has_a_case_against_it(data):
    written = data.draw(contracts())
    verdict = data.draw(st.sampled_from(["permitted", "prohibited", "silent", "conflict"]))
    laws = {
        "never": {"never": verdict, "evidence": "speculative", "when": data.draw(st.sampled_from(["p or not q", "r", "true"]))},
        "agreed": {"favourable": {"p": True}, "evidence": "speculative"},
    }
    with_laws = written.changed(lambda vocabulary, _: vocabulary.update(laws=laws))
    made = with_laws.loaded
    found = {p.law.id: p for p in prove(made, made.laws.values())}
    for _ in range(4):
        posed = data.draw(cases(written, total=True))
        case = posed.case
        if case.evidence.value != "speculative" or case.version or posed.span[0] < "2026-01-01":
            continue
        decided = decide(made, case).verdict
        said = case.facts
        if found["never"].proved and "p" in said and "q" in said and "r" in said:
            holds = {"p or not q": said["p"] or not said["q"], "r": said["r"], "true": True}[made.laws["never"].when.text]
            assert not (holds and decided.value == verdict)
        if found["agreed"].proved and said.get("p") is False:
            better = type(case)(case.event, {**said, "p": True}, case.readings, evidence=case.evidence, presume=case.presume)
            assert RANK.index(decide(made, better).verdict) >= RANK.index(decided)
    for proof in found.values():
        if proof.counterexample:
            for case, verdict_found in proof.counterexample.cases:
                again = read_event(made, json.loads(json.dumps(event_data(case))))
                assert decide(made, again).verdict is verdict_found


@pytest.mark.parametrize(
    ("law", "problem"),
    [
        ({"says": "nothing"}, "missing-key"),
        ({"never": "forbidden"}, "bad-value"),
        ({"never": "stinging stings"}, "bad-value"),
        ({"never": "stingin bites"}, "unknown-term"),
        ({"never": "permitted", "when": "agred"}, "unknown-name"),
        ({"never": "permitted", "when": "use == bees", "action": "sell"}, "parameter-of-other-action"),
        ({"never": "permitted", "action": "fly"}, "unknown-action"),
        ({"never": "permitted", "actor": "nobody"}, "unknown-party"),
        ({"never": "permitted", "version": "2025-01-01"}, "unknown-version"),
        ({"same_as": "2025-01-01"}, "unknown-version"),
        ({"symmetric": {"use": ["bees"]}, "action": "grow"}, "bad-value"),
        ({"symmetric": {"use": ["bees", "cats"]}, "action": "grow"}, "bad-value"),
        ({"symmetric": {"us": ["bees", "wasps"]}, "action": "grow"}, "unknown-name"),
        ({"symmetric": {"use": ["bees", "wasps"]}}, "parameter-of-other-action"),
        ({"symmetric": {"insects": ["wide", "small"]}}, "unknown-reading"),
        ({"favourable": {"plots": "3"}, "action": "grow"}, "bad-value"),
        ({"favourable": {"use": "bees"}, "action": "grow"}, "bad-value"),
        ({"never": "permitted", "evidence": "certain"}, "wrong-value"),
        ({"nevr": "permitted"}, "unknown-key"),
    ],
)
def test_what_is_wrong_with_a_law_is_told_where_it_is(law, problem):
    with pytest.raises(ContractError) as told:
        proofs(law=law)
    assert (problem, "law law") in {(p.name, p.within) for p in told.value.problems}


def test_the_laws_of_the_agreement_are_proved_each_of_some_case():
    agreement = load("microsoft-openai")
    assert {p.law.id: outcome(p) for p in prove(agreement, agreement.laws.values())} == dict.fromkeys(agreement.laws, "proved")


GIVEN = ["prove", "--contract", "fixtures/laws/garden-lease.yaml"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([*GIVEN], 1),
        ([*GIVEN, "consent", "vegetables"], 0),
        ([*GIVEN, "--timeout", "0.000001", "consent"], 4),
        (["prove", "--contract", "flat-lease"], 5),
        ([*GIVEN, "nothing"], 3),
        ([*GIVEN, "--timeout", "0"], 2),
    ],
)
def test_the_exit_code_says_what_became_of_the_laws(arguments, code, capsys):
    assert run(arguments) == code
    assert "Traceback" not in capsys.readouterr().err


def test_proofs_as_json_fit_their_schema():
    told = CliRunner().invoke(command, [*GIVEN, "--format", "json"]).output
    Draft202012Validator(proofs_schema()).validate(json.loads(told))
    by_id = {law["id"]: law for law in json.loads(told)["laws"]}
    assert by_id["consent"]["counterexample"] is None
    assert [c["verdict"] for c in by_id["insects"]["counterexample"]["cases"]] == ["prohibited", "permitted"]
