"""A sweep as rows for a spreadsheet, as a chart of ranks and as a page."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

from markupsafe import Markup

from leverpoint.lab.charts import Section, Series, lines, page
from leverpoint.lab.exploring.sweep import Point, RoleSweep, Spot, Sweep
from leverpoint.model import Scalar
from leverpoint.rulebook import Rulebook

MOST_LABELS = 10
"""How many points of a chart are named; more would stand in each other's way."""

COLUMNS = ("strategy", "listed", "certain", "in_top", "rank", "score")


def value_in_words(value: Scalar) -> str:
    """A value as it is typed."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def place_in_words(spot: Spot | None, assessments: int) -> str:
    """The rank, of many assessments the mean one, with a question mark where it is never certain; a dash for none."""
    if spot is None:
        return "-"
    rank = f"{spot.rank:.0f}" if assessments == 1 else f"{spot.rank:.1f}"
    return rank if spot.certain else f"{rank}?"


def as_csv(sweep: Sweep) -> str:
    """One row for each role, point and strategy that some list holds there."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("role", *(one.fact for one in sweep.axes), "assessments", *COLUMNS))
    for role in sweep.roles:
        for point in role.points:
            given = (role.role, *map(value_in_words, point.values), sweep.assessments)
            for spot in point.spots:
                writer.writerow((*given, spot.strategy, spot.listed, spot.certain, spot.top, spot.rank, spot.score))
    return text.getvalue()


def chart(sweep: Sweep, role: RoleSweep, rulebook: Rulebook) -> Markup:
    """The ranks of every strategy over the points, the first at the top."""
    title = f"{rulebook.catalog.roles[role.role].title}: ranks over {' by '.join(one.fact for one in sweep.axes)}"
    series = [Series(one, [_rank(point, one) for point in role.points]) for one in sweep.strategies]
    every = math.ceil(len(role.points) / MOST_LABELS)
    along = [point_in_words(point) if at % every == 0 else "" for at, point in enumerate(role.points)]
    return lines(title, along, series, downward=True)


def point_in_words(point: Point) -> str:
    """The values of a point, one after the other."""
    return " / ".join(map(value_in_words, point.values))


def report(sweep: Sweep, rulebook: Rulebook) -> str:
    """The whole sweep as one HTML page: for each role the chart and the table."""
    facts = [one.fact for one in sweep.axes]
    return page(f"Sweep over {' by '.join(facts)}", list(_sections(sweep, rulebook, facts)), lead(sweep))


def _sections(sweep: Sweep, rulebook: Rulebook, facts: list[str]) -> Iterator[Section]:
    for role in sweep.roles:
        rows = [(*map(value_in_words, point.values), *places(sweep, point)) for point in role.points]
        title = rulebook.catalog.roles[role.role].title
        yield Section(title, chart=chart(sweep, role, rulebook), headings=(*facts, *sweep.strategies), rows=rows)
    titles = [(one, rulebook.catalog.strategies[one].title) for one in sweep.strategies]
    yield Section("The strategies", headings=("Id", "Strategy"), rows=titles)


def places(sweep: Sweep, point: Point) -> tuple[str, ...]:
    """Where each strategy of the sweep stands at a point, in words."""
    return tuple(place_in_words(point.spot(one), sweep.assessments) for one in sweep.strategies)


def lead(sweep: Sweep) -> str:
    """How the numbers of a table are to be read."""
    if sweep.assessments == 1:
        return "Each number is a rank; a question mark says that it is only possible, a dash that it is not listed."
    return (
        f"Each number is the mean rank in those of {sweep.assessments:,} drawn assessments that list the strategy; "
        "a question mark says that it is only ever possible, a dash that none lists it."
    )


def _rank(point: Point, strategy: str) -> float | None:
    spot = point.spot(strategy)
    return spot.rank if spot else None
