"""Seeded assessments that fit the core rulebook, as the request documents that people send."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from bench.cases import generator
from leverpoint.model import Scalar
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Kind

AS_OF = "2026-02-02"


def documents(rulebook: Rulebook, count: int, answered: float, seed: int = 4) -> list[dict[str, Any]]:
    """`count` requests, each for one role, the roles in turns; every question is answered with the chance `answered`.

    All of them ask for reasons and for the whole list.
    """
    draw, roles = generator(seed), tuple(rulebook.catalog.roles)
    return [_document(rulebook, roles[number % len(roles)], answered, draw) for number in range(count)]


def _document(rulebook: Rulebook, role: str, answered: float, draw: random.Random) -> dict[str, Any]:
    criteria = _answered(rulebook.vocabulary.of_kind(Kind.CRITERION), answered, draw)
    context = _answered(_asked(rulebook, role), answered, draw)
    return {
        "roles": [role],
        "organization": {"name": "Riverside", "identifier": "9900010", "system": "nces-leaid"},
        "assessment": {"ratings": [{"criterion": name, "level": level} for name, level in criteria]},
        "context": dict(context),
        "options": {"explain": "reasons", "as_of": AS_OF},
    }


def _asked(rulebook: Rulebook, role: str) -> list[Fact]:
    return [fact for fact in rulebook.vocabulary.of_kind(Kind.CONTEXT) if not fact.roles or role in fact.roles]


def _answered(facts: Sequence[Fact], share: float, draw: random.Random) -> Iterator[tuple[str, Scalar]]:
    for fact in facts:
        if draw.random() < share:
            yield fact.id, _value(fact, draw)


def _value(fact: Fact, draw: random.Random) -> Scalar:
    if fact.values:
        return draw.choice(fact.values)
    low, high = fact.minimum or 0, fact.maximum or 0
    return draw.randint(int(low), int(high))
