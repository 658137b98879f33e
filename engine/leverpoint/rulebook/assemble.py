"""Put a rulebook together from its sources, the core first and the most local last, each on top of those before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from leverpoint.errors import Problem, RulebookError
from leverpoint.model import Criterion, Rule, Scale
from leverpoint.rulebook import records
from leverpoint.rulebook.bounds import Bounds
from leverpoint.rulebook.catalog import Catalog
from leverpoint.rulebook.checks import References
from leverpoint.rulebook.digest import digest
from leverpoint.rulebook.entries import Entries, Entry, merged
from leverpoint.rulebook.overlays import OverlayReader
from leverpoint.rulebook.rulebook import Place, Rulebook
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

    def rulebook(self) -> Rulebook:
        """The rulebook that the sources make."""
        infos = tuple(source.info for source in self.sources)
        revision = digest([[info.name, info.version, info.layer, info.digest] for info in infos])
        places = {entry.id: _place(entry) for entry in self.entries["rules"]}
        passes = sort_into_strata(self.written.values())
        hidden = tuple(tuple(rule for rule in rules if self._is_hidden(rule.id)) for rules in passes)
        return Rulebook(
            infos, self.catalog, self.vocabulary, self.weights, self.rules, self.strata, revision, places, hidden
        )

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
    references = References(core.entries)
    problems = [*core.problems, *_of_records(core, references)]
    if not core.catalog_is_sound or _misleads(problems):
        raise RulebookError(_by_place(problems))
    return _on_top((), core, core.entries, references, core.weights, {}, {}, problems)


def extend(base: Assembly, pack: Source) -> Assembly:
    """The sources of `base` with one more on top. Raises RulebookError with everything that is wrong with the pack."""
    entries = merged((base.entries, pack.entries))
    references = References(entries, pack.entries, pack.info.name)
    problems = [*pack.problems, *_of_records(pack, references)]
    if not pack.catalog_is_sound or _misleads(problems):
        raise RulebookError(_by_place(problems))
    return _on_top(base.sources, pack, entries, references, base.weights, base.rules, base.written, problems)


def _of_records(source: Source, references: References) -> Iterable[Problem]:
    return references.problems() if source.catalog_is_sound else references.duplicates()


def _on_top(
    below: tuple[Source, ...],
    source: Source,
    entries: Entries,
    references: References,
    weights: Weights | None,
    rules: Rules,
    written: Rules,
    problems: list[Problem],
) -> Assembly:
    catalog = catalog_of(entries)
    vocabulary = vocabulary_of(entries, catalog)
    bounds = _bounds(source, catalog, weights)
    reader = RuleReader(source.info.name, bounds, vocabulary, references)
    own = {rule.id: rule for entry in source.entries["rules"] if (rule := reader.read(entry))}
    overlays = OverlayReader(reader, {one.info.name: one.info.version for one in below})
    changed = dict(rules)
    for entry in source.entries["overlays"]:
        changed = overlays.apply(entry, changed)
    problems += [*reader.problems, *overlays.problems]
    everything = dict(sorted({**changed, **own}.items()))
    strata = _sorted(everything, entries["rules"], problems)
    if problems or weights is None:
        raise RulebookError(_by_place(problems))
    originals = {**written, **own}
    return Assembly((*below, source), entries, catalog, vocabulary, weights, everything, originals, strata)


def _bounds(source: Source, catalog: Catalog, weights: Weights | None) -> Bounds:
    if source.is_core or weights is None:
        return Bounds.of_core()
    protected = frozenset(one.id for one in catalog.strategies.values() if one.protected)
    return Bounds(source.info.layer, protected, weights.max_local_points.points)


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


def _sorted(rules: Rules, entries: Iterable[Entry], problems: list[Problem]) -> Strata:
    try:
        return sort_into_strata(rules.values())
    except RuleCycleError as error:
        ring, entry = " -> ".join(error.rules), next(one for one in entries if one.id == error.rules[0])
        message = f"rules wait for each other: {ring}"
        problems.append(entry.problem("cycle", "/when", message, found=ring, expected="no ring"))
        return ()
