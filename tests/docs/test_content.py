"""docs/reference/content.md holds what the shipped rules say. Run as a program, this file writes its tables anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from leverpoint import Rulebook, load_rulebook, shipped_rules
from leverpoint.conditions.parse import values_in_words
from leverpoint.model import Strategy
from leverpoint.vocabulary import Fact, Kind

if TYPE_CHECKING:
    from tests.docs.conftest import Page

REFERENCE = "docs/reference/content.md"
TENURES = {"lead": "leads", "share": "shares", "influence": "influences"}
Rows = Iterable[Iterable[object]]


def themes(rulebook: Rulebook) -> Rows:
    yield "Id", "Theme", "What it means"
    yield from ((f"`{one.id}`", one.title, one.definition) for one in rulebook.catalog.themes.values())


def roles(rulebook: Rulebook) -> Rows:
    yield "Id", "Role", "Who that is"
    yield from ((f"`{one.id}`", one.title, one.description) for one in rulebook.catalog.roles.values())


def strategies(rulebook: Rulebook) -> Rows:
    catalog = rulebook.catalog
    yield "Id", "No.", "Strategy", "Theme", *catalog.roles, "Protected"
    for one in catalog.strategies.values():
        parts = [part(one, role) for role in catalog.roles]
        yield f"`{one.id}`", one.number, one.title, one.theme, *parts, "yes" if one.protected else ""


def part(strategy: Strategy, role: str) -> str:
    tenure = strategy.tenure(role)
    return f"{TENURES[tenure]}, {strategy.horizon[role]}" if tenure else "–"


def strengthen_first(rulebook: Rulebook) -> Rows:
    yield "Before", "Strengthen", "Because", "Evidence"
    for one in rulebook.catalog.strategies.values():
        for edge in one.strengthen_first:
            findings = [cited.locator for cited in edge.citations if cited.source == "linking"]
            yield f"`{one.id}`", f"`{edge.strategy}`", edge.because, ", ".join(findings) or "ours"


def findings(rulebook: Rulebook) -> Rows:
    yield "No.", "What was found", "Where"
    for one in rulebook.catalog.sources["linking"].findings:
        yield one.id, one.text, f"<{one.url}>" if one.url else ""


def rubrics(rulebook: Rulebook) -> Rows:
    yield "Criterion", "Title", "Speaks of", "Own words for"
    for row in rulebook.catalog.criteria().values():
        yield f"`{row.id}`", row.title, listed(row.strategies), ", ".join(row.by_role)


def scale(rulebook: Rulebook) -> Rows:
    scales = {rubric.scale for rubric in rulebook.catalog.rubrics.values()}
    assert len(scales) == 1, "rubrics on different scales need a table each"
    yield "Level", "Label", "Target"
    for level in (levels := scales.pop()).levels:
        yield level.level, level.label, "yes" if level.level == levels.target else ""


def context(rulebook: Rulebook) -> Rows:
    yield "Fact", "Type", "Takes", "Asked of", "Title"
    for fact in rulebook.vocabulary.of_kind(Kind.CONTEXT):
        yield f"`{fact.id}`", fact.type, takes(fact), ", ".join(fact.roles), fact.title


def takes(fact: Fact) -> str:
    return values_in_words(fact).removeprefix("one of ")


def conclusions(rulebook: Rulebook) -> Rows:
    yield "Conclusion", "What it means", "Concluded by"
    for fact in rulebook.vocabulary.of_kind(Kind.CONCLUSION):
        yield f"`{fact.id}`", fact.title, listed(one.id for one in rulebook.rules.values() if fact.id in one.concludes)


def leverage_points(rulebook: Rulebook) -> Rows:
    yield "Leverage point", "Title", "Serves", "Provenance"
    for one in rulebook.catalog.leverage_points.values():
        yield f"`{one.id}`", one.title, listed(one.strategies), one.provenance


def weights(rulebook: Rulebook) -> Rows:
    said = rulebook.weights
    yield "Term", "Points", "Why"
    yield "need, at the lowest level", said.need.points, said.need.why
    yield from ((f"role, {TENURES[name]}", one.points, one.why) for name, one in said.role.items())
    yield "readiness, for each weak predecessor", said.readiness.points, said.readiness.why
    yield from ((f"horizon, {name}", one.points, one.why) for name, one in said.horizon.items())
    yield "local rules of one pack, at most", said.max_local_points.points, said.max_local_points.why


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


TABLES: dict[str, Callable[[Rulebook], Rows]] = {
    "Themes": themes,
    "Roles": roles,
    "Strategies": strategies,
    "Strengthen first": strengthen_first,
    "Findings": findings,
    "Rubrics": rubrics,
    "Scale": scale,
    "Context": context,
    "Conclusions": conclusions,
    "Leverage points": leverage_points,
    "Weights": weights,
}


def cells(title: str, rulebook: Rulebook) -> list[list[str]]:
    return [[str(cell).replace("|", "/") for cell in row] for row in TABLES[title](rulebook)]


@pytest.mark.parametrize("title", TABLES)
def test_the_table_says_what_the_rules_say(title: str, page: Callable[[str], Page], shipped: Rulebook) -> None:
    """Each table of the reference has the rows that the shipped rules have, and no others."""
    assert page(REFERENCE).rows(title) == cells(title, shipped)[1:]


def test_what_the_page_says_of_the_weights_is_so(shipped: Rulebook) -> None:
    """A predecessor is weak below level 2, and every weight is ours."""
    said = shipped.weights
    every = (said.need, said.readiness, said.max_local_points, *said.role.values(), *said.horizon.values())
    assert (said.weak_below, {one.provenance for one in every}) == (2, {"authored"})


def test_what_the_page_says_of_the_rubrics_is_so(shipped: Rulebook) -> None:
    """They are ours, and so are all of their criteria."""
    rubrics, criteria = shipped.catalog.rubrics, shipped.catalog.criteria()
    said = {one.provenance for one in rubrics.values()} | {one.provenance for one in criteria.values()}
    assert said == {"authored"}


def written(text: str, rulebook: Rulebook) -> str:
    """The page with its tables anew, each at the end of its section."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("|"))
    parts = re.split(r"^(## .+)\n", kept, flags=re.MULTILINE)
    sections = zip(parts[1::2], parts[2::2], strict=True)
    return "\n".join([parts[0].strip(), *(line for part in sections for line in section(*part, rulebook)), ""])


def section(heading: str, prose: str, rulebook: Rulebook) -> Iterator[str]:
    yield from ("", heading, "")
    yield from (prose.strip(), "") if prose.strip() else ()
    top, *rows = (f"| {' | '.join(row)} |" for row in cells(heading.removeprefix("## "), rulebook))
    yield from (top, "|" + "---|" * top.count(" | ") + "---|", *rows)


if __name__ == "__main__":
    file = Path(__file__).parents[2] / REFERENCE
    file.write_text(written(file.read_text(encoding="utf-8"), load_rulebook(shipped_rules())), encoding="utf-8")
