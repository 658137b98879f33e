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
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)


def tracked(things: Iterable[Thing], total: int, what: str) -> Iterator[Thing]:
    """The same things, one by one, with a bar that says how many of `total` are done."""
    with progress_bar() as tell:
        for number, thing in enumerate(things):
            tell(what, number, total)
            yield thing
