"""Views for plugins of what they are asked about: they can look at everything and change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import orjson

from leverpoint.advice import Advice, Ranked, Recommendation
from leverpoint.document import recommendation_data, term_data, to_json
from leverpoint.model import Assessment

View = Mapping[str, Any]
"""What an answer's JSON holds, in mappings and tuples that cannot be changed."""


def view_of_assessment(assessment: Assessment) -> Assessment:
    """The same question, of which nothing can be changed. Each plugin is given one of its own."""
    ratings = {criterion: MappingProxyType(dict(levels)) for criterion, levels in assessment.ratings.items()}
    return replace(
        assessment,
        ratings=MappingProxyType(ratings),
        context=MappingProxyType(dict(assessment.context)),
        rubrics=MappingProxyType(dict(assessment.rubrics)),
        organization=replace(assessment.organization),
        options=replace(assessment.options),
    )


def view_of_ranked(ranked: Ranked, title: str) -> View:
    """A strategy on the list, as far as it is known when the list is ordered."""
    return _frozen({
        "strategy": ranked.strategy,
        "title": title,
        "certainty": ranked.certainty,
        "priority": {"score": ranked.score, "terms": [term_data(term) for term in ranked.terms]},
    })  # fmt: skip


def view_of_recommendation(recommendation: Recommendation) -> View:
    """A recommendation as the answer writes it."""
    return _frozen(orjson.loads(orjson.dumps(recommendation_data(recommendation))))


def view_of_answer(advice: Advice) -> View:
    """The whole answer as it is sent."""
    return _frozen(orjson.loads(to_json(advice)))


def _frozen(data: dict[str, Any]) -> View:
    return MappingProxyType({name: _frozen_part(value) for name, value in data.items()})


def _frozen_part(data: Any) -> Any:
    if isinstance(data, dict):
        return _frozen(data)
    return tuple(map(_frozen_part, data)) if isinstance(data, list) else data
