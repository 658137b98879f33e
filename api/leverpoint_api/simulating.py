"""Simulations within the limits of a service: scenarios over an assessment and over weights, and sweeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leverpoint import Advisor, Assessment, Problem, UnknownIdError
from leverpoint.advice import RoleAdvice
from leverpoint.lab.comparing.impact import known_to
from leverpoint.lab.exploring import sweep, whatif
from leverpoint.lab.exploring.axes import Axis, axis
from leverpoint.lab.exploring.changes import Change, changed, check_changes, plain
from leverpoint.lab.exploring.sweep import Sweeper
from leverpoint.lab.exploring.weighing import reweighed
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.lab.sample import SEED
from leverpoint_api.problems import unfit
from leverpoint_api.questions import Asked, known, placed
from leverpoint_api.rulesets import ALIAS

MOST_ASKED = 5000
"""How many questions one simulation may put: a few seconds of one thread."""

TOP = 5


def scenarios(question: Asked, said: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What becomes of each scenario. Raises ProblemError with everything that is wrong with the first that is."""
    before = uncut_advice(question.advisor, question.assessment)
    for index, one in enumerate(said):
        assessment = _changed(question, one.get("changes", ()), f"/scenarios/{index}/changes")
        advisor = _weighing(_advisor(question, one, f"/scenarios/{index}/ruleset"), one.get("weights"))
        after = _asked(advisor, assessment)
        roles = [whatif.to_data(whatif.side_by_side(before[role], after[role])) for role in before if role in after]
        yield {"name": one.get("name"), "revision": advisor.rulebook.revision, "roles": roles}


def swept(question: Asked, said: Mapping[str, Any]) -> dict[str, Any]:
    """Where each strategy stands while facts run over their values. Raises ProblemError where it would be too much."""
    axes = [_axis(one, f"/over/{index}", question) for index, one in enumerate(said["over"])]
    with placed(""):
        sweeper = Sweeper(question.advisor, axes, said.get("top", TOP), MOST_ASKED)
        count = said.get("sample")
        if count is None:
            found = sweeper.fixed(question.assessment)
        else:
            found = sweeper.sampled(question.assessment, count, said.get("seed", SEED))
        return sweep.to_data(sweeper.sweep(found, count or 1))


def _changed(question: Asked, said: Any, pointer: str) -> Assessment:
    vocabulary = question.advisor.rulebook.vocabulary
    changes = [Change.said(one["fact"], one["value"]) for one in said]
    with placed(pointer):
        check_changes(changes, vocabulary)
    return changed(question.assessment, changes, vocabulary)


def _advisor(question: Asked, said: Mapping[str, Any], pointer: str) -> Advisor:
    """Who answers a scenario: whoever answers the request, unless it names another rule set."""
    name = said.get("ruleset", ALIAS)
    try:
        return known(name, question.active).advisor
    except UnknownIdError as error:
        problem = Problem("unknown-ruleset", str(error), pointer, found=name, suggestion=error.suggestion)
        raise unfit("question-invalid", [problem]) from None


def _asked(advisor: Advisor, assessment: Assessment) -> Mapping[str, RoleAdvice]:
    """The whole lists, without what another rule set does not know."""
    rulebook = advisor.rulebook
    return uncut_advice(advisor, known_to(rulebook.vocabulary, rulebook.catalog.roles, assessment))


def _weighing(advisor: Advisor, said: Mapping[str, Any] | None) -> Advisor:
    return advisor if said is None else advisor.weighing(reweighed(advisor.rulebook.weights, said))


def _axis(said: Mapping[str, Any], pointer: str, question: Asked) -> Axis:
    values = [plain(one) for one in said["values"]] if "values" in said else None
    with placed(pointer):
        return axis(said["fact"], values, question.advisor.rulebook)
