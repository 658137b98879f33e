"""Find the installed plugins and load them, each by itself: one that cannot be loaded never takes another down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

import pluggy
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from leverpoint import hookspecs
from leverpoint.errors import Problem, nearest
from leverpoint.packs import Policy, State
from leverpoint.plugins import core
from leverpoint.plugins.asking import LOADING_SECONDS, HookError, called
from leverpoint.plugins.calling import Aside
from leverpoint.plugins.entries import is_own, said_of
from leverpoint.plugins.files import digest_of, packs_in
from leverpoint.plugins.reading import read_paths, read_several
from leverpoint.plugins.record import Implementation, Plugin
from leverpoint.version import VERSION

Loaded = dict[str, Plugin]
OFFERS = "leverpoint_addhooks"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an entry point names, and whether it offers hooks to others."""

    named: Any
    offers: bool


class Loader:
    """Loads plugins for one process. `policy` says which may be imported at all.

    Whatever a plugin's object is asked, even what it has, may run code of its own: it is asked aside. Each has a
    manager of its own, in which it finds the hooks and nobody else.
    """

    def __init__(self, policy: Policy, aside: Aside) -> None:
        self._policy, self._aside = policy, aside
        self._specs: list[ModuleType] = [hookspecs]
        self._joined_already: list[Any] = []
        self.found: Loaded = {}

    def load(self, entries: Sequence[EntryPoint]) -> Loaded:
        """Leverpoint's own plugins and then those of others, by name."""
        own = Plugin(core.NAME, VERSION, "", own=True)
        self._join(own, core)
        for entry in filter(is_own, entries):
            self._load(entry, Plugin(entry.name, VERSION, "", own=True))
        self._load_others([entry for entry in entries if not is_own(entry)])
        return self.found

    def _load_others(self, entries: list[EntryPoint]) -> None:
        names = [entry.name for entry in entries]
        imported = []
        for entry in entries:
            plugin = self._looked_at(entry, names)
            self.found[plugin.name] = plugin
            if plugin.counts and (loaded := self._imported(entry, plugin)) is not None:
                imported.append((entry, plugin, loaded))
        # those that offer hooks come before those that may implement them
        for entry, plugin, loaded in sorted(imported, key=lambda one: not one[2].offers):
            self._joined(entry, plugin, loaded.named)

    def _load(self, entry: EntryPoint, plugin: Plugin) -> None:
        self.found[plugin.name] = plugin
        if (loaded := self._imported(entry, plugin)) is not None:
            self._joined(entry, plugin, loaded.named)

    def _looked_at(self, entry: EntryPoint, names: list[str]) -> Plugin:
        """The plugin before any of its code is run; one whose package is not whole cannot even be looked at."""
        try:
            plugin: Plugin = called(
                self._aside, "a look at its package", lambda: self._judged(entry, names), LOADING_SECONDS
            )
        except HookError as error:
            return Plugin(entry.name, "0", "").quarantined([error.problem])
        return plugin

    def _judged(self, entry: EntryPoint, names: list[str]) -> Plugin:
        """What can be said of a plugin before any of its code is run."""
        plugin = Plugin(entry.name, said_of(entry, "Version") or "0", digest_of(entry))
        if not self._policy.lets_in(entry.name):
            return Plugin(plugin.name, plugin.version, plugin.digest, State.BLOCKED)
        if (ours := self.found.get(entry.name)) is not None and ours.own:
            message = f"Leverpoint itself has a plugin called '{entry.name}'"
            other = f"{entry.name} of {said_of(entry, 'Name') or entry.value}"
            return Plugin(other, plugin.version, plugin.digest).quarantined([Problem("duplicate-plugin", message)])
        if names.count(entry.name) > 1:
            message = f"{names.count(entry.name)} plugins are called '{entry.name}': which is meant cannot be said"
            return plugin.quarantined([Problem("duplicate-plugin", message)])
        unmet = tuple(_unmet_needs(entry))
        if not unmet:
            return plugin
        return Plugin(plugin.name, plugin.version, plugin.digest, State.INCOMPATIBLE, {}, packs_in(entry), unmet)

    def _imported(self, entry: EntryPoint, plugin: Plugin) -> Imported | None:
        def act() -> Imported:
            named = entry.load()
            return Imported(named, hasattr(named, OFFERS))

        try:
            imported: Imported = called(self._aside, "the import of its module", act, LOADING_SECONDS)
        except HookError as error:
            self._fail(entry, plugin, error.problem)
            return None
        return imported

    def _joined(self, entry: EntryPoint, plugin: Plugin, loaded: Any) -> None:
        try:
            self._join(plugin, loaded)
        except HookError as error:
            self._fail(entry, plugin, error.problem)

    def _fail(self, entry: EntryPoint, plugin: Plugin, problem: Problem) -> None:
        taken = {path.resolve() for one in self.found.values() for path in one.packs}
        packs = tuple(path for path in packs_in(entry) if path.resolve() not in taken)
        known = Plugin(plugin.name, plugin.version, plugin.digest, packs=packs, own=plugin.own)
        self.found[plugin.name] = known.quarantined([problem])

    def _join(self, plugin: Plugin, loaded: Any) -> None:
        """Register what was loaded, and ask it once what it brings. Raises HookError."""
        hooks: dict[str, Implementation] = called(
            self._aside, "a look for its hooks", lambda: self._hooks_of(plugin.name, loaded), LOADING_SECONDS
        )
        self._joined_already.append(loaded)
        for specs in self._asked(hooks, OFFERS, lambda said: read_several(said, ModuleType)):
            self._add(specs)
        packs = self._asked(hooks, "leverpoint_packs", read_paths)
        self.found[plugin.name] = Plugin(
            plugin.name, plugin.version, plugin.digest, hooks=hooks, packs=tuple(packs), own=plugin.own
        )

    def _asked(self, hooks: dict[str, Implementation], name: str, read: Callable[[Any], Any]) -> Any:
        if name not in hooks:
            return ()
        return called(self._aside, name, lambda: read(hooks[name]({})), LOADING_SECONDS)

    def _hooks_of(self, name: str, loaded: Any) -> dict[str, Implementation]:
        """The hooks that an object implements. Raises HookError where they are none of those that there are."""
        if any(loaded is other for other in self._joined_already):
            raise HookError(Problem("plugin-misfit", "another plugin's entry point names the same"))
        manager = pluggy.PluginManager(hookspecs.PROJECT)
        for specs in self._specs:
            manager.add_hookspecs(specs)
        try:
            manager.register(loaded, name=name)
            manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise HookError(_misfit(manager, error)) from error
        return dict(_implemented(manager))

    def _add(self, specs: ModuleType) -> None:
        manager = pluggy.PluginManager(hookspecs.PROJECT)
        try:
            for module in (*self._specs, specs):
                manager.add_hookspecs(module)
        except Exception as error:
            message = f"the hooks that it offers cannot be used: {type(error).__name__}"
            raise HookError(Problem("plugin-misfit", message, found=str(error))) from error
        self._specs.append(specs)


