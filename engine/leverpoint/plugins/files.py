"""The files of a plugin's package, found without importing it: what identifies it, and the packs that lie in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from leverpoint.packs import find_packs
from leverpoint.plugins.entries import PACKS, installed, said_of
from leverpoint.reader.kinds import kind_of
from leverpoint.rulebook import digest

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def package_of(entry: EntryPoint) -> tuple[Path, ...]:
    """The folders or the file of the top package that an entry point is in; nothing where it cannot be found."""
    named = re.match(r"\w+", entry.value.strip())
    try:
        spec = find_spec(named[0]) if named else None
    except (ImportError, ValueError):
        return ()
    if spec is None:
        return ()
    if spec.submodule_search_locations:
        return tuple(map(Path, spec.submodule_search_locations))
    return (Path(spec.origin),) if spec.origin and spec.has_location else ()


def digest_of(entry: EntryPoint) -> str:
    """The digest of the package's files, of what the entry point says and of the version.

    What packs in it say is left out: they have digests of their own, which change with them while the plugin runs on.
    """
    packs = packs_in(entry)
    own = [(name, file) for name, file in sorted(_files(entry)) if not any(_is_of(file, pack) for pack in packs)]
    files = [[name, hashlib.sha256(file.read_bytes()).hexdigest()] for name, file in own]
    return digest([entry.value, said_of(entry, "Version") or "", files])


def packs_in(entry: EntryPoint) -> tuple[Path, ...]:
    """The packs near the top of the package: how it is known for whom a plugin speaks that cannot be imported."""
    tops = [top for top in package_of(entry) if top.is_dir()]
    below = [path for top in tops for path in sorted(top.iterdir()) if path.is_dir()]
    return find_packs([*tops, *below])


def installed_packs() -> tuple[Path, ...]:
    """The data packs in installed packages: an entry point of the group `leverpoint.packs` names each one's package.

    Nothing of these packages is imported: a data pack runs no code, wherever it lies. Where there is none in a package,
    its folder is named, so that whoever reads it finds that out and says so.
    """
    return tuple(path for entry in installed(group=PACKS) for path in packs_in(entry) or package_of(entry)[:1])


def _is_of(file: Path, pack: Path) -> bool:
    """Whether a file is one of those that a pack is read from, or the zip that it is."""
    return file == pack or (file.is_relative_to(pack) and kind_of(file.relative_to(pack).as_posix()) is not None)


def _files(entry: EntryPoint) -> Iterator[tuple[str, Path]]:
    for top in package_of(entry):
        for file in [top] if top.is_file() else sorted(top.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                yield file.relative_to(top.parent).as_posix(), file
