"""The advisors in use, by the packs that speak through them: each made once, and let go when memory runs short."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future

from leverpoint.advisor import Advisor

Places = tuple[int, ...]
"""The packs of a group, by their places in the library, the most local last."""
MIB = 1024 * 1024
BYTES_PER_GROUP, BYTES_PER_RULE = MIB, 32 * 1024
"""What a group of packs takes when it is compiled, without the core: measured by `python -m bench packing`."""


class Shelf:
    """Keeps the advisors used last, as many as are estimated to fit into `memory` bytes; always the newest.

    Making one takes long, so that it happens outside of the lock: who wants another advisor does not wait for it, and
    who wants the same one waits for the first who asked.
    """

    def __init__(self, memory: int) -> None:
        self.memory, self._taken = memory, 0
        self._lock = threading.Lock()
        self._advisors: OrderedDict[Places, Future[Advisor]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._advisors)

    @property
    def taken(self) -> int:
        """How many bytes the advisors are estimated to take."""
        return self._taken

    def advisor(self, places: Places, make: Callable[[Places], Advisor]) -> Advisor:
        """The advisor for these packs, made with `make` where there is none. What `make` raises is raised here."""
        with self._lock:
            wanted = self._current(places)
            if wanted is not None:
                self._advisors.move_to_end(places)
        return self._made(places, make) if wanted is None else wanted.result()

    def _current(self, places: Places) -> Future[Advisor] | None:
        """What is there or being made, unless a plugin that it asks has failed since."""
        found = self._advisors.get(places)
        if found is None or not found.done() or not found.result().outdated:
            return found
        self._taken -= estimated(self._advisors.pop(places).result())
        return None

    def _made(self, places: Places, make: Callable[[Places], Advisor]) -> Advisor:
        mine: Future[Advisor] = Future()
        with self._lock:
            wanted = self._advisors.setdefault(places, mine)
        if wanted is mine:
            try:
                mine.set_result(make(places))
            except BaseException as error:
                self._forget(places)
                mine.set_exception(error)
                raise
            self._keep(mine.result())
        return wanted.result()

    def _forget(self, places: Places) -> None:
        with self._lock:
            del self._advisors[places]

    def _keep(self, advisor: Advisor) -> None:
        with self._lock:
            self._taken += estimated(advisor)
            while self._taken > self.memory and (oldest := self._oldest()) is not None:
                self._taken -= estimated(self._advisors.pop(oldest).result())

    def _oldest(self) -> Places | None:
        """The group used longest ago of those that are made, if it is not the only one."""
        made = [places for places, one in self._advisors.items() if one.done()]
        return made[0] if len(made) > 1 else None

    def take_over(self, other: Shelf, places_now: Mapping[Places, Places]) -> None:
        """Keep what another shelf has made, each group under the places that its packs have now.

        An advisor that asks plugins stays behind: where one fails, it turns to the library that it was made in.
        """
        for places, advisor in other.made():
            if places in places_now and not advisor.asks_plugins:
                done: Future[Advisor] = Future()
                done.set_result(advisor)
                self._advisors[places_now[places]] = done
                self._keep(advisor)

    def made(self) -> Iterator[tuple[Places, Advisor]]:
        """What is on the shelf now, that used longest ago first."""
        with self._lock:
            found = [(places, one.result()) for places, one in self._advisors.items() if one.done()]
        return iter(found)


def estimated(advisor: Advisor) -> int:
    """About how many bytes an advisor takes beyond the core, which all share."""
    rules = advisor.rulebook.rules.values()
    core = advisor.rulebook.sources[0].name
    return BYTES_PER_GROUP + BYTES_PER_RULE * sum(rule.home != core for rule in rules)
