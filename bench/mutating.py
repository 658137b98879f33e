"""Measure the core scenarios by the mistakes that they notice, and how long it takes to find out."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

from bench.report import Goal, Section, Table

MINUTES, PERCENT = 5.0, 80.0
TEXT = """`leverpoint mutate --json` over the core rules and their scenarios, on one core: every small mistake that it
knows how to make, one at a time, and for each that no scenario notices a search for one that would."""
START = "from leverpoint.cli import main; main()"


def measure(quick: bool) -> Section:
    """The score of the core scenarios, and the time of the command."""
    few = ["--sample", "100"] if quick else []
    before, start = _processor(), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", START, "mutate", "--json", *few], capture_output=True, text=True, check=True
    )
    wall, processor, found = time.perf_counter() - start, _processor() - before, json.loads(done.stdout)
    goals = [
        Goal(f"all of it in under {MINUTES:g} min", f"{wall:.0f} s, {processor:.0f} s of them processor time",
             wall < MINUTES * 60),
        Goal(f"a score of at least {PERCENT:g} %", f"{found['score']} %", found["score"] >= PERCENT),
    ]  # fmt: skip
    names = ("scenarios", "mutants", "noticed", "survived", "maybe_equivalent")
    table = Table(["", "count"], [[name.replace("_", " "), f"{found[name]:,}"] for name in names])
    note = """A mutant that may be equivalent is one for which no assessment was found, in 400 tries, that tells it from
    the rule as it is. The score leaves it out."""
    return Section("Mistakes noticed", TEXT, goals, [("What was tried, and what came of it:", table)], [note])


def _processor() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
