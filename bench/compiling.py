"""Measure compiling: from condition trees to matchers that answer, ours and the peers'."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from bench.cases import rules, vocabulary
from bench.peers import BITSETS, CONTENDERS, DURABLE
from bench.peers.leverpoint import conditions
from bench.report import Goal, Section, Table, micros, times
from bench.timing import collector_at_rest
from leverpoint.matching.bitsets import BitsetMatcher
from leverpoint.matching.durable import DurableMatcher

RULES, LIMIT = 1_000, 0.3
TEXT = f"""The {RULES:,} rules of the first measurement, made ready to answer: for Leverpoint from the condition trees
that the reader leaves, for the others with their translation into the engine's own language. In turns; wall-clock time,
as one who waits for it sees it."""


def measure(quick: bool) -> Section:
    """How long both matchers take together and each alone, beside the peers."""
    drawn, known = rules(RULES), vocabulary()
    trees = conditions(drawn)
    builds: dict[str, Callable[[], object]] = {
        "both": lambda: (DurableMatcher(trees, known), BitsetMatcher(trees, known)),
        DURABLE: lambda: DurableMatcher(trees, known),
        BITSETS: lambda: BitsetMatcher(trees, known),
    }
    for one in CONTENDERS:
        if one.installed and one.name not in builds:
            builds[one.name] = lambda build=one.build: build(drawn)  # type: ignore[misc]
    took = _in_turns(builds, 3 if quick else 9)
    both, durable, bitsets = (micros(took[name] * 1e6) for name in ("both", DURABLE, BITSETS))
    found = f"{both} (durable-rules {durable}, bit sets {bitsets})"
    goal = Goal(f"{RULES:,} rules compiled by both matchers in under {LIMIT:g} s", found, took["both"] < LIMIT)
    rows = [[name, times(spent / took[DURABLE])] for name, spent in took.items() if name != "both"]
    table = Table(["Engine", f"{RULES:,} rules"], rows)
    return Section("Compiling", TEXT, [goal], [("Wall-clock time as a multiple of durable-rules.", table)])


def _in_turns(builds: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median of seconds that each takes."""
    took: dict[str, list[float]] = {name: [] for name in builds}
    with collector_at_rest():
        for _ in range(rounds):
            for name, build in builds.items():
                start = time.perf_counter()
                built = build()
                took[name].append(time.perf_counter() - start)
                del built
    return {name: median(spent) for name, spent in took.items()}
