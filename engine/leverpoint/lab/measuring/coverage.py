"""What scenarios touch: which rules fire, which conditions are seen both ways, which answers each role gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Truth, guarded, in_words, truth
from leverpoint.lab.exploring.why import known_facts
from leverpoint.lab.scenarios.run import Case
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Facts, Kind

Cell = tuple[str, str, int]
"""A role, a criterion and a level."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One node of a rule's condition, its guards among them, and how often it came out true and false.

    `path` leads to it by the positions of parts. What is unknown or does not apply counts as neither.
    """

    rule: str
    path: tuple[int, ...]
    text: str
    true: int
    false: int

    @property
    def both(self) -> bool:
        """Whether some scenario saw it true and some saw it false."""
        return bool(self.true and self.false)

    @property
    def never(self) -> str:
        """What nobody has seen: "true", "false", "either", or nothing."""
        if self.both:
            return ""
        return "either" if not self.true and not self.false else ("false" if self.true else "true")


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the cases of a run touched. `fired` and `cells` have every rule and every cell, untouched ones with 0."""

    cases: int
    questions: int
    fired: Mapping[str, int]
    nodes: tuple[Seen, ...]
    cells: Mapping[Cell, int]

    @property
    def shares(self) -> dict[str, tuple[int, int]]:
        """Of rules, conditions and answers: how many were touched, of how many."""
        return {
            "rules": (sum(map(bool, self.fired.values())), len(self.fired)),
            "conditions": (sum(one.both for one in self.nodes), len(self.nodes)),
            "answers": (sum(map(bool, self.cells.values())), len(self.cells)),
        }

    @property
    def percents(self) -> dict[str, float]:
        """The shares from 0 to 100; 100 where there is nothing to touch."""
        return {name: 100 * some / all_ if all_ else 100.0 for name, (some, all_) in self.shares.items()}


def coverage(cases: Iterable[Case], rulebook: Rulebook) -> Coverage:
    """What these cases touch of the rulebook that answers them. A role of which nothing is expected is not asked."""
    counting = Counting(rulebook)
    for case in cases:
        counting.add(case)
    return counting.coverage()


class Counting:
    """Counts case by case, for whoever shows how far it has come."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._conditions = {rule.id: guarded(rule) for rule in rulebook.rules.values()}
        self._nodes = [(rule, *found) for rule, condition in self._conditions.items() for found in _nodes(condition)]
        self._fired = Counter[str]()
        self._true, self._false = Counter[int](), Counter[int]()
        self._cells = Counter[Cell]()
        self._cases = self._questions = 0

    def add(self, case: Case) -> None:
        """Count what one case touches."""
        self._cases += 1
        for role in case.expect:
            self._questions += 1
            facts = known_facts(self._rulebook, case.assessment, role)
            self._look(facts)
            self._cells.update(_cells(self._rulebook, facts, role))

    def _look(self, facts: Facts) -> None:
        for at, (rule, path, node) in enumerate(self._nodes):
            is_true = truth(node, facts) is Truth.TRUE
            self._true[at] += is_true
            self._false[at] += not is_true and truth(Not(node), facts) is Truth.TRUE
            self._fired[rule] += is_true and not path

    def coverage(self) -> Coverage:
        """What has been touched so far."""
        vocabulary = self._rulebook.vocabulary
        nodes = tuple(
            Seen(rule, path, in_words(node, vocabulary), self._true[at], self._false[at])
            for at, (rule, path, node) in enumerate(self._nodes)
        )
        fired = {rule: self._fired[rule] for rule in self._rulebook.rules}
        cells = {cell: self._cells[cell] for cell in _every_cell(self._rulebook)}
        return Coverage(self._cases, self._questions, fired, nodes, cells)


def _nodes(condition: Condition, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Condition]]:
    """Every node of a condition, the whole of it first, each with its path."""
    yield path, condition
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for index, part in enumerate(parts):
                yield from _nodes(part, (*path, index))
        case Not(part):
            yield from _nodes(part, (*path, 0))
        case Comparison():
            pass


def _cells(rulebook: Rulebook, facts: Facts, role: str) -> Iterator[Cell]:
    for fact in rulebook.vocabulary.of_kind(Kind.CRITERION):
        if fact.id in facts.values:
            yield role, fact.id, int(facts.values[fact.id])


def _every_cell(rulebook: Rulebook) -> Iterator[Cell]:
    for role in rulebook.catalog.roles:
        for fact in rulebook.vocabulary.of_kind(Kind.CRITERION):
            yield from ((role, fact.id, int(level)) for level in fact.values)
