"""Every assessment of one role on one day, as a model: what is known, which rules match, what is listed, and where.

Nothing is built before it is asked for, so a question costs no more than the facts and rules that bear on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from leverpoint.lab.proving.exact.facts import COMPLETE, FactStates, Scope, State, States
from leverpoint.lab.proving.exact.gates import Expression, Gates, Literal
from leverpoint.lab.proving.exact.outline import Outline
from leverpoint.lab.proving.exact.readings import Bit, Readings
from leverpoint.lab.proving.exact.scores import Scores
from leverpoint.model import Assessment
from leverpoint.vocabulary import DISAGREEMENT, Kind

_NONE: Collection[str] = frozenset()


class Space:
    """All assessments within a scope, each of them one way to satisfy the model.

    Literals say what is the case in an assessment; `require` keeps only those in which they are true. Two spaces that
    share `gates` are one model of two assessments; answers are `like` those of the other, but for the facts `apart`.
    For one question; not shared by threads.
    """

    def __init__(
        self,
        outline: Outline,
        role: str,
        as_of: dt.date,
        scope: Scope = COMPLETE,
        gates: Gates | None = None,
        like: States | None = None,
        apart: Collection[str] = _NONE,
    ) -> None:
        self.outline, self.role, self.as_of, self.scope = outline, role, as_of, scope
        self.gates: Gates = gates or Gates()
        asked, vocabulary = (role, as_of, scope), outline.rulebook.vocabulary
        known = FactStates(self.gates, vocabulary, outline.domains, asked, self._concluded, like, apart)
        self.facts: FactStates = known
        self._readings = Readings(self.gates, vocabulary, self.facts)
        self._scores = Scores(self.gates, outline, self.facts, role, self.true)
        self.rules: dict[tuple[str, Bit], Literal] = {}
        self.listings: dict[str, tuple[Literal, Literal]] = {}
        self.scores: dict[str, Expression] = {}

    def true(self, rule: str) -> Literal:
        """The rule matches."""
        return self._of_rule(rule, Bit.IS_TRUE)

    def possible(self, rule: str) -> Literal:
        """The rule matches, or would with other answers to what is open."""
        return self._of_rule(rule, Bit.MAY_BE_TRUE)

    def unknown(self, rule: str) -> Literal:
        """Whether the rule matches hangs on what is open."""
        return self.gates.every((self.possible(rule), self.gates.negation(self.true(rule))))

    def level(self, criterion: str) -> Expression:
        """The level of a criterion as a number; 0 where it is not rated."""
        return self.gates.total((int(level), at) for level, at in self.facts[criterion].values.items())

    def listed(self, strategy: str, without: Collection[str] = _NONE) -> Literal:
        """The strategy is on the list, certainly or possibly, as if there were no rules `without`."""
        return self._listing(strategy, without)[0]

    def certain(self, strategy: str, without: Collection[str] = _NONE) -> Literal:
        """The strategy is on the list whatever the open answers are."""
        may_be, may_not_be = self._listing(strategy, without)
        return self.gates.every((may_be, self.gates.negation(may_not_be)))

    def score(self, strategy: str, without: Collection[str] = _NONE) -> Expression:
        """The strategy's score in points, whether or not it is listed."""
        if without:
            return self._scores.score(strategy, without)
        if strategy not in self.scores:
            self.scores[strategy] = self._scores.score(strategy)
        return self.scores[strategy]

    def before(self, one: str, other: str) -> Literal:
        """`one` is listed, and its score and number put it before `other`, listed or not."""
        return self.gates.every((self.listed(one), self._ahead(one, other)))

    def within(self, strategy: str, top: int) -> Literal:
        """The strategy is listed, and among the first `top`."""
        return self._within(strategy, top, self.listed)

    def certainly_within(self, strategy: str, top: int) -> Literal:
        """The strategy is certain, and of all that are certain among the first `top`."""
        return self._within(strategy, top, self.certain)

    def rank(self, strategy: str) -> Expression:
        """1 and the number of strategies that come before it: its rank, where it is listed."""
        return self.gates.total((1, self.before(one, strategy)) for one in self.outline.voices if one != strategy) + 1

    def require(self, *wanted: Literal) -> None:
        """Keep only the assessments in which each of these is true."""
        self.gates.require(*wanted)

    def fix(self, assessment: Assessment, facts: Collection[str] | None = None) -> None:
        """Keep only what is known in an assessment of this role, of all `facts` that are asked or of these alone.

        The assessment must lie in the scope; where it does not, nothing is left.
        """
        known = self.outline.rulebook.vocabulary.facts_of(assessment, self.role)
        for fact in self.outline.rulebook.vocabulary.of_kind(Kind.CRITERION, Kind.CONTEXT):
            if facts is not None and fact.id not in facts:
                continue
            for name in (fact.id, fact.id + DISAGREEMENT) if fact.kind is Kind.CRITERION else (fact.id,):
                if name in known.not_applicable:
                    self.require(self.facts[name].absent)
                elif name in known.values:
                    self.require(self.facts.standing_for(name, known.values[name]))
                else:
                    self.require(self.facts[name].missing)

    def twin(self, apart: Collection[str]) -> Space:
        """A second assessment in the same model, with the same answers but for the facts `apart`."""
        return Space(self.outline, self.role, self.as_of, self.scope, self.gates, self.facts, apart)

    def _within(self, strategy: str, top: int, listed: Callable[[str], Literal]) -> Literal:
        if (here := listed(strategy)) is False:
            return False
        others = (one for one in self.outline.voices if one != strategy)
        before = [(1, self.gates.every((listed(one), self._ahead(one, strategy)))) for one in others]
        return self.gates.every((here, self.gates.negation(self.gates.at_least(before, top))))

    def _ahead(self, one: str, other: str) -> Literal:
        """The score and the number of `one` put it before `other`: of two, exactly one is ahead."""
        if self.outline.order(other) < self.outline.order(one):
            return self.gates.negation(self._ahead(other, one))
        return self.gates.leads(self.score(one), self.score(other), 0)

    def _of_rule(self, rule: str, bit: Bit) -> Literal:
        if (rule, bit) not in self.rules:
            self.rules[rule, bit] = self._readings.read(self.outline.conditions[rule], bit)
        return self.rules[rule, bit]

    def _concluded(self, fact: str) -> State:
        """True where a rule for it is; else open where one is unknown; else false."""
        rules = [rule.id for rule in self.outline.concluding.get(fact, ())]
        true = self.gates.some(map(self.true, rules))
        false = self.gates.negation(self.gates.some(map(self.possible, rules)))
        missing = self.gates.negation(self.gates.some((true, false)))
        return State({True: true, False: false}, missing)

    def _listing(self, strategy: str, without: Collection[str]) -> tuple[Literal, Literal]:
        if without:
            return self._outcomes(self._layers(strategy, without))
        if strategy not in self.listings:
            self.listings[strategy] = self._outcomes(self._layers(strategy, without))
        return self.listings[strategy]

    def _layers(self, strategy: str, without: Collection[str]) -> list[tuple[list[str], list[str]]]:
        voices = self.outline.voices.get(strategy)
        layers = voices.layers if voices else ()
        return [([r for r in wanting if r not in without], [s for s in against if s not in without])
                for wanting, against in layers]  # fmt: skip

    def _outcomes(self, layers: Sequence[tuple[Sequence[str], Sequence[str]]]) -> tuple[Literal, Literal]:
        """Whether it may be listed and whether it may not, from the most local layer down, as `presence` defines it."""
        if not layers:
            return False, True
        (wanting, against), some, gates = layers[0], self.gates.some, self.gates
        may_be, may_not_be = self._outcomes(layers[1:])
        suppressed, wanted = some(map(self.true, against)), some(map(self.true, wanting))
        listed = gates.every((gates.negation(suppressed), some((*map(self.possible, wanting), may_be))))
        unlisted = some((*map(self.possible, against), gates.every((gates.negation(wanted), may_not_be))))
        return listed, unlisted
