"""What two rulebooks can both be asked: assessments without what only one of them knows, and what that leaves out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leverpoint.lab.comparing.impact import known_to
from leverpoint.lab.exploring.changes import ASKED
from leverpoint.model import Assessment
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not asked, since only one of the two knows it: `in_` says which, "before" or "after".

    Of a fact that both know, `in_` is "both", and `values` are those that only one of them has.
    """

    kind: str
    id: str
    in_: str
    values: tuple[str, ...] = ()


class Shared:
    """The questions that two rulebooks have in common."""

    def __init__(self, before: Rulebook, after: Rulebook) -> None:
        self._sides = (before, after)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that both know, in the order of the new one."""
        before, after = (side.catalog.roles for side in self._sides)
        return tuple(role for role in after if role in before)

    def left_out(self) -> tuple[LeftOut, ...]:
        """All that is not asked."""
        return tuple(self._left_out())

    def fitting(self, assessments: Iterable[Assessment]) -> Iterator[Assessment]:
        """The assessments without what only one side knows; those of which no role is left are left out."""
        for assessment in assessments:
            fit = assessment
            for side in self._sides:
                fit = known_to(side.vocabulary, side.catalog.roles, fit)
            if fit.roles:
                yield fit

    def pruned(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """A request document without what one side knows and the other does not; what neither knows stays in it."""
        body = request.get("assessment")
        pruned = {**request}
        if isinstance(request.get("roles"), list):
            pruned["roles"] = [role for role in request["roles"] if not self._is_one_sided_role(role)]
        if isinstance(request.get("context"), Mapping):
            pruned["context"] = {k: v for k, v in request["context"].items() if not self._is_one_sided(k)}
        if isinstance(body, Mapping):
            pruned["assessment"] = {key: value for key, value in body.items() if key != "rubrics"}
            if isinstance(body.get("ratings"), list):
                pruned["assessment"]["ratings"] = [row for row in body["ratings"] if not self._is_one_sided_row(row)]
        return pruned

    def _is_one_sided_row(self, row: object) -> bool:
        return isinstance(row, Mapping) and self._is_one_sided(row.get("criterion"))

    def _is_one_sided(self, fact: object) -> bool:
        return len({fact in side.vocabulary for side in self._sides}) > 1

    def _is_one_sided_role(self, role: object) -> bool:
        return len({role in side.catalog.roles for side in self._sides}) > 1

    def _left_out(self) -> Iterator[LeftOut]:
        roles = [side.catalog.roles for side in self._sides]
        yield from _one_sided("role", *roles)
        before, after = ({one.id: one for one in side.vocabulary.of_kind(*ASKED)} for side in self._sides)
        yield from _one_sided("fact", before, after)
        for name in (name for name in after if name in before):
            if values := _own_values(before[name], after[name]):
                yield LeftOut("fact", name, "both", values)


def _one_sided(kind: str, before: Collection[str], after: Collection[str]) -> Iterator[LeftOut]:
    yield from (LeftOut(kind, name, "before") for name in before if name not in after)
    yield from (LeftOut(kind, name, "after") for name in after if name not in before)


def _own_values(before: Fact, after: Fact) -> tuple[str, ...]:
    """The values that only one of two facts has, or a bound that moved."""
    if before.values or after.values:
        values = dict.fromkeys((*before.values, *after.values))
        return tuple(str(one) for one in values if before.problem_with(one) or after.problem_with(one))
    bounds = [(one.minimum or 0, one.maximum or 0) for one in (before, after)]
    return tuple(f"{low:.15g} to {high:.15g}" for low, high in bounds) if bounds[0] != bounds[1] else ()
