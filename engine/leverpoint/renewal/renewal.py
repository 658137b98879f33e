"""Look after the files of a service: load them, and take in what changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path

from leverpoint.errors import MatcherError, RulebookError
from leverpoint.library import MEMORY, Library
from leverpoint.matching import Health
from leverpoint.packs import SIGNATURE, Pack, read_packs, side_by_side
from leverpoint.plugins import Plugins
from leverpoint.renewal.loads import Change, Fate, Loads
from leverpoint.renewal.stock import Stock, problems_in
from leverpoint.renewal.trial import Trial
from leverpoint.rulebook.source import read_source
from leverpoint.watching import Watch


class Renewal:
    """Loads the core in a folder with the packs of other folders, and renews them. One thread loads and looks.

    A changed pack or core is read, put together, compiled and tried aside; only then the whole library is exchanged at
    once. What is bad never counts: its last good version goes on. Others may read `library`, `core` and `packs` at any
    time. `memory` is what the compiled packs may take, in bytes.
    """

    def __init__(
        self,
        folder: Path,
        packs_dir: Collection[Path] = (),
        plugins: Plugins | None = None,
        memory: int = MEMORY,
        health: Health | None = None,
    ) -> None:
        self.health = health or Health()
        self._folder, self._packs_dir = folder, tuple(packs_dir)
        self._plugins, self._memory = plugins or Plugins((), third_party=False), memory
        self._watch = Watch(SIGNATURE)
        self._stock: Stock | None = None
        self._core = Loads()

    @property
    def library(self) -> Library | None:
        """What answers; None until a core could be loaded."""
        return self._stock.library if self._stock else None

    @property
    def core(self) -> Loads:
        """How loading the core has gone."""
        return self._stock.core if self._stock else self._core

    def packs(self) -> Iterator[tuple[Pack, Loads]]:
        """Every pack that was found with how loading it has gone, in the order of precedence."""
        stock = self._stock
        yield from ((pack, stock.loads_of(pack.path)) for pack in stock.library.packs) if stock else ()

    def load(self, now: dt.datetime) -> None:
        """Load everything for the first time. A pack counts as soon as it fits; its scenarios are not asked.

        Raises RulebookError and MatcherError where the core is broken, after which a look may find it mended.
        """
        paths = self._plugins.find_packs(self._packs_dir)
        self._watch.look([self._folder, *paths])
        try:
            core = read_source(self._folder)
            packs = {path: self._read(path) for path in paths}
            library = Library(core, side_by_side(packs.values()), self._memory, self.health, self._plugins)
        except (RulebookError, MatcherError) as error:
            self._core = self._core.bad(now, problems_in(error))
            self._watch.take(self._folder)
            raise
        for path in (self._folder, *paths):
            self._watch.take(path)
        self._stock = Stock(library, packs, core=self._core.good(now)).settled(now)

    def look(self, now: dt.datetime) -> tuple[Change, ...]:
        """Take in what has changed on disk and has come to rest, which shows at the second look.

        Nothing is raised for what is wrong with a source: its change says it, and its `Loads`.
        """
        paths = self._plugins.find_packs(self._packs_dir)
        settled = self._watch.look([self._folder, *paths])
        if self._stock is None:
            return self._begun(now) if self._folder in settled else ()
        if not settled:
            return ()
        trial = Trial(self._stock, now)
        if self._folder in settled:
            trial.core(lambda: read_source(self._folder))
            if not self._watch.take(self._folder):  # it was written meanwhile: a later look reads it again
                trial = Trial(self._stock, now)
        found, gone = settled.intersection(paths), settled.difference((self._folder, *paths))
        fresh = {path: self._read(path, late=True) for path in found}
        at_rest = [pack for path, pack in fresh.items() if self._watch.take(path)]
        trial.packs(at_rest, [path for path in gone if self._watch.take(path)])
        self._stock = trial.stock.settled(now)
        return tuple(trial.changes)

    def _begun(self, now: dt.datetime) -> tuple[Change, ...]:
        try:
            self.load(now)
        except (RulebookError, MatcherError):
            return (Change("core", Fate.REFUSED, self._core.problems),)
        return (Change("core", Fate.ACCEPTED),)

    def _read(self, path: Path, *, late: bool = False) -> Pack:
        (pack,) = self._plugins.judged(read_packs([path], self._plugins.policy), late=late)
        return pack
