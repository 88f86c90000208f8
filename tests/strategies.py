"""This file defines contracts and cases made by hypothesis: well-typed, small, and full of what the language has.

The vocabulary is always the same; what varies is everything that is said with it. A contract stays plain data (`Written`), so that a
test can change it, judge it by itself and load it. Constants are small whole numbers, so that a coarse grid of values meets every case
that comparisons can tell apart.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import product

from hypothesis import strategies as st

from contract_model.loading.load import load_files
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.contract import Certainty
from contract_model.model.values import Money
from tests.meaning import naive

FIRST, SECOND = "2026-01-01", "2026-01-04"
DAYS = [f"2026-01-0{n}" for n in range(1, 8)]
GRADES = naive.GRADES
HOUR = 3_600

PARAMETERS = {"colour": "colour", "amount": "number", "lead": "duration", "price": "money EUR", "item": "text"}
FACTS = {
    "p": "truth",
    "q": "truth",
    "r": "truth",
    "shade": "colour",
    "holder": "party",
    "rate": "number",
    "delay": "duration",
    "paid": "money EUR",
    "signed": "date",
    "label": "text",
    "mark": "text",
}
AMBIGUITIES = {"meaning": ["wide", "narrow", "strict"], "scope": ["whole", "part"]}
COLOURS, PARTIES = ["red", "green", "blue"], ["ann", "bob"]
KINDS = {**PARAMETERS, **FACTS, **dict.fromkeys(AMBIGUITIES, "reading"), "actor": "party", "date": "date", "time": "duration"}
PAIRS = [("amount", "rate"), ("lead", "delay"), ("price", "paid"), ("date", "signed")]
TEXTS = ["item", "label", "mark"]


@dataclass(frozen=True)
class Written:
    """A contract as plain data: the vocabulary, and its versions with their terms, the first in force first."""

    vocabulary: dict
    versions: tuple[dict, ...]

    def __repr__(self):
        """What varies, a line for each piece."""
        v = self.vocabulary
        asked = {**v["actions"]["act"]["parameters"], **v["facts"]}
        taken = {n: a["presumed"] for n, a in asked.items() if "presumed" in a}
        defaults = {n: a["default"] for n, a in v["ambiguities"].items() if "default" in a}
        lines = [f"presumed {taken}, by default {defaults}, {v['definitions']}, {v['policies']}"]
        for version in self.versions:
            lines += [version["version"], *(f"  { ({k: x for k, x in t.items() if k != 'sources'}) }" for t in version["terms"])]
        return "\n".join(["", *lines])

    @cached_property
    def loaded(self):
        """The contract, loaded."""
        files = {"contract.yaml": self.vocabulary, **{f"{v['version']}.yaml": v for v in self.versions}}
        return load_files({name: json.dumps(data).encode() for name, data in files.items()})

    @cached_property
    def conditions(self):
        """Every condition as written, with the definitions that it uses written out after it."""
        return self.conditions_of(self.versions)

    def conditions_of(self, versions):
        """The conditions of some versions."""
        defined = self.vocabulary.get("definitions", {})

        def spelled(text):
            return " ".join([text, *(spelled(defined[n]) for n in re.findall(r"\b[dn]\d\b", text))])

        return [spelled(text) for v in versions for t in v["terms"] for text in conditions_of(t)]

    @cached_property
    def asked(self):
        """The names that conditions mention."""
        return set(re.findall(r"[a-z_]+", " ".join(self.conditions)))

    def changed(self, change):
        """Another contract: `change` is given a deep copy of the vocabulary and of the versions, and changes them."""
        vocabulary, versions = copy.deepcopy((self.vocabulary, self.versions))
        change(vocabulary, versions)
        return Written(vocabulary, versions)


def conditions_of(term):
    """The conditions of a term as written."""
    return [*(term[k] for k in ("when", "requires", "until") if k in term), *(x["if"] for x in term.get("unless", []))]


@dataclass(frozen=True)
class Posed:
    """A case as plain data. `known` has values as the naive interpreter counts them; a date is a span of ISO dates, open or closed."""

    actor: str | None
    span: tuple[str | None, str | None]
    known: dict = field(default_factory=dict)
    readings: dict = field(default_factory=dict)
    unknown: frozenset = frozenset()
    evidence: str = "speculative"
    version: str | None = None
    presume: bool = True
    action: str = "act"

    @cached_property
    def case(self):
        """The case."""
        values = {n: value_of(n, v) for n, v in self.known.items() if n != "time"}
        first, last = (date.fromisoformat(d) if d else None for d in self.span)
        time = timedelta(seconds=self.known["time"]) if "time" in self.known else None
        parameters = {n: v for n, v in values.items() if n in PARAMETERS}
        facts = {n: v for n, v in values.items() if n in FACTS}
        event = Event(self.action, self.actor, DateSpan(first, last, time), parameters)
        return Case(event, facts, self.readings, self.unknown, Certainty(self.evidence), self.version, self.presume)

    def given(self, written):
        """What is known, with what is taken for granted, by name, as the naive interpreter counts it."""
        vocabulary, given = written.vocabulary, {}
        if self.presume:
            asked = {**vocabulary["actions"]["act"]["parameters"], **vocabulary["facts"]}
            given |= {n: read(n, a["presumed"]) for n, a in asked.items() if "presumed" in a}
        given |= {n: a["default"] for n, a in vocabulary["ambiguities"].items() if "default" in a}
        for name, reading in self.readings.items():
            published = vocabulary["facts"].get(name, {}).get("readings", {})
            given[name] = read(name, published[reading]["value"]) if published else reading
        given |= self.known
        given = {n: v for n, v in given.items() if n not in self.unknown}
        given |= {"evidence": self.evidence, "action": self.action}
        given |= {"actor": self.actor} if self.actor else {}
        given |= {"date": naive.day(self.span[0])} if self.span[0] and self.span[0] == self.span[1] else {}
        return given


def read(name, written):
    """A value as the vocabulary writes it, as the naive interpreter counts it."""
    match KINDS[name]:
        case "number" | "money EUR":
            return int(written.split()[0])
        case "duration":
            return int(written.split()[0]) * HOUR
        case "date":
            return naive.day(written)
        case _:
            return written


def value_of(name, counted):
    """A value as the package has it, for one as the naive interpreter counts it."""
    match KINDS[name]:
        case "number":
            return Decimal(counted)
        case "money EUR":
            return Money(Decimal(counted), "EUR")
        case "duration":
            return timedelta(seconds=counted)
        case "date":
            return date.fromordinal(counted // naive.DAY)
        case _:
            return counted


# --- conditions ---------------------------------------------------------------------------------------------------------------------

WHOLE = st.integers(0, 2).map(str)
ORDER = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


def said(*parts):
    """Texts put together from strategies and words."""
    return st.tuples(*(p if isinstance(p, st.SearchStrategy) else st.just(p) for p in parts)).map(" ".join)


def quantities(one, two, unit):
    """Comparisons of two quantities with constants and with each other; `unit` writes a constant."""
    constant = WHOLE.map(lambda n: n if unit is None else f"{unit}({n})")
    alone = st.sampled_from([one, two])
    sums = st.sampled_from([f"{one} + {two}", f"{one} - {two}", f"{two} - {one}", f"min({one}, {two})", f"max({one}, {two})"])
    choices = st.sampled_from([f"({one} if p else {two})", f"({two} if q else {one})"])
    twice = st.tuples(st.sampled_from([f"2 * {one}", f"{two} * 2"]), ORDER, st.sampled_from(["0", "2", "4"]))
    return st.one_of(
        said(alone, ORDER, constant),
        said(constant, ORDER, alone),
        said(one, ORDER, two),
        said(st.one_of(sums, choices), ORDER, constant),
        said(f"{one} +", constant, ORDER, two),
        said(constant, "<", one, st.sampled_from(["<", "<="]), constant),
        twice.map(lambda t: f"{t[0]} {t[1]} {t[2] if unit is None else f'{unit}({t[2]})'}"),
        said("(", constant, "if r else", one, ")", ORDER, constant),
        said(f"max({one},", constant, ")", ORDER, two),
    )


NARROW = st.sampled_from(["p", "q", "r", "colour == red", "colour in [red, green]", "colour != shade", "actor == ann", "holder == actor"])
"""What a condition about every action may ask."""

GROUPS = {
    "truths": st.sampled_from(["p", "q", "r"]),
    "colours": st.sampled_from(["colour == red", "colour in [red, green]", "colour not in [blue]", "colour == shade", "shade != green"]),
    "parties": st.sampled_from(["holder == actor", "actor == ann", "holder in [ann, bob]", "actor != holder"]),
    "readings": st.sampled_from(["meaning == wide", "meaning != narrow", "meaning in [narrow, strict]", "scope == whole"]),
    "texts": st.sampled_from(['item == "A"', 'item in ["A", "B"]', 'label == "B"', "item == label", "item != mark", "mark == label"]),
    "numbers": quantities("amount", "rate", None),
    "durations": quantities("lead", "delay", "hours"),
    "amounts": quantities("price", "paid", "EUR"),
    "dates": st.one_of(
        said("date", ORDER, st.sampled_from(DAYS)),
        said("signed", ORDER, st.sampled_from(DAYS)),
        said("date", ORDER, "signed"),
        said("date - signed", ORDER, st.sampled_from(["days(0)", "days(1)", "days(2)", "hours(36)"])),
        said("signed +", st.sampled_from(["days(1)", "hours(12)"]), ORDER, "date"),
        said("max(date, signed)", ORDER, st.sampled_from(DAYS)),
    ),
    "times": said("time", ORDER, st.sampled_from(["hours(6)", "hours(12)"])),
    "quotients": st.sampled_from(
        ["amount / 2 < 1", "1 <= rate / 0.5", "lead / hours(1) <= 2", "paid / EUR(2) == 1"]
        + ["(date - signed) / days(1) > 1", "price / 4 < EUR(1)"]
    ),
    "roundings": st.sampled_from(
        ["round(amount) <= 1", "floor(rate) == 1", "ceil(amount - rate) > 0", "round(price * 0.5, 1) < paid"]
        + ["floor(lead / hours(1)) < 2", "round(rate * rate) == 1", "round(amount, 1) == round(rate, 1)"]
        + ["ceil(max(price, paid)) <= EUR(1)", "2 * floor(rate) + amount < 3"]
    ),
    "products": st.sampled_from(["amount * rate <= 2", "rate * lead > hours(1)", "paid * rate < price", "amount * amount == 1"]),
}
"""What a condition may ask. Products of two unknown quantities, and unknown quantities rounded, are not told apart exactly."""

EXACT = tuple(group for group in GROUPS if group not in ("products", "roundings"))


@st.composite
def conditions(draw, atoms, defined=(), depth=2):
    """A truth."""
    shape = draw(st.integers(0, 9)) if depth else 0
    part = conditions(atoms, defined, depth - 1)
    match shape:
        case 4 | 5:
            return f"({draw(part)} and {draw(part)})"
        case 6 | 7:
            return f"({draw(part)} or {draw(part)})"
        case 8:
            return f"not ({draw(part)})"
        case 9:
            return draw(st.sampled_from(["({} if {} else {})", "(({}) == ({}) or {})", "({} and not ({}) or {})"])).format(
                draw(part), draw(part), draw(part)
            )
        case _ if defined and draw(st.integers(0, 3)) == 0:
            return draw(st.sampled_from(defined))
        case _:
            return draw(atoms)


# --- contracts ----------------------------------------------------------------------------------------------------------------------


PRESUMED = {
    "p": st.booleans(),
    "q": st.booleans(),
    "shade": st.sampled_from(COLOURS),
    "colour": st.sampled_from(COLOURS),
    "rate": WHOLE,
    "delay": WHOLE.map("{} hours".format),
    "paid": WHOLE.map("{} EUR".format),
    "signed": st.sampled_from(DAYS),
    "label": st.sampled_from("ABC"),
    "mark": st.sampled_from("ABC"),
    "holder": st.sampled_from(PARTIES),
}


@st.composite
def vocabularies(draw, atoms, presumable):
    """The vocabulary, with what varies in it: presumptions, published values, defaults, definitions, policies."""
    taken = {n: draw(PRESUMED[n]) for n in presumable if draw(st.integers(0, 2)) == 0}

    def asked(name, kind):
        return {"kind": kind} | ({"presumed": taken[name]} if name in taken else {})

    facts = {n: {"asks": f"What is {n}?", **asked(n, k)} for n, k in FACTS.items()}
    facts["r"]["readings"] = {"so": {"says": "so", "value": True, "certainty": draw(st.sampled_from(GRADES))}}
    facts["rate"]["readings"] = {"low": {"says": "low", "value": "0"}, "high": {"says": "high", "value": "2"}}
    ambiguities = {}
    for name, readings in AMBIGUITIES.items():
        stance = {"default": draw(st.sampled_from(readings))} if draw(st.booleans()) else {"stance": "open"}
        ambiguities[name] = {"asks": f"Which {name}?", "readings": {r: {"says": r} for r in readings}, **stance}
    definitions = {}
    for i in range(draw(st.integers(0, 2))):
        definitions[f"d{i}"] = draw(conditions(atoms, tuple(definitions)))
    if "rate" in presumable and draw(st.booleans()):
        definitions["n0"] = draw(st.sampled_from(["amount + rate", "amount if p else rate", "1 if q else amount", "min(amount, rate)"]))
        definitions["d9"] = f"n0 {draw(ORDER)} {draw(WHOLE)}"
    silence = draw(st.sampled_from(["silent", "permitted", "prohibited"]))
    return {
        "contract": "generated",
        "parties": {n: n for n in PARTIES},
        "kinds": {"colour": {c: c for c in COLOURS}},
        "actions": {
            "act": {"says": "{actor} acts", "parameters": {n: asked(n, k) for n, k in PARAMETERS.items()}},
            "other": {"says": "{actor} does something else", "parameters": {"colour": asked("colour", "colour")}},
        },
        "facts": facts,
        "ambiguities": ambiguities,
        "definitions": definitions,
        "policies": {"silence": silence, "obligation_implies_permission": draw(st.booleans())},
    }


@st.composite
def terms(draw, name, atoms=NARROW, defined=()):
    """A term, without precedence."""
    kind = draw(st.sampled_from(["obligation", "prohibition", "prohibition", "permission", "permission", "power", "declaration"]))
    both = draw(st.integers(0, 5)) == 0
    term = {"id": name, "kind": kind, "action": ["act", "other"] if both else "act", "sources": []}
    term["bearer"] = draw(st.sampled_from(["ann", ["ann", "bob"], "anyone"]))
    term["certainty"] = draw(st.sampled_from(["official", *GRADES]))
    condition = conditions(NARROW) if both else conditions(atoms, defined)
    parts = draw(st.sets(st.sampled_from(["when", "when", "unless", "unless", "requires", "until", "from", "through"]), max_size=3))
    parts |= {"requires"} if kind == "obligation" and draw(st.booleans()) else set()
    for part in sorted(parts):
        match part:
            case "when" | "until":
                term[part] = draw(condition)
            case "requires" if kind == "obligation":
                term[part] = draw(condition)
            case "unless":
                term[part] = [{"id": f"x{i}", "if": draw(condition)} for i in range(draw(st.integers(1, 2)))]
                term[part][0]["certainty"] = draw(st.sampled_from(GRADES))
            case "from":
                term[part] = draw(st.sampled_from(DAYS[:4]))
            case "through":
                term[part] = draw(st.sampled_from(DAYS[3:]))
    return term


@st.composite
def term_lists(draw, atoms, defined=(), most=4):
    """Terms with precedence among them, without cycles: a later one may prevail over an earlier one. Then they are shuffled."""
    found = [draw(terms(f"t{i}", atoms, defined)) for i in range(draw(st.integers(1, most)))]
    for lower, higher in product(found, found):
        if lower["id"] < higher["id"]:
            match draw(st.integers(0, 4)):
                case 1:
                    lower.setdefault("subject_to", []).append(higher["id"])
                case 2:
                    higher.setdefault("notwithstanding", []).append(lower["id"])
    return draw(st.permutations(found))


@st.composite
def contracts(draw, groups=EXACT, most=4, two=False):
    """A contract of one version or two, with `two` always two. Its conditions ask of a few groups of things, so that they have to do with
    each other."""
    chosen = ["truths", *sorted(draw(st.sets(st.sampled_from(groups), min_size=1, max_size=3)))]
    atoms = st.one_of([GROUPS[group] for group in chosen])
    asked = {"truths": "p q", "colours": "shade colour", "parties": "holder", "texts": "label mark", "numbers": "rate"}
    asked |= {"durations": "delay", "amounts": "paid", "dates": "signed"}
    vocabulary = draw(vocabularies(atoms, [n for group in chosen for n in asked.get(group, "").split()]))
    defined = tuple(n for n in vocabulary["definitions"] if n != "n0")
    dates = [FIRST, SECOND] if two or draw(st.integers(0, 2)) == 0 else [FIRST]
    return Written(vocabulary, tuple({"version": d, "terms": draw(term_lists(atoms, defined, most))} for d in dates))


ANY_CONTRACT = contracts(tuple(GROUPS))


# --- cases --------------------------------------------------------------------------------------------------------------------------

QUARTERS = [n / 4 for n in range(-20, 21)]
STEPS = [-1, 0, 0.5, 1, 1.5, 2, 3, 4, 5]


def grid(written, name, given):
    """Values of an unknown that together meet every case that the conditions of a contract can tell apart."""
    match KINDS[name]:
        case "truth":
            return [False, True]
        case "colour":
            return COLOURS
        case "party":
            return PARTIES
        case "reading":
            return AMBIGUITIES[name]
        case "text":
            return [*dict.fromkeys(["A", "B", *(given[n] for n in TEXTS if n in given), "X", "Y", "Z"])]
        case "date":
            return [naive.day(DAYS[0]) + n * naive.DAY for n in range(-5, 13)]
    if name == "time":
        return [h * HOUR for h in (0, 6, 9, 12, 18)]
    pair = next(pair for pair in PAIRS if name in pair)
    met = any(all(re.search(rf"\b{n}\b", text) for n in pair) for text in written.conditions)
    unit = HOUR if KINDS[name] == "duration" else 1
    return [int(unit * n) if unit > 1 else n for n in (QUARTERS if met else STEPS)]


@st.composite
def cases(draw, written, most=400, total=False):
    """A case of a contract, of which at most `most` completions must be looked at; with `total`, one in which everything is known."""
    actor = draw(st.sampled_from(["ann", "ann", "bob"])) if total else draw(st.sampled_from(["ann", "ann", "ann", "bob", None]))
    first = draw(st.sampled_from(["2025-12-30", *DAYS, *DAYS, "2026-01-09"]))
    last = first if total else draw(st.sampled_from([*[first] * 8, *(d for d in DAYS if d >= first)]))
    span = (first, last) if total else draw(st.sampled_from([(first, last)] * 8 + [(first, None), (None, last), (None, None)]))
    version = draw(st.sampled_from([None] * 6 + [v["version"] for v in written.versions]))
    vocabulary = written.vocabulary
    assumed = [n for n in sorted(KINDS) if "presumed" in {**vocabulary["facts"], **vocabulary["actions"]["act"]["parameters"]}.get(n, {})]
    assumed += [n for n, a in vocabulary["ambiguities"].items() if "default" in a]
    unknown = {n for n in assumed if not total and draw(st.integers(0, 5)) == 0}
    readings = {}
    for name, options in {**AMBIGUITIES, "r": ["so"], "rate": ["low", "high"]}.items():
        if draw(st.integers(0, 9)) == 0:
            readings[name] = draw(st.sampled_from(options))
    evidence = draw(st.sampled_from(["speculative", "speculative", *GRADES]))
    posed = Posed(actor, span, {}, readings, frozenset(), evidence, version, draw(st.integers(0, 4)) > 0)
    given, known, left = posed.given(written), {}, most
    for name in ("actor", "date"):
        left //= 1 if name in given else len(values(written, name, given, span))
    order = draw(st.permutations([n for n in KINDS if n in written.asked and n not in ("actor", "date")]))
    if draw(st.booleans()):  # what takes many values first, while there is room for it
        order = sorted(order, key=lambda n: not any(n in pair for pair in PAIRS))
    for name in order:
        if name == "time" and (span[0] is None or span[0] != span[1]):
            continue
        options = values(written, name, {**given, **known}, span)
        too_many = len(options) > left
        if name in unknown and not too_many:
            left //= len(options)
        elif (name not in given and (total or too_many)) or draw(st.integers(0, 5)) == 0:
            (readings if name in AMBIGUITIES else known)[name] = draw(st.sampled_from(stated(name, options)))
            unknown.discard(name)
        elif name in unknown:
            unknown.discard(name)
        elif name not in given:
            left //= len(options)
    unknown = frozenset(n for n in unknown if n in written.asked)
    return Posed(actor, span, known, readings, unknown, evidence, version, posed.presume)


def stated(name, options):
    """The values that a case may state: near enough to the constants that what they are compared with stays on its grid."""
    if name in ("date", "signed"):
        return [naive.day(d) for d in DAYS]
    if any(name in pair for pair in PAIRS):
        return [v for v in options if v / (HOUR if KINDS[name] == "duration" else 1) in (-1, 0, 0.5, 1, 1.5, 2)]
    return options


def values(written, name, given, span):
    """The values of an unknown that a case allows, as far as the conditions of the contract can tell."""
    low, high = (naive.day(d) if d else None for d in span)
    options = grid(written, name, given)
    return options if name != "date" else [d for d in options if (low is None or low <= d) and (high is None or d <= high)]


def completions(written, posed):
    """Every world that a case leaves open, each with the version in force, as far as the conditions of the contract can tell."""
    given = posed.given(written)
    names = [n for n in KINDS if n not in given and (n in written.asked or n in ("actor", "date"))]
    override = next((v for v in written.versions if v["version"] == posed.version), None)
    for chosen in product(*(values(written, n, given, posed.span) for n in names)):
        world = {**given, **dict(zip(names, chosen, strict=True))}
        yield override or naive.version_on(written.versions, world["date"]), world


def counted(value):
    """A value of the package as the naive interpreter counts it; the inverse of `value_of`."""
    match value:
        case Money(amount, _):
            return amount
        case timedelta():
            return value.total_seconds()
        case date():
            return value.toordinal() * naive.DAY
        case _:
            return value


def texts_told_apart(name, conditions, given):
    """The texts that an answer tells apart for a text: those with which conditions compare it, or another that it is compared with."""
    together = {name}
    for one, other in [pair for _ in TEXTS for pair in product(TEXTS, TEXTS)]:
        if one in together and any(re.search(rf"\b{one} [!=]= {other}\b|\b{other} [!=]= {one}\b", c) for c in conditions):
            together.add(other)
    said = [t for n in together for c in conditions for t in re.findall(rf'\b{n} (?:==|!=|in) ("\w+"|\[[^]]*\])', c)]
    return {t for text in said for t in re.findall(r'"(\w+)"', text)} | {given[n] for n in together - {name} if n in given}
