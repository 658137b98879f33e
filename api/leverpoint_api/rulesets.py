"""The rule set that answers, and what became of each attempt to load one. Each worker process has its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leverpoint import (
    Advice,
    Advisor,
    AssessmentError,
    Health,
    Problem,
    RulebookError,
    UnknownIdError,
    assess,
    load_rulebook,
)
from leverpoint_api.problems import ProblemError

ALIAS = "active"
MOST_PAGES = 500


@dataclass(frozen=True, slots=True)
class Active:
    """A rule set in service, with the pages that were made from it: its catalog never changes."""

    advisor: Advisor
    loaded_at: dt.datetime
    pages: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def revision(self) -> str:
        """The digest that identifies what the rule set says."""
        return self.advisor.rulebook.revision

    def goes_by(self, name: str) -> bool:
        """Whether `name` means this rule set: the alias, the revision, or the revision without `sha256:`."""
        return name in (ALIAS, self.revision, self.revision.partition(":")[2])

    def check(self, name: str) -> None:
        """Raise UnknownIdError where `name` does not mean this rule set."""
        if not self.goes_by(name):
            raise UnknownIdError("rule set", name, (ALIAS, self.revision))

    def page(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The page of that key, made when it is asked for first."""
        found = self.pages.get(key)
        if found is None:
            found = make()
            if len(self.pages) < MOST_PAGES:
                self.pages[key] = found
        return found

    def advise(self, request: Mapping[str, Any]) -> Advice:
        """The advice for a loaded request. Raises AssessmentError with everything that does not fit."""
        wanted = request.get("options", {}).get("ruleset", ALIAS)
        strange = [] if self.goes_by(wanted) else [_unknown(wanted, self.revision)]
        try:
            assessment = assess(request, self.advisor.rulebook, dt.datetime.now(dt.UTC).date())
        except AssessmentError as error:
            raise AssessmentError([*error.problems, *strange]) from None
        if strange:
            raise AssessmentError(strange)
        return self.advisor.advise(assessment)


def _unknown(wanted: str, revision: str) -> Problem:
    known = (ALIAS, revision)
    message = f"there is no rule set '{wanted}' here"
    return Problem("unknown-ruleset", message, "/options/ruleset", found=wanted, expected=known)


@dataclass(slots=True)
class Rulesets:
    """Loads the rules of a folder and keeps the last that were good."""

    folder: Path
    health: Health = field(default_factory=Health)
    active: Active | None = None
    failed_at: dt.datetime | None = None
    problems: tuple[Problem, ...] = ()

    def load(self) -> None:
        """Load the folder and put it in service. What is wrong with it is kept; what answered before goes on."""
        now = dt.datetime.now(dt.UTC)
        try:
            self.active = Active(Advisor(load_rulebook(self.folder), health=self.health), now)
        except RulebookError as error:
            self.failed_at, self.problems = now, error.problems
        else:
            self.problems = ()

    def require(self) -> Active:
        """The rule set that answers. Raises ProblemError while there is none."""
        if self.active is None:
            raise ProblemError("not-ready", "The rules could not be loaded; /v1/status says more.")
        return self.active
