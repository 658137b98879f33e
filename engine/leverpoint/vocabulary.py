"""Which facts exist, what values each may take, and what an assessment says about them.

A fact is a criterion of a rubric, a context question, an aggregate of a rubric, the disagreement between raters, or a
conclusion of rules. The role and the day of a request are facts too, which rules reach by `roles` and `effective`
alone. Conditions are checked against this list when they are read, so a rule cannot name what nobody asks.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from leverpoint.errors import nearest
from leverpoint.model import Assessment, Rubric, Scalar

DISAGREEMENT = ".disagreement"
ROLE, AS_OF = "role", "as-of"
_COUNT = re.compile(r"count_at_most_(-?\d+)")


class Kind(StrEnum):
    """Where a fact comes from."""

    CRITERION = "criterion"
    CONTEXT = "context"
    AGGREGATE = "aggregate"
    DISAGREEMENT = "disagreement"
    CONCLUSION = "conclusion"
    REQUEST = "request"


class Type(StrEnum):
    """What values a fact takes, which decides how it may be compared."""

    ORDINAL = "ordinal"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"

    @property
    def ordered(self) -> bool:
        """Whether "at most" and "at least" mean something."""
        return self in (Type.ORDINAL, Type.INTEGER, Type.NUMBER)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that can be known. `values` lists all where they are few.

    `labels` names values for people. `minimum` and `maximum` bound integers and numbers, both included. `roles` says
    who is asked (empty: all); `question` and `texts` (a description for each value) are how. A plugin works out what is
    `computed`: nobody is asked for it, and a request may state it all the same.
    """

    id: str
    kind: Kind
    type: Type
    title: str
    values: tuple[Scalar, ...] = ()
    labels: Mapping[Scalar, str] = field(default_factory=dict)
    texts: Mapping[Scalar, str] = field(default_factory=dict)
    minimum: float | None = None
    maximum: float | None = None
    question: str = ""
    unit: str | None = None
    roles: tuple[str, ...] = ()
    computed: bool = False

    @property
    def interval(self) -> bool:
        """Whether an incomplete rubric leaves this fact somewhere between two bounds."""
        return self.kind is Kind.AGGREGATE

    def problem_with(self, value: object) -> str | None:
        """Why `value` cannot be a value of this fact, in words; nothing where it can."""
        if self.values:
            fits = any(value == known and type(value) is type(known) for known in self.values)
            return None if fits else f"{_shown(value)} is not one of {', '.join(map(_shown, self.values))}"
        return self._problem_with_number(value)

    def _problem_with_number(self, value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{_shown(value)} is not a number"
        if self.type is Type.INTEGER and not isinstance(value, int):
            return f"{_shown(value)} is not a whole number"
        low = -math.inf if self.minimum is None else self.minimum
        high = math.inf if self.maximum is None else self.maximum
        return None if low <= value <= high else f"{_shown(value)} is not between {low:.15g} and {high:.15g}"


def _shown(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    return f"'{value}'" if isinstance(value, str) else str(value)


@dataclass(frozen=True, slots=True)
class Facts:
    """What one assessment says for one role: known values, facts that are not applicable, and intervals.

    A fact in neither is missing. `intervals` gives every aggregate's lowest and highest value still possible.
    """

    values: Mapping[str, Scalar]
    not_applicable: frozenset[str] = frozenset()
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def concluding(self, conclusions: Mapping[str, Scalar]) -> Facts:
        """The same with what a pass of rules concluded."""
        return Facts({**self.values, **conclusions}, self.not_applicable, self.intervals)


class Vocabulary:
    """All facts of a rulebook, by id."""

    def __init__(self, rubrics: Iterable[Rubric], facts: Iterable[Fact] = (), roles: Iterable[str] = ()) -> None:
        self.rubrics = tuple(rubrics)
        self._facts = {fact.id: fact for rubric in self.rubrics for fact in _facts_of(rubric)}
        self._facts.update((fact.id, fact) for fact in facts)
        self._facts.update((fact.id, fact) for fact in _request_facts(tuple(roles)))
        self._aggregates = tuple(_Aggregates(rubric) for rubric in self.rubrics)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts.values())

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self._facts

    def __getitem__(self, fact_id: str) -> Fact:
        return self._facts[fact_id]

    def find(self, fact_id: str) -> Fact | None:
        """The fact of that id, if there is one that a rule may read."""
        fact = self._facts.get(fact_id)
        return None if fact is None or fact.kind is Kind.REQUEST else fact

    def of_kind(self, *kinds: Kind) -> tuple[Fact, ...]:
        """The facts that come from there, in the order in which they are written."""
        return tuple(fact for fact in self if fact.kind in kinds)

    def suggest(self, wrong: str) -> str | None:
        """The fact whose id is nearest to `wrong`, if one is near."""
        return nearest(wrong, (fact.id for fact in self if fact.kind is not Kind.REQUEST))

    def facts_of(self, assessment: Assessment, role: str) -> Facts:
        """What the assessment says to a role: levels as the median of the raters, disagreement, context, aggregates."""
        values: dict[str, Scalar] = {**assessment.context, ROLE: role, AS_OF: assessment.as_of.toordinal()}
        for criterion, by_rater in assessment.ratings.items():
            levels = sorted(by_rater.values())
            values[criterion] = levels[(len(levels) - 1) // 2]
            values[criterion + DISAGREEMENT] = levels[-1] - levels[0]
        absent = assessment.not_applicable
        silent = absent | {criterion + DISAGREEMENT for criterion in absent}
        return self.with_intervals(values, frozenset(silent))

    def answering(self, facts: Facts, fact: str, value: Scalar) -> Facts:
        """The same with an answer to an open fact: one rater's level for a criterion, which moves its aggregates."""
        values = {**facts.values, fact: value}
        if self[fact].kind is not Kind.CRITERION:
            return Facts(values, facts.not_applicable, facts.intervals)
        values[fact + DISAGREEMENT] = 0
        moved = (one.intervals(values, facts.not_applicable) for one in self._aggregates if fact in one.criteria)
        return Facts(values, facts.not_applicable, {**facts.intervals, **next(moved, {})})

    def with_intervals(self, values: Mapping[str, Scalar], absent: frozenset[str]) -> Facts:
        """Known values and what is not applicable, completed by the aggregates that follow from them."""
        intervals: dict[str, tuple[float, float]] = {}
        for aggregates in self._aggregates:
            found = aggregates.intervals(values, absent)
            intervals.update(found)
            absent = absent if found else absent | aggregates.names
        return Facts(values, absent, intervals)


class _Aggregates:
    """The aggregates of one rubric, from the levels that are known and the criteria that are open."""

    def __init__(self, rubric: Rubric) -> None:
        self.criteria = tuple(criterion.id for criterion in rubric.criteria)
        self.levels = rubric.scale.values
        self.mean, self.least = f"{rubric.id}.mean", f"{rubric.id}.min"
        self.counts = tuple((f"{rubric.id}.count_at_most_{level}", level) for level in self.levels)
        self.names = frozenset((self.mean, self.least, *(name for name, _ in self.counts)))

    def intervals(self, values: Mapping[str, Scalar], absent: frozenset[str]) -> dict[str, tuple[float, float]]:
        """Each aggregate's bounds: the open criteria all at the lowest, or all at the highest level.

        Nothing where no criterion applies: then the aggregates do not apply either.
        """
        asked = [criterion for criterion in self.criteria if criterion not in absent]
        if not asked:
            return {}
        known = sorted(int(values[criterion]) for criterion in asked if criterion in values)
        open_, lowest, highest = len(asked) - len(known), self.levels[0], self.levels[-1]
        total, worst, best = sum(known), [lowest] * bool(open_), [highest] * bool(open_)
        found: dict[str, tuple[float, float]] = {
            self.mean: ((total + open_ * lowest) / len(asked), (total + open_ * highest) / len(asked)),
            self.least: (min(known + worst), min(known + best)),
        }
        for name, level in self.counts:
            low = bisect_right(known, level)
            found[name] = (low + open_ * (highest <= level), low + open_ * (lowest <= level))
        return found


def _facts_of(rubric: Rubric) -> Iterator[Fact]:
    yield from _criterion_facts(rubric)
    yield from _aggregate_facts(rubric)


def _criterion_facts(rubric: Rubric) -> Iterator[Fact]:
    levels, spread = rubric.scale.values, rubric.scale.values[-1] - rubric.scale.values[0]
    labels: dict[Scalar, str] = {level.level: level.label for level in rubric.scale.levels}
    for row in rubric.rows:
        texts: dict[Scalar, str] = {level.level: level.descriptor for level in row.levels}
        yield Fact(row.id, Kind.CRITERION, Type.ORDINAL, row.title, levels, labels, texts, question=row.question)
        name = f"Disagreement about {row.title[0].lower()}{row.title[1:]}"
        disagreement = row.id + DISAGREEMENT
        yield Fact(disagreement, Kind.DISAGREEMENT, Type.INTEGER, name, minimum=0, maximum=spread, unit="levels")


def _aggregate_facts(rubric: Rubric) -> Iterator[Fact]:
    low, high, rows = rubric.scale.values[0], rubric.scale.values[-1], len(rubric.criteria)
    name = rubric.title
    yield Fact(f"{rubric.id}.mean", Kind.AGGREGATE, Type.NUMBER, f"{name}: mean level", minimum=low, maximum=high)
    yield Fact(f"{rubric.id}.min", Kind.AGGREGATE, Type.INTEGER, f"{name}: lowest level", minimum=low, maximum=high)
    for level in rubric.scale.values:
        title = f"{name}: criteria at level {level} or below"
        count = f"{rubric.id}.count_at_most_{level}"
        yield Fact(count, Kind.AGGREGATE, Type.INTEGER, title, minimum=0, maximum=rows)


def _request_facts(roles: tuple[str, ...]) -> Iterator[Fact]:
    yield Fact(ROLE, Kind.REQUEST, Type.CHOICE, "The role that asks", roles)
    yield Fact(AS_OF, Kind.REQUEST, Type.INTEGER, "The day whose rules are in effect", minimum=1, maximum=4_000_000)


def reserved(name: str) -> bool:
    """Whether the last part of a fact's id is a word that belongs to aggregates and disagreement."""
    last = name.rpartition(".")[2]
    return last in ("mean", "min", "disagreement") or _COUNT.fullmatch(last) is not None
