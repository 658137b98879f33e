"""Plugins are found by their entry points and loaded one by one."""

from __future__ import annotations

import datetime as dt
import shutil
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leverpoint import Plugins, Policy, Problem, Renewal, State, shipped_rules
from leverpoint.plugins import read_several
from leverpoint.plugins.core import core_rules

if TYPE_CHECKING:
    from leverpoint_plugins import Site

COMMANDS = """
import click
@hookimpl
def leverpoint_commands():
    return [click.Command(name) for name in {names}]
"""


def commands(plugins: Plugins) -> list[str | None]:
    """The names of the commands that plugins add, our own left out."""
    said = plugins.ask_once("leverpoint_commands", lambda returned: read_several(returned, click.Command))
    return [one.name for name, added in said.items() if not plugins.get(name).own for one in added]


def test_hook_leverpoint_commands(site: Site) -> None:
    """Every plugin's commands are collected, in the order of the plugins' names; one may have none, or say nothing."""
    site.install("sails", COMMANDS.format(names=["sail", "reef"]))
    site.install("anchor", COMMANDS.format(names=["drop"]))
    site.install("quiet", "")
    site.install("silent", "@hookimpl\ndef leverpoint_commands():\n    return None\n")
    plugins = Plugins(site.entries)
    assert commands(plugins) == ["drop", "sail", "reef"]
    assert {one.state for one in plugins.found} == {State.ACTIVE}


def test_a_plugin_that_cannot_be_found_is_named(site: Site) -> None:
    """Without a distribution and without a module it is quarantined like any other, and the others are there."""
    site.install("anchor", COMMANDS.format(names=["drop"]))
    plugins = Plugins([EntryPoint("gone", "no_such_module_anywhere", "leverpoint"), *site.entries])
    (problem,) = plugins.get("gone").problems
    assert (problem.code, problem.found) == (
        "plugin-raised",
        "ModuleNotFoundError: No module named 'no_such_module_anywhere'",
    )
    assert commands(plugins) == ["drop"]


def test_a_plugin_that_raises_when_it_is_asked_once(site: Site) -> None:
    """It is quarantined then, and does not silence the others."""
    site.install("anchor", COMMANDS.format(names=["drop"]))
    site.install("sinking", "@hookimpl\ndef leverpoint_commands():\n    raise ValueError('no wind')\n")
    plugins = Plugins(site.entries)
    assert (commands(plugins), plugins.get("sinking").problems[0].found) == (["drop"], "ValueError: no wind")


def test_each_process_s_plugins_are_its_own(site: Site) -> None:
    """Nothing is kept between two registries: a failure in one is none in the other."""
    site.install("sails", COMMANDS.format(names=["sail"]))
    first, second = Plugins(site.entries), Plugins(site.entries)
    first.quarantine("sails", Problem("plugin-raised", "Hm."))
    assert (commands(first), commands(second)) == ([], ["sail"])


def test_installed_plugins_are_found() -> None:
    """Without being told, the entry points that are installed are loaded, all of them soundly."""
    plugins = Plugins()
    assert [one.problems for one in plugins.found] == [()] * len(plugins.found)
    assert {one.name for one in plugins.implementing("leverpoint_commands")} >= {"api"}


def test_hook_leverpoint_packs(site: Site) -> None:
    """The shipped rules come in through the same hook as a district's pack, which keeps its own plugin's name."""
    site.install("dock", "", pack="9900010")
    plugins = Plugins(site.entries)
    assert [one.name for one in plugins.implementing("leverpoint_packs")] == ["core", "dock"]
    assert (plugins.get("core").packs, core_rules()) == ((shipped_rules(),), shipped_rules())
    (pack,) = plugins.read_packs([])
    assert (pack.name, pack.state, plugins.bringing(pack)) == ("dock", State.ACTIVE, plugins.get("dock"))
    assert plugins.read_packs([site.path / "lp_dock"]) == (pack,), "named by the operator too, it is the same pack"


def test_hook_leverpoint_addhooks(site: Site) -> None:
    """A plugin offers a hook, and another implements it, whichever is called first in the alphabet."""
    offers = "@hookimpl\ndef leverpoint_addhooks():\n    from lp_zenith import specs\n    return [specs]\n"
    site.install("zenith", offers)
    specs = "from leverpoint.hookspecs import hookspec\n@hookspec\ndef leverpoint_weather(day): ...\n"
    (site.path / "lp_zenith" / "specs.py").write_text(specs)
    site.install("anchor", "@hookimpl\ndef leverpoint_weather(day):\n    return f'fair on {day}'\n")
    plugins = Plugins(site.entries)
    (plugin,) = plugins.implementing("leverpoint_weather")
    assert (plugin.name, plugin.hooks["leverpoint_weather"]({"day": "Monday"})) == ("anchor", "fair on Monday")


