"""What analysis reports: a finding, the codes there are with how grave each is, and the order findings are told in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from leverpoint.rulebook import Rulebook, digest


class Severity(StrEnum):
    """How grave a finding is, the gravest first, in SARIF's words: `note` is what could not be decided."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Status(StrEnum):
    """Whether the fault was found, or the time ran out before it could be found or ruled out."""

    FOUND = "found"
    NOT_DECIDED = "not-decided"


class Code(StrEnum):
    """What can be wrong with a set of rules as a whole, in the order in which findings are told."""

    DANGLING = "dangling"
    STALE_OVERLAY = "stale-overlay"
    UNREACHABLE = "unreachable"
    CONTRADICTION = "contradiction"
    PROMISE_BROKEN = "promise-broken"
    GAP = "gap"
    SHADOWED = "shadowed"
    REDUNDANT = "redundant"
    STARVED = "starved"
    NON_MONOTONE = "non-monotone"
    EXPIRED = "expired"
    UNCITED = "uncited"

    @property
    def severity(self) -> Severity:
        """Errors make advice wrong or missing; warnings are what an author should look at, and may accept."""
        return Severity.ERROR if list(Code).index(self) <= list(Code).index(Code.GAP) else Severity.WARNING

    @property
    def means(self) -> str:
        """What the code says, as one sentence."""
        return _MEANS[self]


_MEANS: Mapping[Code, str] = {
    Code.DANGLING: "Something is named that is not there, or is there and leads nowhere.",
    Code.STALE_OVERLAY: "An overlay was written for another version of the rule that it changes.",
    Code.UNREACHABLE: "No assessment whatsoever makes the rule true.",
    Code.CONTRADICTION: "The same answers recommend a strategy and suppress it in one layer.",
    Code.PROMISE_BROKEN: "A perfect assessment still gets a fix, or the lowest gets nothing that the role can do.",
    Code.GAP: "A role can answer everything and get no advice although something is below its target.",
    Code.SHADOWED: "Whatever the rule says is undone or outranked by other rules whenever it is true.",
    Code.REDUNDANT: "Without the rule every list, score, leverage point, conclusion and warning stays as it is.",
    Code.STARVED: "No complete assessment brings the strategy into the top of the list.",
    Code.NON_MONOTONE: "A better rating makes the same strategy more urgent, and the rule does not say why.",
    Code.EXPIRED: "The days on which the rule is in effect are over.",
    Code.UNCITED: "The rule names no source, and does not say that it is its author's own judgement.",
}


@dataclass(frozen=True, slots=True)
class Location:
    """Where a finding stands: a file, a line from 1, and a JSON Pointer into it."""

    file: str
    line: int
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a set of rules.

    `rules` are the ids of the rules in which it lies, the first of them the one to look at; `sources` the names of the
    sources these come from. `about` says of what it speaks besides rules, such as {"role": "school", "strategy":
    "LC4"}: it tells two findings on the same rules apart. `witness` is a whole request that shows the fault when it is
    sent. `message` says what is wrong, `fix` what would put it right.
    """

    code: Code
    rules: tuple[str, ...]
    message: str
    fix: str
    sources: tuple[str, ...] = ()
    location: Location | None = None
    about: tuple[tuple[str, str], ...] = ()
    witness: Mapping[str, Any] | None = field(default=None, hash=False)
    status: Status = Status.FOUND

    @property
    def severity(self) -> Severity:
        """How grave it is; what was not decided is a note, whatever its code."""
        return self.code.severity if self.status is Status.FOUND else Severity.NOTE

    @property
    def fingerprint(self) -> str:
        """A name that stays while the fault stays, wherever in the files it moves: 16 hexadecimal digits.

        It is made of what the finding is and of what it speaks, never of lines, words or the witness.
        """
        said = [self.code, self.status, sorted(self.rules), sorted(self.sources), dict(self.about)]
        return digest(said).removeprefix("sha256:")[:16]

    @property
    def order(self) -> tuple[Any, ...]:
        """The sort key: the gravest first, then by code, then by what it speaks of."""
        return list(Severity).index(self.severity), list(Code).index(self.code), self.rules, self.about

    def to_json(self) -> dict[str, Any]:
        """The finding as the contract writes it."""
        where = self.location
        return {
            "code": self.code,
            "severity": self.severity,
            "status": self.status,
            "fingerprint": self.fingerprint,
            "rules": list(self.rules),
            "sources": list(self.sources),
            "about": dict(self.about),
            "location": {"file": where.file, "line": where.line, "pointer": where.pointer} if where else None,
            "witness": self.witness,
            "message": self.message,
            "fix": self.fix,
        }


def finding(
    rulebook: Rulebook,
    code: Code,
    rules: Iterable[str],
    message: str,
    fix: str,
    *,
    about: Mapping[str, str] | None = None,
    witness: Mapping[str, Any] | None = None,
    status: Status = Status.FOUND,
) -> Finding:
    """A finding about rules of a rulebook, which knows their sources and where the first of them is written.

    Where no rule is at fault, the sources are all of the rulebook and there is no location.
    """
    ids = tuple(rules)
    sources = (rulebook.rules[one].source for one in ids) if ids else (one.name for one in rulebook.sources)
    return Finding(
        code,
        ids,
        message,
        fix,
        tuple(dict.fromkeys(sources)),
        location_of(rulebook, ids[0]) if ids else None,
        tuple(sorted((about or {}).items())),
        witness,
        status,
    )


def location_of(rulebook: Rulebook, rule: str) -> Location | None:
    """Where a rule is written, if the rulebook came from files."""
    place = rulebook.places.get(rule)
    return Location(place.file, place.line, place.pointer) if place else None


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings in the order in which they are told, each once."""
    return tuple(dict.fromkeys(sorted(findings, key=lambda one: one.order)))
