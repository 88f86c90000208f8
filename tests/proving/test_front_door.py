"""This file tests what Python asks about all cases at once by the front door."""

from __future__ import annotations

import json

import contract_model

GARDEN, NEW = "fixtures/diff/garden-lease.yaml", "fixtures/diff/garden-lease-new.yaml"


def test_flaws_laws_and_redlines_show_themselves():
    flaws = contract_model.lint("fixtures/lint/garden-lease.yaml", checks=["conflict"])
    assert [f.at for _, f in flaws.told()] == [("bees", "any-use"), ("late-bees", "any-use")]
    proofs = contract_model.prove("fixtures/laws/garden-lease.yaml", ["consent"])
    assert [p.proved for p in proofs.proofs] == [True]
    redline = contract_model.diff(GARDEN, NEW, only=["grow"])
    assert redline.changed
    assert not contract_model.diff(contract_model.load(GARDEN), f"{GARDEN}@2026-01-01").changed
    for reply in (flaws, proofs, redline):
        assert json.loads(reply.to_json())["schema_version"] == 1
        assert reply.to_html().startswith("<")
        assert str(reply) == reply.to_text()
