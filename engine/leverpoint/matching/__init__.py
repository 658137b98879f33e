"""TEMPORARY stand-in by the lead so that others can run; the matching helper replaces this file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leverpoint.conditions import Truth, guarded, truth
from leverpoint.vocabulary import Facts


@dataclass
class Health:
    evaluations: int = 0
    disagreements: int = 0
    durable_errors: int = 0


class UnitCache:
    pass


@dataclass(frozen=True)
class Matches:
    true: frozenset[str]
    unknown: frozenset[str]
    facts: Facts
    matcher: str


class Matching:
    def __init__(self, strata, vocabulary, units, health) -> None:  # type: ignore
        self.strata = [[(r, guarded(r)) for r in s] for s in strata]

    def match(self, facts: Facts) -> Matches:
        t, u = set(), set()
        for stratum in self.strata:
            c = {}
            for rule, cond in stratum:
                v = truth(cond, facts)
                if v is Truth.TRUE:
                    t.add(rule.id)
                elif v is Truth.UNKNOWN:
                    u.add(rule.id)
                for f in rule.concludes:
                    c.setdefault(f, []).append(v)
            facts = facts.concluding(
                {
                    f: any(v is Truth.TRUE for v in vs)
                    for f, vs in c.items()
                    if any(v is Truth.TRUE for v in vs) or all(v is Truth.FALSE for v in vs)
                }
            )
        return Matches(frozenset(t), frozenset(u), facts, "walker")

    def alternatives(self, facts: Facts, others: Sequence[Facts]):  # type: ignore
        return [(m.true, m.unknown) for m in map(self.match, others)]
