"""What an operator can set: read from the environment, checked all at once, documented one by one."""

from __future__ import annotations

import inspect
import io
import json
import re
import socket
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from leverpoint import RulebookError, intake
from leverpoint.reader import kinds
from leverpoint_api import bodies
from leverpoint_api.app import create_app
from leverpoint_api.cli import leverpoint_commands
from leverpoint_api.envelope import HEADERS
from leverpoint_api.examples import MISTAKEN
from leverpoint_api.logs import build_logger
from leverpoint_api.problems import KINDS
from leverpoint_api.settings import Settings, SettingsError, variable

DOCUMENT = (Path(__file__).parents[2] / "docs" / "reference" / "http.md").read_text(encoding="utf-8")


def test_without_variables_the_defaults_hold() -> None:
    """An empty environment gives the defaults, and an empty variable counts as none."""
    assert Settings.from_environment({}) == Settings.from_environment({"LEVERPOINT_PORT": ""}) == Settings()


def test_every_setting_is_read_and_handed_on(tmp_path: Path) -> None:
    """What is set reaches the workers: written to an environment and read back it is the same."""
    settings = Settings(
        "::1",
        9000,
        tmp_path,
        (tmp_path, tmp_path / "more"),
        frozenset({"one", "two"}),
        frozenset({"three"}),
        frozenset({"two"}),
        False,
        50,
        3,
        2048,
        access_log=False,
        drain=5,
    )
    assert Settings.from_environment(settings.to_environment()) == settings


def test_all_wrong_settings_are_named() -> None:
    """Every variable that cannot be used is named with what it says and what it should say."""
    wrong = {"LEVERPOINT_PORT": "80800", "LEVERPOINT_WORKERS": "two", "LEVERPOINT_ACCESS_LOG": "yes"}
    with pytest.raises(SettingsError) as error:
        Settings.from_environment(wrong)
    assert str(error.value).splitlines() == [
        "LEVERPOINT_PORT is '80800'; it must be a whole number from 1 to 65535",
        "LEVERPOINT_WORKERS is 'two'; it must be a whole number from 1 to 256",
        "LEVERPOINT_ACCESS_LOG is 'yes'; it must be on or off",
    ]


@pytest.mark.parametrize("name", [one.name for one in fields(Settings)])
def test_every_setting_is_documented(name: str) -> None:
    """The reference lists each variable with its default, its meaning and its bounds."""
    row = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{variable(name)}`"))
    one = next(one for one in fields(Settings) if one.name == name)
    assert one.metadata["says"].split()[-1] in row
    if one.default is not MISSING and one.default not in ((), frozenset()):
        default = {True: "on"}.get(one.default, one.default) if isinstance(one.default, bool) else one.default
        assert f"`{default}`" in row
    for bound in ("from", "to"):
        assert str(one.metadata.get(bound, "")) in row


def test_nothing_is_documented_that_is_not_there() -> None:
    """Every variable that the reference names is a setting."""
    known = {variable(one.name) for one in fields(Settings)}
    assert set(re.findall(r"LEVERPOINT_[A-Z_]+", DOCUMENT)) <= known


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_problem_is_documented(kind: str) -> None:
    """The reference lists each kind with its status and title."""
    assert f"| `{kind}` | {KINDS[kind].status} | {KINDS[kind].title} |" in DOCUMENT


def codes() -> set[str]:
    """The codes with which requests are refused, as they stand in the sources."""
    sources = {intake: r"report\(\s*\"([a-z-]+)", kinds: r"\"([a-z]+(?:-[a-z]+)+)\"", bodies: r"\"code\": \"([a-z-]+)"}
    found = {code for module, shape in sources.items() for code in re.findall(shape, inspect.getsource(module))}
    return found - {"no-files", "misplaced-file"}


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_is_documented(code: str) -> None:
    """The reference names each code that an error of a request can have."""
    assert f"`{code}`" in DOCUMENT


@pytest.mark.parametrize("name", HEADERS)
def test_every_header_is_documented(name: str) -> None:
    """The reference names each header that every answer carries."""
    assert f"`{name}`" in DOCUMENT


def test_serve_is_a_command() -> None:
    """The service adds one command, whose help names its options."""
    (serve,) = leverpoint_commands()
    shown = CliRunner().invoke(serve, ["--help"])
    assert shown.exit_code == 0
    assert all(option in shown.output for option in ("--host", "--port", "--workers", "--rules"))


def test_serve_stops_before_it_serves(tmp_path: Path) -> None:
    """A port that is taken ends the command with 2, and rules that cannot be loaded with every reason."""
    (serve,) = leverpoint_commands()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = CliRunner().invoke(serve, ["--port", str(taken.getsockname()[1])])
    assert (ended.exit_code, "Address already in use" in ended.output) == (2, True)
    broken = CliRunner().invoke(serve, ["--rules", str(tmp_path)])
    assert isinstance(broken.exception, RulebookError)


def test_the_documented_problem_is_a_real_one() -> None:
    """The problem that the reference shows is what the service answers, but for the id of the request."""
    shown = json.loads(re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)[0])
    client = create_app(Settings(), build_logger(io.BytesIO())).test_client()
    answered = client.post("/v1/recommendations", json=dict(MISTAKEN)).get_json(force=True)
    assert {**answered, "request_id": ""} == {**shown, "request_id": ""}
