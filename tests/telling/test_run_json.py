"""This file tests that the JSON of a run is the same in pieces and in one."""

from __future__ import annotations

import json

from contract_model.front import run


def test_the_pieces_are_the_document():
    reply = run("fixtures/histories/meat-sale.yaml")
    assert "".join(reply.json_pieces()) == json.dumps(reply.to_document(), indent=2, sort_keys=True, ensure_ascii=False)
    assert len(list(reply.json_pieces())) > 40


def test_what_is_owed_is_told_with_its_currency():
    reply = run("fixtures/cases/microsoft-openai/share.yaml")
    owed = {n["instance"]: n["owed"] for n in reply.to_document()["norms"]}
    assert owed["share-for-year"] == "8000000000 USD"
