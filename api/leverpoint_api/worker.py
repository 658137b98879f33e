"""What one worker process knows of itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from leverpoint import VERSION, Problem, State
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
        "last_failed_load": rulesets.failed_at,
        "problems": list(_problems(rulesets.problems, rulesets.folder)),
        "matcher": {
            "name": rulesets.matcher,
            "evaluations": health.evaluations,
            "disagreements": health.disagreements,
            "errors": health.durable_errors,
        },
        "plugins": [
            {"name": one.name, "state": one.state, "last_error": one.last_error} for one in plugins_of(rulesets)
        ],
        "abandoned_threads": rulesets.plugins.abandoned,
        "worker": {"pid": os.getpid(), "started_at": service.started_at},
    }


def _sources(rulesets: Rulesets) -> Iterator[dict[str, Any]]:
    if rulesets.active:
        for source in rulesets.active.advisor.rulebook.sources:
            yield {**asdict(source), "last_good_load": rulesets.active.loaded_at}


def plugins_of(rulesets: Rulesets) -> Sequence[Listed]:
    """The packs and plugins of this worker."""
    return listed(rulesets.library.packs if rulesets.library else (), rulesets.plugins)


def written_plugin(one: Listed) -> dict[str, Any]:
    """What `PluginSchema` sends of a pack or a plugin."""
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
        "last_error": one.last_error,
        "problems": list(_problems(one.problems, one.path)),
    }


def failed(log: Logger, metrics: Metrics, name: str, problem: Problem) -> None:
    """Log and count that a plugin has failed. What it raised is for the log alone."""
    log.error("plugin-failed", plugin=name, code=problem.code, problem=problem.message, raised=problem.found)
    metrics.plugin_failed(name)


def show(rulesets: Rulesets, metrics: Metrics) -> None:
    """Bring the numbers about packs and plugins up to date."""
    quarantined = sum(one.state is State.QUARANTINED for one in plugins_of(rulesets))
    metrics.plugins_are(quarantined, rulesets.plugins.abandoned)


def _problems(problems: Iterable[Problem], folder: Path | None) -> Iterator[dict[str, Any]]:
    """Problems of files, which are named within their folder: where it lies is nobody's business."""
    for problem in problems:
        said = {"code": problem.code, "message": problem.message, "rule": problem.rule}
        file = problem.file and problem.file.removeprefix(f"{folder}/")
        yield {**said, "file": file, "line": problem.line, "column": problem.column}
