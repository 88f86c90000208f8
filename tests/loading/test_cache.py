"""The cache of loaded contracts: quick, never stale, and never trusted further than it can be checked."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import pytest

from contract_model.loading import cache, load
from contract_model.loading.cache import load_cached
from contract_model.problems import ContractError

LEASE = """\
contract: lease
parties: {tenant: The tenant}
actions: {sublet: {says: "{actor} sublets"}}
version: 2026-01-01
terms:
  - {id: no-subletting, kind: prohibition, bearer: tenant, action: sublet, certainty: inferred, sources: []}
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "contract-model"


@pytest.fixture
def lease(tmp_path: Path) -> Path:
    """A contract in a file."""
    path = tmp_path / "lease.yaml"
    path.write_text(LEASE)
    return path


def entries(place: Path) -> list[Path]:
    """What is in the cache."""
    return sorted(place.glob("*")) if place.exists() else []


def test_a_contract_from_the_cache_equals_the_one_from_its_files(place: Path, lease: Path) -> None:
    first = load_cached(lease)
    assert len(entries(place)) == 1
    assert load_cached(lease) == first == load(lease)


def test_every_shipped_contract_goes_through_the_cache_unchanged() -> None:
    for name in ("microsoft-openai", "flat-lease"):
        assert load_cached(name) == load_cached(name) == load(name)


def test_a_changed_file_is_read_anew_even_with_the_same_size_and_time(lease: Path) -> None:
    load_cached(lease)
    stamp = lease.stat()
    lease.write_text(LEASE.replace("prohibition", "permission "))
    os.utime(lease, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert lease.stat().st_size == stamp.st_size
    assert load_cached(lease).versions[0].terms["no-subletting"].kind.value == "permission"


def test_a_new_version_beside_it_makes_another_contract(tmp_path: Path) -> None:
    folder = tmp_path / "lease"
    folder.mkdir()
    vocabulary, terms = LEASE.split("version: 2026-01-01\n")
    (folder / "contract.yaml").write_text(vocabulary)
    (folder / "2026-01-01.yaml").write_text("version: 2026-01-01\n" + terms)
    assert len(load_cached(folder).versions) == 1
    (folder / "2027-01-01.yaml").write_text("version: 2027-01-01\n" + terms)
    assert len(load_cached(folder).versions) == 2


def test_other_code_does_not_find_the_entry(place: Path, lease: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_cached(lease)
    monkeypatch.setattr(sys, "version", sys.version + " (another)")
    load_cached(lease)
    assert len(entries(place)) == 2


def test_without_the_cache_nothing_is_written(place: Path, lease: Path) -> None:
    load_cached(lease, use_cache=False)
    assert entries(place) == []


def test_a_broken_contract_is_not_kept(place: Path, lease: Path) -> None:
    lease.write_text(LEASE.replace("sublet,", "sublett,"))
    for _ in range(2):
        with pytest.raises(ContractError, match="unknown-action"):
            load_cached(lease)
    assert entries(place) == []


@pytest.mark.parametrize("damage", [b"", b"short", b"\x00" * 500])
def test_a_damaged_entry_is_as_good_as_none(place: Path, lease: Path, damage: bytes) -> None:
    whole = load_cached(lease)
    [entry] = entries(place)
    entry.write_bytes(damage)
    assert load_cached(lease) == whole
    assert load_cached(lease) == whole


def test_a_single_flipped_bit_is_noticed(place: Path, lease: Path) -> None:
    whole = load_cached(lease)
    [entry] = entries(place)
    content = bytearray(entry.read_bytes())
    content[len(content) // 2] ^= 1
    entry.write_bytes(bytes(content))
    assert load_cached(lease) == whole


def test_an_entry_cannot_run_anything(place: Path, lease: Path, tmp_path: Path) -> None:
    class Planted:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {tmp_path / 'ran'}",)

    whole = load_cached(lease)
    [entry] = entries(place)
    payload = pickle.dumps(Planted())
    entry.write_bytes(blake2b(payload, digest_size=32).digest() + payload)
    assert load_cached(lease) == whole
    assert not (tmp_path / "ran").exists()


def test_a_cache_that_cannot_be_written_is_only_slow(lease: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a-file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a-file"))
    assert load_cached(lease) == load(lease)


def test_old_entries_make_room(place: Path, lease: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_ENTRIES", 3)
    for i in range(6):
        lease.write_text(LEASE + f"# {i}\n")
        load_cached(lease)
    assert len(entries(place)) == 3


def test_processes_that_write_the_same_entry_all_get_the_contract(place: Path, lease: Path) -> None:
    script = "import sys; from contract_model.loading.cache import load_cached; print(load_cached(sys.argv[1]).id)"
    running = [subprocess.Popen([sys.executable, "-c", script, str(lease)], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert [p.communicate()[0].strip() for p in running] == ["lease"] * 4
    assert len(entries(place)) == 1


def test_from_the_cache_neither_pydantic_nor_the_yaml_reader_is_imported(lease: Path) -> None:
    script = (
        "import sys; from contract_model.loading.cache import load_cached; load_cached(sys.argv[1]);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'pydantic', 'yaml'}))"
    )
    seen = [subprocess.run([sys.executable, "-c", script, str(lease)], capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert seen[0].strip() == "['pydantic', 'yaml']"
    assert seen[1].strip() == "[]"
