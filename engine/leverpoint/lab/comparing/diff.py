"""Two rulebooks against each other: what was changed, and what it changes in the advice over many assessments.

What is measured here is a share of the assessments that were asked. Whether there is any assessment at all for which
two rulebooks differ is another question, which exact analysis answers: `anywhere` holds its answers where it was asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from leverpoint.advisor import Advisor
from leverpoint.lab.comparing import anywhere
from leverpoint.lab.comparing import difference as rules_and_records
from leverpoint.lab.comparing.anywhere import Anywhere
from leverpoint.lab.comparing.difference import Difference, difference
from leverpoint.lab.comparing.impact import EXAMPLES, TOP, RoleImpact, asked, impact
from leverpoint.lab.comparing.shared import LeftOut, Shared
from leverpoint.lab.sample import SEED, sample
from leverpoint.model import Assessment, Organization


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs, what could not be asked of both, and the impact on the first `top` places, role by role.

    `seed` is None where the assessments were not drawn.
    """

    difference: Difference
    left_out: tuple[LeftOut, ...]
    top: int
    seed: int | None
    roles: tuple[RoleImpact, ...]
    anywhere: Anywhere | None = None

    @property
    def asked(self) -> int:
        """How many assessments were asked, each role of one by itself."""
        return sum(one.asked for one in self.roles)

    @property
    def worst(self) -> float:
        """The share of changed assessments in the role where it is highest, from 0 to 1."""
        return max((one.share for one in self.roles), default=0.0)


def diff(
    before: Advisor,
    after: Advisor,
    assessments: Iterable[Assessment],
    *,
    seed: int | None = None,
    top: int = TOP,
    examples: int = EXAMPLES,
) -> Diff:
    """What differs, with the impact on the assessments as far as both sides know what they say."""
    shared = Shared(before.rulebook, after.rulebook)
    roles = impact(asked(before), asked(after), shared.fitting(assessments), top, examples)
    return Diff(difference(before.rulebook, after.rulebook), shared.left_out(), top, seed, roles)


def drawn(
    before: Advisor,
    after: Advisor,
    count: int,
    as_of: dt.date,
    *,
    seed: int = SEED,
    organization: Organization = Organization(),  # noqa: B008 # immutable
) -> Iterator[Assessment]:
    """`count` assessments in the roles that both know, drawn from what the first side asks."""
    roles = Shared(before.rulebook, after.rulebook).roles
    if roles:
        yield from sample(before.rulebook, count, as_of, roles=roles, seed=seed, organization=organization)


def to_data(found: Diff) -> dict[str, Any]:
    """The whole document for programs; `request` of an example asks it again."""
    return {
        **rules_and_records.to_data(found.difference),
        "left_out": [{"kind": one.kind, "id": one.id, "in": one.in_, "values": one.values} for one in found.left_out],
        "impact": {
            "top": found.top,
            "seed": found.seed,
            "asked": found.asked,
            "worst": round(found.worst, 4),
            "roles": [{**asdict(one), "share": round(one.share, 4)} for one in found.roles],
        },
        **({"exact": anywhere.to_data(found.anywhere)} if found.anywhere else {}),
    }
