"""An assessment written down as the request that asks it again, so that a finding can be repeated by anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leverpoint.model import Assessment


def request_of(assessment: Assessment) -> dict[str, Any]:
    """The request document that asks this, as of the same day; the same for the command line and for HTTP."""
    body: dict[str, Any] = {"ratings": [_rating(*one) for one in assessment.ratings.items()]}
    body["ratings"] += [{"criterion": one, "not_applicable": True} for one in sorted(assessment.not_applicable)]
    if assessment.assessed_on:
        body["assessed_on"] = assessment.assessed_on.isoformat()
    if assessment.rubrics:
        body["rubrics"] = dict(assessment.rubrics)
    who = assessment.organization.identity
    return {
        "roles": list(assessment.roles),
        **({"organization": who} if who else {}),
        "assessment": body,
        "context": dict(assessment.context),
        "options": {"as_of": assessment.as_of.isoformat()},
    }


def _rating(criterion: str, levels: Mapping[str, int]) -> dict[str, Any]:
    if set(levels) == {""}:
        return {"criterion": criterion, "level": levels[""]}
    raters = [{"rater": rater, "level": level} for rater, level in levels.items()]
    return {"criterion": criterion, "ratings": raters}
