"""What the domain is made of: the catalog's records, rubrics, rules and the assessment that is asked about.

Plain immutable records. Nothing here reads a file or knows how a rule is matched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from leverpoint.conditions import Condition

Scalar = bool | int | float | str
Provenance = Literal["sourced", "derived", "authored"]
Horizon = Literal["now", "next", "later"]
Tenure = Literal["lead", "share", "influence"]
Certainty = Literal["certain", "possible", "excluded"]


class Layer(StrEnum):
    """Where a source stands in precedence: the later in this list, the more local, and the more local wins."""

    CORE = "core"
    STATE = "state"
    DISTRICT = "district"
    SCHOOL = "school"

    @property
    def rank(self) -> int:
        """0 for the core up to 3 for a school."""
        return list(Layer).index(self)


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from: a source of the catalog, a place in it, and how far it carries the statement."""

    source: str
    locator: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Role:
    """A place in the system from which a leader acts: state, district, school or higher education."""

    id: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One of the report's three themes."""

    id: str
    title: str
    definition: str
    provenance: Provenance
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A numbered statement of a source, such as P8 of the linking evidence."""

    id: str
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A publication, or our own hand, that citations name."""

    id: str
    title: str
    note: str
    author: str | None = None
    publisher: str | None = None
    year: int | None = None
    url: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Predecessor:
    """Advice to strengthen another strategy first, never a block."""

    strategy: str
    because: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Strategy:
    """One of the strategies: what it is, who leads, shares or influences it, and how far away it lies for each role."""

    id: str
    number: int
    title: str
    theme: str
    summary: str
    horizon: Mapping[str, Horizon]
    roles: Mapping[Tenure, tuple[str, ...]]
    provenance: Provenance
    citations: tuple[Citation, ...]
    strengthen_first: tuple[Predecessor, ...] = ()
    protected: bool = False

    def tenure(self, role: str) -> Tenure | None:
        """Whether `role` leads, shares or influences this strategy; nothing where it has no part in it."""
        return next((tenure for tenure, roles in self.roles.items() if role in roles), None)


@dataclass(frozen=True, slots=True)
class LeveragePoint:
    """Where one role can press: a title, concrete actions and the strategies that they serve."""

    id: str
    role: str
    title: str
    actions: tuple[str, ...]
    strategies: tuple[str, ...]
    provenance: Provenance
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A step of a scale, with what it looks like where a criterion describes it."""

    level: int
    label: str
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels of a rubric, lowest first, and the level to aim for."""

    levels: tuple[Level, ...]
    target: int

    @property
    def values(self) -> tuple[int, ...]:
        """The levels as numbers, lowest first."""
        return tuple(level.level for level in self.levels)

    def label(self, value: int) -> str:
        """The name of the level `value`, such as "Not yet"."""
        return next(level.label for level in self.levels if level.level == value)


@dataclass(frozen=True, slots=True)
class Wording:
    """How one role is asked a criterion: the same row, other words."""

    question: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of a rubric. Ids and levels are the same for every role, the wording may differ."""

    id: str
    title: str
    question: str
    strategies: tuple[str, ...]
    levels: tuple[Level, ...]
    by_role: Mapping[str, Wording]
    provenance: Provenance
    citations: tuple[Citation, ...]

    def wording(self, role: str) -> Wording:
        """The question and descriptors to put to `role`."""
        return self.by_role.get(role) or Wording(self.question, self.levels)


@dataclass(frozen=True, slots=True)
class Rubric:
    """A versioned set of criteria on one scale. The code knows neither how many rows nor how many levels there are.

    `local` holds criteria that packs add: rated on the same scale, and no part of the rubric's aggregates.
    """

    id: str
    version: str
    theme: str
    title: str
    scale: Scale
    criteria: tuple[Criterion, ...]
    provenance: Provenance
    citations: tuple[Citation, ...]
    local: tuple[Criterion, ...] = ()

    @property
    def rows(self) -> tuple[Criterion, ...]:
        """Every criterion that is rated on this scale, the rubric's own first."""
        return self.criteria + self.local


@dataclass(frozen=True, slots=True)
class Recommend:
    """Put a strategy on the list, with points and, if named, these leverage points rather than all of the role's."""

    strategy: str
    points: int = 0
    leverage_points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjust:
    """Move a strategy that is recommended anyway up or down, and say why."""

    strategy: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Suppress:
    """Take a strategy off the list, and say why."""

    strategy: str
    reason: str


@dataclass(frozen=True, slots=True)
class Warn:
    """Say something that the reader should weigh; changes no list."""

    text: str


@dataclass(frozen=True, slots=True)
class Conclude:
    """Make a boolean fact true for other rules."""

    fact: str


@dataclass(frozen=True, slots=True)
class Retune:
    """Points that an overlay adds to what a rule gives a strategy, with the pack that did it and why."""

    strategy: str
    points: int
    by: str
    reason: str


Effect = Recommend | Adjust | Suppress | Warn | Conclude


@dataclass(frozen=True, slots=True)
class Rule:
    """When something holds, then do something, because of a reason, on the authority of a source.

    `roles` is empty where the rule speaks to all. `since` and `until` bound the days on which it is in effect, both
    included. `source` names the pack or core that it came from, `home` the one whose overlay gave it the condition that
    it has now. `retunes` are what overlays changed in its points. `non_monotone` says why a better rating may make
    what it moves more urgent, where its author means that.
    """

    id: str
    title: str
    source: str
    layer: Layer
    when: Condition
    then: tuple[Effect, ...]
    because: str
    provenance: Provenance
    citations: tuple[Citation, ...]
    roles: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    reviewed_on: dt.date | None = None
    formerly: tuple[str, ...] = ()
    retunes: tuple[Retune, ...] = ()
    overlaid_by: str | None = None
    non_monotone: str | None = None

    @property
    def home(self) -> str:
        """The source in whose matcher the rule is compiled."""
        return self.overlaid_by or self.source

    @property
    def concludes(self) -> tuple[str, ...]:
        """The facts that this rule makes true."""
        return tuple(effect.fact for effect in self.then if isinstance(effect, Conclude))


@dataclass(frozen=True, slots=True)
class Organization:
    """Who asks. `name` is for people and is no part of the question; identifiers are strings, leading zeros count."""

    identifier: str | None = None
    system: str | None = None
    state: str | None = None
    name: str | None = None

    @property
    def identity(self) -> dict[str, str]:
        """What a request says of it, but for its name: whatever decides which packs speak for it."""
        said = {"system": self.system, "identifier": self.identifier, "state": self.state}
        return {key: value for key, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Options:
    """How the answer is wanted. `limit` None means all; `certainty` "certain" leaves out what is only possible."""

    limit: int | None = None
    explain: Literal["none", "reasons", "full"] = "reasons"
    certainty: Literal["certain", "possible"] = "possible"
    ruleset: str = "active"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A question that fits the rulebook: who asks, in which roles, what was found, and as of which day.

    `ratings` holds the levels per criterion and rater; a criterion rated once, without a name, has the rater "".
    """

    roles: tuple[str, ...]
    as_of: dt.date
    ratings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    not_applicable: frozenset[str] = frozenset()
    context: Mapping[str, Scalar] = field(default_factory=dict)
    organization: Organization = Organization()
    assessed_on: dt.date | None = None
    rubrics: Mapping[str, str] = field(default_factory=dict)
    options: Options = Options()
