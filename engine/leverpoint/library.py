"""The core and all packs of one service: which advisor answers for which organization."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

from leverpoint.advisor import Advisor
from leverpoint.errors import RulebookError
from leverpoint.matching import Health, UnitCache
from leverpoint.model import Organization
from leverpoint.packs import Pack, State
from leverpoint.rulebook.assemble import Assembly, extend, found
from leverpoint.rulebook.scope import speaks_for
from leverpoint.rulebook.source import Source

Names = tuple[str, ...]


class Library:
    """Answers each organization from the core and the packs in whose scope it lies, and from nothing else.

    What packs make together is put together and compiled on first use and kept for the `most` groups of packs used last;
    the compiled core is one for all. A pack whose files do not fit is quarantined and named, and the rest answers.
    Raises RulebookError where the core itself is broken.
    """

    def __init__(self, core: Source, packs: Iterable[Pack] = (), most: int = 256) -> None:
        self.health = Health()
        self._units = UnitCache()
        self._most = most
        self._packs = {pack.path: pack for pack in packs}
        self._lock = threading.RLock()
        self._core = found(core)
        self._advisors: OrderedDict[Names, Advisor] = OrderedDict()
        self.core = self._advisor(())

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Every pack that was found, with its state."""
        return tuple(self._packs.values())

    def advisor(self, organization: Organization) -> Advisor:
        """Who answers an organization."""
        return self._advisor(tuple(pack.name for pack in self.in_scope(organization)))

    def in_scope(self, organization: Organization) -> tuple[Pack, ...]:
        """The packs that speak for an organization, the most local last."""
        return tuple(
            pack
            for pack in self.packs
            if pack.source and pack.state is State.ACTIVE and speaks_for(pack.source.scope, organization)
        )

    def check(self) -> None:
        """Put every pack together with those it meets, so that what is broken is known now and not on first use."""
        for pack in self.packs:
            if pack.source and pack.state is State.ACTIVE:
                self._assembled(self.in_scope(_first_in_scope(pack.source)))

    def _advisor(self, names: Names) -> Advisor:
        with self._lock:
            advisor = self._advisors.get(names)
            if advisor is None:
                chosen = [pack for pack in self.packs if pack.name in names and pack.state is State.ACTIVE]
                rulebook = self._assembled(chosen).rulebook()
                advisor = self._advisors[names] = Advisor(rulebook, self._units, self.health)
            self._advisors.move_to_end(names)
            while len(self._advisors) > self._most:
                self._advisors.popitem(last=False)
            return advisor

    def _assembled(self, packs: Iterable[Pack]) -> Assembly:
        """The core with these packs on top; one that does not fit is quarantined and left out."""
        assembly = self._core
        for pack in packs:
            try:
                assembly = extend(assembly, pack.source) if pack.source else assembly
            except RulebookError as error:
                self._packs[pack.path] = pack.quarantined(error.problems)
        return assembly


def _first_in_scope(source: Source) -> Organization:
    if isinstance(source.scope, str):
        return Organization()
    system, identifier = min(source.scope)
    return Organization(identifier, system)
