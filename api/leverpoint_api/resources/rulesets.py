"""Rule sets by revision, and the rules in them."""

from __future__ import annotations

from typing import Any

from flask import Response

from leverpoint_api.blueprint import Blueprint
from leverpoint_api.cursors import rules_after
from leverpoint_api.pages import listed, page, page_once
from leverpoint_api.schemas import RuleSchema, RulesetSchema, RulesQuerySchema, page_of
from leverpoint_api.service import active
from leverpoint_api.written import written_rule, written_ruleset

blueprint = Blueprint("rulesets", "rule sets")
PAGE, ONE, RULES, RULE = page_of(RulesetSchema), RulesetSchema(), page_of(RuleSchema), RuleSchema()
ACTIVE, SOME_RULE = "active", "core.sequence.protect-team-time"


@blueprint.catalog("/v1/rulesets", PAGE)
def list_rulesets(_place: Any) -> Response:
    """List the rule sets that can be asked: today the active one."""
    return page(PAGE, lambda rulebook: listed([written_ruleset(rulebook)]))


@blueprint.catalog("/v1/rulesets/<revision:revision>", ONE, revision=ACTIVE)
def get_ruleset(_place: Any, revision: str) -> Response:
    """Give one rule set by its revision; `active` means the one that answers."""
    active().check(revision)
    return page(ONE, written_ruleset)


@blueprint.catalog("/v1/rulesets/<revision:revision>/rules", RULES, RulesQuerySchema(), revision=ACTIVE)
def list_rules(query: Any, revision: str) -> Response:
    """List the rules of a rule set in the order of their ids, a page at a time."""
    active().check(revision)
    return page_once(RULES, rules_after(active().advisor.rulebook, query.get("cursor"), query["limit"]))


@blueprint.catalog("/v1/rulesets/<revision:revision>/rules/<string:rule_id>", RULE, revision=ACTIVE, rule_id=SOME_RULE)
def get_rule(_place: Any, revision: str, rule_id: str) -> Response:
    """Give one rule, also by an id that it had before."""
    active().check(revision)
    return page(RULE, lambda rulebook: written_rule(rulebook.rule(rule_id), rulebook))
