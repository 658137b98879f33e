"""Exact searches take turns: a few at a time in each worker, and each comes to an end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from leverpoint_api.problems import ProblemError
from leverpoint_api.service import service

PATIENCE = 2.0
"""Seconds that a search waits for its turn."""


@contextmanager
def searching() -> Iterator[float]:
    """Wait for a turn, and give the seconds that the search may take. Raises ProblemError where others go on."""
    parts = service()
    if not parts.searches.acquire(timeout=PATIENCE):
        raise ProblemError("busy", "Other searches are under way; ask again in a moment.")
    try:
        yield float(parts.settings.search_seconds)
    finally:
        parts.searches.release()
