"""A strategy's score as a sum the solver can weigh: need, role, readiness, horizon, rules, and the bound on packs."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from leverpoint.lab.proving.exact.facts import FactStates
from leverpoint.lab.proving.exact.gates import Expression, Gates, Literal
from leverpoint.lab.proving.exact.outline import Outline

Truths = Callable[[str], Literal]


class Scores:
    """Scores for one role. `true` tells when a rule counts, by its id."""

    def __init__(self, gates: Gates, outline: Outline, facts: FactStates, role: str, true: Truths) -> None:
        self._gates, self._outline, self._facts, self._role, self._true = gates, outline, facts, role, true

    def score(self, strategy: str, without: Container[str] = ()) -> Expression:
        """All terms added up, with nothing of the rules in `without`."""
        fixed = (self._outline.fixed_points(strategy, self._role), True)
        points = [fixed, *self._need(strategy), *self._readiness(strategy), *self._core_terms(strategy, without)]
        return self._gates.added([self._gates.total(points), *self._local(strategy, without)])

    def _need(self, strategy: str) -> Iterator[tuple[int, Literal]]:
        """The largest need of the answered criteria, as steps: each is worth what it adds to the one below."""
        steps: dict[int, list[Literal]] = {}
        for criterion, terms in self._outline.needs.get(strategy, ()):
            for level, at in self._facts[criterion].values.items():
                steps.setdefault(terms[level].points, []).append(at)
        below, reached = 0, [at for step in steps.values() for at in step]
        for points in sorted(steps):
            yield points - below, self._gates.some(reached)
            below, reached = points, [at for step, ats in steps.items() if step > points for at in ats]

    def _readiness(self, strategy: str) -> Iterator[tuple[int, Literal]]:
        weights = self._outline.rulebook.weights
        for criteria in self._outline.predecessors(strategy):
            weak = (self._facts.among(row, lambda level: int(level) < weights.weak_below) for row in criteria)
            yield weights.readiness.points, self._gates.some(weak)

    def _core_terms(self, strategy: str, without: Container[str]) -> Iterator[tuple[int, Literal]]:
        for rule, terms in self._outline.rule_terms.get(strategy, {}).items():
            core = sum(term.points for term in terms if term.name != "local")
            if core and rule not in without:
                yield core, self._true(rule)

    def _local(self, strategy: str, without: Container[str]) -> Iterator[Expression]:
        """What each pack moves the strategy by, taken back to the most that a pack may."""
        most, by_pack = self._outline.rulebook.weights.max_local_points.points, dict[str, dict[str, int]]()
        for rule, terms in self._outline.rule_terms.get(strategy, {}).items():
            for term in terms:
                if term.name == "local" and rule not in without:
                    net = by_pack.setdefault(term.by, {})
                    net[rule] = net.get(rule, 0) + term.points
        for net in by_pack.values():
            total = self._gates.total((points, self._true(rule)) for rule, points in net.items())
            yield self._gates.clamped(total, -most, most, sum(map(abs, net.values())))
