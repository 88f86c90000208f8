"""This file defines what each kind of problem of a contract means, and its remedy, by the name of the problem.

docs/problems.md and the reports for other programs are made from these words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a kind of problem is, as a sentence, and what to do about it."""

    means: str
    remedy: str


REMEDIES = {
    "ambiguous-name": Remedy("A name in a condition that could be a value and something of its own.", "rename one of them."),
    "bad-date": Remedy("A date that is not written as 2026-01-31, or that no calendar has.", "correct the date."),
    "bad-name": Remedy("A name that is not written as names are, or that has a meaning of its own in conditions.", "choose another name."),
    "bad-period": Remedy(
        "A period that is none.",
        "write a whole number and a unit, and for a point in time also from when it is counted.",
    ),
    "bad-value": Remedy("A value that does not fit its kind.", "write a value of that kind."),
    "certainty-above-sources": Remedy(
        "A term claims to be more certain than any of its sources.",
        "lower the certainty, or name a better source.",
    ),
    "condition-of-the-past": Remedy(
        "Past events are to be chosen by what cannot be looked up.",
        "compare their parameters with values, or with what is known now.",
    ),
    "condition-syntax": Remedy("A condition that cannot be read.", "conditions are written as in Python."),
    "consequence-syntax": Remedy("A consequence that cannot be read.", "consequences have the forms that the hint names."),
    "definition-cycle": Remedy("A definition that is made of itself.", "say at least one of them without the others."),
    "duplicate-key": Remedy("A key that occurs twice in one mapping; one of them would be lost.", "keep one, or rename one."),
    "duplicate-name": Remedy("Two things have the same name.", "rename one of them."),
    "duplicate-version": Remedy("Two files of one contract have the same date.", "one file for each version."),
    "duplicate-word": Remedy(
        "A word means two values of one kind, or two parties, so that a question with it would be ambiguous.",
        "leave the word to one of them.",
    ),
    "empty-window": Remedy("A term that ends before it begins.", "correct `from` or `through`; both days belong to it."),
    "kind-mismatch": Remedy("Two sides of a comparison, or parts of a sum, of kinds that do not go together.", "compare like with like."),
    "missing-default": Remedy(
        "An ambiguity that has neither a default nor an open stance, or both.",
        "say which reading is taken, or `stance: open`.",
    ),
    "missing-key": Remedy("A key that must be there is not.", "add it."),
    "mixed-currency": Remedy("Amounts of different currencies meet.", "state both in one currency; the language does not convert."),
    "never-bound": Remedy(
        "A term asks about an event that is never among those that triggered it.",
        "ask about an event of the chain of triggers, or add the trigger.",
    ),
    "no-cases": Remedy(
        "A file of cases, a table of one, or a folder that is not there or cannot be read.",
        "correct the path, which goes from the folder of the file.",
    ),
    "no-contract": Remedy(
        "The file or folder is not there, cannot be read, or is a folder without a contract.yaml.",
        "give a file, a folder with contract.yaml, or the id of a shipped contract.",
    ),
    "no-revision": Remedy("Git has no such revision, or not with this contract.", "name a revision in which the contract lies."),
    "not-a-constant": Remedy("A duration that must be the same at all times is not.", "write it out."),
    "not-comparable": Remedy("A word has one kind in one contract and another in the other.", "rename one of the two."),
    "not-in-language": Remedy("Something that Python has and the language of conditions has not.", "use what the language has."),
    "not-of-the-world": Remedy(
        "A condition that is judged when nothing happens asks about an event.",
        "ask about a fact, or about the event that triggered the term.",
    ),
    "not-over-time": Remedy(
        "A term is to come into a state that is not a norm over time.",
        "give that term what makes it one, such as its trigger.",
    ),
    "not-recurring": Remedy("A term asks about a period, and does not recur.", "add `every`, or name the day."),
    "not-text": Remedy(
        "The file is not text in UTF-8, or holds a character that is not text.",
        "save it as UTF-8, and remove control characters.",
    ),
    "nothing-owed": Remedy("A condition asks what a term owes that owes nothing.", "add `owes` to that term."),
    "parameter-kinds-differ": Remedy("Parameters of one name in two actions have different kinds.", "one name, one kind: rename one."),
    "parameter-of-other-action": Remedy(
        "A term asks about a parameter that its action does not have.",
        "use a parameter of the action, or a fact.",
    ),
    "part-not-allowed": Remedy("A part that a term of this kind, or a reading, does not have.", "move what it says to where it belongs."),
    "phrase-syntax": Remedy("A phrase that cannot be read.", "close brackets and braces; put words on both sides of `|`."),
    "precedence-cycle": Remedy(
        "Terms that prevail over each other in a circle, so that none would have the last word.",
        "drop one of the `subject_to` or `notwithstanding`.",
    ),
    "superiority-cycle": Remedy("Rules of a definition would be superior to each other in a circle.", "drop one of them."),
    "too-deep": Remedy("Something is nested deeper than anyone needs.", "give parts of it names under `definitions`."),
    "too-few-readings": Remedy("An ambiguity with fewer than two readings is none.", "add the other reading, or drop the ambiguity."),
    "too-large": Remedy(
        "Something is larger than what is read: a file, a condition, the cases within a condition.",
        "split it, or give parts of it names under `definitions`.",
    ),
    "too-many-problems": Remedy(
        "A file with so many problems that the rest is not told.",
        "mend those that are told; the others will follow.",
    ),
    "unknown-action": Remedy("A name that is not one of the actions.", "correct the spelling, or add the action."),
    "unknown-calendar": Remedy("A way of counting names a calendar that the contract does not have.", "add it under `calendars`."),
    "unknown-check": Remedy("A finding is suppressed of a check that there is not.", "name one of the checks of `contract lint`."),
    "unknown-key": Remedy(
        "A key that the language does not know here.",
        "see the keys in the reference of the language; the nearest is suggested.",
    ),
    "unknown-kind": Remedy("A name that is not a kind of value.", "take a kind of the language, or list the values under `kinds`."),
    "unknown-name": Remedy(
        "A name in a condition or phrase that is nothing of the contract.",
        "correct the spelling, or add the fact, parameter or definition.",
    ),
    "unknown-party": Remedy("A name that is not one of the parties.", "correct the spelling, or add the party."),
    "unknown-reading": Remedy("A default that is not one of the readings.", "take one of the readings."),
    "unknown-rule": Remedy("A rule of a definition is to be superior to one that is not there.", "name a rule of the same definition."),
    "unknown-source": Remedy("A source that is not listed under `sources`.", "correct the spelling, or add the source."),
    "unknown-state": Remedy("A trigger names a state that norms do not have.", "use one of the words for states."),
    "unknown-term": Remedy(
        "A term that the version does not have.",
        "correct the spelling; a term can only prevail over one of its own version.",
    ),
    "unaccounted-term": Remedy(
        "An amendment says nothing of a term of the version before: that it goes on is not to be guessed.",
        "carry it, on a condition where that is open to interpretation; replace it; or repeal it.",
    ),
    "unknown-value": Remedy("A value that the kind does not have.", "take one of its values, or add this one."),
    "unknown-version": Remedy("An amendment or a law names a version that the contract does not have.", "name a version by its date."),
    "wrong-case": Remedy(
        "A case that asks twice or not at all, expects nothing, or has a row with other cells than its table has columns.",
        "say under `event`, `ask` or `history` what is asked, and under `expect` what the answer must be.",
    ),
    "wrong-type": Remedy(
        "A text stands where a list or a mapping belongs, or the other way round.",
        "write it in the shape that is expected.",
    ),
    "wrong-value": Remedy("A word that is not one of those which a key takes.", "take one of those listed."),
    "yaml-alias": Remedy(
        "An anchor or an alias. Each term is to be read where it stands, so neither is part of the language.",
        "write out what the alias stands for.",
    ),
    "yaml-syntax": Remedy(
        "The file is not YAML.",
        "look at the place and just before it: indentation, quotes, brackets, a colon without a space.",
    ),
    "yaml-tag": Remedy("A YAML tag. What a value is follows from where it stands.", "leave the tag out."),
}
