"""Measure endurance: many different fact sets through one matcher, each answer checked, memory watched."""

from __future__ import annotations

import gc
import time
from itertools import islice

from bench.cases import different_facts, rules, vocabulary
from bench.peers.leverpoint import conditions
from bench.report import Goal, Section, Table
from bench.timing import resident
from leverpoint.matching.bitsets import BitsetMatcher
from leverpoint.matching.durable import DurableMatcher

RULES, LIMIT = 1_000, 2.0
FULL, QUICK, MARKS = 1_000_000, 20_000, 10


def measure(quick: bool) -> Section:
    """How often the two matchers differ, and how much memory is taken after the first tenth."""
    count = QUICK if quick else FULL
    start = time.process_time()
    differing, marks = _soak(count)
    spent, growth = time.process_time() - start, (max(marks[1:]) - marks[0]) / 2**20
    step = count // MARKS
    text = f"""{count:,} different sets of twenty facts, one fact in eight missing, through durable-rules in one
    process, {RULES:,} rules; the bit sets answer each set as well, and any difference counts. The memory in RAM is read
    after every {step:,}. It took {spent:,.0f} s of processor time, the making of the facts included."""
    goals = [
        Goal("no mismatch", f"{differing:,} of {count:,}", differing == 0),
        Goal(f"memory growth under {LIMIT:g} MiB after the first {step:,}", f"{growth:.2f} MiB", growth < LIMIT),
    ]
    rows = [[f"{(number + 1) * step:,}", f"{mark / 2**20:.2f} MiB"] for number, mark in enumerate(marks)]
    return Section("Endurance", text, goals, [("", Table(["Fact sets", "memory in RAM"], rows))])


def _soak(count: int) -> tuple[int, list[int]]:
    """The number of differing answers, and the memory after each tenth."""
    known, trees = vocabulary(), conditions(rules(RULES))
    durable, bitsets = DurableMatcher(trees, known), BitsetMatcher(trees, known)
    differing, marks, facts = 0, [], different_facts(count)
    for _ in range(MARKS):
        differing += sum(durable.match(one) != bitsets.match(one)[0] for one in islice(facts, count // MARKS))
        gc.collect()
        marks.append(resident())
    return differing, marks
