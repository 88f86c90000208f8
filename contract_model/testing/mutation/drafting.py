"""This file defines which slips there are in a contract: in terms, facts, definitions, ambiguities and policies, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract_model.loading.parse import Document, Path
from contract_model.loading.shaping import within_of
from contract_model.testing.mutation.slip import GONE, Change, Slip
from contract_model.testing.mutation.wordings import Wording, is_joined, negated, of_condition, of_consequence, of_event, of_point, shifted

MARGIN = 36  # characters of a text that are shown on each side of a change
GRADES = ("official", "reported", "inferred", "speculative")
MODALITIES = ("obligation", "permission", "prohibition")
NEEDED = ("when", "requires", "until", "once", "available")
POINTS = ("within", "by", "before", "not_before", "notice", "every")
FLAGS = {"late": True, "often": False, "survives": False}  # with what holds where they are not stated
OF_NORMS = (*POINTS, *FLAGS, "triggered_by", "once", "must", "owes", "available", "effects", "on_violation", "on_lapse", "counting")


def slips(documents: Sequence[Document]) -> tuple[Slip, ...]:
    """Every slip in the files of a contract, its own first, in the order in which they stand there; no change twice."""
    kinds = documents[0].data.get("kinds", {}) if isinstance(documents[0].data, dict) else {}
    found: dict[tuple[int, str], Slip] = {}
    for number, document in enumerate(documents):
        for slip in sorted(_Drafting(number, document, kinds).slips(), key=lambda s: (s.span.line, s.span.column)):
            found.setdefault((number, repr(slip.changes)), slip)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Drafting:
    """Finds the slips in one file. `kinds`: the lists of values of the contract."""

    number: int
    document: Document
    kinds: Mapping[str, Any]

    def slips(self) -> Iterator[Slip]:
        data = self.document.data
        if not isinstance(data, dict):
            return
        for name, fact in _entries(data, "facts"):
            yield from self.fact(("facts", name), fact)
        for action, said in _entries(data, "actions"):
            for name, parameter in _entries(said, "parameters"):
                yield from self.presumption(("actions", action, "parameters", name), parameter)
        for name, definition in _entries(data, "definitions"):
            yield from self.definition(("definitions", name), definition)
        for name, ambiguity in _entries(data, "ambiguities"):
            yield from self.ambiguity(("ambiguities", name), ambiguity)
        yield from self.policies(data.get("policies") or {})
        yield from self.runs(data.get("runs"))
        for i, carried in enumerate(data.get("carries") or []):
            yield from self.carried(("carries", i), carried)
        terms = data.get("terms") or []
        for i, term in enumerate(terms):
            yield from self.term(("terms", i), term, terms)

    # --- the vocabulary -----------------------------------------------------------------------------------------------------------

    def fact(self, path: Path, fact: Any) -> Iterator[Slip]:
        yield from self.presumption(path, fact)
        for key in ("becomes", "adds"):
            for value, triggers in _entries(fact, key):
                where = (*path, key, value)
                yield from self.items("effect-dropped", where, triggers)
                yield from self.listed(where, triggers, of_event)

    def presumption(self, path: Path, asked: Any) -> Iterator[Slip]:
        """What is presumed of a fact or a parameter: something else, or nothing."""
        presumed = asked.get("presumed") if isinstance(asked, dict) else None
        if presumed is None:
            return
        where = (*path, "presumed")
        values = list(self.kinds.get(asked.get("kind"), ()))
        if isinstance(presumed, bool):
            yield self.value("presumption-changed", where, presumed, not presumed)
        elif presumed in values:
            yield self.value("presumption-changed", where, presumed, values[(values.index(presumed) + 1) % len(values)])
        yield self.left_out("presumption-changed", where, presumed)

    def definition(self, path: Path, definition: Any) -> Iterator[Slip]:
        if isinstance(definition, str):
            yield from self.condition(path, definition)
        elif isinstance(definition, dict):
            if isinstance(definition.get("is"), str):
                yield from self.condition((*path, "is"), definition["is"])
            rules = definition.get("rules") or []
            for i, rule in enumerate(rules):
                yield from self.rule((*path, "rules", i), rule, len(rules))

    def rule(self, path: Path, rule: Any, of: int) -> Iterator[Slip]:
        if of > 1:
            yield self.left_out("rule-dropped", path, f"rule {rule.get('id')}")
        then = rule.get("then", True)
        yield self.made("rule-turned", path, [((*path, "then"), not then)], f"then: {_said(then)}", f"then: {_said(not then)}")
        yield from self.condition((*path, "if"), rule.get("if"))
        yield from self.items("precedence-dropped", (*path, "over"), rule.get("over"))

    def ambiguity(self, path: Path, ambiguity: Any) -> Iterator[Slip]:
        """Each other reading by default; of an open one, the first."""
        default, readings = ambiguity.get("default"), list(ambiguity.get("readings") or {})
        if default is not None:
            for other in (r for r in readings if r != default):
                yield self.value("default-changed", (*path, "default"), default, other)
        elif readings:
            changes: list[Change] = [((*path, "stance"), GONE), ((*path, "default"), readings[0])]
            yield self.made("default-changed", (*path, "stance"), changes, "stance: open", f"default: {readings[0]}")

    def policies(self, policies: Any) -> Iterator[Slip]:
        for key, other in (
            ("silence", {"silent": "prohibited", "prohibited": "permitted", "permitted": "prohibited"}),
            ("obligation_implies_permission", {True: False, False: True}),
            ("completes", {"never": "when_performed", "when_performed": "never"}),
        ):
            if key in policies and policies[key] in other:
                yield self.value("policy-changed", ("policies", key), policies[key], other[policies[key]])
        if str(policies.get("rounding", "")).isdigit():
            yield self.value("policy-changed", ("policies", "rounding"), policies["rounding"], str(int(policies["rounding"]) + 1))
        yield from self.counting(("policies", "counting"), policies.get("counting"))

    def counting(self, path: Path, counting: Any) -> Iterator[Slip]:
        for key, other in (
            ("start_day", {"in": "out", "out": "in"}),
            ("clear", {True: False, False: True}),
            ("months", {"up": "down", "down": "up", "refuse": "down"}),
            ("roll", {"none": "following", "following": "none", "preceding": "following", "modified_following": "following"}),
        ):
            if isinstance(counting, dict) and counting.get(key) in other:
                yield self.value("deadline-counting", (*path, key), counting[key], other[counting[key]])

    def runs(self, runs: Any) -> Iterator[Slip]:
        if isinstance(runs, str):
            yield from self.worded(("runs",), runs, of_point)
        elif isinstance(runs, dict):
            for key in ("for", "renews"):
                if isinstance(runs.get(key), str):
                    yield from self.worded(("runs", key), runs[key], of_point)
            if isinstance(runs.get("unless"), str):
                yield self.left_out("condition-dropped", ("runs", "unless"), runs["unless"])
                yield from self.condition(("runs", "unless"), runs["unless"])

    def carried(self, path: Path, carried: Any) -> Iterator[Slip]:
        """The slips in what an amendment says of terms that it carries."""
        if isinstance(carried, dict):
            yield from self.certainty((*path, "certainty"), carried.get("certainty"))
            if isinstance(carried.get("if"), str):
                yield self.left_out("condition-dropped", (*path, "if"), carried["if"])
                yield from self.condition((*path, "if"), carried["if"])

    # --- terms --------------------------------------------------------------------------------------------------------------------

    def term(self, path: Path, term: Any, terms: Sequence[Any]) -> Iterator[Slip]:
        if not isinstance(term, dict):
            return
        yield self.without_term(path, term, terms)
        yield from self.modality(path, term)
        yield from self.parties(path, term)
        for key in ("bearer", "action"):
            if isinstance(term.get(key), list) and len(term[key]) > 1:
                yield from self.items("scope-narrowed", (*path, key), term[key])
        for key in NEEDED:
            if isinstance(term.get(key), str):
                yield self.left_out("condition-dropped", (*path, key), term[key])
                yield from self.condition((*path, key), term[key])
        yield from self.exceptions((*path, "unless"), term.get("unless"))
        yield from self.window(path, term)
        yield from self.precedence(path, term, terms)
        yield from self.certainty((*path, "certainty"), term.get("certainty"))
        if any(key in term for key in OF_NORMS):
            yield from self.norm(path, term)

    def without_term(self, path: Path, term: Any, terms: Sequence[Any]) -> Slip:
        """Without the term, and without what is said of its precedence and of its making elsewhere."""
        name = term.get("id")
        changes: list[Change] = [(path, GONE)]
        for i, other in enumerate(terms):
            for key in ("subject_to", "notwithstanding", "on_violation") if other is not term and isinstance(other, dict) else ():
                changes += _without((*path[:-1], i, key), other.get(key), name)
        return self.made("term-dropped", (*path, "id"), changes, f"{term.get('kind')} {name}", "")

    def modality(self, path: Path, term: Any) -> Iterator[Slip]:
        """Another of the three; the manner that an obligation requires becomes part of when the other applies."""
        kind = term.get("kind")
        if kind not in MODALITIES or any(key in term for key in OF_NORMS):
            return
        for other in (m for m in MODALITIES if m != kind):
            changes: list[Change] = [((*path, "kind"), other)]
            if "requires" in term:
                when = f"({term['when']}) and ({term['requires']})" if "when" in term else term["requires"]
                changes += [((*path, "requires"), GONE), ((*path, "when"), when)]
            yield self.made("modality", (*path, "kind"), changes, f"kind: {kind}", f"kind: {other}")

    def parties(self, path: Path, term: Any) -> Iterator[Slip]:
        bearer, counterparty = term.get("bearer"), term.get("counterparty")
        if bearer and counterparty and bearer not in ("anyone", ["anyone"]):
            changes: list[Change] = [((*path, "bearer"), counterparty), ((*path, "counterparty"), bearer)]
            yield self.made("parties-swapped", (*path, "bearer"), changes, f"bearer: {_said(bearer)}", f"bearer: {_said(counterparty)}")

    def exceptions(self, path: Path, unless: Any) -> Iterator[Slip]:
        several = isinstance(unless, list)
        for i, exception in enumerate(unless if isinstance(unless, list) else [unless] if unless else []):
            where = (*path, i) if several else path
            at, text = ((*where, "if"), exception.get("if")) if isinstance(exception, dict) else (where, exception)
            if not isinstance(text, str):
                continue
            yield self.left_out("exception-dropped", where if not several or len(unless) > 1 else path, text)
            if is_joined(text):
                yield self.made("exception-negated", at, [(at, negated(text))], text, negated(text))
            for slip in self.worded(at, text, of_condition):
                yield _renamed(slip, "exception-negated") if slip.operator == "negation" and not is_joined(text) else slip
            if isinstance(exception, dict):
                yield from self.certainty((*where, "certainty"), exception.get("certainty"))

    def window(self, path: Path, term: Any) -> Iterator[Slip]:
        for key in ("from", "through"):
            if isinstance(term.get(key), str):
                for other in shifted(term[key]):
                    yield self.value("date-shifted", (*path, key), term[key], other)
                yield self.left_out("window-dropped", (*path, key), term[key])

    def precedence(self, path: Path, term: Any, terms: Sequence[Any]) -> Iterator[Slip]:
        for key, contrary in (("subject_to", "notwithstanding"), ("notwithstanding", "subject_to")):
            written = term.get(key)
            named = written if isinstance(written, list) else [written] if written else []
            yield from self.items("precedence-dropped", (*path, key), written)
            for i, other in enumerate(named):
                rest = [n for n in named if n != other]
                there = term.get(contrary) or []
                turned = [*(there if isinstance(there, list) else [there]), other]
                changes: list[Change] = [((*path, key), rest or GONE), ((*path, contrary), turned)]
                at = (*path, key, i) if isinstance(written, list) else (*path, key)
                yield self.made("precedence-turned", at, changes, f"{key}: {other}", f"{contrary}: {other}")

    def certainty(self, path: Path, stated: Any) -> Iterator[Slip]:
        if stated in GRADES[:-1]:
            yield self.value("certainty-weakened", path, stated, GRADES[GRADES.index(stated) + 1])

    def norm(self, path: Path, term: Any) -> Iterator[Slip]:
        """The slips of what a term says about time."""
        triggers, must = term.get("triggered_by"), term.get("must")
        yield from self.items("trigger-dropped", (*path, "triggered_by"), triggers)
        yield from self.listed((*path, "triggered_by"), triggers, of_event)
        if isinstance(must, dict):
            yield from self.items("part-dropped", (*path, "must", "all"), must.get("all"), last=False)
            yield from self.listed((*path, "must", "all"), must.get("all"), of_event)
        else:
            yield from self.items("part-dropped", (*path, "must"), must, last=False)
            yield from self.listed((*path, "must"), must, of_event)
        if isinstance(term.get("owes"), str):
            yield from self.worded((*path, "owes"), term["owes"], lambda text: of_condition(text, False))
        for key in POINTS:
            if isinstance(term.get(key), str):
                yield from self.worded((*path, key), term[key], of_point)
                if key != "every":
                    yield self.left_out("window-dropped", (*path, key), term[key])
        for key, contrary in (("by", "before"), ("before", "by")):
            if isinstance(term.get(key), str):
                changes: list[Change] = [((*path, key), GONE), ((*path, contrary), term[key])]
                yield self.made("deadline-strict", (*path, key), changes, f"{key}: {term[key]}", f"{contrary}: {term[key]}", at_key=True)
        for key, operator in (("effects", "effect-dropped"), ("on_lapse", "effect-dropped"), ("on_violation", "reparation-dropped")):
            yield from self.items(operator, (*path, key), term.get(key))
            yield from self.listed((*path, key), term.get(key), of_consequence)
        for key in FLAGS:
            if isinstance(term.get(key), bool):
                yield self.value("flag-turned", (*path, key), term[key], not term[key])
        yield from self.counting((*path, "counting"), term.get("counting"))

    # --- how slips are made -------------------------------------------------------------------------------------------------------

    def condition(self, path: Path, text: Any) -> Iterator[Slip]:
        """The slips of a condition: within it, and the whole turned into its contrary."""
        if isinstance(text, str):
            yield from self.worded(path, text, of_condition)
            if is_joined(text) and path[0] != "definitions":
                yield self.made("condition-negated", path, [(path, negated(text))], text, negated(text))

    def listed(self, path: Path, texts: Any, read: Callable[[str], Iterable[Wording]]) -> Iterator[Slip]:
        """The slips within the texts of a list, or of the one that stands for a list."""
        if isinstance(texts, str):
            yield from self.worded(path, texts, read)
        for i, text in enumerate(texts if isinstance(texts, list) else []):
            if isinstance(text, str):
                yield from self.worded((*path, i), text, read)

    def items(self, operator: str, path: Path, written: Any, last: bool = True) -> Iterator[Slip]:
        """Each item of a list left out; with the only one the key goes, unless there must be one (`last` false)."""
        if isinstance(written, list) and len(written) > 1:
            yield from (self.left_out(operator, (*path, i), item) for i, item in enumerate(written))
        elif written and last:
            only = written[0] if isinstance(written, list) else written
            yield self.left_out(operator, path, only)

    def worded(self, path: Path, text: str, read: Callable[[str], Iterable[Wording]]) -> Iterator[Slip]:
        for w in read(text):
            span = self.document.span(path, part=(w.start, max(1, w.end - w.start)))
            before, after = _window(text, w)
            yield Slip(w.operator, self.number, ((path, w.within(text)),), span, self.within(path), before, after, self.term_of(path))

    def value(self, operator: str, path: Path, before: Any, after: Any) -> Slip:
        return self.made(operator, path, [(path, after)], f"{path[-1]}: {_said(before)}", f"{path[-1]}: {_said(after)}")

    def left_out(self, operator: str, path: Path, what: Any) -> Slip:
        key = next(s for s in reversed(path) if isinstance(s, str))
        return self.made(operator, path, [(path, GONE)], what if str(what).startswith("rule ") else f"{key}: {_said(what)}", "")

    def made(self, operator: str, path: Path, changes: Sequence[Change], before: str, after: str, at_key: bool = False) -> Slip:
        span = self.document.span(path, at_key=at_key)
        return Slip(operator, self.number, tuple(changes), span, self.within(path), before, after, self.term_of(path))

    def within(self, path: Path) -> str:
        """The part of the contract that a path lies in; what belongs to none is named by its key."""
        return within_of(self.document, path) or str(path[0])

    def term_of(self, path: Path) -> str:
        data: Any = self.document.data
        return str(data["terms"][path[1]].get("id", "")) if path[0] == "terms" else ""


def _entries(data: Any, key: str) -> Iterable[tuple[str, Any]]:
    section = data.get(key) if isinstance(data, dict) else None
    return section.items() if isinstance(section, dict) else ()


def _without(path: Path, written: Any, name: Any) -> list[Change]:
    """The changes by which a list no longer names something; the key goes when nothing is left."""
    if written == name or written == [name]:
        return [(path, GONE)]
    return [(path, [n for n in written if n != name])] if isinstance(written, list) and name in written else []


def _said(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(map(_said, value))}]"
        case dict():
            return str(value.get("id") or value.get("if") or "...")
        case _:
            return str(value)


def _window(text: str, w: Wording) -> tuple[str, str]:
    """The words around a change, before and after it."""
    start, end = w.start - MARGIN, w.end + MARGIN
    low = 0 if start <= 0 else text.rfind(" ", 0, start) + 1
    high = len(text) if end >= len(text) else (text.find(" ", end) % (len(text) + 1))
    head, tail = ("... " if low else ""), (" ..." if high < len(text) else "")
    before, after = text[low:high], text[low : w.start] + w.words + text[w.end : high]
    return f"{head}{before.strip()}{tail}", f"{head}{after.strip()}{tail}"


def _renamed(slip: Slip, operator: str) -> Slip:
    return Slip(operator, slip.document, slip.changes, slip.span, slip.within, slip.before, slip.after, slip.term)
