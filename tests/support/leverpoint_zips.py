"""Zips as authors build them and as hostile hands do, made when a test asks for them."""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

Member = tuple[str | zipfile.ZipInfo, bytes]
PACK = b'name: one\nversion: "1.0.0"\nlayer: district\ntitle: One\nscope: [{system: local, identifier: x}]\n'


def zipped(members: Iterable[Member], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members, written as they are."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return target.getvalue()


def of_folder(folder: Path, top: str = "") -> bytes:
    """A zip of the files in a folder."""
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return zipped((top + file.relative_to(folder).as_posix(), file.read_bytes()) for file in files)


def info(name: str, **more: Any) -> zipfile.ZipInfo:
    """The header of a member, with whatever a hostile hand put into it."""
    made = zipfile.ZipInfo(name)
    for field, value in more.items():
        setattr(made, field, value)
    return made


def with_flag(packed: bytes, flag: int) -> bytes:
    """The same zip, with a flag set in the directory entry of its first member."""
    at = packed.index(b"PK\x01\x02") + 8
    return packed[:at] + struct.pack("<H", flag) + packed[at + 2 :]


def with_size(packed: bytes, size: int) -> bytes:
    """The same zip, whose first member claims another unpacked size."""
    at = packed.index(b"PK\x01\x02") + 24
    return packed[:at] + struct.pack("<L", size) + packed[at + 4 :]


HOSTILE: dict[str, tuple[Callable[[], bytes], list[tuple[str, str | None]]]] = {
    "climbs": (lambda: zipped([("../evil.yaml", b"x")]), [("zip-path", "a.zip!/../evil.yaml")]),
    "climbs-inside": (lambda: zipped([("rules/../../x", b"x")]), [("zip-path", "a.zip!/rules/../../x")]),
    "absolute": (lambda: zipped([("/etc/passwd", b"x")]), [("zip-path", "a.zip!/etc/passwd")]),
    "backslash": (lambda: zipped([("rules\\x.yaml", b"x")]), [("zip-path", "a.zip!/rules\\x.yaml")]),
    "drive": (lambda: zipped([("C:x.yaml", b"x")]), [("zip-path", "a.zip!/C:x.yaml")]),
    "dot": (lambda: zipped([("./pack.yaml", b"x")]), [("zip-path", "a.zip!/pack.yaml")]),
    "line-end": (lambda: zipped([("a\nb", b"x")]), [("zip-path", "a.zip!/a?b")]),
    "deep": (lambda: zipped([("a/" * 8 + "x", b"x")]), [("zip-too-deep", "a.zip!/" + "a/" * 8 + "x")]),
    "symlink": (
        lambda: zipped([(info("rules/x.yaml", external_attr=(stat.S_IFLNK | 0o777) << 16), b"/etc/passwd")]),
        [("zip-symlink", "a.zip!/rules/x.yaml")],
    ),
    "capitals": (
        lambda: zipped([("pack.yaml", PACK), ("Pack.yaml", PACK)]),
        [("zip-duplicate", "a.zip!/pack.yaml"), ("zip-duplicate", "a.zip!/Pack.yaml")],
    ),
    "encrypted": (lambda: with_flag(zipped([("pack.yaml", PACK)]), 1), [("zip-encrypted", "a.zip!/pack.yaml")]),
    "compression": (
        lambda: zipped([("pack.yaml", PACK)], zipfile.ZIP_LZMA),
        [("zip-compression", "a.zip!/pack.yaml")],
    ),
    "bomb": (lambda: zipped([("pack.yaml", bytes(10_000_000))]), [("zip-bomb", "a.zip!/pack.yaml")]),
    "hidden-bomb": (
        lambda: with_size(zipped([("pack.yaml", bytes(10_000_000))]), 9_000),
        [("zip-unreadable", "a.zip!/pack.yaml")],
    ),
    "many": (lambda: zipped((f"{number}.txt", b"") for number in range(501)), [("zip-too-many", "a.zip")]),
    "large": (
        lambda: zipped([(f"{number}.txt", bytes(1_000_000)) for number in range(21)]),
        [("zip-too-large", "a.zip")],
    ),
    "packed-large": (lambda: bytes(8 * 1024 * 1024 + 1), [("zip-too-large", "a.zip")]),
    "no-zip": (lambda: b"name: one\n", [("zip-unreadable", "a.zip")]),
    "cut-off": (lambda: zipped([("pack.yaml", PACK)])[:-30], [("zip-unreadable", "a.zip")]),
}
"""How each is made, and the codes and places of what is wrong with it."""
