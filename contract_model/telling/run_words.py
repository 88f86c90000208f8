"""This file defines `RunWords`: the events, norms, facts and changes of one run in the words of its contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from contract_model.model.case import Event
from contract_model.model.conditions import kind_of
from contract_model.model.contract import Contract, Term
from contract_model.model.history import (
    Change,
    ContractChanged,
    FactChanged,
    Happening,
    Instance,
    NormChange,
    PartyChanged,
    Run,
    Step,
    Undecided,
    Why,
)
from contract_model.model.norm import HolderOf, Owed, Past, StateOf, Violations
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import Raw, Value, cooked, in_words
from contract_model.telling.causes import Names, names, why
from contract_model.telling.duties import duty
from contract_model.telling.moments import Moments
from contract_model.telling.standing import Cure, term_of
from contract_model.telling.words import Words, listed, spelled

_BY_EVENT = (Why.PERFORMED, Why.LATE, Why.BROKEN, Why.EXERCISED, Why.EVENT, Why.TOLD)  # what an event itself does
_CHANGES = {
    "enters": "comes into force",
    "late": "is performed late",
    "excused": "is excused",
    "ended": "has ended",
    "withdrawn": "is no longer available",
    "broken": "is violated",
    "observed": "is fulfilled",
    "stated": "takes effect",
    "holder": "is owed to somebody else",
    "performer": "may be performed by somebody else",
}
"""What a change of a norm is in words, by its word in the transitions; the others are states."""
_DUE_STATES = (NormState.IN_FORCE, NormState.AVAILABLE)


class RunWords:
    """`events`: how each happening is called, by its place; `event 1` and so on unless given."""

    def __init__(self, contract: Contract, run: Run, events: tuple[str, ...] | None = None) -> None:
        self.contract = contract
        self.run = run
        self.moments = Moments(contract)
        self.words = Words(contract)
        self.names: Names = names(contract, run, events)
        self._by_label = {i.label: i for i in run.instances}
        self._of_action = cache(lambda action: Words(contract, action))

    # what happens

    def happening(self, happening: Happening) -> str:
        """What happened: `The buyer pays 1,000 USD (order: A1)`; what became known: `Known: the meat was inspected`."""
        event = self.event(happening.event) if happening.event else ""
        facts = listed([self._told(n, v) for n, v in happening.facts.items()])
        return ". ".join(filter(None, [event, f"Known: {facts}" if facts else ""])) or "Nothing is told"

    def event(self, event: Event) -> str:
        """What is done, with the parameters for which the action's sentence has no place."""
        words = self._of_action(event.action)
        says = self.contract.actions[event.action].says
        others = [f"{spelled(n)}: {words.value(n, v)}" for n, v in event.parameters.items() if f"{{{n}}}" not in says]
        return words.action(event) + (f" ({', '.join(others)})" if others else "")

    def _told(self, name: str, value: Value | tuple[tuple[str, Value], ...]) -> str:
        if isinstance(value, tuple):
            return listed([f"{self.words.holds(name, v)} ({self.key(name, k)})" for k, v in value])
        return self.words.holds(name, value)

    # what there is

    def term(self, instance: Instance) -> Term | None:
        """The term of an instance."""
        return term_of(self.contract, instance)

    def instance(self, label: str) -> str:
        """A norm by its heading and label: `“Payment” (pay/2)`; a term's id names the term."""
        return self.names.instance(label)

    def key(self, fact: str, key: str) -> str:
        """For what a fact has a value."""
        found = self.contract.facts.get(fact)
        return self.words.value(found.per, key) if found and found.per else key

    def fact(self, name: str, value: Raw | None) -> str:
        """A value of a fact; `not known` where it has none."""
        found = self.contract.facts.get(name)
        return "not known" if value is None else self.words.value(name, cooked(found.kind, value)) if found else str(value)

    def owed(self, instance: Instance) -> str:
        """What is owed, where that is a quantity and known: `1,000 USD`."""
        term = self.term(instance)
        if instance.owed is None or term is None or term.norm is None or term.norm.owes is None:
            return ""
        kind = kind_of(term.norm.owes.condition)
        return self.words.value_of(kind, cooked(kind, instance.owed))

    def owing(self, instance: Instance) -> str:
        """What is owed, or was: `1,000 USD is owed`; nothing where that is not known."""
        owed = self.owed(instance)
        over = instance.performed or instance.state in (NormState.FULFILLED, NormState.DISCHARGED)
        return f"{owed} {'was' if over else 'is'} owed" if owed else ""

    def duty(self, instance: Instance, until: str = "") -> str:
        """What a norm asks of whom and until when, what is owed, and to whom where that is another than the term says."""
        term = self.term(instance)
        if term is None:
            return instance.label
        owed = self.owed(instance)
        said = duty(self.contract, term, instance.done, self._known(instance) | ({"owed": owed} if owed else {}))
        said += f", {until}" if until else ""
        said += f"; {self.owing(instance)}" if owed else ""
        others = [p for p in instance.performers if p not in term.bearer]
        said += f"; {self.words.parties(others, 'or')} may do it too" if others else ""
        if instance.holders and tuple(instance.holders) != term.counterparty:
            said += f"; owed to {self.words.parties(instance.holders)}"
        return said

    def _known(self, instance: Instance) -> dict[str, str]:
        """What is known of its period and of the events of its chain of triggers, in words: `order.price` is 5 USD."""
        found: dict[str, str] = {}
        if instance.period is not None:
            first, last = (in_words(date.fromordinal(day)) for day in instance.period)
            found = {"period.start": first, "period.end": last}
        for action, values in instance.bindings.items():
            for name, value in values.items():
                derived = self.contract.derived.get(f"{action}.{name}")
                if value is not None and derived is not None:
                    found[f"{action}.{name}"] = self.words.value_of(derived.kind, cooked(derived.kind, value))
        return found

    def until(self, instance: Instance) -> str:
        """Until when a norm can be performed or used: `through 9 January 2026`; nothing where it has no end, or its time stands still."""
        still = instance.state is NormState.SUSPENDED
        return self.moments.last_day(instance.due) if instance.due is not None and not still else ""

    def cure(self, cure: Cure) -> str:
        """How a breach can be made good."""
        ways = ["late performance still counts"] if cure.late else []
        for reparation in cure.reparations:
            until = self.until(reparation)
            named = self.instance(reparation.label)
            ways.append(f"by {named}, which is {spelled(reparation.state.value)}{f' {until}' if until else ''}")
        return "; ".join(ways)

    def waits_for(self, instance: Instance) -> str:
        """The condition that something pending or not available waits for, as it is written."""
        term = self.term(instance)
        if term is None or term.norm is None:
            return ""
        found = {NormState.PENDING: term.norm.once, NormState.NOT_AVAILABLE: term.norm.available}.get(instance.state)
        return found.text if found else ""

    def unknown(self, name: str) -> str:
        """What a change hangs on, as a question."""
        derived = self.contract.derived.get(name)
        if derived is not None:
            match derived.origin:
                case StateOf() | Violations() | Owed() | HolderOf() | Past():
                    return f"{derived.asks or name}"
                case _:
                    pass
        return self.words.question(name)

    def hangs_on(self, names: Sequence[str]) -> str:
        """What something hangs on: `“Is the meat inspected?” (inspected)`."""
        return listed([f"“{self.unknown(n)}” ({n})" for n in names])

    # what changed

    def change(self, change: Change, step: Step) -> str:
        """What changed and why, as a sentence without a full stop."""
        match change:
            case NormChange():
                return self.norm_change(change, step)
            case FactChanged():
                return self._fact_change(change, step)
            case PartyChanged():
                return f"{self._party_change(change)}: {why(self.names, change, step)}"
            case ContractChanged():
                return f"The contract is {spelled(change.after.value)}: {self._why_contract(change, step)}"
            case Undecided():
                return f"Whether {self.whether(change)} hangs on {self.hangs_on(change.hangs_on)}"

    def whether(self, change: Undecided) -> str:
        """What is not decided, as a clause: `“Payment” (pay) is fulfilled`."""
        if not change.term:
            return change.what  # of the contract
        word = change.what.removeprefix(f"{change.term} ")
        return f"{self.instance(change.instance or change.term)} {_CHANGES.get(word, f'is {spelled(word)}')}"

    def effect(self, change: Change, step: Step) -> str:
        """What changed, without what the event of the step says already."""
        if isinstance(change, NormChange) and change.why in _BY_EVENT and change.happening == step.happening:
            return self.norm_change(change, step, because=False)
        if isinstance(change, FactChanged) and change.why in _BY_EVENT and change.happening == step.happening:
            return self._fact_change(change, step, because=False)
        return self.change(change, step)

    def _fact_change(self, change: FactChanged, step: Step, *, because: bool = True) -> str:
        found = self.contract.facts.get(change.fact)
        of = f" ({self.key(change.fact, change.key)})" if change.key is not None else ""
        if change.after is None or found is None:
            told = f"{self.words.question(change.fact)}{of} {self.fact(change.fact, change.after)}"
        else:
            told = f"{self.words.holds(change.fact, cooked(found.kind, change.after))}{of}"
        was = f" (before: {self.fact(change.fact, change.before)})" if change.before is not None else ""
        return f"{told}{was}{f': {why(self.names, change, step)}' if because else ''}"

    def norm_change(self, change: NormChange, step: Step, *, named: bool = True, because: bool = True) -> str:
        """How a norm changed and why; without its name where a heading says it."""
        state = spelled(change.after.value)
        told = f"{self.instance(change.instance)} is {state}" if named else state
        until = self._until(change)
        doubt = f" (in doubt: it hangs on {self.hangs_on(change.doubt)})" if change.doubt else ""
        late = ", late" if change.why is Why.LATE and not because else ""
        return f"{told}{late}{until}{f': {why(self.names, change, step)}' if because else ''}{doubt}"

    def _until(self, change: NormChange) -> str:
        if change.due is None or change.after not in _DUE_STATES:
            return ""
        return f" {self.moments.last_day(change.due)}"

    def _party_change(self, change: PartyChanged) -> str:
        named, party = self.instance(change.instance), self.words.party(change.party)
        if change.role == "performer":
            return f"{party[:1].upper()}{party[1:]} may perform {named} too"
        return f"{named} is owed to {party}"

    @staticmethod
    def is_told(change: Change, step: Step) -> bool:
        """Whether a change is what the happening of a step tells itself."""
        return isinstance(change, FactChanged) and change.why is Why.TOLD and change.happening == step.happening is not None

    def _why_contract(self, change: ContractChanged, step: Step) -> str:
        said = why(self.names, change, step)
        return {"its time was up": "its time is over"}.get(said, said)

    def state(self) -> str:
        """How the contract stands."""
        ends = f", ends on {self.moments.as_it_stands(self.run.ends - 1)}" if self.run.ends and self._running else ""
        return f"{spelled(self.run.state.value)}{ends}"

    @property
    def _running(self) -> bool:
        return self.run.state in (ContractState.NOT_BEGUN, ContractState.IN_EFFECT)

    def assumed(self) -> Iterable[tuple[str, str]]:
        """What the history takes for granted, each under its label."""
        history = self.run.history
        if history.facts:
            yield "Facts", listed([self._told(n, v) for n, v in history.facts.items()])
        if history.readings:
            yield "Readings", listed([f"{self.words.question(n)} {self._read_as(n, r)}" for n, r in history.readings.items()])
        if history.unknown:
            yield "Left open", " ".join(self.words.question(n) for n in sorted(history.unknown))
        if history.complete:
            yield "Complete", "what the history does not tell is not so"

    def _read_as(self, name: str, reading: str) -> str:
        found = self.words.reading(name, reading)
        return found.says if found else reading

    def span(self) -> str:
        """From when until when the run goes."""
        start, at = self.run.history.start, self.moments.as_it_stands(self.run.at)
        if self.run.state is ContractState.NOT_BEGUN:
            return f"as of {at}; the contract begins on {in_words(start)}"
        return f"from {in_words(start)} through {at}"
