"""The README shows what really happens: its command, its request with the answer, and its program."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leverpoint_api.app import create_app
from leverpoint_api.settings import Settings

if TYPE_CHECKING:
    from tests.docs.conftest import Page, Step

Compare = Callable[[str, str], bool]


@pytest.fixture(scope="module")
def readme(page: Callable[[str], Page]) -> Page:
    """The README."""
    return page("README.md")


@pytest.fixture(scope="module")
def steps(readme: Page) -> list[Step]:
    """Its commands, in order: the example, the two commands, the request."""
    return [step for _, block in readme.blocks("console") for step in readme.steps(block)]


def test_the_example_prints_what_is_shown(
    steps: list[Step],
    shell: Callable[[str, Path], subprocess.CompletedProcess[str]],
    is_shown: Compare,
    checkout: Path,
) -> None:
    """The first command runs, and its output is the one shown, up to the marked cut."""
    done = shell(steps[0].command, checkout)
    assert done.returncode == 0
    assert is_shown(steps[0].shown, done.stdout), done.stdout


def test_the_example_stands_at_the_top(readme: Page) -> None:
    """Within 25 lines somebody has read what this is and seen it at work."""
    assert 0 < readme.text.splitlines().index("…") < 25
    assert len(readme.text.splitlines()) <= 150


def test_the_request_gets_the_answer_that_is_shown(steps: list[Step], is_shown: Compare) -> None:
    """What curl is told to send is sent to the service, and the answer is the one shown."""
    words = shlex.split(steps[-1].command.partition(" | ")[0])
    url, header, body = words[2], words[words.index("-H") + 1], words[words.index("-d") + 1]
    client = create_app(Settings(access_log=False)).test_client()
    answer = client.post(url.partition(":8080")[2], data=body, headers=[tuple(header.split(": "))])
    assert answer.status_code == 200
    assert is_shown(steps[-1].shown, json.dumps(answer.json, indent=4)), answer.text


def test_the_program_prints_what_is_said(readme: Page, capsys: pytest.CaptureFixture[str]) -> None:
    """The program runs, and prints the line named below it."""
    ((_, program),) = readme.blocks("python")
    exec(program, {})  # noqa: S102 - it is ours
    assert f"prints `{capsys.readouterr().out.strip()}`" in readme.text
