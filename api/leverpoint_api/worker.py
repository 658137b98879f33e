"""What one worker process knows of itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from leverpoint import VERSION, Loads, Pack, Problem
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


def packs_of(rulesets: Rulesets) -> Iterator[dict[str, Any]]:
    """What `PluginSchema` sends of each pack, in the order of precedence."""
    return (_pack(pack, loads) for pack, loads in rulesets.packs())


def _pack(pack: Pack, loads: Loads) -> dict[str, Any]:
    source = pack.source
    scope = source.scope if source and not isinstance(source.scope, str) else ()
    return {
        "name": pack.name,
        "state": pack.state,
        "version": source and source.info.version,
        "layer": source and source.info.layer,
        "digest": source and source.info.digest,
        "scope": [{"system": system, "identifier": identifier} for system, identifier in sorted(scope)],
        "anywhere": source is not None and isinstance(source.scope, str),
        "rules": len(source.entries["rules"]) if source else 0,
        "problems": list(_problems(pack.problems, pack.path)),
        **_loads(loads),
        "refused": list(_problems(() if pack.problems else loads.problems, pack.path)),
    }


def _problems(problems: Iterable[Problem], place: Path) -> Iterator[dict[str, Any]]:
    """Problems of files, which are named within their folder or zip: where that lies is nobody's business."""
    for problem in problems:
        message = problem.message.replace(f"{place}/", "")
        said = {"code": problem.code, "message": message, "rule": problem.rule}
        yield {**said, "file": problem.within(place), "line": problem.line, "column": problem.column}
