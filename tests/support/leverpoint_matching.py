"""Short ways for tests of the matchers to write vocabularies and conditions down."""

from __future__ import annotations

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Op, Truth, truth
from leverpoint.matching.messages import Messages
from leverpoint.matching.rows import rows_of
from leverpoint.model import Scalar
from leverpoint.vocabulary import Fact, Facts, Kind, Type, Vocabulary

Answer = tuple[frozenset[str], frozenset[str]]


def integer(name: str) -> Fact:
    """A whole number that may be very big or very small."""
    return Fact(name, Kind.CONTEXT, Type.INTEGER, name, minimum=-(10**30), maximum=10**30)


def number(name: str) -> Fact:
    """A number that may be very big, very small or next to nothing."""
    return Fact(name, Kind.CONTEXT, Type.NUMBER, name, minimum=-1e308, maximum=1e308)


def choice(name: str, *values: str) -> Fact:
    """One of some values."""
    return Fact(name, Kind.CONTEXT, Type.CHOICE, name, values)


def boolean(name: str) -> Fact:
    """Yes or no."""
    return Fact(name, Kind.CONTEXT, Type.BOOLEAN, name, (True, False))


def aggregate(name: str) -> Fact:
    """Something of which two bounds are known."""
    return Fact(name, Kind.AGGREGATE, Type.NUMBER, name, minimum=1, maximum=4)


def vocabulary(*facts: Fact) -> Vocabulary:
    """These facts, asked in the four roles."""
    return Vocabulary((), facts, ("state", "district", "school", "higher_ed"))


def at_most(fact: str, value: Scalar) -> Comparison:
    """`fact: {at_most: value}`."""
    return Comparison(fact, Op.AT_MOST, (value,))


def at_least(fact: str, value: Scalar) -> Comparison:
    """`fact: {at_least: value}`."""
    return Comparison(fact, Op.AT_LEAST, (value,))


def equal(fact: str, value: Scalar) -> Comparison:
    """`fact: {is: value}`."""
    return Comparison(fact, Op.IS, (value,))


def unequal(fact: str, value: Scalar) -> Comparison:
    """`fact: {is_not: value}`."""
    return Comparison(fact, Op.IS_NOT, (value,))


def among(fact: str, *values: Scalar) -> Comparison:
    """`fact: {in: values}`."""
    return Comparison(fact, Op.IN, values)


def outside(fact: str, *values: Scalar) -> Comparison:
    """`fact: {not_in: values}`."""
    return Comparison(fact, Op.NOT_IN, values)


def between(fact: str, low: Scalar, high: Scalar) -> Comparison:
    """`fact: {between: [low, high]}`."""
    return Comparison(fact, Op.BETWEEN, (low, high))


def answered(fact: str, wanted: bool = True) -> Comparison:
    """`fact: {answered: wanted}`."""
    return Comparison(fact, Op.ANSWERED, (wanted,))


def every(*parts: Condition) -> AllOf:
    """`all: parts`."""
    return AllOf(parts)


def either(*parts: Condition) -> AnyOf:
    """`any: parts`."""
    return AnyOf(parts)


def numbered(*conditions: Condition) -> list[tuple[str, Condition]]:
    """Conditions as rules named r0, r1 and so on."""
    return [(f"r{number}", condition) for number, condition in enumerate(conditions)]


def definitions(vocabulary: Vocabulary, *conditions: Condition) -> tuple[str, ...]:
    """What durable-rules is told of the conditions."""
    return Messages(rows_of(numbered(*conditions), vocabulary)).rulesets


def walked(rules: list[tuple[str, Condition]], facts: Facts) -> Answer:
    """The rules that are true and those that are unknown by definition."""
    verdicts = {rule: truth(condition, facts) for rule, condition in rules}
    true = frozenset(rule for rule, verdict in verdicts.items() if verdict is Truth.TRUE)
    return true, frozenset(rule for rule, verdict in verdicts.items() if verdict is Truth.UNKNOWN)
