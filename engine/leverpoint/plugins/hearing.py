"""What plugins say while one answer is made: each is asked alone, and its words are checked before they count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from leverpoint.advice import Advice, Note, Ranked, Recommendation, Term
from leverpoint.model import Assessment, Scalar
from leverpoint.plugins.frozen import (
    view_of_answer,
    view_of_assessment,
    view_of_ranked,
    view_of_recommendation,
)
from leverpoint.plugins.reading import Adjustment, NonsenseError, Noted, read_adjustments, read_facts, read_notes
from leverpoint.plugins.record import Plugin
from leverpoint.priority import Priority
from leverpoint.rulebook import Rulebook

if TYPE_CHECKING:
    from leverpoint.advisor import Advisor
    from leverpoint.plugins.registry import Plugins

FACTS, ADJUST = "leverpoint_facts", "leverpoint_adjust"
ENRICH, OBSERVE = "leverpoint_enrich", "leverpoint_observe"
Call = Callable[..., Any]


class Hooks:
    """Asks the plugins that speak for one group of organizations, in the order of their names.

    `prefixes` are those of the facts that each may compute. `again` gives the advisor that answers once one of them has
    failed. Everything raises PluginError then: the answer is to be made again.
    """

    def __init__(
        self,
        plugins: Sequence[Plugin],
        prefixes: Mapping[str, tuple[str, ...]],
        registry: Plugins,
        rulebook: Rulebook,
        again: Callable[[], Advisor],
    ) -> None:
        self.plugins, self.rulebook, self.again = plugins, rulebook, again
        self.priority = Priority(rulebook)
        self._prefixes, self._registry = prefixes, registry

    @property
    def outdated(self) -> bool:
        """Whether one of these plugins no longer counts."""
        return not all(self._registry.get(one.name).counts for one in self.plugins)

    def hearing(self, assessment: Assessment) -> Hearing:
        """What they have to say about one question."""
        return Hearing(self, assessment)

    def ask(self, plugin: Plugin, hook: str, read: Callable[[Call], Any], given: Mapping[str, Any]) -> Any:
        """What one plugin says to one hook, as `read` reads it, which calls the hook with `given` and more if it must.

        The plugin is given a view of the question of its own, and what it says counts only if it has not changed that.
        """
        assessment = given.get("assessment")

        def act() -> Any:
            mine = dict(given) if assessment is None else {**given, "assessment": view_of_assessment(assessment)}
            said = read(lambda **more: plugin.hooks[hook]({**mine, **more}))
            if mine.get("assessment") != assessment:
                raise NonsenseError("it changed the assessment that it was given")
            return said

        return self._registry.ask(plugin.name, hook, act)

    def problem_with(self, plugin: Plugin, fact_id: str, value: object) -> str | None:
        """Why a plugin cannot say this of a fact."""
        fact = self.rulebook.vocabulary.find(fact_id)
        if fact is None or not fact.computed or not fact_id.startswith(self._prefixes[plugin.name]):
            return "no pack of this plugin says that it is computed"
        return None if value is None else fact.problem_with(value)


class Hearing:
    """Asks plugins about one question. `said` is all that they said, which is part of what identifies the answer."""

    def __init__(self, hooks: Hooks, assessment: Assessment) -> None:
        self._hooks, self._assessment = hooks, assessment
        self.said: dict[str, Any] = {}

    def informed(self, role: str) -> Assessment:
        """The question with the facts that plugins compute; what the request states itself stays as it is."""
        computed: dict[str, Scalar] = {}
        for plugin in self._implementing(FACTS):
            computed |= self._facts(plugin, role)
        known = {**computed, **self._assessment.context}
        return replace(self._assessment, context=known) if computed else self._assessment

    def adjusted(self, role: str, ranked: Sequence[Ranked]) -> list[Ranked]:
        """The list with the points that plugins add, in its new order."""
        added: dict[str, list[Term]] = {}
        for plugin in self._implementing(ADJUST):
            for strategy, points, reason in self._adjustments(plugin, role, ranked):
                added.setdefault(strategy, []).append(Term("local", points, ADJUST, plugin.name, reason))
        moved = [self._moved(one, added.get(one.strategy, ())) for one in ranked]
        return sorted(moved, key=lambda one: self._hooks.priority.order(one.strategy, one.score))

    def enriched(self, role: str, recommendations: Sequence[Recommendation]) -> tuple[Recommendation, ...]:
        """The recommendations with the notes that plugins add to them."""
        notes: list[tuple[Note, ...]] = [()] * len(recommendations)
        for plugin in self._implementing(ENRICH):
            for at, said in enumerate(self._notes(plugin, role, recommendations)):
                notes[at] += tuple(Note(plugin.name, text, url) for text, url in said)
        return tuple(replace(one, notes=new) if new else one for one, new in zip(recommendations, notes, strict=True))

    def observed(self, advice: Advice) -> None:
        """Show the finished answer."""
        for plugin in self._implementing(OBSERVE):
            self._hooks.ask(plugin, OBSERVE, lambda call: call(), {"decision": view_of_answer(advice)})

    def _facts(self, plugin: Plugin, role: str) -> Mapping[str, Scalar]:
        problem_with = partial(self._hooks.problem_with, plugin)
        found: Mapping[str, Scalar] = self._ask(plugin, FACTS, role, lambda call: read_facts(call(), problem_with))
        return found

    def _adjustments(self, plugin: Plugin, role: str, ranked: Sequence[Ranked]) -> Sequence[Adjustment]:
        known = self._hooks.rulebook.catalog.strategies
        views = tuple(view_of_ranked(one, known[one.strategy].title) for one in ranked)
        found: Sequence[Adjustment] = self._ask(
            plugin, ADJUST, role, lambda call: read_adjustments(call(recommendations=views), known)
        )
        return found

    def _notes(self, plugin: Plugin, role: str, shown: Sequence[Recommendation]) -> Sequence[Sequence[Noted]]:
        views = [view_of_recommendation(one) for one in shown]
        found: Sequence[Sequence[Noted]] = self._ask(
            plugin, ENRICH, role, lambda call: [read_notes(call(recommendation=one)) for one in views]
        )
        return found

    def _ask(self, plugin: Plugin, hook: str, role: str, read: Callable[[Call], Any]) -> Any:
        said = self._hooks.ask(plugin, hook, read, {"assessment": self._assessment, "role": role})
        if said:
            self.said.setdefault(plugin.name, []).append([hook, role, said])
        return said

    def _implementing(self, hook: str) -> Iterable[Plugin]:
        return (one for one in self._hooks.plugins if hook in one.hooks)

    def _moved(self, one: Ranked, terms: Sequence[Term]) -> Ranked:
        return replace(one, terms=self._hooks.priority.bounded((*one.terms, *terms))) if terms else one
