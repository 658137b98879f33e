"""Read scenario files into cases: questions that fit the rulebook, with expectations that name only what exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from leverpoint.advisor import Advisor
from leverpoint.errors import AssessmentError, LeverpointError, Problem, RulebookError, nearest
from leverpoint.intake import read_request
from leverpoint.lab.scenarios.asking import Asked, asked
from leverpoint.lab.scenarios.expectations import rules_of, strategies_of
from leverpoint.lab.scenarios.other_rules import Misfit, OtherRules, OtherWeights, others_needed, unmet, unreadable
from leverpoint.model import Assessment, Organization
from leverpoint.reader import Document, File, Located, problems_of, read_file, read_text
from leverpoint.reader.schemas.scenario import ScenarioSchema, is_by_role
from leverpoint.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what is expected of its answer: a scenario, or one row of its table.

    `row` says what the row changes and is empty without a table. `expect` maps each role to its expectations; `places`
    says of each role and kind of expectation where in the file they stand. `rulebook` is the one that it asks; its
    `advisor` is there where the scenario names other rules than those of the run.
    """

    scenario: str
    row: str
    keywords: tuple[str, ...]
    document: Document
    pointer: str
    assessment: Assessment
    expect: Mapping[str, Mapping[str, Any]]
    places: Mapping[tuple[str, str], str]
    rulebook: Rulebook
    advisor: Advisor | None = None

    @property
    def name(self) -> str:
        """The scenario's name, with the row where there is a table."""
        return f"{self.scenario} [{self.row}]" if self.row else self.scenario

    def pointer_of(self, role: str, pointer: str) -> str:
        """Where in the file an expectation of a role is written; `pointer` leads into that role's expectations."""
        return self.places[role, pointer.split("/")[1]] + pointer

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.document.located.mark(self.pointer).line


@dataclass(slots=True)
class Suite:
    """The cases of some files, and every problem that keeps a scenario from being asked."""

    cases: list[Case] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def report(self, *problems: Problem) -> None:
        """Keep what is wrong, once: what rows share is read with each of them."""
        self.problems += [problem for problem in problems if problem not in self.problems]


@dataclass(frozen=True, slots=True)
class Asking:
    """By which rulebook each organization is answered, and which one asks where a scenario does not say.

    `others` makes what scenarios may name in `with`; without it they are asked by the rules of the run. `asker` says
    of a file who asks what stands in it, as the first in the scope of the pack that it belongs to.
    """

    rulebook_of: Callable[[Organization], Rulebook]
    organization: Organization = field(default_factory=Organization)
    others: OtherRules | OtherWeights | None = None
    asker: Callable[[str], Organization] | None = None

    def in_file(self, file: str) -> Asking:
        """The same for what stands in a file."""
        return self if self.asker is None else replace(self, organization=self.asker(file))

    def rulebook_for(self, request: dict[str, Any]) -> Rulebook:
        """The rulebook for a request, into which the organization is put where it has none."""
        if "organization" not in request and self.organization.identity:
            request["organization"] = self.organization.identity
        return self.rulebook_of(Organization(**request.get("organization", {})))


class ScenarioReader:
    """Reads the scenarios of one run into a suite."""

    def __init__(self, asking: Asking, today: dt.date, suite: Suite) -> None:
        self._asking, self._today, self._suite = asking, today, suite
        self._schema = ScenarioSchema(many=True)
        self._names: dict[str, str] = {}

    def read(self, file: Path | File) -> None:
        """Add the cases of one file, or its problems, to the suite."""
        try:
            self.add(read_file(file) if isinstance(file, Path) else read_text(file.content, file.shown))
        except RulebookError as error:
            self._suite.report(*error.problems)

    def add(self, located: Located) -> None:
        """Add the cases of what was read, or its problems, to the suite."""
        document = Document("scenarios", located.file, located)
        unfit = [document.place(problem) for problem in problems_of(document.data, self._schema)]
        self._suite.report(*unfit)
        for index, scenario in enumerate(document.data if not unfit else ()):
            self._scenario(document, f"/{index}", scenario)

    def _scenario(self, document: Document, pointer: str, scenario: Mapping[str, Any]) -> None:
        self._check_name(document, f"{pointer}/name", scenario["name"])
        asking = self._asking.in_file(document.located.file)
        for index, row in enumerate(scenario.get("cases", [{}])):
            at = f"{pointer}/cases/{index}" if "cases" in scenario else pointer
            self._row(_Row(asking, self._today, document), pointer, scenario, at, row)

    def _row(self, row: _Row, *where: Any) -> None:
        case = row.case(*where)
        self._suite.report(*row.problems)
        self._suite.cases += [] if case is None or row.problems else [case]

    def _check_name(self, document: Document, pointer: str, name: str) -> None:
        file = document.located.file
        place = (
            f"in {file}, line {document.located.mark(pointer).line}" if file else f"at position {pointer.split('/')[1]}"
        )
        if name in self._names:
            message = f"another scenario has this name, {self._names[name]}"
            self._suite.report(document.problem("duplicate-name", pointer, message, found=name))
        self._names.setdefault(name, place)


