"""How time is taken: processor time, in turns, so that whatever slows the machine down slows everybody alike."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

Samples = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to measure: `call` on each input in turn, `block` inputs a sample."""

    name: str
    call: Callable[[Any], object]
    inputs: Sequence[Any]
    block: int

    def sample(self, number: int) -> float:
        """Processor time a call in µs, over the block of inputs whose turn it is in round `number`."""
        first = number * self.block
        inputs = [self.inputs[index % len(self.inputs)] for index in range(first, first + self.block)]
        call, start = self.call, time.process_time_ns()
        for one in inputs:
            call(one)
        return (time.process_time_ns() - start) / 1000 / self.block


def task(name: str, call: Callable[[Any], object], inputs: Sequence[Any], budget: float) -> Task:
    """A task whose samples take about `budget` seconds: all inputs where it is fast, a few where it is slow."""
    call(inputs[0])
    cost = Task(name, call, inputs, 1).sample(0) / 1e6
    return Task(name, call, inputs, max(1, min(len(inputs), int(budget / cost))))


def interleaved(tasks: Sequence[Task], rounds: int) -> Samples:
    """`rounds` samples of every task in µs a call, taken A B C A B C …"""
    samples: dict[str, list[float]] = {one.name: [] for one in tasks}
    for number in range(rounds):
        for one in tasks:
            samples[one.name].append(one.sample(number))
    return samples


def ratio(samples: Samples, name: str, to: str) -> float:
    """How many times as long `name` takes as `to`: the median over the rounds, each compared within itself."""
    return median(one / other for one, other in zip(samples[name], samples[to], strict=True))


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No garbage collection inside, so that nobody pays for the objects of the others."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


class Stages:
    """Adds up the processor time of named stages in ns; what runs inside a stage counts for the inner one alone."""

    def __init__(self, clock: Callable[[], int] = time.thread_time_ns) -> None:
        self.spent: dict[str, int] = {}
        self._clock = clock
        self._open: list[int] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """The time inside counts as `name`."""
        self._open.append(0)
        start = self._clock()
        try:
            yield
        finally:
            whole = self._clock() - start
            self.spent[name] = self.spent.get(name, 0) + whole - self._open.pop()
            if self._open:
                self._open[-1] += whole


def cpu_of(process: int) -> float:
    """The processor time that a process, all its threads included, has used so far, in seconds. Linux only."""
    # a process's own clock is numbered by the complement of its id; the two lowest set bits say "scheduler time"
    return time.clock_gettime((~process << 3) | 2)


def resident() -> int:
    """The memory of this process that is in RAM, in bytes. Linux only."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
