"""From a solution to a request that anyone can send, and back through the advisor: is it as the model says?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Protocol

from leverpoint.advice import RoleAdvice
from leverpoint.advisor import Advisor
from leverpoint.intake import read_request
from leverpoint.lab.proving.exact.facts import State, raters_between
from leverpoint.lab.proving.exact.gates import Literal
from leverpoint.lab.proving.exact.readings import Bit
from leverpoint.lab.proving.exact.space import Space
from leverpoint.matching import Health, Matches, Matching, UnitCache
from leverpoint.model import Assessment, Options, Rubric, Scalar
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import DISAGREEMENT, Kind

Holds = Callable[[Any], bool]


class Solved(Protocol):
    """What the solver found: the value of any expression and literal."""

    def value(self, expression: Any) -> int | float:
        """The number that an expression comes to."""

    def boolean_value(self, literal: Any) -> bool:
        """Whether a literal is true."""


class Confirming(Protocol):
    """What puts a solution to the advisor."""

    def confirm(self, spaces: Sequence[Space], solved: Solved) -> tuple[tuple[dict[str, Any], ...], str]:
        """The request of each space, and the first thing that the advisor sees otherwise; nothing where it agrees."""


def request_of(space: Space, holds: Holds, organization: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The solution as a whole request document. Facts that were of no consequence are answered plainly."""
    rulebook = space.outline.rulebook
    rows = [row for rubric in rulebook.catalog.rubrics.values() for row in _rows(space, rubric, holds)]
    context = dict(_context(space, holds))
    return {
        "roles": [space.role],
        **({"organization": dict(organization)} if organization else {}),
        "assessment": {"ratings": rows},
        **({"context": context} if context else {}),
        "options": {"as_of": space.as_of.isoformat()},
    }


class Replay:
    """Puts witnesses to the advisor, and compares what it says with what the model said.

    `organization` is who asks in every witness, as a request document names it.
    """

    def __init__(self, rulebook: Rulebook, organization: Mapping[str, Any] | None = None) -> None:
        units = UnitCache()
        self._advisor = Advisor(rulebook, units)
        self._matching = Matching(rulebook.strata, rulebook.vocabulary, units, Health(), rulebook.hidden)
        self._rulebook, self._organization = rulebook, organization

    def request(self, space: Space, solved: Solved) -> dict[str, Any]:
        """The assessment that was found, as a request of this organization."""
        return request_of(space, lambda literal: _holds(literal, solved), self._organization)

    def advice(self, request: Mapping[str, Any], role: str) -> RoleAdvice:
        """What the advisor says to a role that is asked in the request."""
        found = self._advisor.suppose(replace(self._assessment(request), options=Options(explain="none")))
        return next(one for one in found.roles if one.role == role)

    def matches(self, request: Mapping[str, Any], role: str) -> Matches:
        """Which rules match."""
        return self._matching.match(self._rulebook.vocabulary.facts_of(self._assessment(request), role))

    def confirm(self, spaces: Sequence[Space], solved: Solved) -> tuple[tuple[dict[str, Any], ...], str]:
        """The request of each space, and the first thing that the advisor sees otherwise; nothing where it agrees."""
        requests = tuple(self.request(one, solved) for one in spaces)
        unlike = (self.difference(one, request, solved) for one, request in zip(spaces, requests, strict=True))
        return requests, next(filter(None, unlike), "")

    def difference(self, space: Space, request: Mapping[str, Any], solved: Solved) -> str:
        """The first thing that the advisor sees otherwise; nothing where it agrees."""
        matches, advice = self.matches(request, space.role), self.advice(request, space.role)
        unlike = chain(_rules_unlike(space, matches, solved), _strategies_unlike(space, advice, solved))
        return next(unlike, "")

    def _assessment(self, request: Mapping[str, Any]) -> Assessment:
        return read_request(request, self._rulebook, dt.date.fromisoformat(request["options"]["as_of"]))


def _rules_unlike(space: Space, matches: Matches, solved: Solved) -> Iterator[str]:
    for (rule, bit), literal in space.rules.items():
        found = rule in matches.true or (bit is Bit.MAY_BE_TRUE and rule in matches.unknown)
        if _holds(literal, solved) is not found:
            yield f"rule {rule}"


def _strategies_unlike(space: Space, advice: RoleAdvice, solved: Solved) -> Iterator[str]:
    listed = {one.strategy: one for one in advice.recommendations}
    for strategy, (may_be, may_not_be) in space.listings.items():
        one = listed.get(strategy)
        certainty = "excluded" if one is None else one.certainty
        if certainty != _certainty(_holds(may_be, solved), _holds(may_not_be, solved)):
            yield f"whether {strategy} is listed"
    for strategy, score in space.scores.items():
        if strategy in listed and listed[strategy].score != solved.value(score):
            yield f"the score of {strategy}"


def _certainty(may_be: bool, may_not_be: bool) -> str:
    if not may_be:
        return "excluded"
    return "possible" if may_not_be else "certain"


def _holds(literal: Literal, solved: Solved) -> bool:
    return literal if isinstance(literal, bool) else solved.boolean_value(literal)


def _rows(space: Space, rubric: Rubric, holds: Holds) -> Iterator[dict[str, Any]]:
    for row in rubric.rows:
        state = space.facts.made.get(row.id)
        if state is None:
            yield {"criterion": row.id, "level": rubric.scale.target}
        elif holds(state.absent):
            yield {"criterion": row.id, "not_applicable": True}
        elif not holds(state.missing):
            level = next(int(value) for value, at in state.values.items() if holds(at))
            yield {"criterion": row.id, **_rating(space, row.id, level, holds)}


def _rating(space: Space, criterion: str, level: int, holds: Holds) -> dict[str, Any]:
    state = space.facts.made.get(criterion + DISAGREEMENT, State({}))
    spread = next((int(value) for value, at in state.values.items() if holds(at)), 0)
    ends = raters_between(space.outline.rulebook.vocabulary[criterion].values, level, spread)
    if not spread or ends is None:
        return {"level": level}
    raters = zip(("lowest", "middle", "highest"), (ends[0], level, ends[1]), strict=True)
    return {"ratings": [{"rater": name, "level": found} for name, found in raters]}


def _context(space: Space, holds: Holds) -> Iterator[tuple[str, Scalar]]:
    for fact in space.outline.rulebook.vocabulary.of_kind(Kind.CONTEXT):
        state = space.facts.made.get(fact.id)
        if state is not None:
            yield from ((fact.id, value) for value, at in state.values.items() if holds(at))
        elif not fact.roles or space.role in fact.roles:
            yield fact.id, space.outline.domains[fact.id].values[0]
