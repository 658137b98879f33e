"""`leverpoint pack new`: what it writes passes its own checks at once, as a folder and as a package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from leverpoint.reader import read_file

Run = Callable[..., Result]


def new(run: Run, folder: Path, *more: object) -> Path:
    """A new pack on the shipped rules, and where it lies."""
    result = run("pack", "new", folder, "--json", *more, rules=False)
    assert result.exit_code == 0, result.output
    return Path(json.loads(result.stdout)["pack"])


@pytest.mark.parametrize(
    ("layer", "identifier"), [("state", "99"), ("district", "9900070"), ("school", "990007000001")]
)
@pytest.mark.parametrize("form", ["--python", "--no-python"])
def test_a_new_pack_passes_its_own_checks(run: Run, tmp_path: Path, layer: str, identifier: str, form: str) -> None:
    """For each layer, as a folder and inside a package: `pack check` and `pack test` find nothing wrong."""
    forms = ["--python"] if form == "--python" else []
    pack = new(run, tmp_path / "east-field", "--layer", layer, "--identifier", identifier, *forms)
    assert run("pack", "check", pack, rules=False).stdout == "Nothing is wrong.\n"
    assert run("pack", "test", pack, rules=False).stdout == "1 asked, 1 hold, 0 do not\n"


def test_it_says_what_it_was_told(run: Run, tmp_path: Path) -> None:
    """Owner and contact stand in it whatever characters they hold."""
    owner, contact = 'The "office": of {learning} & <more>', "a@b: c"
    pack = new(run, tmp_path / "x", "--name", "east", "--identifier", "9900070", "--owner", owner, "--contact", contact)
    said = read_file(pack / "pack.yaml").data
    assert (said["name"], said["owner"], said["contact"]) == ("east", owner, contact)
    assert said["scope"] == [{"system": "nces-leaid", "identifier": "9900070"}]
    assert all((pack / name).is_file() for name in ("README.md", ".gitignore", ".github/workflows/rules.yml"))


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "Say --identifier"),
        (["--identifier", "99"], "has 7 digits"),
        (["--identifier", "9900070", "--name", "a.b"], "ASCII letters"),
        (["--identifier", "9900070", "--layer", "core"], "'core' is not one of"),
        (["--identifier", "9900070", "--name", "core"], "no pack can be called 'core'"),
        (["--identifier", "9900070", "--name", "district"], "no pack can be called 'district'"),
        (["--identifier", "9900070", "--name", "learning"], "no pack can be called 'learning'"),
    ],
)
def test_what_would_not_pass_is_not_written(run: Run, tmp_path: Path, options: list[str], why: str) -> None:
    """It ends with 2, says why, and leaves nothing behind."""
    result = run("pack", "new", tmp_path / "eastfield", *options, rules=False)
    assert (result.exit_code, why in result.output, (tmp_path / "eastfield").exists()) == (2, True, False)


def test_nothing_is_written_over(run: Run, tmp_path: Path) -> None:
    """A folder that holds something stays as it is."""
    (tmp_path / "mine.txt").write_text("mine")
    result = run("pack", "new", tmp_path, "--name", "x", "--identifier", "9900070", rules=False)
    assert (result.exit_code, [file.name for file in tmp_path.iterdir()]) == (2, ["mine.txt"])


def test_no_git_and_nothing_from_outside_is_needed(tmp_path: Path) -> None:
    """A process that finds no other program writes the same pack."""
    line = [str(Path(sys.executable).with_name("leverpoint")), "pack", "new", "east", "--identifier", "9900070"]
    done = subprocess.run(line, cwd=tmp_path, env={**os.environ, "PATH": ""}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "east" / "pack.yaml").is_file()


def test_the_package_can_be_built(run: Run, tmp_path: Path) -> None:
    """Its wheel holds the pack and the entry point by which Leverpoint finds it."""
    folder = tmp_path / "east"
    new(run, folder, "--identifier", "9900070", "--python")
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert "leverpoint_east/pack/pack.yaml" in archive.namelist()
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert archive.read(entry).decode() == "[leverpoint]\neast = leverpoint_east\n"
