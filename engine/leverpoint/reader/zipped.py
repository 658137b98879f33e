"""Read a pack out of a zip, in memory and within limits. Whatever its headers say, they are not believed."""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from leverpoint.errors import Problem, RulebookError
from leverpoint.reader.tree import MOST_BYTES_OF_A_FILE, Tree, tree_in_memory

MOST_PACKED, MOST_UNPACKED = 8 * 1024 * 1024, 20 * 1024 * 1024
MOST_MEMBERS, DEEPEST, HIGHEST_RATIO = 500, 8, 200
_RATIO_COUNTS_FROM = 1024 * 1024
_START_OF_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")
_IGNORED = "__MACOSX/"
Members = list[zipfile.ZipInfo]


def zip_tree(path: Path) -> Tree:
    """The files in a zip on disk. Raises RulebookError with every reason why it is not to be read."""
    return tree_of_zip(packed_bytes(path), path)


def packed_bytes(path: Path) -> bytes:
    """A zip as it lies on disk, up to a byte more than it may have. Raises RulebookError where it cannot be opened."""
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_PACKED + 1)
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror or error}."
        raise RulebookError([Problem("file-unreadable", message, file=str(path))]) from error


def tree_of_zip(packed: bytes, path: Path) -> Tree:
    """The files in the bytes of a zip that problems call `path`. A single folder around all of them is accepted.

    Raises RulebookError with every reason why it is not to be read; nothing of it is read then.
    """
    root = Path(f"{path}!")
    try:
        with zipfile.ZipFile(_within_limits(packed, path)) as archive:
            members = [one for one in archive.infolist() if not one.orig_filename.startswith(_IGNORED)]
            _refuse(_unsound(members, root))
            _refuse(_too_much(members, path, root))
            content = {one.filename: _read(archive, one, root) for one in members if not one.is_dir()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise RulebookError([_problem("zip-unreadable", "this is no zip that can be read", path)]) from error
    top = _top(content)
    return tree_in_memory(root / top, {name.removeprefix(top): text for name, text in content.items()})


def _within_limits(packed: bytes, path: Path) -> BytesIO:
    if len(packed) > MOST_PACKED:
        message = f"a zip with a pack has at most {MOST_PACKED:,} bytes"
        raise RulebookError([_problem("zip-too-large", message, path, expected=MOST_PACKED)])
    # Each member has one such entry, so a directory of millions is refused before it is read.
    if packed.count(_START_OF_ENTRY) > MOST_MEMBERS:
        message = f"a zip with a pack has at most {MOST_MEMBERS} files"
        raise RulebookError([_problem("zip-too-many", message, path, expected=MOST_MEMBERS)])
    return BytesIO(packed)


def _refuse(problems: Iterable[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise RulebookError(found)


def _unsound(members: Members, root: Path) -> Iterator[Problem]:
    """What no sound archive has, each with the member's name as it is written."""
    counted = Counter(_as_one(one) for one in members)
    for one in members:
        file = root / _printable(one.orig_filename)
        if why := _misplaced(one.orig_filename):
            yield _problem("zip-path", f"the name of a file in a pack {why}", file, found=file.name)
        elif one.filename.count("/") >= DEEPEST:
            yield _problem("zip-too-deep", f"this lies more than {DEEPEST} folders deep", file, expected=DEEPEST)
        if counted[_as_one(one)] > 1:
            yield _problem("zip-duplicate", "this name stands more than once, capitals or not", file)
        if stat.S_IFMT(one.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            yield _problem("zip-symlink", "a pack holds files and folders, no links or devices", file)
        if one.flag_bits & _ENCRYPTED:
            yield _problem("zip-encrypted", "this file is encrypted, and nobody is here to give a password", file)
        elif one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield _problem("zip-compression", "a file in a pack is stored or deflated, nothing else", file)


def _misplaced(name: str) -> str | None:
    if _CONTROL.search(name):
        return "has no control characters"
    if "\\" in name:
        return "has forward slashes, never backslashes"
    if name.startswith("/") or _DRIVE.match(name):
        return "is relative: it begins with no slash and no drive"
    parts = name.removesuffix("/").split("/")
    return "has no empty part, no '.' and no '..'" if {"", ".", ".."} & set(parts) else None


def _as_one(member: zipfile.ZipInfo) -> str:
    """The name as file systems take it that know no capitals."""
    return unicodedata.normalize("NFC", member.filename.removesuffix("/")).casefold()


def _too_much(members: Members, path: Path, root: Path) -> Iterator[Problem]:
    """What the headers admit to; what they hide is met while reading."""
    for one in members:
        if one.file_size > max(_RATIO_COUNTS_FROM, HIGHEST_RATIO * one.compress_size):
            message = f"this unpacks to more than {HIGHEST_RATIO} times its size"
            yield _problem("zip-bomb", message, root / one.filename, found=one.file_size)
    if sum(one.file_size for one in members) > MOST_UNPACKED:
        message = f"the files of a pack have at most {MOST_UNPACKED:,} bytes together"
        yield _problem("zip-too-large", message, path, expected=MOST_UNPACKED)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, root: Path) -> bytes:
    """A file, or a byte more of it than any may have: whoever reads its text refuses it then."""
    try:
        with archive.open(member) as stream:
            return stream.read(MOST_BYTES_OF_A_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        message = "this file cannot be unpacked: it is damaged, or packed in a way that is not read here"
        raise RulebookError([_problem("zip-unreadable", message, root / member.filename)]) from error


def _top(names: Iterable[str]) -> str:
    """The one folder that everything lies in, with its slash; nothing where there is none."""
    tops = {name.partition("/")[:2] for name in names}
    return "".join(tops.pop()) if len(tops) == 1 and all(slash for _, slash in tops) else ""


def _printable(name: str) -> str:
    return _CONTROL.sub("?", name).lstrip("/")


def _problem(code: str, message: str, file: Path, **more: object) -> Problem:
    return Problem(code, message, file=str(file), **more)  # type: ignore[arg-type] # found and expected only
