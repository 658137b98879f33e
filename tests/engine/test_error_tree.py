"""Everything that can go wrong: one tree, and problems that say where, what and what instead."""

from __future__ import annotations

import inspect

import pytest

from leverpoint import AssessmentError, LeverpointError, MatcherError, Problem, RulebookError, UnknownIdError, errors
from leverpoint.errors import nearest

TREE = [RulebookError, AssessmentError, UnknownIdError, errors.ExtraError, errors.SignatureError, MatcherError]


@pytest.mark.parametrize("error", TREE)
def test_every_error_is_one_of_ours_and_stands_in_the_tree(error: type[Exception]) -> None:
    """Who catches the root catches all, and the tree drawn in the module shows each with when it is raised."""
    assert issubclass(error, LeverpointError)
    assert f" {error.__name__} " in str(inspect.getdoc(errors))
    assert error.__doc__


# a problem, and how it reads on one line
LINES = [
    (
        Problem("unknown-fact", "there is no fact 'x'", "/0", "a.yaml", 3, 5, "core.a", "x", None, "y"),
        "a.yaml:3:5: unknown-fact [core.a]: there is no fact 'x' (did you mean 'y'?)",
    ),
    (Problem("too-large", "it is", file="a.yaml"), "a.yaml: too-large: it is"),
    (Problem("unknown-role", "no such role", "/roles/0"), "/roles/0: unknown-role: no such role"),
    (Problem("wrong-type", "no"), "/: wrong-type: no"),
]


@pytest.mark.parametrize(("problem", "line"), LINES)
def test_a_problem_reads_as_a_line(problem: Problem, line: str) -> None:
    """File, line and column where there are lines, else the pointer; then code, rule, words and suggestion."""
    assert str(problem) == line


@pytest.mark.parametrize("error", [RulebookError, AssessmentError])
def test_an_error_carries_all_of_its_problems(error: type[RulebookError]) -> None:
    """The problems are there to be read one by one, and as text they are one a line."""
    problems = [Problem("one", "first", "/a"), Problem("two", "second", "/b")]
    raised = error(iter(problems))
    assert raised.problems == tuple(problems)
    assert str(raised) == "/a: one: first\n/b: two: second"


def test_an_unknown_id_says_what_was_wanted_and_what_is_near() -> None:
    """The error carries the kind, the id and the nearest one there is, if any is near."""
    error = UnknownIdError("strategy", "MEAT", ["OPEN", "MEET"])
    assert (error.kind, error.id, error.suggestion) == ("strategy", "MEAT", "MEET")
    assert str(error) == "there is no strategy 'MEAT', did you mean 'MEET'?"
    assert str(UnknownIdError("role", "x", [])) == "there is no role 'x'"


def test_a_matcher_error_may_name_the_rule_that_caused_it() -> None:
    """Where one rule cannot be compiled, its problem is there for its author."""
    problem = Problem("too-many-alternatives", "split it", rule="core.a")
    assert (MatcherError("no", problem).problem, MatcherError("no").problem) == (problem, None)


KNOWN = ["people.trust", "place.sharing", "branch.weekly-hour", "staff"]
NEAREST = [
    ("people.trast", "people.trust"),
    ("trust", "people.trust"),
    ("weekly-our", "branch.weekly-hour"),
    ("town.sharing", "place.sharing"),
    ("stuff", "staff"),
    ("xyz", None),
    ("", None),
]


@pytest.mark.parametrize(("wanted", "found"), NEAREST)
def test_the_nearest_name_is_found_as_a_whole_or_by_its_last_part(wanted: str, found: str | None) -> None:
    """A typing mistake or a forgotten prefix leads to the right name; what is like nothing leads nowhere."""
    assert nearest(wanted, KNOWN) == found


def test_of_two_equal_last_parts_the_first_is_suggested() -> None:
    """Where two names end alike, the one that comes first is as good a guess as any, and always the same."""
    assert nearest("trust", ["people.much-longer.trust", "place.much-longer.trust"]) == "people.much-longer.trust"
