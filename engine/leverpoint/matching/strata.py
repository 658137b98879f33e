"""Match all rules of a rulebook, stratum by stratum: what one pass concludes are facts for the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from leverpoint.matching.bitsets import Answer
from leverpoint.matching.units import Health, Matcher, Unit, UnitCache
from leverpoint.model import Rule, Scalar
from leverpoint.vocabulary import DISAGREEMENT, Facts, Kind, Vocabulary

_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Matches:
    """The rules that are true and those that are unknown, the facts with what was concluded, and who matched.

    `matcher` is "durable-rules"; "bitsets" where that is absent or broke; "walker" where the two disagreed.
    """

    true: frozenset[str]
    unknown: frozenset[str]
    facts: Facts
    matcher: Matcher


@dataclass(frozen=True, slots=True)
class _Part:
    """A unit of the source `home`, without the rules of it that an overlay has hidden."""

    home: str
    unit: Unit
    hidden: frozenset[str]

    def match(self, facts: Facts, health: Health) -> tuple[Answer, Matcher]:
        found, by = self.unit.match(facts, health)
        return self._shown(found), by

    def alternatives(self, variants: Sequence[Facts], moved: frozenset[str]) -> list[Answer]:
        return [self._shown(found) for found in self.unit.bitsets.alternatives(variants, moved)]

    def _shown(self, found: Answer) -> Answer:
        return (found[0] - self.hidden, found[1] - self.hidden) if self.hidden else found


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Parts that read no conclusion of each other, and the conclusions settled after them, with their rules."""

    parts: tuple[_Part, ...]
    conclusions: tuple[tuple[str, frozenset[str]], ...]


class Matching:
    """All rules of a rulebook, ready to be matched. Immutable and shared by threads.

    `strata` are the rules in the order of passes: a rule comes in a later one than every rule that concludes what it
    reads. `hidden` are rules that overlays took out of them, in the same order of passes: they are compiled with the
    others of their source, so that its unit is shared with those who have no such overlay, and left out of every
    answer. Raises MatcherError with a Problem if a rule has too many alternatives.
    """

    def __init__(
        self,
        strata: Sequence[Sequence[Rule]],
        vocabulary: Vocabulary,
        units: UnitCache,
        health: Health,
        hidden: Sequence[Sequence[Rule]] = (),
    ) -> None:
        settled = _settled(strata)
        passes = enumerate(zip_longest(strata, hidden, fillvalue=()))
        self._strata = [
            _Stratum(tuple(_parts(rules, without, vocabulary, units)), settled.get(place, ()))
            for place, (rules, without) in passes
        ]
        concluded = {fact for conclusions in settled.values() for fact, _ in conclusions}
        never = (fact.id for fact in vocabulary.of_kind(Kind.CONCLUSION) if fact.id not in concluded)
        self._never: dict[str, Scalar] = dict.fromkeys(never, False)
        self._moved = {fact: moved | concluded for fact, moved in _moved(vocabulary).items()}
        self._health = health
        for unit in self.units:
            health.durable_absent = health.durable_absent or unit.absent

    @property
    def units(self) -> tuple[Unit, ...]:
        """Every unit, stratum by stratum."""
        return tuple(part.unit for stratum in self._strata for part in stratum.parts)

    def units_of(self, home: str) -> tuple[Unit, ...]:
        """The units of the rules that are at home in one source."""
        return tuple(part.unit for stratum in self._strata for part in stratum.parts if part.home == home)

    def match(self, facts: Facts) -> Matches:
        """Which rules are true and which are unknown for what is known of one assessment and role."""
        self._health.evaluated()
        true = unknown = _NOTHING
        matcher: Matcher = "durable-rules"
        facts = facts.concluding(self._never) if self._never else facts
        for stratum in self._strata:
            for part in stratum.parts:
                found, by = part.match(facts, self._health)
                true, unknown = _joined((true, unknown), found)
                matcher = matcher if by == "durable-rules" or matcher == "walker" else by
            if stratum.conclusions:
                facts = facts.concluding(_concluded(stratum, true, unknown))
        return Matches(true, unknown, facts, matcher)

    def alternatives(self, fact: str, variants: Sequence[Facts]) -> list[Answer]:
        """The rules that would be true and unknown for each answer to an open fact, by the bit sets alone.

        `variants` is what would be known with each answer: they agree on all but `fact` and what follows from it, that
        is its disagreement and its rubric's aggregates. Conclusions are worked out here.
        """
        moved = self._moved[fact]
        variants = [one.concluding(self._never) for one in variants] if self._never else variants
        answers: list[Answer] = [(_NOTHING, _NOTHING)] * len(variants)
        for stratum in self._strata:
            for part in stratum.parts:
                found = part.alternatives(variants, moved)
                answers = [_joined(had, new) for had, new in zip(answers, found, strict=True)]
            if stratum.conclusions:
                variants = [
                    one.concluding(_concluded(stratum, *answer)) for one, answer in zip(variants, answers, strict=True)
                ]
        return answers


def _parts(rules: Sequence[Rule], hidden: Sequence[Rule], vocabulary: Vocabulary, units: UnitCache) -> Iterable[_Part]:
    for home, unit in units.units((*rules, *hidden), vocabulary).items():
        yield _Part(home, unit, frozenset(rule.id for rule in hidden if rule.home == home))


def _concluded(stratum: _Stratum, true: frozenset[str], unknown: frozenset[str]) -> dict[str, Scalar]:
    """A conclusion is true when a rule for it is; else left open when one is unknown; else false."""
    concluded: dict[str, Scalar] = {}
    for fact, rules in stratum.conclusions:
        if not true.isdisjoint(rules):
            concluded[fact] = True
        elif unknown.isdisjoint(rules):
            concluded[fact] = False
    return concluded


def _joined(one: Answer, other: Answer) -> Answer:
    true, unknown = other
    return one[0] | true if true else one[0], one[1] | unknown if unknown else one[1]


def _settled(strata: Sequence[Sequence[Rule]]) -> dict[int, tuple[tuple[str, frozenset[str]], ...]]:
    """For each stratum the conclusions of which it holds the last rule, each with all of its rules."""
    rules: dict[str, set[str]] = {}
    last: dict[str, int] = {}
    for place, rule, fact in _concluding(strata):
        rules.setdefault(fact, set()).add(rule)
        last[fact] = place
    return {
        place: tuple((fact, frozenset(rules[fact])) for fact in last if last[fact] == place)
        for place in set(last.values())
    }


def _concluding(strata: Sequence[Sequence[Rule]]) -> Iterable[tuple[int, str, str]]:
    for place, stratum in enumerate(strata):
        for rule in stratum:
            for fact in rule.concludes:
                yield place, rule.id, fact


def _moved(vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """For each fact what moves with it: itself; of a criterion its disagreement and its rubric's aggregates too."""
    moved = {fact.id: frozenset((fact.id,)) for fact in vocabulary}
    for rubric in vocabulary.rubrics:
        aggregates = {one.id for one in vocabulary.of_kind(Kind.AGGREGATE) if one.id.rpartition(".")[0] == rubric.id}
        for row in rubric.rows:
            moved[row.id] |= {row.id + DISAGREEMENT, *(aggregates if row in rubric.criteria else ())}
    return moved
