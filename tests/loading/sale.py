"""This file defines a small contract of norms over time, and how tests put a term, or other words, into it."""

from __future__ import annotations

from contract_model.loading.load import load_text
from contract_model.model.contract import Contract, Term
from contract_model.model.norm import NormPart
from contract_model.problems import ContractError, Problem

SALE = """\
contract: sale
parties: {seller: The seller, buyer: The buyer, bank: The bank}
kinds: {channel: {post: by post, email: by e-mail}, grade: {fine: fine, poor: poor}}
actions:
  order: {says: "{actor} orders {item}", parameters: {item: text, price: money EUR}}
  deliver: {says: "{actor} delivers {item}", parameters: {item: text, grade: grade}}
  pay: {says: "{actor} pays {amount}", parameters: {amount: money EUR, item: text}}
  accept: {says: "{actor} accepts {item}", parameters: {item: text, grade: grade}}
  tell: {says: "{actor} gives notice", parameters: {channel: channel}}
facts:
  solvent: {asks: Is the buyer solvent?, kind: truth}
  accepted: {asks: Is it accepted?, kind: truth}
  paid: {asks: How much has been paid?, kind: money EUR}
  rank: {asks: Which grade is it?, kind: grade}
  paid_on: {asks: On which day was it paid?, kind: date}
version: 2026-01-01
terms:
  - {id: deliver, kind: obligation, bearer: seller, counterparty: buyer, triggered_by: order, must: deliver if item == order.item,
     within: 7 days, certainty: inferred, sources: []}
  - {id: plain, kind: permission, bearer: buyer, action: pay, certainty: inferred, sources: []}
"""


def sale(changes: dict[str, str] | None = None, term: str = "") -> Contract:
    """The contract with a further term, `it` (its keys but for id and evidence), and each change made. Raises ContractError."""
    text = SALE + (f"  - {{id: it, certainty: inferred, sources: [], {term}}}\n" if term else "")
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new, 1)
    return load_text(text)


def the_term(term: str, changes: dict[str, str] | None = None) -> Term:
    """The further term, read."""
    return sale(changes, term).versions[0].terms["it"]


def norm(term: str, changes: dict[str, str] | None = None) -> NormPart:
    """What the further term says about time."""
    found = the_term(term, changes).norm
    assert found is not None
    return found


def problems(term: str = "", changes: dict[str, str] | None = None) -> tuple[Problem, ...]:
    """What is wrong with the contract, none if nothing is."""
    try:
        sale(changes, term)
    except ContractError as error:
        return error.problems
    return ()
