"""This file tests `contract test --laws`: the laws of the contracts whose cases are run."""

from __future__ import annotations

import pytest

from contract_model.commands.main import run
from tests.commands.test_test import FAILS, HOLDS, LEASE

CONSENT, NOBODY = "  consent: {favourable: {consent: true}}\n", "  nobody: {never: prohibited}\n"


@pytest.mark.parametrize(
    ("laws", "cases", "arguments", "code"),
    [
        (CONSENT, HOLDS, ["--laws"], 0),
        (CONSENT + NOBODY, HOLDS, ["--laws"], 1),
        (CONSENT + NOBODY, HOLDS, [], 0),
        (CONSENT, FAILS, ["--laws"], 1),
        (CONSENT + NOBODY, HOLDS, ["--laws", "--format", "junit"], 1),
        ("", HOLDS, ["--laws"], 0),
    ],
)
def test_the_laws_are_proved_after_the_cases(laws, cases, arguments, code, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lease.yaml").write_text(LEASE + (f"\nlaws:\n{laws}" if laws else ""))
    for name in ("a", "b"):
        (tmp_path / f"{name}.cases.yaml").write_text(f"contract: lease.yaml\ncases:\n{cases}")
    assert run(["test", ".", *arguments]) == code
    told = capsys.readouterr()
    words, other = (told.err, told.out) if "junit" in arguments else (told.out, told.err)
    assert words.count("PROVED consent") == bool(laws and arguments)
    assert words.count("REFUTED nobody") == (NOBODY in laws and bool(arguments))
    assert "PROVED" not in other
