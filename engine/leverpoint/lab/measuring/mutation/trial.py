"""The trial of a mutant: does a scenario hold of the rule, and no longer of the rule with a mistake in it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from leverpoint.advice import RoleAdvice
from leverpoint.conditions import Truth, guarded, truth
from leverpoint.lab.exploring.why import Standing
from leverpoint.lab.measuring.mutation.answering import Answering, Known, known
from leverpoint.lab.measuring.mutation.mutants import Mutant
from leverpoint.lab.scenarios.expectations import failures
from leverpoint.lab.scenarios.run import Case
from leverpoint.model import Assessment
from leverpoint.rulebook import Rulebook, digest, sort_into_strata


@dataclass(frozen=True, slots=True)
class Ground:
    """What a case expects of one role, with how the rules as they are come out for it."""

    name: str
    role: str
    assessment: Assessment
    expected: Mapping[str, Any]
    known: Known


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: the case that noticed it, if one did, and how many could have."""

    mutant: Mutant
    noticed_by: str | None
    could: int

    @property
    def survived(self) -> bool:
        """Whether no scenario noticed."""
        return self.noticed_by is None


def grounds_of(cases: Iterable[Case], rulebook: Rulebook) -> Iterator[Ground]:
    """The grounds of every case, one for each role of which something is expected."""
    for case in cases:
        for role, expected in case.expect.items():
            yield Ground(case.name, role, case.assessment, expected, known(rulebook, case.assessment, role))


class Mutated:
    """A rulebook with a mutant in the place of its rule."""

    def __init__(self, answering: Answering, mutant: Mutant) -> None:
        self._original, self._mutant = answering, mutant
        self._rule = answering.rulebook.rules[mutant.rule_id]
        self._condition = guarded(mutant.rule)
        self._acts_alike = mutant.rule.then == self._rule.then

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rulebook, with passes and a revision of its own."""
        original, mutant = self._original.rulebook, self._mutant
        rules = {**original.rules, mutant.rule_id: mutant.rule}
        revision = digest([original.revision, mutant.rule_id, mutant.mistake])
        return replace(original, rules=rules, strata=sort_into_strata(rules.values()), revision=revision)

    @cached_property
    def _answering(self) -> Answering:
        return self._original if self._acts_alike else Answering(self.rulebook)

    def known(self, before: Known, assessment: Assessment, role: str) -> Known | None:
        """How the rules come out with the mutant; nothing where it cannot make a difference."""
        rule_id, verdict = self._mutant.rule_id, truth(self._condition, before.facts)
        if verdict is before.truths[rule_id] and (self._acts_alike or verdict is Truth.FALSE):
            return None
        if self._rule.concludes:
            return known(self.rulebook, assessment, role)
        return Known(before.facts, {**before.truths, rule_id: verdict})

    def advice(self, role: str, found: Known) -> RoleAdvice:
        """The list that follows with the mutant."""
        return self._answering.advice(role, found)

    def standing(self, role: str, found: Known) -> Standing:
        """Where the mutant leaves the strategies."""
        return Standing.found(self.rulebook, self.advice(role, found), found.facts)


class Trial:
    """Tries mutants of one rulebook on the grounds that its scenarios give."""

    def __init__(self, rulebook: Rulebook, grounds: Iterable[Ground]) -> None:
        self.rulebook = rulebook
        self.grounds = tuple(grounds)

    @cached_property
    def answering(self) -> Answering:
        """What the rules as they are say."""
        return Answering(self.rulebook)

    def broken(self) -> Iterator[str]:
        """The cases that do not even hold of the rules as they are: with them nothing can be learned."""
        for ground in self.grounds:
            advice = self.answering.advice(ground.role, ground.known)
            if _fails(ground, Standing.found(self.rulebook, advice, ground.known.facts)):
                yield ground.name

    def verdict(self, mutant: Mutant) -> Verdict:
        """Whether a scenario notices the mutant; only those are asked for which it makes a difference."""
        mutated, could = Mutated(self.answering, mutant), 0
        for ground in self.grounds:
            found = mutated.known(ground.known, ground.assessment, ground.role)
            if found is not None:
                could += 1
                if _fails(ground, mutated.standing(ground.role, found)):
                    return Verdict(mutant, ground.name, could)
        return Verdict(mutant, None, could)


def _fails(ground: Ground, standing: Standing) -> bool:
    return any(True for _ in failures(ground.expected, standing))
