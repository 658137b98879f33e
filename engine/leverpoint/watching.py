"""See which folders and files have changed on disk, and which of them have come to rest."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

Print = frozenset[tuple[str, int, int, int, int]]
"""Every file at or below a path: its name, device's number for it, size, and when it and its record were changed."""


class Watch:
    """Looks at paths again and again. A change counts once two looks have found the same: nobody is writing any more.

    To each path belongs what lies beside it under its name and one of the suffixes `beside`, as a signature does.
    """

    def __init__(self, *beside: str) -> None:
        self._beside = beside
        self._taken: dict[Path, Print] = {}
        self._last: dict[Path, Print] = {}

    def look(self, paths: Iterable[Path]) -> frozenset[Path]:
        """The paths that have changed since they were taken, or are gone, and are as they were at the last look."""
        now = {path: self._print_of(path) for path in paths}
        before, self._last = self._last, now
        changed = (path for path in {*now, *self._taken} if now.get(path) != self._taken.get(path))
        return frozenset(path for path in changed if before.get(path) == now.get(path))

    def take(self, path: Path) -> bool:
        """Note that a path was read as it was at the last look. False where it has changed since: read it again."""
        seen = self._last.get(path)
        if seen is None:
            self._taken.pop(path, None)
            return True
        if self._print_of(path) != seen:
            return False
        self._taken[path] = seen
        return True

    def _print_of(self, path: Path) -> Print:
        return print_of(path).union(*(print_of(path.with_name(path.name + suffix)) for suffix in self._beside))


def print_of(path: Path) -> Print:
    """What every file at or below a path looks like from outside; empty where there is none."""
    return frozenset(_printed(path, ""))


def _printed(path: Path, name: str) -> Iterator[tuple[str, int, int, int, int]]:
    try:
        if not path.is_dir():
            yield _seen(name, path.stat())
            return
        with os.scandir(path) as entries:
            inside = [(f"{name}/{entry.name}", entry) for entry in entries if not entry.name.startswith(".")]
    except OSError:  # gone while we looked; the next look tells
        return
    for below, entry in inside:
        yield from _entry(entry, below)


def _entry(entry: os.DirEntry[str], name: str) -> Iterator[tuple[str, int, int, int, int]]:
    try:
        if not entry.is_dir():
            yield _seen(name, entry.stat())
            return
    except OSError:
        return
    yield from _printed(Path(entry.path), name)


def _seen(name: str, found: os.stat_result) -> tuple[str, int, int, int, int]:
    return name, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
