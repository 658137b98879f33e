"""The cases of a run that ask one rulebook: coverage and mutation measure one at a time."""

from __future__ import annotations

from collections.abc import Iterable

from leverpoint.lab.scenarios.run import Case
from leverpoint.rulebook import Rulebook


def asking(cases: Iterable[Case], rulebook: Rulebook) -> tuple[tuple[Case, ...], int]:
    """The cases that this rulebook answers, and how many others there are."""
    every = tuple(cases)
    kept = tuple(case for case in every if case.rulebook.revision == rulebook.revision)
    return kept, len(every) - len(kept)
