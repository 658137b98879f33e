"""Whether an assessment shows the fault that a finding tells of, as the advisor alone sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from leverpoint import Advisor, Rulebook, read_request
from leverpoint.advice import Recommendation, RoleAdvice
from leverpoint.lab.proving.findings import Code, Finding
from leverpoint.matching import Health, Matching, UnitCache
from leverpoint.model import Adjust, Assessment, Recommend
from leverpoint.rulebook import sort_into_strata

TOP = 5


class Shown:
    """A witness, put to the advisor: what it answers, and which rules match."""

    def __init__(self, finding: Finding, rulebook: Rulebook) -> None:
        assert finding.witness is not None
        self.finding, self.rulebook, self.about = finding, rulebook, dict(finding.about)
        day = dt.date.fromisoformat(finding.witness["options"]["as_of"])
        self.assessment = read_request(dict(finding.witness), rulebook, day)
        (self.role,) = self.assessment.roles
        self.levels = {name: next(iter(by.values())) for name, by in self.assessment.ratings.items()}
        self.advice = self.asked(self.assessment, rulebook)
        matching = Matching(rulebook.strata, rulebook.vocabulary, UnitCache(), Health(), rulebook.hidden)
        self.true = matching.match(rulebook.vocabulary.facts_of(self.assessment, self.role)).true

    def fault(self) -> bool:
        """Whether the advisor shows what the finding says."""
        return _SHOWN[self.finding.code](self)

    def asked(self, assessment: Assessment, rulebook: Rulebook) -> RoleAdvice:
        """What a rulebook's advisor says."""
        (advice,) = Advisor(rulebook).advise(assessment).roles
        return advice

    def listed(self, strategy: str, advice: RoleAdvice | None = None) -> Recommendation | None:
        """The strategy's place in the list, if it has one."""
        return next((one for one in (advice or self.advice).recommendations if one.strategy == strategy), None)

    def below_target(self) -> bool:
        """Whether a criterion is rated below its target."""
        rubrics = self.rulebook.catalog.rubrics.values()
        rated = ((self.levels.get(row.id), rubric.scale.target) for rubric in rubrics for row in rubric.rows)
        return any(level is not None and level < target for level, target in rated)

    def without(self, rule: str) -> RoleAdvice:
        """The answer as if a rule were not there."""
        rules = {name: one for name, one in self.rulebook.rules.items() if name != rule}
        return self.asked(self.assessment, replace(self.rulebook, rules=rules, strata=sort_into_strata(rules.values())))


def _gap(shown: Shown) -> bool:
    return not shown.advice.recommendations and shown.below_target()


def _starved(shown: Shown) -> bool:
    found = shown.listed(shown.about["strategy"])
    return found is None or found.rank > TOP


def _contradiction(shown: Shown) -> bool:
    return {*shown.finding.rules} <= {*shown.true}


def _shadowed(shown: Shown) -> bool:
    (rule,) = shown.finding.rules
    moved = (one.strategy for one in shown.rulebook.rules[rule].then if isinstance(one, Recommend | Adjust))
    return rule in shown.true and not any(map(shown.listed, moved))


def _redundant(shown: Shown) -> bool:
    (rule,) = shown.finding.rules
    return rule in shown.true and _told(shown.without(rule)) == _told(shown.advice)


def _told(advice: RoleAdvice) -> list[Any]:
    return [(one.strategy, one.score, one.certainty) for one in advice.recommendations] + [*advice.warnings]


def _promise_broken(shown: Shown) -> bool:
    if shown.about["promise"] == "lowest":
        return not any(one.leverage_points for one in shown.advice.recommendations)
    (rule,) = shown.finding.rules
    told = {one.id for found in shown.advice.recommendations for one in found.rules}
    return rule in told and not shown.below_target()


def _non_monotone(shown: Shown) -> bool:
    """One level below, all else the same, the strategy is not listed, or with fewer points."""
    criterion, strategy = shown.about["criterion"], shown.about["strategy"]
    ratings = {**shown.assessment.ratings, criterion: {"": shown.levels[criterion] - 1}}
    before = shown.listed(strategy, shown.asked(replace(shown.assessment, ratings=ratings), shown.rulebook))
    now = shown.listed(strategy)
    return now is not None and (before is None or before.score < now.score)


_SHOWN: Mapping[Code, Callable[[Shown], bool]] = {
    Code.GAP: _gap,
    Code.STARVED: _starved,
    Code.CONTRADICTION: _contradiction,
    Code.SHADOWED: _shadowed,
    Code.REDUNDANT: _redundant,
    Code.PROMISE_BROKEN: _promise_broken,
    Code.NON_MONOTONE: _non_monotone,
}
