"""The hooks that a plugin may implement. Their names begin with `leverpoint_`.

A plugin is a module or an object that an entry point of the group `leverpoint` names. It marks what it implements with
`leverpoint.hookspecs.hookimpl`, and takes those parameters that it wants. docs/reference/hooks.md is about all of this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import ModuleType
    from typing import Any

    import click

    from leverpoint import Assessment
    from leverpoint.model import Scalar

PROJECT = "leverpoint"
"""The name under which plugins and the host find each other: of the markers, and of the group of entry points."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def leverpoint_addhooks() -> Iterable[ModuleType] | None:
    """Offer further hooks to other plugins.

    Called once, when the plugin is loaded, before plugins that do not offer hooks are looked at. Leverpoint's service
    offers `leverpoint_blueprints` in this way, so that the engine need know nothing of the web.

    :return: modules with functions that are marked with `leverpoint.hookspecs.hookspec`.

    May be implemented by any plugin. One that fails here is quarantined, and what it offers is unknown.
    """


@hookspec
def leverpoint_packs() -> Iterable[Path] | None:
    """Bring packs that lie in the plugin's package.

    Called once, when the plugin is loaded. The shipped rules come in through this hook too, from the plugin `core`.

    :return: the path of each pack. A pack goes by the plugin's name, or by another that is nobody else's. The packs are
        read and judged as those of `--packs-dir`, and nothing of Python is needed for them to count.

    May be implemented by any plugin. With packs a plugin's other hooks are called only for organizations for which one
    of them speaks; without any, for everybody. A plugin that fails here is quarantined.
    """


@hookspec
def leverpoint_facts(assessment: Assessment, role: str) -> Mapping[str, Scalar | None] | None:
    """Compute facts from a request and from what the plugin knows.

    Called once for each role of each request in scope, before any rule is matched.

    :param assessment: the question, which cannot be changed.
    :param role: the id of the role that the facts are for.
    :return: values by the ids of facts. Each fact stands in the catalog of one of the plugin's packs with
        `computed: true`, and each value fits its type. None leaves a fact open. What the request states itself wins.

    May be implemented by any plugin with packs. One that fails here is quarantined: the answer is made without it, and
    rules that read its facts find them open.
    """


@hookspec
def leverpoint_adjust(
    assessment: Assessment, role: str, recommendations: tuple[Mapping[str, Any], ...]
) -> Iterable[tuple[str, int, str]] | None:
    """Move strategies up or down.

    Called once for each role of each request in scope, when the list is in the order of the rules.

    :param assessment: the question, which cannot be changed.
    :param role: the id of the role that is advised.
    :param recommendations: the list, best first, each with `strategy`, `title`, `certainty` and `priority`, as the
        answer writes them.
    :return: records of a strategy, whole points from -100 to 100, and a reason in one line. Each becomes a term `local`
        by the plugin's name. All that a plugin and the pack of its name do to a strategy is bounded by
        `max_local_points`. A strategy that is not on the list stays off it.

    May be implemented by any plugin. One that fails here is quarantined, and the answer is made without it.
    """


@hookspec
def leverpoint_enrich(
    assessment: Assessment, role: str, recommendation: Mapping[str, Any]
) -> Iterable[str | tuple[str, str]] | None:
    """Add notes to a recommendation.

    Called for each recommendation that is shown, once the list is in its last order. One budget serves all
    recommendations of a role.

    :param assessment: the question, which cannot be changed.
    :param role: the id of the role that is advised.
    :param recommendation: the recommendation, as the answer writes it.
    :return: texts of one line, or pairs of a text and the address of a page, which begins with https:// or http://.
        They stand in the answer under `notes`, with the plugin's name.

    May be implemented by any plugin. One that fails here is quarantined, and the answer is made without it.
    """


@hookspec
def leverpoint_observe(decision: Mapping[str, Any]) -> None:
    """See an answer that is finished.

    Called once for each answer in scope, before it is sent. Where another plugin fails at this very moment, the answer
    is made again, and shown again. What is only supposed is not shown: simulations, explanations, scenarios.

    :param decision: the answer as it is sent, which cannot be changed.

    May be implemented by any plugin. Its return value means nothing. One that fails here is quarantined, and the answer
    is made again, so that it says so.
    """


@hookspec
def leverpoint_commands() -> Iterable[click.Command] | None:
    """Add commands to the command line.

    Called once, when somebody asks for help, for completion, or for a command that is not one of Leverpoint's own.
    Import slowly loading modules inside the command.

    :return: the commands, each under its own name. A name that Leverpoint uses itself stays Leverpoint's. The folder
        that was given with `--rules` is `ctx.find_root().params["rules"]`, None for the shipped rulebook.

    May be implemented by any plugin. One that fails here is left out, with a line on standard error.
    """
