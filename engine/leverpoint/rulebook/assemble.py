"""Put a rulebook together from its sources, the core first and the most local last, each on top of those before it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from leverpoint.errors import Problem, RulebookError
from leverpoint.model import Criterion, Layer, Rule, Scale
from leverpoint.rulebook import records
from leverpoint.rulebook.bounds import Bounds
from leverpoint.rulebook.catalog import Catalog
from leverpoint.rulebook.checks import References
from leverpoint.rulebook.entries import CATALOG, Entries, Entry, merged
from leverpoint.rulebook.overlays import OverlayReader, narrows
from leverpoint.rulebook.rulebook import Place, Rulebook, revision_of
from leverpoint.rulebook.rules import RuleReader
from leverpoint.rulebook.source import Source, read_source
from leverpoint.rulebook.strata import RuleCycleError, Strata, sort_into_strata
from leverpoint.rulebook.weights import Weights
from leverpoint.vocabulary import Vocabulary

Rules = Mapping[str, Rule]


@dataclass(frozen=True, slots=True)
class Assembly:
    """Sources put together so far. `rules` are as overlays left them, `written` as their sources wrote them."""

    sources: tuple[Source, ...]
    entries: Entries
    catalog: Catalog
    vocabulary: Vocabulary
    weights: Weights
    rules: Rules
    written: Rules
    strata: Strata
    places: Mapping[str, Place]

    @property
    def local_rules(self) -> Iterator[Rule]:
        """The rules that packs have added or given another condition."""
        core = self.sources[0].info.name
        return (rule for rule in self.rules.values() if rule.home != core)

    def rulebook(self) -> Rulebook:
        """The rulebook that the sources make."""
        infos = tuple(source.info for source in self.sources)
        return Rulebook(
            infos,
            self.catalog,
            self.vocabulary,
            self.weights,
            self.rules,
            self.strata,
            revision_of(infos),
            self.places,
            self._hidden(),
        )

    def _hidden(self) -> Strata:
        if not any(map(self._is_hidden, self.written)):
            return ()
        passes = sort_into_strata(self.written.values())
        return tuple(tuple(rule for rule in rules if self._is_hidden(rule.id)) for rules in passes)

    def _is_hidden(self, rule_id: str) -> bool:
        now = self.rules.get(rule_id)
        return now is None or now.home != self.written[rule_id].home


def load_rulebook(path: Path, packs: Iterable[Path] = ()) -> Rulebook:
    """The rulebook in a folder laid out like the shipped `rules/`, with packs on top of it whatever their scope.

    Raises RulebookError with every problem of every file. Rules are not read against a catalog that is broken, so that
    one mistake is not reported many times over.
    """
    assembly = found(read_source(path))
    for source in sorted((read_source(pack) for pack in packs), key=lambda source: source.precedence):
        assembly = extend(assembly, source)
    return assembly.rulebook()


def found(core: Source) -> Assembly:
    """The core by itself. Raises RulebookError with everything that is wrong with it."""
    return _Extension(None, core, References(core.entries)).assembly()


def extend(base: Assembly, pack: Source) -> Assembly:
    """The sources of `base` with one more on top. Raises RulebookError with everything that is wrong with the pack."""
    references = References(merged((base.entries, pack.entries)), pack.entries, pack.info.name)
    return _Extension(base, pack, references).assembly()


class _Extension:
    """One source on top of those before it, and everything that is wrong with it."""

    def __init__(self, base: Assembly | None, source: Source, references: References) -> None:
        self._base, self._source, self._references = base, source, references
        self._problems = [*source.problems, *self._of_name(), *self._of_records()]
        if not source.catalog_is_sound or _misleads(self._problems):
            raise RulebookError(_by_place(self._problems))
        self._weights = base.weights if base else source.weights
        if base and not any(source.entries[kind] for kind in CATALOG):
            self._catalog, self._vocabulary = base.catalog, base.vocabulary
        else:
            self._catalog = catalog_of(references.entries)
            self._vocabulary = vocabulary_of(references.entries, self._catalog)

    def assembly(self) -> Assembly:
        """All of it put together. Raises RulebookError."""
        base, entries = self._base, self._references.entries
        reader = RuleReader(self._source.info.name, self._bounds(), self._vocabulary, self._references)
        own = {rule.id: rule for entry in self._source.entries["rules"] if (rule := reader.read(entry))}
        overlays = self._overlaid(reader)
        self._problems += [*reader.problems, *overlays.problems]
        rules = dict(sorted({**overlays.rules, **own}.items()))
        strata = self._sorted(rules, overlays.replacements)
        if self._problems or self._weights is None:
            raise RulebookError(_by_place(self._problems))
        sources = (*(base.sources if base else ()), self._source)
        written = {**(base.written if base else {}), **own, **{name: rules[name] for name in overlays.replacements}}
        places = {**(base.places if base else {}), **self._places(overlays.replacements)}
        return Assembly(
            sources, entries, self._catalog, self._vocabulary, self._weights, rules, written, strata, places
        )

    def _overlaid(self, reader: RuleReader) -> OverlayReader:
        base, taken = self._base, {entry.id for entry in self._source.entries["rules"]}
        versions = {one.info.name: one.info.version for one in base.sources} if base else {}
        found, written = (base.rules, base.written) if base else ({}, {})
        overlays = OverlayReader(reader, found, written, versions, taken)
        for entry in self._source.entries["overlays"]:
            overlays.apply(entry)
        return overlays

    def _of_name(self) -> Iterator[Problem]:
        """A pack is neither the core, nor called like something that ids of the core begin with."""
        if self._base is None:
            return
        known = self._references.known
        names = {"core", self._base.sources[0].info.name, *known["roles"], *known["themes"], *known["rubrics"], *Layer}
        if self._source.is_core:
            yield self._source.problem("core-only", "the layer core is for the shipped rules alone", "/layer")
        if (name := self._source.info.name) in names:
            yield self._source.problem("reserved-word", f"no pack can be called '{name}'", "/name")

    def _of_records(self) -> Iterable[Problem]:
        return self._references.problems() if self._source.catalog_is_sound else self._references.duplicates()

    def _bounds(self) -> Bounds:
        if self._base is None or self._weights is None:
            return Bounds.of_core()
        protected = frozenset(one.id for one in self._catalog.strategies.values() if one.protected)
        return Bounds(self._source.info.layer, protected, self._weights.max_local_points.points)

    def _places(self, replacements: Mapping[str, Entry]) -> dict[str, Place]:
        own = {entry.id: _place(entry) for entry in self._source.entries["rules"]}
        return {**own, **{name: _place(entry) for name, entry in replacements.items()}}

    def _sorted(self, rules: Rules, replacements: Mapping[str, Entry]) -> Strata:
        try:
            return sort_into_strata(rules.values())
        except RuleCycleError as error:
            ring = " -> ".join(error.rules)
            entry, at = next(self._in_ring(error.rules, replacements))
            message = f"rules wait for each other: {ring}"
            self._problems.append(entry.problem("cycle", at, message, found=ring, expected="no ring"))
            return ()

    def _in_ring(self, ring: Collection[str], replacements: Mapping[str, Entry]) -> Iterator[tuple[Entry, str]]:
        """What of this source is in a ring, which without it would not be one: its rules, then its overlays."""
        written = {**{entry.id: entry for entry in self._source.entries["rules"]}, **replacements}
        yield from ((written[name], "/when") for name in ring if name in written)
        narrowing = (entry for entry in self._source.entries["overlays"] if narrows(entry) in ring)
        yield from ((entry, "/narrow/when") for entry in narrowing)


def _by_place(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: (one.file or "", one.line or 0, one.column or 0))


def _misleads(problems: Iterable[Problem]) -> bool:
    # rules are read against scales; with these faults in them the problems of rules would mislead
    return any(problem.code in ("scale-order", "levels-described", "level-off-scale") for problem in problems)


def catalog_of(entries: Entries) -> Catalog:
    """The catalog that the records make up; references are checked elsewhere."""
    data = {kind: [entry.data for entry in found] for kind, found in entries.items()}
    roles = {one["id"]: records.role(one) for one in data["roles"]}
    strategies = sorted((records.strategy(one, roles) for one in data["strategies"]), key=lambda one: one.number)
    rubrics = {one["id"]: records.rubric(one) for one in data["rubrics"]}
    for one in data["criteria"]:
        if one.get("rubric") in rubrics:
            rubric = rubrics[one["rubric"]]
            rubrics[rubric.id] = replace(rubric, local=(*rubric.local, _local(one, rubric.scale)))
    return Catalog(
        roles,
        {one["id"]: records.theme(one) for one in data["themes"]},
        {one["id"]: records.source(one) for one in data["sources"]},
        {one.id: one for one in strategies},
        {one["id"]: records.leverage_point(one) for one in data["leverage_points"]},
        rubrics,
    )


def _local(data: records.Data, scale: Scale) -> Criterion:
    return records.criterion({key: value for key, value in data.items() if key != "rubric"}, scale)


def vocabulary_of(entries: Entries, catalog: Catalog) -> Vocabulary:
    """Every fact that rules may read."""
    facts = [records.fact(entry.data) for entry in entries["facts"]]
    facts += [records.conclusion(entry.data) for entry in entries["conclusions"]]
    return Vocabulary(catalog.rubrics.values(), facts, catalog.roles)


def _place(entry: Entry) -> Place:
    located = entry.document.located
    return Place(located.file, located.mark(entry.pointer).line, entry.pointer)
