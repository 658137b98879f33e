"""What changed between two rule sets that this service knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import orjson
from flask import Response

from leverpoint import Organization
from leverpoint.lab.comparing.anywhere import Anywhere, Wanted
from leverpoint.lab.comparing.diff import diff, drawn, to_data
from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import page_of_two
from leverpoint_api.questions import CORE, known
from leverpoint_api.rulesets import ALIAS, Active
from leverpoint_api.schemas import DiffQuerySchema, DiffSchema
from leverpoint_api.searching import searching
from leverpoint_api.service import active, service

blueprint = Blueprint("diffs", "rule sets")
WORK, DRAWN = 1.0, 100
"""How far an exact search goes, in the solver's measure: some seconds of one worker; and how many are drawn before."""


@blueprint.catalog(
    "/v1/rulesets/<string:before>/diff/<string:after>",
    DiffSchema(),
    DiffQuerySchema(),
    problems=(503,),
    before=CORE,
    after=ALIAS,
)
def get_diff(query: Any, before: str, after: str) -> Response:
    """Say what changed between two rule sets: rules and records in words, and the impact on advice.

    `core` is the rule set without packs, `active` the one that the organization in the query sees; both also go by
    their revisions. With `exact`, also whether there is any assessment of that role that is answered otherwise.
    """
    old, new = known(before, active()), known(after, active())
    day = query.get("as_of") or dt.datetime.now(dt.UTC).date()
    key = orjson.dumps([day, query["sample"], query["seed"], query["top"], *_place(query)])
    key += orjson.dumps([query.get("exact"), query.get("strategy")])
    return page_of_two(key.decode(), old.revision, new.revision, lambda: orjson.dumps(_document(old, new, query, day)))


def _document(old: Active, new: Active, query: Any, day: dt.date) -> dict[str, Any]:
    who, seed = Organization(*_place(query)), query["seed"]
    asked = drawn(old.advisor, new.advisor, query["sample"], day, seed=seed, organization=who)
    found = diff(old.advisor, new.advisor, asked, seed=seed, top=query["top"])
    if "exact" in query:
        found = replace(found, anywhere=_anywhere(old, new, query, Wanted(day, organization=who)))
    return to_data(found)


def _anywhere(old: Active, new: Active, query: Any, wanted: Wanted) -> Anywhere:
    """The exact answers, within bounds that are the same on every machine, and a clock behind them.

    Raises ExtraError where the solver is not installed, and ProblemError where too many searches are under way.
    """
    from leverpoint.lab.comparing.exact.differing import anywhere

    strategies = (query["strategy"],) if "strategy" in query else ()
    asked = replace(wanted, roles=(query["exact"],), strategies=strategies, top=query["top"], work=WORK, drawn=DRAWN)
    with searching(service().analyses) as seconds:
        return anywhere(old.advisor, new.advisor, replace(asked, seconds=seconds))


def _place(query: Any) -> tuple[str | None, str | None]:
    return query.get("identifier"), query.get("system")
