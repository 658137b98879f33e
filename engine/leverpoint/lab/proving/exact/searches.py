"""Every search over all assessments, in turn: what `leverpoint analyze` proves about a rulebook."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from leverpoint.lab.proving.exact.conflicts import contradictions, overruled
from leverpoint.lab.proving.exact.inquiry import Asked, Inquiry, Progress, Search
from leverpoint.lab.proving.exact.monotony import non_monotone
from leverpoint.lab.proving.exact.promises import gaps, promises
from leverpoint.lab.proving.exact.reachability import starved, unreachable
from leverpoint.lab.proving.findings import Code, Finding
from leverpoint.rulebook import Rulebook

EXACT: Mapping[Code, Search] = {
    Code.UNREACHABLE: unreachable,
    Code.CONTRADICTION: contradictions,
    Code.PROMISE_BROKEN: promises,
    Code.GAP: gaps,
    Code.STARVED: starved,
    Code.SHADOWED: overruled,
    Code.REDUNDANT: overruled,
    Code.NON_MONOTONE: non_monotone,
}
"""The search for each code; one search may tell of two."""


def exact_findings(
    rulebook: Rulebook,
    as_of: dt.date,
    seconds: float = 60.0,
    work: float = math.inf,
    *,
    codes: Collection[Code] = frozenset(EXACT),
    progress: Progress = lambda *_: None,
    top: int = 5,
    roles: Sequence[str] = (),
) -> Iterator[Finding]:
    """Every finding of these codes over all assessments of `roles`, or of all roles, on the day `as_of`.

    Each is proven or comes with a witness that the advisor has confirmed. After about `seconds`, or after as much
    `work`, what has not been settled is told as "not decided". `progress` hears of each code how far its search has
    come. `top` is how many strategies a leader looks at.
    """
    asked = Asked(as_of, tuple(roles) or tuple(rulebook.catalog.roles), top, seconds, work)
    inquiry = Inquiry(rulebook, asked)
    for search in dict.fromkeys(EXACT[code] for code in EXACT if code in codes):
        yield from (one for one in search(inquiry, progress) if one.code in codes)
