"""The one front door: an assessment goes in, ranked and explained advice for each role comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from leverpoint.advice import (
    Advice,
    Question,
    Ranked,
    Recommendation,
    RoleAdvice,
    RuleWarning,
    SourceRef,
    StrengthenFirst,
    Suppressed,
)
from leverpoint.backing import Backings
from leverpoint.errors import PluginError
from leverpoint.explain import Explainer
from leverpoint.matching import Health, Matches, Matching, UnitCache, check_boundaries
from leverpoint.model import Assessment, Options, Rule, Strategy, Suppress, Warn
from leverpoint.plan import plan_of
from leverpoint.presence import voices_of
from leverpoint.priority import Priority
from leverpoint.questions import Questions, Undecided
from leverpoint.rulebook import Rulebook, SourceInfo, Weights, digest, digest_of_plain
from leverpoint.vocabulary import Facts

if TYPE_CHECKING:
    from leverpoint.plugins.hearing import Hearing, Hooks


class Advisor:
    """Answers assessments from one rulebook. Built once, then shared by any number of threads.

    `units` shares compiled rules with other revisions; `health` counts how the matchers fare. `left_out` are sources
    that speak for whoever asks and do not count, each with the warning that says so: every answer names them. `hooks`
    ask the plugins that speak for them; without any, nothing of plugins is done.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        units: UnitCache | None = None,
        health: Health | None = None,
        left_out: Sequence[tuple[SourceInfo, dict[str, str]]] = (),
        hooks: Hooks | None = None,
    ) -> None:
        self.rulebook = rulebook
        self.health = health or Health()
        shared = UnitCache() if units is None else units  # an empty cache is falsy
        self._matching = Matching(rulebook.strata, rulebook.vocabulary, shared, self.health, rulebook.hidden)
        self._voices = voices_of(rulebook.rules.values())
        self._priority = Priority(rulebook)
        self._explainer = Explainer(rulebook)
        self._questions = Questions(rulebook, self._matching, self._voices)
        sources = (*rulebook.sources, *(source for source, _ in left_out))
        self._sources = tuple(SourceRef(s.name, s.version, s.layer, s.digest, s.state) for s in sources)
        self._service_warnings = tuple(warning for _, warning in left_out)
        self._criteria = _criteria_of_strategies(rulebook)
        self._backings = Backings(rulebook)
        self._identity = {"revision": rulebook.revision, "sources": [asdict(source) for source in self._sources]}
        self._silenced = _silenced(rulebook.rules.values())
        self._hooks = hooks

    @property
    def asks_plugins(self) -> bool:
        """Whether plugins have a say in its answers."""
        return self._hooks is not None

    @property
    def outdated(self) -> bool:
        """Whether a plugin that it asks has failed since, so that another answers from now on."""
        return self._hooks is not None and self._hooks.outdated

    def advise(self, assessment: Assessment) -> Advice:
        """What to do, in what order and why, for each role that was asked, in the order of the catalog.

        Where a plugin fails, the answer is made again without it. Raises PackError where it must not be missing.
        """
        return self._answer(assessment, to_be_observed=True)

    def suppose(self, assessment: Assessment) -> Advice:
        """The same for a question that nobody has put: no plugin that watches answers is shown it. Raises PackError."""
        return self._answer(assessment, to_be_observed=False)

    def _answer(self, assessment: Assessment, *, to_be_observed: bool) -> Advice:
        if self._hooks is None:
            return self._advice(assessment, None)
        try:
            hearing = self._hooks.hearing(assessment)
            advice = self._advice(assessment, hearing)
            if to_be_observed:
                hearing.observed(advice)
            return advice
        except PluginError:
            again = self._hooks.again()
            return again.advise(assessment) if to_be_observed else again.suppose(assessment)

    def informed(self, assessment: Assessment, role: str) -> Assessment:
        """The question with the facts that plugins compute for a role."""
        if self._hooks is None:
            return assessment
        try:
            return self._hooks.hearing(assessment).informed(role)
        except PluginError:
            return self._hooks.again().informed(assessment, role)

    def _advice(self, assessment: Assessment, plugins: Hearing | None) -> Advice:
        informed = {role: plugins.informed(role) if plugins else assessment for role in assessment.roles}
        facts = {role: self.rulebook.vocabulary.facts_of(known, role) for role, known in informed.items()}
        matches = {role: self._matching.match(known) for role, known in facts.items()}
        ranked = {role: self._rank(role, found, assessment.options) for role, found in matches.items()}
        if plugins:
            ranked = {role: plugins.adjusted(role, one) for role, one in ranked.items()}
        open_ = [self._undecided(role, facts[role], matches[role], ranked[role]) for role in assessment.roles]
        roles = tuple(self._role(role, matches[role], ranked[role], assessment.options) for role in assessment.roles)
        if plugins:
            roles = tuple(
                replace(one, recommendations=plugins.enriched(one.role, one.recommendations)) for one in roles
            )
        return Advice(
            decision_id=self._decision_id(assessment, plugins.said if plugins else None),
            as_of=assessment.as_of,
            revision=self.rulebook.revision,
            label=self.rulebook.label,
            sources=self._sources,
            complete=not any(one.unknown or one.criteria for one in open_),
            questions=self._next_questions(open_, assessment.options),
            roles=roles,
            plan=plan_of(roles, self.rulebook.catalog) if len(roles) > 1 else None,
            matcher=_weakest(found.matcher for found in matches.values()),
            service_warnings=self._service_warnings,
        )

    def disagreements(self, source: str) -> frozenset[str]:
        """The ids of the rules of a source about which the matchers disagree at the values where its rules turn.

        It asks both at many points, as `leverpoint.matching.boundaries` describes: for a revision that is about to be
        put in service. Raises MatcherError where durable-rules breaks on the way.
        """
        units = self._matching.units_of(source)
        return frozenset().union(*(check_boundaries(unit, self.rulebook.vocabulary) for unit in units))

    def rows_of_packs(self) -> dict[object, int]:
        """What packs have added to the core's compiled rules: each unit with how many rows it was compiled to."""
        packs = (source.name for source in self.rulebook.sources[1:])
        return {unit: unit.rows for pack in packs for unit in self._matching.units_of(pack)}

    def weighing(self, weights: Weights) -> Advisor:
        """The same rules under other weights and, since these decide as well, another revision.

        Nothing is compiled anew: what matches does not depend on weights.
        """
        revision = digest_of_plain([self.rulebook.revision, asdict(weights)])
        rulebook = replace(self.rulebook, weights=weights, revision=revision)
        identity = {**self._identity, "revision": revision}
        other = copy(self)
        vars(other).update(rulebook=rulebook, _priority=Priority(rulebook), _identity=identity)
        return other

    def _rank(self, role: str, matches: Matches, options: Options) -> list[Ranked]:
        """Every strategy that is not excluded, best first."""
        accepted = ("certain",) if options.certainty == "certain" else ("certain", "possible")
        listed = [(one, voices.certainty(matches.true, matches.unknown)) for one, voices in self._voices.items()]
        ranked = [
            Ranked(strategy, certainty, self._priority.terms(strategy, role, matches.facts, matches.true))
            for strategy, certainty in listed
            if certainty in accepted
        ]
        return sorted(ranked, key=lambda one: self._priority.order(one.strategy, one.score))

    def _undecided(self, role: str, facts: Facts, matches: Matches, ranked: Sequence[Ranked]) -> Undecided:
        criteria = {row for one in ranked for row in self._criteria.get(one.strategy, ())}
        possible = tuple(one.strategy for one in ranked if one.certainty == "possible")
        return Undecided(
            role, facts, matches.unknown, possible, frozenset(criteria.difference(facts.values, facts.not_applicable))
        )

    def _next_questions(self, roles: Sequence[Undecided], options: Options) -> tuple[Question, ...]:
        return () if options.explain == "none" else self._questions.next(roles)

    def _role(self, role: str, matches: Matches, ranked: Sequence[Ranked], options: Options) -> RoleAdvice:
        shown = ranked if options.limit is None else ranked[: options.limit]
        items = (self._recommendation(rank, role, one, matches, options) for rank, one in enumerate(shown, 1))
        return RoleAdvice(role, tuple(items), tuple(self._suppressed(matches)), tuple(self._warnings(matches)))

    def _recommendation(self, rank: int, role: str, one: Ranked, matches: Matches, options: Options) -> Recommendation:
        strategy, facts = self.rulebook.catalog.strategies[one.strategy], matches.facts
        speaking = tuple(rule.id for rule in self._explainer.speaking(strategy.id) if rule.id in matches.true)
        silent, full = options.explain == "none", options.explain == "full"
        return Recommendation(
            rank=rank,
            strategy=strategy.id,
            title=strategy.title,
            certainty=one.certainty,
            horizon=strategy.horizon[role],
            terms=one.terms,
            reasons=() if silent else self._explainer.reasons(strategy.id, facts, matches.true, matches.unknown),
            backing=self._backings.of(strategy.id, role, speaking),
            strengthen_first=tuple(self._strengthen_first(strategy, matches)),
            trace=self._explainer.traces(strategy.id, facts) if full else None,
        )

    def _strengthen_first(self, strategy: Strategy, matches: Matches) -> Iterator[StrengthenFirst]:
        weak = set(self._priority.weak_predecessors(strategy.id, matches.facts))
        for edge in strategy.strengthen_first:
            if edge.strategy in weak:
                yield StrengthenFirst(edge.strategy, edge.because, edge.citations)

    def _suppressed(self, matches: Matches) -> Iterator[Suppressed]:
        for strategy in self._silenced:
            rules = self._explainer.recommending(strategy)
            wanted = any(rule.id in matches.true or rule.id in matches.unknown for rule in rules)
            if wanted and self._voices[strategy].certainty(matches.true, matches.unknown) == "excluded":
                yield from self._suppressors(strategy, matches)

    def _suppressors(self, strategy: str, matches: Matches) -> Iterator[Suppressed]:
        for rule in self._explainer.speaking(strategy):
            for effect in rule.then if rule.id in matches.true else ():
                if isinstance(effect, Suppress) and effect.strategy == strategy:
                    yield Suppressed(strategy, rule.id, effect.reason, rule.source)

    def _warnings(self, matches: Matches) -> Iterator[RuleWarning]:
        for rule_id in sorted(matches.true):
            rule = self.rulebook.rules[rule_id]
            for effect in rule.then:
                if isinstance(effect, Warn):
                    yield RuleWarning(rule.id, effect.text, rule.citations)

    def _decision_id(self, assessment: Assessment, said: Mapping[str, Any] | None) -> str:
        """`said` is what plugins said: they may look at more than the question, and equal ids mean equal bytes."""
        content = {"question": question_of(assessment), **self._identity}
        if said:
            return digest({**content, "plugins": dict(said)})
        fractions = any(isinstance(value, float) for value in assessment.context.values())
        return digest(content) if fractions else digest_of_plain(content)


