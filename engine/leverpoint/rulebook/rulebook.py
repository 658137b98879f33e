"""One immutable body of rules: the catalog, the vocabulary, the weights and every rule, under one revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from leverpoint.errors import UnknownIdError
from leverpoint.model import Layer, Rule
from leverpoint.rulebook.catalog import Catalog
from leverpoint.rulebook.digest import digest
from leverpoint.rulebook.strata import Strata
from leverpoint.rulebook.weights import Weights
from leverpoint.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """A source of rules, as every answer names it. `digest` identifies what it says, `state` whether it counts."""

    name: str
    version: str
    layer: Layer
    digest: str
    title: str = ""
    state: str = "active"


def revision_of(sources: Iterable[SourceInfo]) -> str:
    """The digest of everything that these sources say together."""
    return digest([[one.name, one.version, one.layer, one.digest] for one in sources])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule is written."""

    file: str
    line: int
    pointer: str


@dataclass(frozen=True)
class Rulebook:
    """What one organization sees. `revision` is the digest of all of it; `places` is no part of that.

    `hidden` are rules that overlays took out or gave another condition, as they were written and in the passes in which
    they were: they count for nothing, and are compiled with the others of their source, so that its matcher can be
    shared.
    """

    sources: tuple[SourceInfo, ...]
    catalog: Catalog
    vocabulary: Vocabulary
    weights: Weights
    rules: Mapping[str, Rule]
    strata: Strata
    revision: str
    places: Mapping[str, Place]
    hidden: Strata = ()

    @cached_property
    def label(self) -> str:
        """The revision for people, such as "core 1.0.0 + riverside 1.2.0"."""
        return " + ".join(f"{source.name} {source.version}" for source in self.sources)

    @cached_property
    def versions(self) -> Mapping[str, str]:
        """The version of each source by its name."""
        return {source.name: source.version for source in self.sources}

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id, also by a former one. Raises UnknownIdError."""
        found = self.rules.get(rule_id) or next((r for r in self.rules.values() if rule_id in r.formerly), None)
        if found is None:
            raise UnknownIdError("rule", rule_id, self.rules)
        return found
