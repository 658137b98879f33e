"""Coverage as a page for people: a heat map for each role, and tables of what no scenario touches."""

from __future__ import annotations

from collections.abc import Iterator

from leverpoint.lab.charts import Section, heat_map, page
from leverpoint.lab.measuring.coverage import Coverage
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Kind

NAMES = {
    "rules": "Rules that fired",
    "conditions": "Conditions seen true and false",
    "answers": "Answers that were given",
}


def coverage_page(found: Coverage, rulebook: Rulebook) -> str:
    """The whole page, which needs nothing from outside."""
    lead = (
        f"Cases: {found.cases}. Questions that they put, one for each role: {found.questions}. Rules: {rulebook.label}."
    )
    return page("What the scenarios cover", list(_sections(found, rulebook)), lead)


def _sections(found: Coverage, rulebook: Rulebook) -> Iterator[Section]:
    yield _summary(found)
    for role, record in rulebook.catalog.roles.items():
        yield _map(found, rulebook, role, record.title)
    yield _one_way(found)
    yield _firing(found, rulebook)


def _summary(found: Coverage) -> Section:
    rows = [(NAMES[name], some, all_, f"{found.percents[name]:.1f} %") for name, (some, all_) in found.shares.items()]
    return Section("In short", headings=("What", "Touched", "Of", "Share"), rows=rows)


def _map(found: Coverage, rulebook: Rulebook, role: str, title: str) -> Section:
    facts = rulebook.vocabulary.of_kind(Kind.CRITERION)
    levels = sorted({int(level) for fact in facts for level in fact.values})
    values = [[_count(found, role, fact, level) for level in levels] for fact in facts]
    chart = heat_map(f"{title}: how often each level of each criterion is given", [fact.title for fact in facts],
                     [str(level) for level in levels], values)  # fmt: skip
    text = "How many scenarios give each level of each criterion. A 0 is an answer that no scenario of this role gives."
    return Section(title, text, chart)


def _count(found: Coverage, role: str, fact: Fact, level: int) -> float | None:
    return found.cells.get((role, fact.id, level))


def _one_way(found: Coverage) -> Section:
    rows = [(one.rule, one.text, one.never) for one in found.nodes if not one.both]
    text = "Parts of conditions, roles and dates among them, that no scenario has seen both true and false."
    if not rows:
        return Section("Conditions seen one way only", "There is none.")
    return Section("Conditions seen one way only", text, headings=("Rule", "Condition", "Never seen"), rows=rows)


def _firing(found: Coverage, rulebook: Rulebook) -> Section:
    rows = [(rule, rulebook.rules[rule].title, count) for rule, count in sorted(found.fired.items(), key=_rarest)]
    text = "In how many questions each rule fired, the rarest first."
    return Section("Rules", text, headings=("Rule", "Title", "Fired"), rows=rows)


def _rarest(pair: tuple[str, int]) -> tuple[int, str]:
    return pair[1], pair[0]
