"""What the tests of plugins share: a place to install them, and a short way to ask."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from leverpoint_plugins import Site, on_the_path

from leverpoint import Library, Organization, read_request, to_json

Asks = Callable[..., bytes]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An empty folder for packages, on Python's path as long as the test lasts."""
    with on_the_path(tmp_path / "site") as folder:
        yield folder


@pytest.fixture
def asks() -> Asks:
    """Asks a library as a district, in the role of a branch, and gives the bytes of the answer."""

    def answer(library: Library, district: str | None = None, **context: Any) -> bytes:
        organization = {"system": "nces-leaid", "identifier": district} if district else {}
        advisor = library.advisor(Organization(**organization))
        request = {
            "roles": ["branch"],
            "organization": organization,
            "context": context,
            "assessment": {"ratings": [{"criterion": "people.trust", "level": 1}]},
        }
        return to_json(advisor.advise(read_request(request, advisor.rulebook, dt.date(2026, 2, 2))))

    return answer
