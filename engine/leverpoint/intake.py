"""A request document becomes an assessment that fits the rulebook, or every reason why it does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leverpoint.conditions import values_in_words
from leverpoint.errors import AssessmentError, Problem, nearest
from leverpoint.model import Assessment, Options, Organization, Scalar
from leverpoint.reader import RequestSchema, problems_of
from leverpoint.rulebook import Rulebook
from leverpoint.rulebook.scope import IDENTIFIERS, implied_state
from leverpoint.vocabulary import Fact, Kind

__all__ = ["IDENTIFIERS", "assess", "read_request"]


def read_request(data: Any, rulebook: Rulebook, today: dt.date) -> Assessment:
    """The assessment in a whole request document.

    Raises AssessmentError with every problem of its shape or, where it has none, with every problem of its meaning.
    `today` is the day whose rules are in effect where the request does not say.
    """
    unfit = list(problems_of(data, RequestSchema()))
    if unfit:
        raise AssessmentError(unfit)
    return assess(RequestSchema().load(data), rulebook, today)


def assess(request: Mapping[str, Any], rulebook: Rulebook, today: dt.date) -> Assessment:
    """The assessment in a request that its schema has loaded. Raises AssessmentError with all that does not fit."""
    intake = _Intake(rulebook)
    assessment = intake.assessment(request, today)
    if intake.problems:
        raise AssessmentError(intake.problems)
    return assessment


class _Intake:
    def __init__(self, rulebook: Rulebook) -> None:
        self.catalog, self.vocabulary = rulebook.catalog, rulebook.vocabulary
        self.problems: list[Problem] = []
        self.ratings: dict[str, dict[str, int]] = {}
        self.not_applicable: set[str] = set()

    def report(self, code: str, pointer: str, message: str, **more: Any) -> None:
        self.problems.append(Problem(code, message, pointer, **more))

    def assessment(self, request: Mapping[str, Any], today: dt.date) -> Assessment:
        body, options = request["assessment"], request.get("options", {})
        self._read_ratings(body.get("ratings", ()))
        return Assessment(
            roles=self._roles(request["roles"]),
            as_of=options.get("as_of") or today,
            ratings=self.ratings,
            not_applicable=frozenset(self.not_applicable),
            context=self._context(request.get("context", {})),
            organization=self._organization(request.get("organization", {})),
            assessed_on=body.get("assessed_on"),
            rubrics=self._rubrics(body.get("rubrics", {})),
            options=Options(**{key: value for key, value in options.items() if key != "as_of"}),
        )

    def _roles(self, wanted: Iterable[str]) -> tuple[str, ...]:
        known = self.catalog.roles
        for index, role in enumerate(wanted):
            if role not in known:
                self.report(
                    "unknown-role",
                    f"/roles/{index}",
                    f"there is no role '{role}'",
                    found=role,
                    expected=tuple(known),
                    suggestion=nearest(role, known),
                )
        return tuple(role for role in known if role in wanted)

    def _rubrics(self, wanted: Mapping[str, str]) -> dict[str, str]:
        for rubric, version in wanted.items():
            pointer, known = f"/assessment/rubrics/{_escaped(rubric)}", self.catalog.rubrics.get(rubric)
            if known is None:
                self.report(
                    "unknown-rubric",
                    pointer,
                    f"there is no rubric '{rubric}'",
                    found=rubric,
                    suggestion=nearest(rubric, self.catalog.rubrics),
                )
            elif known.version != version:
                self.report(
                    "rubric-version",
                    pointer,
                    f"these rules read version {known.version} of {rubric}, not {version}",
                    found=version,
                    expected=known.version,
                )
        return dict(wanted)

    def _read_ratings(self, rows: Iterable[Mapping[str, Any]]) -> None:
        seen: dict[str, int] = {}
        for index, row in enumerate(rows):
            pointer, criterion = f"/assessment/ratings/{index}", row["criterion"]
            fact = self._criterion(criterion, pointer)
            if criterion in seen:
                self.report(
                    "duplicate-criterion",
                    f"{pointer}/criterion",
                    f"'{criterion}' is already rated at position {seen[criterion]}",
                    found=criterion,
                )
            elif fact:
                self._rate(fact, row, pointer)
            seen.setdefault(criterion, index)

    def _criterion(self, criterion: str, pointer: str) -> Fact | None:
        fact = self.vocabulary.find(criterion)
        if fact is not None and fact.kind is Kind.CRITERION:
            return fact
        known = [one.id for one in self.vocabulary.of_kind(Kind.CRITERION)]
        rubric = self.catalog.rubrics.get(criterion.partition(".")[0])
        where = f"in rubric {rubric.id} {rubric.version}" if rubric else "in any rubric"
        self.report(
            "unknown-criterion",
            f"{pointer}/criterion",
            f"there is no criterion '{criterion}' {where}",
            found=criterion,
            suggestion=nearest(criterion, known),
        )
        return None

    def _rate(self, fact: Fact, row: Mapping[str, Any], pointer: str) -> None:
        if row.get("not_applicable"):
            self.not_applicable.add(fact.id)
        elif "ratings" in row:
            self._rate_by_several(fact, row["ratings"], f"{pointer}/ratings")
        elif (level := row.get("level")) is not None and self._on_scale(fact, level, f"{pointer}/level"):
            self.ratings[fact.id] = {"": level}

    def _rate_by_several(self, fact: Fact, raters: Iterable[Mapping[str, Any]], pointer: str) -> None:
        levels: dict[str, int] = {}
        for index, one in enumerate(raters):
            if one["rater"] in levels:
                self.report(
                    "duplicate-rater",
                    f"{pointer}/{index}/rater",
                    f"'{one['rater']}' has already rated '{fact.id}'",
                    found=one["rater"],
                )
            elif self._on_scale(fact, one["level"], f"{pointer}/{index}/level"):
                levels[one["rater"]] = one["level"]
        self.ratings[fact.id] = levels

    def _on_scale(self, fact: Fact, level: int, pointer: str) -> bool:
        if level in fact.values:
            return True
        allowed = ", ".join(map(str, fact.values))
        self.report(
            "level-off-scale", pointer, f"level {level} is not one of {allowed}", found=level, expected=fact.values
        )
        return False

    def _context(self, answers: Mapping[str, Any]) -> dict[str, Scalar]:
        return {name: value for name, value in self._answers(answers) if value is not None}

    def _answers(self, answers: Mapping[str, Any]) -> Iterator[tuple[str, Scalar | None]]:
        for name, value in answers.items():
            pointer, fact = f"/context/{_escaped(name)}", self.vocabulary.find(name)
            if fact is None or fact.kind is not Kind.CONTEXT:
                self._report_context(name, fact, pointer)
                continue
            plain = int(value) if isinstance(value, float) and value.is_integer() else value
            problem = None if plain is None else fact.problem_with(plain)
            if problem is None:
                yield name, plain
            else:
                near = nearest(value, map(str, fact.values)) if isinstance(value, str) else None
                expected = fact.values or values_in_words(fact)
                self.report("wrong-value", pointer, problem, found=value, expected=expected, suggestion=near)

    def _report_context(self, name: str, fact: Fact | None, pointer: str) -> None:
        what = "is not asked as context" if fact else "does not exist"
        known = [one.id for one in self.vocabulary.of_kind(Kind.CONTEXT)]
        self.report("unknown-fact", pointer, f"the fact '{name}' {what}", found=name, suggestion=nearest(name, known))

    def _organization(self, data: Mapping[str, Any]) -> Organization:
        shape = IDENTIFIERS.get(data.get("system", ""))
        if shape and not shape[0].fullmatch(data["identifier"]):
            self.report(
                "identifier-format",
                "/organization/identifier",
                f"an identifier of system {data['system']} has {shape[1]}",
                found=data["identifier"],
                expected=shape[1],
            )
        organization = Organization(**data)
        implied, said = implied_state(organization), organization.state
        if implied and said and said != implied and IDENTIFIERS["nces-state"][0].fullmatch(said):
            self.report(
                "state-contradicts",
                "/organization/state",
                f"the identifier {organization.identifier} lies in state {implied}",
                found=said,
                expected=implied,
            )
        return organization


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
