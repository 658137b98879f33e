"""Measure how long `leverpoint advise` keeps a person waiting, and where the time goes."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.report import Goal, Section, Table
from leverpoint import shipped_rules

LIMIT = 400.0
IMPORT_LINE = re.compile(r"import time:\s+(?P<own>\d+) \|\s+\d+ \|\s+(?P<module>\S+)")
EXAMPLE = "riverside-district.yaml"
NOTHING, IMPORTS, COMMAND = "python that does nothing", "python that imports the command line", "leverpoint advise"
TEXT = """`leverpoint advise` on a shipped example, its output to a pipe, each time a new process, the system's caches
warm. The processes are started in turns; medians."""
STEPS = "Where the time goes inside: the same steps, called one after the other in a fresh process (wall-clock time):"
IMPORTED = """What is imported until the answer is there, by package, each without what it imports in turn (as
`-X importtime` says; watching takes time of its own):"""


def measure(quick: bool) -> Section:
    """Wall-clock and processor time of the whole command, of Python alone, and of the steps between."""
    example = shipped_rules() / "examples" / EXAMPLE
    leverpoint = str(Path(sys.executable).with_name("leverpoint"))
    commands = {
        NOTHING: [sys.executable, "-c", "pass"],
        IMPORTS: [sys.executable, "-c", "import leverpoint.cli"],
        COMMAND: [leverpoint, "advise", str(example)],
    }
    rounds = 3 if quick else 20
    took = _in_turns(commands, rounds)
    wall = took[COMMAND][0]
    goal = Goal(f"`leverpoint advise` in under {LIMIT:g} ms", f"{wall:.0f} ms", wall < LIMIT)
    rows = [[name, f"{wall:.0f} ms", f"{cpu:.0f} ms"] for name, (wall, cpu) in took.items()]
    tables = [
        ("", Table(["Process", "wall-clock", "processor"], rows)),
        (STEPS, _steps(example, rounds)),
        (IMPORTED, _imported(commands[COMMAND])),
    ]
    return Section("Start of the command line", TEXT, [goal], tables)


def _in_turns(commands: dict[str, list[str]], rounds: int) -> dict[str, tuple[float, float]]:
    """The median milliseconds of wall-clock and processor time of each command, once all have run to warm up."""
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            spent = _run(command)
            if number:
                took[name].append(spent)
    return {name: (median(wall for wall, _ in one), median(cpu for _, cpu in one)) for name, one in took.items()}


def _run(command: Sequence[str]) -> tuple[float, float]:
    before, start = _children(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return (time.perf_counter() - start) * 1000, (_children() - before) * 1000


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _steps(example: Path, rounds: int) -> Table:
    command = [sys.executable, "-m", "bench.stages", str(example)]
    runs = [subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout for _ in range(rounds)]
    found = [json.loads(run) for run in runs]
    rows = [[name, f"{median(one[name] for one in found):.1f} ms"] for name in found[0]]
    return Table(["Step", "median"], rows)


def _imported(command: Sequence[str]) -> Table:
    watched = [sys.executable, "-X", "importtime", *command]
    lines = subprocess.run(watched, check=True, capture_output=True, text=True).stderr.splitlines()
    spent: Counter[str] = Counter()
    for line in lines:
        if found := IMPORT_LINE.match(line):
            spent[_package(found["module"])] += int(found["own"])
    rows = [[name, f"{micros / 1000:.1f} ms"] for name, micros in spent.most_common(8)]
    return Table(["Package", "time"], rows)


def _package(module: str) -> str:
    root = module.partition(".")[0]
    return "the standard library" if root in sys.stdlib_module_names else root
