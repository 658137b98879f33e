"""Seeded assessments that fit a rulebook: what impact, comparison and measurement are worked out on."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence

from leverpoint.model import Assessment, Organization, Scalar
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Kind

SEED = 4


def sample(
    rulebook: Rulebook,
    count: int,
    as_of: dt.date,
    *,
    roles: Sequence[str] = (),
    answered: float = 1.0,
    seed: int = SEED,
    organization: Organization = Organization(),  # noqa: B008 # immutable
) -> Iterator[Assessment]:
    """`count` assessments of one role each, the roles in turns; every question is answered with the chance `answered`.

    Without `roles`, all of the rulebook. Levels and choices are drawn evenly, numbers evenly over their range. The same
    seed and rulebook give the same assessments on every machine.
    """
    draw, asked = random.Random(seed), tuple(roles) or tuple(rulebook.catalog.roles)  # noqa: S311 # repeatable
    for number in range(count):
        role = asked[number % len(asked)]
        levels = _answered(rulebook.vocabulary.of_kind(Kind.CRITERION), answered, draw)
        yield Assessment(
            roles=(role,),
            as_of=as_of,
            ratings={fact: {"": int(level)} for fact, level in levels},
            context=dict(_answered(asked_facts(rulebook, role), answered, draw)),
            organization=organization,
        )


def asked_facts(rulebook: Rulebook, role: str) -> tuple[Fact, ...]:
    """The context questions that are put to a role."""
    return tuple(fact for fact in rulebook.vocabulary.of_kind(Kind.CONTEXT) if not fact.roles or role in fact.roles)


def _answered(facts: Sequence[Fact], share: float, draw: random.Random) -> Iterator[tuple[str, Scalar]]:
    for fact in facts:
        if draw.random() < share:
            yield fact.id, _value(fact, draw)


def _value(fact: Fact, draw: random.Random) -> Scalar:
    if fact.values:
        return draw.choice(fact.values)
    low, high = fact.minimum or 0, fact.maximum or 0
    return draw.randint(int(low), int(high))
