"""Before and after, side by side: what becomes of every strategy when an assessment or the rules change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from leverpoint.advice import Recommendation, RoleAdvice, Term
from leverpoint.model import Certainty

What = Literal["entered", "left", "moved", "decided", "rescored", "same"]


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where a strategy stands in one list."""

    rank: int
    score: int
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class TermChange:
    """A term that is not the same in both lists. Points are None where it is not there."""

    name: str
    origin: str
    by: str
    text: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class StrategyChange:
    """One strategy before and after; None where it is not on the list."""

    strategy: str
    title: str
    before: Standpoint | None
    after: Standpoint | None
    terms: tuple[TermChange, ...]

    @property
    def what(self) -> What:
        """The most that happened to it. `decided` means that it is as certain as it was not before, or the other way
        round.
        """
        if self.before is None or self.after is None:
            return "entered" if self.before is None else "left"
        if self.before.rank != self.after.rank:
            return "moved"
        if self.before.certainty != self.after.certainty:
            return "decided"
        return "rescored" if self.terms else "same"


@dataclass(frozen=True, slots=True)
class RoleChange:
    """What changed for one role: every strategy on either list, those of the new list first, and the rules' remarks."""

    role: str
    strategies: tuple[StrategyChange, ...]
    warnings_new: tuple[str, ...]
    warnings_gone: tuple[str, ...]
    suppressed_new: tuple[str, ...]
    suppressed_gone: tuple[str, ...]


def side_by_side(before: RoleAdvice, after: RoleAdvice) -> RoleChange:
    """Two uncut lists of one role against each other."""
    old = {one.strategy: one for one in before.recommendations}
    new = {one.strategy: one for one in after.recommendations}
    strategies = tuple(_strategy(one, old.get(one), new.get(one)) for one in dict.fromkeys((*new, *old)))
    warned, warns = [[one.rule for one in advice.warnings] for advice in (before, after)]
    held, holds = [[one.strategy for one in advice.suppressed] for advice in (before, after)]
    return RoleChange(
        after.role, strategies, _without(warns, warned), _without(warned, warns), _without(holds, held),
        _without(held, holds),
    )  # fmt: skip


def to_data(change: RoleChange) -> dict[str, Any]:
    """The same for programs, with `what` happened to each strategy."""
    data = asdict(change)
    for written, one in zip(data["strategies"], change.strategies, strict=True):
        written["what"] = one.what
        for term in written["terms"]:
            term["from"] = term.pop("origin")
    return data


def standpoint(found: Recommendation | None) -> Standpoint | None:
    """Where a recommendation stands, if there is one."""
    return None if found is None else Standpoint(found.rank, found.score, found.certainty)


def term_changes(before: Sequence[Term], after: Sequence[Term]) -> tuple[TermChange, ...]:
    """The terms that differ, those that are there now first. One rule may give several; they are told together."""
    old, new = _by_origin(before), _by_origin(after)
    keys = dict.fromkeys((*new, *old))
    return tuple(_term(key, old.get(key), new.get(key)) for key in keys if _points(old, key) != _points(new, key))


Key = tuple[str, str, str]
Told = dict[Key, tuple[int, str]]


def _by_origin(terms: Iterable[Term]) -> Told:
    found: Told = {}
    for term in terms:
        key = (term.name, term.origin, term.by)
        points, text = found.get(key, (0, term.text))
        found[key] = (points + term.points, text)
    return found


def _points(told: Told, key: Key) -> int | None:
    return told[key][0] if key in told else None


def _term(key: Key, before: tuple[int, str] | None, after: tuple[int, str] | None) -> TermChange:
    _, text = after or before or (0, "")
    return TermChange(*key, text, before and before[0], after and after[0])


def _strategy(strategy: str, before: Recommendation | None, after: Recommendation | None) -> StrategyChange:
    terms = term_changes(before.terms if before else (), after.terms if after else ())
    title = next(one.title for one in (after, before) if one)
    return StrategyChange(strategy, title, standpoint(before), standpoint(after), terms)


def _without(these: Iterable[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in these if one not in others)
