"""A second opinion on every answer: for each value of each fact a bit set of paths, joined by "and".

Shares no code with the rows and messages that durable-rules gets, and says what is still possible as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import chain, compress
from operator import and_, getitem
from typing import Any, Final

from leverpoint.conditions import Condition, Op, comparisons
from leverpoint.matching.masks import NOT_APPLICABLE, FactMasks, IntervalBuilder, Positions, ValueBuilder
from leverpoint.matching.paths import Claim, Path, Paths
from leverpoint.vocabulary import Facts, Vocabulary

_AS_BYTES: Final = bytes.maketrans(b"01", b"\0\1")

Answer = tuple[frozenset[str], frozenset[str]]


class BitsetMatcher:
    """Says which rules are true and which are unknown for some facts. Immutable and shared by threads.

    Raises MatcherError with a Problem when it is built if a rule has too many alternatives.
    """

    def __init__(self, rules: Sequence[tuple[str, Condition]], vocabulary: Vocabulary) -> None:
        self._intervals = frozenset(fact.id for fact in vocabulary if fact.interval)
        paths = _paths_of(rules, Paths(self._intervals))
        self._rules = tuple(tuple(ids) for ids in paths.values())
        self._width = len(paths)
        self._lower, self._everything = (1 << self._width) - 1, (1 << 2 * self._width) - 1
        builders = self._builders(rules, vocabulary)
        for place, path in enumerate(paths):
            for fact, claims in _by_fact(path).items():
                builders[fact].add(place, claims)
        self._tables = {fact: builder.table(self._everything) for fact, builder in builders.items()}
        self._reader = self._reading(self._tables)
        self._splits: dict[frozenset[str], tuple[_Reader, _Reader]] = {}

    def _builders(
        self, rules: Iterable[tuple[str, Condition]], vocabulary: Vocabulary
    ) -> dict[str, ValueBuilder | IntervalBuilder]:
        builders: dict[str, ValueBuilder | IntervalBuilder] = {}
        for fact, named in _operands(condition for _, condition in rules).items():
            kind = IntervalBuilder if fact in self._intervals else ValueBuilder
            builders[fact] = kind(Positions(named, vocabulary[fact].type.ordered), self._width)
        return builders

    def match(self, facts: Facts) -> Answer:
        """The ids of the rules that are true, and of those that are unknown."""
        return self._answer(self._reader.mask(facts, self._everything))

    def alternatives(self, variants: Sequence[Facts], moved: frozenset[str]) -> list[Answer]:
        """What `match` says of each variant, where all of them agree on every fact outside `moved`.

        What they agree on is looked up once; equal answers are one object.
        """
        still, moving = self._splits.get(moved) or self._split(moved)
        common = still.mask(variants[0], self._everything)
        masks = [moving.mask(facts, common) for facts in variants]
        answers = {mask: self._answer(mask) for mask in set(masks)}
        return [answers[mask] for mask in masks]

    def _split(self, moved: frozenset[str]) -> tuple[_Reader, _Reader]:
        readers = self._reading(self._tables.keys() - moved), self._reading(self._tables.keys() & moved)
        return self._splits.setdefault(moved, readers)

    def _reading(self, facts: Iterable[str]) -> _Reader:
        values = {fact: self._tables[fact] for fact in facts if fact not in self._intervals}
        return _Reader(values, {fact: self._tables[fact] for fact in facts if fact in self._intervals})

    def _answer(self, mask: int) -> Answer:
        certain = mask & self._lower
        true, unknown = self._named(certain), self._named((mask >> self._width) ^ certain)
        return true, unknown - true

    def _named(self, bits: int) -> frozenset[str]:
        """The rules behind the bits: one by one where they are few, by all places at once where they are many."""
        if bits.bit_count() * 10 > self._width:
            places = bin(bits)[:1:-1].encode().translate(_AS_BYTES)
            return frozenset(chain.from_iterable(compress(self._rules, places)))
        found: list[str] = []
        while bits:
            place = bits.bit_length() - 1
            found += self._rules[place]
            bits ^= 1 << place
        return frozenset(found)


class _Reader:
    """Looks up the masks of some facts and joins them."""

    def __init__(self, values: Mapping[str, FactMasks], intervals: Mapping[str, FactMasks]) -> None:
        self._values, self._value_masks = tuple(values), tuple(values.values())
        self._intervals, self._interval_masks = tuple(intervals), tuple(intervals.values())

    def mask(self, facts: Facts, start: int) -> int:
        """What of `start` is left by these facts."""
        values: Mapping[str, Any] = facts.values
        intervals: Mapping[str, Any] = facts.intervals
        if facts.not_applicable:
            silent = dict.fromkeys(facts.not_applicable, NOT_APPLICABLE)
            values, intervals = {**values, **silent}, {**intervals, **silent}
        mask = reduce(and_, map(getitem, self._value_masks, map(values.get, self._values)), start)
        return reduce(and_, map(getitem, self._interval_masks, map(intervals.get, self._intervals)), mask)


def _paths_of(rules: Sequence[tuple[str, Condition]], paths: Paths) -> dict[Path, list[str]]:
    """The paths of all rules, equal ones once, each with the rules that it makes true."""
    found: dict[Path, list[str]] = {}
    for rule_id, condition in rules:
        for path in paths.of(rule_id, condition):
            found.setdefault(path, []).append(rule_id)
    return found


def _by_fact(path: Path) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = {}
    for claim in path:
        claims.setdefault(claim.fact, []).append(claim)
    return claims


def _operands(conditions: Iterable[Condition]) -> dict[str, set[Any]]:
    """Every fact that is read, with the values that it is compared with."""
    named: dict[str, set[Any]] = {}
    for condition in conditions:
        for one in comparisons(condition):
            named.setdefault(one.fact, set()).update(() if one.op is Op.ANSWERED else one.operand)
    return named
