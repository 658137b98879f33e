"""The rule set that answers, and what became of each attempt to load one. Each worker process has its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from leverpoint import (
    Advice,
    Advisor,
    AssessmentError,
    Health,
    Library,
    MatcherError,
    Organization,
    PackError,
    Problem,
    RulebookError,
    UnknownIdError,
    assess,
    read_source,
)
from leverpoint.plugins import Plugins
from leverpoint_api.logs import Logger
from leverpoint_api.problems import ProblemError

ALIAS = "active"
MOST_PAGES = 500
MOST_LOCAL = 256


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


def unusable(error: PackError) -> ProblemError:
    """The problem of an organization that is not answered without a pack."""
    return ProblemError("pack-unusable", f"The pack '{error.pack}' does not count and must not be left out.")


def problems_in(error: RulebookError | MatcherError) -> tuple[Problem, ...]:
    """Why rules cannot be loaded."""
    if isinstance(error, RulebookError):
        return error.problems
    return (error.problem or Problem("matcher", str(error)),)


@dataclass(slots=True)
class Rulesets:
    """Loads the rules of a folder, with the packs of others, and keeps the last that were good.

    `active` is what answers an organization for which no pack speaks.
    """

    folder: Path
    log: Logger
    packs_dir: tuple[Path, ...] = ()
    plugins: Plugins = field(default_factory=partial(Plugins, (), third_party=False))
    health: Health = field(default_factory=Health)
    library: Library | None = None
    active: Active | None = None
    failed_at: dt.datetime | None = None
    problems: tuple[Problem, ...] = ()
    local: dict[str, Active] = field(default_factory=dict)

    def load(self) -> None:
        """Load the folder and put it in service. What is wrong with it is kept; what answered before goes on."""
        now = dt.datetime.now(dt.UTC)
        try:
            packs = self.plugins.read_packs(self.packs_dir)
            library = Library(read_source(self.folder), packs, health=self.health, plugins=self.plugins)
        except (RulebookError, MatcherError) as error:
            self._fail(now, problems_in(error))
            return
        library.check()
        self.library, self.active, self.local, self.problems = library, Active(library.core, now), {}, ()
        self.log.info("rules-loaded", revision=self.active.revision, matcher_absent=self.health.durable_absent)

    def _fail(self, now: dt.datetime, problems: tuple[Problem, ...]) -> None:
        self.failed_at, self.problems = now, problems
        self.log.error("rules-not-loaded", problems=[str(one) for one in problems])

    @property
    def matcher(self) -> str:
        """Which matcher answers as things stand."""
        return "bitsets" if self.health.durable_absent else "durable-rules"

    def require(self, organization: Organization) -> Active:
        """The rule set that answers an organization. Raises ProblemError while there is none."""
        if self.active is None:
            raise ProblemError("not-ready", "The rules could not be loaded; /v1/status says more.")
        try:
            plain = self.library is None or self.library.is_plain
            advisor = self.active.advisor if plain or not self.library else self.library.advisor(organization)
        except PackError as error:
            raise unusable(error) from None
        return self.active if advisor is self.active.advisor else self._local(advisor, self.active.loaded_at)

    def _local(self, advisor: Advisor, loaded_at: dt.datetime) -> Active:
        """What answers where packs speak, with the pages made from it."""
        revision = advisor.rulebook.revision
        found = self.local.get(revision)
        if found is None or found.advisor is not advisor:
            found = self.local[revision] = Active(advisor, loaded_at)
        while len(self.local) > MOST_LOCAL:
            self.local.pop(next(iter(self.local)))
        return found

    def advise(self, request: Mapping[str, Any]) -> Advice:
        """The advice for a loaded request, from the rules that its organization sees."""
        try:
            return self.require(Organization(**request.get("organization", {}))).advise(request)
        except PackError as error:  # a plugin has failed just now, and its pack must not be missing
            raise unusable(error) from None
