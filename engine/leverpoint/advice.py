"""What an answer is made of: ranked recommendations with their reasons, and everything that must be said with them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Literal

from leverpoint.model import Certainty, Citation, Horizon

Named = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a score, in whole points: what it is, what it comes from, and which source put it there."""

    name: str
    points: int
    origin: str
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A strategy that is on the list of one role, as far as it is worked out when the list is ordered."""

    strategy: str
    certainty: Certainty
    terms: tuple[Term, ...]

    @property
    def score(self) -> int:
        """The sum of the terms, in points."""
        return sum(term.points for term in self.terms)


@dataclass(frozen=True, slots=True)
class Note:
    """What a plugin adds to a recommendation: a text, and the address of a page that says more."""

    by: str
    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RuleRef:
    """A rule that counted, with the version of its source."""

    id: str
    source: str
    version: str


@dataclass(frozen=True, slots=True)
class PointRef:
    """A leverage point of the asked role."""

    id: str
    title: str
    actions: Named


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another role can press for the same strategy."""

    role: str
    leverage_point: str
    title: str


@dataclass(frozen=True, slots=True)
class StrengthenFirst:
    """A weak predecessor, and why it helps to begin there."""

    strategy: str
    because: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a strategy for a role, whatever the ratings: it follows from the rules that speak for it.

    One object serves every answer in which the same rules speak; `written` keeps what it looks like when written down.
    """

    rules: tuple[RuleRef, ...]
    leverage_points: tuple[PointRef, ...]
    elsewhere: tuple[Elsewhere, ...]
    citations: tuple[Citation, ...]
    written: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One strategy for one role. `rank` counts from 1 in the whole list; the terms add up to the score."""

    rank: int
    strategy: str
    title: str
    certainty: Certainty
    horizon: Horizon
    terms: tuple[Term, ...]
    reasons: Named
    backing: Backing
    strengthen_first: tuple[StrengthenFirst, ...]
    trace: tuple[dict[str, Any], ...] | None = None
    notes: tuple[Note, ...] = ()

    @property
    def rules(self) -> tuple[RuleRef, ...]:
        """The rules that counted."""
        return self.backing.rules

    @property
    def leverage_points(self) -> tuple[PointRef, ...]:
        """Where the role can press: what the rules name, or else all of the role's for this strategy."""
        return self.backing.leverage_points

    @property
    def elsewhere(self) -> tuple[Elsewhere, ...]:
        """What the other roles can do for the same strategy."""
        return self.backing.elsewhere

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The sources of the strategy and of the rules that counted, each once."""
        return self.backing.citations

    @property
    def score(self) -> int:
        """The sum of the terms, in points."""
        return sum(term.points for term in self.terms)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A strategy that a rule took off the list, with the reason and the source that gave it."""

    strategy: str
    rule: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """Something that a rule asks the reader to weigh."""

    rule: str
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class RoleAdvice:
    """The advice for one role, in the order of rank."""

    role: str
    recommendations: tuple[Recommendation, ...]
    suppressed: tuple[Suppressed, ...]
    warnings: tuple[RuleWarning, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking next. `would_decide` counts the undecided recommendations that an answer can settle."""

    fact: str
    kind: Literal["criterion", "context"]
    would_decide: int


@dataclass(frozen=True, slots=True)
class Step:
    """One recommendation in the plan of several roles."""

    role: str
    strategy: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """A step and the steps that should come before it."""

    role: str
    strategy: str
    waits_on: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source that this answer rests on."""

    name: str
    version: str
    layer: str
    digest: str
    state: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The whole answer. Equal `decision_id` and engine version mean equal bytes.

    `matcher` and `service_warnings` say how it was made. `questions` is empty when no explanation was asked for;
    `plan` is there with several roles.
    """

    decision_id: str
    as_of: dt.date
    revision: str
    label: str
    sources: tuple[SourceRef, ...]
    complete: bool
    questions: tuple[Question, ...]
    roles: tuple[RoleAdvice, ...]
    plan: tuple[PlanItem, ...] | None
    matcher: str
    service_warnings: tuple[dict[str, str], ...] = ()
