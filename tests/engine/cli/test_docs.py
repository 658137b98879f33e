"""The reference of the command line says what there is, and nothing else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

import click
import pytest

from leverpoint import load_rulebook, shipped_rules
from leverpoint.cli.app import app
from leverpoint.lab.scenarios.run import load_scenarios
from leverpoint.reader import problems_of, read_text
from leverpoint.reader.schemas.scenario import EXPECTATIONS, ScenarioSchema

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "cli.md"
EVERYWHERE = {"--help", "-h"}


def _commands() -> Mapping[str, click.Command]:
    with click.Context(app, info_name="leverpoint") as ctx:
        found = {name: command for name in app.list_commands(ctx) if (command := app.get_command(ctx, name))}
    groups = [(name, group) for name, group in found.items() if isinstance(group, click.Group)]
    return found | {f"{name} {below}": one for name, group in groups for below, one in group.commands.items()}


def _sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)$", REFERENCE.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _options(section: str) -> set[str]:
    """The options in the first column of a section's table."""
    cells = re.findall(r"^\| (`-.*?`) \|", section, flags=re.MULTILINE)
    return {word for cell in cells for word in re.findall(r"(?<!\S)`?(-{1,2}[a-z-]+)", cell)}


def _options_of(command: click.Command) -> set[str]:
    return {name for one in command.get_params(_context(command)) if isinstance(one, click.Option) for name in one.opts}


def _context(command: click.Command) -> click.Context:
    # a command keeps the help option that it is first asked for, so ask as `leverpoint` does
    return click.Context(command, **{**app.context_settings, **command.context_settings})


def test_every_command_has_a_section() -> None:
    """A section for each command, and none for one that is gone."""
    documented = {title.removeprefix("leverpoint ") for title in _sections() if title.startswith("leverpoint ")}
    assert documented == set(_commands())


@pytest.mark.parametrize("name", _commands())
def test_every_option_is_explained(name: str) -> None:
    """The table of a command holds its options and no others."""
    assert _options(_sections()[f"leverpoint {name}"]) == _options_of(_commands()[name]) - EVERYWHERE


@pytest.mark.parametrize("name", _commands())
def test_the_usage_is_that_of_the_command(name: str) -> None:
    """The line below the heading is what `--help` prints first."""
    command = _commands()[name]
    usage = " ".join(["leverpoint", name, *command.collect_usage_pieces(_context(command))])
    assert f"`{usage}`" in _sections()[f"leverpoint {name}"]


def test_the_options_for_all_commands_are_explained() -> None:
    """The options of `leverpoint` itself."""
    assert _options(_sections()["For all commands"]) == _options_of(app)


def test_every_expectation_is_explained() -> None:
    """What a scenario can expect stands in the table."""
    rows = re.findall(r"^\| `(\w+)` \|", _sections()["Scenarios"], flags=re.MULTILINE)
    assert tuple(rows) == EXPECTATIONS


def test_the_scenarios_in_the_reference_can_be_asked(tmp_path: Path) -> None:
    """Each example is a file of scenarios that fits the shipped rules."""
    rulebook = load_rulebook(shipped_rules())
    examples = re.findall(r"```yaml\n(.*?)```", _sections()["Scenarios"], flags=re.DOTALL)
    assert len(examples) == 2
    for number, example in enumerate(examples):
        assert list(problems_of(read_text(example, "example").data, ScenarioSchema(many=True))) == []
        file = tmp_path / f"{number}.yaml"
        file.write_text(example)
        suite = load_scenarios([file], rulebook, dt.date(2026, 2, 2))
        assert suite.problems == []
