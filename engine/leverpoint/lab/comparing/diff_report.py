"""A diff as a page: the impact as charts, and every change of the rules in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leverpoint.lab.charts import Section, bars, page
from leverpoint.lab.comparing.anywhere import summaries, summary_in_words
from leverpoint.lab.comparing.diff import Diff
from leverpoint.lab.comparing.difference import RuleChange
from leverpoint.lab.comparing.impact import RoleImpact
from leverpoint.lab.comparing.movement import Move, Movement
from leverpoint.lab.comparing.record_changes import Part, RecordChange
from leverpoint.rulebook import Catalog


def report(found: Diff, catalog: Catalog) -> str:
    """The whole page."""
    title = f"{found.difference.before} beside {found.difference.after}"
    lead = f"Revision {found.difference.revision_before}, then {found.difference.revision_after}."
    return page(title, [*_impact(found, catalog), *_anywhere(found, catalog), *_changes(found)], lead)


def moved_in_words(movement: Movement) -> str:
    """What became of one list."""
    words = [
        *(f"{one.strategy} enters at {one.after}" for one in movement.entered),
        *(f"{one.strategy} leaves from {one.before}" for one in movement.left),
        *(_move(one) for one in movement.moved),
    ]
    return ", ".join(words)


def part_in_words(part: Part) -> str:
    """One part of a change, before and after."""
    if part.before is None or part.after is None:
        return f"{part.what}: {part.after or part.before}"
    return f"{part.what}: {part.before} -> {part.after}"


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{100 * share:.1f} %"


def _move(one: Move) -> str:
    return f"{one.strategy} from {one.before} to {one.after}"


def _impact(found: Diff, catalog: Catalog) -> Iterator[Section]:
    titles = [catalog.roles[one.role].title for one in found.roles]
    shares = [round(100 * one.share, 1) for one in found.roles]
    text = (
        f"In how many of 100 assessments the first {found.top} places of what is certain are others. "
        f"{found.asked:,} were asked{'' if found.seed is None else f', drawn with seed {found.seed}'}."
    )
    yield Section("Impact on advice", text, bars("Changed of 100, by role", titles, shares))
    for title, one in zip(titles, found.roles, strict=True):
        yield from _of_role(title, one)
    if found.left_out:
        rows = [(one.kind, one.id, one.in_, ", ".join(one.values)) for one in found.left_out]
        text = "Assessments were asked without what only one of the two knows."
        yield Section("Left out", text, headings=("Kind", "Id", "Known to", "Values"), rows=rows)


def _of_role(title: str, one: RoleImpact) -> Iterator[Section]:
    rows = [(row.strategy, row.entered, row.left, row.up, row.down) for row in one.strategies]
    text = f"Changed in {one.changed:,} of {one.asked:,}, {percent(one.share)}."
    told = "".join(f" For example: {moved_in_words(example.movement)}." for example in one.examples)
    yield Section(title, text + told, headings=("Strategy", "Entered", "Left", "Up", "Down"), rows=rows)


def _anywhere(found: Diff, catalog: Catalog) -> Iterator[Section]:
    """What was searched for over all assessments, if it was."""
    if found.anywhere is None:
        return
    any_, roles = found.anywhere, dict.fromkeys(one.question.role for one in found.anywhere.answers)
    rows = [
        (catalog.roles[role].title, one.kind.words(any_.top), summary_in_words(one))
        for role in roles
        for one in summaries(any_, role)
    ]
    text = (
        "Is there any assessment at all for which it is so? Yes was shown by asking both sides, none is proven, "
        "over every assessment, complete or not."
    )
    yield Section("Any assessment", text, headings=("Role", "Question", "Answer"), rows=rows)


def _changes(found: Diff) -> Iterator[Section]:
    rules, records = found.difference.rules, found.difference.records
    yield Section("Rules", _counted(rules), headings=("Change", "Rule", "What"), rows=[
        (one.change, f"{one.rule}: {one.title}", "; ".join(map(part_in_words, one.parts))) for one in rules
    ])  # fmt: skip
    yield Section("Catalog and weights", _counted(records), headings=("Change", "Record", "What"), rows=[
        (one.change, f"{one.kind} {one.id}", "; ".join(map(part_in_words, one.parts))) for one in records
    ])  # fmt: skip


def _counted(changes: Sequence[RuleChange | RecordChange]) -> str:
    return ", ".join(f"{sum(one.change == kind for one in changes)} {kind}" for kind in ("added", "removed", "changed"))
