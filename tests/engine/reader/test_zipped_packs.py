"""A pack in a zip is read like a folder, and what is not to be trusted in one is refused by name."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Policy, RulebookError, State, find_packs, load_rulebook, read_packs, read_source
from leverpoint.reader import tree_of_zip

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


def problems(packed: bytes) -> list[tuple[str, str | None]]:
    """What is wrong with a zip: codes and places."""
    with pytest.raises(RulebookError) as caught:
        tree_of_zip(packed, Path("a.zip"))
    return [(one.code, one.file) for one in caught.value.problems]


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


@pytest.mark.parametrize("top", ["", "harbour-1.2.0/"])
def test_a_zip_is_the_same_source_as_its_folder(data_folder: Path, tmp_path: Path, top: str) -> None:
    """Folder and zip have one digest, also where a single folder stands around the files of the zip."""
    folder = data_folder / "packs" / "harbour"
    path = tmp_path / "harbour-1.2.0.zip"
    path.write_bytes(of_folder(folder, top))
    assert read_source(path).info == read_source(folder).info
    assert [one.path for one in read_packs(find_packs([tmp_path]), Policy())] == [path]


def test_problems_say_where_in_the_zip_they_are(data_folder: Path, tmp_path: Path, library_rules: Path) -> None:
    """A mistake in a rule has its line and column, behind the name of the zip and an exclamation mark."""
    folder = Path(shutil.copytree(data_folder / "packs" / "harbour", tmp_path / "harbour"))
    (folder / "rules" / "x.yaml").write_text("- id: harbour.x\n  titel: X\n")
    path = tmp_path / "harbour.zip"
    path.write_bytes(of_folder(folder, "top/"))
    with pytest.raises(RulebookError) as caught:
        load_rulebook(library_rules, [path])
    places = {str(one).split(": ")[0] for one in caught.value.problems}
    assert f"{path}!/top/rules/x.yaml:2:3" in places


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


@pytest.mark.parametrize("name", HOSTILE)
def test_a_zip_that_is_not_to_be_trusted_is_refused(name: str) -> None:
    """Each fault has its code and its place, and nothing of such a zip is read."""
    make, expected = HOSTILE[name]
    assert problems(make()) == expected


def test_a_name_that_stands_twice_is_refused() -> None:
    """Which of two files of one name is meant, two readers may see differently."""
    with pytest.warns(UserWarning, match="Duplicate name"):
        packed = zipped([("pack.yaml", PACK), ("pack.yaml", PACK)])
    assert [code for code, _ in problems(packed)] == ["zip-duplicate", "zip-duplicate"]


def test_a_hostile_zip_is_quarantined_and_its_neighbour_counts(tmp_path: Path) -> None:
    """The pack beside it is active; the zip is named with its reason."""
    (tmp_path / "bad.zip").write_bytes(zipped([("../x", b"")]))
    (tmp_path / "good.zip").write_bytes(zipped([("pack.yaml", PACK)]))
    found = read_packs(find_packs([tmp_path]), Policy())
    assert [(one.name, one.state) for one in found] == [("one", State.ACTIVE), ("bad.zip", State.QUARANTINED)]
    assert found[1].problems[0].within(found[1].path) == "../x"


def test_a_file_beyond_the_limits_of_the_reader_is_told() -> None:
    """A file larger than any may be, or with more values, is refused at its place; the pack is known by its name."""
    large, many = b"# more than any file of rules needs\n" * 60_000, b"- {}\n" * 200_001
    packed = zipped([("pack.yaml", PACK), ("rules/a.yaml", large), ("rules/b.yaml", many)], zipfile.ZIP_STORED)
    source = read_source(tree_of_zip(packed, Path("a.zip")))
    told = [(one.code, one.file) for one in source.problems]
    assert (source.info.name, told) == (
        "one",
        [("too-large", "a.zip!/rules/a.yaml"), ("too-many-nodes", "a.zip!/rules/b.yaml")],
    )


def test_yaml_of_ten_megabytes_is_refused() -> None:
    """In a zip it is too large before it is unpacked, or a bomb where it packs too well."""
    line = b"# more than any file of rules needs\n"
    assert problems(zipped([("pack.yaml", line * 300_000)], zipfile.ZIP_STORED)) == [("zip-too-large", "a.zip")]
    assert problems(zipped([("pack.yaml", line * 300_000)])) == [("zip-bomb", "a.zip!/pack.yaml")]


def test_a_hundred_thousand_rules_are_refused_unread(tmp_path: Path) -> None:
    """More files than one source has are too large, and the pack still says whom it concerns."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.yaml").write_bytes(PACK)
    for number in range(10):
        rules = (f"- id: one.rule-{number}-{rule}\n  title: One of very many rules\n" for rule in range(10_000))
        (tmp_path / "rules" / f"{number}.yaml").write_text("".join(rules))
    (pack,) = read_packs([tmp_path], Policy())
    assert (pack.name, pack.state, [one.code for one in pack.problems]) == ("one", State.QUARANTINED, ["too-large"])
