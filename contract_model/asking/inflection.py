"""This file defines the plain forms of an English word: what `shipped`, `ships` and `shipping` have in common."""

from __future__ import annotations

from functools import lru_cache

MAX_WORD = 40  # characters; nothing longer is inflected


@lru_cache(maxsize=8192)
def plain_forms(word: str) -> frozenset[str]:
    """The word itself and every plain form of which it may be an inflection (`leaves`: leave, leaf)."""
    forms = {word, *_IRREGULAR.get(word, ())}
    if word.isalpha() and len(word) <= MAX_WORD and word not in _IRREGULAR:
        forms.update(form for form in _regular(word) if len(form) > 2 and form not in _NEVER_INFLECTED)
    return frozenset(forms)


def same_word(one: str, other: str) -> bool:
    """Whether two words may be inflections of one word."""
    return one == other or not plain_forms(one).isdisjoint(plain_forms(other))


def _regular(word: str) -> set[str]:
    forms: set[str] = set()
    if word.endswith("ies"):
        forms.update((word[:-3] + "y", word[:-1]))
    elif word.endswith("s") and not word.endswith("ss"):
        forms.add(word[:-1])
        if word.endswith("es") and word[:-2].endswith(("s", "x", "z", "ch", "sh", "o")):
            forms.add(word[:-2])
    if word.endswith("ied"):
        forms.update((word[:-3] + "y", word[:-1]))
    elif word.endswith("ed"):
        forms.update((word[:-1], word[:-2], _undoubled(word[:-2])))
    elif word.endswith("ing"):
        forms.update((word[:-3] + "e", word[:-3], _undoubled(word[:-3])))
    return forms


def _undoubled(stem: str) -> str:
    """`shipp` as `ship`; any other stem as it is."""
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "aeiou" else stem


# They look like plain forms of other words (`willing` is not an inflection of `will`).
_NEVER_INFLECTED = frozenset({"will", "can", "may", "must", "shall", "might", "not", "new"})

_TABLE = """
be: is are was were am been being
have: has had having
do: does did done doing
go: goes went gone going
can: could
will: would
arise: arose arisen
bear: bore borne
beat: beaten
become: became
begin: began begun
bind: bound
break: broke broken
bring: brought
build: built
burn: burnt
buy: bought
catch: caught
choose: chose chosen
come: came
deal: dealt
die: dying
draw: drew drawn
drive: drove driven
eat: ate eaten
fall: fell fallen
feed: fed
fight: fought
find: found
fly: flew flown
forbid: forbade forbidden
foresee: foresaw foreseen
forget: forgot forgotten
freeze: froze frozen
get: got gotten
give: gave given
grow: grew grown
hear: heard
hold: held
keep: kept
know: knew known
lay: laid
lead: led
learn: learnt
leave: left
lend: lent
lie: lying lain
lose: lost
make: made
mean: meant
meet: met
oversee: oversaw overseen
override: overrode overridden
pay: paid
rebuild: rebuilt
repay: repaid
resell: resold
rewrite: rewrote rewritten
rise: rose risen
run: ran
say: said
see: saw seen
seek: sought
sell: sold
send: sent
shoot: shot
show: shown
sit: sat
sleep: slept
speak: spoke spoken
spend: spent
stand: stood
steal: stole stolen
strike: struck
swear: swore sworn
take: took taken
teach: taught
tear: tore torn
tell: told
think: thought
throw: threw thrown
tie: tying
undertake: undertook undertaken
understand: understood
uphold: upheld
wear: wore worn
win: won
withdraw: withdrew withdrawn
withhold: withheld
write: wrote written
child: children
criterion: criteria
half: halves
leaf: leaves
life: lives
man: men
person: people
woman: women
"""


def _irregular() -> dict[str, tuple[str, ...]]:
    """Each irregular form with its plain forms; where it looks regular too (`leaves`, `lives`) the regular one is among them."""
    table: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.split("\n"):
        plain, _, forms = line.partition(": ")
        for form in forms.split():
            table[form] = (*table.get(form, ()), plain)
    table["leaves"] = ("leaf", "leave")
    table["lives"] = ("life", "live")
    return table


_IRREGULAR = _irregular()
