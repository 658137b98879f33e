"""What the views of one app share, and where they find it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from threading import Semaphore as Turns
from typing import TYPE_CHECKING

from flask import current_app, g, request

from leverpoint import Organization

if TYPE_CHECKING:
    from leverpoint_api.logs import Logger
    from leverpoint_api.metrics import Metrics
    from leverpoint_api.rulesets import Active, Rulesets
    from leverpoint_api.settings import Settings

EXTENSION = "leverpoint"
SEARCHES, ANALYSES = 4, 2
"""How many least changes a worker searches for at a time, and how many analyses it makes: the rest answers others."""


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of one running service."""

    settings: Settings
    rulesets: Rulesets
    metrics: Metrics
    log: Logger
    openapi: bytes = field(repr=False)
    searches: Turns = field(default_factory=lambda: Turns(SEARCHES), repr=False)
    analyses: Turns = field(default_factory=lambda: Turns(ANALYSES), repr=False)
    started_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))


def service() -> Service:
    """The parts of the app that answers the current request."""
    parts: Service = current_app.extensions[EXTENSION]
    return parts


def active() -> Active:
    """The rule set that answers the organization in the query, the same one until the request is answered.

    Raises ProblemError `not-ready` while there is none.
    """
    if "active" not in g:
        place = Organization(request.args.get("identifier"), request.args.get("system"))
        g.active = service().rulesets.current.require(place)
    found: Active = g.active
    return found
