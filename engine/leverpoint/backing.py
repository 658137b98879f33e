"""What stands behind a strategy for a role: rules, leverage points, what others can do, citations. Made once, kept."""

from __future__ import annotations

from collections.abc import Iterable

from leverpoint.advice import Backing, Elsewhere, PointRef, RuleRef
from leverpoint.model import Citation, Recommend, Rule
from leverpoint.rulebook import Rulebook

MOST_KEPT = 10_000


class Backings:
    """Finds the backing of every strategy of one rulebook, and keeps it for the next answer in which it is the same."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook, self._catalog = rulebook, rulebook.catalog
        self._kept: dict[tuple[str, str, tuple[str, ...]], Backing] = {}
        self._points = {
            (strategy, role): tuple(
                PointRef(p.id, p.title, p.actions) for p in self._catalog.points_for(strategy, role)
            )
            for strategy in self._catalog.strategies
            for role in self._catalog.roles
        }

    def of(self, strategy: str, role: str, rules: tuple[str, ...]) -> Backing:
        """The backing when these rules, by their ids, speak for the strategy."""
        key = (strategy, role, rules)
        backing = self._kept.get(key)
        if backing is None:
            backing = self._made(strategy, role, [self._rulebook.rules[rule] for rule in rules])
            if len(self._kept) < MOST_KEPT:
                self._kept[key] = backing
        return backing

    def _made(self, strategy: str, role: str, rules: list[Rule]) -> Backing:
        versions = self._rulebook.versions
        return Backing(
            rules=tuple(RuleRef(rule.id, rule.source, versions[rule.source]) for rule in rules),
            leverage_points=self._named(strategy, role, rules),
            elsewhere=tuple(self._elsewhere(strategy, role)),
            citations=self._citations(strategy, rules),
        )

    def _named(self, strategy: str, role: str, rules: Iterable[Rule]) -> tuple[PointRef, ...]:
        """Those of the role that the rules name for the strategy; where they name none, all of them."""
        effects = [effect for rule in rules for effect in rule.then if isinstance(effect, Recommend)]
        names = {name for effect in effects if effect.strategy == strategy for name in effect.leverage_points}
        points = self._points[strategy, role]
        return tuple(point for point in points if point.id in names) or points

    def _elsewhere(self, strategy: str, role: str) -> Iterable[Elsewhere]:
        for other in self._catalog.roles:
            for point in self._points[strategy, other] if other != role else ():
                yield Elsewhere(other, point.id, point.title)

    def _citations(self, strategy: str, rules: Iterable[Rule]) -> tuple[Citation, ...]:
        """The sources of a strategy and of the rules that speak for it, each once."""
        own = self._catalog.strategies[strategy].citations
        return tuple(dict.fromkeys((*own, *(one for rule in rules for one in rule.citations))))
