"""Packs and plugins in one list, as operators are shown them: a plugin and the pack of its name are one entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leverpoint.errors import Problem
from leverpoint.model import Layer
from leverpoint.packs import Pack, State
from leverpoint.plugins.record import FOR_ALL, Plugin
from leverpoint.plugins.registry import Plugins
from leverpoint.plugins.scope import whole_digest
from leverpoint.rulebook.scope import Scope


@dataclass(frozen=True, slots=True)
class Listed:
    """A pack, a plugin, or both in one. What could not be read has no version, layer, scope, rules or digest."""

    name: str
    state: State
    version: str | None
    layer: Layer | None
    digest: str | None
    scope: Scope
    anywhere: bool
    rules: int | None
    hooks: tuple[str, ...]
    problems: tuple[Problem, ...]
    path: Path | None

    @property
    def last_error(self) -> str | None:
        """What went wrong last, if anything did."""
        return self.problems[-1].message if self.problems else None


def listed(packs: Sequence[Pack], plugins: Plugins) -> tuple[Listed, ...]:
    """The packs, the most local last, with the plugins of their names, and after them the other plugins by name."""
    known = {plugin.name: plugin for plugin in plugins.found}
    names = {pack.name for pack in packs}
    own = [_pack(pack, known.get(pack.name) if plugins.bringing(pack) else None) for pack in packs]
    return (*own, *_others([one for one in plugins.found if one.name not in names], packs, plugins))


def own_plugins(plugins: Plugins) -> tuple[Listed, ...]:
    """Leverpoint's own plugins, by name."""
    return tuple(_others(plugins.own, (), plugins))


def _pack(pack: Pack, plugin: Plugin | None) -> Listed:
    source = pack.source
    digest = source.info.digest if source else None
    return Listed(
        pack.name,
        pack.state if plugin is None or plugin.counts else plugin.state,
        source.info.version if source else None,
        source.info.layer if source else None,
        whole_digest(digest, plugin) if digest and plugin and plugin.counts else digest,
        source.scope if source and not isinstance(source.scope, str) else frozenset(),
        isinstance(pack.concerns, str),
        len(source.entries["rules"]) if source else None,
        tuple(sorted(plugin.hooks)) if plugin else (),
        (*pack.problems, *(plugin.problems if plugin else ())),
        pack.path,
    )


def _others(found: Sequence[Plugin], packs: Sequence[Pack], plugins: Plugins) -> Iterator[Listed]:
    for one in found:
        sources = [pack.source for pack in packs if pack.source and plugins.bringing(pack) == one]
        nobody = None if one.state is State.BLOCKED else Layer(FOR_ALL)
        layer = max((source.info.layer for source in sources), key=lambda layer: layer.rank, default=nobody)
        scopes = [source.scope for source in sources]
        named = frozenset(member for scope in scopes if not isinstance(scope, str) for member in scope)
        anywhere = (not scopes and nobody is not None) or any(isinstance(scope, str) for scope in scopes)
        hooks, digest = tuple(sorted(one.hooks)), one.digest or None
        yield Listed(one.name, one.state, one.version, layer, digest, named, anywhere, 0, hooks, one.problems, None)
