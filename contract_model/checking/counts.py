"""This file defines `Counts`: the rows of a checked table, counted by what is said of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from contract_model.checking.result import ContestedCount, OpenCount, TermCount, Verdicts
from contract_model.engines.columns.judging import Group
from contract_model.model.answer import Verdict
from contract_model.model.contract import Contract

WORST = (Verdict.PROHIBITED, Verdict.CONFLICT, Verdict.DEPENDS, Verdict.SILENT)


class Counts:
    """Counts the rows of groups of a contract."""

    def __init__(self, contract: Contract, groups: Sequence[Group]) -> None:
        self.contract = contract
        self.groups = groups

    def verdicts(self) -> Verdicts:
        """Rows by verdict."""
        found: Counter[str] = Counter()
        for group in self.groups:
            found[_said(group, "verdict")] += group.rows
        return {v: found[v.value] for v in Verdict if found[v.value]}

    def terms(self) -> tuple[TermCount, ...]:
        """Rows by term, the term that decides most first."""
        found: dict[str, Counter[Verdict]] = defaultdict(Counter)
        for group in self.groups:
            for id in words(_said(group, "decided_by")):
                found[id][Verdict(_said(group, "verdict"))] += group.rows
        listed = sorted(found.items(), key=lambda f: (-f[1].total(), f[0]))
        return tuple(TermCount(id, self._heading(id), _ordered(counts)) for id, counts in listed)

    def _heading(self, term: str) -> str:
        """The heading of a term, in that of the versions which decides most rows by it."""
        rows: Counter[str] = Counter()
        for group in self.groups:
            if term in words(_said(group, "decided_by")):
                for version in _said(group, "version").split():
                    rows[version] += group.rows
        named = [v for v in self.contract.versions if term in v.terms]
        return max(named, key=lambda v: rows[v.id]).terms[term].heading

    def alike(self) -> list[tuple[int, int]]:
        """The rows that are not permitted by action, verdict and what decides them: the first, and how many; the worst first."""
        found: dict[tuple[str, ...], tuple[int, int]] = {}
        for group in self.groups:
            if _said(group, "verdict") != Verdict.PERMITTED.value:
                key = (_said(group, "verdict"), group.action, _said(group, "decided_by"), _said(group, "unknown"))
                first, rows = found.get(key, (group.first, 0))
                found[key] = (min(first, group.first), rows + group.rows)
        ranks = {verdict.value: rank for rank, verdict in enumerate(WORST)}
        return [found[key] for key in sorted(found, key=lambda k: (ranks[k[0]], -found[k][1], found[k][0]))]

    def evidence(self) -> dict[str, int]:
        """Rows by weakest grade."""
        found: Counter[str] = Counter()
        for group in self.groups:
            found[_said(group, "evidence")] += group.rows
        return {g: found[g] for g in ("official", "reported", "inferred", "speculative", "") if found[g]}

    def contested(self) -> tuple[ContestedCount, ...]:
        """Rows by the readings under which they would have another verdict."""
        found: dict[tuple[str, str], Counter[Verdict]] = defaultdict(Counter)
        for group in self.groups:
            for one in words(_said(group, "contested")):
                reading, _, verdict = one.rpartition(":")
                ambiguity, _, chosen = reading.rpartition("=")
                found[ambiguity, chosen][Verdict(verdict)] += group.rows
        listed = sorted(found.items(), key=lambda f: (-f[1].total(), f[0]))
        return tuple(ContestedCount(*key, _ordered(counts)) for key, counts in listed)

    def open(self) -> tuple[OpenCount, ...]:
        """Rows by what they turn on, what most turn on first."""
        rows: Counter[str] = Counter()
        alone: Counter[str] = Counter()
        for group in self.groups:
            turns_on = words(_said(group, "unknown"))
            rows.update(dict.fromkeys(turns_on, group.rows))
            alone.update(dict.fromkeys(turns_on, group.rows) if len(turns_on) == 1 else {})
        listed = sorted(rows, key=lambda n: (-rows[n], n))
        return tuple(OpenCount(n, self._asks(n), rows[n], alone[n]) for n in listed)

    def versions(self) -> dict[str, int]:
        """Rows by version; several where a row's day is not known, none before the first."""
        found: Counter[str] = Counter()
        for group in self.groups:
            found[_said(group, "version")] += group.rows
        return dict(sorted(found.items()))

    def _asks(self, variable: str) -> str:
        asked = self.contract.asked(variable)
        return asked.asks if asked else {"date": "When?", "actor": "Who acts?", "time": "At what time?"}.get(variable, "")


def words(listed: str) -> list[str]:
    """The words of a list with blanks between them; a blank within brackets is part of a word."""
    found, depth = [""], 0
    for sign in listed or "":
        depth += (sign in "([") - (sign in ")]")
        if sign == " " and not depth:
            found.append("")
        else:
            found[-1] += sign
    return [w for w in found if w]


def _said(group: Group, name: str) -> str:
    """What is said of the rows of a group, empty for nothing."""
    return group.said[name] or ""


def _ordered(counts: Counter[Verdict]) -> Verdicts:
    return {v: counts[v] for v in Verdict if counts[v]}
