"""This file defines sheets: a contract, and a term of it, as headings and rows of words, for whoever looks into a contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contract_model.meaning.program import program
from contract_model.model.conditions import Condition, Named, parts_of
from contract_model.model.contract import Clause, Contract, Phrase, Silence, Term, Version
from contract_model.model.kinds import Sort
from contract_model.model.phrases import written
from contract_model.model.values import in_words
from contract_model.telling.asked import conditions_of
from contract_model.telling.conditions import written_out
from contract_model.telling.norm_rows import expressions_of, norm_rows
from contract_model.telling.section import Row, Section, faint, row, strong
from contract_model.telling.words import Words, counted, listed


def contract_sheet(contract: Contract, version: Version) -> tuple[Section, ...]:
    """What a contract holds: parties, versions, the terms of one version by what they govern, facts, ambiguities, examples."""
    words = Words(contract)
    facts = [row(f.asks, faint(f" ({f.kind})"), label=f.name) for f in contract.facts.values()]
    ambiguities = [
        row(a.asks, faint(f" ({'open' if a.default is None else a.default}; {', '.join(a.readings)})"), label=a.name)
        for a in contract.ambiguities.values()
    ]
    sections = (
        Section("", tuple(_head(contract))),
        Section("Parties", tuple(row(p.names[0], faint(_also(p.names)), label=p.id) for p in contract.parties.values())),
        Section("Versions", tuple(_version(contract, v) for v in contract.versions)),
        Section(f"Terms of {words.version(version)}", tuple(_terms_by_action(contract, version))),
        Section(f"No longer in force since {in_words(version.start)}", tuple(_repealed(contract, version))),
        Section("Facts", tuple(facts)),
        Section("Ambiguities", tuple(ambiguities)),
        Section("Ask, for example", tuple(row(e, item=True) for e in contract.examples)),
    )
    return tuple(s for s in sections if s.rows)


def term_sheet(contract: Contract, version: Version, term: Term) -> tuple[Section, ...]:
    """A term in words: whom it concerns, when it applies, what it asks for, what prevails over it, and where it comes from."""
    words = Words(contract, term.actions[0] if term.actions else "")
    over = [t.id for t in version.terms.values() if term.id in t.yields_to]
    rows = [
        row(strong(term.heading or term.id), faint(f" ({term.id}, {words.version(version)})")),
        row(term.text) if term.text else None,
        row(_who(words, term), label="Kind"),
        row(", ".join(term.actions) or "any", label="Action"),
        row(in_words(term.start), label="From") if term.start else None,
        row(in_words(term.through), label="Through") if term.through else None,
        *_clause("When", term.when),
        *_clause("Requires", term.requires),
        *norm_rows(contract, version, term),
        *(_exception(contract, x.says, x.id, x.clause) for x in term.exceptions),
        *_clause("Until", term.until),
        row(_origin(contract, version, term), label="Carried") if term.origin != version.id else None,
        row(listed([_named(version, t) for t in term.yields_to]), label="Subject to") if term.yields_to else None,
        row(listed([_named(version, t) for t in over]), label="Prevails over") if over else None,
        row(term.certainty.value, label="Certainty"),
        row(term.note, label="Note") if term.note else None,
    ]
    asked = _asked(contract, conditions_of(term))
    sections = (
        Section("", tuple(r for r in rows if r is not None)),
        Section("It asks", tuple(row(words.question(n), faint(_about(contract, n)), label=n) for n in asked)),
        Section("Sources", tuple(_sources(contract, term))),
    )
    return tuple(s for s in sections if s.rows)


def words_sheet(contract: Contract, action: str | None) -> tuple[Section, ...]:
    """How questions say things: who acts, what is done, what else may be stated, and the values, of one action or of all."""
    words = Words(contract, action or "")
    chosen = [a for a in contract.actions.values() if action in (None, a.id)]
    own = {name for a in chosen for name in a.parameters}
    done = [r for a in chosen for r in (row(strong(a.id), faint(f" ({a.says})")), *(_said(words, p) for p in a.phrases))]
    kinds = {kind for n in own | set(contract.facts) if (kind := _choices_of(contract, n)) is not None}
    sections = (
        Section("Who acts", tuple(row(listed(p.names, "or"), label=p.id) for p in contract.parties.values())),
        Section("What is done", tuple(done)),
        Section("What else may be said", tuple(_stated(words, contract.phrases))),
        *(
            Section(f"A value of {kind.id}", tuple(row(listed(w, "or"), label=value) for value, w in kind.values.items()))
            for kind in contract.choices.values()
            if kind.id in kinds
        ),
        Section("How it is read", (row(_READ),)),
    )
    return tuple(s for s in sections if s.rows)


_READ = (
    "Of words with | between them any will do, what is in [brackets] may be left out, and {a name} stands for a value. "
    "Words are understood in every inflection, and what is done also as what is done to something. "
    "A date or a time may stand anywhere."
)


def _said(words: Words, phrase: Phrase) -> Row:
    """A phrase, and what it states besides the values that it names."""
    states = [words.holds(name, value) for name, value in phrase.sets.items()]
    return row(written(phrase.pattern), faint(f" ({'; '.join(states)})" if states else ""), depth=1, item=True)


def _stated(words: Words, phrases: Iterable[Phrase]) -> Iterable[Row]:
    """Phrases by what they state."""
    groups: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        groups.setdefault("; ".join(words.holds(name, value) for name, value in phrase.sets.items()), []).append(phrase)
    for states, group in groups.items():
        yield row(strong(states) if states else "the value in braces")
        yield from (row(written(p.pattern), depth=1, item=True) for p in group)


def _choices_of(contract: Contract, name: str) -> str | None:
    asked = contract.parameters.get(name) or contract.facts.get(name)
    return asked.kind.name if asked is not None and asked.kind.sort is Sort.CHOICE else None


def normal_sheet(contract: Contract, version: Version, term: Term) -> tuple[Section, ...]:
    """The conditions of a term in normal form, as engines get them, and the definitions that they use."""
    clauses = [("when", term.when), ("requires", term.requires), ("until", term.until)]
    rows = [row(written_out(c.condition), label=key) for key, c in clauses if c]
    rows += [row(written_out(e.condition), label=key) for key, e in expressions_of(term)]
    rows += [row(written_out(x.clause.condition), label=f"unless {x.id}") for x in term.exceptions]
    named: dict[str, Named] = {}
    for condition in conditions_of(term):
        _collect(condition, named)
    return (
        Section(f"Conditions of {term.id}, {Words(contract).version(version)}", tuple(rows) or (row("always"),)),
        *((Section("Definitions", tuple(row(written_out(n.body), label=n.name) for n in named.values())),) if named else ()),
    )


def action_sheet(contract: Contract, version: Version, action: str) -> tuple[Section, ...]:
    """Everything that bears on an action under a version, as named conditions in the order in which they build on each other."""
    formulas = program(contract, version, action).formulas
    heading = f"Conditions for {action}, {Words(contract).version(version)}"
    return (Section(heading, tuple(row(f"{f.name} = {written_out(f.body)}", item=True) for f in formulas)),)


def _head(contract: Contract) -> Iterable[Row]:
    yield row(strong(contract.title or contract.id), faint(f" ({contract.id})"))
    if contract.note:
        yield row(contract.note)
    match contract.policies.silence:
        case Silence.SILENT:
            yield row("What no term speaks of is silent: neither permitted nor prohibited.")
        case silence:
            yield row(f"What no term speaks of is {silence.value}.")


def _version(contract: Contract, version: Version) -> Row:
    when = f"from {in_words(version.start)}" + (f" through {in_words(version.end)}" if version.end else " on")
    title = f"“{version.title}”, " if version.title else ""
    return row(f"{title}{when}, {counted(len(version.terms), 'term')}", faint(_amends(contract, version)), label=version.id)


def _amends(contract: Contract, version: Version) -> str:
    """What an amendment does to the version before, in numbers."""
    if not version.amends:
        return ""
    before = next(v for v in contract.versions if v.id == version.amends)
    own = [t.id for t in version.terms.values() if t.origin == version.id]
    replaced = sum(id in before.terms for id in own)
    parts = {"new": len(own) - replaced, "replaced": replaced, "carried": len(version.terms) - len(own), "repealed": len(version.repeals)}
    return f"; amends {before.id}: {listed([f'{number} {what}' for what, number in parts.items() if number])}"


def _origin(contract: Contract, version: Version, term: Term) -> str:
    """From where a term is carried, and on what that depends."""
    words = Words(contract)
    origin = next(v for v in contract.versions if v.id == term.origin)
    return f"from {words.version(origin)}" + (f", if {term.carried.text}" if term.carried else "")


def _repealed(contract: Contract, version: Version) -> Iterable[Row]:
    before = next((v for v in contract.versions if v.id == version.amends), None)
    for term in (before.terms[id] for id in version.repeals if before):
        yield row(term.heading or term.id, faint(f" ({term.id}, {term.kind.value})"), item=True)


def _terms_by_action(contract: Contract, version: Version) -> Iterable[Row]:
    for action in [*contract.actions.values(), None]:
        terms = [t for t in version.terms.values() if (action.id in t.actions if action else not t.actions)]
        if terms:
            yield row(strong(action.id if action else "any action"), faint(f" ({action.says})" if action else ""))
            for t in terms:
                carried = f", carried {_origin(contract, version, t)}" if t.origin != version.id else ""
                yield row(t.heading or t.id, faint(f" ({t.id}, {t.kind.value}, {t.certainty.value}{carried})"), depth=1, item=True)


def _also(names: Sequence[str]) -> str:
    first, *others = names
    told = [n for n in others if n.lower() not in first.lower()]
    return f" (also {', '.join(told)})" if told else ""


def _who(words: Words, term: Term) -> str:
    who = f" of {words.parties(term.bearer, 'or')}" if term.bearer else " of anyone"
    whom = f" towards {words.parties(term.counterparty)}" if term.counterparty else ""
    return f"{term.kind.value}{who}{whom}"


def _clause(label: str, clause: Clause | None) -> list[Row]:
    return [row(clause.text, label=label)] if clause else []


def _exception(contract: Contract, says: str, id: str, clause: Clause) -> Row:
    return row(says or clause.text, faint(f" ({id}: {clause.text})" if says else f" ({id})"), label="Unless")


def _named(version: Version, id: str) -> str:
    term = version.terms.get(id)
    return f"“{term.heading}” ({id})" if term and term.heading else id


def _about(contract: Contract, name: str) -> str:
    asked = contract.asked(name)
    readings = list(getattr(asked, "readings", None) or {})
    return f" ({', '.join(readings)})" if readings else ""


def _sources(contract: Contract, term: Term) -> Iterable[Row]:
    ids = dict.fromkeys([*term.sources, *(s for x in term.exceptions for s in x.sources)])
    for source in (contract.sources[i] for i in ids if i in contract.sources):
        note = f" {source.note}" if source.note else ""
        yield row(Words(contract).source(source), f" ({source.grade.value}).", faint(note), label=source.id)


def _asked(contract: Contract, conditions: Sequence[Condition]) -> list[str]:
    """What conditions ask about, through the definitions that they use."""
    from contract_model.model.conditions import variables

    return [n for n in dict.fromkeys(n for c in conditions for n in variables(c)) if contract.asked(n) is not None]


def _collect(condition: Condition, found: dict[str, Named]) -> None:
    if isinstance(condition, Named):
        if condition.name not in found:
            _collect(condition.body, found)
            found[condition.name] = condition
        return
    for part in parts_of(condition):
        _collect(part, found)
