"""A scenario made of a question and of what is answered today: what `leverpoint record` and suggestions write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from leverpoint.advisor import question_of
from leverpoint.model import Assessment, Recommend
from leverpoint.reader.short_ratings import NOT_APPLICABLE
from leverpoint.reader.written import as_yaml
from leverpoint.rulebook import Rulebook, digest

Data = dict[str, Any]


def scenario_of(
    name: str, assessment: Assessment, expect: Mapping[str, Any], *, keywords: Iterable[str] = (), dated: bool = True
) -> Data:
    """A scenario as plain data. `dated` says as of which day it asks, so that it asks the same question next year."""
    words = {"keywords": list(keywords)} if keywords else {}
    return {"name": name, **words, "given": given_of(assessment, dated=dated), "expect": dict(expect)}


def given_of(assessment: Assessment, *, dated: bool = True) -> Data:
    """The question of an assessment in the short form of scenarios, or in the long one where that alone can say it."""
    given: Data = {"roles": list(assessment.roles)}
    if organization := _organization(assessment):
        given["organization"] = organization
    ratings = {criterion: _rating(raters) for criterion, raters in assessment.ratings.items()}
    ratings |= dict.fromkeys(sorted(assessment.not_applicable), NOT_APPLICABLE)
    if assessment.assessed_on or assessment.rubrics:
        given["assessment"] = _long(assessment)
    elif ratings:
        given["ratings"] = ratings
    if assessment.context:
        given["context"] = dict(assessment.context)
    if dated:
        given |= {"options": {"as_of": assessment.as_of}} if "assessment" in given else {"as_of": assessment.as_of}
    return given


def outcomes_of(answer: Mapping[str, Any], rulebook: Rulebook, *, whole: bool = True) -> Data:
    """What an answer document says as expectations: under the name of each role where there are several.

    `whole` says that its lists are uncut, so that what is on none of them is excluded.
    """
    by_role = {one["role"]: _outcomes(one, rulebook, whole) for one in answer["advice"]}
    return by_role if len(by_role) > 1 else next(iter(by_role.values()))


def is_answer_to(answer: Mapping[str, Any], assessment: Assessment) -> bool:
    """Whether an answer document was given to exactly this question, its options among it, by whatever rules."""
    said = answer.get("provenance", {})
    revision, sources = said.get("ruleset", {}).get("revision"), said.get("sources")
    content = {"question": question_of(assessment), "revision": revision, "sources": sources}
    return bool(answer.get("decision_id") == digest(content))


def written(scenarios: Iterable[Data]) -> str:
    """Scenarios as the text of a file, with a line of space between them."""
    return "\n".join(as_yaml([one]) for one in scenarios)


def _outcomes(advice: Mapping[str, Any], rulebook: Rulebook, whole: bool) -> Data:
    listed = {one["strategy"]: _included(one, rulebook) for one in advice["recommendations"]}
    taken_off = {one["strategy"]: one["rule"] for one in advice["suppressed"]}
    others = rulebook.catalog.strategies if whole else taken_off
    excluded = [
        {"strategy": strategy, "certainty": "excluded", **_because(taken_off.get(strategy))}
        for strategy in others
        if strategy not in listed
    ]
    lists: Data = {"include": list(listed.values()), "exclude": excluded}
    warnings = list(dict.fromkeys(one["rule"] for one in advice["warnings"]))
    return {**{name: found for name, found in lists.items() if found}, "warnings": warnings}


def _included(one: Mapping[str, Any], rulebook: Rulebook) -> Data:
    strategy, certain = one["strategy"], one["certainty"] == "certain"
    said = {} if certain else {"certainty": one["certainty"]}
    rules = [rule["id"] for rule in one["rules"] if certain and _recommends(rulebook, rule["id"], strategy)]
    return {"strategy": strategy, **said, "rank_at_most": one["rank"], **_because(rules[0] if rules else None)}


def _recommends(rulebook: Rulebook, rule: str, strategy: str) -> bool:
    effects = rulebook.rules[rule].then if rule in rulebook.rules else ()
    return any(isinstance(one, Recommend) and one.strategy == strategy for one in effects)


def _because(rule: str | None) -> Data:
    return {"because": rule} if rule else {}


def _organization(assessment: Assessment) -> Data:
    who = assessment.organization
    said = {"system": who.system, "identifier": who.identifier, "state": who.state, "name": who.name}
    return {key: value for key, value in said.items() if value is not None}


def _rating(raters: Mapping[str, int]) -> Any:
    return raters[""] if tuple(raters) == ("",) else dict(raters)


def _long(assessment: Assessment) -> Data:
    rows: list[Data] = [
        {"criterion": criterion, "level": raters[""]}
        if tuple(raters) == ("",)
        else {"criterion": criterion, "ratings": [{"rater": who, "level": level} for who, level in raters.items()]}
        for criterion, raters in assessment.ratings.items()
    ]
    rows += [{"criterion": criterion, "not_applicable": True} for criterion in sorted(assessment.not_applicable)]
    said: Data = {"assessed_on": assessment.assessed_on} if assessment.assessed_on else {}
    versions: Data = {"rubrics": dict(assessment.rubrics)} if assessment.rubrics else {}
    return {**said, **versions, "ratings": rows}
