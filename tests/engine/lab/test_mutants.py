"""Mutants: every small mistake that is listed, in words, and nothing that is no mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from leverpoint import Rulebook
from leverpoint.conditions import parse
from leverpoint.lab.measuring.mutation import mutants_of
from leverpoint.lab.measuring.mutation.altered import altered
from leverpoint.lab.measuring.mutation.mutants import KINDS, NOBODY

Mistakes = Callable[[Any], list[tuple[str, str]]]


@pytest.fixture
def mistakes(library: Rulebook) -> Mistakes:
    """Lists the kind and the words of each mistake that a condition can have."""

    def of(data: Any) -> list[tuple[str, str]]:
        condition, problems = parse(data, library.vocabulary)
        assert condition is not None, problems
        return [(kind, words) for kind, words, _ in altered(condition, library.vocabulary)]

    return of


@pytest.mark.parametrize(("data", "kinds"), [({"people.trust": {"at_most": 1}}, ["threshold", "threshold"]),
    ({"people.trust": {"at_most": 2}}, ["threshold"]),
    ({"has-partner": {"is": True}}, ["value"]),
    ({"people.voice": {"answered": False}}, ["value"]),
    ({"phase": {"is": "starting"}}, ["value", "value"]),
    ({"not": {"has-partner": {"is": True}}}, ["negate", "value"]),
    ({"all": [{"has-partner": {"is": True}}]}, ["value"]),
    ({"any": [{"has-partner": {"is": True}}, {"people.trust": {"at_most": 2}}]},
     ["swap", "drop-condition", "value", "drop-condition", "threshold"])])  # fmt: skip
def test_kinds_of_mistakes(mistakes: Mistakes, data: Any, kinds: list[str]) -> None:
    """Each comparison and each connective has its mistakes; a threshold never leaves its scale."""
    assert [kind for kind, _ in mistakes(data)] == kinds


def test_a_mistake_is_said_in_words(mistakes: Mistakes) -> None:
    """A threshold names both levels and the criterion; a part that is gone is said as its condition."""
    data = {"all": [{"people.trust": {"at_most": 1}}, {"has-partner": {"is": True}}]}
    words = dict.fromkeys(words for _, words in mistakes(data))
    assert "looked for level 2 or below instead of level 1 or below in Trust in the team" in words
    assert "did not ask whether Trust in the team is at level 1 or below" in words


def test_every_kind_of_mistake_is_made(library: Rulebook) -> None:
    """Over the small rulebook each kind occurs, each mistake once, and no mutant is the rule itself."""
    mutants = [mutant for rule in library.rules.values() for mutant in mutants_of(rule, library)]
    assert {mutant.kind for mutant in mutants} == set(KINDS)
    assert len({(mutant.rule_id, mutant.mistake) for mutant in mutants}) == len(mutants)
    assert all(mutant.rule != library.rules[mutant.rule_id] for mutant in mutants)


def test_a_rule_that_is_gone_speaks_to_nobody(library: Rulebook) -> None:
    """Dropping a rule is the last of its mutants."""
    *_, last = mutants_of(library.rules["library.meet-weekly"], library)
    assert (last.kind, last.rule.roles) == ("drop-rule", (NOBODY,))
    assert last.in_words == "no scenario would notice if library.meet-weekly were not there"
