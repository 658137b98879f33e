"""Tables as survey tools and spreadsheets write them: every row is read, or named with the cell that is wrong."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverpoint import shipped_rules
from leverpoint.errors import RulebookError
from leverpoint.lab.batch.job import Job
from leverpoint.lab.batch.mapping import mapping_of
from leverpoint.lab.batch.planning import columns, planned
from leverpoint.lab.batch.quoting import csv_rows, records_of
from leverpoint.lab.batch.run import Output, run

DAY = dt.date(2026, 2, 2)
HEAD = "id,role,learning.collaboration\n"


def answered(folder: Path, content: bytes, size: int = 50, **more: Any) -> tuple[list[tuple[int, str]], list[Any]]:
    """The row and id of each answer, and the rejects, of a batch over a CSV."""
    (source := folder / "in.csv").write_bytes(content)
    output = Output(folder / "out.jsonl", "jsonl", folder / "rejects.jsonl")
    job, parts = planned(Job(source, "csv", shipped_rules(), DAY, **more), size, folder / "spill")
    list(run(job, output, parts, columns(job), resume=False))
    found = [orjson.loads(line) for line in output.file.read_bytes().splitlines()]
    lines = output.rejects.read_bytes().splitlines() if output.rejects.exists() else []
    return [(one["row"], one["id"]) for one in found], [orjson.loads(line) for line in lines]


STRAY = HEAD + '5" tall,school,1\nb,school,2\nc "x,school,3\n"d" d,school,1\ne,school,1\n'
UNCLOSED = HEAD + 'a,school,1\n"b,school,2\nc,school,3\nd,school,1\n'
FILES: Mapping[str, tuple[bytes, Sequence[tuple[int, str]]]] = {
    "a stray quote": (STRAY.encode(), [(1, '5" tall'), (2, "b"), (3, 'c "x'), (4, "d d"), (5, "e")]),
    "an open quote": (UNCLOSED.encode(), [(1, "a"), (2, '"b'), (3, "c"), (4, "d")]),
    "a first row that is short": (HEAD.encode() + b"a,school\nb,school,2\n", [(1, "a"), (2, "b")]),
    "commas at the end": (b"id,role,,\na,school,,\nb,school,,\n", [(1, "a"), (2, "b")]),
    "semicolons": (HEAD.replace(",", ";").encode() + b"a;school;1\n", [(1, "a")]),
    "tabs": (HEAD.replace(",", "\t").encode() + b"a\tschool\t1\n", [(1, "a")]),
    "lines and quotes within cells": (
        HEAD.encode() + b'"a\r\n""b""",school,1\r\nc,school,2',
        [(1, 'a\r\n"b"'), (2, "c")],
    ),
    "a byte order mark": (b'\xef\xbb\xbf"id",role\n"a",school\n', [(1, "a")]),
    "letters of Windows": (HEAD.encode() + b"Jos\xe9,school,1\nb,school,2\n", [(1, "José"), (2, "b")]),
}


@pytest.mark.parametrize("size", [1, 2, 50])
@pytest.mark.parametrize("name", FILES)
def test_every_row_is_answered_under_its_own_number(tmp_path: Path, name: str, size: int) -> None:
    """However a table is written and cut into parts, no row is lost and each keeps its number."""
    content, wanted = FILES[name]
    assert answered(tmp_path, content, size) == (wanted, [])


def test_columns_that_nobody_names_may_be_called_alike(tmp_path: Path) -> None:
    """Survey tools repeat Comment and leave headings empty; only a column that is used has to be there once."""
    mapping = mapping_of({"id": "id", "criteria": {"equity.culture": {"column": "Q1"}}})
    content = b"id,Comment,Comment,role,,,Q1\na,9,9,school,9,9,1\n"
    assert answered(tmp_path, content, mapping=mapping) == ([(1, "a")], [])
    with pytest.raises(RulebookError, match="'Comment' is there twice"):
        answered(tmp_path, content, mapping=mapping, keep=("Comment",))
    with pytest.raises(RulebookError, match="no column 'Remark'"):
        answered(tmp_path, content, mapping=mapping, keep=("Remark",))


