"""The solver's side of the model: literals, and the few gates that everything else is built from.

A literal is a variable of the solver, its negation, or plainly True or False where the answer is already known; gates
fold what is known, so that nothing that cannot matter reaches the solver. Equal gates are made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from leverpoint.errors import ExtraError

try:
    from ortools.sat.python import cp_model
except ImportError as error:  # pragma: no cover # the extra is installed wherever the tests run
    raise ExtraError("exact questions need OR-Tools: pip install 'leverpoint[analysis]'") from error

Literal = cp_model.IntVar | Any
"""A Boolean variable of the solver, its negation, or True or False."""
Expression = cp_model.LinearExpr | Any
"""A sum of variables times whole numbers, or a whole number."""


__all__ = ["Expression", "Gates", "Literal", "cp_model"]


class Gates:
    """A solver's model under construction. Not shared by threads."""

    def __init__(self) -> None:
        self.model = cp_model.CpModel()
        self._made: dict[object, Any] = {}
        self._used: list[Expression] = []

    def variable(self, name: str) -> Literal:
        """A new Boolean that nothing restricts yet."""
        return self.model.new_bool_var(name)

    def unlikely(self, name: str) -> Literal:
        """The same, with the search beginning where it is false: a witness is plain where that shows as much."""
        found = self.variable(name)
        self.model.add_hint(found, False)
        return found

    def negation(self, one: Literal) -> Literal:
        """Not `one`."""
        return not one if isinstance(one, bool) else ~one

    def every(self, parts: Iterable[Literal]) -> Literal:
        """True exactly when all parts are; of nothing, True."""
        return self.negation(self.some(map(self.negation, parts)))

    def some(self, parts: Iterable[Literal]) -> Literal:
        """True exactly when a part is; of nothing, False."""
        open_: dict[int, Literal] = {}
        for part in parts:
            if part is True:
                return True
            if part is not False:
                open_[part.index] = part
        if any(-index - 1 in open_ for index in open_):
            return True
        if len(open_) < 2:
            return next(iter(open_.values()), False)
        return self._kept(frozenset(open_), lambda: self._either(tuple(open_.values())))

    def unlike(self, one: Literal, other: Literal) -> Literal:
        """Either, and not both."""
        return self.every((self.some((one, other)), self.negation(self.every((one, other)))))

    def exactly_one(self, parts: Sequence[Literal]) -> None:
        """Demand that one part is true and the others are not."""
        self.model.add_exactly_one(parts)

    def at_least(self, parts: Iterable[tuple[int, Literal]], least: int) -> Literal:
        """True exactly when the sum of the whole numbers whose literal is true reaches `least`."""
        kept = tuple((factor, part) for factor, part in parts if factor and part is not False)
        return self._kept(
            (tuple((f, _index(p)) for f, p in kept), least), lambda: self.reaches(self.total(kept), least)
        )

    def reaches(self, total: Expression, least: int) -> Literal:
        """True exactly when the sum is `least` or more."""
        return total >= least if isinstance(total, int) else self._reached(total, least)

    def leads(self, one: Expression, other: Expression, least: int) -> Literal:
        """True exactly when `one` is `least` or more above `other`. Asked again of the same sums, the same literal."""
        if one is other:
            return least <= 0
        return self._kept_of((one, other), least, lambda: self.reaches(one - other, least))

    def total(self, parts: Iterable[tuple[int, Literal]]) -> Expression:
        """The sum of the whole numbers whose literal is true; equal sums are one."""
        constant, found = 0, list[tuple[int, Literal]]()
        for factor, part in parts:
            if isinstance(part, bool):
                constant += factor * part
            elif factor:
                found.append((factor, part))
        if not found:
            return constant
        key = ("total", constant, tuple((factor, _index(part)) for factor, part in found))
        return self._kept(key, lambda: _weighted(found) + constant)

    def added(self, totals: Sequence[Expression]) -> Expression:
        """The sum of sums; of the same ones, the same."""
        if len(totals) < 2:
            return totals[0] if totals else 0
        return self._kept_of(totals, "added", lambda: sum(totals, 0))

    def clamped(self, total: Expression, low: int, high: int, reach: int) -> Expression:
        """The sum, or the nearer bound where it lies outside of both. `reach` bounds its size."""
        if isinstance(total, int):
            return max(low, min(high, total))
        if reach <= min(-low, high):
            return total
        return self._kept_of((total,), (low, high, reach), lambda: self._clamped(total, low, high, reach))

    def require(self, *wanted: Literal) -> None:
        """Demand that each of these is true."""
        for one in wanted:
            self.model.add_bool_or([one] if one is not False else [])

    def forbid_together(self, *parts: Literal) -> None:
        """Demand that not all of these are true at once."""
        self.require(self.some(map(self.negation, parts)))

    def _kept(self, key: object, made: Any) -> Literal:
        if key not in self._made:
            self._made[key] = made()
        return self._made[key]

    def _kept_of(self, sums: Sequence[Expression], about: object, made: Any) -> Any:
        """What was made of these very sums. They are kept as well: an id stands for them only as long as they live."""
        key = (about, *(one if isinstance(one, int) else ("sum", id(one)) for one in sums))
        self._used.extend(sums)
        return self._kept(key, made)

    def _clamped(self, total: Expression, low: int, high: int, reach: int) -> Expression:
        below, found = self.model.new_int_var(-reach, high, ""), self.model.new_int_var(low, high, "")
        self.model.add_min_equality(below, [total, high])
        self.model.add_max_equality(found, [below, low])
        return found

    def _either(self, parts: Sequence[Literal]) -> Literal:
        found = self.variable("")
        self.model.add_bool_or([*parts, ~found])
        for part in parts:
            self.model.add_implication(part, found)
        return found

    def _reached(self, total: Expression, least: int) -> Literal:
        found = self.variable("")
        self.model.add(total >= least).only_enforce_if(found)
        self.model.add(total < least).only_enforce_if(~found)
        return found


def _weighted(parts: Sequence[tuple[int, Literal]]) -> Expression:
    return cp_model.LinearExpr.weighted_sum([part for _, part in parts], [factor for factor, _ in parts])


def _index(part: Literal) -> int | str:
    """What tells literals apart; to Python, True and 1 are equal, and one of them may be the index of a variable."""
    return str(part) if isinstance(part, bool) else int(part.index)