class _Row:
    """Reads one row of a scenario, which is the whole of it where there is no table."""

    def __init__(self, asking: Asking, today: dt.date, document: Document) -> None:
        self._asking, self._today, self._document = asking, today, document
        self._rulebook = asking.rulebook_of(asking.organization)
        self.problems: list[Problem] = []

    def case(self, pointer: str, scenario: Mapping[str, Any], at: str, row: Mapping[str, Any]) -> Case | None:
        """The case at `at` of the scenario at `pointer`. It counts only where there are no problems."""
        given = [(f"{pointer}/given", scenario["given"])]
        given += [(f"{at}/given", row["given"])] if "given" in row else []
        question = asked(given)
        self._rulebook = self._asking.rulebook_for(question.request)
        organization = Organization(**question.request.get("organization", {}))
        advisor = self._settle(f"{pointer}/with", scenario.get("with", {}), organization)
        assessment = self._assessment(question)
        wanted = [(f"{where}/expect", one["expect"]) for where, one in _parts(pointer, scenario, at, row)]
        expect, places = self._expected(wanted, question.request.get("roles", []))
        if assessment is None:
            return None
        keywords = tuple(scenario.get("keywords", ()))
        label = "" if at == pointer else row.get("name") or _in_short(at, row.get("given", {}))
        return Case(
            scenario["name"],
            label,
            keywords,
            self._document,
            at,
            assessment,
            expect,
            places,
            self._rulebook,
            advisor,
        )  # fmt: skip

    def _settle(self, pointer: str, wanted: Mapping[str, Any], organization: Organization) -> Advisor | None:
        """Turn to the rules that the scenario is asked with; an advisor where they are not those of the run."""
        advisor, others = None, self._asking.others
        if others_needed(wanted) and (others is None or not others.makes(wanted)):
            message = "this names other rules, and only those of the run can be asked here"
            self._report("unknown-ruleset", pointer, message)
        elif others_needed(wanted) and others is not None:
            try:
                file = Path(self._document.located.file)
                advisor = others.advisor(wanted, file, organization)
            except LeverpointError as error:
                self._misfit(pointer, unreadable(wanted, error))
                return None
            self._rulebook = advisor.rulebook
            for misfit in others.misfits(wanted, file, advisor):
                self._misfit(pointer, misfit)
        for misfit in unmet(wanted, self._rulebook):
            self._misfit(pointer, misfit)
        return advisor

    def _misfit(self, pointer: str, one: Misfit) -> None:
        more = {} if one.expected is None else {"expected": one.expected}
        self._report(one.code, pointer + one.pointer, one.message, found=one.found, **more)

    def _assessment(self, question: Asked) -> Assessment | None:
        try:
            return read_request(question.request, self._rulebook, self._today)
        except AssessmentError as error:
            for problem in error.problems:
                placed = replace(problem, pointer=question.place(problem.pointer))
                self.problems.append(self._document.place(placed))
        return None

    def _expected(
        self, parts: Iterable[tuple[str, Mapping[str, Any]]], roles: Sequence[str]
    ) -> tuple[dict[str, dict[str, Any]], dict[tuple[str, str], str]]:
        """The expectations of each role and where they stand; a row's replace the scenario's, key by key."""
        expect: dict[str, dict[str, Any]] = {}
        places: dict[tuple[str, str], str] = {}
        for pointer, expected in parts:
            for role, below, wanted in self._by_role(pointer, expected, roles):
                self._check(below, wanted)
                expect[role] = {**expect.get(role, {}), **wanted}
                places.update({(role, key): below for key in wanted})
        return expect, places

    def _by_role(
        self, pointer: str, expected: Mapping[str, Any], roles: Sequence[str]
    ) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        if not is_by_role(expected):
            if len(roles) > 1:
                message = f"{len(roles)} roles ask, so what is expected stands under the name of each"
                self._report("expect-by-role", pointer, message, expected=", ".join(roles))
            yield from ((role, pointer, expected) for role in roles[:1])
            return
        for role, wanted in expected.items():
            if role in roles:
                yield role, f"{pointer}/{role}", wanted
            else:
                self._report("role-not-asked", f"{pointer}/{role}", f"'{role}' does not ask here", found=role,
                             expected=", ".join(roles), suggestion=nearest(role, roles))  # fmt: skip

    def _check(self, pointer: str, expected: Mapping[str, Any]) -> None:
        known, rules = self._rulebook.catalog.strategies, self._rulebook.rules
        for below, strategy in strategies_of(expected):
            if strategy not in known:
                self._report("unknown-strategy", pointer + below, f"there is no strategy '{strategy}'", found=strategy,
                             suggestion=nearest(strategy, known))  # fmt: skip
        former = {name for rule in rules.values() for name in rule.formerly}
        for below, rule in rules_of(expected):
            if rule not in rules and rule not in former:
                self._report("unknown-rule", pointer + below, f"there is no rule '{rule}'", found=rule,
                             suggestion=nearest(rule, rules))  # fmt: skip

    def _report(self, code: str, pointer: str, message: str, **more: Any) -> None:
        self.problems.append(self._document.problem(code, pointer, message, **more))


def _parts(
    pointer: str, scenario: Mapping[str, Any], at: str, row: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if "expect" in scenario:
        yield pointer, scenario
    if "expect" in row:
        yield at, row


def _in_short(at: str, given: Mapping[str, Any]) -> str:
    """What a row without a name changes, to tell it from the others."""
    changed = {**given.get("ratings", {}), **given.get("context", {})}
    words = ", ".join(f"{name}: {value}" for name, value in changed.items())
    number = int(at.rpartition("/")[2]) + 1
    return f"{number}: {words}" if words else str(number)
