"""What one worker process knows of itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from leverpoint import VERSION, Pack, Problem
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
        "problems": [_problem(one, _within(rulesets.folder, one.file)) for one in rulesets.problems],
        "matcher": {
            "name": rulesets.matcher,
            "evaluations": health.evaluations,
            "disagreements": health.disagreements,
            "errors": health.durable_errors,
        },
        "worker": {"pid": os.getpid(), "started_at": service.started_at},
    }


def _sources(rulesets: Rulesets) -> Iterator[dict[str, Any]]:
    if rulesets.active:
        for source in rulesets.active.advisor.rulebook.sources:
            yield {**asdict(source), "last_good_load": rulesets.active.loaded_at}


def packs_of(rulesets: Rulesets) -> Iterator[dict[str, Any]]:
    """What `PluginSchema` sends of each pack, in the order of precedence."""
    return map(_pack, rulesets.library.packs if rulesets.library else ())


def _pack(pack: Pack) -> dict[str, Any]:
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
        "problems": [_problem(one, pack.inside(one)) for one in pack.problems],
    }


def _problem(problem: Problem, file: str | None) -> dict[str, Any]:
    said = {"code": problem.code, "message": problem.message, "rule": problem.rule}
    return {**said, "file": file, "line": problem.line, "column": problem.column}


def _within(folder: Path, file: str | None) -> str | None:
    """The name of a file within its folder: where that lies is nobody's business."""
    return file and file.removeprefix(f"{folder}/")
