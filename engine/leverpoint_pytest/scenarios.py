"""Scenarios of a pack as tests of pytest: one a case, and what does not hold in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Assessment, find_packs, read_request, read_source, shipped_rules
from leverpoint.lab.authoring.trial import Trial
from leverpoint.lab.scenarios.asking import asked
from leverpoint.lab.scenarios.run import Asking, Case, Outcome, run_scenarios

TRIALS: pytest.StashKey[dict[Path, Trial]] = pytest.StashKey()


class ScenarioFile(pytest.File):
    """A file of scenarios. Where the pack or a scenario has a mistake, that is what is reported, all at once."""

    def __init__(self, *, pack: Path, **more: Any) -> None:
        super().__init__(**more)
        self._pack = pack

    def collect(self) -> Iterator[pytest.Item]:
        """The cases of this file. Raises CollectError."""
        trial = trial_of(self.config, self._pack)
        if problems := list(trial.problems(today())):
            raise self.CollectError("\n".join(map(str, problems)))
        for case in trial.suite(today()).cases:
            if Path(case.document.located.file).resolve() == self.path.resolve():
                yield ScenarioItem.from_parent(self, name=case.name, case=case, trial=trial)


class ScenarioItem(pytest.Item):
    """One case. `-k` finds it by its name and its keywords."""

    def __init__(self, *, case: Case, trial: Trial, **more: Any) -> None:
        super().__init__(**more)
        self._case, self._trial = case, trial
        self.extra_keyword_matches.update(case.keywords)

    def runtest(self) -> None:
        """Ask, and compare."""
        (outcome,) = run_scenarios([self._case], self._trial.advisor)
        if not outcome.holds:
            raise DoesNotHoldError(outcome)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What was expected, what was found, and why, in the words of the rules."""
        if isinstance(excinfo.value, DoesNotHoldError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it is written."""
        return self.path, self._case.line - 1, self.name


class DoesNotHoldError(Exception):
    """An answer is not as expected."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("\n".join(_told(outcome)))


def trial_of(config: pytest.Config, folder: Path) -> Trial:
    """A pack on its core, put together once in a run of pytest."""
    trials = config.stash.setdefault(TRIALS, {})
    if folder not in trials:
        rules = str(config.getini("leverpoint_rules"))
        others = find_packs(config.rootpath / one for one in config.getini("leverpoint_packs"))
        trials[folder] = Trial(read_source(config.rootpath / rules if rules else shipped_rules()), folder, others)
    return trials[folder]


def assessment_of(trial: Trial, given: Mapping[str, Any]) -> Assessment:
    """The assessment that a scenario's `given` stands for. Raises AssessmentError where it does not fit."""
    asking = Asking(lambda organization: trial.advisor(organization).rulebook, trial.organization)
    request = asked([("", given)]).request
    return read_request(request, asking.rulebook_for(request), today())


def today() -> dt.date:
    """The day whose rules are in effect where a scenario does not say; the same for everyone on Earth."""
    return dt.datetime.now(dt.UTC).date()


def _told(outcome: Outcome) -> Iterator[str]:
    for one in outcome.failures:
        yield f"{outcome.case.document.located.file}:{one.line} ({one.role})"
        yield f"  expected: {one.failure.expected}"
        yield f"  found:    {one.failure.found}"
        yield from (f"    - {reason}" for reason in one.failure.why)
