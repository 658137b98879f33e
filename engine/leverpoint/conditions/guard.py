"""The whole condition of a rule: its roles and effective dates are conditions like any other."""

from __future__ import annotations

from leverpoint.conditions.tree import AllOf, Comparison, Condition, Op
from leverpoint.model import Rule
from leverpoint.vocabulary import AS_OF, ROLE


def guarded(rule: Rule) -> Condition:
    """What must hold for the rule to match: it speaks to the role, is in effect on the day, and its `when` is true."""
    guards: list[Condition] = []
    if rule.roles:
        guards.append(Comparison(ROLE, Op.IN, rule.roles))
    if rule.since:
        guards.append(Comparison(AS_OF, Op.AT_LEAST, (rule.since.toordinal(),)))
    if rule.until:
        guards.append(Comparison(AS_OF, Op.AT_MOST, (rule.until.toordinal(),)))
    return AllOf((*guards, rule.when)) if guards else rule.when
