"""Is a source fit to be put in service? It fits, its scenarios hold, and both matchers agree where its rules turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from leverpoint.advisor import Advisor
from leverpoint.errors import PackError, Problem
from leverpoint.lab.scenarios.run import Asking, Outcome, load_scenarios, run_scenarios
from leverpoint.library import Library, organizations_of
from leverpoint.model import Organization
from leverpoint.packs import Pack, State
from leverpoint.reader import File, tree_of
from leverpoint.reader.kinds import SUFFIXES

Advising = Callable[[Organization], Advisor]


def faults_of_pack(library: Library, path: Path, today: dt.date) -> tuple[Problem, ...]:
    """Why the pack at `path`, which is in the library, should not be put in service; empty where it may.

    It is put together with the packs that it meets in its scope, and compiled with them. `today` is the day whose rules
    are in effect where a scenario does not say.
    """
    asked = organizations_of(source) if (source := _pack(library, path).source) else ()
    advisors: dict[Advisor, None] = {}
    for organization in asked:
        with suppress(PackError):
            advisors[library.advisor(organization)] = None
    pack = _pack(library, path)
    if pack.state is not State.ACTIVE:
        return pack.problems
    found = [*_disagreements(advisors, pack.name), *_unmet(path, library.advisor, today, asked[0])]
    return tuple(found)


def faults_of_core(library: Library, today: dt.date) -> tuple[Problem, ...]:
    """Why the core of the library should not be put in service; empty where it may."""
    core = library.source
    return (
        *_disagreements([library.core], core.info.name),
        *_unmet(core.path, lambda _: library.core, today, Organization()),
    )


def _pack(library: Library, path: Path) -> Pack:
    return next(pack for pack in library.packs if pack.path == path)


def _disagreements(advisors: Iterable[Advisor], source: str) -> Iterator[Problem]:
    """Rules of a source about which the matchers disagree, each once, where it is written."""
    told = {rule: advisor for advisor in advisors for rule in advisor.disagreements(source)}
    for rule, advisor in sorted(told.items(), key=lambda one: one[0]):
        place = advisor.rulebook.places[rule]
        message = "the two matchers do not agree about this rule at the values where it turns"
        yield Problem("matchers-disagree", message, place.pointer, file=place.file, line=place.line, rule=rule)


def _unmet(path: Path, advising: Advising, today: dt.date, asks: Organization) -> Iterator[Problem]:
    """What keeps scenarios of a folder from being asked, and expectations that are not met."""
    suite = load_scenarios(_files(path), Asking(lambda organization: advising(organization).rulebook, asks), today)
    yield from suite.problems
    for outcome in run_scenarios(suite.cases, advising):
        yield from _failed(outcome)


def _files(path: Path) -> list[File]:
    """The files of scenarios in a folder or a zip, which was sound when it was read."""
    tree = tree_of(path)
    return [tree.file(name) for name in tree.below("scenarios", *SUFFIXES)]


def _failed(outcome: Outcome) -> Iterator[Problem]:
    case = outcome.case
    for one in outcome.failures:
        said = f"expected {one.failure.expected}, found {one.failure.found}"
        message = f"the scenario '{case.name}' does not hold for {one.role}: {said}"
        yield Problem("scenario-fails", message, file=case.document.located.file, line=one.line)
