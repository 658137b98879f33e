"""Units: the rules of one source in one stratum, compiled for both matchers, shared by all who hold the same rules."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Literal
from weakref import WeakValueDictionary

from leverpoint.conditions import Condition, Truth, comparisons, guarded, truth
from leverpoint.errors import MatcherError
from leverpoint.matching.bitsets import Answer, BitsetMatcher
from leverpoint.matching.durable import DurableMatcher
from leverpoint.model import Rule
from leverpoint.vocabulary import Facts, Vocabulary

Matcher = Literal["durable-rules", "bitsets", "walker"]
Conditions = tuple[tuple[str, Condition], ...]
_LOG = logging.getLogger("leverpoint")


@dataclass
class Health:
    """How the matchers fare: how many evaluations, how many disagreements, how often durable-rules broke.

    `durable_absent` says why the bit sets answer without durable-rules, and is None while they need not.
    """

    evaluations: int = 0
    disagreements: int = 0
    durable_errors: int = 0
    durable_absent: str | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def evaluated(self) -> None:
        """Count an evaluation."""
        with self._lock:
            self.evaluations += 1

    def disagreed(self) -> None:
        """Count a disagreement between the matchers."""
        with self._lock:
            self.disagreements += 1

    def broke(self, reason: str) -> None:
        """Count that durable-rules broke, and say why it is absent from now on."""
        with self._lock:
            self.durable_errors += 1
            self.durable_absent = reason


class Unit:
    """Some rules that are matched together, by both matchers, and judged by the tree walk where the two disagree.

    `rows` is how many rows durable-rules got, which is what takes the memory; without it, how many rules there are.

    Raises MatcherError with a Problem when it is built if a rule has too many alternatives. Where durable-rules cannot
    be had, `absent` says why, and the bit sets answer alone.
    """

    def __init__(self, rules: Conditions, vocabulary: Vocabulary) -> None:
        self.rules = rules
        self.bitsets = BitsetMatcher(rules, vocabulary)
        self.durable: DurableMatcher | None = None
        self.absent: str | None = None
        try:
            self.durable = DurableMatcher(rules, vocabulary)
        except MatcherError as error:
            if error.problem:
                raise
            self.absent = str(error)
            _LOG.warning("durable-rules is absent, the bit sets answer: %s", error)
        self.rows = self.durable.rows if self.durable else len(rules)

    def match(self, facts: Facts, health: Health) -> tuple[Answer, Matcher]:
        """The rules that are true and those that are unknown, and who says so."""
        answer = self.bitsets.match(facts)
        durable = self.durable
        if durable is None:
            return answer, "bitsets"
        try:
            true = durable.match(facts)
        except MatcherError as error:
            self._give_up(error, health)
            return answer, "bitsets"
        return (answer, "durable-rules") if true == answer[0] else (self._walked(facts, true, answer, health), "walker")

    def _give_up(self, error: MatcherError, health: Health) -> None:
        self.durable, self.absent = None, str(error)
        health.broke(str(error))
        _LOG.error("durable-rules broke, the bit sets answer from now on: %s", error)

    def _walked(self, facts: Facts, true: frozenset[str], answer: Answer, health: Health) -> Answer:
        health.disagreed()
        _LOG.error("the matchers disagree about %s; the tree walk answers", ", ".join(sorted(true ^ answer[0])))
        verdicts = {rule_id: truth(condition, facts) for rule_id, condition in self.rules}
        return _ids(verdicts, Truth.TRUE), _ids(verdicts, Truth.UNKNOWN)


def _ids(verdicts: dict[str, Truth], wanted: Truth) -> frozenset[str]:
    return frozenset(rule_id for rule_id, verdict in verdicts.items() if verdict is wanted)


class UnitCache:
    """Compiles each unit once, for all revisions that hold the same rules of a source, and lets it go with the last.

    Units are compiled outside of the lock, so that nobody waits for rules of which they want nothing.
    """

    def __init__(self) -> None:
        self._units: WeakValueDictionary[object, Unit] = WeakValueDictionary()
        self._making: WeakValueDictionary[object, _Making] = WeakValueDictionary()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._units)

    def units(self, stratum: Iterable[Rule], vocabulary: Vocabulary) -> Mapping[str, Unit]:
        """The units of a stratum by the source in which their rules are at home, in the order of the sources' names."""
        by_home: dict[str, list[tuple[str, Condition]]] = {}
        for rule in stratum:
            by_home.setdefault(rule.home, []).append((rule.id, guarded(rule)))
        return {
            home: self._unit(home, tuple(sorted(by_home[home], key=itemgetter(0))), vocabulary)
            for home in sorted(by_home)
        }

    def _unit(self, source: str, rules: Conditions, vocabulary: Vocabulary) -> Unit:
        key = (source, rules, _types(rules, vocabulary))
        with self._lock:
            making = self._making.setdefault(key, _Making())
        with making.lock:
            unit = self._units.get(key)
            if unit is None:
                unit = Unit(rules, vocabulary)
                with self._lock:
                    self._units[key] = unit
            return unit


class _Making:
    """Held while one unit is looked up or compiled, by all who want that one; gone with the last of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


def _types(rules: Conditions, vocabulary: Vocabulary) -> tuple[tuple[str, str, str], ...]:
    """What compiling takes from the vocabulary: the same rules over other types are another unit."""
    facts = {one.fact for _, condition in rules for one in comparisons(condition)}
    return tuple((fact, vocabulary[fact].kind, vocabulary[fact].type) for fact in sorted(facts))
