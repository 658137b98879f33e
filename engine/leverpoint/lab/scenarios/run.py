"""Scenarios: read them from files, ask each question, and hold the answers to what was expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leverpoint.advisor import Advisor
from leverpoint.lab.exploring.why import Standing
from leverpoint.lab.scenarios.expectations import Failure, failures
from leverpoint.lab.scenarios.other_rules import OtherRules, OtherWeights
from leverpoint.lab.scenarios.reading import Asking, Case, ScenarioReader, Suite
from leverpoint.model import Organization
from leverpoint.reader import File, Located
from leverpoint.reader.kinds import SUFFIXES
from leverpoint.rulebook import Rulebook

__all__ = [
    "Asking",
    "Case",
    "Failure",
    "OtherRules",
    "OtherWeights",
    "Outcome",
    "RoleFailure",
    "Suite",
    "load_scenarios",
    "read_scenarios",
    "run_scenarios",
    "scenario_files",
]


@dataclass(frozen=True, slots=True)
class RoleFailure:
    """An expectation of one role that does not hold, and where in the file it is written."""

    role: str
    line: int
    pointer: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case that was asked. It holds when nothing failed."""

    case: Case
    failures: tuple[RoleFailure, ...]

    @property
    def holds(self) -> bool:
        """Whether everything that was expected was found."""
        return not self.failures


def load_scenarios(paths: Iterable[Path | File], rulebook: Rulebook | Asking, today: dt.date) -> Suite:
    """Read scenario files, folders of them, and what was read out of a zip.

    Nothing is raised: every problem is in the suite, located.

    `rulebook` answers everybody, or says who is answered by which. `today` is the day whose rules are in
    effect where a scenario does not say.
    """
    suite = Suite()
    reader = ScenarioReader(_asking(rulebook), today, suite)
    for file in dict.fromkeys(file for path in paths for file in _files(path)):
        reader.read(file)
    return suite


def read_scenarios(located: Located, rulebook: Rulebook | Asking, today: dt.date) -> Suite:
    """The same for scenarios that were read already, such as those that somebody sent."""
    suite = Suite()
    ScenarioReader(_asking(rulebook), today, suite).add(located)
    return suite


def run_scenarios(cases: Iterable[Case], advisor: Advisor | Callable[[Organization], Advisor]) -> Iterator[Outcome]:
    """Ask each case and hold the answer to what it expects. `advisor` answers all, or says who answers whom.

    A case that names other rules in `with` brings who answers it.
    """
    for case in cases:
        yield Outcome(case, tuple(_failures(case, case.advisor or _answering(case, advisor))))


def _asking(rulebook: Rulebook | Asking) -> Asking:
    return rulebook if isinstance(rulebook, Asking) else Asking(lambda _: rulebook)


def _files(path: Path | File) -> Sequence[Path | File]:
    return [path] if isinstance(path, File) else scenario_files(path)


def scenario_files(path: Path) -> list[Path]:
    """The scenario files of a path: itself, or those below a folder; of a rulebook's folder, those in `scenarios`."""
    if not path.is_dir():
        return [path]
    inside = path / "scenarios"
    folder = inside if inside.is_dir() else path
    return sorted(file for file in folder.rglob("*") if file.suffix in SUFFIXES and file.is_file())


def _answering(case: Case, advisor: Advisor | Callable[[Organization], Advisor]) -> Advisor:
    return advisor if isinstance(advisor, Advisor) else advisor(case.assessment.organization)


def _failures(case: Case, advisor: Advisor) -> Iterator[RoleFailure]:
    for role, expected in case.expect.items():
        standing = Standing(advisor, case.assessment, role)
        for failure in failures(expected, standing):
            pointer = case.pointer_of(role, failure.pointer)
            yield RoleFailure(role, case.document.located.mark(pointer).line, pointer, failure)
