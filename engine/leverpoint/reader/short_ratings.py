"""Ratings as people write them down in short, and the rows of a request that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NOT_APPLICABLE = "n/a"
"""How people write that a question is not theirs to answer."""


def rating_row(criterion: str, rating: Any) -> dict[str, Any]:
    """A row of an assessment from its short form: a level, a level for each rater, `n/a`, or None for no answer."""
    if rating == NOT_APPLICABLE:
        return {"criterion": criterion, "not_applicable": True}
    if isinstance(rating, Mapping):
        return {"criterion": criterion, "ratings": [{"rater": who, "level": level} for who, level in rating.items()]}
    return {"criterion": criterion, "level": rating}
