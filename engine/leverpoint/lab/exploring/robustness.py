"""Does a ranking hold? For each rater alone, and with any one criterion a level higher or lower."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from leverpoint.advice import Recommendation, RoleAdvice
from leverpoint.advisor import Advisor
from leverpoint.lab.exploring.whatif import Standpoint, standpoint
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.model import Assessment
from leverpoint.vocabulary import Kind, Vocabulary


@dataclass(frozen=True, slots=True)
class Variation:
    """The same assessment, a little different: one rater's answers alone, or one criterion a level up or down.

    `name` is the rater or the criterion, `before` and `after` the level that counts; of a rater they are None.
    """

    kind: Literal["rater", "up", "down"]
    name: str
    before: int | None
    after: int | None
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Break:
    """A variation in which a recommendation does not hold, and where it stands then; None is off the list."""

    kind: str
    name: str
    before: int | None
    after: int | None
    place: Standpoint | None


@dataclass(frozen=True, slots=True)
class Steadiness:
    """One of the first recommendations, and in how many variations it holds.

    It holds where it is still among the first `top` and no less certain. `same_rank` counts where it also keeps its
    rank; `breaks` are the variations in which it does not hold.
    """

    strategy: str
    title: str
    place: Standpoint
    holds: int
    same_rank: int
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class RoleRobustness:
    """The first `top` recommendations of a role over all variations, of which `raters` are raters alone.

    `same_top` counts variations with the same strategies in the first places, `same_order` those in the same order too.
    """

    role: str
    top: int
    variations: int
    raters: int
    same_top: int
    same_order: int
    recommendations: tuple[Steadiness, ...]


def variations(assessment: Assessment, vocabulary: Vocabulary) -> tuple[Variation, ...]:
    """Every rater alone where several have answered, then each rated criterion a level down and a level up.

    A rater alone answers with their own levels; what was rated without a name is everybody's, and what only others
    rated is open. One level up moves every rater's answer, and none beyond the scale.
    """
    return (*_raters(assessment), *_levels(assessment, vocabulary))


def robustness(advisor: Advisor, assessment: Assessment, top: int = 5) -> Iterator[RoleRobustness]:
    """How far the first `top` recommendations of each role hold, role by role, so that progress can be shown."""
    varied = variations(assessment, advisor.rulebook.vocabulary)
    for role in assessment.roles:
        asked = [replace(one.assessment, roles=(role,)) for one in varied]
        before = uncut_advice(advisor, replace(assessment, roles=(role,)))[role]
        yield _role(before, [uncut_advice(advisor, one)[role] for one in asked], varied, top)


def to_data(found: RoleRobustness) -> dict[str, Any]:
    """The same for programs."""
    return asdict(found)


def _raters(assessment: Assessment) -> Iterator[Variation]:
    named = dict.fromkeys(rater for levels in assessment.ratings.values() for rater in levels if rater)
    for rater in named if len(named) > 1 else ():
        alone = {criterion: _own(levels, rater) for criterion, levels in assessment.ratings.items()}
        ratings = {criterion: levels for criterion, levels in alone.items() if levels}
        yield Variation("rater", rater, None, None, replace(assessment, ratings=ratings))


def _own(levels: Mapping[str, int], rater: str) -> dict[str, int]:
    return {who: level for who, level in levels.items() if who in ("", rater)}


def _levels(assessment: Assessment, vocabulary: Vocabulary) -> Iterator[Variation]:
    for fact in vocabulary.of_kind(Kind.CRITERION):
        levels, scale = assessment.ratings.get(fact.id), [int(value) for value in fact.values]
        for step in (-1, 1) if levels else ():
            moved = {who: _moved(level, step, scale) for who, level in (levels or {}).items()}
            before, after = (_median(one) for one in (levels or {}, moved))
            if before != after:
                ratings = {**assessment.ratings, fact.id: moved}
                kind: Literal["up", "down"] = "up" if step > 0 else "down"
                yield Variation(kind, fact.id, before, after, replace(assessment, ratings=ratings))


def _moved(level: int, step: int, scale: Sequence[int]) -> int:
    return scale[max(0, min(len(scale) - 1, scale.index(level) + step))]


def _median(levels: Mapping[str, int]) -> int:
    return sorted(levels.values())[(len(levels) - 1) // 2]


def _role(before: RoleAdvice, after: Sequence[RoleAdvice], varied: Sequence[Variation], top: int) -> RoleRobustness:
    first = [one.strategy for one in before.recommendations[:top]]
    tops = [[one.strategy for one in advice.recommendations[:top]] for advice in after]
    return RoleRobustness(
        before.role,
        top,
        len(varied),
        sum(one.kind == "rater" for one in varied),
        sum(set(one) == set(first) for one in tops),
        sum(one == first for one in tops),
        tuple(_steadiness(one, after, varied, top) for one in before.recommendations[:top]),
    )


def _steadiness(item: Recommendation, after: Sequence[RoleAdvice], varied: Sequence[Variation], top: int) -> Steadiness:
    places = [_place(advice, item.strategy) for advice in after]
    kept = [place for place in places if _holds(place, item, top)]
    breaks = (
        Break(one.kind, one.name, one.before, one.after, place)
        for one, place in zip(varied, places, strict=True)
        if not _holds(place, item, top)
    )
    stands = Standpoint(item.rank, item.score, item.certainty)
    same = sum(place is not None and place.rank == item.rank for place in kept)
    return Steadiness(item.strategy, item.title, stands, len(kept), same, tuple(breaks))


def _holds(place: Standpoint | None, item: Recommendation, top: int) -> bool:
    return place is not None and place.rank <= top and (place.certainty == "certain" or item.certainty != "certain")


def _place(advice: RoleAdvice, strategy: str) -> Standpoint | None:
    return standpoint(next((one for one in advice.recommendations if one.strategy == strategy), None))
