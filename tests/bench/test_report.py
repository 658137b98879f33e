"""How the measurements are written down."""

from __future__ import annotations

import pytest
from bench.report import Goal, Section, Table, document, micros, times


def test_a_section_is_markdown_with_its_goals_and_tables() -> None:
    """A section has a heading, its goals as a list that says which were not reached, and its tables."""
    goals = [Goal("fast", "1 ms", True), Goal("small", "9 MiB", False)]
    table = Table(["Engine", "100 rules"], [["ours", "1.0"]])
    assert str(Section("Matching", "One\n line.", goals, [("A caption:", table)], ["A note."])) == (
        "## Matching\n\nOne line.\n\n- reached: fast: 1 ms\n- **NOT reached**: small: 9 MiB\n\nA caption:\n\n"
        "| Engine | 100 rules |\n| --- | ---: |\n| ours | 1.0 |\n\nA note.\n"
    )


@pytest.mark.parametrize(("busy", "warned"), [pytest.param(0.0, False, id="idle"), pytest.param(1.5, True, id="busy")])
def test_the_page_says_where_its_figures_come_from(busy: float, warned: bool) -> None:
    """The page names the machine and the Python, and says so when other work was running."""
    page = document([Section("Matching", "Text.")], busy)
    assert page.startswith("# Measurements\n")
    assert "- Python: CPython 3." in page
    assert ("Other work was running" in page) is warned


@pytest.mark.parametrize(("figure", "text"), [(0.087, "0.09"), (1.25, "1.2"), (42.4, "42"), (1234.5, "1,234")])
def test_a_ratio_shows_the_digits_that_mean_something(figure: float, text: str) -> None:
    """A ratio is written with two or three digits."""
    assert times(figure) == text


@pytest.mark.parametrize(("figure", "text"), [(8.91, "8.9 µs"), (99.6, "100 µs"), (1500, "1.50 ms"), (2.5e7, "25.0 s")])
def test_a_time_has_the_unit_that_fits_it(figure: float, text: str) -> None:
    """A time in µs is written in µs, ms or s."""
    assert micros(figure) == text
