"""Run each measurement in a fresh process, so that none inherits the memory or the warmth of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from bench.report import Section


def measured(names: Sequence[str], quick: bool) -> Iterator[Section]:
    """The sections of the measurements, modules of this package, one after the other."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for name in names:
            yield processes.submit(_measure, name, quick).result()


def _measure(name: str, quick: bool) -> Section:
    section: Section = import_module(f"bench.{name}").measure(quick)
    return section
