"""A bar for work that takes long: on standard error, and only where a person looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

Thing = TypeVar("Thing")


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Gives what to call with the work at hand, the steps of it that are done, and how many there are."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Gives what to call with how many more of `total` steps have just been done."""
    done = 0

    def advance(steps: int) -> None:
        nonlocal done
        done += steps
        show(what, done, total)

    with progress_bar() as show:
        yield advance


def tracked(things: Iterable[Thing], total: int, what: str) -> Iterator[Thing]:
    """The same things, one by one, with a bar that says how many of `total` are done and how long the rest takes."""
    with progress_bar() as show:
        for done, thing in enumerate(things):
            show(what, done, total)
            yield thing