def _misfit(manager: pluggy.PluginManager, error: pluggy.PluginValidationError) -> Problem:
    """Pluggy's complaint is for the operator; it shows where the module lies."""
    callers = vars(manager.hook)
    unknown = next((name for name, caller in callers.items() if not caller.has_spec()), None)
    if unknown is None:
        message = "one of its hooks asks for what the hook does not give"
        return Problem("plugin-misfit", message, found=str(error))
    known = [name for name, caller in callers.items() if caller.has_spec()]
    message = f"there is no hook '{unknown}'"
    return Problem("plugin-misfit", message, found=str(error), suggestion=nearest(unknown, known))


def _implemented(manager: pluggy.PluginManager) -> Iterator[tuple[str, Implementation]]:
    for name, caller in vars(manager.hook).items():
        for one in caller.get_hookimpls() if caller.has_spec() else ():
            if one.wrapper or one.hookwrapper:
                raise HookError(Problem("plugin-misfit", f"{name} is a wrapper, and would speak for other plugins"))
            yield name, Implementation(one.function, tuple(one.argnames))


def _unmet_needs(entry: EntryPoint) -> Iterator[Problem]:
    for text in (entry.dist.requires if entry.dist else None) or ():
        try:
            wanted = Requirement(text)
        except InvalidRequirement:
            continue
        ours = canonicalize_name(wanted.name) == hookspecs.PROJECT and (not wanted.marker or wanted.marker.evaluate())
        if ours and not wanted.specifier.contains(VERSION, prereleases=True):
            message = f"this needs leverpoint {wanted.specifier}, and this is {VERSION}"
            yield Problem("incompatible", message, found=VERSION, expected=str(wanted.specifier))
