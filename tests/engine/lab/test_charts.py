"""Charts and the page that holds them: every text is escaped, every number drawn, nothing comes from outside."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markupsafe import Markup

from leverpoint.lab.charts import Section, Series, bars, heat_map, lines, page

NASTY = """<img src=x onerror="alert('1')"> & "so" 'on' </title></svg><script>alert(1)</script>"""
Svg = Callable[..., Markup]
SVG = "{http://www.w3.org/2000/svg}"
CHROMIUM = shutil.which("chromium")

CHARTS = {
    "heat map": lambda text: heat_map(text, [text, "b"], [text, "2"], [[1, None], [0, 4]]),
    "bars": lambda text: bars(text, [text, "b"], [0, 7.5]),
    "lines": lambda text: lines(text, [text, "2", "3"], [Series(text, [1, None, 3])]),
}


@pytest.mark.parametrize("kind", CHARTS)
def test_texts_are_escaped(kind: str) -> None:
    """A chart of hostile texts is sound XML in which they are text, and nothing else."""
    drawn = ET.fromstring(CHARTS[kind](NASTY))  # noqa: S314 # it was drawn here
    assert {one.tag.removeprefix(SVG) for one in drawn.iter()} <= {
        "svg", "title", "text", "rect", "path", "polyline", "circle"}  # fmt: skip
    assert not any(name.startswith("on") for one in drawn.iter() for name in one.attrib)
    assert [one.text for one in drawn.iter(f"{SVG}title")] == [NASTY]
    assert NASTY in [one.text for one in drawn.iter(f"{SVG}text")]


@pytest.mark.parametrize("kind", CHARTS)
def test_charts_can_be_empty(kind: str) -> None:
    """No rows, no bars and no lines are drawn as that."""
    empty = {"heat map": heat_map("t", [], [], []), "bars": bars("t", [], []), "lines": lines("t", [], [])}
    assert ET.fromstring(empty[kind]).tag == f"{SVG}svg"  # noqa: S314 # it was drawn here


def test_a_heat_map_says_its_numbers() -> None:
    """Each value stands in its cell, stronger where it is higher; None leaves the cell out."""
    drawn = ET.fromstring(heat_map("t", ["a", "b"], ["1", "2"], [[1, None], [0, 4]]))  # noqa: S314 # drawn here
    assert [one.text for one in drawn.iter(f"{SVG}text")][4:] == ["1", "0", "4"]
    strength = [float(one.attrib["fill-opacity"]) for one in drawn.iter(f"{SVG}rect")]
    assert strength[1] == 0 < strength[0] < strength[2] <= 1


def test_bars_are_as_long_as_their_values() -> None:
    """Half the value is half the bar, and the value stands beside it."""
    drawn = ET.fromstring(bars("t", ["a", "b"], [2, 4]))  # noqa: S314 # drawn here
    short, long = (float(one.attrib["width"]) for one in drawn.iter(f"{SVG}rect"))
    assert short * 2 == pytest.approx(long, abs=0.2)
    assert [one.text for one in drawn.iter(f"{SVG}text")] == ["a", "2", "b", "4"]


def test_a_line_stops_where_nothing_is_known() -> None:
    """A gap parts a line in two; downward, a low value is higher up."""
    drawn = ET.fromstring(lines("t", ["1", "2", "3"], [Series("a", [1, None, 3])], downward=True))  # noqa: S314
    pieces = [one.attrib["points"].split() for one in drawn.iter(f"{SVG}polyline")]
    assert [len(piece) for piece in pieces] == [1, 1]
    first, last = (float(piece[0].partition(",")[2]) for piece in pieces)
    assert first < last


def test_a_line_is_named_where_it_ends() -> None:
    """Each name stands by itself beside the end of its line: at the edge, or where the line stops before."""
    series = [Series(f"s{number}", [number, 2 + number / 100]) for number in range(9)]
    series += [Series("short", [5, None]), Series("nowhere", [None, None])]
    drawn = ET.fromstring(lines("t", ["1", "2"], series, downward=True))  # noqa: S314 # drawn here
    names = [one for one in drawn.iter(f"{SVG}text") if one.text and one.text[0] in "sn"]
    assert [one.text for one in names] == [f"s{number}" for number in range(9)] + ["short"]
    spread = [float(one.attrib["y"]) for one in names[:9]]
    assert all(after - before >= 12 for before, after in pairwise(spread))
    assert float(names[-1].attrib["x"]) < float(names[0].attrib["x"])


@pytest.mark.parametrize("points", [1, 4, 16])
def test_long_names_of_points_find_room(points: int) -> None:
    """Names that are longer than the way from point to point are slanted, and none leaves the chart."""
    drawn = ET.fromstring(lines("t", ["a rather long one"] * points, [Series("s", [1.0] * points)]))  # noqa: S314
    names = [one for one in drawn.iter(f"{SVG}text") if one.text == "a rather long one"]
    assert len(names) == points
    assert all("rotate" in one.attrib.get("transform", "") for one in names) is (points == 16)
    assert float(names[0].attrib["x"]) >= len("a rather long one") * 6 * 0.82 or points < 16
    assert float(names[0].attrib["y"]) < float(drawn.attrib["height"])


def test_a_page_escapes_all_but_its_charts() -> None:
    """Titles, texts, headings and cells are text; a chart that somebody passes as text is text, too."""
    chart = bars(NASTY, [NASTY], [1])
    html = page(NASTY, [Section(NASTY, NASTY, chart, (NASTY,), [(NASTY, 3)])], NASTY)
    assert "<script" not in html
    assert "<img" not in html
    assert chart in html
    assert "<td>3</td>" in html


def test_a_page_needs_nothing_from_outside() -> None:
    """No address, no script, no import: the page can be mailed."""
    html = page("Title", [Section("One", chart=bars("t", ["a"], [1]))])
    addresses = set(re.findall(r"https?://[^\"' ]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<script|<link|@import|url\(| src=", html)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no browser here")
def test_a_browser_shows_it(tmp_path: Path) -> None:
    """In a real browser the hostile texts are shown and not run, and the charts have their size."""
    file = tmp_path / "page.html"
    file.write_text(page(NASTY, [Section(NASTY, NASTY, CHARTS["heat map"](NASTY), (NASTY,), [(NASTY,)])]))
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
               "--virtual-time-budget=2000", "--dump-dom", file.as_uri()]  # fmt: skip
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    body = shown.partition("<body>")[2]
    assert "<img" not in body
    assert "<script" not in body
    assert body.count("<svg") == body.count("</svg>") == 1
    assert body.count("onerror=") == body.count("&lt;img src=x onerror=")
