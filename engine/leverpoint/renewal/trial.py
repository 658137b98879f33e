"""Try sources that have changed, one after the other on top of what is good: each counts, or its last good version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from leverpoint.errors import MatcherError, Problem, RulebookError
from leverpoint.packs import Pack, precedence
from leverpoint.renewal.loads import Change, Fate
from leverpoint.renewal.stock import Stock, problems_in
from leverpoint.rulebook.source import Source

Problems = tuple[Problem, ...]


class Trial:
    """`stock` is what is good so far, `changes` what became of each source that was tried."""

    def __init__(self, stock: Stock, now: dt.datetime) -> None:
        self.stock = stock
        self.changes: list[Change] = []
        self._now = now

    def core(self, read: Callable[[], Source]) -> None:
        """Try another core. Packs that do not fit with it are left out then, as they would be at a start."""
        had = self.stock.library.source
        try:
            source = read()
            is_back = not source.problems and source.info.digest == had.info.digest
            faults = () if is_back else self._faults_of_core(source)
        except (RulebookError, MatcherError) as error:
            is_back, faults = False, problems_in(error)
        if faults:
            failed = self.stock.core.bad(self._now, faults)
            self.stock = replace(self.stock, core=failed)
            self.changes.append(Change(had.info.name, Fate.REFUSED, faults))
        elif is_back:
            self.stock = replace(self.stock, core=self.stock.core.mended())

    def _faults_of_core(self, source: Source) -> Problems:
        """Put it in service unless something is wrong with it."""
        from leverpoint.lab.authoring.acceptance import (
            faults_of_core,  # nobody else who imports the engine needs the lab
        )

        tried = self.stock.with_core(source, self.stock.core.good(self._now))
        faults = faults_of_core(tried.library, self._now.date())
        if not faults:
            self.stock = tried
            self.changes.append(Change(source.info.name, Fate.ACCEPTED))
        return faults

    def packs(self, fresh: Collection[Pack], gone: Collection[Path]) -> None:
        """Try packs that were read anew; those that were refused before are tried again beside them."""
        for path in gone:
            self._remove(path)
        again = [one.pack for path, one in self.stock.refused.items() if path not in {pack.path for pack in fresh}]
        for pack in sorted((*fresh, *again), key=precedence):
            self._try(pack)

    def _remove(self, path: Path) -> None:
        known = self.stock.current.get(path) or self.stock.refused[path].pack
        self.stock = self.stock.without(path)
        self.changes.append(Change(known.name, Fate.REMOVED))

    def _try(self, pack: Pack) -> None:
        had, loads = self.stock.current.get(pack.path), self.stock.loads_of(pack.path)
        if had is not None and _same(had, pack):
            self.stock = self.stock.with_pack(had, loads.mended())
            return
        tried = self.stock.with_pack(pack, loads.good(self._now))
        faults = self._faults(tried, pack)
        if not faults:
            self.stock = tried
            self.changes.append(Change(pack.name, Fate.ACCEPTED))
            return
        failed = loads.bad(self._now, faults)
        self.stock = self.stock.refusing(pack, failed)
        if failed is not loads:
            self.changes.append(Change(pack.name, Fate.REFUSED, faults))

    def _faults(self, tried: Stock, pack: Pack) -> Problems:
        from leverpoint.lab.authoring.acceptance import faults_of_pack

        try:
            return faults_of_pack(tried.library, pack.path, self._now.date())
        except (MatcherError, RulebookError) as error:  # the latter where it has changed again meanwhile
            return problems_in(error)


def _same(one: Pack, other: Pack) -> bool:
    """Whether two versions of a pack, each read by itself, say the same and are fit to count or not alike."""
    if one.source is None or other.source is None or one.state is not other.state or one.problems != other.problems:
        return False
    return one.source.info.digest == other.source.info.digest
