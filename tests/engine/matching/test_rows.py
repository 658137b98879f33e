"""How conditions become rows of checks on small numbers."""

from __future__ import annotations

import leverpoint_matching as write
import pytest

from leverpoint.conditions import Condition, Not
from leverpoint.matching.codes import Line
from leverpoint.matching.literals import Field, Part, Relation, checks_for
from leverpoint.matching.rows import Row, rows_of

LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")
WORDS = write.vocabulary(
    write.integer("x"), write.integer("y"), write.number("z"), write.choice("letter", *LETTERS), write.aggregate("mean")
)


def rows(*conditions: Condition) -> list[Row]:
    """The rows of some rules."""
    return list(rows_of(write.numbered(*conditions), WORDS).rows)


def said(row: Row) -> list[tuple[str, str, int]]:
    """A row in short."""
    return [(f"{check.field.fact}.{check.field.part}", str(check.relation), check.code) for check in row]


def test_a_number_is_its_rank_among_those_that_rules_name() -> None:
    """Odd codes are the named values, even ones what lies between, before and after them."""
    line = Line((1e300, 0.1, 5e-324), whole=False)
    assert [line.code(value) for value in (-1, 0, 5e-324, 0.05, 0.1, 7, 1e300, 1e301)] == [0, 0, 1, 2, 3, 4, 5, 6]


def test_equal_rows_become_one() -> None:
    """Rules that come to the same row share it, each under its own id."""
    found = rows_of(
        write.numbered(write.at_most("x", 3), Not(Not(write.at_most("x", 3))), write.between("x", -(10**30), 3)), WORDS
    ).rows
    assert sorted(found.values()) == [("r0", "r1"), ("r2",)]


def test_a_value_outside_a_list_is_one_row() -> None:
    """`not_in` rules values out one by one, and where nobody names the others they are one code."""
    assert said(*rows(write.outside("x", 3, 13, 23))) == [("x.value", "is_not", code) for code in (1, 3, 5)]
    assert said(*rows(write.outside("letter", *LETTERS[2:8]))) == [("letter.value", "is", 6)]


def test_neighbouring_whole_numbers_are_bounds() -> None:
    """`in: [2, 3, 4]` of a whole number is a stretch without holes, for nothing lies between its values."""
    (row,) = rows(write.among("x", 4, 2, 3))
    assert said(row) == [("x.value", "at_least", 1), ("x.value", "at_most", 5)]


def test_something_lies_between_neighbouring_numbers() -> None:
    """`in: [1, 2]` of a number leaves 1.5 out."""
    assert said(*rows(write.among("z", 1, 2))) == [
        ("z.value", "at_least", 1),
        ("z.value", "at_most", 3),
        ("z.value", "is_not", 2),
    ]


def test_values_far_apart_are_rows_of_their_own() -> None:
    """Where more lies between two values than a row should rule out, each has its own row."""
    others = write.among("letter", *LETTERS)
    found = rows_of([("far", write.among("letter", "a", "z")), ("all", others)], WORDS).rows
    far = [said(row) for row, ids in found.items() if "far" in ids]
    assert far == [[("letter.value", "is", 0)], [("letter.value", "is", 25)]]


def test_comparisons_of_one_fact_meet_in_one_row() -> None:
    """What several comparisons of a fact leave open together is said once, joined by all or by any."""
    assert [
        said(row) for row in rows(write.every(write.at_most("x", 3), write.at_most("x", 7), write.at_least("x", 3)))
    ] == [[("x.value", "is", 1)]]
    assert len(rows(write.either(*(write.equal("letter", letter) for letter in LETTERS)))) == 1


def test_a_row_that_contradicts_itself_is_dropped() -> None:
    """It is never true; what a missing fact leaves possible is not this matcher's to say."""
    assert rows(write.every(write.at_most("x", 1), write.at_least("x", 2))) == []


def test_a_comparison_that_always_holds_still_asks_for_an_answer() -> None:
    """`x at most 3 or more than 3` is unknown while x is missing, so the field has to be there."""
    (row,) = rows(write.either(write.at_most("x", 3), Not(write.at_most("x", 3))))
    assert said(row) == [("x.value", "at_least", 0)]


def test_an_aggregate_is_two_fields() -> None:
    """It passes a limit when its far end does, and fails it when its near end does."""
    cases: dict[Condition, list[list[tuple[str, str, int]]]] = {
        write.at_most("mean", 2): [[("mean.high", "at_most", 1)]],
        Not(write.at_most("mean", 2)): [[("mean.low", "is", 2)]],
        write.at_least("mean", 2): [[("mean.low", "at_least", 1)]],
        Not(write.at_least("mean", 2)): [[("mean.high", "is", 0)]],
        write.between("mean", 2, 3): [[("mean.low", "at_least", 1), ("mean.high", "at_most", 3)]],
        Not(write.between("mean", 2, 3)): [[("mean.high", "is", 0)], [("mean.low", "is", 4)]],
    }
    for condition, expected in cases.items():
        assert sorted(sorted(said(row)) for row in rows(condition)) == sorted(map(sorted, expected))


def test_answered_is_a_field_of_its_own() -> None:
    """It holds 1 or 0, so that "not answered" needs no check for absence."""
    assert [said(row) for row in rows(write.answered("x"), write.answered("x", wanted=False))] == [
        [("x.answered", "is", 1)],
        [("x.answered", "is", 0)],
    ]


def test_the_role_comes_first_and_then_what_few_values_pass() -> None:
    """The order of checks in a row decides how early most rules are ruled out."""
    (row, *_) = rows(
        write.every(write.unequal("x", 3), write.equal("y", 1), write.equal("role", "school"), write.at_most("x", 9)),
        *(write.at_most("y", value) for value in range(5)),
    )
    assert [check.field.fact for check in row][:2] == ["role", "y"]


@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_the_checks_for_any_codes_pass_for_those_codes_alone(size: int) -> None:
    """For every set of codes of a small field, and with some codes that never occur."""
    field = Field("x", Part.VALUE)
    for void in (0, 0b10100 & (1 << size) - 1):
        for mask in range(1, 1 << size):
            groups = checks_for(field, mask, size, void)
            passing = {
                code for code in range(size) if any(all(_passes(check, code) for check in group) for group in groups)
            }
            expected = {code for code in range(size) if mask >> code & 1}
            assert {code for code in passing ^ expected if not void >> code & 1} == set()


def _passes(check: tuple[Field, Relation, int, float], code: int) -> bool:
    relation, limit = check[1], check[2]
    outcomes = {
        Relation.IS: code == limit,
        Relation.IS_NOT: code != limit,
        Relation.AT_MOST: code <= limit,
        Relation.AT_LEAST: code >= limit,
    }
    return outcomes[relation]
