"""This file tests the application as a whole: what every response says, which hosts it goes by, its files, its shelf."""

from __future__ import annotations

import gzip
import re

import pytest
from starlette.testclient import TestClient

from contract_model.problems import ContractError
from contract_model.web.app import create_app
from contract_model.web.shelf import Shelf


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(["flat-lease", "microsoft-openai"], workers=0)) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/health", "/nothing"])
def test_no_response_lets_a_script_or_a_style_run_that_is_written_in_a_page(client, path):
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_the_first_page_lists_the_contracts_and_names_its_style_by_its_content(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "flat-lease" in page.text
    (style,) = re.findall(r'href="(/static/[0-9a-f]{12}/page\.css)"', page.text)
    found = client.get(style)
    assert found.status_code == 200
    assert found.headers["content-type"].startswith("text/css")
    assert "immutable" in found.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/static/x/page.css", "/static/../app.py", "/static/{digest}/../app.py", "/static/{digest}/%2e%2e/app.py"]
)
def test_only_the_files_of_pages_have_addresses(client, path):
    assert client.get(path.replace("{digest}", client.app.state.assets.digest)).status_code == 404


def test_a_file_is_sent_compressed_to_whoever_takes_it_so(tmp_path):
    from contract_model.web.assets import Assets

    (tmp_path / "fonts").mkdir()
    (tmp_path / "long.css").write_text("p { margin: 0 }\n" * 100)
    (tmp_path / "fonts" / "short.js").write_text("1")
    files = Assets(str(tmp_path)).files
    assert set(files) == {"fonts/short.js", "long.css"}
    assert gzip.decompress(files["long.css"].compressed) == files["long.css"].content
    assert files["fonts/short.js"].compressed is None


@pytest.mark.parametrize("path", ["/", "/ask", "/terms", "/history", "/health", "/v1/contracts"])
def test_who_asks_for_the_head_alone_gets_it(client, path):
    got = client.head(path)
    assert (got.status_code, got.content) == (200, b"")
    assert got.headers["content-type"] == client.get(path).headers["content-type"]


def test_other_names_than_those_given_are_refused():
    with TestClient(create_app(["flat-lease"], hosts=["localhost", "[::1]"], workers=0)) as client:
        assert client.get("/health", headers={"host": "localhost:8000"}).status_code == 200
        assert client.get("/health", headers={"host": "[::1]:8000"}).status_code == 200
        assert client.get("/health", headers={"host": "evil.example"}).status_code == 421


def test_the_shelf_has_the_shipped_contracts_the_default_first_or_those_named():
    assert next(iter(Shelf())).id == "microsoft-openai"
    assert len(Shelf()) > 10
    assert [c.id for c in Shelf(["flat-lease"])] == ["flat-lease"]


def test_a_folder_with_contracts_has_each_and_all_problems_come_at_once(tmp_path):
    lease = "contract: {id}\nparties: {{tenant: T}}\nactions: {{go: {{says: x}}}}\nversion: 2026-01-01\nterms: []\n"
    for id in ("one", "two"):
        (tmp_path / f"{id}.yaml").write_text(lease.format(id=id))
    assert [c.id for c in Shelf([str(tmp_path)])] == ["one", "two"]
    (tmp_path / "three.yaml").write_text(lease.format(id="one"))
    (tmp_path / "four.yaml").write_text("contract: four\n")
    with pytest.raises(ContractError) as caught:
        Shelf([str(tmp_path), "nowhere"])
    assert {p.name for p in caught.value.problems} == {"missing-key", "no-contract", "said-twice"}


@pytest.mark.parametrize("id", ["../flat-lease", "/etc/passwd", "\0", "", "flat-leas"])
def test_a_contract_that_is_not_on_offer_is_a_problem_and_no_path(id):
    with pytest.raises(ContractError, match="no-contract"):
        Shelf(["flat-lease"]).contract(id)
