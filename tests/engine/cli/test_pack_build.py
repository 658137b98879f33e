"""`leverpoint pack build`: one reproducible file, whose manifest is verified whenever it is read."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from leverpoint import read_source
from leverpoint.reader.manifest import MANIFEST

Run = Callable[..., Result]


@pytest.fixture
def harbour(data_folder: Path, tmp_path: Path) -> Path:
    """A copy of a pack of the small rulebook."""
    return Path(shutil.copytree(data_folder / "packs" / "harbour", tmp_path / "harbour"))


@pytest.fixture
def unpacked(run: Run, harbour: Path, tmp_path: Path) -> Path:
    """A built pack that somebody has unpacked."""
    assert run("pack", "build", harbour, "-o", tmp_path).exit_code == 0
    with zipfile.ZipFile(tmp_path / "harbour-1.2.0.zip") as archive:
        archive.extractall(tmp_path / "unpacked")  # built a line above
    return tmp_path / "unpacked"


def test_two_builds_of_equal_content_are_equal_bytes(run: Run, harbour: Path, tmp_path: Path) -> None:
    """Another folder, other times, other permissions: the same file; another word in it: another file."""
    other = Path(shutil.copytree(harbour, tmp_path / "elsewhere" / "copy"))
    for file in (one for one in other.rglob("*") if one.is_file()):
        os.utime(file, (1, 1))
        file.chmod(0o600)
    for folder, name in ((harbour, "one.zip"), (other, "two.zip")):
        assert run("pack", "build", folder, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    (other / "README.md").write_text("Read me.\n")
    run("pack", "build", other, "-o", tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() != (tmp_path / "two.zip").read_bytes()


def test_what_was_built_is_the_pack(run: Run, harbour: Path, tmp_path: Path) -> None:
    """The zip has the digest of its folder, holds nothing else that lay there, and proves itself like the folder."""
    (harbour / ".git").mkdir()
    (harbour / ".git" / "config").write_text("")
    (harbour / "notes.txt").write_text("not for everybody")
    said = json.loads(run("pack", "build", harbour, "-o", tmp_path, "--json").stdout)
    built = Path(said["file"])
    assert built == tmp_path / "harbour-1.2.0.zip"
    assert said["files"] == ["catalog/harbour.yaml", "overlays.yaml", "pack.yaml", "rules/harbour.yaml",
                             "scenarios/harbour.yaml"]  # fmt: skip
    assert read_source(built).info == read_source(harbour).info
    assert run("pack", "check", built).exit_code == 0
    assert run("pack", "test", built).stdout == "2 asked, 2 hold, 0 do not\n"
    assert run("pack", "impact", built, "--count", 3).exit_code == 0
    assert run("check", built).exit_code == 0
    assert "active" in run("--packs-dir", built, "plugins").stdout


def test_a_pack_that_fails_its_own_test_is_not_built(run: Run, harbour: Path, tmp_path: Path) -> None:
    """A problem, or a scenario that does not hold: 1, the reason, and no file."""
    scenarios = harbour / "scenarios" / "harbour.yaml"
    good = scenarios.read_text()
    scenarios.write_text(good.replace("exclude: [GARDEN]", "exclude: [harbour.BOAT]"))
    result = run("pack", "build", harbour, "-o", tmp_path)
    assert (result.exit_code, "FAILED" in result.stdout) == (1, True)
    scenarios.write_text(good)
    (harbour / "overlays.yaml").write_text("- {}\n")
    said = json.loads(run("pack", "build", harbour, "-o", tmp_path, "--json").stdout)
    assert (said["ok"], said["problems"][0]["file"]) == (False, str(harbour / "overlays.yaml"))
    assert list(tmp_path.glob("*.zip")) == []


def test_a_file_too_large_to_be_read_is_not_packed(run: Run, harbour: Path, tmp_path: Path) -> None:
    """Also where no rule is read from it."""
    (harbour / "README.md").write_bytes(b"long\n" * 300_000)
    result = run("pack", "build", harbour, "-o", tmp_path)
    assert (result.exit_code, "too-large" in result.stdout) == (1, True)


def test_where_nothing_can_be_written_that_is_said(run: Run, harbour: Path, tmp_path: Path) -> None:
    """A folder that is not there ends the command with 2 and its name, whoever writes: no traceback."""
    nowhere = tmp_path / "nowhere" / "x"
    for line in (["build", harbour, "-o", nowhere], ["keygen", nowhere, "--no-password"]):
        result = run("pack", *line)
        assert (result.exit_code, "nowhere" in result.stderr, "No such file" in result.stderr) == (2, True, True)


def test_the_manifest_names_the_pack_and_the_digest_of_each_file(unpacked: Path) -> None:
    """It says name, version, what is required, and a SHA-256 for each file but itself."""
    said = json.loads((unpacked / MANIFEST).read_text())
    assert (said["name"], said["version"], said["requires"]) == ("harbour", "1.2.0", {"leverpoint": ">=0.1,<1"})
    assert set(said["files"]) == {
        file.relative_to(unpacked).as_posix()
        for file in unpacked.rglob("*")
        if file.is_file() and file.name != MANIFEST
    }


@pytest.mark.parametrize(
    ("tamper", "code", "file"),
    [
        (lambda f: (f / "overlays.yaml").write_text((f / "overlays.yaml").read_text() + "# x\n"), "manifest-mismatch",
         "overlays.yaml"),
        (lambda f: (f / "overlays.yaml").unlink(), "manifest-missing", MANIFEST),
        (lambda f: (f / "notes.txt").write_text("mine"), "manifest-extra", "notes.txt"),
        (lambda f: (f / MANIFEST).write_text("{}"), "bad-manifest", MANIFEST),
        (lambda f: (f / MANIFEST).write_text((f / MANIFEST).read_text().replace("1.2.0", "1.3.0")), "bad-manifest",
         MANIFEST),
        (lambda f: (f / MANIFEST).write_text('{"name": 1'), "yaml-syntax", MANIFEST),
    ],
)  # fmt: skip
def test_what_was_changed_after_it_was_built_is_told(
    unpacked: Path, run: Run, tamper: Callable[[Path], object], code: str, file: str
) -> None:
    """A changed, missing or added file, and a manifest that is none: each has its code and its place."""
    assert run("pack", "check", unpacked).exit_code == 0
    tamper(unpacked)
    (problem,) = read_source(unpacked).problems
    assert (problem.code, problem.file) == (code, str(unpacked / file))


def test_a_changed_pack_is_built_anew(unpacked: Path, run: Run, tmp_path: Path) -> None:
    """An old manifest is in nobody's way: `pack build` writes another."""
    (unpacked / "overlays.yaml").unlink()
    assert run("pack", "build", unpacked, "-o", tmp_path / "again.zip").exit_code == 0
    assert run("pack", "check", tmp_path / "again.zip").exit_code == 0
