"""Which files make up a source, and where in them a problem stands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema

from leverpoint.reader import Document, Located, problems_of, read_folder, read_text, tree_of
from leverpoint.reader.fields import Id, One, OneOf, Record, Several, Table, Text, Whole
from leverpoint.reader.schemas import RequestSchema, file_schemas

FILES = {
    "pack.yaml": "pack",
    "priority.json": "priority",
    "catalog/people.yaml": "catalog",
    "catalog/deeper/inside.yml": "catalog",
    "rubrics/people.yaml": "rubric",
    "rules/people.yaml": "rules",
    "README.md": None,
    "other.yaml": None,
    "examples/one.yaml": None,
    "scenarios/one.yaml": None,
    "rules/notes.txt": None,
    "deeper/pack.yaml": None,
}


def test_the_place_of_a_file_says_what_it_is(library_rules: Path, tmp_path: Path) -> None:
    """Files count by their name at the top and by their folder below; all others are nobody's business."""
    examples = {
        "pack": library_rules / "pack.yaml",
        "priority": library_rules / "priority.yaml",
        "catalog": library_rules / "catalog" / "people.yaml",
        "rubric": library_rules / "rubrics" / "people.yaml",
        "rules": library_rules / "rules" / "people.yaml",
    }
    for name, kind in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = examples[kind].read_text() if kind else "not: [read"
        file.write_text(json.dumps(read_text(text, "x.yaml").data) if file.suffix == ".json" else text)
    folder = read_folder(tree_of(tmp_path))
    assert folder.problems == []
    assert [(one.path, one.kind) for one in folder.documents] == sorted(
        (name, kind) for name, kind in FILES.items() if kind
    )
    assert [one.path for one in folder.of_kind("catalog")] == ["catalog/deeper/inside.yml", "catalog/people.yaml"]


