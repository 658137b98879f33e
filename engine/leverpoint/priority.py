"""How much a strategy matters to a role: named terms in whole points that add up, and a total order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from leverpoint.advice import Term
from leverpoint.model import Adjust, Layer, Recommend, Rule, Strategy, Tenure
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Facts

Order = tuple[int, int, str]
_TENURE_WORDS = {"lead": "leads", "share": "shares", "influence": "influences"}


class Priority:
    """Works out the terms of any strategy of one rulebook. Everything that no answer changes is worked out once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._weights = rulebook.weights
        self._catalog = rulebook.catalog
        self._core = rulebook.sources[0].name
        self._criteria = need_terms(rulebook)
        self._rule_terms = rule_terms(rulebook.rules.values())
        self._fixed = {
            (strategy.id, role): tuple(self._fixed_terms(strategy, role))
            for strategy in rulebook.catalog.strategies.values()
            for role in rulebook.catalog.roles
        }

    def terms(self, strategy: str, role: str, facts: Facts, true: Iterable[str]) -> tuple[Term, ...]:
        """Every term that is not zero, in the order need, role, readiness, horizon, rules.

        `true` holds the ids of the rules that matched.
        """
        tenure, horizon = self._fixed[strategy, role]
        terms = [self._need(strategy, facts), tenure, *self._readiness(strategy, facts), horizon]
        by_rule = self._rule_terms.get(strategy, {})
        spoken = [term for rule in by_rule if rule in true for term in by_rule[rule]]
        return tuple(term for term in (*terms, *spoken, *self._bounds(spoken)) if term is not None and term.points)

    def bounded(self, terms: Iterable[Term]) -> tuple[Term, ...]:
        """Terms to which a plugin has added its own, with what bounds them worked out anew."""
        said = [term for term in terms if term.name != "bound"]
        return tuple(term for term in (*said, *self._bounds(said)) if term.points)

    def _bounds(self, spoken: Iterable[Term]) -> Iterator[Term]:
        """What takes a pack's net effect on one strategy back to the most that a pack may move it by."""
        most, net = self._weights.max_local_points.points, dict[str, int]()
        for term in spoken:
            if term.name == "local":
                net[term.by] = net.get(term.by, 0) + term.points
        for pack, points in net.items():
            back = max(-most, min(most, points)) - points
            yield Term("bound", back, pack, self._core, f"a pack moves a strategy by {most} points at most")

    def order(self, strategy: str, score: int) -> Order:
        """The sort key of a recommendation: the highest score first, then the strategy's number, then its id."""
        return -score, self._catalog.strategies[strategy].number, strategy

    def weak_predecessors(self, strategy: str, facts: Facts) -> Iterator[str]:
        """The advisory predecessors with a criterion that is answered below the level that counts as weak."""
        for edge in self._catalog.strategies[strategy].strengthen_first:
            levels = [facts.values.get(criterion) for criterion, _ in self._criteria.get(edge.strategy, ())]
            if any(level is not None and int(level) < self._weights.weak_below for level in levels):
                yield edge.strategy

    def _need(self, strategy: str, facts: Facts) -> Term | None:
        found = [
            (terms[level], criterion)
            for criterion, terms in self._criteria.get(strategy, ())
            if (level := facts.values.get(criterion)) is not None
        ]
        return max(found, key=lambda pair: pair[0].points)[0] if found else None

    def _readiness(self, strategy: str, facts: Facts) -> Iterator[Term]:
        points = self._weights.readiness.points
        for weak in self.weak_predecessors(strategy, facts):
            yield Term("readiness", points, weak, self._core, f"strengthen {weak} first")

    def _fixed_terms(self, strategy: Strategy, role: str) -> Iterator[Term | None]:
        tenure = strategy.tenure(role)
        yield self._tenure_term(strategy, role, tenure) if tenure else None
        horizon = strategy.horizon.get(role, "later")
        words = f"the horizon for this role is {horizon}"
        yield Term("horizon", self._weights.horizon[horizon].points, strategy.id, self._core, words)

    def _tenure_term(self, strategy: Strategy, role: str, tenure: Tenure) -> Term:
        title = self._catalog.roles[role].title
        text = f"a {title[0].lower()}{title[1:]} {_TENURE_WORDS[tenure]} this strategy"
        return Term("role", self._weights.role[tenure].points, strategy.id, self._core, text)


def need_terms(rulebook: Rulebook) -> Mapping[str, tuple[tuple[str, Mapping[object, Term]], ...]]:
    """For each strategy its criteria, each with the term that every level of it gives; the largest one counts."""
    weight, core = rulebook.weights.need.points, rulebook.sources[0].name
    found: dict[str, list[tuple[str, Mapping[object, Term]]]] = {}
    for rubric in rulebook.catalog.rubrics.values():
        low, high, target = rubric.scale.values[0], rubric.scale.values[-1], rubric.scale.target
        for row in rubric.rows:
            terms: dict[object, Term] = {
                level: Term("need", need(weight, level, target, low), row.id, core, f"level {level} of {high}")
                for level in rubric.scale.values
            }
            for strategy in row.strategies:
                found.setdefault(strategy, []).append((row.id, terms))
    return {strategy: tuple(rows) for strategy, rows in found.items()}


def need(weight: int, level: int, target: int, lowest: int) -> int:
    """Points for being below the target: all of `weight` at the lowest level, none at the target; a half rounds up."""
    if level >= target:
        return 0
    distance, whole = target - level, target - lowest
    return (2 * weight * distance + whole) // (2 * whole)


def rule_terms(rules: Iterable[Rule]) -> Mapping[str, Mapping[str, tuple[Term, ...]]]:
    """For each strategy the terms that each rule adds when it matches, the core's first, then by layer and id."""
    found: dict[str, dict[str, tuple[Term, ...]]] = {}
    for rule in sorted(rules, key=lambda rule: (rule.layer.rank, rule.source, rule.id)):
        name = "rule" if rule.layer is Layer.CORE else "local"
        for effect in rule.then:
            if isinstance(effect, Recommend | Adjust):
                text = effect.reason if isinstance(effect, Adjust) else rule.title
                by_rule = found.setdefault(effect.strategy, {})
                term = Term(name, effect.points, rule.id, rule.source, text)
                by_rule[rule.id] = (*by_rule.get(rule.id, ()), term)
        for retune in rule.retunes:
            by_rule = found[retune.strategy]
            term = Term("local", retune.points, rule.id, retune.by, retune.reason)
            by_rule[rule.id] = (*by_rule[rule.id], term)
    return found
