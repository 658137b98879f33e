"""Read the folder of a source and put a rulebook together, or raise with everything that is wrong with its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from leverpoint.errors import Problem, RulebookError
from leverpoint.model import Layer, Rule
from leverpoint.reader import Document, Folder, read_folder
from leverpoint.rulebook import records
from leverpoint.rulebook.catalog import Catalog
from leverpoint.rulebook.checks import Entries, References, duplicates, entries_of
from leverpoint.rulebook.digest import digest
from leverpoint.rulebook.rulebook import Place, Rulebook, SourceInfo
from leverpoint.rulebook.rules import RuleReader
from leverpoint.rulebook.strata import RuleCycleError, Strata, sort_into_strata
from leverpoint.rulebook.weights import weights
from leverpoint.vocabulary import Vocabulary


def load_rulebook(path: Path) -> Rulebook:
    """The rulebook in a folder laid out like the shipped `rules/`.

    Raises RulebookError with every problem of every file. What depends on a broken file is not checked further, so that
    one mistake is not reported many times over.
    """
    folder = read_folder(path)
    problems = folder.problems + list(_absent_files(folder))
    entries = entries_of(folder.documents)
    if problems:
        problems += [one for kind, found in entries.items() for one in duplicates(kind, found)]
        raise RulebookError(problems)
    references = References(entries)
    problems = list(references.problems())
    rulebook = None if _breaks_the_catalog(problems) else _assemble(folder, entries, references, problems)
    if problems or rulebook is None:
        raise RulebookError(problems)
    return rulebook


def _absent_files(folder: Folder) -> Iterable[Problem]:
    broken = {problem.file for problem in folder.problems}
    for kind in ("pack", "priority"):
        file = str(folder.path / f"{kind}.yaml")
        if not any(folder.of_kind(kind)) and file not in broken:
            yield Problem("missing-file", f"a rulebook needs a file {kind}.yaml", file=file)


def _breaks_the_catalog(problems: Iterable[Problem]) -> bool:
    # rules are read against the catalog; with these faults in it their problems would mislead
    return any(problem.code in ("scale-order", "levels-described", "level-off-scale") for problem in problems)


def _assemble(folder: Folder, entries: Entries, references: References, problems: list[Problem]) -> Rulebook:
    pack = next(folder.of_kind("pack")).data
    catalog = catalog_of(entries)
    vocabulary = vocabulary_of(entries, catalog)
    reader = RuleReader(pack["name"], Layer(pack["layer"]), vocabulary, references)
    read = [(entry, reader.read(entry)) for entry in entries["rules"]]
    rules = {rule.id: rule for _, rule in sorted(read, key=lambda pair: pair[0].id) if rule is not None}
    problems += reader.problems
    places = {entry.id: _place(entry.document, entry.pointer) for entry in entries["rules"]}
    strata = _sorted(rules, places, problems)
    source = SourceInfo(pack["name"], pack["version"], Layer(pack["layer"]), content_digest(folder), pack["title"])
    measures = weights(next(folder.of_kind("priority")).data)
    revision = digest([[source.name, source.version, source.layer, source.digest]])
    return Rulebook((source,), catalog, vocabulary, measures, rules, strata, revision, places)


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


def content_digest(folder: Folder) -> str:
    """The digest of what the files of a source say; their layout and comments are no part of it."""
    return digest({document.path: _canonical(document.data) for document in folder.documents})


def _canonical(data: Any) -> Any:
    # a file may be .json or .yaml and a number 1 or 1.0; both say the same
    if isinstance(data, float) and data.is_integer():
        return int(data)
    if isinstance(data, Mapping):
        return {key: _canonical(value) for key, value in data.items()}
    return [_canonical(value) for value in data] if isinstance(data, list) else data


def _place(document: Document, pointer: str) -> Place:
    mark = document.located.mark(pointer)
    return Place(document.located.file, mark.line, pointer)


def _sorted(rules: Mapping[str, Rule], places: Mapping[str, Place], problems: list[Problem]) -> Strata:
    try:
        return sort_into_strata(rules.values())
    except RuleCycleError as error:
        place = places[error.rules[0]]
        ring = " -> ".join(error.rules)
        problems.append(Problem("cycle", f"rules wait for each other: {ring}", place.pointer, place.file, place.line,
                                rule=error.rules[0], found=ring, expected="no ring of conclusions"))  # fmt: skip
        return ()
