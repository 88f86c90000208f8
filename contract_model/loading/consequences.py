"""This file defines `Consequences`: how the texts of consequences are read (`set accepted to true`, `suspend deliver`, `terminate`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contract_model.loading.conditions import Conditions, Standing
from contract_model.loading.expression import blanked
from contract_model.loading.passage import Passage
from contract_model.loading.pieces import KEBAB
from contract_model.model.kinds import PARTY
from contract_model.model.norm import Assign, ChangeNorm, Consequence, Deem, Delegate, EndContract, Ending, Expression, SetFact, Verb
from contract_model.problems import did_you_mean, one_of, quoted

FORMS = {
    "set": "set FACT to VALUE",
    **{v.value: f"{v.value} TERM" for v in Verb},
    "assign": "assign TERM to PARTY",
    "delegate": "delegate TERM to PARTY",
    **{e.value: e.value for e in Ending},
    "deem": "deem ACTION with PARAMETER = VALUE",
}
"""How each consequence is written, by its first word."""


@dataclass(slots=True)
class Consequences:
    """Reads the consequences of one contract."""

    conditions: Conditions

    def consequences(self, written: Iterable[Passage], standing: Standing) -> tuple[Consequence, ...]:
        """The consequences of their texts; those that are wrong are noted and left out."""
        return tuple(c for passage in written if (c := self._consequence(passage, standing)) is not None)

    def after_violation(self, written: Iterable[Passage], standing: Standing) -> tuple[tuple[str, ...], tuple[Consequence, ...]]:
        """The terms of which a violation makes instances, and what else it brings about."""
        terms: list[str] = []
        others: list[Passage] = []
        for passage in written:
            known = passage.text in self.conditions.terms
            if known and passage.text in FORMS:
                said = f"{quoted(passage.text)} is both a term and what ends the contract"
                passage.problem("ambiguous-name", said, "give the term another id")
            elif known or (KEBAB.fullmatch(passage.text) and passage.text not in FORMS):
                term = self.conditions.term_over_time(passage)
                terms += [term] if term is not None else []
            else:
                others.append(passage)
        return tuple(dict.fromkeys(terms)), self.consequences(others, standing)

    def _consequence(self, passage: Passage, standing: Standing) -> Consequence | None:
        verb, _, rest = passage.text.partition(" ")
        if verb not in FORMS:
            hint = did_you_mean(verb, FORMS) or f"one of {'; '.join(FORMS.values())}"
            passage.problem("consequence-syntax", f"{quoted(passage.text)} is not a consequence", hint)
            return None
        if verb in (Ending.TERMINATE.value, Ending.COMPLETE.value):
            if not rest.strip():
                return EndContract(Ending(verb))
            _malformed(passage, verb)
            return None
        if not rest.strip():
            _malformed(passage, verb)
            return None
        body = passage.between(len(verb))
        if verb == "deem":
            return self._deem(body, standing)
        if verb in {v.value for v in Verb}:
            term = self.conditions.term_over_time(body)
            return ChangeNorm(Verb(verb), term) if term is not None else None
        name, value = body.split("to")
        if value is None or not value.text or not name.text:
            _malformed(passage, verb)
            return None
        return self._set(name, value, standing) if verb == "set" else self._hand_over(verb, name, value, standing)

    def _set(self, name: Passage, value: Passage, standing: Standing) -> SetFact | None:
        fact = self.conditions.fact(name)
        found = self.conditions.expression(value, fact.kind if fact else None, standing)
        return SetFact(fact.name, found) if fact and found else None

    def _hand_over(self, verb: str, name: Passage, value: Passage, standing: Standing) -> Assign | Delegate | None:
        term = self.conditions.term_over_time(name)
        found = self.conditions.expression(value, PARTY, standing)
        if term is None or found is None:
            return None
        return Assign(term, found) if verb == "assign" else Delegate(term, found)

    def _deem(self, body: Passage, standing: Standing) -> Deem | None:
        name, rest = body.split("with")
        action = self.conditions.action(name)
        if action is None:
            return None
        sets: dict[str, Expression] = {}
        written = self.conditions.pieces.surface.actions[action].parameters
        for piece in _listed(rest) if rest else ():
            at = blanked(piece.text).find("=")
            parameter = piece.between(0, max(0, at))
            if at <= 0 or not parameter.text or not piece.text[at + 1 :].strip() or piece.text[at + 1] == "=":
                piece.problem("consequence-syntax", f"{quoted(piece.text)} gives no parameter its value", "write `PARAMETER = VALUE`")
                return None
            known = self.conditions.vocabulary.parameters.get(parameter.text) if parameter.text in written else None
            if parameter.text not in written and not self.conditions.pieces.is_broken(parameter.text):
                said = f"{quoted(parameter.text)} is not a parameter of the action {quoted(action)}"
                parameter.problem("unknown-name", said, did_you_mean(parameter.text, written) or one_of(written))
            found = self.conditions.expression(piece.between(at + 1), known.kind, standing) if known else None
            if found is None:
                return None
            sets[parameter.text] = found
        return Deem(action, sets)


def _malformed(passage: Passage, verb: str) -> None:
    passage.problem("consequence-syntax", f"{quoted(passage.text)} is not a consequence", f"write `{FORMS[verb]}`")


def _listed(passage: Passage) -> Iterator[Passage]:
    """The parts of a text between the commas that stand in no brackets and no quotes."""
    depth, start = 0, 0
    for i, c in enumerate(blanked(passage.text)):
        depth += (c in "([{") - (c in ")]}")
        if c == "," and depth == 0:
            yield passage.between(start, i)
            start = i + 1
    yield passage.between(start)
