"""Exact searches take turns: a few of a kind at a time in each worker, and each comes to an end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore

from leverpoint_api.problems import ProblemError
from leverpoint_api.service import service

PATIENCE = 2.0
"""Seconds that a search waits for its turn."""


@contextmanager
def searching(turns: Semaphore) -> Iterator[float]:
    """Wait for a turn, and give the seconds that the search may take. Raises ProblemError where others go on."""
    if not turns.acquire(timeout=PATIENCE):
        raise ProblemError("busy", "Other searches are under way; ask again in a moment.")
    try:
        yield float(service().settings.search_seconds)
    finally:
        turns.release()
