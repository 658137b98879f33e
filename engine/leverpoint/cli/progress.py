"""A progress bar for long work: on standard error, and only where a person is likely to look."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Thing = TypeVar("Thing")


def tracked(things: Iterable[Thing], total: int, what: str) -> Iterator[Thing]:
    """The same things, one by one, with a bar that says how many of `total` are done and how long the rest takes."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(things, what, total=total, console=Console(stderr=True), transient=True)
