"""Questions, answered, as statements; where the English is in doubt there is none."""

from __future__ import annotations

import pytest

from contract_model.telling.statements import embedded, sentence, stated, within
from tests.telling.conftest import contract

NAMES = ("OpenAI", "Microsoft", "Ms Vine")


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("Is it on Azure already?", "it is on Azure already", "it is not on Azure already"),
        ("Can Microsoft support it?", "Microsoft can support it", "Microsoft cannot support it"),
        ("Does it open there?", "it opens there", "it does not open there"),
        ("Do the neighbours agree?", "the neighbours agree", "the neighbours do not agree"),
        ("Did Microsoft have it?", "Microsoft had it", "Microsoft did not have it"),
        ("Has an expert panel verified AGI?", "an expert panel has verified AGI", "an expert panel has not verified AGI"),
        ("Has the end of the lease come?", "the end of the lease has come", "the end of the lease has not come"),
        ("Is the model above the line?", "the model is above the line", "the model is not above the line"),
        ("Is the capacity reserved?", "the capacity is reserved", "the capacity is not reserved"),
        ("Was the flat uninhabitable in May?", "the flat was uninhabitable in May", "the flat was not uninhabitable in May"),
        ("Are two keys in place?", "two keys are in place", "two keys are not in place"),
        ("Does OpenAI still pay?", "OpenAI still pays", "OpenAI no longer pays"),
        ("Will it never be offered?", "it will never be offered", "it will be offered"),
        ("Did it ever rain?", "it once rained", "it never rained"),
        ("May Ms Vine enter?", "Ms Vine may enter", "Ms Vine may not enter"),
    ],
)
def test_a_question_with_its_answer_is_a_statement(question, yes, no):
    assert stated(question, True, NAMES) == yes
    assert stated(question, False, NAMES) == no


@pytest.mark.parametrize(
    "question",
    [
        "Is the licence that OpenAI grants an exclusive one?",  # where the subject ends cannot be told
        "Is a product on Azure when it is sold there?",
        "Does the cautious reader of it count previews?",
        "Whose is it?",
        "It says a. Is it so?",
        "Is it",
        "",
    ],
)
def test_where_the_english_is_in_doubt_there_is_no_statement(question):
    assert stated(question, True, NAMES) is None


def test_must_has_no_denial_that_means_the_same():
    assert stated("Must it be written?", True) == "it must be written"
    assert stated("Must it be written?", False) is None


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How long has it been there?", "how long it has been there"),
        ("How much has OpenAI paid since May?", "how much OpenAI has paid since May"),
        ("What share of revenue does OpenAI owe?", "what share of revenue OpenAI owes"),
        ("What amount is paid?", "what amount is paid"),
        ("How much of what they paid is set off against it?", "how much of what they paid is set off against it"),
        ("When did the tenant move out?", "when the tenant moved out"),
        ("To whom?", None),
        ("Is it so?", None),
    ],
)
def test_a_question_for_a_value_becomes_part_of_a_sentence(question, said):
    assert embedded(question, NAMES) == said


def test_a_question_begins_small_within_a_sentence_and_a_statement_stays():
    assert within("Do terms survive? no") == "do terms survive? no"
    assert within("Microsoft cannot") == "Microsoft cannot"


def test_a_sentence_has_a_capital_and_a_full_stop():
    assert sentence("it is so") == "It is so."
    assert sentence("Is it so? yes") == "Is it so? yes."


@pytest.mark.parametrize("name", ["microsoft-openai", "flat-lease"])
def test_what_the_facts_of_a_shipped_contract_state(name, golden):
    found = contract(name)
    names = [n for p in found.parties.values() for n in p.names]
    lines = []
    for fact in found.facts.values():
        if str(fact.kind) == "truth":
            yes, no = (stated(fact.asks, answer, names) for answer in (True, False))
            lines += [fact.asks, f"  yes  {yes or '-'}", f"  no   {no or '-'}"]
        else:
            lines += [fact.asks, f"  is   {embedded(fact.asks, names) or '-'}"]
    golden(f"statements/{name}.txt", "\n".join(lines) + "\n")
