"""A report as one HTML file, which can be mailed, printed and opened without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from leverpoint.lab.charts.templates import environment


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report: text, a chart as SVG, and a table, each only where there is one."""

    title: str
    text: str = ""
    chart: Markup = Markup()  # noqa: RUF009 # immutable
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = field(default=())


def page(title: str, sections: Sequence[Section], lead: str = "") -> str:
    """The whole page. Every text is escaped; only the charts of this package count as markup."""
    return environment().get_template("page.html").render(title=title, lead=lead, sections=sections)
