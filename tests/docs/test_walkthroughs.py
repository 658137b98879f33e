"""The tutorial and the how-to guides are followed step by step, and every output that they show is compared."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.docs.conftest import Page

Shell = Callable[[str, Path], "subprocess.CompletedProcess[str]"]
Compare = Callable[[str, str], bool]
TUTORIAL = "docs/tutorial/first-assessment.md"
GUIDES = tuple(
    f"docs/how-to/{name}.md"
    for name in ("write-a-rule", "write-a-scenario", "measure-scenarios", "explore-scenarios", "swap-the-rubric")
)


class Reader:
    """Does what a page says, in a folder, and keeps what did not come out as the page shows it."""

    def __init__(self, page: Page, folder: Path, shell: Shell, compare: Compare) -> None:
        self.page, self.folder, self.shell, self.compare = page, folder, shell, compare
        self.surprises: list[tuple[str, str]] = []

    def follow(self, block: str) -> None:
        """Give every command of a block. What it shows must come; where it shows nothing, the command must end well."""
        for step in self.page.steps(block):
            done = self.shell(step.command, self.folder)
            if not self.compare(step.shown, done.stdout) if step.shown else done.returncode:
                self.surprises.append((step.command, done.stdout + done.stderr))


@pytest.fixture
def reader(
    request: pytest.FixtureRequest, page: Callable[[str], Page], checkout: Path, shell: Shell, is_shown: Compare
) -> Reader:
    """Somebody with a checkout and the page that the test names."""
    return Reader(page(request.param), checkout, shell, is_shown)


@pytest.mark.parametrize("reader", [TUTORIAL], indirect=True)
def test_the_tutorial_comes_out_as_it_says(reader: Reader) -> None:
    """From a blank form to advice, its reasons and a changed answer, exactly as shown."""
    form, turned = reader.folder / "form.yaml", ""
    for language, block in reader.page.blocks("console", "yaml"):
        if language == "console":
            reader.follow(block)
            edit(form, [answer(*row) for row in reader.page.rows("2. Fill it in")] if "cat form" in block else [])
        else:
            edit(form, [(turned, block)] if turned else [])
            turned = "" if turned else block
    assert reader.surprises == []


def answer(name: str, said: str) -> tuple[str, str]:
    """The line of the blank form that asks a question, and the same answered."""
    fact = name.strip("`")
    blank = f"- criterion: {fact}\n      level:" if "." in fact else f"\n  {fact}:"
    return f"{blank}\n", f"{blank} {said}\n"


def edit(file: Path, changes: list[tuple[str, str]]) -> None:
    """Turn each old text of a file, which must stand in it once, into the new one."""
    for old, new in changes:
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("reader", GUIDES, indirect=True)
def test_the_guide_comes_out_as_it_says(reader: Reader) -> None:
    """Each file is written where its first line says, each command runs, and shows what the guide shows."""
    for language, block in reader.page.blocks("console", "yaml"):
        named = re.match(r"# (\S+)\n", block)
        if language == "console":
            reader.follow(block)
        elif named:
            (reader.folder / named[1]).write_text(block, encoding="utf-8")
    assert reader.surprises == []
