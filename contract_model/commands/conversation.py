"""This file defines `Conversation`: what each line of `contract repl` does to the scenario, and what is told of it.

A line is a question, or begins with `:` and is a command. Nothing here knows whether a person types it or a file is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from contract_model.asking.scenario import Scenario
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, did_you_mean, quoted

if TYPE_CHECKING:
    from contract_model.telling.memo import Memo
    from contract_model.telling.reply import Reply
    from contract_model.telling.section import Section

    Said: TypeAlias = "Memo | Sequence[Section]"

COMMANDS = {
    "fact": ("NAME=VALUE", "set a fact, or a parameter of the action; a truth may stand alone"),
    "unknown": ("NAME", "hold a fact, parameter or ambiguity unknown: nothing is presumed of it"),
    "reading": ("NAME=READING", "read an ambiguity one way; take a published value of a fact"),
    "date": ("DATE", "set when it happens: 2027-03-01, 2027-03, 2027, 2026-05-01..2027-01-31"),
    "version": ("DATE", "judge under one version, whatever the date"),
    "evidence": ("[GRADE]", "set the weakest evidence that counts; alone, the answer at each floor"),
    "forget": ("NAME", "take back what was set for a name, or for date, evidence, version"),
    "scenario": ("", "tell what is asked and what is set"),
    "why": ("[TERM]", "tell the whole answer with its reasons; or what one term does, and why"),
    "why-not": ("VERDICT", "what would have had to hold for another verdict"),
    "flip": ("[VERDICT]", "the smallest changes that bring another verdict about"),
    "readings": ("", "the verdict under every combination of readings"),
    "timeline": ("[DATES]", "the verdict on every date"),
    "tree": ("[ACTION]", "the decision tree of an action"),
    "undo": ("", "go back by one step"),
    "save": ("FILE", "write the scenario and its answer into a file of cases"),
    "help": ("[NAME]", "the commands; what a name of the contract is"),
    "quit": ("", "end the conversation; so does Ctrl-D"),
}


class Conversation:
    """A conversation about one contract. `place` is what it was loaded by; `today` the day that "today" means."""

    def __init__(self, contract: Contract, place: str, *, presume: bool = True, today: date | None = None) -> None:
        self.contract = contract
        self.place = place
        self.scenario = Scenario(contract, presume=presume, today=today)
        self.ended = False
        self._reply: Reply | None = None
        self._past: list[tuple[Scenario, Reply | None]] = []

    def take(self, line: str) -> Said:
        """What is told of a line. Raises ContractError, and then nothing has changed."""
        text = line.strip()
        if not text or text.startswith("#"):
            return ()
        if text in ("quit", "exit"):
            text = ":quit"
        if not text.startswith(":"):
            return self._ask(text)
        word, _, rest = text[1:].partition(" ")
        return self._command(word, rest.strip())

    def _command(self, word: str, rest: str) -> Said:
        if word not in COMMANDS:
            hint = did_you_mean(f":{word}", [f":{c}" for c in COMMANDS]) or "`:help` lists them"
            raise ContractError([Problem("unknown-command", f"{quoted(':' + word)} is no command", hint=hint)])
        form, _ = COMMANDS[word]
        if not rest and form and not form.startswith("["):
            raise ContractError([Problem("incomplete-command", f"`:{word}` needs more", hint=f"write `:{word} {form}`")])
        if rest and not form:
            raise ContractError([Problem("incomplete-command", f"`:{word}` stands alone, without {quoted(rest)}")])
        match word:
            case "fact":
                return self._set(self.scenario.with_fact(*self._pair(rest)))
            case "reading":
                name, reading = self._pair(rest)
                if not reading:
                    hint = self._readings(name)
                    raise ContractError([Problem("incomplete-command", f"no reading is given for {quoted(name)}", hint=hint)])
                return self._set(self.scenario.with_reading(name, reading))
            case "unknown":
                return self._set(self.scenario.with_unknown(rest))
            case "date":
                return self._set(self.scenario.with_date(rest))
            case "version":
                return self._set(self.scenario.with_version(rest))
            case "evidence" if rest:
                return self._set(self.scenario.with_evidence(rest))
            case "forget":
                return self._set(self.scenario.without(rest))
            case "undo":
                return self._undo()
            case "scenario":
                return self._scenario()
            case "save":
                return self._save(rest)
            case "help":
                return self._help(rest)
            case "quit":
                self.ended = True
                return ()
            case _:
                return _shortly(self._told(word, rest))

    def _pair(self, text: str) -> tuple[str, str]:
        """A name and what is said of it, parted by `=` or by a blank. The name of what only a history gives may have both in it."""
        for name in sorted(self.contract.derived, key=len, reverse=True):
            if text.startswith(name):
                return name, text[len(name) :].strip().removeprefix("=").strip()
        name, sign, value = text.partition("=")
        if not sign:
            name, _, value = text.partition(" ")
        return name.strip(), value.strip()

    # what changes the scenario

    def _ask(self, question: str) -> Said:
        from contract_model.front import read

        data = _event(question) if question.startswith("{") else question
        case, _ = read(data, self.contract, presume=self.scenario.presume, today=self.scenario.today)
        scenario, aside = self.scenario.ask(question, case)
        notes = [f"What was set for {name} no longer holds: the question says otherwise." for name in aside]
        return self._to(scenario, notes)

    def _set(self, scenario: Scenario) -> Said:
        return self._to(scenario, compare=True)

    def _to(self, scenario: Scenario, notes: Sequence[str] = (), compare: bool = False) -> Said:
        """Go on with a scenario, which was found sound, and tell its answer."""
        reply = _reply(scenario)
        before = self._reply if compare else None
        self._past.append((self.scenario, self._reply))
        self.scenario, self._reply = scenario, reply
        return self._answer(before, notes)

    def _undo(self) -> Said:
        if not self._past:
            raise ContractError([Problem("nothing-to-undo", "there is no step to go back by")])
        self.scenario, self._reply = self._past.pop()
        return self._answer(None, ["One step back."])

    def _answer(self, before: Reply | None, notes: Sequence[str]) -> Said:
        reply = self._reply
        if reply is None:
            return self._scenario()
        from contract_model.telling.brief import brief

        idle = [f"What is set for {name} does not count: it is a parameter of another action." for name in self.scenario.idle]
        return brief(self.contract, reply.answer, before.answer if before else None, [*notes, *idle])

    # what tells of it

    def _asked(self) -> Reply:
        if self._reply is None:
            hint = f"such as {quoted(self.contract.examples[0])}" if self.contract.examples else ""
            raise ContractError([Problem("nothing-asked", "there is no question yet", hint=hint or "ask one first")])
        return self._reply

    def _told(self, word: str, rest: str) -> Said:
        from contract_model.asking.entries import read_date
        from contract_model.telling.memo import memo

        match word:
            case "why" if not rest:
                reply = self._asked()
                return memo(self.contract, reply.answer, why=True)
            case "why":
                return self._asked().why(rest).sections()
            case "why-not":
                return self._asked().why_not(_verdict(rest)).sections()
            case "flip":
                return self._asked().flips(_verdict(rest) if rest else None).sections()
            case "readings":
                return self._asked().readings().sections()
            case "evidence":
                return self._asked().evidence().sections()
            case "timeline":
                reply = self._asked()
                return (reply.timeline(read_date(rest, self.scenario.today)) if rest else reply.timeline()).sections()
            case "tree" if rest:
                return self._tree(rest)
            case _:
                return self._asked().tree().sections()

    def _tree(self, action: str) -> Said:
        """The decision tree of an action, with what is set."""
        from contract_model.asking.event import read_event
        from contract_model.telling.tree_reply import tree_reply

        scenario, _ = self.scenario.ask("", read_event(self.contract, {"action": action}))
        case = scenario.case()
        assert case is not None  # it was just asked
        return tree_reply(self.contract, case).sections()

    def greeting(self) -> Said:
        """What is said before anything is asked."""
        from contract_model.telling.section import Section, row, strong

        rows = [row(strong(self.contract.title or self.contract.id), ". Ask what would be, if …")]
        if self._reply is None:
            rows += [row(example, item=True) for example in self.contract.examples[:3]]
        rows.append(row(":help lists the commands, Tab goes on with a word, Ctrl-D ends."))
        return (Section("", tuple(rows)),)

    def _scenario(self) -> Said:
        from contract_model.telling.section import Section, row

        scenario = self.scenario
        rows = [row(scenario.question or "nothing is asked yet", label="Question")]
        rows += [row(f"{n} = {'not known' if v == '?' else v}", label="Set") for n, v in scenario.facts.items()]
        rows += [row(f"{n}, {'open' if r == '?' else f'read as {r}'}", label="Set") for n, r in scenario.readings.items()]
        rows += [row(said, label=name.capitalize()) for name, said in scenario.settings.items()]
        rows += [row("nothing is taken for granted", label="Presumed")] if not scenario.presume else []
        return (Section("", tuple(rows)),)

    def _save(self, path: str) -> Said:
        from contract_model.telling.section import Section, row
        from contract_model.telling.words import Words
        from contract_model.testing.writing import save_case

        reply = self._asked()
        event = reply.answer.case.event
        name = save_case(self.contract, self.place, reply.answer, Words(self.contract, event.action).event(event), path)
        return (Section("", (row(f"Saved in {path} as the case “{name}”."),)),)

    def _help(self, name: str) -> Said:
        from contract_model.telling.section import Section, Table, row, strong

        command = name.removeprefix(":")
        if command in COMMANDS:
            form, said = COMMANDS[command]
            return (Section("", (row(strong(f":{command} {form}".rstrip()), f": {said}."),)),)
        if name:
            return self._explained(name)
        ask = row("A line without `:` is a question in the words of the contract. What is set goes on to hold for the next one.")
        lines = tuple((row(f":{command} {form}".rstrip()), row(said)) for command, (form, said) in COMMANDS.items())
        return Section("", (ask,)), Section("", (), None, Table(("Command", "What it does"), lines))

    def _explained(self, name: str) -> Said:
        """What a name of the contract is."""
        from contract_model.asking.entries import read_name
        from contract_model.telling.section import Section, row
        from contract_model.telling.words import Words

        words = Words(self.contract, self.scenario.asked.event.action if self.scenario.asked else "")
        read_name(self.contract, name)
        rows = [row(words.question(name), label=name)]
        if name in self.contract.ambiguities:
            ambiguity = self.contract.ambiguities[name]
            rows += [row(r.says, label=f"{r.id}{'*' if r.id == ambiguity.default else ''}", depth=1) for r in ambiguity.readings.values()]
            rows += [row("* is taken by default")] if ambiguity.default else [row("nothing decides")]
        else:
            values = self._values(name)
            rows += [row(f"{words.kind(name)}{f': {values}' if values else ''}", label="Kind")]
            holders = words.holders(name)
            rows += [row(f"{words.parties(holders, 'or')} can tell", label="Held by")] if holders else []
        return (Section("", tuple(rows)),)

    def _values(self, name: str) -> str:
        from contract_model.commands.completion import values_of

        return ", ".join(values_of(self.contract, name))

    def _readings(self, name: str) -> str:
        readings = getattr(self.contract.asked(name), "readings", None) or {}
        return f"its readings are {', '.join(readings)}" if readings else "write `:reading NAME=READING`"


def _shortly(said: Said) -> Said:
    """What is told, without what the conversation has told already: the contract, and what is presumed."""
    from contract_model.telling.memo import Memo

    if isinstance(said, Memo):
        return said
    head, *others = said
    rows = tuple(r for r in head.rows if r.label not in ("Presumed", "Contract"))
    return (replace(head, rows=rows), *others)


def _reply(scenario: Scenario) -> Reply | None:
    """The answer to a scenario; none before the first question. Raises ContractError."""
    case = scenario.case()
    if case is None:
        return None
    from contract_model.engines.answering import answer
    from contract_model.telling.reply import Reply

    return Reply(answer(scenario.contract, case), scenario.contract)


def _verdict(word: str) -> str:
    from contract_model.asking.entries import unknown_name
    from contract_model.model.answer import Verdict

    known = [v.value for v in Verdict if v is not Verdict.DEPENDS]
    if word not in known:
        raise ContractError([unknown_name(word, "a verdict that something could have", known)])
    return word


def _event(text: str) -> Mapping[str, object]:
    try:
        found: Mapping[str, object] = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise ContractError([Problem("json-syntax", f"this is no JSON: {str(error).split(':')[0].lower()}")]) from None
    return found