def test_a_mapping_may_say_values_by_their_labels(tmp_path: Path) -> None:
    """What a text means is a level or its label, a choice or its label, yes or no; spaces in headings do not count."""
    mapping = mapping_of(
        {"id": "id", "answers": {"Hardly ever": "Not yet"}, "roles": {"constant": "school"},
         "criteria": {"equity.culture": {"column": "Q1 how often", "answers": {"Often": "developing"}}},
         "context": {"stage": {"column": "S", "answers": {"early": "Designing the Infrastructure for Learning"}},
                     "shared-vision": {"column": "V", "answers": {"Ja": "yes"}}}}
    )  # fmt: skip
    content = b'id,"Q1\n how  often",S,V\na,Often,early,Ja\nb,Hardly ever,designing,no\n'
    assert answered(tmp_path, content, mapping=mapping) == ([(1, "a"), (2, "b")], [])


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"answers": {"Often": 7}}, "'often' means '7' here, which is no value of equity.culture"),
        ({"criteria": {"equity.culture": {"column": "Q1", "answers": {"Often": "Offen"}}}}, "means 'Offen'"),
        ({"context": {"stage": {"column": "Q1", "answers": {"early": "desining"}}}}, "no value of stage"),
        ({"context": {"shared-vision": {"column": "Q1", "answers": {"Ja": 1}}}}, "no value of shared-vision"),
    ],
)
def test_a_meaning_that_no_fact_knows_is_said_at_once(tmp_path: Path, more: dict[str, Any], text: str) -> None:
    """A slip in the mapping is told before every row of the file is rejected for it."""
    mapping = mapping_of({"criteria": {"equity.culture": {"column": "Q1"}}, **more})
    with pytest.raises(RulebookError) as error:
        answered(tmp_path, b"role,Q1\nschool,Often\n", mapping=mapping)
    assert text in error.value.problems[0].message


def test_a_reject_names_the_cell(tmp_path: Path) -> None:
    """The row of the rater, the column as the survey calls it, and the text that is there."""
    mapping = mapping_of(
        {"id": "District", "one_row_a_rater": True, "roles": {"constant": "district"},
         "criteria": {"equity.culture": {"column": "Q1"}, "learning.evaluation": {"column": "Q2"}},
         "context": {"enrollment": {"column": "Pupils"}}}
    )  # fmt: skip
    content = b"District,Q1,Q2,Pupils\nA,,2,many\nB,1,1,\nA,9,,\n"
    found, rejected = answered(tmp_path, content, mapping=mapping)
    assert found == [(2, "B")]
    assert [(one["row"], one["id"], one["column"], one["found"]) for one in rejected] == [
        (3, "A", "Q1", "9"),
        (1, "A", "Pupils", "many"),
    ]


def test_rows_of_raters_keep_their_numbers_and_their_cells(tmp_path: Path) -> None:
    """Empty lines count, and a row with a cell too many rejects its organization rather than losing the cell."""
    mapping = mapping_of(
        {"id": "District", "one_row_a_rater": True, "roles": {"constant": "district"},
         "criteria": {"equity.culture": {"column": "Q1"}}}
    )  # fmt: skip
    content = b"District,Q1\nA,1\n\nB,9\nC,1\nA,2,3,\n"
    found, rejected = answered(tmp_path, content, mapping=mapping)
    assert found == [(4, "C")]
    assert [(one["row"], one["id"], one["code"], one["reason"]) for one in rejected] == [
        (5, "A", "too-many-columns", "this row has 3 columns, the header 2"),
        (3, "B", "level-off-scale", "level 9 is not one of 1, 2, 3, 4"),
    ]


def test_columns_that_nobody_uses_may_hold_anything(tmp_path: Path) -> None:
    """Lists, structures and bytes of a Parquet file are in nobody's way, unless they are asked for."""
    odd = pl.DataFrame({"who": ["a"], "Q1": [1], "tags": [["x"]], "raw": [b"\xff"], "day": [DAY]})
    odd.write_parquet(source := tmp_path / "in.parquet")
    mapping = mapping_of(
        {"id": "who", "roles": {"constant": "school"}, "criteria": {"equity.culture": {"column": "Q1"}}}
    )
    asked = Job(source, "parquet", shipped_rules(), DAY, mapping=mapping)
    job, parts = planned(replace(asked, keep=("day",)), 9, tmp_path / "spill")
    output = Output(tmp_path / "out.jsonl", "jsonl", tmp_path / "rejects.csv")
    assert [done.rejected for done in run(job, output, parts, columns(job), resume=False)] == [0]
    assert orjson.loads(output.file.read_bytes())["day"] == "2026-02-02"
    for name in ("tags", "raw"):
        with pytest.raises(RulebookError, match=f"the column '{name}' holds"):
            planned(replace(asked, keep=(name,)), 9, tmp_path / "spill")


