"""The plugins that speak for one group of organizations: what they add to its identity, and who is left out.

A plugin speaks where one of its packs does. One without packs speaks for everybody: the operator installed it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from leverpoint.advisor import Advisor
from leverpoint.errors import PackError
from leverpoint.model import Layer
from leverpoint.packs import Pack
from leverpoint.plugins.hearing import Hooks
from leverpoint.plugins.record import FOR_ALL, Plugin
from leverpoint.plugins.registry import Plugins, has_a_say
from leverpoint.rulebook import Rulebook, SourceInfo, digest, revision_of

LeftOut = list[tuple[SourceInfo, dict[str, str]]]


def whole_digest(pack: str, plugin: Plugin) -> str:
    """The digest of a plugin that counts and the pack of its name together."""
    return digest([pack, plugin.version, plugin.digest])


@dataclass(frozen=True)
class InScope:
    """The plugins of `registry` that speak where `packs` do, which are those that count, as they are at this moment.

    Raises PackError where one of them has failed whose pack says that nothing is answered without it.
    """

    registry: Plugins
    packs: Sequence[Pack]

    def __post_init__(self) -> None:
        for pack in self.packs:
            plugin = self.registry.bringing(pack)
            if plugin and plugin.problems and pack.source and pack.source.aborts:
                raise PackError(pack.name, plugin.problems)

    @cached_property
    def plugins(self) -> tuple[Plugin, ...]:
        """All of them, in the order of their names."""
        named = {one.name: one for pack in self.packs if (one := self.registry.bringing(pack)) and has_a_say(one)}
        return tuple(one for _, one in sorted({**named, **{one.name: one for one in self.registry.for_all}}.items()))

    @property
    def counting(self) -> tuple[Plugin, ...]:
        """Those whose hooks are called."""
        return tuple(one for one in self.plugins if one.counts)

    def signed(self, rulebook: Rulebook) -> Rulebook:
        """The rulebook with these plugins in its identity: with its pack where that has its name, else beside it."""
        if not self.counting:
            return rulebook
        sources = list(rulebook.sources)
        for plugin in self.counting:
            at = next((at for at, one in enumerate(sources) if one.name == plugin.name), None)
            if at is None:
                sources.append(self._info(plugin))
            else:
                sources[at] = replace(sources[at], digest=whole_digest(sources[at].digest, plugin))
        return replace(rulebook, sources=tuple(sources), revision=revision_of(sources))

    def left_out(self) -> LeftOut:
        """Those that do not count, as an answer names them."""
        return [self._named(one) for one in self.plugins if not one.counts]

    def hooks(self, rulebook: Rulebook, again: Callable[[], Advisor]) -> Hooks | None:
        """What asks them, nothing where there is nobody to ask. `again` gives the advisor after one of them failed."""
        if not self.counting:
            return None
        prefixes = {one.name: tuple(f"{pack.name}." for pack in self._packs_of(one)) for one in self.counting}
        return Hooks(self.counting, prefixes, self.registry, rulebook, again)

    def _packs_of(self, plugin: Plugin) -> list[Pack]:
        return [pack for pack in self.packs if self.registry.bringing(pack) is plugin]

    def _info(self, plugin: Plugin) -> SourceInfo:
        layers = [pack.source.info.layer for pack in self._packs_of(plugin) if pack.source]
        layer = max(layers, key=lambda one: one.rank, default=Layer(FOR_ALL))
        return SourceInfo(plugin.name, plugin.version, layer, plugin.digest, state=plugin.state)

    def _named(self, plugin: Plugin) -> tuple[SourceInfo, dict[str, str]]:
        detail = f"the plugin '{plugin.name}' is {plugin.state} and left out: {plugin.problems[0].message}"
        return self._info(plugin), {"code": f"plugin-{plugin.state}", "plugin": plugin.name, "detail": detail}
