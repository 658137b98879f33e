"""Put a rulebook together from its sources, or raise with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from leverpoint.errors import Problem, RulebookError
from leverpoint.model import Rule
from leverpoint.rulebook import records
from leverpoint.rulebook.catalog import Catalog
from leverpoint.rulebook.checks import Entries, Entry, References
from leverpoint.rulebook.digest import digest
from leverpoint.rulebook.rulebook import Place, Rulebook
from leverpoint.rulebook.rules import RuleReader
from leverpoint.rulebook.source import Source, read_source
from leverpoint.rulebook.strata import RuleCycleError, Strata, sort_into_strata
from leverpoint.vocabulary import Vocabulary


def load_rulebook(path: Path) -> Rulebook:
    """The rulebook in a folder laid out like the shipped `rules/`.

    Raises RulebookError with every problem of every file. Rules are not read against a catalog that is broken, so that
    one mistake is not reported many times over.
    """
    return assemble(read_source(path))


def assemble(source: Source) -> Rulebook:
    """The rulebook that the core alone makes. Raises RulebookError."""
    references = References(source.entries)
    problems = [*source.problems, *(references.problems() if source.catalog_is_sound else references.duplicates())]
    if not source.catalog_is_sound or _misleads(problems):
        raise RulebookError(_by_place(problems))
    catalog = catalog_of(source.entries)
    vocabulary = vocabulary_of(source.entries, catalog)
    reader = RuleReader(source.info.name, source.info.layer, vocabulary, references)
    rules = _rules(source.entries["rules"], reader)
    places = {entry.id: _place(entry) for entry in source.entries["rules"]}
    problems += reader.problems
    strata = _sorted(rules, source.entries["rules"], problems)
    if problems or source.weights is None:
        raise RulebookError(_by_place(problems))
    info = source.info
    revision = digest([[info.name, info.version, info.layer, info.digest]])
    return Rulebook((info,), catalog, vocabulary, source.weights, rules, strata, revision, places)


def _by_place(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda one: (one.file or "", one.line or 0, one.column or 0))


def _misleads(problems: Iterable[Problem]) -> bool:
    # rules are read against scales; with these faults in them the problems of rules would mislead
    return any(problem.code in ("scale-order", "levels-described", "level-off-scale") for problem in problems)


def _rules(entries: Iterable[Entry], reader: RuleReader) -> dict[str, Rule]:
    read = (reader.read(entry) for entry in entries)
    return {rule.id: rule for rule in sorted((one for one in read if one is not None), key=lambda one: one.id)}


def catalog_of(entries: Entries) -> Catalog:
    """The catalog that the records make up; references are checked elsewhere."""
    data = {kind: [entry.data for entry in found] for kind, found in entries.items()}
    roles = {one["id"]: records.role(one) for one in data["roles"]}
    strategies = sorted((records.strategy(one, roles) for one in data["strategies"]), key=lambda one: one.number)
    return Catalog(
        roles,
        {one["id"]: records.theme(one) for one in data["themes"]},
        {one["id"]: records.source(one) for one in data["sources"]},
        {one.id: one for one in strategies},
        {one["id"]: records.leverage_point(one) for one in data["leverage_points"]},
        {one["id"]: records.rubric(one) for one in data["rubrics"]},
    )


def vocabulary_of(entries: Entries, catalog: Catalog) -> Vocabulary:
    """Every fact that rules may read."""
    facts = [records.fact(entry.data) for entry in entries["facts"]]
    facts += [records.conclusion(entry.data) for entry in entries["conclusions"]]
    return Vocabulary(catalog.rubrics.values(), facts, catalog.roles)


def _place(entry: Entry) -> Place:
    located = entry.document.located
    return Place(located.file, located.mark(entry.pointer).line, entry.pointer)


def _sorted(rules: Mapping[str, Rule], entries: Iterable[Entry], problems: list[Problem]) -> Strata:
    try:
        return sort_into_strata(rules.values())
    except RuleCycleError as error:
        ring, entry = " -> ".join(error.rules), next(one for one in entries if one.id == error.rules[0])
        message = f"rules wait for each other: {ring}"
        problems.append(entry.problem("cycle", "/when", message, found=ring, expected="no ring"))
        return ()
