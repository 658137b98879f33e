"""Plugins are found by their entry points and loaded one by one."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import SimpleNamespace

import click
import pytest

from leverpoint.hookspecs import PROJECT, hookimpl
from leverpoint.plugins import build_manager, commands_of


def _entries(monkeypatch: pytest.MonkeyPatch, **plugins: object) -> list[EntryPoint]:
    for name, plugin in plugins.items():
        monkeypatch.setitem(sys.modules, f"plugin_{name}", plugin)
    return [EntryPoint(name, f"plugin_{name}", PROJECT) for name in plugins]


def _commands(*names: str) -> SimpleNamespace:
    @hookimpl
    def leverpoint_commands() -> list[click.Command]:
        return [click.Command(name) for name in names]

    return SimpleNamespace(leverpoint_commands=leverpoint_commands)


def test_hook_leverpoint_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every plugin's commands are collected, in the order of the plugins' names."""
    manager, failures = build_manager(_entries(monkeypatch, sails=_commands("sail", "reef"), anchor=_commands("drop")))
    commands, unusable = commands_of(manager)
    assert ([one.name for one in commands], failures, unusable) == (["drop", "sail", "reef"], [], [])


def test_a_plugin_without_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin may have none, or say nothing."""

    @hookimpl
    def leverpoint_commands() -> None:
        return None

    plugins = _entries(
        monkeypatch, quiet=SimpleNamespace(), silent=SimpleNamespace(leverpoint_commands=leverpoint_commands)
    )
    assert commands_of(build_manager(plugins)[0]) == ([], [])


def test_a_plugin_that_does_not_load_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name and the reason come back, and the others are there."""
    gone = EntryPoint("gone", "no_such_module_anywhere", PROJECT)
    manager, failures = build_manager([gone, *_entries(monkeypatch, anchor=_commands("drop"))])
    assert failures == [("gone", "ModuleNotFoundError: No module named 'no_such_module_anywhere'")]
    assert [one.name for one in commands_of(manager)[0]] == ["drop"]


def test_a_hook_with_another_signature_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin that asks for what the hook does not give is refused when it is loaded, and leaves no trace."""

    @hookimpl
    def leverpoint_commands(ship: str) -> list[click.Command]:
        return [click.Command(ship)]

    wrong = SimpleNamespace(leverpoint_commands=leverpoint_commands)
    manager, failures = build_manager(_entries(monkeypatch, wrong=wrong, anchor=_commands("drop")))
    assert [name for name, _ in failures] == ["wrong"]
    assert [one.name for one in commands_of(manager)[0]] == ["drop"]


def test_a_plugin_that_raises_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that fails when it is asked does not silence the others."""

    @hookimpl
    def leverpoint_commands() -> list[click.Command]:
        raise ValueError("no wind")

    sinking = SimpleNamespace(leverpoint_commands=leverpoint_commands)
    manager, _ = build_manager(_entries(monkeypatch, sinking=sinking, anchor=_commands("drop")))
    commands, failures = commands_of(manager)
    assert ([one.name for one in commands], failures) == (["drop"], [("sinking", "ValueError: no wind")])


def test_each_manager_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept between two of them."""
    first, _ = build_manager(_entries(monkeypatch, sails=_commands("sail")))
    second, _ = build_manager([])
    assert (len(commands_of(first)[0]), len(commands_of(second)[0])) == (1, 0)


def test_installed_plugins_are_found() -> None:
    """Without being told, the entry points that are installed are loaded, all of them soundly."""
    manager, failures = build_manager()
    assert failures == []
    assert {name for name, _ in manager.list_name_plugin()} <= {"api"}
