"""Seeded rules and facts for the measurements: the same on every machine, of a fixed and stated difficulty."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leverpoint.conditions import AllOf, Comparison, Condition, Op
from leverpoint.model import Scalar
from leverpoint.vocabulary import ROLE, Fact, Facts, Kind, Type, Vocabulary

ROLES = ("state", "district", "school", "higher_ed")
LEVELS = (1, 2, 3, 4)
CHOICES = ("ramping-up", "designing", "transitioning", "improving")
TOP = 999
ORDINALS = tuple(f"ordinal_{number}" for number in range(12))
CHOSEN = tuple(f"choice_{number}" for number in range(4))
INTEGERS = tuple(f"integer_{number}" for number in range(4))
NAMES = (*ORDINALS, *CHOSEN, *INTEGERS)
# Rules of the asking role that match a request: on average, and at the least and most in a request that is used.
MEAN_MATCHES, FEWEST, MOST = 8, 5, 11

Values = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class BenchRule:
    """A rule as every engine gets it: one role, and three or four comparisons of which all must hold."""

    id: str
    role: str
    tests: tuple[Comparison, ...]

    @property
    def condition(self) -> Condition:
        """The rule as Leverpoint reads it; the role stands first, as the engine puts it there."""
        return AllOf((Comparison(ROLE, Op.IN, (self.role,)), *self.tests))

    def holds(self, values: Values) -> bool:
        """The plain reading that every engine is held to."""
        return values[ROLE] == self.role and all(_holds(test, values[test.fact]) for test in self.tests)


def generator(seed: int) -> random.Random:
    """A generator of repeatable draws; nothing here is a secret."""
    return random.Random(seed)  # noqa: S311 - repeatable on purpose


def vocabulary() -> Vocabulary:
    """The role and the twenty facts: twelve ordinals, four choices and four integers."""
    facts = [Fact(name, Kind.CONTEXT, Type.ORDINAL, name, LEVELS) for name in ORDINALS]
    facts += [Fact(name, Kind.CONTEXT, Type.CHOICE, name, CHOICES) for name in CHOSEN]
    facts += [Fact(name, Kind.CONTEXT, Type.INTEGER, name, minimum=0, maximum=TOP) for name in INTEGERS]
    return Vocabulary((), facts, ROLES)


def rules(count: int, seed: int = 1) -> tuple[BenchRule, ...]:
    """`count` rules, as many for each role, each as likely to match as leaves about eight matches a request.

    With more rules, each is pickier. Raises ValueError for fewer than 60: so few cannot be loose enough.
    """
    if count < 60:
        raise ValueError(f"{count} rules cannot give {MEAN_MATCHES} matches a request; it takes 60")
    draw = generator(seed)
    chance = MEAN_MATCHES * len(ROLES) / count
    return tuple(
        BenchRule(f"rule-{number}", ROLES[number % len(ROLES)], _tests(draw, chance)) for number in range(count)
    )


def requests(rules: Sequence[BenchRule], count: int, seed: int = 2) -> tuple[dict[str, Scalar], ...]:
    """`count` sets of all twenty facts and a role, each of which 5 to 11 of the rules match."""
    draw = generator(seed)
    found: list[dict[str, Scalar]] = []
    while len(found) < count:
        values = draw_values(draw)
        if FEWEST <= sum(rule.holds(values) for rule in rules) <= MOST:
            found.append(values)
    return tuple(found)


def expected(rules: Sequence[BenchRule], values: Values) -> frozenset[str]:
    """The ids of the rules that hold, by the plain reading."""
    return frozenset(rule.id for rule in rules if rule.holds(values))


def draw_values(draw: random.Random) -> dict[str, Scalar]:
    """One value of each fact, all equally likely."""
    values: dict[str, Scalar] = {ROLE: draw.choice(ROLES)}
    values.update((name, draw.choice(LEVELS)) for name in ORDINALS)
    values.update((name, draw.choice(CHOICES)) for name in CHOSEN)
    values.update((name, draw.randint(0, TOP)) for name in INTEGERS)
    return values


def different_facts(count: int, seed: int = 3) -> Iterator[Facts]:
    """`count` sets of facts, no two alike; one fact in eight is missing.

    Two integers hold the number of the set, in an order of its own.
    """
    draw = generator(seed)
    size = (TOP + 1) ** 2
    # a step without a common divisor visits every pair of the two integers once
    step = next(step for step in range(draw.randrange(size // 3, size // 2), size) if math.gcd(step, size) == 1)
    for number in range(count):
        values = {name: value for name, value in draw_values(draw).items() if name == ROLE or draw.random() > 1 / 8}
        place = number * step % size
        values[INTEGERS[0]], values[INTEGERS[1]] = divmod(place, TOP + 1)
        yield Facts(values)


def _tests(draw: random.Random, chance: float) -> tuple[Comparison, ...]:
    """Three or four comparisons that hold together with the given chance; the integer's limit sees to that."""
    while True:
        names = draw.sample((*ORDINALS, *CHOSEN), draw.choice((2, 3)))
        pairs = [_finite(draw, name) for name in names]
        share = chance / math.prod(likely for _, likely in pairs)
        if share <= 1:
            tests = [test for test, _ in pairs] + [_integer(draw, draw.choice(INTEGERS), share)]
            draw.shuffle(tests)
            return tuple(tests)


def _finite(draw: random.Random, name: str) -> tuple[Comparison, float]:
    """A comparison on a fact of four values, with its chance of holding."""
    share = draw.choice((1, 2, 3))
    if name in ORDINALS:
        at_most = draw.random() < 0.7
        op, level = (Op.AT_MOST, share) if at_most else (Op.AT_LEAST, len(LEVELS) + 1 - share)
        return Comparison(name, op, (level,)), share / len(LEVELS)
    op = {1: Op.IS, 2: Op.IN, 3: Op.IS_NOT}[share]
    operand = tuple(draw.sample(CHOICES, 2 if op is Op.IN else 1))
    return Comparison(name, op, operand), share / len(CHOICES)


def _integer(draw: random.Random, name: str, share: float) -> Comparison:
    """A comparison that holds for about `share` of the integer's values: an open range where wide, else a window."""
    width = max(1, round(share * (TOP + 1)))
    if share < 0.4:
        low = draw.randint(0, TOP + 1 - width)
        return Comparison(name, Op.BETWEEN, (low, low + width - 1))
    if draw.random() < 0.5:
        return Comparison(name, Op.AT_MOST, (width - 1,))
    return Comparison(name, Op.AT_LEAST, (TOP + 1 - width,))


def _holds(test: Comparison, value: Scalar) -> bool:
    match test.op:
        case Op.AT_MOST:
            return value <= test.value  # type: ignore[operator]
        case Op.AT_LEAST:
            return value >= test.value  # type: ignore[operator]
        case Op.BETWEEN:
            return test.operand[0] <= value <= test.operand[1]  # type: ignore[operator]
        case Op.IS:
            return value == test.value
        case Op.IS_NOT:
            return value != test.value
        case _:
            return value in test.operand
