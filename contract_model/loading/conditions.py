"""This file defines `Conditions`: what the names in conditions stand for, and how the texts of conditions and values are read.

Definitions are read one upon the other. What conditions ask about the past is collected in `derived`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from contract_model.loading.defeasible import DefeasibleRule, Proofs, prove, superiority_circle
from contract_model.loading.expression import QUOTED, blanked, read_condition
from contract_model.loading.limits import MAX_PARTS
from contract_model.loading.normalise import Size, TooDeep, TooLarge, normalise, size
from contract_model.loading.parse import Path
from contract_model.loading.passage import Passage, passages
from contract_model.loading.pieces import Pieces
from contract_model.loading.scope import PastScope, Scope
from contract_model.loading.surface import SurfaceDefinition, SurfaceRule
from contract_model.loading.vocabulary import BUILT_IN, Vocabulary
from contract_model.model.conditions import FALSE, Arith, Choose, Condition, Extreme, Named, Rounded, Var, kind_of, variables
from contract_model.model.contract import Clause, Definition, Fact
from contract_model.model.kinds import TRUTH, Kind, choice
from contract_model.model.norm import Derived, Expression
from contract_model.problems import ContractError, cut, did_you_mean, one_of, quoted


@dataclass(frozen=True, slots=True)
class Standing:
    """In which term a text stands, if in one, and whether that recurs: what `owed`, `holder` and `period.start` mean in it."""

    term: str | None = None
    recurring: bool = False


NOWHERE = Standing()


@dataclass(slots=True)
class Conditions:
    """Reads the conditions of one contract.

    `terms`: the ids of all terms of all versions; `over_time`: of those that are norms over time. `owing`: what each of them owes, where
    it stands and in which term. `proofs`: what the rules of definitions prove.
    """

    pieces: Pieces
    vocabulary: Vocabulary
    places: int = 2
    terms: Collection[str] = ()
    over_time: Collection[str] = ()
    owing: dict[str, tuple[Passage, Standing]] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    derived: dict[str, Derived] = field(default_factory=dict)
    typed: dict[str, Condition | None] = field(default_factory=dict)
    proofs: dict[str, Proofs] = field(default_factory=dict)
    sizes: dict[str, Size] = field(default_factory=dict)
    parts: int = 0
    _scopes: dict[Standing, Scope] = field(default_factory=dict)
    _owed: dict[str, Kind | None] = field(default_factory=dict)

    # --- definitions --------------------------------------------------------------------------------------------------------------

    def one_upon_the_other(self) -> Iterable[str]:
        """The definitions, each after those that it mentions. What is defined by itself is noted and left out.

        Without recursion, since definitions can build upon each other in long chains.
        """
        written = self.pieces.surface.definitions
        underway: dict[str, Iterator[str]] = {}
        for first in written:
            if first in self.typed:
                continue
            underway[first] = self._mentioned(first)
            while underway:
                name, mentioned = next(reversed(underway.items()))
                used = next(mentioned, None)
                if used is None:
                    del underway[name]
                    if name not in self.typed:
                        self.typed[name] = None  # in case it mentions what is in a circle
                        yield name
                elif used in underway:
                    circle = [*underway][[*underway].index(used) :]
                    said = " -> ".join(map(cut, [*circle[:8], "..."] if len(circle) > 8 else [*circle, used]))
                    self.pieces.note(
                        "definition-cycle",
                        f"{quoted(used)} is defined by itself: {said}",
                        ("definitions", used),
                        "break the circle",
                        at_key=True,
                    )
                    self.typed |= dict.fromkeys(circle)
                elif used not in self.typed:
                    underway[used] = self._mentioned(used)

    def _mentioned(self, name: str) -> Iterator[str]:
        """The definitions that a definition mentions."""
        written = self.pieces.surface.definitions[name]
        texts = [written.condition or "", *(r.condition for r in written.rules)]
        words = re.findall(r"\w+", " ".join(QUOTED.sub(" ", text) for text in texts))
        return iter([w for w in dict.fromkeys(words) if w in self.pieces.surface.definitions])

    def definition(self, name: str) -> None:
        """Keep the typed body of a definition, and for a truth its normal form under its name; none when it is broken."""
        document, path = self.pieces.document, ("definitions", name)
        written = self.pieces.surface.definitions[name]
        if written.rules:
            self._by_rules(name, written)
            return
        if written.condition is None:
            self.pieces.note("missing-key", "`is` is missing", path, "a definition has `is` or `rules`")
            return
        passage = Passage(document, (*path, "is") if (*path, "is") in document.places else path, written.condition)
        typed = self.read(passage, None)
        if typed is None:
            return
        normal = self.measured(passage, typed)
        if normal is None:
            return
        result = Named(name, normal) if kind_of(typed) == TRUTH else typed
        self.typed[name] = result
        self.definitions[name] = Definition(name, Clause(written.condition, result, passage.span), written.says)

    def _by_rules(self, name: str, written: SurfaceDefinition) -> None:
        """Keep what the rules of a definition prove; nothing when one of them is broken."""
        document, path = self.pieces.document, ("definitions", name)
        if written.condition is not None:
            said = "a definition has `is` or `rules`, not both"
            self.pieces.note("part-not-allowed", said, (*path, "is"), "keep one", at_key=True)
        rules: list[DefeasibleRule] = []
        ids = [r.id for r in written.rules]
        for i, rule in enumerate(written.rules):
            where: Path = (*path, "rules", i)
            self.pieces.check_id(document, (*where, "id"), rule.id, "rule")
            if rule.id in ids[:i]:
                self.pieces.note("duplicate-name", f"{quoted(rule.id)} is already the id of a rule", (*where, "id"), "rename one")
            for over in passages(document, (*where, "over"), rule.over):
                if over.text not in ids:
                    said = f"{quoted(over.text)} is not a rule of {quoted(name)}"
                    over.problem("unknown-rule", said, did_you_mean(over.text, ids) or one_of(ids))
            body = self.read(Passage(document, (*where, "if"), rule.condition), TRUTH)
            if body is not None:
                rules.append(DefeasibleRule(rule.id, body, rule.then, rule.kind, tuple(o for o in rule.over if o in ids)))
        if len(rules) < len(ids) or len(set(ids)) < len(ids):
            return
        if circle := superiority_circle(rules):
            said = f"{quoted(circle[0])} would be superior to itself: {' over '.join(map(cut, circle))}"
            self.pieces.note("superiority-cycle", said, (*path, "rules"), "drop one of them", at_key=True)
            return
        passage = Passage(document, path, "")
        try:
            proofs = prove(name, rules, self.proofs, self.sizes)
            found = size(proofs.proved.body, self.sizes), size(proofs.refuted.body, self.sizes)
        except (TooLarge, TooDeep) as error:
            self._too_much(passage, error)
            return
        self._count(passage, found[0].own_parts + found[1].own_parts)
        self.sizes |= {proofs.proved.name: found[0], proofs.refuted.name: found[1]}
        self.proofs[name] = proofs
        self.typed[name] = proofs.proved
        text = "; ".join(_as_text(r) for r in written.rules)
        self.definitions[name] = Definition(
            name, Clause(text, proofs.proved, document.span(path)), written.says, None if proofs.conflict == FALSE else proofs.conflict
        )

    # --- names --------------------------------------------------------------------------------------------------------------------

    def look_up(self, name: str) -> Condition | None:
        """What a name in a condition stands for. Raises KeyError for an unknown one; none for one that is broken."""
        if name in BUILT_IN:
            return BUILT_IN[name]
        if name in self.vocabulary.twice:
            return None
        if name in self.vocabulary.parameters:
            return Var(name, self.vocabulary.parameters[name].kind)
        if name in self.vocabulary.facts:
            return Var(name, self.vocabulary.facts[name].kind)
        if name in self.pieces.surface.ambiguities:
            return Var(name, choice(f"reading of {name}"))
        if name in self.pieces.surface.definitions:
            return self.typed.get(name)
        if self.pieces.is_broken(name):
            return None
        raise KeyError(name)

    def action(self, passage: Passage) -> str | None:
        """The action that a text names; none where there is none, which is noted."""
        name, known = passage.text, self.pieces.surface.actions
        if name in known:
            return name
        if not self.pieces.is_broken(name):
            hint = did_you_mean(name, known) or (f"of a term, write {quoted(f'violated({name})')}" if name in self.terms else one_of(known))
            said = f"{quoted(name)} is not an action" if name else "the name of an action is missing here"
            passage.problem("unknown-action", said, hint)
        return None

    def fact(self, passage: Passage) -> Fact | None:
        """The fact that a text names; none where there is none, which is noted."""
        name, known = passage.text, self.vocabulary.facts
        if name not in known and not self.pieces.is_broken(name):
            passage.problem("unknown-name", f"{quoted(name)} is not a fact", did_you_mean(name, known) or one_of(known))
        return known.get(name)

    def term_over_time(self, passage: Passage) -> str | None:
        """The norm over time that a text names; none where there is none, which is noted."""
        name = passage.text
        if name in self.over_time:
            return name
        if name in self.terms:
            said = f"{quoted(name)} is not a norm over time, and is in no state"
            passage.problem("not-over-time", said, "give it one of the keys of norms over time, such as `triggered_by`")
        elif not self.pieces.is_broken(name):
            hint = did_you_mean(name, self.terms) or one_of(self.terms)
            said = f"{quoted(name)} is not a term of this contract" if name else "the id of a term is missing here"
            passage.problem("unknown-term", said, hint)
        return None

    def scope(self, standing: Standing = NOWHERE) -> Scope:
        """The names that conditions may use; asked for when parameters, facts and ambiguities are known."""
        if standing not in self._scopes:
            written, known = self.pieces.surface, self.vocabulary
            values = {k: tuple(v) for k, v in written.kinds.items()}
            values |= {f"reading of {a}": tuple(x.readings) for a, x in written.ambiguities.items()}
            names = [*BUILT_IN, *known.parameters, *known.facts, *written.ambiguities, *written.definitions]
            actions = {
                action: {p: known.parameters[p].kind for p in a.parameters if p in known.parameters}
                for action, a in written.actions.items()
            }
            past = PastScope(actions, self.terms, standing.term, standing.recurring, self.owed, self.derive, self.refuted)
            self._scopes[standing] = Scope(self.look_up, lambda: names, values, tuple(written.parties), past, self.places)
        return self._scopes[standing]

    def owed(self, term: str) -> Kind | None:
        """The kind of what a term owes; none if it owes nothing, is broken, or owes what it itself owes."""
        if term not in self._owed:
            self._owed[term] = None
            if term in self.owing:
                passage, standing = self.owing[term]
                typed = read_condition(passage.text, self.scope(standing), _silent, None)
                self._owed[term] = kind_of(typed) if typed is not None else None
        return self._owed[term]

    def derive(self, derived: Derived) -> None:
        """Keep what a condition asks about the past."""
        self.derived.setdefault(derived.name, derived)

    def refuted(self, name: str) -> Condition | None:
        """The condition that the contrary of a definition is proved. Raises KeyError for a definition that has no rules."""
        written = self.pieces.surface.definitions.get(name)
        if written is None or not written.rules:
            raise KeyError(name)
        return self.proofs[name].refuted if name in self.proofs else None

    # --- texts --------------------------------------------------------------------------------------------------------------------

    def read(self, passage: Passage, expected: Kind | None, standing: Standing = NOWHERE) -> Condition | None:
        """The typed condition of a text; none where it is wrong, which is noted."""

        def report(name: str, message: str, offset: int, length: int, hint: str) -> None:
            passage.problem(name, message, hint, at=(offset, length))

        return read_condition(passage.text, self.scope(standing), report, expected)

    def clause(self, passage: Passage, standing: Standing = NOWHERE) -> Clause | None:
        """The condition of a text, in normal form."""
        typed = self.read(passage, TRUTH, standing)
        normal = self.measured(passage, typed) if typed is not None else None
        return Clause(passage.text, normal, passage.span) if normal is not None else None

    def expression(self, passage: Passage, expected: Kind | None = TRUTH, standing: Standing = NOWHERE) -> Expression | None:
        """The condition or value of a text: of a truth the normal form, of another kind as written, the truths in it in normal form."""
        typed = self.read(passage, expected, standing)
        normal = self.measured(passage, typed) if typed is not None else None
        return Expression(passage.text, normal, passage.span) if normal is not None else None

    def measured(self, passage: Passage, typed: Condition) -> Condition | None:
        """A typed condition with every truth in normal form; none where it is too large. Raises ContractError where all are."""
        path: Path = passage.path
        try:
            normal = typed if path[0] == "definitions" and kind_of(typed) != TRUTH else self._settled(typed)
            found = size(normal, self.sizes)
        except (TooLarge, TooDeep) as error:
            self._too_much(passage, error)
            return None
        if path[0] == "definitions":
            self.sizes[str(path[1])] = found
        self._count(passage, found.own_parts)
        return normal

    def _too_much(self, passage: Passage, error: TooLarge | TooDeep) -> None:
        name, what = ("too-large", "has too many cases") if isinstance(error, TooLarge) else ("too-deep", "is too deep")
        passage.problem(name, f"the condition, with the definitions that it uses, {what}", "use facts, or several terms")

    def _count(self, passage: Passage, parts: int) -> None:
        """Add to the parts of all conditions. Raises ContractError where there are too many."""
        self.parts += parts
        if self.parts > MAX_PARTS:
            said = f"the conditions up to here have more than {MAX_PARTS:,} parts in all"
            passage.document.problem("too-large", said, passage.path)
            raise ContractError(passage.document.problems)

    def _settled(self, typed: Condition) -> Condition:
        """A truth in normal form; a value with the truths in it so. Raises TooLarge or TooDeep."""
        if kind_of(typed) == TRUTH:
            return normalise(typed, self.sizes)
        match typed:
            case Choose(test, then, other):
                return Choose(normalise(test, self.sizes), self._settled(then), self._settled(other))
            case Extreme(greatest, parts):
                return Extreme(greatest, tuple(self._settled(p) for p in parts))
            case Arith(operator, left, right, kind):
                return Arith(operator, self._settled(left), self._settled(right), kind)
            case Rounded(mode, unit, part):
                return Rounded(mode, unit, self._settled(part))
            case _:
                return typed

    # --- what a text may ask ------------------------------------------------------------------------------------------------------

    def only_own_parameters(self, passage: Passage, condition: Condition, actions: Iterable[str], hint: str) -> None:
        """Note the parameters that a condition asks about and that one of the actions does not have."""
        known = [a for a in dict.fromkeys(actions) if a in self.pieces.surface.actions]
        for name in self.parameters_in(condition):
            for action in known:
                if name not in self.pieces.surface.actions[action].parameters:
                    said = f"{quoted(name)} is not a parameter of the action {quoted(action)}"
                    passage.problem("parameter-of-other-action", said, hint, at=_place(passage.text, name))

    def only_of_the_world(self, passage: Passage, condition: Condition) -> None:
        """Note what a condition of the world asks about an event: it is judged when there is none."""
        asked = [n for n in variables(condition) if n in ("time", "actor")]
        for name in [*self.parameters_in(condition), *asked]:
            action = next((a for a, x in self.pieces.surface.actions.items() if name in x.parameters), "")
            hint = (
                f"of the event that triggered it, write {quoted(f'{action}.{name}')}"
                if action
                else "write the name of the event's action before it"
            )
            said = f"{quoted(name)} is of an event, and this is judged when there is none"
            passage.problem("not-of-the-world", said, hint, at=_place(passage.text, name))

    def parameters_in(self, condition: Condition) -> list[str]:
        """The bare parameters that a condition asks about."""
        return [n for n in variables(condition) if n in self.vocabulary.parameters and n not in self.vocabulary.facts]


def _as_text(rule: SurfaceRule) -> str:
    """A rule of a definition in one line."""
    return f"{rule.id}: {'' if rule.then else 'not '}if {rule.condition}"


def _place(text: str, name: str) -> tuple[int, int] | None:
    """Where a name stands in a text; nowhere if it comes from a definition."""
    found = re.search(rf"(?<![\w.]){re.escape(name)}(?![\w(])", blanked(text))
    return (found.start(), len(name)) if found else None


def _silent(name: str, message: str, offset: int, length: int, hint: str) -> None:
    """What is wrong is told where the text is read for good."""
