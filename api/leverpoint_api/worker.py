"""What one worker process knows of itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from leverpoint import VERSION, Loads, Problem, State
from leverpoint.plugins import Listed, listed
from leverpoint_api.logs import Logger
from leverpoint_api.metrics import Metrics
from leverpoint_api.rulesets import Rulesets
from leverpoint_api.service import Service

ENGINE = {"name": "leverpoint", "version": VERSION}


def status_of(service: Service) -> dict[str, Any]:
    """What `StatusSchema` sends."""
    rulesets, health = service.rulesets, service.rulesets.health
    rulebook = rulesets.active and rulesets.active.advisor.rulebook
    return {
        "engine": ENGINE,
        "ready": rulebook is not None,
        "active": rulebook and rulebook.revision,
        "label": rulebook and rulebook.label,
        "sources": list(_sources(rulesets)),
        "last_failed_load": rulesets.core.failed_at,
        "problems": list(_problems(rulesets.core.problems, rulesets.folder)),
        "matcher": {
            "name": rulesets.matcher,
            "evaluations": health.evaluations,
            "disagreements": health.disagreements,
            "errors": health.durable_errors,
        },
        "plugins": [
            {name: one[name] for name in ("name", "state", "last_error")}
            for one in written_plugins(rulesets, plugins_of(rulesets))
        ],
        "abandoned_threads": rulesets.plugins.abandoned,
        "worker": {"pid": os.getpid(), "started_at": service.started_at},
    }


def _sources(rulesets: Rulesets) -> Iterator[dict[str, Any]]:
    """The core, and every pack that says what it is."""
    if rulesets.serving:
        core = rulesets.serving.library.source
        yield {**asdict(core.info), **_loads(rulesets.core), "problems": _problems(rulesets.core.problems, core.path)}
    for pack, loads in rulesets.packs():
        if pack.source:
            said = {**asdict(pack.source.info), "state": pack.state}
            yield {**said, **_loads(loads), "problems": _problems(loads.problems, pack.path)}


def _loads(loads: Loads) -> dict[str, Any]:
    return {"last_good_load": loads.good_at, "last_failed_load": loads.failed_at}


def plugins_of(rulesets: Rulesets) -> Sequence[Listed]:
    """The packs and plugins of this worker."""
    return listed([pack for pack, _ in rulesets.packs()], rulesets.plugins)


def written_plugins(rulesets: Rulesets, wanted: Iterable[Listed]) -> Iterator[dict[str, Any]]:
    """What `PluginSchema` sends of packs and plugins."""
    loads = {pack.path: loads for pack, loads in rulesets.packs()}
    for one in wanted:
        yield _written(one, loads[one.path] if one.path in loads else Loads())


def _written(one: Listed, loads: Loads) -> dict[str, Any]:
    problems = list(_problems(one.problems, one.path))
    refused = [] if problems else list(_problems(loads.problems, one.path))
    return {
        "name": one.name,
        "state": one.state,
        "version": one.version,
        "layer": one.layer,
        "digest": one.digest,
        "scope": [{"system": system, "identifier": identifier} for system, identifier in sorted(one.scope)],
        "anywhere": one.anywhere,
        "rules": one.rules or 0,
        "hooks": one.hooks,
        "last_error": next((told["message"] for told in reversed([*problems, *refused])), None),
        "problems": problems,
        **_loads(loads),
        "refused": refused,
    }


def failed(log: Logger, metrics: Metrics, name: str, problem: Problem) -> None:
    """Log and count that a plugin has failed. What it raised is for the log alone."""
    log.error("plugin-failed", plugin=name, code=problem.code, problem=problem.message, raised=problem.found)
    metrics.plugin_failed(name)


def show(rulesets: Rulesets, metrics: Metrics) -> None:
    """Bring the numbers about packs and plugins up to date."""
    quarantined = sum(one.state is State.QUARANTINED for one in plugins_of(rulesets))
    metrics.plugins_are(quarantined, rulesets.plugins.abandoned)


def _problems(problems: Iterable[Problem], place: Path | None) -> Iterator[dict[str, Any]]:
    """Problems of files, which are named within their folder or zip: where that lies is nobody's business."""
    for problem in problems:
        message = problem.message.replace(f"{place}/", "") if place else problem.message
        said = {"code": problem.code, "message": message, "rule": problem.rule}
        yield {**said, "file": place and problem.within(place), "line": problem.line, "column": problem.column}
