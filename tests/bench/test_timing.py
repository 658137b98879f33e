"""How time is taken; nothing here depends on how long anything takes."""

from __future__ import annotations

import gc
import os
import time

from bench.timing import Stages, Task, collector_at_rest, cpu_of, interleaved, ratio, resident, task


def test_tasks_take_turns_and_each_round_goes_on_with_the_next_inputs() -> None:
    """Two tasks are called A B A B, each on the next block of its inputs, beginning again after the last."""
    calls: list[str] = []
    tasks = [Task(name, calls.append, [f"{name}{number}" for number in range(3)], 2) for name in "AB"]
    samples = interleaved(tasks, 2)
    assert calls == ["A0", "A1", "B0", "B1", "A2", "A0", "B2", "B0"]
    assert {name: len(found) for name, found in samples.items()} == {"A": 2, "B": 2}


def test_a_slow_task_gets_few_inputs_a_sample_and_a_fast_one_all() -> None:
    """The budget decides how many inputs a sample takes: at least one, at most all."""
    inputs = list(range(50))
    assert task("slow", lambda _: sum(range(20_000)), inputs, 0).block == 1
    assert task("fast", lambda _: None, inputs, 10).block == 50


def test_ratios_are_compared_round_by_round() -> None:
    """The ratio is the median of each round's own, so that a slow round hits both sides."""
    assert ratio({"a": [2, 20, 6], "b": [1, 10, 2]}, "a", "b") == 2


def test_the_collector_is_at_rest_inside_and_works_again_outside() -> None:
    """No collection runs inside, and afterwards everything is as before."""
    with collector_at_rest():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_an_inner_stage_is_not_counted_twice() -> None:
    """What an inner stage spends is taken off the outer one, and a stage that is entered again adds up."""
    stages = Stages(iter([0, 10, 17, 20, 24, 100]).__next__)
    with stages.stage("whole"):
        for _ in range(2):
            with stages.stage("part"):
                pass
    assert stages.spent == {"part": 11, "whole": 89}


def test_the_clock_of_a_process_is_its_processor_time() -> None:
    """The clock read by the id of this process agrees with Python's own."""
    before = time.process_time()
    assert before <= cpu_of(os.getpid()) <= time.process_time()


def test_resident_memory_is_that_of_a_python_process() -> None:
    """A Python process takes a few MiB at least."""
    assert resident() > 2**22
