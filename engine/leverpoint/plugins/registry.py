"""All plugins of one process, and what has become of each: the one place where a plugin's state changes."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leverpoint.errors import PluginError, Problem
from leverpoint.packs import Pack, Policy, State, find_packs, read_packs
from leverpoint.plugins.asking import LOADING_SECONDS, HookError, called
from leverpoint.plugins.calling import Aside
from leverpoint.plugins.entries import GROUP, PACKS, groups_of_others, installed, is_own
from leverpoint.plugins.files import installed_packs
from leverpoint.plugins.record import Plugin

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

BUDGET = 0.2
"""Seconds that a plugin has for each hook of each role of an answer."""


class Plugins:
    """The plugins of one process. Without entry points, those that are installed are loaded.

    Where there are none of others, Leverpoint's own are loaded only when one of them is asked for. `third_party` False
    leaves out all but Leverpoint's own. `installed` are the data packs in installed packages. `budget` is in seconds.
    `told` is called with the name of a plugin and the problem whenever one fails. What plugins print goes to standard
    error where they are to be `quiet`, as on a command line, whose standard output is its result.
    """

    def __init__(
        self,
        entries: Iterable[EntryPoint] | None = None,
        policy: Policy | None = None,
        *,
        third_party: bool = True,
        budget: float = BUDGET,
        told: Callable[[str, Problem], object] | None = None,
        quiet: bool = False,
    ) -> None:
        self.policy, self.budget = policy or Policy(), budget
        self.failures: Counter[str] = Counter()
        self._aside, self._lock, self._told = Aside(quiet=quiet), threading.Lock(), told
        self._entries = None if entries is None else tuple(entries)
        self._third_party = third_party
        self._loaded: dict[str, Plugin] | None = None
        self._brought: dict[Path, str] = {}
        groups = groups_of_others() if third_party and entries is None else ()
        self.installed = installed_packs() if PACKS in groups else ()
        if GROUP in groups or (third_party and self._entries):
            self._load()

    @property
    def _found(self) -> dict[str, Plugin]:
        return self._loaded if self._loaded is not None else self._load()

    def _load(self) -> dict[str, Plugin]:
        from leverpoint.plugins.loading import Loader  # with pluggy, which nobody needs who has no plugins

        entries = [one for one in installed(self._entries) if self._third_party or is_own(one)]
        loaded = self._loaded = Loader(self.policy, self._aside).load(entries)
        self._brought = _brought(self._others())
        for plugin in self._others():
            for problem in plugin.problems if plugin.state is State.QUARANTINED else ():
                self._count(plugin.name, problem)
        return loaded

    @property
    def found(self) -> tuple[Plugin, ...]:
        """Every plugin of others, in the order of their names."""
        return tuple(sorted(self._others(), key=lambda one: one.name))

    @property
    def own(self) -> tuple[Plugin, ...]:
        """Leverpoint's own plugins, in the order of their names."""
        return tuple(one for _, one in sorted(self._found.items()) if one.own)

    @property
    def abandoned(self) -> int:
        """How many threads were left behind with calls that were not done in time."""
        return self._aside.abandoned

    @property
    def for_all(self) -> tuple[Plugin, ...]:
        """Those that bring no packs, and so speak for everybody; also those that fail, as long as they do."""
        return tuple(one for one in self.found if not one.packs and one.state is not State.BLOCKED and has_a_say(one))

    def get(self, name: str) -> Plugin:
        """The plugin of that name as it is now."""
        return self._found[name]

    def implementing(self, hook: str) -> tuple[Plugin, ...]:
        """Those that count and implement a hook, Leverpoint's own among them, in the order of their names."""
        return tuple(one for _, one in sorted(self._found.items()) if one.counts and hook in one.hooks)

    def bringing(self, pack: Pack) -> Plugin | None:
        """The plugin that brings a pack, if one does."""
        name = self._brought.get(pack.path.resolve())
        return self._found[name] if name else None

    def find_packs(self, folders: Iterable[Path]) -> tuple[Path, ...]:
        """Where the packs in these folders lie, those in installed packages, and those that plugins bring."""
        brought = [path for one in self.found if one.state is not State.BLOCKED for path in one.packs]
        found = find_packs([*folders, *self.installed, *brought])
        known = {path.resolve() for path in found}
        return (*found, *(path for path in self.installed if path.resolve() not in known))

    def read_packs(self, folders: Iterable[Path]) -> tuple[Pack, ...]:
        """The packs in these folders and those that plugins bring, in the order of precedence."""
        return self.judged(read_packs(self.find_packs(folders), self.policy))

    def judged(self, packs: Iterable[Pack], *, late: bool = False) -> tuple[Pack, ...]:
        """Packs that were read; one that a plugin brings which does not fit this version does not fit it either.

        Terms, facts and sources are told apart by name, so that a plugin and a pack that it does not bring cannot both
        have one: the plugin is quarantined, or the pack where it comes `late`, when the plugin is at work already.
        """
        packs = tuple(packs)
        namesakes = [pack for pack in packs if pack.state is State.ACTIVE and self._has_namesake(pack)]
        if late:
            return tuple(_refused(pack) if pack in namesakes else self._judged(pack) for pack in packs)
        for pack in namesakes:
            message = f"a pack that it does not bring is called '{pack.name}', too"
            self.quarantine(pack.name, Problem("duplicate-plugin", message))
        return tuple(map(self._judged, packs))

    def ask(self, name: str, hook: str, act: Callable[[], Any], seconds: float | None = None) -> Any:
        """What comes of calling a plugin's code. Raises PluginError where it does not count, or fails just now."""
        plugin = self._found[name]
        if not plugin.counts:
            raise PluginError(name, plugin.problems)
        try:
            return called(self._aside, hook, act, self.budget if seconds is None else seconds)
        except HookError as error:
            self.quarantine(name, error.problem)
            raise PluginError(name, (error.problem,)) from None

    def ask_once(self, hook: str, read: Callable[[Any], Any]) -> Mapping[str, Any]:
        """What each plugin says to a hook that is asked once; one that fails is quarantined and left out."""
        said = {}
        for plugin in self.implementing(hook):
            implementation = plugin.hooks[hook]
            try:
                said[plugin.name] = self.ask(plugin.name, hook, lambda: read(implementation({})), LOADING_SECONDS)  # noqa: B023 # called at once
            except PluginError:
                continue
        return said

    def quarantine(self, name: str, problem: Problem) -> None:
        """From here on a plugin does not count, because of this problem."""
        with self._lock:
            self._found[name] = self._found[name].quarantined([problem])
            self._count(name, problem)

    def _count(self, name: str, problem: Problem) -> None:
        self.failures[name] += 1
        if self._told:
            self._told(name, problem)

    def _others(self) -> Sequence[Plugin]:
        return [one for one in (self._loaded or {}).values() if not one.own or one.problems]

    def _has_namesake(self, pack: Pack) -> bool:
        other = (self._loaded or {}).get(pack.name)
        return other is not None and not other.own and other.counts and self.bringing(pack) is not other

    def _judged(self, pack: Pack) -> Pack:
        plugin = self.bringing(pack)
        if plugin is None or plugin.state is not State.INCOMPATIBLE or pack.state is not State.ACTIVE:
            return pack
        return replace(pack, state=State.INCOMPATIBLE, problems=plugin.problems)


def _refused(pack: Pack) -> Pack:
    assert pack.source is not None  # noqa: S101 # only packs that count are refused for their names
    message = f"a plugin that does not bring it is called '{pack.name}', too"
    return pack.quarantined([pack.source.problem("duplicate-pack", message, "/name")])


def _brought(plugins: Iterable[Plugin]) -> dict[Path, str]:
    """Who brings the pack that lies there: of several that say so, one that counts, and of these the first by name."""
    brought: dict[Path, str] = {}
    for one in sorted(plugins, key=lambda one: (not one.counts, one.name)):
        for path in one.packs:
            brought.setdefault(path.resolve(), one.name)
    return brought


def has_a_say(plugin: Plugin) -> bool:
    """Whether a plugin has a part in answers, or would have if it could be loaded."""
    return bool(ANSWERING & plugin.hooks.keys()) or not (plugin.hooks or plugin.counts)


ANSWERING = frozenset(("leverpoint_facts", "leverpoint_adjust", "leverpoint_enrich", "leverpoint_observe"))
"""The hooks that are called while an answer is made."""
