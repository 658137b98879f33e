"""What the tests of the documentation share: its pages, their blocks of code and tables, and a shell to run them in."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from leverpoint import Rulebook, load_rulebook, shipped_rules

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    """A command that a page shows, with the output shown below it; without any, nothing is promised about it."""

    command: str
    shown: str


@dataclass(frozen=True)
class Page:
    """One page of the documentation."""

    name: str
    text: str

    def blocks(self, *languages: str) -> list[tuple[str, str]]:
        """The blocks of code in these languages, each with its language, in order."""
        return [(language, body) for language, body in _BLOCK.findall(self.text) if language in languages]

    def rows(self, title: str) -> list[list[str]]:
        """The rows of the tables below a heading, without their own headings."""
        rows = [line.strip("|").split("|") for line in self._section(title) if line.startswith("|")]
        cells = [[cell.strip() for cell in row] for row in rows]
        headings = {index - 1 for index, row in enumerate(cells) if set("".join(row)) <= set(":-")}
        return [row for index, row in enumerate(cells) if index not in headings and index - 1 not in headings]

    def steps(self) -> list[Step]:
        """Every command of the page with the output that is shown for it."""
        return [step for _, block in self.blocks("console") for step in steps_of(block)]

    def _section(self, title: str) -> Iterator[str]:
        depth = 0
        for line in _BLOCK.sub("", self.text).splitlines():
            level = len(line) - len(line.lstrip("#"))
            if level and level <= (depth or level):
                depth = level if line.lstrip("# ") == title else 0
            elif depth:
                yield line


def steps_of(block: str) -> Iterator[Step]:
    """The commands of a block. A command is as long as its quotes are open."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        end = next(end for end in range(1, len(lines) + 1) if _is_whole("\n".join(lines[:end])))
        yield Step("\n".join(lines[:end]), "\n".join(lines[end:]))


def _is_whole(command: str) -> bool:
    try:
        return bool(shlex.split(command))
    except ValueError:
        return False


@pytest.fixture(scope="session")
def page() -> Callable[[str], Page]:
    """Opens a page by its path from the root of the project."""
    return lambda name: Page(name, (ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def shell() -> Callable[[str, Path], subprocess.CompletedProcess[str]]:
    """Runs a command as a reader would give it, in a folder, with the commands of this environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEVERPOINT_")}
    environment |= {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}

    def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S602 - the commands are those of our own pages
            command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that looks to a reader's commands like a checkout."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    return tmp_path


@pytest.fixture(scope="session")
def is_shown() -> Callable[[str, str], bool]:
    """Whether output is as shown: every line of it, but for those that a line with a single … stands for."""

    def compare(shown: str, output: str) -> bool:
        pieces = [piece.strip("\n") for piece in re.split(r"^…$", shown, flags=re.MULTILINE)]
        pattern = r"\n*(?:.*\n)*?\n*".join(re.escape(piece) + r"\n" if piece else "" for piece in pieces)
        return re.fullmatch(rf"\n*{pattern}\n*", f"{output}\n") is not None

    return compare


@pytest.fixture(scope="session")
def shipped() -> Rulebook:
    """The shipped rules."""
    return load_rulebook(shipped_rules())
