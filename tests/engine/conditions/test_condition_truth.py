"""Is a condition true, false or unknown? Kleene's tables, what does not apply, and intervals."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Rulebook
from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op, Trace, Truth, trace, truth
from leverpoint.vocabulary import Facts

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
FACTS = Facts({"t": 1, "f": 0}, frozenset({"x"}), {"i": (1.0, 2.0)})
T, F, U, X = (Comparison(name, Op.IS, (1,)) for name in ("t", "f", "u", "x"))

NOT = [(T, FALSE), (F, TRUE), (U, UNKNOWN)]
AND = [
    (T, T, TRUE),
    (T, F, FALSE),
    (T, U, UNKNOWN),
    (F, F, FALSE),
    (F, U, FALSE),
    (U, U, UNKNOWN),
]
OR = [
    (T, T, TRUE),
    (T, F, TRUE),
    (T, U, TRUE),
    (F, F, FALSE),
    (F, U, UNKNOWN),
    (U, U, UNKNOWN),
]


@pytest.mark.parametrize(("part", "expected"), NOT)
def test_not_keeps_the_unknown(part: Condition, expected: Truth) -> None:
    """`not` turns true and false around and leaves the unknown unknown."""
    assert truth(Not(part), FACTS) is expected


@pytest.mark.parametrize(("one", "other", "expected"), AND)
def test_all_is_as_true_as_its_weakest_part(one: Condition, other: Condition, expected: Truth) -> None:
    """`all` is false as soon as one part is, and unknown while it could still be true, in either order."""
    assert truth(AllOf((one, other)), FACTS) is truth(AllOf((other, one)), FACTS) is expected


@pytest.mark.parametrize(("one", "other", "expected"), OR)
def test_any_is_as_true_as_its_strongest_part(one: Condition, other: Condition, expected: Truth) -> None:
    """`any` is true as soon as one part is, and unknown while it could still be, in either order."""
    assert truth(AnyOf((one, other)), FACTS) is truth(AnyOf((other, one)), FACTS) is expected


# what does not apply is never true, and its negation is not true either
SILENT = [
    (X, FALSE),
    (Not(X), FALSE),
    (Not(Not(X)), FALSE),
    (AllOf((X, T)), FALSE),
    (AllOf((X, U)), FALSE),
    (Not(AllOf((X, T))), FALSE),
    (Not(AllOf((X, U))), UNKNOWN),
    (Not(AllOf((X, F))), TRUE),
    (AnyOf((X, T)), TRUE),
    (AnyOf((X, U)), UNKNOWN),
    (AnyOf((X, F)), FALSE),
    (Not(AnyOf((X, F))), FALSE),
    (Not(AnyOf((X, U))), FALSE),
    (AnyOf((Not(X), Not(F))), TRUE),
]


@pytest.mark.parametrize(("condition", "expected"), SILENT)
def test_what_does_not_apply_never_counts(condition: Condition, expected: Truth) -> None:
    """No comparison on a fact that does not apply is true or can become true, nor is what denies it."""
    assert truth(condition, FACTS) is expected


@pytest.mark.parametrize("op", Op)
def test_no_comparison_on_what_does_not_apply_holds(op: Op) -> None:
    """Whatever is compared with it, and whether it is denied or not: even `answered` says nothing."""
    comparison = Comparison("x", op, (True, True) if op is Op.BETWEEN else (True,))
    assert truth(comparison, FACTS) is truth(Not(comparison), FACTS) is FALSE


ANSWERED = [("t", True, TRUE), ("t", False, FALSE), ("u", True, FALSE), ("u", False, TRUE)]


@pytest.mark.parametrize(("fact", "wanted", "expected"), ANSWERED)
def test_answered_is_never_unknown(fact: str, wanted: bool, expected: Truth) -> None:
    """Whether there is an answer is always known."""
    comparison = Comparison(fact, Op.ANSWERED, (wanted,))
    assert truth(comparison, FACTS) is expected
    assert truth(Not(comparison), FACTS) is (FALSE if expected is TRUE else TRUE)


# comparison, operand, the values that satisfy it out of 1, 2, 3, 4
COMPARED: list[tuple[Op, tuple[Any, ...], set[int]]] = [
    (Op.AT_MOST, (2,), {1, 2}),
    (Op.AT_LEAST, (2,), {2, 3, 4}),
    (Op.IS, (2,), {2}),
    (Op.IS_NOT, (2,), {1, 3, 4}),
    (Op.IN, (1, 4), {1, 4}),
    (Op.NOT_IN, (1, 4), {2, 3}),
    (Op.BETWEEN, (2, 3), {2, 3}),
]


@pytest.mark.parametrize(("op", "operand", "holding"), COMPARED)
def test_comparisons_include_their_bounds(op: Op, operand: tuple[Any, ...], holding: set[int]) -> None:
    """At most, at least and between include the values they name."""
    comparison = Comparison("n", op, operand)
    assert {value for value in (1, 2, 3, 4) if truth(comparison, Facts({"n": value})) is TRUE} == holding
    assert truth(comparison, Facts({})) is UNKNOWN


# an interval from 1 to 2
INTERVALS: list[tuple[Op, tuple[float, ...], Truth]] = [
    (Op.AT_MOST, (2,), TRUE),
    (Op.AT_MOST, (1.9,), UNKNOWN),
    (Op.AT_MOST, (1,), UNKNOWN),
    (Op.AT_MOST, (0.9,), FALSE),
    (Op.AT_LEAST, (1,), TRUE),
    (Op.AT_LEAST, (1.1,), UNKNOWN),
    (Op.AT_LEAST, (2,), UNKNOWN),
    (Op.AT_LEAST, (2.1,), FALSE),
    (Op.BETWEEN, (1, 2), TRUE),
    (Op.BETWEEN, (0, 3), TRUE),
    (Op.BETWEEN, (1.5, 3), UNKNOWN),
    (Op.BETWEEN, (1.2, 1.4), UNKNOWN),
    (Op.BETWEEN, (0, 0.9), FALSE),
    (Op.BETWEEN, (2.1, 3), FALSE),
]


@pytest.mark.parametrize(("op", "operand", "expected"), INTERVALS)
def test_an_interval_is_judged_as_a_whole(op: Op, operand: tuple[float, ...], expected: Truth) -> None:
    """A comparison with an aggregate is true or false when it is so over its whole interval, else unknown."""
    comparison = Comparison("i", op, operand)
    assert truth(comparison, FACTS) is expected
    opposite = {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}[expected]
    assert truth(Not(comparison), FACTS) is opposite


LEAVES = st.builds(
    Comparison, st.sampled_from("abc"), st.sampled_from([Op.IS, Op.IS_NOT, Op.AT_MOST]), st.tuples(st.integers(0, 2))
)


def _joined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, parts), st.builds(AllOf, several), st.builds(AnyOf, several))


CONDITIONS: st.SearchStrategy[Condition] = st.recursive(LEAVES, _joined, max_leaves=8)
VALUES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2))


def _means(condition: Condition, values: dict[str, int]) -> bool:
    match condition:
        case Comparison(fact, op, operand):
            holds = {Op.IS: values[fact] == operand[0], Op.IS_NOT: values[fact] != operand[0]}
            return holds.get(op, values[fact] <= int(operand[0]))
        case Not(part):
            return not _means(part, values)
        case AllOf(parts):
            return all(_means(part, values) for part in parts)
        case AnyOf(parts):
            return any(_means(part, values) for part in parts)


@given(CONDITIONS, VALUES)
def test_what_is_true_stays_true_whatever_is_answered(condition: Condition, known: dict[str, int]) -> None:
    """True and false hold for every completion of the open answers; with nothing open, nothing is unknown."""
    verdict = truth(condition, Facts(known))
    open_ = [fact for fact in "abc" if fact not in known]
    outcomes = {
        _means(condition, {**known, **dict(zip(open_, levels, strict=True))})
        for levels in product((0, 1, 2), repeat=len(open_))
    }
    if verdict is not UNKNOWN:
        assert outcomes == {verdict is TRUE}
    assert open_ or verdict is not UNKNOWN


def test_a_trace_shows_how_every_part_came_out(library: Rulebook) -> None:
    """A trace has the shape of the condition, with what was found at each comparison."""
    interval = Comparison("i", Op.AT_MOST, (1.5,))
    condition = AllOf((T, Not(AnyOf((F, U))), interval, X))
    assert trace(condition, FACTS) == Trace(
        FALSE,
        condition,
        children=(
            Trace(TRUE, T, 1),
            Trace(
                UNKNOWN,
                Not(AnyOf((F, U))),
                children=(Trace(UNKNOWN, AnyOf((F, U)), children=(Trace(FALSE, F, 0), Trace(UNKNOWN, U))),),
            ),
            Trace(UNKNOWN, interval, (1.0, 2.0)),
            Trace(FALSE, X),
        ),
    )
