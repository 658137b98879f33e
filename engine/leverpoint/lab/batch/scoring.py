"""The score of a strategy as an expression. Every number in it is what `Priority` says when it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from leverpoint.lab.batch.columns import codes
from leverpoint.lab.batch.matching import any_of, is_true
from leverpoint.model import Adjust, Recommend, Rule, Scalar
from leverpoint.priority import Priority
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import ROLE, Facts, Kind

NOTHING = Facts({})


class Scoring:
    """The scores of one rulebook's strategies. `most` is more than any of them can be, up or down."""

    def __init__(self, rulebook: Rulebook, priority: Priority) -> None:
        self._rulebook, self._priority = rulebook, priority
        self._bound = rulebook.weights.max_local_points.points
        self._levels = {fact.id: codes(fact) for fact in rulebook.vocabulary.of_kind(Kind.CRITERION)}
        self._rows: dict[str, list[str]] = {}
        for row in rulebook.catalog.criteria().values():
            for strategy in row.strategies:
                self._rows.setdefault(strategy, []).append(row.id)
        self._speaking: dict[str, list[str]] = {}
        for rule in rulebook.rules.values():
            for strategy in dict.fromkeys(_moved(rule)):
                self._speaking.setdefault(strategy, []).append(rule.id)
        self._sizes: list[int] = []
        self.most = 1

    def score(self, strategy: str) -> pl.Expr:
        """The sum of all terms of a strategy."""
        self._sizes = []
        parts = [
            self._need(strategy),
            self._by_role(strategy),
            *self._readiness(strategy),
            *self._by_rules(strategy),
        ]
        self.most = max(self.most, 1 + sum(self._sizes))
        return pl.sum_horizontal(parts)

    def _need(self, strategy: str) -> pl.Expr:
        """The points of the neediest criterion that is rated."""
        found = [self._mapped(row, self._needs(strategy, row)) for row in self._rows.get(strategy, ())]
        return pl.max_horizontal(found).fill_null(0) if found else pl.lit(0, pl.Int32)

    def _needs(self, strategy: str, row: str) -> dict[Scalar, int]:
        role = next(iter(self._rulebook.catalog.roles))
        return {
            level: sum(
                term.points
                for term in self._priority.terms(strategy, role, Facts({row: level}), ())
                if term.name == "need"
            )
            for level in self._levels[row]
        }

    def _by_role(self, strategy: str) -> pl.Expr:
        """The points that follow from the role alone: its part in the strategy, and when it can begin."""
        points: dict[int, int] = {}
        for code, role in enumerate(self._rulebook.catalog.roles):
            points[code] = sum(term.points for term in self._priority.terms(strategy, role, NOTHING, ()))
        return self._coded(ROLE, points)

    def _readiness(self, strategy: str) -> Iterator[pl.Expr]:
        points = self._rulebook.weights.readiness.points
        weak: dict[str, list[pl.Expr]] = {}
        for row, levels in self._levels.items():
            for level, code in levels.items():
                for one in self._priority.weak_predecessors(strategy, Facts({row: level})):
                    weak.setdefault(one, []).append((pl.col(row) == code).fill_null(value=False))
        for lows in weak.values():
            yield self._pointed(any_of(lows), points)

    def _by_rules(self, strategy: str) -> Iterator[pl.Expr]:
        local: dict[str, list[pl.Expr]] = {}
        for rule in self._speaking.get(strategy, ()):
            for by, points in self._points(strategy, rule).items():
                term = self._pointed(is_true(rule), points)
                if by is None:
                    yield term
                else:
                    local.setdefault(by, []).append(term)
        for terms in local.values():
            yield pl.sum_horizontal(terms).clip(-self._bound, self._bound)

    def _points(self, strategy: str, rule: str) -> Mapping[str | None, int]:
        """What a rule gives a strategy when it matches: the core's points under None, those of packs by the pack."""
        role, points = next(iter(self._rulebook.catalog.roles)), dict[str | None, int]()
        for term in self._priority.terms(strategy, role, NOTHING, (rule,)):
            if term.name in ("rule", "local"):
                by = term.by if term.name == "local" else None
                points[by] = points.get(by, 0) + term.points
        return points

    def _mapped(self, row: str, points: Mapping[Scalar, int]) -> pl.Expr:
        return self._coded(row, {self._levels[row][level]: worth for level, worth in points.items()})

    def _coded(self, column: str, points: Mapping[int, int]) -> pl.Expr:
        self._sizes.append(max(map(abs, points.values())))
        return pl.col(column).replace_strict(points, return_dtype=pl.Int32)

    def _pointed(self, where: pl.Expr, points: int) -> pl.Expr:
        self._sizes.append(abs(points))
        return where.cast(pl.Int32) * points


def _moved(rule: Rule) -> Iterable[str]:
    """The strategies whose score the rule moves."""
    spoken = [effect.strategy for effect in rule.then if isinstance(effect, Recommend | Adjust)]
    return (*spoken, *(retune.strategy for retune in rule.retunes))
