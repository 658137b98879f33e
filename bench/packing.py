"""Measure many packs in one process: what a request costs beside a single pack, a cold pack, memory and the start."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from bench.advising import assessments
from bench.districts import RULES, district, write_districts
from bench.report import Goal, Section, Table, micros
from bench.timing import Samples, Task, collector_at_rest, interleaved, ratio, resident
from leverpoint import (
    Assessment,
    Library,
    Policy,
    find_packs,
    load_rulebook,
    read_packs,
    read_source,
    shipped_rules,
    to_json,
)
from leverpoint.library import MEMORY
from leverpoint.shelf import MIB

LIMIT, STEP = 1.2, 25
ONE, MANY, TURNS = "one pack loaded", "all packs loaded", "all packs loaded, another district each time"
TEXT = """{count:,} packs of {rules} rules, one for each of as many districts, in one process with the core. A request
is finding whose rules are asked, `advise` and `to_json`. Every district has asked once before requests are compared;
then the same district asks a library with its pack alone and one with all packs, in turns, {rounds} samples of {step}
different assessments, half answered."""
FIRST = (
    "The first request to a district's pack, which compiles it; after that the pack is warm until memory runs short."
)
ASKING = "every district asks once"
BEGIN = """The start with all packs, once. Every worker process reads for itself. What is read stays in memory; what is
compiled stays within the bound."""


class _Start:
    """What each step of a start has taken: seconds, and bytes of memory."""

    def __init__(self) -> None:
        self.steps: dict[str, tuple[float, int]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        gc.collect()
        before, began = resident(), time.process_time()
        yield
        took = time.process_time() - began
        gc.collect()
        self.steps[name] = took, resident() - before


def measure(quick: bool) -> Section:
    """Requests with one pack and with all of them loaded, each district's first request, and the start."""
    count, rounds, start = 40 if quick else 1_000, 20 if quick else 200, _Start()
    rulebook = load_rulebook(shipped_rules())
    with tempfile.TemporaryDirectory() as folder:
        write_districts(Path(folder), count, rulebook)
        with collector_at_rest():  # as a worker loads
            many = _loaded(find_packs([Path(folder)]), start)
        one = _loaded([Path(folder) / "district-0"], _Start())
    gc.freeze()  # as a worker serves
    asked = assessments(rulebook, 8 * STEP, 0.5)
    with start.step(ASKING):
        cold = [_seconds(many, number, asked[number % len(asked)]) for number in range(count)]
    samples = _compared(one, many, asked, rounds)
    text = TEXT.format(count=count, rules=RULES, rounds=rounds, step=STEP)
    tables = [("", _request_table(samples)), (FIRST, _cold_table(cold)), (BEGIN, _start_table(start, count))]
    return Section("Many packs", text, [_goal(samples, count)], tables, [_memory(many, start)])


def _loaded(paths: Sequence[Path], start: _Start) -> Library:
    with start.step("reading the packs"):
        packs = read_packs(paths, Policy())
    with start.step("the core"):
        library = Library(read_source(shipped_rules()), packs)
    with start.step("checking every pack on top of the core"):
        library.check()
    return library


def _answer(library: Library, number: int, assessment: Assessment) -> bytes:
    return to_json(library.advisor(district(number)).advise(assessment))


def _seconds(library: Library, number: int, assessment: Assessment) -> float:
    began = time.process_time()
    _answer(library, number, assessment)
    return time.process_time() - began


def _compared(one: Library, many: Library, asked: Sequence[Assessment], rounds: int) -> Samples:
    warm = [(number, assessment) for number, assessment in enumerate(asked[:STEP])]  # few enough to stay warm
    tasks = [
        Task(ONE, lambda assessment: _answer(one, 0, assessment), asked, STEP),
        Task(MANY, lambda assessment: _answer(many, 0, assessment), asked, STEP),
        Task(TURNS, lambda pair: _answer(many, *pair), warm, STEP),
    ]
    interleaved(tasks, 8)
    return interleaved(tasks, rounds)


def _goal(samples: Samples, count: int) -> Goal:
    found = ratio(samples, MANY, ONE)
    what = f"a request with {count:,} packs loaded costs at most {LIMIT:g} times one with a single pack, once compiled"
    return Goal(what, f"{found:.2f} times", found <= LIMIT)


def _request_table(samples: Samples) -> Table:
    rows = [[name, micros(median(found)), f"{ratio(samples, name, ONE):.2f}"] for name, found in samples.items()]
    return Table(["A request, once compiled", "median", "to one pack"], rows)


def _cold_table(cold: Sequence[float]) -> Table:
    rows = [["median", micros(median(cold) * 1e6)], ["19 of 20 under", micros(quantiles(cold, n=20)[-1] * 1e6)]]
    return Table(["First request to a cold pack", "processor time"], rows)


def _start_table(start: _Start, count: int) -> Table:
    rows = [
        [name, f"{took:.1f} s", f"{took / count * 1e3:.1f} ms", f"{taken / count / 1024:,.0f} KiB"]
        for name, (took, taken) in start.steps.items()
    ]
    return Table(["Step", "all", "a pack", "memory a pack"], rows)


def _memory(library: Library, start: _Start) -> str:
    """How far what compiled packs are estimated to take is from what the process takes."""
    _, taken = start.steps[ASKING]
    return f"""Compiled packs may take {MEMORY / MIB:,.0f} MiB. When every district has asked, those that are kept are
    estimated at {library.memory / MIB:,.0f} MiB, and the process has grown by {taken / MIB:,.0f} MiB."""
