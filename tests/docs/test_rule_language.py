"""docs/reference/rule-language.md: every key, comparison, kind of fact, effect and limit, and nothing that is gone."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leverpoint import Rulebook
from leverpoint.conditions import Op
from leverpoint.conditions.parse import allowed_ops
from leverpoint.matching import messages, rows
from leverpoint.reader import Limits, fields
from leverpoint.reader.located.scalars import LARGEST_INTEGER
from leverpoint.reader.schemas import RuleSchema
from leverpoint.reader.schemas.rule import EFFECTS, EffectSchema
from leverpoint.vocabulary import Fact, Kind, Type

if TYPE_CHECKING:
    from tests.docs.conftest import Page

REFERENCE = "docs/reference/rule-language.md"
LIMITS = {
    "bytes of a file": Limits().max_bytes,
    "mappings and lists inside each other": Limits().max_depth,
    "values in a file": Limits().max_nodes,
    "problems of one file's text, before reading stops": Limits().max_problems,
    "characters of an id": fields.LONGEST_ID,
    "characters of a title or a locator": fields.LONGEST_LINE,
    "characters of a reason or a text": fields.LONGEST_TEXT,
    "effects of a rule": 50,
    "points of an effect, up or down": fields.MOST_POINTS,
    "a whole number, up or down": LARGEST_INTEGER,
    "alternatives of a rule": rows.MOST_ROWS,
    "comparisons joined by `all` in one alternative": rows.MOST_CHECKS,
    "facts that the rules of one source read in one pass, for durable-rules": messages.MOST_FIELDS,
}


@pytest.fixture(scope="module")
def reference(page: Callable[[str], Page]) -> Page:
    """The page."""
    return page(REFERENCE)


@pytest.fixture(scope="module")
def kinds(shipped: Rulebook) -> Mapping[str, Fact]:
    """A fact of each kind, and of each type of context."""
    named = {"criterion": "learning.collaboration", "aggregate": "learning.mean", "conclusion": "early-start"}
    named |= {"disagreement": "learning.collaboration.disagreement", "choice": "stage", "boolean": "shared-vision"}
    facts = {kind: shipped.vocabulary[name] for kind, name in (named | {"integer": "enrollment"}).items()}
    return facts | {"number": Fact("hours", Kind.CONTEXT, Type.NUMBER, "Hours", minimum=0, maximum=1)}


def words(rows: list[list[str]], column: int = 0) -> list[str]:
    return [row[column].strip("`").partition(":")[0] for row in rows]


def test_every_key_of_a_rule_has_its_row(reference: Page) -> None:
    """The keys are those of the schema, and so is which of them are needed."""
    described = {row[0].strip("`"): row[1] == "yes" for row in reference.rows("The keys of a rule")}
    assert described == {one.data_key or name: one.required for name, one in RuleSchema().fields.items()}


def test_every_comparison_has_its_row(reference: Page) -> None:
    """Each is described once, in the order of the code, and then listed with the facts that take it."""
    assert words(reference.rows("Comparisons"))[: len(Op)] == words(reference.rows("Comparisons"))[len(Op) :] == [*Op]


def test_which_facts_take_which_comparison(reference: Page, kinds: Mapping[str, Fact]) -> None:
    """The matrix is that of the type checker."""
    heading = next(line for line in reference.text.splitlines() if line.startswith("| | criterion"))
    columns = [cell.strip() for cell in heading.strip("|").split("|")][1:]
    for name, *cells in reference.rows("Comparisons")[len(Op) :]:
        taken = {column for column, cell in zip(columns, cells, strict=True) if cell == "yes"}
        assert taken == {kind for kind, fact in kinds.items() if name.strip("`") in allowed_ops(fact)}, name


def test_every_kind_of_fact_has_its_row(reference: Page, shipped: Rulebook) -> None:
    """Each kind that a rule may read is there, and each fact that stands as its example is of that kind."""
    rows = reference.rows("Facts")
    assert {row[1] for row in rows} == {*Kind} - {Kind.REQUEST}
    examples = [(name, row[1]) for row in rows for name in re.findall(r"`([^`]+)`", row[0])]
    assert [(name, shipped.vocabulary[name].kind) for name, _ in examples] == examples


def test_every_effect_has_its_row_and_its_keys(reference: Page) -> None:
    """The effects are those of the schema, each with every key that it takes."""
    rows = reference.rows("Effects")
    assert tuple(words(rows)) == EFFECTS
    for row in rows[:-1]:
        name, keys = row[0].strip("`").split(": ")
        schema = EffectSchema().fields[name].schema  # type: ignore[attr-defined] # all but `conclude` are nested
        assert keys.strip("{}").split(", ") == list(schema.fields)


def test_the_limits_are_those_of_the_code(reference: Page) -> None:
    """Each limit has its number."""
    assert {row[0]: int(row[1]) for row in reference.rows("Limits")} == LIMITS


def test_a_rule_has_as_many_effects_as_the_page_says() -> None:
    """One effect more than the limit is refused."""
    then = EffectSchema(many=True).load([{"warn": {"text": "Words."}}] * 51)
    assert "then" in RuleSchema().validate({"then": then})
    assert "then" not in RuleSchema().validate({"then": then[1:]})


def test_the_rule_on_the_page_is_sound(
    reference: Page, shell: Callable[[str, Path], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """The example reads without a problem against the shipped rules."""
    ((_, example),) = reference.blocks("yaml")
    (tmp_path / "mine.yaml").write_text(example, encoding="utf-8")
    assert shell("leverpoint check mine.yaml", tmp_path).stdout == "Nothing is wrong.\n"
