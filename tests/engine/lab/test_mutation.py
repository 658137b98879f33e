"""Mutation is held to the advisor: what it says of a mutant is what the whole engine says of the changed rules."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from leverpoint import Advisor, Rulebook
from leverpoint.advice import RoleAdvice
from leverpoint.lab.exploring.why import uncut_advice
from leverpoint.lab.measuring.mutation import (
    Mutant,
    Score,
    Trial,
    grounds_of,
    mutants_of,
    suggest,
    suggestions,
    verdicts,
)
from leverpoint.lab.measuring.mutation.answering import Answering, known
from leverpoint.lab.measuring.mutation.trial import Mutated
from leverpoint.lab.sample import sample
from leverpoint.lab.scenarios.recording import scenario_of, written
from leverpoint.lab.scenarios.run import Case, load_scenarios, run_scenarios
from leverpoint.model import Organization

TODAY = dt.date(2026, 2, 2)
SCENARIOS = """\
- name: low trust leads to a meeting
  given: {roles: [branch], ratings: {people.trust: 1, people.voice: 2}}
  expect: {include: [{strategy: MEET, because: library.meet-weekly, score: {at_least: 32, at_most: 32}}]}
- name: trust is strong
  given: {roles: [branch], ratings: {people.trust: 2, people.voice: 2}, context: {staff: 4}}
  expect: {exclude: [MEET], warnings: []}
- name: nobody has a voice and the hours are short
  given: {roles: [town], ratings: {people.voice: 0, place.hours: 2}}
  expect: {exclude: [{strategy: OPEN, certainty: excluded, because: library.rest-first}]}
"""


def _cases(text: str, folder: Path, rulebook: Rulebook) -> list[Case]:
    file = folder / "scenarios.yaml"
    file.write_text(text)
    suite = load_scenarios([file], rulebook, TODAY)
    assert suite.problems == []
    return suite.cases


def _told(advice: RoleAdvice) -> Any:
    """What an answer says, without its words."""
    listed = [(one.rank, one.strategy, one.certainty, one.horizon, one.terms) for one in advice.recommendations]
    return advice.role, listed, advice.suppressed, advice.warnings


@pytest.fixture
def mutants(library: Rulebook) -> list[Mutant]:
    """Every mutant of the small rulebook."""
    return [mutant for rule in library.rules.values() for mutant in mutants_of(rule, library)]


@pytest.fixture
def trial(tmp_path: Path, library: Rulebook) -> Trial:
    """The small rulebook with three scenarios."""
    return Trial(library, grounds_of(_cases(SCENARIOS, tmp_path, library), library))


@pytest.mark.parametrize("answered", [0.4, 1.0])
def test_answers_are_those_of_the_advisor(library: Rulebook, librarian: Advisor, answered: float) -> None:
    """On seeded assessments, complete or not, lists, terms, what is taken off and warnings are the advisor's."""
    answering = Answering(library)
    for one in sample(library, 60, TODAY, answered=answered):
        (role,) = one.roles
        mine = answering.advice(role, known(library, one, role))
        assert _told(mine) == _told(uncut_advice(librarian, one)[role])


def test_answers_with_a_mutant_are_those_of_the_advisor(library: Rulebook, mutants: list[Mutant]) -> None:
    """For every kind of mistake, what is worked out from the rule alone is what the changed rulebook answers."""
    answering = Answering(library)
    kinds = {(mutant.kind, bool(mutant.rule.concludes)): mutant for mutant in mutants}
    asked = list(sample(library, 30, TODAY, answered=0.7))
    differing = 0
    for mutant in kinds.values():
        mutated = Mutated(answering, mutant)
        advisor = Advisor(mutated.rulebook)
        for one in asked:
            (role,) = one.roles
            before = known(library, one, role)
            after = mutated.known(before, one, role)
            differing += after is not None
            found = answering.advice(role, before) if after is None else mutated.advice(role, after)
            assert _told(found) == _told(uncut_advice(advisor, one)[role]), mutant.in_words
    assert differing > 20


def test_verdicts_are_those_of_running_the_scenarios(
    tmp_path: Path, library: Rulebook, trial: Trial, mutants: list[Mutant]
) -> None:
    """A mutant survives exactly where all scenarios hold of the rulebook that has it."""
    cases = _cases(SCENARIOS, tmp_path, library)
    some = mutants[::4]
    assert list(trial.broken()) == []
    for verdict in verdicts(trial, some):
        advisor = Advisor(Mutated(trial.answering, verdict.mutant).rulebook)
        assert verdict.survived is all(one.holds for one in run_scenarios(cases, advisor)), verdict.mutant.in_words


def test_a_suggested_scenario_notices(tmp_path: Path, library: Rulebook, librarian: Advisor, trial: Trial) -> None:
    """Each suggestion, written down and read again, holds of the rules and fails with the mistake; it is repeatable."""
    survivors = list(verdicts(trial, list(mutants_of(library.rules["library.learn-together"], library))))
    survivors = [one for one in survivors if one.survived]
    assert survivors
    for one in survivors:
        found = suggest(trial, one.mutant, TODAY, organization=Organization(), tries=200)
        assert found is not None, one.mutant.in_words
        assert found == suggest(trial, one.mutant, TODAY, organization=Organization(), tries=200)
        text = written([scenario_of("noticed", found.assessment, found.expect)])
        (case,) = _cases(text, tmp_path, library)
        assert next(run_scenarios([case], librarian)).holds, text
        mutated = Advisor(Mutated(trial.answering, one.mutant).rulebook)
        assert not next(run_scenarios([case], mutated)).holds, text


def test_a_mistake_that_is_none_is_counted_apart(library: Rulebook, trial: Trial) -> None:
    """Where no try finds a difference, the survivor may be equivalent, and the score leaves it out."""
    survivors = list(verdicts(trial, list(mutants_of(library.rules["library.learn-together"], library))))
    kept = [one for one in survivors if one.survived]
    found = tuple(suggestions(trial, kept, TODAY, organization=Organization(), tries=0, seed=0))
    score = Score(len(survivors), len(survivors) - len(kept), found)
    assert len(score.maybe_equivalent) == len(kept)
    assert score.percent == 100.0


def test_several_processes_find_the_same(trial: Trial, mutants: list[Mutant]) -> None:
    """The verdicts of two processes are those of one, in the same order."""
    assert list(verdicts(trial, mutants[:40], jobs=2)) == list(verdicts(trial, mutants[:40]))
