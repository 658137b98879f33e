"""What changed between two rule sets that this service knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
from flask import Response

from leverpoint import Organization
from leverpoint.lab.diff import diff, drawn, to_data
from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import page_of_two
from leverpoint_api.questions import CORE, known
from leverpoint_api.rulesets import ALIAS, Active
from leverpoint_api.schemas import DiffQuerySchema, DiffSchema
from leverpoint_api.service import active

blueprint = Blueprint("diffs", "rule sets")


@blueprint.catalog(
    "/v1/rulesets/<string:before>/diff/<string:after>", DiffSchema(), DiffQuerySchema(), before=CORE, after=ALIAS
)
def get_diff(query: Any, before: str, after: str) -> Response:
    """Say what changed between two rule sets: rules and records in words, and the impact on advice.

    `core` is the rule set without packs, `active` the one that the organization in the query sees; both also go by
    their revisions.
    """
    old, new = known(before, active()), known(after, active())
    day = query.get("as_of") or dt.datetime.now(dt.UTC).date()
    key = orjson.dumps([day, query["sample"], query["seed"], query["top"], *_place(query)]).decode()
    return page_of_two(key, old.revision, new.revision, lambda: orjson.dumps(_document(old, new, query, day)))


def _document(old: Active, new: Active, query: Any, day: dt.date) -> dict[str, Any]:
    who, seed = Organization(*_place(query)), query["seed"]
    asked = drawn(old.advisor, new.advisor, query["sample"], day, seed=seed, organization=who)
    return to_data(diff(old.advisor, new.advisor, asked, seed=seed, top=query["top"]))


def _place(query: Any) -> tuple[str | None, str | None]:
    return query.get("identifier"), query.get("system")
