"""What the tests of the command line share: a way to run it on the small rulebook."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from leverpoint_plugins import Site, on_the_path

from leverpoint.cli.app import app

Run = Callable[..., Result]
Start = Callable[..., "subprocess.CompletedProcess[str]"]

REQUEST = """\
roles: [branch]
assessment:
  ratings:
    - {criterion: people.trust, level: 1}
    - {criterion: people.voice, ratings: [{rater: anna, level: 1}, {rater: ben, level: 2}]}
    - {criterion: place.sharing, level: n/a}
context: {phase: starting, staff: 3}
options: {as_of: 2026-02-02}
"""


@pytest.fixture
def run(library_rules: Path) -> Run:
    """Runs a command inside this process, on the small rulebook; what is written to each stream is kept apart."""

    def invoke(*arguments: object, text: str | bytes | None = None, rules: bool = True) -> Result:
        chosen = ["--rules", str(library_rules)] if rules else []
        return CliRunner().invoke(app, [*chosen, *map(str, arguments)], input=text, prog_name="leverpoint")

    return invoke


@pytest.fixture
def start(library_rules: Path) -> Start:
    """Starts the installed command as a process of its own, on the small rulebook."""
    command = str(Path(sys.executable).with_name("leverpoint"))

    def spawn(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
        line = [command, "--rules", str(library_rules), *map(str, arguments)]
        return subprocess.run(line, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload, no-any-return] # passed on

    return spawn


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    """The file of an assessment of a branch library."""
    file = tmp_path / "request.yaml"
    file.write_text(REQUEST)
    return file


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """An empty folder for packages, on Python's path as long as the test lasts."""
    monkeypatch.setenv("LEVERPOINT_PLUGIN_BUDGET", "5000")
    with on_the_path(tmp_path / "site") as folder:
        yield folder


@pytest.fixture
def stronger(library_rules: Path, tmp_path: Path) -> Path:
    """The small rulebook with one rule that weighs much more."""
    folder = Path(shutil.copytree(library_rules, tmp_path / "stronger"))
    file = folder / "rules" / "place.yaml"
    file.write_text(file.read_text().replace("strategy: OPEN, points: 4", "strategy: OPEN, points: 40"))
    return folder
