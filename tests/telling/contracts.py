"""This file defines the small contracts that the tests of telling ask."""

GARDEN = """
contract: garden
title: Lease of a garden
note: Made up. It has no meaning outside these tests.
parties:
  tenant: The tenant
  owner: {name: The owner, aliases: [Ms Vine]}
sources:
  L: {title: The lease, publisher: the parties, date: 2026-01-01, grade: official}
  N: {title: Notes of a neighbour, publisher: the neighbour, date: Mar 2026, grade: reported}
  G: {title: Gossip, publisher: the street, date: undated, grade: speculative}
kinds:
  use: {vegetables: vegetables, flowers: [flowers, roses], bees: bees, goats: goats}
actions:
  grow:
    says: "{actor} grows {use} in {bed}"
    phrases: ["grow|keep {use} [in {bed}]"]
    parameters: {use: {kind: use, asks: What is grown?}, bed: text}
  pay:
    says: "{actor} pays {amount} of rent"
    phrases: ["pay {amount} of rent"]
    parameters: {amount: {kind: money EUR, asks: How much is paid?}}
  burn: {says: "{actor} burns leaves", phrases: ["burn leaves"]}
  end: {says: "{actor} ends the lease", phrases: ["end the lease"]}
  water: {says: "{actor} waters the garden", phrases: ["water the garden"]}
facts:
  neighbours_agree: {asks: Do the neighbours agree?, kind: truth, held_by: tenant}
  fenced: {asks: Is it fenced?, kind: truth, presumed: true}
  rent:
    asks: How much is the rent?
    kind: money EUR
    held_by: [owner, tenant]
    readings: {rumoured: {says: what a neighbour remembers, value: 300 EUR, sources: [N], certainty: reported}}
  notice: {asks: How long before was notice given?, kind: duration}
  weather: {asks: What is the weather?, kind: use}
definitions:
  bothering: {says: it bothers somebody, is: "use in [bees, goats] and not neighbours_agree"}
  spring: {says: it is before the summer of 2026, is: date < 2026-06-01}
ambiguities:
  growing:
    asks: Is keeping an animal growing?
    default: not_so
    readings:
      so: {says: "yes, what is kept grows", sources: [N]}
      not_so: {says: "no, only plants grow", sources: [L]}
  smoke:
    asks: Is smoke a nuisance?
    stance: open
    readings: {nuisance: {says: "yes", sources: [N]}, harmless: "no"}
version: 2026-01-01
terms:
  - id: any-use
    kind: permission
    heading: Any use
    bearer: tenant
    action: grow
    certainty: official
    sources: [L]
    text: The tenant may grow anything.
  - id: no-bother
    kind: prohibition
    heading: No bother
    bearer: tenant
    counterparty: owner
    action: grow
    when: bothering and (use == bees or growing == so)
    unless: {id: fence, if: "fenced and use == goats", says: goats are fenced in, certainty: reported, sources: [N]}
    notwithstanding: any-use
    certainty: official
    sources: [L]
    text: Nothing is kept that bothers the neighbours.
  - id: rent
    kind: obligation
    heading: Rent
    bearer: tenant
    counterparty: owner
    action: pay
    requires: amount >= rent
    certainty: official
    sources: [L]
    text: The tenant pays the rent.
  - {id: fires, kind: permission, heading: Fires, bearer: tenant, action: burn, certainty: official, sources: [L]}
  - id: no-fires
    kind: prohibition
    heading: No fires
    bearer: tenant
    action: burn
    when: smoke == nuisance
    certainty: reported
    sources: [N]
  - id: early-end
    kind: power
    heading: Early end
    bearer: tenant
    action: end
    when: not spring and notice >= days(30)
    certainty: official
    sources: [L]
    text: After the spring the tenant may end the lease.
  - {id: rain, kind: declaration, heading: Rain is free, action: [water], certainty: official, sources: [L], text: Rain belongs to nobody.}
  - {id: dry-spells, kind: prohibition, heading: Dry spells, bearer: owner, action: water, certainty: speculative, sources: [G]}
"""
