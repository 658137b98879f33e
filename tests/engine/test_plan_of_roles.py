"""Several roles get one plan: every recommendation once, after those that it waits on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leverpoint import Advice, Rulebook
from leverpoint.advice import Backing, PlanItem, Recommendation, RoleAdvice, Step, StrengthenFirst, Term
from leverpoint.model import Predecessor, Role, Strategy
from leverpoint.plan import plan_of
from leverpoint.rulebook import Catalog

Ask = Callable[..., Advice]
ROLES = ("state", "district", "school")


def strategy(number: int, tenures: Mapping[str, str], before: Sequence[int] = ()) -> Strategy:
    """A strategy S<number> with the tenure of each role, better begun after S<before>."""
    held = {tenure: tuple(role for role in tenures if tenures[role] == tenure) for tenure in ("lead", "influence")}
    edges = tuple(Predecessor(f"S{one}", "", ()) for one in before)
    horizon = dict.fromkeys(ROLES, "now")
    return Strategy(f"S{number}", number, "", "", "", horizon, held, "authored", (), edges)  # type: ignore[arg-type]  # tenures and horizons are text here


def catalog_of(strategies: Sequence[Strategy]) -> Catalog:
    roles = {role: Role(role, role, "") for role in ROLES}
    return Catalog(roles, {}, {}, {one.id: one for one in strategies}, {}, {})


def listed(one: Strategy, score: int, weak: Sequence[str] = ()) -> Recommendation:
    """A recommendation with that score, whose weak predecessors are named."""
    return Recommendation(
        rank=1,
        strategy=one.id,
        title="",
        certainty="certain",
        horizon="now",
        terms=(Term("need", score, "", "", ""),),
        reasons=(),
        backing=Backing((), (), (), ()),
        strengthen_first=tuple(StrengthenFirst(name, "", ()) for name in weak),
    )


def advice(role: str, *items: Recommendation) -> RoleAdvice:
    return RoleAdvice(role, items, (), ())


def test_the_highest_score_comes_first() -> None:
    """Where nothing waits, the order is score, then the strategy's number, then the order of the roles."""
    one, two = strategy(1, {"state": "lead", "school": "lead"}), strategy(2, {"state": "lead"})
    roles = [advice("school", listed(one, 5)), advice("state", listed(two, 9), listed(one, 5))]
    assert plan_of(roles, catalog_of([one, two])) == (
        PlanItem("state", "S2", ()),
        PlanItem("state", "S1", ()),
        PlanItem("school", "S1", ()),
    )


def test_a_step_waits_on_a_weak_predecessor_in_the_role_that_leads_it() -> None:
    """Who leads the predecessor goes first; who only has a part in it is not waited on."""
    first = strategy(1, {"school": "lead", "state": "influence"})
    then = strategy(2, {"district": "lead"}, [1])
    roles = [
        advice("state", listed(first, 1)),
        advice("district", listed(then, 90, ["S1"])),
        advice("school", listed(first, 2)),
    ]
    assert plan_of(roles, catalog_of([first, then])) == (
        PlanItem("school", "S1", ()),
        PlanItem("district", "S2", (Step("school", "S1"),)),
        PlanItem("state", "S1", (Step("school", "S1"),)),
    )


def test_without_a_leader_a_step_waits_on_every_role_that_was_asked() -> None:
    """Where nobody who was asked leads the predecessor, all who have it on their list go first."""
    first, then = strategy(1, {"state": "influence", "school": "influence"}), strategy(2, {"district": "lead"}, [1])
    roles = [
        advice("state", listed(first, 1)),
        advice("district", listed(then, 90, ["S1"])),
        advice("school", listed(first, 2)),
    ]
    assert plan_of(roles, catalog_of([first, then])) == (
        PlanItem("school", "S1", ()),
        PlanItem("state", "S1", ()),
        PlanItem("district", "S2", (Step("state", "S1"), Step("school", "S1"))),
    )


def test_what_nobody_was_recommended_is_not_waited_on() -> None:
    """A weak predecessor that is on nobody's list holds nothing up."""
    first, then = strategy(1, {"school": "lead"}), strategy(2, {"district": "lead"}, [1])
    roles = [advice("district", listed(then, 9, ["S1"])), advice("school")]
    assert plan_of(roles, catalog_of([first, then])) == (PlanItem("district", "S2", ()),)


