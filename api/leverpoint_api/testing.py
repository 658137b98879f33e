"""Scenarios run within the limits of a service: by the rules in service, or by a pack that was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import Request, Response

from leverpoint import Advisor, Organization, Problem
from leverpoint.lab.scenarios.outcomes import to_data
from leverpoint.lab.scenarios.run import Asking, OtherWeights, Outcome, Suite, read_scenarios, run_scenarios
from leverpoint.reader import Located, Tree
from leverpoint_api.answers import answer_by
from leverpoint_api.parsing import loader
from leverpoint_api.posted import Posted, posted_soundly, tried, within
from leverpoint_api.problems import ProblemError, unfit
from leverpoint_api.schemas import ScenarioRunSchema
from leverpoint_api.schemas.queries import MOST_ITEMS
from leverpoint_api.service import service

AT = "/scenarios"
TOO_MANY = f"these are more than {MOST_ITEMS:,} cases, the most that are run at once; a row of a table is one"

load = loader(ScenarioRunSchema(), "scenarios-invalid")


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers whom, who asks where a scenario does not say, and which scenarios there are if none are sent."""

    advising: Callable[[Organization], Advisor]
    who: Organization
    own: Callable[[dt.date], Suite] = lambda _: Suite()

    @property
    def asking(self) -> Asking:
        """What scenarios are read with."""
        return Asking(lambda organization: self.advising(organization).rulebook, self.who, OtherWeights(self.advising))


def report(request: Request) -> Response:
    """What became of the scenarios in a request. Raises ProblemError where they cannot be run."""
    sent = posted_soundly(request, load)
    answering = _by_pack(sent, sent.tree) if sent.tree else _by_service(sent.said.get("organization", {}))
    suite = _suite(sent, answering)
    outcomes = list(run_scenarios(suite.cases, answering.advising))
    rulebook = answering.advising(answering.who).rulebook
    ruleset = {"revision": rulebook.revision, "label": rulebook.label}
    revisions = (rulebook.revision, *(one.case.rulebook.revision for one in outcomes))
    return answer_by(revisions, ruleset=ruleset, **_told(outcomes, in_body="scenarios" in sent.said))


def _by_service(asker: Mapping[str, Any]) -> Answering:
    serving = service().rulesets.current

    def advising(organization: Organization) -> Advisor:
        return serving.require(organization).advisor

    return Answering(advising, Organization(**asker))


def _by_pack(sent: Posted, tree: Tree) -> Answering:
    pack, trial = tried(tree)
    if trial is None:
        raise sent.misfit(pack.problems)
    return Answering(trial.advisor, trial.organization, trial.suite)


def _suite(sent: Posted, answering: Answering) -> Suite:
    """The scenarios in the body, else those of the pack."""
    today, said = dt.datetime.now(dt.UTC).date(), sent.said.get("scenarios")
    if said is not None:
        _bounded(_rows(said), AT)
        return _sound(read_scenarios(Located(said, ""), answering.asking, today), partial(_misfit, said))
    suite = _sound(answering.own(today), sent.misfit)
    _bounded(len(suite.cases), "/files")
    if not suite.cases:
        raise ProblemError("scenarios-invalid", "There is no scenario to run: the pack has none.")
    return suite


def _sound(suite: Suite, misfit: Callable[[Iterable[Problem]], ProblemError]) -> Suite:
    if suite.problems:
        raise misfit(suite.problems)
    return suite


def _misfit(said: Any, problems: Iterable[Problem]) -> ProblemError:
    found = (replace(one, pointer=AT + _leading_into(said, one.pointer)) for one in problems)
    return unfit("scenarios-invalid", found)


def _leading_into(said: Any, pointer: str) -> str:
    """As much of a pointer as there is: one into a request may lead further than the short form of it that was sent."""
    leads = ""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(said, dict) and name in said:
            said = said[name]
        elif isinstance(said, list) and name.isdigit() and int(name) < len(said):
            said = said[int(name)]
        else:
            break
        leads += f"/{step}"
    return leads


def _rows(scenarios: Iterable[Any]) -> int:
    """How many cases these are, as far as they can be counted before they are read."""
    tables = (one.get("cases") if isinstance(one, dict) else None for one in scenarios)
    return sum(len(table) if isinstance(table, list) else 1 for table in tables)


def _bounded(cases: int, pointer: str) -> None:
    if cases > MOST_ITEMS:
        raise unfit("scenarios-invalid", [Problem("too-large", TOO_MANY, pointer)])


def _told(outcomes: list[Outcome], *, in_body: bool) -> dict[str, Any]:
    said = to_data(outcomes)
    place = _in_body if in_body else _in_pack
    return {**said, "outcomes": [place(one) for one in said["outcomes"]]}


def _in_pack(outcome: dict[str, Any]) -> dict[str, Any]:
    return {**outcome, "file": within(outcome["file"])}


def _in_body(outcome: dict[str, Any]) -> dict[str, Any]:
    """An outcome of a scenario that has no file, and no lines."""
    return {**_pointing(outcome), "file": None, "failures": [_pointing(one) for one in outcome["failures"]]}


def _pointing(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "line": None, "pointer": AT + said["pointer"]}
