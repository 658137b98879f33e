"""A condition with one small mistake in it: a shifted threshold, another value, `any` for `all`, a part gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op, in_words, needed_in_words
from leverpoint.model import Scalar
from leverpoint.vocabulary import Fact, Type, Vocabulary

Altered = tuple[str, str, Condition]
"""The kind of the mistake, the mistake in words, and the condition that has it."""


def altered(condition: Condition, vocabulary: Vocabulary) -> Iterator[Altered]:
    """Every way in which one mistake can stand in the condition, in the order in which it is written."""
    match condition:
        case Comparison(fact):
            yield from _compared(condition, vocabulary[fact])
        case Not(part):
            yield "negate", f"looked for its opposite: that {in_words(part, vocabulary)}", part
            yield from ((kind, mistake, Not(one)) for kind, mistake, one in altered(part, vocabulary))
        case AllOf(parts) | AnyOf(parts):
            yield from _connected(condition, parts, vocabulary)


def _connected(condition: AllOf | AnyOf, parts: tuple[Condition, ...], vocabulary: Vocabulary) -> Iterator[Altered]:
    kind = type(condition)
    if len(parts) > 1:
        yield _swapped(condition, vocabulary)
    for index, part in enumerate(parts):
        before, after = parts[:index], parts[index + 1 :]
        if rest := (*before, *after):
            mistake = f"did not ask whether {in_words(part, vocabulary)}"
            yield "drop-condition", mistake, kind(rest) if len(rest) > 1 else rest[0]
        for inner, mistake, one in altered(part, vocabulary):
            yield inner, mistake, kind((*before, one, *after))


def _swapped(condition: AllOf | AnyOf, vocabulary: Vocabulary) -> Altered:
    if isinstance(condition, AllOf):
        return "swap", f"asked for any part instead of all: {in_words(condition, vocabulary)}", AnyOf(condition.parts)
    return "swap", f"asked for all parts instead of any: {in_words(condition, vocabulary)}", AllOf(condition.parts)


def _compared(comparison: Comparison, fact: Fact) -> Iterator[Altered]:
    for operand in dict.fromkeys(_operands(comparison, fact)):
        if operand and operand != comparison.operand:
            other = replace(comparison, operand=operand)
            kind = "threshold" if fact.type.ordered and comparison.op is not Op.ANSWERED else "value"
            mistake = f"looked for {needed_in_words(other, fact)} instead of {needed_in_words(comparison, fact)}"
            yield kind, f"{mistake} in {fact.title}", other


def _operands(comparison: Comparison, fact: Fact) -> Iterator[tuple[Scalar, ...]]:
    operand = comparison.operand
    if comparison.op is Op.ANSWERED or fact.type is Type.BOOLEAN:
        yield (not operand[0],)
    elif comparison.op in (Op.IN, Op.NOT_IN):
        yield from (tuple(one for one in operand if one != value) for value in operand)
        yield from ((*operand, value) for value in fact.values if value not in operand)
    elif fact.type.ordered:
        yield from _shifted(operand, fact)
    else:
        yield from ((value,) for value in fact.values)


def _shifted(operand: tuple[Scalar, ...], fact: Fact) -> Iterator[tuple[Scalar, ...]]:
    """One bound moved by a step down or up, as far as the fact goes and the bounds stay in their order."""
    for index, bound in enumerate(operand):
        for step in (-_step(fact), _step(fact)):
            moved = round(float(bound) + step, 6) if fact.type is Type.NUMBER else int(bound) + int(step)
            shifted = (*operand[:index], moved, *operand[index + 1 :])
            if fact.problem_with(moved) is None and list(shifted) == sorted(shifted, key=float):
                yield shifted


def _step(fact: Fact) -> float:
    """One level, or one; of a number that need not be whole, a tenth of its range."""
    if fact.type is not Type.NUMBER:
        return 1
    bounded = fact.minimum is not None and fact.maximum is not None
    return round(((fact.maximum or 0) - (fact.minimum or 0)) / 10, 6) if bounded else 1
