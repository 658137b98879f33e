"""Advice as Markdown, to be pasted into a plan or an agenda."""

from __future__ import annotations

from collections.abc import Iterator

from leverpoint.advice import Advice, Recommendation, RoleAdvice
from leverpoint.rulebook import Rulebook


def markdown(advice: Advice, rulebook: Rulebook) -> str:
    """The whole answer, without a line break at the end."""
    return "\n".join(_Written(rulebook).answer(advice))


class _Written:
    def __init__(self, rulebook: Rulebook) -> None:
        self._catalog, self._vocabulary = rulebook.catalog, rulebook.vocabulary

    def answer(self, advice: Advice) -> Iterator[str]:
        yield "# Where to press next"
        for role in advice.roles:
            yield from ("", f"## {self._catalog.roles[role.role].title}", "")
            yield from self._role(role)
        yield from self._plan(advice)
        if advice.questions:
            yield from ("", "## Worth answering next", "")
        for question in advice.questions:
            settles = f", would settle {question.would_decide}" if question.would_decide else ""
            yield f"- {_text(self._vocabulary[question.fact].question)} (`{question.fact}`{settles})"
        yield from ("", f"*From {advice.label}, rules in effect on {advice.as_of}, revision `{advice.revision}`.*")
        yield from (f"*Warning: {one.get('detail', one.get('code', ''))}*" for one in advice.service_warnings)

    def _role(self, advice: RoleAdvice) -> Iterator[str]:
        if not advice.recommendations:
            yield "No strategy is recommended for what is known so far."
        else:
            yield from ("| # | Id | Strategy | Score | When | Sure |", "|--:|---|---|--:|---|---|")
        for one in advice.recommendations:
            cells = (str(one.rank), one.strategy, _cell(one.title), str(one.score), one.horizon, one.certainty)
            yield f"| {' | '.join(cells)} |"
        for one in advice.recommendations:
            yield from self._recommendation(one)
        if advice.warnings or advice.suppressed:
            yield from ("", "### To weigh", "")
        yield from (f"- {_text(one.text)} (`{one.rule}`)" for one in advice.warnings)
        for gone in advice.suppressed:
            yield f"- Left out: {gone.strategy} {self._title(gone.strategy)}. {_text(gone.reason)} (`{gone.rule}`)"

    def _recommendation(self, one: Recommendation) -> Iterator[str]:
        if not (one.reasons or one.trace):
            return
        yield from ("", f"### {one.rank}. {one.strategy} {_text(one.title)}", "")
        yield from (f"- {_text(reason)}" for reason in one.reasons)
        for point in one.leverage_points:
            yield from ("", f"**{_text(point.title)}** (`{point.id}`)", "")
            yield from (f"- {_text(action)}" for action in point.actions)
        for first in one.strengthen_first:
            yield from ("", f"Strengthen {first.strategy} {self._title(first.strategy)} first: {_text(first.because)}")
        for note in one.notes:
            yield from ("", f"{_text(note.text)} (`{note.by}`{f', <{note.url}>' if note.url else ''})")
        if one.trace is not None:
            yield from ("", f"Score {one.score}:", "")
            yield from (f"- {term.points:+} {term.name}: {_text(term.text)} (`{term.origin}`)" for term in one.terms)

    def _plan(self, advice: Advice) -> Iterator[str]:
        if advice.plan:
            yield from ("", "## One plan for all roles", "")
        for number, item in enumerate(advice.plan or (), 1):
            waits = ", ".join(f"{step.strategy} ({step.role})" for step in item.waits_on)
            after = f", after {waits}" if waits else ""
            yield f"{number}. {item.strategy} {self._title(item.strategy)} ({item.role}){after}"

    def _title(self, strategy: str) -> str:
        return _text(self._catalog.strategies[strategy].title)


def _text(text: str) -> str:
    """Running text with nothing in it that Markdown would take for HTML."""
    return text.replace("<", "&lt;")


def _cell(text: str) -> str:
    return _text(text).replace("|", "\\|")
