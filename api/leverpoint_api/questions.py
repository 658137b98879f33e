"""Questions about an answer: whose rules are asked, about which assessment, and what the answers have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from flask import Response

from leverpoint import Advisor, Assessment, AssessmentError, Organization, Problem, UnknownIdError
from leverpoint.errors import nearest
from leverpoint_api.answers import answer_by
from leverpoint_api.problems import unfit
from leverpoint_api.rulesets import ALIAS, Active
from leverpoint_api.service import service

CORE = "core"
"""What the rule set without packs goes by."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who answers a question, and the assessment that it is about."""

    active: Active
    assessment: Assessment

    @property
    def advisor(self) -> Advisor:
        """Who answers."""
        return self.active.advisor


def asked(request: Mapping[str, Any]) -> Asked:
    """Who answers the request within a question. Raises ProblemError with everything in it that does not fit."""
    found = service().rulesets.current.require(Organization(**request.get("organization", {})))
    with placed("/request"):
        return Asked(found, found.assess(request))


def known(name: str, local: Active) -> Active:
    """A rule set that this service knows: `active` is `local`, `core` is without packs, or the revision of either.

    Raises UnknownIdError.
    """
    core = service().rulesets.active or local
    if local.goes_by(name):
        return local
    if name == CORE or core.goes_by(name):
        return core
    raise UnknownIdError("rule set", name, (ALIAS, CORE, local.revision, core.revision))


@contextmanager
def placed(pointer: str) -> Iterator[None]:
    """Turn what does not fit into a problem of the question; pointers continue `pointer`."""
    try:
        yield
    except AssessmentError as error:
        problems = [replace(one, pointer=f"{pointer}{one.pointer}") for one in error.problems]
        raise unfit("question-invalid", problems) from None


def strategies(wanted: Mapping[str, str], advisor: Advisor) -> None:
    """Raises ProblemError for strategies that nobody knows; `wanted` says under which pointer each stands."""
    known = advisor.rulebook.catalog.strategies
    unknown = [
        Problem("unknown-strategy", f"there is no strategy '{one}'", at, suggestion=nearest(one, known))
        for at, one in wanted.items()
        if one not in known
    ]
    if unknown:
        raise unfit("question-invalid", unknown)


def answered(question: Asked, **parts: Any) -> Response:
    """The answer: which rule set and which day it is about, and its parts."""
    rulebook = question.advisor.rulebook
    ruleset = {"revision": rulebook.revision, "label": rulebook.label}
    return answer_by([rulebook.revision], ruleset=ruleset, as_of=question.assessment.as_of, **parts)
