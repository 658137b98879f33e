"""A sweep asks every point, and each point says what advice says there."""

from __future__ import annotations

import csv
import datetime as dt
from xml.etree import ElementTree as ET

import pytest

from leverpoint import Advisor, Assessment, AssessmentError
from leverpoint.lab.exploring import sweep_report
from leverpoint.lab.exploring.axes import Axis, axis, read_axis
from leverpoint.lab.exploring.changes import Change, changed
from leverpoint.lab.exploring.sweep import Sweep, Sweeper, to_data
from leverpoint.lab.exploring.why import uncut_advice

BEFORE = Assessment(
    ("town", "branch"), dt.date(2026, 2, 2), {"people.trust": {"": 0}, "people.learning": {"": 1}}, context={"staff": 3}
)


def swept(advisor: Advisor, *over: str, assessment: Assessment = BEFORE) -> Sweep:
    sweeper = Sweeper(advisor, [read_axis(one, advisor.rulebook) for one in over])
    return sweeper.sweep(sweeper.fixed(assessment))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("people.trust", (0, 1, 2)),
        ("place.hours=1..3", (1, 2, 3)),
        ("place.hours=1,5,1", (1, 5)),
        ("staff=0..20..10", (0, 10, 20)),
        ("visits=0..1..0.25", (0, 0.25, 0.5, 0.75, 1)),
        ("phase=starting,Settled", ("starting", "settled")),
        ("has-partner", (False, True)),
        ("people.trust=1,n/a", (1, "n/a")),
    ],
)
def test_what_a_fact_runs_over(librarian: Advisor, text: str, values: tuple[object, ...]) -> None:
    """All values of a fact, some of them, a range, a range in steps."""
    assert read_axis(text, librarian.rulebook).values == values


def test_numbers_run_over_what_rules_tell_apart(librarian: Advisor) -> None:
    """Without values, a number takes those that rules name, one between each two, and its bounds."""
    values = axis("visits", None, librarian.rulebook).values
    assert 120.5 in values
    assert (min(values), max(values)) == (0, 9000.5)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("people.trsut", "unknown-fact"),
        ("people.mean", "unknown-fact"),
        ("people.trust=1..9", "level-off-scale"),
        ("staff=5..1", "wrong-value"),
        ("staff=1..5..0", "wrong-value"),
        ("staff=1..5..1..1", "wrong-value"),
        ("staff=a..b", "wrong-value"),
        ("staff=0..NaN", "wrong-value"),
        ("staff=0..20000", "too-large"),
        ("phase=", "wrong-value"),
    ],
)
def test_what_no_fact_runs_over(librarian: Advisor, text: str, code: str) -> None:
    """Unknown names, values off the scale, ranges that are none, and too many values are refused."""
    with pytest.raises(AssessmentError) as error:
        read_axis(text, librarian.rulebook)
    assert error.value.problems[0].code == code


def test_every_point_is_what_advice_says(librarian: Advisor) -> None:
    """Each rank and score of a product of two facts is that of asking the changed assessment, for each role."""
    found = swept(librarian, "people.trust", "phase")
    assert [one.role for one in found.roles] == ["town", "branch"]
    for role in found.roles:
        assert len(role.points) == 9
        for point in role.points:
            changes = [Change(one.fact, value) for one, value in zip(found.axes, point.values, strict=True)]
            asked = changed(BEFORE, changes, librarian.rulebook.vocabulary)
            advice = uncut_advice(librarian, asked)[role.role]
            assert [(one.strategy, one.rank, one.score) for one in point.spots] == [
                (one.strategy, one.rank, one.score) for one in advice.recommendations
            ]


def test_drawn_assessments_are_the_same_at_every_point(librarian: Advisor) -> None:
    """The same seed gives the same sweep, and a fact that no rule reads together with others changes no count."""
    sweeper = Sweeper(librarian, [axis("people.trust", None, librarian.rulebook)], top=1)
    one, other = (sweeper.sweep(sweeper.sampled(BEFORE, 20, seed=7), 20) for _ in range(2))
    assert one == other
    garden = [spot.listed for role in one.roles for point in role.points if (spot := point.spot("GARDEN"))]
    assert len(set(garden[:3])) == 1
    assert all(spot.top <= spot.listed <= 20 for role in one.roles for point in role.points for spot in point.spots)


def test_too_many_questions_are_refused_before_any_is_put(librarian: Advisor) -> None:
    """The size of the product is known first, and a fact swept twice is no product."""
    many = Axis("staff", tuple(range(900)))
    with pytest.raises(AssessmentError, match="the sweep puts 2,700 questions, and may put 1,000"):
        Sweeper(librarian, [many], most=1000).check(3)
    with pytest.raises(AssessmentError, match="'staff' is swept more than once"):
        Sweeper(librarian, [many, many])


def test_the_sweep_as_rows_chart_and_page(librarian: Advisor) -> None:
    """The rows hold every spot, the chart is XML with a line for each strategy, the page holds chart and table."""
    found = swept(librarian, "people.trust")
    rows = list(csv.DictReader(sweep_report.as_csv(found).splitlines()))
    assert len(rows) == sum(len(point.spots) for role in found.roles for point in role.points)
    assert rows[0]["people.trust"] == "0"
    chart = ET.fromstring(str(sweep_report.chart(found, found.roles[0], librarian.rulebook)))  # noqa: S314 # ours
    texts = {one.text for one in chart.iter() if one.text}
    assert set(found.strategies) <= texts
    page = sweep_report.report(found, librarian.rulebook)
    assert page.count("<svg") == 2
    assert "people.trust" in page
    assert to_data(found)["over"] == ({"fact": "people.trust", "values": (0, 1, 2)},)
