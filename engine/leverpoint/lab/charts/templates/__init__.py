"""The templates of reports and charts, and how they are filled in."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def environment() -> Environment:
    """What fills them in: every text is escaped, and nothing may be left undefined."""
    return Environment(
        loader=PackageLoader("leverpoint.lab.charts", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
