"""Analysis within the limits of a service: of the rules in service, or of a pack that was sent, on top of the core."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Request

from leverpoint import Library, Organization, Pack, Problem, Rulebook, RulebookError
from leverpoint.lab.proving.analysis import Subject, Wanted, analyze, refused, unreadable
from leverpoint.lab.proving.baseline import Baseline, read_baseline
from leverpoint.lab.proving.findings import Code, Finding, Status, ordered
from leverpoint.reader import Tree
from leverpoint_api.parsing import loader
from leverpoint_api.posted import Posted, posted_soundly, tried, within
from leverpoint_api.schemas import AnalysisSchema
from leverpoint_api.searching import searching
from leverpoint_api.service import service

WORK = 8.0
"""In the solver's units of some seconds each; dozens of times what the core's rules ask for."""
MOST_FINDINGS, MOST_COUNTED = 1000, 10_000
"""How many findings are told; and how many there may be before the search stops."""
BASELINE = "accepted.yaml"

load = loader(AnalysisSchema(), "analysis-invalid")


@dataclass(frozen=True, slots=True)
class Analyzed:
    """What was found: in which rulebook, unless a pack could not be read as it is, and where its files lie."""

    rulebook: Rulebook | None
    findings: tuple[Finding, ...]
    file_of: Callable[[str], str]
    is_core: bool = False


def report(request: Request) -> dict[str, Any]:
    """What `AnalysisReportSchema` sends.

    Raises ProblemError, also where too many searches are under way, and ExtraError where the solver is not installed.
    """
    sent = posted_soundly(request, load)
    day = sent.said.get("as_of") or dt.datetime.now(dt.UTC).date()
    codes = frozenset(map(Code, sent.said.get("codes", Code)))
    with searching(service().analyses) as seconds:
        wanted = Wanted(day, codes, seconds, WORK, MOST_COUNTED)
        found = (
            _of_pack(sent, sent.tree, wanted) if sent.tree else _of_service(sent.said.get("organization", {}), wanted)
        )
    return _told(found, wanted)


def _of_service(asker: Mapping[str, Any], wanted: Wanted) -> Analyzed:
    serving, who = service().rulesets.current, Organization(**asker)
    rulebook = serving.require(who).advisor.rulebook
    roots = _roots(serving.library, who)
    found = analyze([_subject(serving.library, rulebook, who)], wanted)
    return Analyzed(rulebook, found, lambda file: _below(file, roots), rulebook is serving.library.core.rulebook)


def _of_pack(sent: Posted, tree: Tree, wanted: Wanted) -> Analyzed:
    pack, trial = tried(tree)
    if trial is None:
        return Analyzed(None, _refused(sent, pack, wanted), lambda file: within(file) or "")
    rulebook = trial.advisor(trial.organization).rulebook
    roots = _roots(trial.library, trial.organization)
    found = analyze([_subject(trial.library, rulebook, trial.organization)], wanted)
    return Analyzed(rulebook, found, lambda file: within(file) or _below(file, roots))


def _refused(sent: Posted, pack: Pack, wanted: Wanted) -> tuple[Finding, ...]:
    """What analysis says of a pack that cannot be read as it is. Raises ProblemError where it has no word for it."""
    if unreadable([pack]):
        raise sent.misfit(pack.problems)
    return ordered(refused([pack], wanted.codes))


def _told(found: Analyzed, wanted: Wanted) -> dict[str, Any]:
    rulebook, searched = found.rulebook, wanted.codes if found.rulebook else frozenset[Code]()
    settled = all(one.status is Status.FOUND for one in found.findings) and len(found.findings) < MOST_COUNTED
    # what was not settled may hide a finding that is accepted, and what a pack has changed is not gone from the core
    judged = _accepted().judge(found.findings, searched if settled and found.is_core else ())
    omitted = max(0, len(judged.new) - MOST_FINDINGS)
    return {
        "ruleset": rulebook and {"revision": rulebook.revision, "label": rulebook.label},
        "as_of": wanted.as_of,
        "searched": sorted(searched),
        "complete": settled and not omitted and searched == wanted.codes,
        "findings": [_placed(one, found.file_of) for one in judged.new[:MOST_FINDINGS]],
        "omitted": omitted,
        "accepted": [{**_placed(one, found.file_of), "reason": entry.reason} for one, entry in judged.accepted],
        "stale": [{"fingerprint": one.fingerprint, "code": one.code, "line": one.line} for one in judged.stale],
    }


def _accepted() -> Baseline:
    """What is accepted of the rules in service, by the file beside them."""
    file = service().settings.rules / BASELINE
    try:
        return read_baseline(file) if file.is_file() else Baseline("")
    except RulebookError as error:
        return _without_baseline(error)


def _without_baseline(error: RulebookError) -> Baseline:
    """Nothing is accepted by a file that cannot be read; whoever runs the service finds it in the log."""
    service().log.error("baseline-unreadable", problems=[str(one) for one in error.problems])
    return Baseline("")


def _placed(one: Finding, file_of: Callable[[str], str]) -> dict[str, Any]:
    """A finding with the name of its file within its source: where that lies is nobody's business."""
    said = one.to_json()
    if said["location"]:
        said["location"]["file"] = file_of(said["location"]["file"])
    return said


def _subject(library: Library, rulebook: Rulebook, who: Organization) -> Subject:
    return Subject(rulebook, who, library.core.rulebook if len(rulebook.sources) > 1 else None)


def _roots(library: Library, who: Organization) -> list[Path]:
    return [*(pack.path for pack in library.in_scope(who)), library.source.path]


def _below(file: str, roots: Iterable[Path]) -> str:
    root = next((one for one in roots if file.startswith((f"{one}/", f"{one}!"))), Path(file).parent)
    return Problem("", "", file=file).within(root) or ""
