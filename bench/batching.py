"""Measure a million assessments at once: columns beside the row-by-row engine, two Dask workers beside one process."""

from __future__ import annotations

import csv
import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.report import Goal, Section, Table, times
from leverpoint import Advisor, Assessment, load_rulebook, shipped_rules
from leverpoint.lab.sample import sample
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Kind

ROWS, DRAWN, ALONE = 1_000_000, 50_000, 3_000
SECONDS, MEMORY, RATIO = 15.0, 2.0, 20.0
DAY = dt.date(2026, 2, 2)
START = "from leverpoint.cli import main; main()"
COMMAND = [sys.executable, "-c", START, "batch", "--as-of", DAY.isoformat(), "--top", "5"]


@dataclass(frozen=True, slots=True)
class Took:
    """What one run of the command took: seconds on the wall, processor seconds, GiB at the peak."""

    wall: float
    processor: float
    memory: float


def measure(quick: bool) -> Section:
    """A CSV of a million rows to a CSV of their first five strategies, as a whole and against `advise`."""
    rulebook, rows = load_rulebook(shipped_rules()), ROWS // 20 if quick else ROWS
    with tempfile.TemporaryDirectory() as folder:
        source, one, two = (Path(folder) / name for name in ("in.csv", "one.csv", "two.csv"))
        _write(source, rulebook, rows)
        alone = _row_by_row(rulebook, ALONE // 10 if quick else ALONE)
        took = _run([*COMMAND, str(source), str(one)], {"POLARS_MAX_THREADS": "1"}, cores=1)
        # after the run, too: whatever else the machine did meanwhile slows both
        alone = (alone + _row_by_row(rulebook, ALONE // 10 if quick else ALONE)) / 2
        spread = _run([*COMMAND, str(source), str(two), "--cluster", "local"], {"POLARS_MAX_THREADS": "1"})
        same = one.read_bytes() == two.read_bytes()
    return _section(rows, alone, took, spread, same=same)


def _section(rows: int, alone: float, took: Took, spread: Took, *, same: bool) -> Section:
    text = f"""`leverpoint batch` from a CSV of {rows:,} assessments by the core rules, nine in ten questions answered
    ({DRAWN:,} different ones, which come again and again; nothing is kept of one for the next), to a CSV with the first
    five strategies of each, their scores and certainties: the whole command, on one core. The row-by-row engine is
    `Advisor.advise` without explanations, on {ALONE:,} of the same, before and after."""
    faster = alone * rows / took.processor
    goals = [
        Goal(f"{rows:,} assessments in under {SECONDS:g} s of processor time", f"{took.processor:.1f} s",
             took.processor < SECONDS),
        Goal(f"in under {MEMORY:g} GiB", f"{took.memory:.2f} GiB", took.memory < MEMORY),
        Goal(f"at least {RATIO:g} times as fast as row by row", f"{times(faster)} times", faster >= RATIO),
        Goal("two Dask workers give the same bytes", "the same" if same else "other bytes", same),
    ]  # fmt: skip
    table = Table(
        ["", "wall clock", "processor", "peak of the process"],
        [
            ["one process, one core", f"{took.wall:.1f} s", f"{took.processor:.1f} s", f"{took.memory:.2f} GiB"],
            ["two Dask workers", f"{spread.wall:.1f} s", f"{spread.processor:.1f} s", f"{spread.memory:.2f} GiB"],
            ["row by row, worked out from the sample", "", f"{alone * rows:.0f} s", ""],
        ],
    )
    note = f"""Two workers took {times(spread.wall / took.wall)} times as long as one process on the wall, the start of
    the cluster included; they and this process's scheduler share the machine's cores."""
    return Section("Many at once", text, goals, [("The same file:", table)], [note])


def _write(file: Path, rulebook: Rulebook, rows: int) -> None:
    """A file of so many rows; the drawn ones come again and again."""
    facts = [fact.id for fact in rulebook.vocabulary.of_kind(Kind.CRITERION, Kind.CONTEXT)]
    drawn = [_cells(one, facts) for one in sample(rulebook, min(rows, DRAWN), DAY, answered=0.9)]
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "role", *facts])
        for start in range(0, rows, len(drawn)):
            writer.writerows([f"o{start + at}", *cells] for at, cells in enumerate(drawn[: rows - start]))


def _cells(one: Assessment, facts: Sequence[str]) -> list[str]:
    said = {**{row: levels[""] for row, levels in one.ratings.items()}, **one.context}
    return [one.roles[0], *(str(said.get(fact, "")).lower() for fact in facts)]


def _row_by_row(rulebook: Rulebook, count: int) -> float:
    """Processor seconds that one assessment takes by itself."""
    advisor = Advisor(rulebook)
    asked = list(_silent(sample(rulebook, count, DAY, answered=0.9)))
    advisor.advise(asked[0])
    start = time.process_time()
    for one in asked:
        advisor.advise(one)
    return (time.process_time() - start) / count


def _silent(assessments: Iterator[Assessment]) -> Iterator[Assessment]:
    return (replace(one, options=replace(one.options, explain="none", limit=5)) for one in assessments)


def _run(command: Sequence[str], settings: dict[str, str], cores: int | None = None) -> Took:
    """Run a command to its end, on so many cores where it is said."""
    allowed = sorted(os.sched_getaffinity(0))
    start = time.perf_counter()
    running = subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if cores:
        os.sched_setaffinity(running.pid, allowed[:cores])
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"the batch ended with {running.returncode}")
    return Took(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20)
