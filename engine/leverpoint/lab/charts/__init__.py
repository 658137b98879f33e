"""Charts as inline SVG, and the self-contained page that holds them: no script, no font, nothing from outside."""

from leverpoint.lab.charts.page import Section, page
from leverpoint.lab.charts.svg import Series, bars, heat_map, lines

__all__ = ["Section", "Series", "bars", "heat_map", "lines", "page"]
