"""This file defines the English that every question shares: the words that ask, join and point, and that say nothing of the contract.

No word of any contract stands here. What a contract talks about comes from its own phrases and names.
"""

from __future__ import annotations

from contract_model.model.phrases import Pattern, parse_pattern

ARTICLES = frozenset({"a", "an", "the"})
DETERMINERS = ARTICLES | {"any", "some", "another", "one", "its", "their", "his", "her", "our", "your", "my", "these", "those", "this"}
ANYTHING = frozenset({"something", "anything", "it", "them", "this", "these", "those", "one", "things"})
SOMEONE = frozenset({"someone", "somebody"})

_CONNECTIVES = """
and but although though even once while whereas where when which that who if since after because as so given provided assuming with then
also it they is are was were be been has have having however moreover meanwhile please 's
"""
CONNECTIVES = frozenset(_CONNECTIVES.split())
"""Words that join the parts of a sentence. None that denies or limits (not, no, unless, or, only) is here, and none may be."""

_FINE = "(allowed|permitted|lawful|legal|okay|ok|fine|possible|prohibited|forbidden|(a|in) breach [of [the] (contract|agreement)])"

OPENINGS: tuple[Pattern, ...] = tuple(
    parse_pattern(text)
    for text in (
        "what if",
        "what [will|would] happen if|when",
        "suppose|supposing|assume|assuming|imagine|say [that]",
        "let (us|'s) say|suppose|assume|imagine [that]",
        "whether",
        f"(is it|is this|would it be|will it be) [still] {_FINE} if|when|that|for|to",
        "is it true that",
    )
)
"""Ways to open a question, before the actor."""

AUXILIARIES: tuple[Pattern, ...] = tuple(
    parse_pattern(text)
    for text in (
        "may|can|could|might|should|will|would|do",
        "be to",
        "[be] [still|now] (allowed|permitted|free|entitled|able|going|about|set) to",
        "want|plan|intend|decide|choose|wish|propose|like to",
        "had [been]",
        "(breach|violate|break) [the|its] (contract|agreement|terms) by|if|when",
        "(in breach|in violation) [of [the] (contract|agreement)] if|when|by",
        "to",
        "now|still",
    )
)
"""Words between the opening and the action, before or after the actor."""

DUTIES: tuple[Pattern, ...] = tuple(
    parse_pattern(text)
    for text in ("must|shall", "have [still] to", "be [still|now] (obliged|obligated|required|bound|forced) to", "need to")
)
"""Words that ask whether something must be done. An answer tells whether it may be done, so these are no auxiliaries."""

_ASKING = "(may|can|could|must|shall|should|will|would|do|be|have)"

OPEN_QUESTIONS: tuple[tuple[Pattern, str], ...] = tuple(
    (parse_pattern(text), hint)
    for text, hint in (
        (f"(when|since when|from when|until when|how long) {_ASKING}", "ask without it, and `contract timeline` tells every date"),
        ("why", "ask without it, and `contract ask --why` tells the reasons"),
        ("who|whom|whose", "tell who acts"),
        (f"(where|how|what|which|on which) {_ASKING}", "tell what is done; `contract tree` and `contract sweep` tell many events at once"),
        ("how (many|much)", "tell what is done; an answer says whether it is allowed"),
        ("what [will|would] (happen|follow|become) (to|of|with|from|after)", "tell what is done; an answer says whether it is allowed"),
    )
)
"""What opens a question that is not answered by whether something is allowed, and what answers it."""

TAILS: tuple[Pattern, ...] = tuple(
    parse_pattern(text)
    for text in (
        "what [will|would|can|may] happen|follow [then]",
        "what then",
        "right|correct",
        f"(is it|is that|is this|would it be|would that be|would this be) [still] {_FINE}",
        "may|can|could it [do so|do that|do this]",
        _FINE,
    )
)
"""Ways to end a question, after the action."""

_NOT_IN_TEXT = """
on in at by for from to with without within of through throughout until till before after since during between among via under over into
onto upon about as off out up against toward towards inside outside beside besides beyond across per than like
and or nor but if because although though while whereas unless except whether so then which that who whom whose where when why how what
is are was were be been being am has have had do does did may can could might must should shall will would
not no never none nothing nobody neither hardly only solely exclusively first last already still yet again also simultaneously initially
immediately currently later earlier soon ever once now today tomorrow yesterday everywhere elsewhere anywhere nowhere
"""
NOT_IN_TEXT = frozenset(_NOT_IN_TEXT.split())
"""Prepositions, conjunctions, verbs that carry a sentence, and words that deny, limit or place in time: what free words may not hold,
lest they swallow what carries meaning. A name with one of them is put in quotes."""
