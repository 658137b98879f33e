"""One run of analysis: over every rulebook that somebody is answered by, all searches that were asked for."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from leverpoint.lab.proving.findings import Code, Finding, ordered
from leverpoint.lab.proving.refused_rules import code_of, findings_of
from leverpoint.lab.proving.static_findings import STATIC, static_findings
from leverpoint.library import Library, organizations_among
from leverpoint.model import Organization
from leverpoint.packs import Pack, State
from leverpoint.rulebook import Rulebook

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many steps of it are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A rulebook to analyze, an organization that is answered by it, and where packs take part, the core by itself."""

    rulebook: Rulebook
    organization: Organization
    core: Rulebook | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to search for: the codes, the day whose rules are in effect, and about how many seconds it may take.

    `seconds` bounds the searches over assessments, of each rulebook; what they do not get to is "not decided". `work`
    bounds them too, in the solver's own units: what that leaves open is the same on every machine. Where as many as
    `most` findings have come, the searches end. `top` is how many strategies a leader looks at: one that never comes
    among them is starved.
    """

    as_of: dt.date
    codes: frozenset[Code] = frozenset(Code)
    seconds: float = 60.0
    work: float = math.inf
    most: int | None = None
    top: int = 5


def analyze(subjects: Iterable[Subject], wanted: Wanted, progress: Progress = lambda *_: None) -> tuple[Finding, ...]:
    """Every finding over the rulebooks of the subjects, in the order in which findings are told.

    A fault that lies in the same rules of several rulebooks is told once. One that lies in rules of the core, and that
    the core does not have by itself, names the packs that make it as sources, too.

    Raises LeverpointError where a search over assessments was asked for and its solver is not installed.
    """
    found: dict[tuple[Any, ...], Finding] = {}
    core = _Core(wanted, progress)
    for subject in subjects:
        for one in _of(subject, wanted, progress, core):
            if len(found) == wanted.most:
                break
            # what lies in no rule, such as a gap, lies in the rulebook: another one has another
            sources = () if one.code in STATIC else one.sources
            found.setdefault((one.code, one.status, one.rules, sources, one.about), one)
    return ordered(found.values())


def subjects_of(library: Library, asks: Organization) -> tuple[Subject, ...]:
    """Each rulebook that the packs of a library make with the core, once; that of `asks` alone where it is somebody.

    Raises PackError where a pack must not be missing and cannot count.
    """
    found: dict[str, Subject] = {}
    for who in [asks] if asks.identifier else [*organizations_among(library.packs)] or [asks]:
        rulebook = library.advisor(who).rulebook
        core = library.core.rulebook if len(rulebook.sources) > 1 else None
        found.setdefault(rulebook.revision, Subject(rulebook, who, core))
    return tuple(found.values())


def refused(packs: Iterable[Pack], codes: frozenset[Code]) -> Iterator[Finding]:
    """What the reader refused in packs, as far as analysis has a code for it."""
    for pack in packs:
        yield from (one for one in findings_of(pack.problems, pack.name) if one.code in codes)


def unreadable(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """The packs that should count and do not, for a reason that analysis has no code for."""
    left_out = (pack for pack in packs if pack.state in (State.QUARANTINED, State.INCOMPATIBLE))
    return tuple(pack for pack in left_out if any(code_of(problem) is None for problem in pack.problems))


class _Core:
    """What the core has by itself, searched for when it is first asked, code by code."""

    def __init__(self, wanted: Wanted, progress: Progress) -> None:
        self._wanted, self._progress = wanted, progress
        self._found: dict[Code, set[Any]] = {}

    def has(self, core: Rulebook, one: Finding) -> bool:
        """Whether a finding is there without packs as well, or it could not be decided whether it is."""
        if one.code not in self._found:
            only = replace(self._wanted, codes=frozenset((one.code,)))
            told = _searched(Subject(core, Organization()), only, self._progress)
            self._found[one.code] = {(own.rules, own.about) for own in told}
        return (one.rules, one.about) in self._found[one.code]


def _of(subject: Subject, wanted: Wanted, progress: Progress, core: _Core) -> Iterator[Finding]:
    if wanted.codes & STATIC:
        found = static_findings(subject.rulebook, wanted.as_of)
        yield from (one for one in found if one.code in wanted.codes)
    for one in _searched(subject, wanted, progress):
        yield replace(_made_by(subject, one, core), witness=_asked_by(subject.organization, one.witness))


def _made_by(subject: Subject, one: Finding, core: _Core) -> Finding:
    """The finding with the packs that make it, where it lies in rules of the core alone and the core is without it."""
    sources = tuple(source.name for source in subject.rulebook.sources)
    if subject.core is None or one.sources != sources[:1] or core.has(subject.core, one):
        return one
    return replace(one, sources=sources)


def _searched(subject: Subject, wanted: Wanted, progress: Progress) -> Iterator[Finding]:
    if codes := wanted.codes - STATIC:
        from leverpoint.lab.proving.exact.searches import exact_findings

        limits, top = (wanted.seconds, wanted.work), wanted.top
        yield from exact_findings(subject.rulebook, wanted.as_of, *limits, codes=codes, progress=progress, top=top)


def _asked_by(who: Organization, witness: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The witness with the organization whose packs it needs, so that it shows the same wherever it is sent."""
    if witness is None or not who.identity or "organization" in witness:
        return witness
    return {**witness, "organization": who.identity}
