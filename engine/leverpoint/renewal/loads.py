"""How loading a source has gone, now and before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from leverpoint.errors import Problem


class Fate(StrEnum):
    """What became of a source that has changed on disk."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """One source that has changed on disk, and what became of it. `problems` say why it was refused."""

    name: str
    fate: Fate
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Loads:
    """When a source was loaded last, when that failed last, and what is wrong with what lies on disk.

    Where there are `problems` and `good_at` too, an earlier version may answer than the one on disk.
    """

    good_at: dt.datetime | None = None
    failed_at: dt.datetime | None = None
    problems: tuple[Problem, ...] = ()

    def good(self, now: dt.datetime) -> Loads:
        """After a load that went well."""
        return replace(self, good_at=now, problems=())

    def bad(self, now: dt.datetime, problems: Iterable[Problem]) -> Loads:
        """After a load that did not; where it fails for the same reasons as before, it failed then."""
        found = tuple(problems)
        return self if found == self.problems else replace(self, failed_at=now, problems=found)

    def mended(self) -> Loads:
        """After what lies on disk has become again what was loaded last."""
        return replace(self, problems=())
