"""Run the measurements, each in a process of its own, print them, and write them down: `python -m bench [NAME …]`.

LEVERPOINT_BENCH_QUICK=1 makes a quick pass with few repetitions. Only a full run of all measurements is written; with
--renew, what was measured is, in the place of what the page says of it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from bench.isolation import measured
from bench.report import Section, document, machine, renewed

MEASUREMENTS = (
    "matching",
    "compiling",
    "advising",
    "soaking",
    "serving",
    "packing",
    "starting",
    "analyzing",
    "defects",
    "mutating",
    "batching",
)
PAGE = Path(__file__).parents[1] / "docs" / "reference" / "measurements.md"


def main() -> None:
    """Measure what the arguments name, or everything."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Leverpoint beside its peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(MEASUREMENTS)}; all without one")
    parser.add_argument("--renew", action="store_true", help="write what is measured into the page, and keep the rest")
    arguments = parser.parse_args()
    names = arguments.names or MEASUREMENTS
    if unknown := [name for name in names if name not in MEASUREMENTS]:
        parser.error(f"there is no measurement {unknown[0]}; there are {', '.join(MEASUREMENTS)}")
    quick, busy = os.environ.get("LEVERPOINT_BENCH_QUICK", "") not in ("", "0"), os.getloadavg()[0]
    print(machine(busy))
    sections = list(_printed(measured(names, quick)))
    if arguments.renew and not quick:
        PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), sections, busy), encoding="utf-8")
    elif quick or set(names) != set(MEASUREMENTS):
        print(f"Not a full run: {PAGE.name} stays as it is.")
    else:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(document(sections, busy), encoding="utf-8")


def _printed(sections: Iterator[Section]) -> Iterator[Section]:
    for section in sections:
        print(section, flush=True)
        yield section


if __name__ == "__main__":
    main()
