"""What a measurement hands back, and how it reads as Markdown."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from textwrap import fill

WIDTH = 120
HEAD = """# Measurements

Written by `make bench`; run it to see your own machine's figures, change nothing here by hand. Times are processor time
unless they say otherwise. What is compared was measured in turns in one run, so the **ratios** carry over to other
machines; times hold for this one alone.
"""
ALONE = "Measured by itself, on the same machine and in another run than the other sections."


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under their headings; the first column names the row."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]

    def __str__(self) -> str:
        rule = ["---", *("---:" for _ in self.headings[1:])]
        return "\n".join(f"| {' | '.join(row)} |" for row in (self.headings, rule, *self.rows))


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to reach, what was found, and whether that is good enough."""

    what: str
    found: str
    reached: bool

    def __str__(self) -> str:
        return f"- {'reached' if self.reached else '**NOT reached**'}: {self.what}: {self.found}"


@dataclass(frozen=True, slots=True)
class Section:
    """One measurement: what was done, its goals, its tables each under a line of its own, and what to know of them."""

    title: str
    text: str
    goals: Sequence[Goal] = ()
    tables: Sequence[tuple[str, Table]] = ()
    notes: Sequence[str] = ()

    def __str__(self) -> str:
        parts = [f"## {self.title}", _paragraph(self.text), "\n".join(map(str, self.goals))]
        parts += [text for caption, table in self.tables for text in (_paragraph(caption), str(table))]
        return "\n\n".join(part for part in (*parts, *map(_paragraph, self.notes)) if part) + "\n"


def _paragraph(text: str) -> str:
    return fill(" ".join(text.split()), WIDTH, break_on_hyphens=False)


def document(sections: Iterable[Section], busy: float) -> str:
    """The whole page. `busy` is the load of the machine by others before the run, in processors."""
    return "\n".join((HEAD, machine(busy), *map(str, sections)))


def renewed(page: str, sections: Iterable[Section], busy: float) -> str:
    """The page with sections that were measured by themselves: in the place of those they renew, or at its end."""
    by_title = {part.partition("\n")[0]: part.rstrip("\n") for part in re.split(r"^(?=## )", page, flags=re.MULTILINE)}
    for one in sections:
        told = replace(one, notes=(*one.notes, f"{ALONE}{_warning(busy).rstrip()}"))
        by_title[f"## {one.title}"] = str(told).rstrip("\n")
    return "\n\n".join(by_title.values()) + "\n"


def machine(busy: float) -> str:
    """Where the figures come from: processor, memory, system, Python and the packages that matter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    facts = [
        ("Processor", f"{_processor()}, {len(os.sched_getaffinity(0))} of {os.cpu_count()} cores"),
        ("Memory", f"{memory:.0f} GiB"),
        ("System", f"{platform.system()} {platform.release()}, {' '.join(platform.libc_ver())}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}, {platform.python_compiler()}"),
        ("Packages", ", ".join(f"{name} {version(name)}" for name in ("leverpoint", "durable-rules", "orjson"))),
    ]
    lines = "\n".join(f"- {name}: {value}" for name, value in facts)
    return f"## Machine\n\n{lines}\n{_warning(busy)}"


def _warning(busy: float) -> str:
    if busy < 0.3:
        return ""
    return (
        f"\n**Other work was running on the machine (load {busy:.1f} before the run): "
        "the times are noisy, the ratios less so.**\n"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def times(figure: float) -> str:
    """A ratio with two or three digits that mean something: 0.09, 1.3, 12, 480."""
    digits = 2 if figure < 1 else 1 if figure < 10 else 0
    return f"{figure:,.{digits}f}"


def micros(figure: float) -> str:
    """A time given in µs, in the unit that fits it."""
    for unit, size in (("s", 1e6), ("ms", 1e3)):
        if figure >= size:
            return f"{figure / size:.{1 if figure >= 10 * size else 2}f} {unit}"
    return f"{figure:.{0 if figure >= 10 else 1}f} µs"
