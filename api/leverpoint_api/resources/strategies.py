"""The strategies that advice is made of."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.pages import found, listed, page
from leverpoint_api.schemas import StrategySchema, page_of

blueprint = Blueprint("strategies", "catalog")
PAGE, ONE = page_of(StrategySchema), StrategySchema()


@blueprint.catalog("/v1/strategies", PAGE)
def list_strategies(_place: Any) -> Response:
    """List the strategies in the order of their numbers."""
    return page(PAGE, lambda rulebook: listed(rulebook.catalog.strategies.values()))


@blueprint.catalog("/v1/strategies/<string:strategy_id>", ONE, strategy_id="LC4")
def get_strategy(_place: Any, strategy_id: str) -> Response:
    """Give one strategy."""
    return page(ONE, lambda rulebook: found("strategy", strategy_id, rulebook.catalog.strategies))
