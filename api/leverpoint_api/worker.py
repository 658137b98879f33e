"""What one worker process knows of itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from leverpoint import VERSION
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
        "problems": list(_problems(rulesets)),
        "matcher": {
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


def _problems(rulesets: Rulesets) -> Iterator[dict[str, Any]]:
    """The problems of the last load, files named within the folder: where it lies is nobody's business."""
    for problem in rulesets.problems:
        said = {"code": problem.code, "message": problem.message, "rule": problem.rule}
        file = problem.file and problem.file.removeprefix(f"{rulesets.folder}/")
        yield {**said, "file": file, "line": problem.line, "column": problem.column}