def test_the_operator_lets_plugins_in_and_keeps_them_out(site: Site) -> None:
    """By the lists for packs; what is blocked is not even imported, and neither are its packs read."""
    site.install("kept", "", pack="9900010")
    site.install("shut", "raise AssertionError('it was imported')", pack="9900020")
    for policy in (Policy(block=frozenset({"shut"})), Policy(allow=frozenset({"kept"}))):
        plugins = Plugins(site.entries, policy)
        assert {one.name: one.state for one in plugins.found} == {"kept": State.ACTIVE, "shut": State.BLOCKED}
        assert [pack.name for pack in plugins.read_packs([])] == ["kept"]
        assert plugins.for_all == ()


def test_without_third_parties_only_our_own_are_there(site: Site) -> None:
    """With the switch off nobody else's code is imported, and nobody else is listed."""
    site.install("shut", "raise AssertionError('it was imported')")
    plugins = Plugins(site.entries, third_party=False)
    assert plugins.found == ()
    assert [one.name for one in plugins.implementing("leverpoint_packs")] == ["core"]


def test_a_digest_stands_for_the_files_of_the_package(site: Site) -> None:
    """Another byte in any file is another digest, also in data; what Python itself writes there is none."""
    site.install("dock", "", pack="9900010")
    before = Plugins(site.entries).get("dock").digest
    assert Plugins(site.entries).get("dock").digest == before
    (site.path / "lp_dock" / "boats.csv").write_text("name\nAnna\n")
    after = Plugins(site.entries).get("dock").digest
    assert after != before
    (site.path / "lp_dock" / "__pycache__").mkdir(exist_ok=True)
    (site.path / "lp_dock" / "__pycache__" / "x.pyc").write_bytes(b"")
    assert Plugins(site.entries).get("dock").digest == after


def test_a_pack_has_a_digest_of_its_own(site: Site) -> None:
    """A rule of its pack may change while the plugin runs on: a worker that starts later names both alike."""
    site.install("dock", "", pack="9900010")
    plugins, rules = Plugins(site.entries), site.path / "lp_dock" / "pack" / "rules" / "rules.yaml"
    (before,) = plugins.read_packs([])
    rules.write_text(rules.read_text().replace("points: 7", "points: 8"))
    (after,) = plugins.read_packs([])
    assert before.source
    assert after.source
    assert before.source.info.digest != after.source.info.digest
    assert Plugins(site.entries).get("dock").digest == plugins.get("dock").digest


def test_a_pack_that_a_plugin_does_not_bring_keeps_its_name(site: Site, data_folder: Path) -> None:
    """A plugin called like somebody else's pack is quarantined: terms and facts would be taken for the pack's."""
    site.install("harbour", "@hookimpl\ndef leverpoint_enrich():\n    return ['Hm.']\n")
    plugins = Plugins(site.entries)
    (pack,) = plugins.read_packs([data_folder / "packs" / "harbour"])
    assert (pack.state, plugins.get("harbour").problems[0].code) == (State.ACTIVE, "duplicate-plugin")


def test_a_newcomer_does_not_take_a_plugin_s_name(site: Site, data_folder: Path, library_rules: Path) -> None:
    """While the plugin is at work, a pack that arrives under its name is refused, and the plugin goes on."""
    site.install("harbour", "@hookimpl\ndef leverpoint_enrich():\n    return ['Hm.']\n")
    packs, now = site.path / "packs", dt.datetime(2026, 2, 2, tzinfo=dt.UTC)
    packs.mkdir()
    plugins = Plugins(site.entries)
    renewal = Renewal(library_rules, [packs], plugins)
    renewal.load(now)
    shutil.copytree(data_folder / "packs" / "harbour", packs / "harbour")
    changes = [*renewal.look(now), *renewal.look(now)]
    assert [(one.fate, [problem.code for problem in one.problems]) for one in changes] == [
        ("refused", ["duplicate-pack"])
    ]
    assert plugins.get("harbour").state is State.ACTIVE
