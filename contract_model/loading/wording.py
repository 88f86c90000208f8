"""This file defines `Wording`: the sentences of actions, and the phrases by which questions say things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contract_model.loading.parse import Path
from contract_model.loading.pieces import Pieces
from contract_model.loading.surface import SurfacePhrase
from contract_model.loading.vocabulary import Vocabulary
from contract_model.model.contract import Action, Phrase
from contract_model.model.phrases import PatternError, parse_pattern, placeholders
from contract_model.model.values import Value
from contract_model.problems import did_you_mean, quoted

_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(slots=True)
class Wording:
    """Reads the words of one contract."""

    pieces: Pieces
    vocabulary: Vocabulary

    def action(self, name: str) -> Action:
        path: Path = ("actions", name)
        written = self.pieces.surface.actions[name]
        for found in _BRACES.finditer(written.says):
            if found[1] != "actor" and found[1] not in written.parameters and not self.pieces.is_broken(found[1]):
                hint = did_you_mean(found[1], ["actor", *written.parameters])
                said = f"{quoted(found[0])} is neither the actor nor a parameter of {quoted(name)}"
                self.pieces.note("unknown-name", said, (*path, "says"), hint, part=(found.start(), len(found[0])))
        phrases = []
        for i, phrase in enumerate(written.phrases):
            made = self._phrase((*path, "phrases", i), phrase, [*written.parameters, *self.vocabulary.facts])
            if made:
                phrases.append(made)
        parameters = tuple(p for p in written.parameters if p in self.vocabulary.parameters)
        asks = {p: written.parameters[p].asks or self.vocabulary.parameters[p].asks for p in parameters}
        return Action(name, written.says, tuple(phrases), parameters, asks)

    def fact_phrases(self) -> Iterable[Phrase]:
        for name, written in self.pieces.surface.facts.items():
            fact = self.vocabulary.facts.get(name)
            path: Path = ("facts", name, "phrases")
            if fact is None:
                continue
            if isinstance(written.phrases, list):
                for i, say in enumerate(written.phrases):
                    made = self._phrase(
                        (*path, i), SurfacePhrase(say=say), [*self.vocabulary.parameters, *self.vocabulary.facts], fact=name
                    )
                    if made and name not in placeholders(made.pattern):
                        self.pieces.note(
                            "phrase-syntax", "the phrase says nothing of the fact", (*path, i), "write `{value}` for its value"
                        )
                    elif made:
                        yield made
                continue
            for key, says in written.phrases.items():
                value = self.pieces.value(fact.kind, key, (*path, key), at_key=True)
                for i, say in enumerate(says):
                    where: Path = (*path, key, i) if (*path, key, i) in self.pieces.document.places else (*path, key)
                    made = self._phrase(where, SurfacePhrase(say=say), [*self.vocabulary.parameters, *self.vocabulary.facts])
                    if made and value is not None:
                        yield Phrase(made.pattern, {name: value})
        for i, written_phrase in enumerate(self.pieces.surface.phrases):
            made = self._phrase(("phrases", i), written_phrase, [*self.vocabulary.parameters, *self.vocabulary.facts])
            if made:
                yield made

    def _phrase(self, path: Path, written: SurfacePhrase, allowed: Iterable[str], fact: str = "") -> Phrase | None:
        """The phrase of its words; in those of a fact, `{value}` stands for its value."""
        where: Path = (*path, "say") if (*path, "say") in self.pieces.document.places else path
        try:
            as_written = parse_pattern(written.say)
            pattern = parse_pattern(written.say.replace("{value}", f"{{{fact}}}")) if fact else as_written
        except PatternError as error:
            said = f"{quoted(written.say)} is not a phrase: {error}"
            self.pieces.note("phrase-syntax", said, where, part=(error.column - 1, error.length))
            return None
        known = {*allowed, *(["value"] if fact else [])}
        for name in placeholders(as_written):
            if name not in known and not self.pieces.is_broken(name):
                at = written.say.find("{" + name + "}")
                said = f"{quoted('{' + name + '}')} is neither a parameter of the action nor a fact"
                self.pieces.note("unknown-name", said, where, did_you_mean(name, known), part=(max(0, at), len(name) + 2))
                return None
        sets: dict[str, Value] = {}
        for name, scalar in written.sets.items():
            asked = self.vocabulary.parameters.get(name) or self.vocabulary.facts.get(name)
            if name in self.vocabulary.ambiguities:
                sets[name] = scalar
                if scalar not in self.vocabulary.ambiguities[name].readings:
                    self.vocabulary.unknown_reading(name, scalar, (*path, "sets", name))
            elif asked is None:
                if not self.pieces.is_broken(name):
                    hint = did_you_mean(name, [*self.vocabulary.parameters, *self.vocabulary.facts])
                    self.pieces.note(
                        "unknown-name", f"{quoted(name)} is neither a parameter nor a fact", (*path, "sets", name), hint, at_key=True
                    )
            elif (value := self.pieces.value(asked.kind, scalar, (*path, "sets", name))) is not None:
                sets[name] = value
        return Phrase(pattern, sets)
