"""The rule set that answers, and what became of each attempt to load one. Each worker process has its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from leverpoint import (
    Advice,
    Advisor,
    Assessment,
    AssessmentError,
    Health,
    Library,
    Loads,
    MatcherError,
    Organization,
    Pack,
    PackError,
    Problem,
    Renewal,
    RulebookError,
    UnknownIdError,
    assess,
)
from leverpoint.plugins import Plugins
from leverpoint_api.logs import Logger
from leverpoint_api.problems import ProblemError, unusable

ALIAS = "active"
MOST_PAGES, MOST_LOCAL_PAGES = 500, 20
MEMORY = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Active:
    """A rule set in service, with the pages that were made from it: its catalog never changes."""

    advisor: Advisor
    loaded_at: dt.datetime
    pages: dict[str, bytes] = field(default_factory=dict, repr=False)
    most_pages: int = MOST_PAGES

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
            if len(self.pages) < self.most_pages:
                self.pages[key] = found
        return found

    def advise(self, request: Mapping[str, Any]) -> Advice:
        """The advice for a loaded request. Raises AssessmentError with everything that does not fit."""
        return self.advisor.advise(self.assess(request))

    def assess(self, request: Mapping[str, Any]) -> Assessment:
        """The assessment in a loaded request. Raises AssessmentError with everything that does not fit."""
        wanted = request.get("options", {}).get("ruleset", ALIAS)
        strange = [] if self.goes_by(wanted) else [_unknown(wanted, self.revision)]
        try:
            assessment = assess(request, self.advisor.rulebook, dt.datetime.now(dt.UTC).date())
        except AssessmentError as error:
            raise AssessmentError([*error.problems, *strange]) from None
        if strange:
            raise AssessmentError(strange)
        return assessment


def _unknown(wanted: str, revision: str) -> Problem:
    known = (ALIAS, revision)
    message = f"there is no rule set '{wanted}' here"
    return Problem("unknown-ruleset", message, "/options/ruleset", found=wanted, expected=known)


@dataclass(frozen=True, slots=True)
class Serving:
    """What answers at one moment. Who keeps it is answered by it to the end, whatever takes its place meanwhile.

    `active` answers an organization for which no pack speaks. `pages` were made from advisors, and go with them.
    """

    library: Library
    active: Active
    pages: WeakKeyDictionary[Advisor, dict[str, bytes]] = field(default_factory=WeakKeyDictionary, repr=False)

    def require(self, organization: Organization) -> Active:
        """The rule set that answers an organization. Raises ProblemError where a pack must not be missing and is."""
        try:
            advisor = self.library.advisor(organization)
        except PackError as error:
            raise unusable(error) from None
        if advisor is self.library.core:
            return self.active
        return Active(advisor, self.active.loaded_at, self.pages.setdefault(advisor, {}), MOST_LOCAL_PAGES)

    def advise(self, request: Mapping[str, Any]) -> Advice:
        """The advice for a loaded request, from the rules that its organization sees."""
        try:
            return self.require(Organization(**request.get("organization", {}))).advise(request)
        except PackError as error:  # a plugin has failed just now, and its pack must not be missing
            raise unusable(error) from None


class Rulesets:
    """Loads the rules of a folder with the packs of others, and keeps the last of each that were good."""

    def __init__(
        self,
        folder: Path,
        log: Logger,
        packs_dir: Collection[Path] = (),
        plugins: Plugins | None = None,
        memory: int = MEMORY,
    ) -> None:
        self.folder, self._log = folder, log
        self.plugins = plugins or Plugins((), third_party=False)
        self._renewal = Renewal(folder, packs_dir, self.plugins, memory)
        self.serving: Serving | None = None

    def load(self) -> None:
        """Load everything for the first time and put it in service. What is wrong is kept, and nothing is raised."""
        try:
            self._renewal.load(dt.datetime.now(dt.UTC))
        except (RulebookError, MatcherError):
            self._log.error("rules-not-loaded", problems=[str(one) for one in self.core.problems])
            return
        self._serve()
        self._log.info("rules-loaded", revision=self.current.active.revision, matcher_absent=self.health.durable_absent)

    def look(self) -> tuple[str, ...]:
        """Take in what has changed on disk and is at rest, and say what became of each: accepted, refused, removed."""
        changes = self._renewal.look(dt.datetime.now(dt.UTC))
        if changes:
            self._serve()
        for change in changes:
            problems = [str(one) for one in change.problems]
            say = self._log.error if problems else self._log.info
            say(f"source-{change.fate}", source=change.name, problems=problems)
        return tuple(change.fate for change in changes)

    def _serve(self) -> None:
        """Put what was loaded in the place of what answers, at once."""
        library, loaded_at = self._renewal.library, self.core.good_at
        if library is None or loaded_at is None or (self.serving and self.serving.library is library):
            return
        pages = self.serving.pages if self.serving else WeakKeyDictionary()
        known = self.serving and self.serving.active
        active = known if known and known.advisor is library.core else Active(library.core, loaded_at)
        self.serving = Serving(library, active, pages)

    @property
    def health(self) -> Health:
        """How the matchers fare."""
        return self._renewal.health

    @property
    def matcher(self) -> str:
        """Which matcher answers as things stand."""
        return "bitsets" if self.health.durable_absent else "durable-rules"

    @property
    def core(self) -> Loads:
        """How loading the core has gone."""
        return self._renewal.core

    def packs(self) -> Iterator[tuple[Pack, Loads]]:
        """Every pack that was found, with how loading it has gone, in the order of precedence."""
        return self._renewal.packs()

    @property
    def active(self) -> Active | None:
        """What answers an organization for which no pack speaks; None while there are no rules."""
        return self.serving.active if self.serving else None

    @property
    def current(self) -> Serving:
        """What answers now. Raises ProblemError while there is nothing."""
        if self.serving is None:
            raise ProblemError("not-ready", "The rules could not be loaded; /v1/status says more.")
        return self.serving
