"""A pack in a zip is read like a folder, and what is not to be trusted in one is refused by name."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from leverpoint_zips import HOSTILE, PACK, of_folder, zipped

from leverpoint import Policy, RulebookError, State, find_packs, load_rulebook, read_packs, read_source
from leverpoint.reader import tree_of_zip


def problems(packed: bytes) -> list[tuple[str, str | None]]:
    """What is wrong with a zip: codes and places."""
    with pytest.raises(RulebookError) as caught:
        tree_of_zip(packed, Path("a.zip"))
    return [(one.code, one.file) for one in caught.value.problems]


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
