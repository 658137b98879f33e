"""Advice for people at a terminal: a table of what to do in which order, then each strategy with its reasons."""

from __future__ import annotations

import click

from leverpoint.advice import Advice, Recommendation, RoleAdvice
from leverpoint.cli.screen import Column, heading, paragraph, show_table
from leverpoint.rulebook import Rulebook

COLUMNS = (
    Column("#", number=True),
    Column("Id", style="bold cyan"),
    Column("Strategy"),
    Column("Score", number=True),
    Column("When"),
    Column("Sure"),
)
MOST_REASONS = 3
"""How many reasons are shown of one strategy; a strategy that is possible can have one for each level."""

INDENT, DEEPER = "   ", "     "


def show_advice(advice: Advice, rulebook: Rulebook) -> None:
    """Write the whole answer."""
    shown = _Shown(rulebook)
    for role in advice.roles:
        shown.role(role)
    shown.plan(advice)
    shown.questions(advice)
    heading("Where this comes from")
    paragraph(f"{advice.label}, rules in effect on {advice.as_of}, revision {advice.revision}", INDENT)
    for warning in advice.service_warnings:
        paragraph(f"Warning: {warning.get('detail', warning.get('code', ''))}", INDENT)


class _Shown:
    def __init__(self, rulebook: Rulebook) -> None:
        self._catalog, self._vocabulary = rulebook.catalog, rulebook.vocabulary

    def role(self, advice: RoleAdvice) -> None:
        heading(f"{self._catalog.roles[advice.role].title}: what to do, in this order")
        if not advice.recommendations:
            paragraph("No strategy is recommended for what is known so far.", INDENT)
        else:
            rows = [self._row(one) for one in advice.recommendations]
            show_table(COLUMNS, rows, INDENT)
        for one in advice.recommendations:
            self._details(one)
        self._remarks(advice)

    def plan(self, advice: Advice) -> None:
        if advice.plan:
            heading("One plan for all roles")
        for item in advice.plan or ():
            waits = ", ".join(f"{step.strategy} ({step.role})" for step in item.waits_on)
            after = f", after {waits}" if waits else ""
            paragraph(f"{item.strategy} {self._title(item.strategy)} ({item.role}){after}", INDENT, DEEPER)

    def questions(self, advice: Advice) -> None:
        if advice.questions:
            heading("Worth answering next")
        for question in advice.questions:
            settles = f", would settle {question.would_decide}" if question.would_decide else ""
            asked = self._vocabulary[question.fact].question
            paragraph(f"{asked} ({question.fact}{settles})", INDENT, DEEPER)

    def _row(self, one: Recommendation) -> tuple[str, ...]:
        return str(one.rank), one.strategy, one.title, str(one.score), one.horizon, one.certainty

    def _details(self, one: Recommendation) -> None:
        if not (one.reasons or one.trace):
            return
        click.echo()
        click.echo(click.style(f"{one.rank}. {one.strategy} {one.title}", bold=True))
        for reason in one.reasons[:MOST_REASONS]:
            paragraph(reason, INDENT)
        if (more := len(one.reasons) - MOST_REASONS) > 0:
            paragraph(f"And {more} more: leverpoint explain FILE {one.strategy}", INDENT)
        for point in one.leverage_points:
            paragraph(f"{point.title} ({point.id})", f"{INDENT}> ", DEEPER)
            for action in point.actions:
                paragraph(action, f"{DEEPER}- ", f"{DEEPER}  ")
        self._further(one)
        if one.trace is not None:
            self._terms(one)

    def _further(self, one: Recommendation) -> None:
        for first in one.strengthen_first:
            paragraph(f"Strengthen {first.strategy} {self._title(first.strategy)} first: {first.because}", INDENT)
        for note in one.notes:
            paragraph(f"{note.text} ({note.by}{f', {note.url}' if note.url else ''})", INDENT)

    def _terms(self, one: Recommendation) -> None:
        paragraph(f"Score {one.score}:", INDENT)
        for term in one.terms:
            paragraph(f"{term.points:+} {term.name}: {term.text} ({term.origin})", DEEPER, f"{DEEPER}  ")

    def _remarks(self, advice: RoleAdvice) -> None:
        if advice.warnings or advice.suppressed:
            heading("To weigh")
        for warning in advice.warnings:
            paragraph(f"{warning.text} ({warning.rule})", f"{INDENT}! ", DEEPER)
        for gone in advice.suppressed:
            text = f"Left out: {gone.strategy} {self._title(gone.strategy)}. {gone.reason} ({gone.rule})"
            paragraph(text, f"{INDENT}! ", DEEPER)

    def _title(self, strategy: str) -> str:
        return self._catalog.strategies[strategy].title
