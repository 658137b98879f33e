"""Findings as SARIF 2.1.0, the format in which code hosts and editors take the results of analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from leverpoint.lab.proving.baseline import Accepted
from leverpoint.lab.proving.findings import Code, Finding, Location, Severity, Status
from leverpoint.version import VERSION

VERSION_OF_SARIF = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(
    new: Iterable[Finding],
    accepted: Iterable[tuple[Finding, Accepted]] = (),
    root: Path | None = None,
    home: Path | None = None,
    left_out: Sequence[str] = (),
) -> dict[str, Any]:
    """A SARIF log of one run. Accepted findings are in it as suppressed, with their reason.

    Paths of files below `root` are written relative to it. A finding that lies in no rule, such as a gap, is put into
    the file `home`: code hosts refuse a whole log in which one result has no file. `left_out` are the sources whose
    rules could not be searched.
    """
    # the standard wants suppressions with every result or with none: an empty list says "not suppressed"
    results = [_result(one, root, home) | {"suppressions": []} for one in new]
    results += [_result(one, root, home) | {"suppressions": [_suppression(entry)]} for one, entry in accepted]
    driver = {"name": "leverpoint", "semanticVersion": VERSION, "rules": [_rule(code) for code in Code]}
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    run["invocations"] = [_invocation(left_out)]
    if root:
        run["originalUriBaseIds"] = {"ROOT": {"uri": f"{root.resolve().as_uri()}/"}}
    return {"$schema": SCHEMA, "version": VERSION_OF_SARIF, "runs": [run]}


def _invocation(left_out: Sequence[str]) -> dict[str, Any]:
    texts = (
        f"the rules of {name} cannot be read as they are, so nothing was searched for in them" for name in left_out
    )
    told = [{"level": "error", "message": {"text": text}} for text in texts]
    return {"executionSuccessful": not told, "toolExecutionNotifications": told}


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code,
        "shortDescription": {"text": code.means},
        "defaultConfiguration": {"level": code.severity},
    }


def _result(finding: Finding, root: Path | None, home: Path | None) -> dict[str, Any]:
    open_ = finding.status is Status.NOT_DECIDED
    return {
        "ruleId": finding.code,
        "ruleIndex": list(Code).index(finding.code),
        "kind": "open" if open_ else "fail",
        # SARIF has "level" say "none" wherever "kind" is not "fail"
        "level": "none" if open_ else _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. {finding.fix[:1].upper()}{finding.fix[1:]}."},
        "locations": [_location(finding, root, home)],
        "partialFingerprints": {"leverpoint/v1": finding.fingerprint},
        "properties": {
            "rules": list(finding.rules),
            "sources": list(finding.sources),
            "about": dict(finding.about),
            "witness": finding.witness,
        },
    }


_LEVELS: Mapping[Severity, str] = {severity: str(severity) for severity in Severity}


def _location(finding: Finding, root: Path | None, home: Path | None) -> dict[str, Any]:
    logical = [{"name": rule, "kind": "member"} for rule in finding.rules]
    logical = logical or [{"name": value, "kind": "member"} for _, value in finding.about]
    found: dict[str, Any] = {"logicalLocations": logical} if logical else {}
    place = finding.location or (Location(str(home), 1) if home else None)
    if place:
        region = {"startLine": place.line}
        artifact = _artifact(place.file, root)
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
