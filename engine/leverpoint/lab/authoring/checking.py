"""Everything that is wrong with files of rules, of whichever kind: a whole rulebook, or one file on its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from leverpoint.advisor import Advisor
from leverpoint.errors import AssessmentError, MatcherError, Problem, RulebookError
from leverpoint.intake import read_request
from leverpoint.lab.authoring.trial import Trial
from leverpoint.lab.scenarios.run import Asking, OtherRules, load_scenarios, scenario_files
from leverpoint.model import Layer
from leverpoint.reader import Document, Located, is_zip, problems_of, read_file
from leverpoint.reader.kinds import FILES, FOLDERS, SUFFIXES
from leverpoint.reader.schemas import file_schemas
from leverpoint.rulebook import Rulebook, load_rulebook
from leverpoint.rulebook.bounds import Bounds
from leverpoint.rulebook.checks import References
from leverpoint.rulebook.entries import Entry, entries_of
from leverpoint.rulebook.rules import RuleReader
from leverpoint.rulebook.source import read_source

TELLING = (("criteria", "rubric"), ("weights", "priority"), ("assessment", "assessment"), ("layer", "pack"))
"""By which field a file that lies outside a rulebook shows its kind; any other mapping is a catalog."""


class Checker:
    """Checks paths; rules on their own are read against the rulebook in `folder`, a pack beside those in `packs`."""

    def __init__(self, folder: Path, today: dt.date, packs: Iterable[Path] = ()) -> None:
        self._folder, self._today, self._packs = folder, today, tuple(packs)

    def problems(self, path: Path) -> Iterator[Problem]:
        """Every problem of a file or of all the files in a folder, in the order of the files."""
        if is_zip(path):
            yield from self.of_pack(path)
            return
        home = _home(path)
        if home is None:
            yield from self._alone(path) if path.is_file() else self._each(path)
            return
        wanted = path.resolve()
        found = self.of_pack(home) if _is_pack(home) else self._rulebook(home)
        for problem in found:
            if problem.file is None or _within(Path(problem.file).resolve(), wanted):
                yield problem

    def _rulebook(self, folder: Path) -> Iterator[Problem]:
        """What is wrong with a rulebook, and if nothing is, with its scenarios and examples."""
        try:
            rulebook = load_rulebook(folder)
        except RulebookError as error:
            yield from error.problems
            return
        yield from _unmatchable(rulebook)
        if (folder / "scenarios").is_dir():
            yield from load_scenarios([folder / "scenarios"], _asking(rulebook, folder), self._today).problems
        if (folder / "examples").is_dir():
            for file in scenario_files(folder / "examples"):
                yield from self._request(_read(file), rulebook)

    def of_pack(self, path: Path) -> Iterator[Problem]:
        """What is wrong with a pack on top of the rulebook, and if nothing is, with its scenarios."""
        yield from Trial(read_source(self._folder), path, self._packs).problems(self._today)

    def _each(self, folder: Path) -> Iterator[Problem]:
        files = sorted(file for file in folder.rglob("*") if file.suffix in SUFFIXES and file.is_file())
        if not files:
            yield Problem("no-files", "there are no rule files here", file=str(folder))
        for file in files:
            yield from self._alone(file)

    def _alone(self, file: Path) -> Iterator[Problem]:
        located = _read(file)
        if isinstance(located, list):
            yield from located
            return
        kind = _kind(file, located.data)
        if kind == "scenarios":
            asking = _asking(load_rulebook(self._folder), self._folder)
            yield from load_scenarios([file], asking, self._today).problems
        elif kind == "assessment":
            yield from self._request(located, load_rulebook(self._folder))
        else:
            yield from self._of_kind(Document(kind, str(file), located))

    def _of_kind(self, document: Document) -> Iterator[Problem]:
        unfit = [document.place(problem) for problem in problems_of(document.data, file_schemas()[document.kind])]
        yield from unfit
        if document.kind == "rules" and not unfit:
            yield from self._rules(document)

    def _rules(self, document: Document) -> Iterator[Problem]:
        vocabulary = load_rulebook(self._folder).vocabulary
        known = {**read_source(self._folder).entries, "rules": entries_of([document])["rules"]}
        references = References(known)
        yield from (problem for problem in references.duplicates() if problem.file == document.located.file)
        for entry in known["rules"]:
            reader = RuleReader(_prefix(entry), Bounds.of_core(), vocabulary, references)
            reader.read(entry)
            yield from reader.problems

    def _request(self, located: Located | list[Problem], rulebook: Rulebook) -> Iterator[Problem]:
        if isinstance(located, list):
            yield from located
            return
        try:
            read_request(located.data, rulebook, self._today)
        except AssessmentError as error:
            yield from map(Document("assessment", located.file, located).place, error.problems)


def _asking(rulebook: Rulebook, folder: Path) -> Asking:
    """Everybody is answered by one rulebook; scenarios that name other rules find them beside it."""
    return Asking(lambda _: rulebook, others=OtherRules(folder))


def _unmatchable(rulebook: Rulebook) -> Iterator[Problem]:
    """A rule that reads well and that no matcher can take."""
    try:
        Advisor(rulebook)
    except MatcherError as error:
        if error.problem is None:
            raise
        place = rulebook.places[error.problem.rule or ""]
        yield replace(error.problem, file=place.file, line=place.line, pointer=place.pointer)


def _home(path: Path) -> Path | None:
    """The rulebook that a path is, or lies in."""
    around = (path, *path.resolve().parents)
    return next((folder for folder in around if folder.is_dir() and _is_rulebook(folder)), None)


def _is_rulebook(folder: Path) -> bool:
    return any((folder / f"pack{suffix}").is_file() for suffix in SUFFIXES)


def _is_pack(folder: Path) -> bool:
    """Whether a folder builds on the core rather than being one, as far as its description can be read."""
    for suffix in SUFFIXES:
        if (file := folder / f"pack{suffix}").is_file() and isinstance(located := _read(file), Located):
            layer = located.data.get("layer") if isinstance(located.data, Mapping) else None
            return layer in list(Layer)[1:]
    return False


def _within(file: Path, wanted: Path) -> bool:
    return file == wanted or wanted in file.parents


def _read(file: Path) -> Located | list[Problem]:
    try:
        return read_file(file)
    except RulebookError as error:
        return list(error.problems)


def _prefix(entry: Entry) -> str:
    return entry.id.partition(".")[0]


def _kind(file: Path, data: Any) -> str:
    """What a file on its own is: by its folder, its name, or what it says."""
    if isinstance(data, list):
        is_scenario = any(isinstance(one, Mapping) and ("given" in one or "expect" in one) for one in data)
        return "scenarios" if is_scenario else "rules"
    placed = FILES.get(file.stem) or FOLDERS.get(file.parent.name)
    told = (kind for field, kind in TELLING if isinstance(data, Mapping) and field in data)
    return placed or next(told, "catalog")
