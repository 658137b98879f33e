"""What all tests share: the small rulebook about libraries, and a short way to ask it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from leverpoint import Advice, Advisor, Rulebook, load_rulebook, read_request

DATA = Path(__file__).parent / "data"
TODAY = dt.date(2026, 2, 2)

# Other work on the machine may slow an example down, so none has a deadline.
settings.register_profile("leverpoint", deadline=None)
settings.load_profile("leverpoint")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Where the tests keep their cases and their rulebook."""
    return DATA


@pytest.fixture(scope="session")
def library_rules() -> Path:
    """The folder of the small rulebook: three roles, two rubrics on different scales, every effect and comparison."""
    return DATA / "small"


@pytest.fixture(scope="session")
def library(library_rules: Path) -> Rulebook:
    """The small rulebook."""
    return load_rulebook(library_rules)


@pytest.fixture(scope="session")
def librarian(library: Rulebook) -> Advisor:
    """An advisor who knows the small rulebook."""
    return Advisor(library)


@pytest.fixture(scope="session")
def ask(librarian: Advisor) -> Callable[..., Advice]:
    """Asks the librarian. Ratings map a criterion to a level, to levels by rater, to None or to "n/a"."""

    def advice(
        roles: Sequence[str] = ("branch",),
        ratings: Mapping[str, Any] | None = None,
        context: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> Advice:
        rows = [_row(criterion, said) for criterion, said in (ratings or {}).items()]
        request = {"roles": list(roles), "assessment": {"ratings": rows}, "context": context or {}, "options": options}
        return librarian.advise(read_request(request, librarian.rulebook, TODAY))

    return advice


def _row(criterion: str, said: Any) -> dict[str, Any]:
    if said == "n/a":
        return {"criterion": criterion, "not_applicable": True}
    if isinstance(said, Mapping):
        return {"criterion": criterion, "ratings": [{"rater": who, "level": level} for who, level in said.items()]}
    return {"criterion": criterion, "level": said}


@pytest.fixture
def turns() -> Iterator[None]:
    """Threads take turns often: each look at a file lets go of the interpreter, and must get it back soon."""
    kept = sys.getswitchinterval()
    sys.setswitchinterval(0.0002)
    yield
    sys.setswitchinterval(kept)
