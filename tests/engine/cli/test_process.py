"""The installed command as the shell sees it: streams, exit codes, pipes that close, terminals and colour."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("leverpoint"))


def _in_terminal(line: list[str], environment: Mapping[str, str], columns: int = 90) -> str:
    """What a command writes when its output is a terminal."""
    ours, theirs = pty.openpty()
    size = {"COLUMNS": str(columns), "LINES": "40", "TERM": "xterm-256color"}
    environment = {**{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}, **size, **environment}
    process = subprocess.Popen(line, stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL, env=dict(environment))
    os.close(theirs)
    written = b""
    while chunk := _read(ours):
        written += chunk
    process.wait()
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""


def _running(text: str) -> list[str]:
    """The lines of running text: those below a heading, without the table and the digest, which is never broken."""
    return [one for one in text.splitlines() if one.startswith("   ") and "\x1b" not in one and "sha256:" not in one]


def test_exit_codes(start: Callable[..., subprocess.CompletedProcess[str]], request_file: Path, tmp_path: Path) -> None:
    """0 done, 1 found wrong, 2 could not be done; results and problems go to different streams."""
    done = start("advise", request_file, "--json")
    assert (done.returncode, done.stdout[:16], done.stderr) == (0, '{"decision_id":"', "")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("roles: [brunch]\nassessment: {}\n")
    found = start("advise", wrong)
    assert (found.returncode, found.stdout) == (1, "")
    assert "unknown-role" in found.stderr
    could_not = start("advise", tmp_path / "gone.yaml")
    assert (could_not.returncode, could_not.stdout) == (2, "")


def test_pipes_get_neither_colour_nor_frames(start: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """Into a pipe goes plain text."""
    text = start("criteria").stdout
    assert "\x1b" not in text
    assert "─" not in text
    assert text.startswith("ID ")


def test_standard_input_from_a_pipe(start: Callable[..., subprocess.CompletedProcess[str]], request_file: Path) -> None:
    """One command's output is another one's input."""
    form = start("form", "--role", "branch", "--format", "markdown").stdout
    assert start("advise", "-", "--json", input=form).returncode == 0
    table = start("form", "--role", "branch", "--format", "csv").stdout
    assert start("advise", "-", "--json", input=table).returncode == 0


@pytest.mark.parametrize("line", ["criteria", "schema rules", "rules --json"])
def test_a_reader_that_goes_away_is_no_error(library_rules: Path, line: str) -> None:
    """`| head -1` ends the command without a word."""
    shell = f"'{COMMAND}' --rules '{library_rules}' {line} | head -c 1"
    result = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, check=False)  # noqa: S607 # any shell
    assert (len(result.stdout), result.stderr) == (1, "")


def test_a_terminal_gets_drawn_tables(library_rules: Path) -> None:
    """A person gets frames and colour."""
    text = _in_terminal([COMMAND, "--rules", str(library_rules), "strategies"], {})
    assert "───" in text
    assert "\x1b[1;36m" in text
    assert "MEET" in text


def test_no_color_is_respected(library_rules: Path, request_file: Path, tmp_path: Path) -> None:
    """NO_COLOR leaves the frames and takes the colour."""
    for line in (["strategies"], ["advise", str(request_file)], ["explain", str(request_file), "MEET"]):
        text = _in_terminal([COMMAND, "--rules", str(library_rules), *line], {"NO_COLOR": "1"})
        assert "\x1b[3" not in text
        assert "\x1b[1;36m" not in text
        assert "\x1b[32m" not in text
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("roles: [brunch]\nassessment: {}\n")
    line = [COMMAND, "--rules", str(library_rules), "advise", str(wrong)]
    assert "\x1b" not in _in_terminal(line, {"NO_COLOR": "1"})
    assert "\x1b[31m" in _in_terminal(line, {})
    coloured = _in_terminal([COMMAND, "--rules", str(library_rules), "explain", str(request_file), "MEET"], {})
    assert "\x1b[32m" in coloured


def test_text_is_as_wide_as_the_terminal(library_rules: Path, request_file: Path) -> None:
    """Lines are wrapped to the window, and never wider than one can read."""
    line = [COMMAND, "--rules", str(library_rules), "advise", str(request_file)]
    narrow = _in_terminal(line, {"NO_COLOR": "1"}, columns=60)
    wide = _in_terminal(line, {"NO_COLOR": "1"}, columns=300)
    longest = [max(map(len, _running(text))) for text in (narrow, wide)]
    assert 50 < longest[0] <= 60
    assert 100 < longest[1] <= 120


def test_advise_imports_only_what_it_needs(library_rules: Path, request_file: Path) -> None:
    """What starts slowly stays out of the way of an answer: tables, schemas for editors, plugins, the lab."""
    call = "app(sys.argv[1:], standalone_mode=False); print(sorted(sys.modules))"
    code = f"import sys; from leverpoint.cli.app import app; {call}"
    line = [sys.executable, "-c", code, "--rules", str(library_rules), "advise", str(request_file)]
    modules = subprocess.run(line, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    for name in (
        "rich",
        "apispec",
        "pluggy",
        "csv",
        "leverpoint.lab",
        "leverpoint.reader.jsonschema",
        "flask",
        "jinja2",
    ):
        assert f"'{name}'" not in modules, name