def test_numbers_of_another_program_are_levels(tmp_path: Path) -> None:
    """A column of numbers with gaps comes out of data frames as 2.0."""
    pl.DataFrame({"role": ["school"] * 2, "equity.culture": [2.0, None]}).write_parquet(tmp_path / "in.parquet")
    job, parts = planned(Job(tmp_path / "in.parquet", "parquet", shipped_rules(), DAY), 9, tmp_path / "spill")
    output = Output(tmp_path / "out.csv", "csv", tmp_path / "rejects.csv")
    assert [(done.records, done.rejected) for done in run(job, output, parts, columns(job), resume=False)] == [(2, 0)]


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_table_without_rows_gives_one_without_answers(tmp_path: Path, form: str) -> None:
    """A file of nothing but a heading is answered by a file of nothing but headings."""
    (tmp_path / "in.csv").write_text(HEAD)
    job, parts = planned(Job(tmp_path / "in.csv", "csv", shipped_rules(), DAY), 9, tmp_path / "spill")
    output = Output(tmp_path / f"out.{form}", form, tmp_path / "rejects.csv")
    assert list(run(job, output, parts, columns(job), resume=False)) == []
    assert output.file.exists()


CELL = st.text(st.sampled_from('a",;\n é'), max_size=4)


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=5), st.sampled_from(",;\t"), st.booleans())
def test_records_are_those_that_were_written(rows: list[list[str]], delimiter: str, quoted: bool) -> None:
    """What a program writes as CSV is read back, and is tidy, whatever stands in its cells."""
    text = io.StringIO()
    dialect = csv.unix_dialect if quoted else csv.excel
    csv.writer(text, dialect, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    content = text.getvalue().encode()
    records = list(records_of(io.BytesIO(content), delimiter))
    assert csv_rows(content, delimiter) == rows
    assert all(record.is_tidy and record.is_closed for record in records)


@given(st.text(st.sampled_from('a",\n'), max_size=30))
def test_records_of_anything_end_with_their_lines(text: str) -> None:
    """However the quotes stand, the records are the whole text, and each ends where a line does."""
    content = text.encode()
    ends = [record.end for record in records_of(io.BytesIO(content), ",")]
    assert ends == sorted(set(ends))
    assert (ends or [0])[-1] == len(content)
    assert all(content[end - 1 : end] == b"\n" for end in ends[:-1])
    assert len(csv_rows(content, ",")) == len(ends)


def test_json_lines_of_windows_are_read(tmp_path: Path) -> None:
    """A byte order mark and line ends of Windows are no part of a request."""
    source = tmp_path / "in.jsonl"
    line = b'{"roles": ["school"], "assessment": {"ratings": []}}\r\n'
    source.write_bytes(b"\xef\xbb\xbf" + line + line)
    job, parts = planned(Job(source, "jsonl", shipped_rules(), DAY), 1, tmp_path / "spill")
    output = Output(tmp_path / "out.jsonl", "jsonl", tmp_path / "rejects.csv")
    assert [done.rejected for done in run(job, output, parts, columns(job), resume=False)] == [0, 0]


def test_all_teachers_of_a_district_may_answer(tmp_path: Path) -> None:
    """A survey with a row a rater holds hundreds of rows for one organization."""
    mapping = mapping_of(
        {"id": "District", "one_row_a_rater": True, "roles": {"constant": "district"},
         "criteria": {"equity.culture": {"column": "Q1"}}}
    )  # fmt: skip
    content = b"District,Q1\n" + b"A,1\nA,2\n" * 300
    assert answered(tmp_path, content, mapping=mapping) == ([(1, "A")], [])


def test_whoever_answers_twice_is_named(tmp_path: Path) -> None:
    """The row of the second answer, and the column of the raters."""
    mapping = mapping_of(
        {"id": "District", "rater": "Name", "one_row_a_rater": True, "roles": {"constant": "district"},
         "criteria": {"equity.culture": {"column": "Q1"}}}
    )  # fmt: skip
    found, rejected = answered(tmp_path, b"District,Name,Q1\nA,ann,1\nB,bob,1\nA,ann,2\n", mapping=mapping)
    assert found == [(2, "B")]
    assert [(one["row"], one["code"], one["column"], one["found"]) for one in rejected] == [
        (3, "duplicate-rater", "Name", "ann")
    ]
