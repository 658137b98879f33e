"""The documentation is held to what it describes: links, commands, output, rule keys and problem codes."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import leverpoint
from leverpoint.conditions import Op
from leverpoint.reader.schemas import RuleSchema
from leverpoint.reader.schemas.rule import EFFECTS

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "plugins").rglob("*.md")])
BIN = Path(sys.executable).parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return [body for kind, body in BLOCK.findall(text(page)) if kind == language]


def commands(page: str) -> Iterator[str]:
    for block in blocks(page, "console"):
        yield from (line[2:] for line in block.splitlines() if line.startswith("$ "))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A command as a reader would give it, with the commands of this environment."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(  # noqa: S602 - the commands are those of our own pages
        command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """A link to another page or file of the project finds it."""
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_shows_what_the_command_prints() -> None:
    """The example of the README is the real output, up to the marked cut."""
    shown = blocks("README.md", "console")[0]
    command, expected = shown.partition("\n")[0][2:], shown.partition("\n")[2].partition("…")[0]
    assert run(command, ROOT).stdout.lstrip("\n").startswith(expected)


def test_the_readme_is_runnable_within_25_lines() -> None:
    """Who opens the README sees a command and its output at once."""
    assert 0 < text("README.md").splitlines().index("…") <= 25


def test_the_readme_s_program_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    """The program in the README runs, and prints the line below it."""
    exec(blocks("README.md", "python")[0], {})  # noqa: S102 - it is ours
    assert f"prints `{capsys.readouterr().out.strip()}`" in text("README.md")


def test_the_readme_s_request_is_one() -> None:
    """The body that the README posts fits."""
    body = shlex.split(blocks("README.md", "console")[2].replace("$ ", "", 1))[-1]
    rulebook = leverpoint.load_rulebook(leverpoint.shipped_rules())
    assert leverpoint.read_request(json.loads(body), rulebook, __import__("datetime").date(2026, 2, 2)).roles


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks to a reader's commands like a checkout."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path


@pytest.mark.parametrize("page", ["docs/tutorial/first-assessment.md", "docs/how-to/write-a-scenario.md"])
def test_every_command_of_the_page_works(page: str, checkout: Path) -> None:
    """Each command runs as written and ends well."""
    found = [run(command, checkout) for command in commands(page)]
    assert found
    assert [(one.args, one.stderr) for one in found if one.returncode] == []


def test_the_scenario_of_the_how_to_holds(checkout: Path) -> None:
    """The scenario that one is shown runs and holds."""
    (checkout / "mine.yaml").write_text(blocks("docs/how-to/write-a-scenario.md", "yaml")[0], encoding="utf-8")
    outcome = run("leverpoint test mine.yaml", checkout)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def first_cells(page: str) -> set[str]:
    """The words in code in the first column of the page's tables."""
    rows = [line.split("|")[1] for line in text(page).splitlines() if line.startswith("| `")]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_the_rule_language_is_described_whole() -> None:
    """Every key of a rule, every comparison and every effect has its row, and nothing else calls itself one."""
    described = first_cells("docs/reference/rule-language.md")
    keys = {field.data_key or name for name, field in RuleSchema().fields.items()}
    assert keys <= described
    assert set(map(str, Op)) <= described
    assert {word.partition(":")[0] for word in described if ": " in word} == set(EFFECTS)


def test_every_yaml_example_is_yaml() -> None:
    """The YAML that pages show can be read."""
    for page in PAGES:
        for block in blocks(str(page.relative_to(ROOT)), "yaml"):
            assert yaml.safe_load(block) is not None
