"""The command line as a whole: its help, its errors, its options for all commands, completion, plugins."""

from __future__ import annotations

import gc
import json
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import click
import pluggy
import pytest
from click.testing import CliRunner, Result

from leverpoint import VERSION, RulebookError, UnknownIdError, shipped_rules
from leverpoint.cli.app import COMMANDS, app, main
from leverpoint.cli.failures import Failed
from leverpoint.cli.schema import KINDS
from leverpoint.reader import jsonschema


def test_help_lists_every_command(run: Callable[..., Result]) -> None:
    """Each command of ours stands in the help with what it does."""
    text = run("--help", rules=False).stdout
    for name in COMMANDS:
        assert f"\n  {name} " in text
    assert "Exit codes: 0 done, 1 something was found wrong, 2 it could not be done." in text


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(run: Callable[..., Result], name: str) -> None:
    """`-h` and `--help` work for every command."""
    assert run(name, "-h").stdout == run(name, "--help").stdout
    assert run(name, "-h").exit_code == 0


def test_version(run: Callable[..., Result]) -> None:
    """The version of the engine; with the command, what else is at work."""
    assert run("--version").stdout == f"leverpoint, version {VERSION}\n"
    text = run("version").stdout
    assert f"engine    {VERSION}\n" in text
    found = json.loads(run("version", "--json").stdout)
    assert list(found) == ["engine", "rules", "revision", "matcher", "python"]
    assert (found["engine"], found["rules"]) == (VERSION, "library 0.3.0")
    assert found["matcher"].startswith("durable-rules 2.")


def test_a_misspelt_command_is_refused_with_the_nearest(run: Callable[..., Result]) -> None:
    """Nobody has to read the whole help for a slip of the finger."""
    result = run("advis")
    assert (result.exit_code, "Did you mean 'advise'?" in result.stderr) == (2, True)


def test_a_misspelt_option_is_refused_with_the_nearest(run: Callable[..., Result]) -> None:
    """The same for options, which are looked for only once the command is known."""
    result = run("rules", "--rol", "branch")
    assert (result.exit_code, "--role" in result.stderr) == (2, True)


def test_another_rulebook_is_used_wherever_it_is_named(run: Callable[..., Result], library_rules: Path) -> None:
    """Before the command, behind it, and in the environment; the one given last counts."""
    listed = run("strategies").stdout
    assert "MEET" in listed
    assert run("strategies", "--rules", library_rules, rules=False).stdout == listed
    environment = {"LEVERPOINT_RULES": str(library_rules)}
    assert CliRunner(env=environment).invoke(app, ["strategies"]).stdout == listed
    last = CliRunner().invoke(app, ["--rules", str(shipped_rules()), "strategies", "--rules", str(library_rules)])
    assert last.stdout == listed
    assert "LC4" in run("strategies", rules=False).stdout


def test_a_rulebook_that_is_not_there(run: Callable[..., Result], tmp_path: Path) -> None:
    """A folder that does not exist is refused before anything else happens."""
    result = run("--rules", tmp_path / "gone", "strategies", rules=False)
    assert (result.exit_code, "does not exist" in result.stderr) == (2, True)


def test_a_broken_rulebook_ends_with_2_and_its_problems(
    run: Callable[..., Result], library_rules: Path, tmp_path: Path
) -> None:
    """Every problem of the rulebook is shown, never a traceback."""
    copy = Path(shutil.copytree(library_rules, tmp_path / "library"))
    (copy / "pack.yaml").unlink()
    (copy / "rules" / "more.yaml").write_text("- {id: library.more}\n")
    result = run("--rules", copy, "strategies", rules=False)
    assert (result.exit_code, result.stdout, isinstance(result.exception, SystemExit)) == (2, "", True)
    assert "missing-file: a rulebook needs a file pack.yaml" in result.stderr
    assert f"{copy / 'rules' / 'more.yaml'}:1:3: missing-field" in result.stderr


def test_the_kinds_of_schema_are_those_of_the_reader() -> None:
    """The command knows the kinds without importing what generates the schemas."""
    assert tuple(jsonschema.KINDS) == KINDS


def test_schema(run: Callable[..., Result]) -> None:
    """Prints the schema of a kind; another kind is refused with those there are."""
    for kind in KINDS:
        assert json.loads(run("schema", kind).stdout) == jsonschema.json_schema(kind)
    result = run("schema", "ruls")
    assert (result.exit_code, "'rules'" in result.stderr) == (2, True)


def test_shipped_rules_are_the_default(run: Callable[..., Result]) -> None:
    """Without `--rules` everything is about the rules that come with Leverpoint."""
    assert run("check", rules=False).stdout == "Nothing is wrong.\n"
    assert run("test", "--run", "smoke", rules=False).exit_code == 0


