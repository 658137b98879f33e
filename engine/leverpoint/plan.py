"""One plan for several roles: every recommendation once, after those that it waits on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leverpoint.advice import PlanItem, Recommendation, RoleAdvice, Step
from leverpoint.rulebook import Catalog

Ranked = Mapping[Step, Recommendation]


def plan_of(roles: Sequence[RoleAdvice], catalog: Catalog) -> tuple[PlanItem, ...]:
    """All recommendations in one order: the highest score first, but none before what it waits on.

    A step waits on a weak predecessor that is itself recommended, in the role that leads it or else in every role that
    was asked; and who merely influences a strategy waits on who leads it. That cannot make a ring: predecessors have
    none, and within a strategy only influence waits on lead.
    """
    ranked = {Step(one.role, item.strategy): item for one in roles for item in one.recommendations}
    waits = {step: tuple(_waits_on(step, ranked, catalog)) for step in ranked}
    order = sorted(ranked, key=lambda step: _order(step, ranked[step], catalog))
    return tuple(PlanItem(step.role, step.strategy, waits[step]) for step in _released(order, waits))


def _order(step: Step, item: Recommendation, catalog: Catalog) -> tuple[int, int, int]:
    return -item.score, catalog.strategies[item.strategy].number, list(catalog.roles).index(step.role)


def _waits_on(step: Step, ranked: Ranked, catalog: Catalog) -> Iterator[Step]:
    for edge in ranked[step].strengthen_first:
        yield from _those_who_move(edge.strategy, ranked, catalog)
    if catalog.strategies[step.strategy].tenure(step.role) == "influence":
        yield from _those_who_lead(step.strategy, ranked, catalog)


def _those_who_move(strategy: str, ranked: Ranked, catalog: Catalog) -> Sequence[Step]:
    leading = _those_who_lead(strategy, ranked, catalog)
    return leading or [step for step in ranked if step.strategy == strategy]


def _those_who_lead(strategy: str, ranked: Ranked, catalog: Catalog) -> Sequence[Step]:
    leaders = catalog.strategies[strategy].roles.get("lead", ())
    return [step for step in ranked if step.strategy == strategy and step.role in leaders]


def _released(order: Iterable[Step], waits: Mapping[Step, Sequence[Step]]) -> Iterator[Step]:
    """The steps in their order, each held back until those it waits on are out."""
    held, out = list(order), set[Step]()
    while held:
        step = next(one for one in held if out.issuperset(waits[one]))
        held.remove(step)
        out.add(step)
        yield step