def question_of(assessment: Assessment) -> dict[str, Any]:
    """What was asked, with nothing in it that cannot change the answer: neither a name nor the order of the ratings."""
    organization, options = assessment.organization, assessment.options
    return {
        "roles": list(assessment.roles),
        "as_of": assessment.as_of.isoformat(),
        "assessed_on": assessment.assessed_on and assessment.assessed_on.isoformat(),
        "organization": [organization.system, organization.identifier, organization.state],
        "ratings": {criterion: sorted(levels.items()) for criterion, levels in assessment.ratings.items()},
        "not_applicable": sorted(assessment.not_applicable),
        "context": dict(assessment.context),
        "options": [options.limit, options.explain, options.certainty],
    }


def _criteria_of_strategies(rulebook: Rulebook) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rulebook.catalog.criteria().values():
        for strategy in row.strategies:
            found.setdefault(strategy, []).append(row.id)
    return {strategy: tuple(rows) for strategy, rows in found.items()}


def _silenced(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The strategies that some rule can take off the list."""
    found = (effect.strategy for rule in rules for effect in rule.then if isinstance(effect, Suppress))
    return tuple(sorted(set(found)))


def _weakest(matchers: Iterator[str]) -> str:
    """The matcher to name where roles were answered by different ones: the one furthest from the ordinary."""
    return max(matchers, key=("durable-rules", "bitsets", "walker").index)