@pytest.mark.parametrize(
    ("words", "incomplete", "found"),
    [
        ("leverpoint", "str", ["strategies"]),
        ("leverpoint advise --role", "b", ["branch"]),
        ("leverpoint form --role", "", ["region", "town", "branch"]),
        ("leverpoint explain FILE", "me", ["MEET"]),
        ("leverpoint criteria", "people.t", ["people.trust"]),
        ("leverpoint rules", "library.f", ["library.fragile"]),
        ("leverpoint rules --fact", "str", ["strained"]),
        ("leverpoint rules --strategy", "S", ["SHARE"]),
        ("leverpoint schema", "rub", ["rubric"]),
    ],
)
def test_completes_names(
    run: Callable[..., Result], library_rules: Path, words: str, incomplete: str, found: list[str]
) -> None:
    """The shell completes commands, roles, strategies, criteria, rules, facts and kinds of the chosen rulebook."""
    environment = {
        "_LEVERPOINT_COMPLETE": "bash_complete",
        "COMP_WORDS": f"{words} {incomplete}",
        "COMP_CWORD": str(len(words.split())),
        "LEVERPOINT_RULES": str(library_rules),
    }
    result = CliRunner(env=environment).invoke(app, [], prog_name="leverpoint")
    assert [line.partition(",")[2] for line in result.stdout.splitlines()] == found


def test_completes_nothing_from_a_broken_rulebook(tmp_path: Path) -> None:
    """While somebody types, a broken rulebook stays silent."""
    environment = {
        "_LEVERPOINT_COMPLETE": "bash_complete",
        "COMP_WORDS": "leverpoint criteria p",
        "COMP_CWORD": "2",
        "LEVERPOINT_RULES": str(tmp_path),
    }
    result = CliRunner(env=environment).invoke(app, [], prog_name="leverpoint")
    assert (result.exit_code, result.stdout.strip()) == (0, "")


class Sails:
    """A plugin with a command of its own, and one under a name that is taken."""

    @staticmethod
    def leverpoint_commands() -> list[click.Command]:
        """Two commands."""
        return [click.Command("sail", callback=lambda: click.echo("under way")), click.Command("advise")]


def _install(monkeypatch: pytest.MonkeyPatch, **plugins: object) -> None:
    mark = pluggy.HookimplMarker("leverpoint")
    for plugin in plugins.values():
        if hasattr(plugin, "leverpoint_commands"):
            mark(plugin.leverpoint_commands)
    for name, plugin in plugins.items():
        monkeypatch.setitem(sys.modules, f"plugin_{name}", plugin)
    entries = [EntryPoint(name, f"plugin_{name}", "leverpoint") for name in plugins]
    _pretend_installed(monkeypatch, entries)


def _pretend_installed(monkeypatch: pytest.MonkeyPatch, entries: list[EntryPoint]) -> None:
    def entry_points(group: str) -> list[EntryPoint]:
        return [one for one in entries if one.group == group]

    monkeypatch.setattr("importlib.metadata.entry_points", entry_points)


def test_a_plugin_adds_its_commands(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin's command stands in the help and runs; a name of ours stays ours."""
    _install(monkeypatch, boat=Sails)
    assert run("sail").stdout == "under way\n"
    assert "\n  sail" in run("--help").stdout
    assert "Rank strategies" in run("advise", "--help").stdout


def test_a_plugin_that_fails_is_named_and_left_out(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """One line on standard error for each, and everything else goes on."""

    class Sinks:
        @staticmethod
        def leverpoint_commands() -> list[click.Command]:
            raise OSError("a leak")

    _install(monkeypatch, boat=Sails, wreck=Sinks)
    modules = {"boat": "plugin_boat", "wreck": "plugin_wreck", "ghost": "no_such_module_anywhere"}
    _pretend_installed(monkeypatch, [EntryPoint(name, module, "leverpoint") for name, module in modules.items()])
    result = run("sail")
    assert (result.exit_code, result.stdout) == (0, "under way\n")
    why = "the import of its module raised ModuleNotFoundError"
    why += " (ModuleNotFoundError: No module named 'no_such_module_anywhere')"
    assert f"The plugin 'ghost' is left out: {why}" in result.stderr
    why = "leverpoint_commands raised OSError (OSError: a leak)"
    assert f"The plugin 'wreck' is left out: {why}" in result.stderr


def test_without_plugins_none_is_loaded(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """With --no-plugins, or LEVERPOINT_PLUGINS=off, no code of others runs; commands that answer nothing run none."""
    _install(monkeypatch, boat=Sails)
    _pretend_installed(monkeypatch, [EntryPoint("boat", "plugin_boat", "leverpoint")])
    assert run("--no-plugins", "sail").exit_code == 2
    assert CliRunner(env={"LEVERPOINT_PLUGINS": "off"}).invoke(app, ["sail"]).exit_code == 2
    assert run("--no-plugins", "strategies").exit_code == 0

    def never(**_: object) -> None:
        raise AssertionError("plugins were loaded")

    monkeypatch.setattr("importlib.metadata.entry_points", never)
    assert run("schema", "rules").exit_code == 0


def test_main_is_the_command_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The entry point runs the same commands, and looks for garbage rarely."""
    before = gc.get_threshold()
    monkeypatch.setattr(sys, "argv", ["leverpoint", "--version"])
    try:
        with pytest.raises(SystemExit) as ended:
            main()
        assert gc.get_threshold()[0] > before[0]
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
    assert (ended.value.code, capsys.readouterr().out) == (0, f"leverpoint, version {VERSION}\n")


def test_errors_of_the_engine_end_with_the_right_code() -> None:
    """An assessment that does not fit is a finding, everything else could not be done."""
    assert Failed(UnknownIdError("role", "x", ())).exit_code == 2
    assert Failed(RulebookError([])).exit_code == 2
