"""Find the installed plugins and load them, each by itself: one that cannot be loaded never takes another down."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

import pluggy

from leverpoint import hookspecs

if TYPE_CHECKING:
    import click

Failures = list[tuple[str, str]]


def build_manager(found: Iterable[EntryPoint] | None = None) -> tuple[pluggy.PluginManager, Failures]:
    """A manager with every plugin that loads, and the name of each that does not with the reason.

    `found` are the entry points to load; without them, those that are installed.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    failures: Failures = []
    for entry in entry_points(group=hookspecs.PROJECT) if found is None else found:
        try:
            manager.register(entry.load(), name=entry.name)
        except Exception as error:  # noqa: BLE001 # a stranger's code may raise anything while it is imported
            manager.unregister(name=entry.name)
            failures.append((entry.name, _reason(error)))
    return manager, failures


def commands_of(manager: pluggy.PluginManager) -> tuple[list[click.Command], Failures]:
    """The commands of all plugins, in the order of their names, and what went wrong with whom."""
    commands: list[click.Command] = []
    failures: Failures = []
    calls = manager.hook.leverpoint_commands.get_hookimpls()
    for call in sorted(calls, key=lambda one: one.plugin_name):
        try:
            added: Any = call.function()
            commands += added or ()
        except Exception as error:  # noqa: BLE001 # as above
            failures.append((call.plugin_name, _reason(error)))
    return commands, failures


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
