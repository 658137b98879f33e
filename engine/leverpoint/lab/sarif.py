"""Findings as SARIF 2.1.0, the format in which code hosts and editors take the results of analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from leverpoint.lab.baseline import Accepted
from leverpoint.lab.findings import Code, Finding, Severity, Status
from leverpoint.version import VERSION

VERSION_OF_SARIF = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(
    new: Iterable[Finding], accepted: Iterable[tuple[Finding, Accepted]] = (), root: Path | None = None
) -> dict[str, Any]:
    """A SARIF log of one run. Accepted findings are in it as suppressed, with their reason.

    Paths of files below `root` are written relative to it.
    """
    results = [_result(one, root) for one in new]
    results += [_result(one, root) | {"suppressions": [_suppression(entry)]} for one, entry in accepted]
    driver = {"name": "leverpoint", "semanticVersion": VERSION, "rules": [_rule(code) for code in Code]}
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    if root:
        run["originalUriBaseIds"] = {"ROOT": {"uri": f"{root.resolve().as_uri()}/"}}
    return {"$schema": SCHEMA, "version": VERSION_OF_SARIF, "runs": [run]}


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": code.means},
        "defaultConfiguration": {"level": code.severity},
    }


def _result(finding: Finding, root: Path | None) -> dict[str, Any]:
    open_ = finding.status is Status.NOT_DECIDED
    return {
        "ruleId": finding.code,
        "ruleIndex": list(Code).index(finding.code),
        "kind": "open" if open_ else "fail",
        # SARIF has "level" say "none" wherever "kind" is not "fail"
        "level": "none" if open_ else _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. {finding.fix[:1].upper()}{finding.fix[1:]}."},
        "locations": [_location(finding, root)],
        "partialFingerprints": {"leverpoint/v1": finding.fingerprint},
        "properties": {
            "rules": list(finding.rules),
            "sources": list(finding.sources),
            "about": dict(finding.about),
            "witness": finding.witness,
        },
    }


_LEVELS: Mapping[Severity, str] = {severity: str(severity) for severity in Severity}


def _location(finding: Finding, root: Path | None) -> dict[str, Any]:
    logical = [{"name": rule, "kind": "member"} for rule in finding.rules]
    logical = logical or [{"name": value, "kind": "member"} for _, value in finding.about]
    found: dict[str, Any] = {"logicalLocations": logical} if logical else {}
    if finding.location:
        region = {"startLine": finding.location.line}
        artifact = _artifact(finding.location.file, root)
        found["physicalLocation"] = {"artifactLocation": artifact, "region": region}
    return found


def _artifact(file: str, root: Path | None) -> dict[str, str]:
    path = Path(file).resolve()
    if root and path.is_relative_to(root.resolve()):
        return {"uri": _encoded(path.relative_to(root.resolve()).as_posix()), "uriBaseId": "ROOT"}
    return {"uri": path.as_uri()}


def _encoded(path: str) -> str:
    return PurePosixPath("/", path).as_uri().removeprefix("file:///")


def _suppression(entry: Accepted) -> dict[str, Any]:
    return {"kind": "external", "status": "accepted", "justification": entry.reason}
