"""This file defines what a norm asks of whom, in a sentence: `The buyer must pay an amount`, `The seller may suspend the delivery`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from contract_model.model.case import Event
from contract_model.model.contract import Contract, Term, TermKind
from contract_model.model.norm import Act
from contract_model.telling.words import Words, listed

NOTHING: Mapping[str, str] = MappingProxyType({})
_MODALS = {TermKind.OBLIGATION: "must", TermKind.PROHIBITION: "must not", TermKind.POWER: "may", TermKind.PERMISSION: "may"}
_IRREGULAR = {"is": "be", "has": "have", "does": "do", "goes": "go"}


def duty(contract: Contract, term: Term, done: frozenset[int] = frozenset(), known: Mapping[str, str] = NOTHING) -> str:
    """What the term asks of whom, without a full stop. `done`: which of several joint acts are done, and no longer asked.

    `known`: values of variables in words (`order.price`: 5 USD), which are put into the conditions.
    """
    modal = _MODALS.get(term.kind)
    acts = _acts(term, done)
    if modal is None or not acts:
        return term.heading or term.id
    bearer = term.bearer[0] if len(term.bearer) == 1 else None
    joint = term.norm is not None and term.norm.joint
    many = "Anyone" if not term.bearer else Words(contract).parties(term.bearer, "or")
    said = [_act(contract, act, bearer, modal, known) for act in acts]
    texts = [said[0], *(_without_subject(s, modal) for s in said[1:])]
    text = listed(texts, "and" if joint else "or")
    if bearer is None:
        text = re.sub(r"^Somebody\b", many, text)
    return text[:1].upper() + text[1:]


def infinitive(verb: str) -> str | None:
    """The infinitive of a verb of the third person: `pays`, pay; none where it is no such verb."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    if verb.endswith(("ches", "shes", "sses", "xes", "zzes", "oes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else None


def _acts(term: Term, done: frozenset[int]) -> Sequence[Act | str]:
    if term.norm is None or not term.norm.acts:
        return term.actions
    return [a for i, a in enumerate(term.norm.acts) if i not in done or not term.norm.joint]


def _act(contract: Contract, act: Act | str, bearer: str | None, modal: str, known: Mapping[str, str]) -> str:
    action = act if isinstance(act, str) else act.action
    words = Words(contract, action)
    sentence = words.action(Event(action, bearer))
    subject = words.party(bearer) if bearer else "somebody"
    subject = subject[:1].upper() + subject[1:]
    verb, _, rest = sentence.removeprefix(f"{subject} ").partition(" ")
    asked = infinitive(verb) if sentence.startswith(f"{subject} ") else None
    text = f"{subject} {modal} {asked}{f' {rest}' if rest else ''}" if asked else f"{subject} {modal} do this: {sentence}"
    condition = act.condition.text if isinstance(act, Act) and act.condition else ""
    for name in sorted(known, key=len, reverse=True):
        value = known[name].replace("\\", r"\\")
        condition = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.(])", value, condition)
    return f"{text} (if {condition})" if condition else text


def _without_subject(said: str, modal: str) -> str:
    """A further act goes on where the first left off: `deliver the meat`."""
    return said.partition(f" {modal} ")[2] or said