def test_two_districts_of_a_chain_come_out_in_its_order() -> None:
    """However much more the last of a chain scores, it comes last."""
    chain = [strategy(1, {"school": "lead"}), strategy(2, {"school": "lead"}, [1]), strategy(3, {"state": "lead"}, [2])]
    one, two, three = chain
    roles = [advice("state", listed(three, 90, ["S2"])), advice("school", listed(two, 50, ["S1"]), listed(one, 1))]
    assert [(item.strategy, item.waits_on) for item in plan_of(roles, catalog_of(chain))] == [
        ("S1", ()),
        ("S2", (Step("school", "S1"),)),
        ("S3", (Step("school", "S2"),)),
    ]


TENURES = st.dictionaries(st.sampled_from(ROLES), st.sampled_from(["lead", "influence"]))


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[RoleAdvice], Catalog]:
    """Roles with any recommendations from a catalog whose predecessors make no ring, whatever their numbers."""
    count = draw(st.integers(1, 6))
    numbers = draw(st.permutations(range(count)))
    before = [draw(st.sets(st.sampled_from(numbers[:place]))) if place else set[int]() for place in range(count)]
    made = [strategy(numbers[place], draw(TENURES), sorted(before[place])) for place in range(count)]
    roles = []
    for role in ROLES:
        chosen = draw(st.lists(st.sampled_from(made), unique_by=lambda one: one.id))
        weak = [
            draw(st.lists(st.sampled_from([e.strategy for e in one.strengthen_first]), unique=True))
            if one.strengthen_first
            else []
            for one in chosen
        ]
        items = [listed(one, draw(st.integers(-9, 9)), names) for one, names in zip(chosen, weak, strict=True)]
        roles.append(advice(role, *items))
    return roles, catalog_of(made)


@given(plans())
def test_no_step_comes_before_what_it_waits_on(case: tuple[list[RoleAdvice], Catalog]) -> None:
    """For any catalog without a ring, every recommendation stands in the plan once, after all it waits on."""
    roles, catalog = case
    plan = plan_of(roles, catalog)
    steps = [Step(item.role, item.strategy) for item in plan]
    assert sorted(map(str, steps)) == sorted(
        str(Step(one.role, r.strategy)) for one in roles for r in one.recommendations
    )
    for place, item in enumerate(plan):
        assert set(item.waits_on) <= set(steps[:place])
        assert len(set(item.waits_on)) == len(item.waits_on)


def test_the_librarian_gives_a_plan_with_several_roles_only(ask: Ask) -> None:
    """One role needs no plan; with several, what waits names the role and strategy that go first."""
    ratings = {"people.trust": 1, "people.learning": 1, "people.voice": 2, "place.hours": 2}
    assert ask(["town"], ratings).plan is None
    plan = ask(["town", "branch"], ratings, {"phase": "starting"}, certainty="certain").plan
    assert plan is not None
    assert [(item.role, item.strategy, item.waits_on) for item in plan] == [
        ("town", "OPEN", ()),
        ("branch", "MEET", ()),
        ("town", "MEET", ()),
        ("branch", "OPEN", (Step("town", "OPEN"),)),
        ("town", "LEARN", (Step("branch", "MEET"),)),
        ("branch", "LEARN", (Step("branch", "MEET"),)),
    ]


def test_a_cut_list_gives_a_cut_plan(ask: Ask) -> None:
    """What a limit has cut off is in no plan and is waited on by nobody."""
    ratings = {"people.trust": 1, "people.learning": 1, "people.voice": 2, "place.hours": 2}
    plan = ask(["town", "branch"], ratings, {"phase": "starting"}, limit=1).plan
    assert plan is not None
    assert [(item.role, item.strategy) for item in plan] == [("town", "OPEN"), ("branch", "MEET")]


def test_the_shipped_layout_of_roles_is_not_needed(library: Rulebook) -> None:
    """A role without any part in a strategy waits only on its predecessors."""
    stranger = replace(library.catalog.strategies["LEARN"], roles={"lead": ("town",)})
    catalog = replace(library.catalog, strategies={**library.catalog.strategies, "LEARN": stranger})
    roles = [advice("region", listed(stranger, 5)), advice("town", listed(stranger, 1))]
    assert [(item.role, item.waits_on) for item in plan_of(roles, catalog)] == [("region", ()), ("town", ())]
