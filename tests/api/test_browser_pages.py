"""The pages for people: they load only what this service serves, and nothing runs that a policy does not allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from leverpoint_api.assets import FILES

ProblemOf = Callable[[TestResponse, int, str], Mapping[str, Any]]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        (BROWSER, "text/html"),
        ("text/html", "text/html"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("", "application/json"),
        ("text/html;q=0.2, application/json", "application/json"),
    ],
)
def test_the_front_page_is_html_for_browsers_only(client: FlaskClient, accept: str, mimetype: str) -> None:
    """Who prefers HTML gets a page, everyone else JSON, and caches are told that it depends."""
    answer = client.get("/", headers={"Accept": accept})
    assert answer.mimetype == mimetype
    assert "Accept" in answer.headers["Vary"]


def test_every_link_leads_somewhere(client: FlaskClient) -> None:
    """The links of the front page, as JSON and as HTML, are all answered."""
    links = [one["href"] for one in client.get("/").get_json()["links"].values()]
    links += re.findall('href="([^"]+)"', client.get("/", headers={"Accept": BROWSER}).get_data(as_text=True))
    for link in links:
        assert client.options(link).status_code == 200, link
        assert client.get(link).status_code in (200, 405), link


@pytest.mark.parametrize("path", ["/docs", "/"])
def test_pages_ask_nobody_outside(client: FlaskClient, path: str) -> None:
    """A page names only addresses of this service, runs no inline script, and its policy allows no other source."""
    page = client.get(path, headers={"Accept": BROWSER})
    text, policy = page.get_data(as_text=True), page.headers["Content-Security-Policy"]
    for address in re.findall(r'(?:src|href)="([^"]+)"', text):
        assert address.startswith("/")
        assert client.get(address).status_code == 200
    assert not re.search(r"<script(?![^>]*src=)|<style| on\w+=|style=", text)
    assert not re.search(r"https?:|\*|unsafe", policy)


@pytest.mark.parametrize("name", FILES)
def test_assets_are_served(client: FlaskClient, name: str) -> None:
    """Each file of the pages is there with its type."""
    answer = client.get(f"/assets/{name}")
    assert (answer.status_code, answer.mimetype) == (200, FILES[name][1])
    assert answer.data == FILES[name][0].read_bytes()


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fapp.py", "%2e%2e", "index.html"])
def test_no_other_file_is_served(client: FlaskClient, problem_of: ProblemOf, name: str) -> None:
    """No name leads to any other file of the disk."""
    problem_of(client.get(f"/assets/{name}"), 404, "not-found")


def test_swagger_ui_asks_no_validator(client: FlaskClient) -> None:
    """The badge for which Swagger UI would ask a server outside is off."""
    assert "validatorUrl: null" in client.get("/assets/docs.js").get_data(as_text=True)