def test_a_faulty_rule_leaves_its_neighbours_readable(tmp_path: Path) -> None:
    """In a file of rules, only those that their schema refuses are set aside; any other broken file is, as a whole."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "some.yaml").write_text("- 1\n- id: a.b\n- {}\n")
    (tmp_path / "pack.yaml").write_text("name: 7\n")
    folder = read_folder(tree_of(tmp_path))
    assert [(one.path, one.faulty) for one in folder.documents] == [("rules/some.yaml", frozenset({0, 1, 2}))]
    assert {problem.file for problem in folder.problems} == {
        str(tmp_path / "pack.yaml"),
        str(tmp_path / "rules" / "some.yaml"),
    }


RULES = "- id: a.b\n  when:\n    x:\n      at_most: 1\n- title: 7\n- id: 8\n- text\n"


def document(text: str, kind: str = "rules") -> Document:
    return Document(kind, "rules/x.yaml", read_text(text, "x.yaml"))


# pointer, what was found, line, column, rule
PLACES = [
    ("/0", None, 1, 3, "a.b"),
    ("/0/id", "a.b", 1, 7, "a.b"),
    ("/0/when/x", "x", 3, 5, "a.b"),
    ("/0/when/x", None, 4, 7, "a.b"),
    ("/0/when/x/at_most", "at_most", 4, 7, "a.b"),
    ("/0/when/x/at_most", 1, 4, 16, "a.b"),
    ("/0/nowhere", "nowhere", 1, 3, "a.b"),
    ("/1/title", 7, 5, 10, None),
    ("/2/id", 8, 6, 7, None),
    ("/3", "text", 7, 3, None),
    ("", None, 1, 1, None),
]


@pytest.mark.parametrize(("pointer", "found", "line", "column", "rule"), PLACES)
def test_a_problem_is_placed_at_its_key_or_at_its_value(
    pointer: str, found: object, line: int, column: int, rule: str | None
) -> None:
    """Where the key itself is wrong the place is the key's, else the value's; the rule around it is named."""
    problem = document(RULES).problem("code", pointer, "words", found=found)
    assert (problem.file, problem.line, problem.column, problem.rule) == ("x.yaml", line, column, rule)


def test_only_files_of_rules_name_a_rule() -> None:
    """What stands in a catalog belongs to no rule."""
    assert document("roles:\n  - id: town\n", "catalog").problem("code", "/roles/0/id", "words").rule is None


class Level(Record):
    """A level of a test record."""

    level = Whole(0, 9, required=True)
    label = Text(9)


class Row(Record):
    """A test record with every way of nesting."""

    name = Id(required=True)
    horizon = OneOf("now", "next", "later")
    levels = Several(One(Level), most=3)
    by_role = Table(One(Level))
    numbers = Table(Whole())
    value = Text(5)
    from_ = Text(5, data_key="from")


# what is written, and (code, pointer, found, expected, suggestion) of each problem
FLATTENED: list[tuple[Any, list[tuple[Any, ...]]]] = [
    ({"name": "a"}, []),
    ([], [("wrong-type", "", None, "a mapping of fields", None)]),
    ({}, [("missing-field", "", None, "name", None)]),
    (
        {"name": "a", "horizn": "now"},
        [("unknown-field", "/horizn", "horizn", "name, horizon, levels, by_role, numbers, value, from", "horizon")],
    ),
    ({"name": "a", "horizon": "nwo"}, [("wrong-value", "/horizon", "nwo", "one of now, next, later", "now")]),
    ({"name": "a", "horizon": 7}, [("wrong-type", "/horizon", 7, "text", None)]),
    (
        {"name": "a", "levels": [{"level": 1}, {"level": 10}, 7]},
        [
            ("wrong-value", "/levels/1/level", 10, "a whole number from 0 to 9", None),
            ("wrong-type", "/levels/2", 7, "a mapping of fields", None),
        ],
    ),
    (
        {"name": "a", "levels": [{"level": 1, "lable": "x"}]},
        [("unknown-field", "/levels/0/lable", "lable", "level, label", "label")],
    ),
    (
        {"name": "a", "by_role": {"town": {"level": 1, "lable": "x"}, "12": {}}},
        [
            ("missing-field", "/by_role/12", None, "level", None),
            ("unknown-field", "/by_role/town/lable", "lable", "level, label", "label"),
        ],
    ),
    ({"name": "a", "numbers": {"value": "x"}}, [("wrong-type", "/numbers/value", "x", "a whole number", None)]),
    ({"name": "a", "numbers": {"": 1}}, [("wrong-value", "/numbers/", 1, "text of 1 to 120 characters", None)]),
    ({"name": "a", "numbers": {"a/b~c": None}}, [("wrong-type", "/numbers/a~1b~0c", None, "a whole number", None)]),
    ({"name": "a", "value": 3}, [("wrong-type", "/value", 3, "text", None)]),
    ({"name": "a", "from": 3}, [("wrong-type", "/from", 3, "text", None)]),
    (
        {"name": "a", "from_": "x"},
        [("unknown-field", "/from_", "from_", "name, horizon, levels, by_role, numbers, value, from", "from")],
    ),
    ({"name": "a", "value": "x" * 90}, [("wrong-value", "/value", None, "text of 1 to 5 characters", None)]),
]


@pytest.mark.parametrize(("data", "expected"), FLATTENED)
def test_what_a_schema_refuses_becomes_problems_with_pointers(data: Any, expected: list[tuple[Any, ...]]) -> None:
    """However deep it stands, each problem has its code, its JSON Pointer, what was found and what would be right."""
    found = [(one.code, one.pointer, one.found, one.expected, one.suggestion) for one in problems_of(data, Row())]
    assert sorted(found, key=lambda one: one[1]) == expected


def test_a_schema_of_many_wants_a_list() -> None:
    """Where a file is a list of records, a single one is refused, and each item is checked under its position."""
    assert [one.code for one in problems_of({}, Row(many=True))] == ["wrong-type"]
    assert [one.pointer for one in problems_of([{"name": "a"}, {}], Row(many=True))] == ["/1"]


STUDENTS = ["student", "studentId", "pupil_name", "LearnerCount", "children", "first_student"]


@pytest.mark.parametrize("name", STUDENTS)
def test_a_field_that_names_a_student_is_told_why_not(name: str) -> None:
    """Assessments are about organizations and adults, and whoever sends more is told so."""
    (problem,) = problems_of({"roles": ["district"], "assessment": {name: 1}}, RequestSchema())
    assert problem.message == (
        f"there is no field '{name}' here; assessments are about organizations and adults, never about a student"
    )


def test_every_kind_of_file_has_a_schema() -> None:
    """Files of rules and of overlays are lists of them, each of the others is one mapping."""
    schemas = file_schemas()
    assert {kind: schema.many for kind, schema in schemas.items()} == {
        "pack": False,
        "priority": False,
        "catalog": False,
        "rubric": False,
        "rules": True,
        "overlays": True,
    }
    assert all(isinstance(schema, Schema) for schema in schemas.values())


def test_a_document_gives_its_data() -> None:
    """What a document says is plain data."""
    assert Document("catalog", "x.yaml", Located({"roles": []}, "x.yaml")).data == {"roles": []}
