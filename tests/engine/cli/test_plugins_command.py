"""`leverpoint plugins` and the commands that ask plugins: what an operator sees of them on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from leverpoint_plugins import Site

from leverpoint.cli.app import app
from leverpoint.signing import SecretKey

HARBOR = "9900010"
NOTES = "@hookimpl\ndef leverpoint_enrich():\n    return [('Ahoy.', 'https://dock.example/')]\n"
Run = Callable[..., Result]


@pytest.fixture
def question(tmp_path: Path) -> str:
    """A question of the harbor's district in a file."""
    file = tmp_path / "question.yaml"
    file.write_text(
        f"roles: [branch]\norganization: {{system: nces-leaid, identifier: '{HARBOR}'}}\n"
        "assessment: {ratings: [{criterion: people.trust, level: 1}]}\n"
    )
    return str(file)


def test_plugins_lists_plugins_too(site: Site, run: Run) -> None:
    """Name, version, layer, scope, hooks, rules, state and what is wrong, also for those without packs."""
    site.install("dock", NOTES, pack=HARBOR)
    site.install("tally", "raise ValueError('no ink')")
    lines = run("plugins").stdout.splitlines()
    assert lines[0].split()[:7] == ["NAME", "VERSION", "LAYER", "SCOPE", "HOOKS", "RULES", "STATE"]
    assert lines[1].split() == ["dock", "1.0.0", "district", f"nces-leaid:{HARBOR}", "enrich,", "packs", "1", "active"]
    assert "quarantined  plugin-raised: the import of its module raised ValueError" in lines[2]
    found = json.loads(run("plugins", "--json").stdout)
    assert [one["last_error"] for one in found] == [None, "the import of its module raised ValueError"]
    assert found[1]["problems"][0]["found"] == "ValueError: no ink"
    assert run("--no-plugins", "plugins").stdout == ""


def test_advice_shows_notes_and_warns_of_failures(site: Site, run: Run, question: str) -> None:
    """As a table, as Markdown and as JSON; without plugins it is the answer that it was before."""
    plain = run("advise", question, "--json").stdout
    site.install("dock", NOTES, pack=HARBOR)
    assert "Ahoy. (dock, https://dock.example/)" in run("advise", question).stdout
    assert "Ahoy. (`dock`, <https://dock.example/>)" in run("advise", question, "--format", "markdown").stdout
    assert json.loads(run("advise", question, "--json").stdout)["advice"][0]["recommendations"][0]["notes"]
    assert run("--no-plugins", "advise", question, "--json").stdout == plain
    site.install("tally", "raise ValueError('no ink')")
    (warning,) = json.loads(run("advise", question, "--json").stdout)["warnings"]
    assert (warning["code"], warning["plugin"], "no ink" in warning["detail"]) == ("plugin-quarantined", "tally", False)


def test_the_operator_s_lists_hold_here_too(
    site: Site, library_rules: Path, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LEVERPOINT_PACKS_BLOCK keeps a plugin from being imported; a switch that is neither on nor off is refused."""
    site.install("dock", "raise AssertionError('it was imported')", pack=HARBOR)
    line = ["--rules", str(library_rules), "plugins", "--json"]
    (found,) = json.loads(CliRunner(env={"LEVERPOINT_PACKS_BLOCK": "dock"}).invoke(app, line).stdout)
    assert (found["name"], found["state"], found["layer"], found["scope"]) == ("dock", "blocked", None, None)
    for variable in ("LEVERPOINT_PLUGINS", "LEVERPOINT_PLUGIN_BUDGET"):
        refused = CliRunner(env={variable: "maybe"}).invoke(app, line)
        assert (refused.exit_code, f"{variable} is 'maybe'" in refused.stderr) == (2, True)


def test_a_command_of_ours_stays_ours(site: Site, run: Run) -> None:
    """Also one that comes through the hook; of two plugins with one command, the first by name has it."""
    add = "import click\n@hookimpl\ndef leverpoint_commands():\n    return [{}]\n"
    for name in ("anchor", "zenith"):
        made = [f"click.Command('{one}', callback=lambda: click.echo('{name}'))" for one in ("serve", "hoist")]
        site.install(name, add.format(", ".join(made)))
    assert "Answer over HTTP" in run("serve", "--help").stdout
    assert run("hoist").stdout == "anchor\n"


def test_what_plugins_print_is_no_part_of_a_result(site: Site, run: Run, question: str) -> None:
    """It goes to standard error, when they are imported and when they are asked: JSON stays JSON."""
    site.install(
        "chatty", "print('Loading.')\n@hookimpl\ndef leverpoint_enrich():\n    print('Hm.')\n    return ['Hm.']\n"
    )
    result = run("advise", question, "--json")
    assert [one["name"] for one in json.loads(result.stdout)["provenance"]["sources"]] == ["library", "chatty"]
    assert ("Loading." in result.stderr, "Hm." in result.stderr) == (True, True)


def test_keys_hold_here_too(library_rules: Path, data_folder: Path, tmp_path: Path) -> None:
    """LEVERPOINT_PACKS_KEYS asks for signatures as in the service, and what is no key is refused by name."""
    key = SecretKey.generate()
    line = ["--rules", str(library_rules), "--packs-dir", str(data_folder / "packs"), "plugins", "--json"]
    (found,) = json.loads(CliRunner(env={"LEVERPOINT_PACKS_KEYS": str(key.public)}).invoke(app, line).stdout)
    assert (found["state"], [one["code"] for one in found["problems"]]) == ("quarantined", ["unsigned-pack"])
    refused = CliRunner(env={"LEVERPOINT_PACKS_KEYS": "maybe"}).invoke(app, line)
    assert (refused.exit_code, "LEVERPOINT_PACKS_KEYS is 'maybe'" in refused.stderr) == (2, True)
