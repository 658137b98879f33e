"""What difference one body of rules makes beside another, over many assessments: who sees what enter, leave or move.

`impact(before, after, assessments)` is all there is to it. It asks both sides the same question and adds up the
movements of the lists. A side is whatever gives advice for an assessment: `asked(advisor)` makes one of an advisor, and
leaves out of a question what that advisor's rulebook does not know, so that a question made for a pack can be put to
the core alone, or one made for new rules to old ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from leverpoint.advice import Advice, RoleAdvice
from leverpoint.advisor import Advisor
from leverpoint.lab.comparing.movement import Movement, movement
from leverpoint.lab.replay import request_of
from leverpoint.model import Assessment, Options
from leverpoint.vocabulary import Vocabulary

Giver = Callable[[Assessment], Advice]
CERTAIN = Options(explain="none", certainty="certain")
TOP, EXAMPLES = 5, 2


@dataclass(frozen=True, slots=True)
class StrategyImpact:
    """In how many of a role's assessments a strategy entered the top of the list, left it, or moved in it."""

    strategy: str
    entered: int
    left: int
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Example:
    """One assessment whose top changed, and how. `request` asks it again."""

    request: Mapping[str, Any]
    movement: Movement


@dataclass(frozen=True, slots=True)
class RoleImpact:
    """What changed for one role: of `asked` assessments the top changed in `changed`.

    `strategies` stand with those first that changed most often; `examples` are the first assessments that changed.
    """

    role: str
    asked: int
    changed: int
    strategies: tuple[StrategyImpact, ...]
    examples: tuple[Example, ...]

    @property
    def share(self) -> float:
        """The part of the assessments whose top changed, from 0 to 1."""
        return self.changed / self.asked if self.asked else 0.0


def impact(
    before: Giver, after: Giver, assessments: Iterable[Assessment], top: int = TOP, examples: int = EXAMPLES
) -> tuple[RoleImpact, ...]:
    """What changes between two sides among the first `top` places of what is certain, role by role.

    The roles stand in the order in which they are first met. Each keeps its first `examples` assessments that changed.
    A role that only one side knows is left out. Raises whatever a side raises.
    """
    tallies: dict[str, _Tally] = {}
    for assessment in assessments:
        question = replace(assessment, options=CERTAIN)
        for old, new in _pairs(before(question), after(question)):
            tally = tallies.setdefault(old.role, _Tally(examples))
            tally.add(movement(old, new, top), replace(question, roles=(old.role,)))
    return tuple(tally.of(role) for role, tally in tallies.items())


def asked(advisor: Advisor) -> Giver:
    """One side: an advisor that is only asked what its rulebook knows."""
    vocabulary, roles = advisor.rulebook.vocabulary, advisor.rulebook.catalog.roles

    def give(assessment: Assessment) -> Advice:
        return advisor.suppose(known_to(vocabulary, roles, assessment))

    return give


def known_to(vocabulary: Vocabulary, roles: Iterable[str], assessment: Assessment) -> Assessment:
    """The assessment without the roles and answers that a rulebook does not know, or whose values it does not."""
    context = {name: value for name, value in assessment.context.items() if _fits(vocabulary, name, value)}
    return replace(
        assessment,
        roles=tuple(role for role in assessment.roles if role in set(roles)),
        ratings=dict(_known_ratings(vocabulary, assessment)),
        not_applicable=frozenset(name for name in assessment.not_applicable if name in vocabulary),
        context=context,
        rubrics={},
    )


def _known_ratings(vocabulary: Vocabulary, assessment: Assessment) -> Iterator[tuple[str, Mapping[str, int]]]:
    for name, levels in assessment.ratings.items():
        known = {rater: level for rater, level in levels.items() if _fits(vocabulary, name, level)}
        if known:
            yield name, known


def _fits(vocabulary: Vocabulary, name: str, value: object) -> bool:
    fact = vocabulary.find(name)
    return fact is not None and fact.problem_with(value) is None


def _pairs(before: Advice, after: Advice) -> Iterator[tuple[RoleAdvice, RoleAdvice]]:
    new = {one.role: one for one in after.roles}
    yield from ((one, new[one.role]) for one in before.roles if one.role in new)


@dataclass(slots=True)
class _Tally:
    """What has been met so far for one role."""

    most_examples: int
    asked: int = 0
    changed: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    def add(self, found: Movement, question: Assessment) -> None:
        self.asked += 1
        if not found.changed:
            return
        self.changed += 1
        self.moves.update(_counted(found))
        if len(self.examples) < self.most_examples:
            self.examples.append(Example(request_of(question), found))

    def of(self, role: str) -> RoleImpact:
        names = Counter[str]()
        for (strategy, _), count in self.moves.items():
            names[strategy] += count
        ordered = sorted(names, key=lambda one: (-names[one], one))
        rows = tuple(
            StrategyImpact(one, *(self.moves[one, way] for way in ("entered", "left", "up", "down"))) for one in ordered
        )
        return RoleImpact(role, self.asked, self.changed, rows, tuple(self.examples))


def _counted(found: Movement) -> Iterator[tuple[str, str]]:
    yield from ((one.strategy, "entered") for one in found.entered)
    yield from ((one.strategy, "left") for one in found.left)
    for one in found.moved:
        yield one.strategy, "up" if (one.after or 0) < (one.before or 0) else "down"
