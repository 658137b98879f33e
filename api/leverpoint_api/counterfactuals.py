"""Least changes within the limits of a service: work that is the same everywhere, and a clock behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

from leverpoint_api.questions import Asked
from leverpoint_api.searching import searching
from leverpoint_api.service import service

WORK = 2.0
"""For each role, in the solver's units of some seconds each; hundreds of times what the core's rules ask for."""


def least_changes(question: Asked, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The least change for each role that asks.

    Raises ExtraError where the solver is not installed, and ProblemError where too many searches are under way.
    """
    import leverpoint.lab.proving.least_change  # noqa: F401 # takes seconds the first time, and may not be possible at all

    with searching(service().searches) as seconds:
        return list(_found(question, said, time.monotonic() + seconds))


def _found(question: Asked, said: Mapping[str, Any], until: float) -> Iterator[dict[str, Any]]:
    from leverpoint.lab.proving.least_change import Aim, LeastChanges, to_data

    strategy, top = said["strategy"], said.get("top")
    aim = Aim("top", top) if top else Aim(said.get("aim", "in"))
    title = question.advisor.rulebook.catalog.strategies[strategy].title
    changes = LeastChanges(question.advisor)
    for role in question.assessment.roles:
        left = max(until - time.monotonic(), 0.001)
        found = changes.find(question.assessment, role, strategy, aim, seconds=left, work=WORK)
        yield {**to_data(found), "title": title, "aim": aim.kind, "top": top}
