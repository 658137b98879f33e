"""All sources of a service at one moment: what answers, what was refused, and how their loads have gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from leverpoint.errors import MatcherError, Problem, RulebookError
from leverpoint.library import Library
from leverpoint.packs import Pack, State, precedence, side_by_side
from leverpoint.renewal.loads import Loads
from leverpoint.rulebook.source import Source

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Refused:
    """A version of a pack that was read and is not to count. `told` is the pack as others are told of it."""

    pack: Pack
    told: Pack


@dataclass(frozen=True, slots=True)
class Stock:
    """A library and what it was made from. Never changed: every step makes another one.

    `current` are the packs as each was read by itself, `refused` the versions that lie on disk and do not count; where
    a path is in both, an earlier version answers. `core` and `packs` say how loading has gone.
    """

    library: Library
    current: Mapping[Path, Pack] = field(default_factory=dict)
    refused: Mapping[Path, Refused] = field(default_factory=dict)
    core: Loads = field(default_factory=Loads)
    packs: Mapping[Path, Loads] = field(default_factory=dict)

    def counts(self, path: Path) -> bool:
        """Whether the pack at `path` is part of what answers."""
        return any(pack.path == path and pack.state is State.ACTIVE for pack in self.library.packs)

    def loads_of(self, path: Path) -> Loads:
        """How loading the pack at `path` has gone."""
        return self.packs.get(path, Loads())

    def with_core(self, core: Source, loads: Loads) -> Stock:
        """With another core. Raises RulebookError and MatcherError where it is broken."""
        return replace(self, library=self._library(core), core=loads)

    def with_pack(self, pack: Pack, loads: Loads) -> Stock:
        """With another version of a pack, or one more."""
        current = {**self.current, pack.path: pack}
        return self._renewed(current=current, refused=_without(self.refused, pack.path), packs=self._noted(pack, loads))

    def without(self, path: Path) -> Stock:
        """With one pack less."""
        current, refused = _without(self.current, path), _without(self.refused, path)
        return self._renewed(current=current, refused=refused, packs=_without(self.packs, path))

    def refusing(self, pack: Pack, loads: Loads) -> Stock:
        """With a version of a pack that does not count: its last good version goes on, if there is one that counts."""
        refused = {**self.refused, pack.path: Refused(pack, pack.quarantined(loads.problems))}
        if pack.path in self.current and self.counts(pack.path):
            return replace(self, refused=refused, packs=self._noted(pack, loads))
        current = _without(self.current, pack.path)
        return self._renewed(current=current, refused=refused, packs=self._noted(pack, loads))

    def settled(self, now: dt.datetime) -> Stock:
        """After all changes: what each has come to beside the others is known, and noted."""
        self.library.check()
        return replace(self, packs={pack.path: self._come_to(pack, now) for pack in self.library.packs})

    def _come_to(self, pack: Pack, now: dt.datetime) -> Loads:
        loads = self.loads_of(pack.path)
        if pack.path in self.refused:
            return loads
        if pack.problems:
            return loads.bad(now, pack.problems)
        return loads if loads.good_at and not loads.problems else loads.good(now)

    def _noted(self, pack: Pack, loads: Loads) -> Mapping[Path, Loads]:
        return {**self.packs, pack.path: loads}

    def _renewed(self, **parts: Mapping[Path, object]) -> Stock:
        changed: Stock = replace(self, **parts)  # type: ignore[arg-type] # each is what its field says
        return replace(changed, library=changed._library(self.library.source))

    def _library(self, core: Source) -> Library:
        newcomers = [one.told for path, one in self.refused.items() if path not in self.current]
        packs = sorted((*side_by_side(self.current.values()), *newcomers), key=precedence)
        return self.library.followed_by(core, packs)


def _without(found: Mapping[Path, _T], path: Path) -> dict[Path, _T]:
    return {key: value for key, value in found.items() if key != path}


def problems_in(error: RulebookError | MatcherError) -> tuple[Problem, ...]:
    """Why rules cannot be loaded."""
    if isinstance(error, RulebookError):
        return error.problems
    return (error.problem or Problem("matcher", str(error)),)
