"""Answers as a spreadsheet: texts stay texts, and no row is lost at the end of a sheet."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from leverpoint.lab.batch.spreadsheet import LONGEST, write_spreadsheet

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HARMFUL = (
    "=1+1",
    '=HYPERLINK("http://x.example","y")',
    "{=1}",
    "+1",
    "-1",
    "@SUM(A1)",
    "http://x.example",
    "internal:A1",
)


def sheets(file: Path) -> list[list[list[str]]]:
    """The texts of every cell, sheet by sheet."""
    with ZipFile(file) as opened:
        names = sorted(name for name in opened.namelist() if name.startswith("xl/worksheets/sheet"))
        roots = [ET.fromstring(opened.read(name)) for name in names]  # noqa: S314 # our own file
    return [
        [["".join(cell.itertext()) for cell in row.iter(f"{MAIN}c")] for row in root.iter(f"{MAIN}row")]
        for root in roots
    ]


@pytest.mark.parametrize("text", HARMFUL)
def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    """What looks like a formula or a link to a spreadsheet program is written as the text that it is."""
    file = tmp_path / "out.xlsx"
    write_spreadsheet(file, ["id", text], [[text, 3]])
    with ZipFile(file) as opened:
        sheet = opened.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in opened.namelist() if "worksheets/_rels" in name]
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert sheets(file) == [[["id", text], [text, "3"]]]


def test_a_full_sheet_is_followed_by_another(tmp_path: Path) -> None:
    """Rows beyond the end of a sheet stand on the next, below the same headings."""
    file = tmp_path / "out.xlsx"
    write_spreadsheet(file, ["n"], ([number] for number in range(5)), most=2)
    assert sheets(file) == [[["n"], ["0"], ["1"]], [["n"], ["2"], ["3"]], [["n"], ["4"]]]


def test_a_text_that_is_too_long_is_cut_and_says_so(tmp_path: Path) -> None:
    """A cell holds only so many characters: the text ends with an ellipsis there, instead of going missing."""
    file = tmp_path / "out.xlsx"
    write_spreadsheet(file, ["id"], [["x" * (LONGEST + 5)]])
    (cell,) = sheets(file)[0][1]
    assert len(cell) == LONGEST
    assert cell.endswith("x…")


def test_a_spreadsheet_without_answers_has_its_headings(tmp_path: Path) -> None:
    """Where no row was answered there is one sheet, with headings."""
    file = tmp_path / "out.xlsx"
    write_spreadsheet(file, ["row", "id"], [])
    assert sheets(file) == [[["row", "id"]]]
