"""The hook by which a plugin adds addresses to the service, which is where it is from: the engine knows no web."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leverpoint.hookspecs import hookspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Blueprint


@hookspec
def leverpoint_blueprints() -> Iterable[Blueprint] | None:
    """Add addresses to the service.

    Called once, when the service starts.

    :return: Flask blueprints. They are mounted below `/plugins/<name>/` with the plugin's name, in an application of
        their own: what they register for a whole application concerns that one alone.

    May be implemented by any plugin. One that fails here is quarantined. A view that raises, or takes longer than ten
    seconds, quarantines its plugin too: the request gets a problem of status 500 that says nothing of what was raised,
    and from then on all of the plugin's addresses answer with 503.
    """
