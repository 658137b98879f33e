"""The entry points of plugins: which are installed, and which of them are Leverpoint's own. No plugin is imported."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP, PACKS = "leverpoint", "leverpoint.packs"
"""The group of Python plugins, and the group in which packages say where a data pack lies in them."""


def installed(entries: Iterable[EntryPoint] | None = None, group: str = GROUP) -> tuple[EntryPoint, ...]:
    """Those that are given or, where none are, those that are installed, in the order of their names."""
    from importlib.metadata import entry_points  # which takes as long to import as a small answer takes to make

    return tuple(sorted(entry_points(group=group) if entries is None else entries, key=_by_name))


def is_own(entry: EntryPoint) -> bool:
    """Whether an entry point is Leverpoint's."""
    name = said_of(entry, "Name")
    return name is not None and canonicalize_name(name) == GROUP


def said_of(entry: EntryPoint, field: str) -> str | None:
    """What the metadata of an entry point's package says; nothing where it is missing after half an installation."""
    if entry.dist is None or field not in entry.dist.metadata:
        return None
    return entry.dist.metadata[field]


def groups_of_others() -> frozenset[str]:
    """The groups in which packages besides Leverpoint name something, from a quick look at Python's path."""
    texts = [file.read_bytes() for file in _lists() if not file.parent.name.startswith(f"{GROUP}-")]
    return frozenset(group for group in (GROUP, PACKS) if any(f"[{group}]".encode() in text for text in texts))


def _lists() -> Iterator[Path]:
    for folder in filter(Path.is_dir, map(Path, dict.fromkeys(sys.path))):
        for info in folder.iterdir():
            if info.suffix in (".dist-info", ".egg-info") and (file := info / "entry_points.txt").is_file():
                yield file


def _by_name(entry: EntryPoint) -> tuple[str, str]:
    return entry.name, entry.value
