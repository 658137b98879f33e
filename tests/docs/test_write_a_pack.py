"""Who follows the page about packs, file by file and command by command, sees what it says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from leverpoint.cli.app import app
from leverpoint.lab.authoring.checking import Checker
from leverpoint.lab.authoring.scaffold import NewPack, write_pack
from leverpoint.reader import read_file

pytest_plugins = ["pytester"]
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "write-a-pack.md"
BLOCK = re.compile(r"(?:^`(\S+)`\n\n)?^```(yaml|console)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)


def _told(command: str) -> str:
    program, *arguments = shlex.split(command)
    assert program == "leverpoint"
    result = CliRunner().invoke(app, arguments, prog_name="leverpoint")
    return "".join(f"{line.rstrip()}\n" for line in result.output.splitlines())


def test_the_page_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_shown: Callable[[str, str], bool]
) -> None:
    """Every file is written, every command run in its order, and every output is the one on the page."""
    monkeypatch.chdir(tmp_path)
    commands = 0
    for file, kind, text in BLOCK.findall(PAGE.read_text()):
        if kind == "yaml":
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            continue
        for command, output in re.findall(r"^\$ (.+)\n((?:[^$].*\n)*)", text, flags=re.MULTILINE):
            assert is_shown(output, _told(command)), command
            commands += 1
    assert commands == 14


def test_the_test_on_the_page_is_one(pytester: pytest.Pytester) -> None:
    """What the page shows of a test in Python passes in a pack that `pack new` has written."""
    write_pack(pytester.path, NewPack("westfield", "district", "nces-leaid", "9900090", "1.0.0"))
    (shown,) = re.findall(r"^```\n(def test_.*?)^```$", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL)
    pytester.makepyfile(shown)
    pytester.runpytest_inprocess("-p", "leverpoint_pytest", "-p", "no:cacheprovider").assert_outcomes(passed=2)


@pytest.mark.parametrize("page", ["docs/how-to/write-a-pack.md", "docs/explanation/how-precedence-works.md",
                                  "plugins/README.md", "plugins/riverside/README.md"])  # fmt: skip
def test_every_link_leads_somewhere(page: str) -> None:
    """Links between the pages about packs lead to files that are there."""
    here = ROOT / page
    links = re.findall(r"\]\(([^)#]+)", here.read_text())
    assert [link for link in links if not (here.parent / link).exists()] == []


def test_the_commands_in_the_readme_of_riverside_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each ends well, from the root of the project."""
    monkeypatch.chdir(ROOT)
    commands = re.findall(
        r"^\$ leverpoint (.+)$", (ROOT / "plugins/riverside/README.md").read_text(), flags=re.MULTILINE
    )
    assert [CliRunner().invoke(app, shlex.split(one)).exit_code for one in commands] == [0, 0, 0]


def _files() -> list[Path]:
    return sorted((ROOT / "plugins" / "riverside").rglob("*.yaml"))


@pytest.mark.parametrize("file", _files(), ids=lambda file: file.name)
def test_an_editor_finds_the_schema_of_each_file_and_nothing_wrong(file: Path) -> None:
    """The first line leads to the committed schema of the file's kind, and the file fits it."""
    mark, _, target = file.read_text().partition("\n")[0].partition("=")
    assert mark == "# yaml-language-server: $schema"
    schema = json.loads((file.parent / target).read_text())
    assert (target.rpartition("/")[2].split(".")[0] in (file.stem, file.parent.name)) is True
    assert list(Draft202012Validator(schema).iter_errors(read_file(file).data)) == []


def test_nothing_is_wrong_with_riverside() -> None:
    """The example is a pack that its own tools find nothing wrong with, also as part of `check`."""
    import datetime as dt

    assert list(Checker(ROOT / "rules", dt.date(2026, 2, 2)).problems(ROOT / "plugins" / "riverside")) == []
