"""Read the lines of a form that was filled in as Markdown: headings name questions, ticked boxes answer them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from leverpoint.errors import Problem
from leverpoint.forms.entries import Entry
from leverpoint.forms.write import HEADINGS
from leverpoint.reader import Mark

_QUESTION = re.compile(r"\s{0,3}#{2,6}\s.*`([^`]+)`\)?\s*#*\s*")
_BOX = re.compile(r"\s*[-*+]\s+\\?\[(?P<tick>[^\]]*?)\\?\]\s*`(?P<value>[^`]+)`.*")
_ANSWER = re.compile(r"\s*\**answer:\**\s*(?P<value>.*)", re.IGNORECASE)
_HEADING = re.compile(r"\s*[-*+]\s+(?P<title>[^:`\[]+):(?P<value>.*)")
_TITLES = {title.casefold(): name for name, (title, _) in HEADINGS.items()}


def entries(text: str, name: str) -> Iterator[Entry | Problem]:
    """Every question with its answer, empty where no box is ticked; a problem for each with more than one answer."""
    question: _Question | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if found := _QUESTION.fullmatch(line):
            yield from question.answered(name) if question else ()
            question = _Question(found[1], number)
        elif question:
            question.hear(line, number)
        elif (heading := _HEADING.fullmatch(line)) and (id_ := _TITLES.get(heading["title"].strip().casefold())):
            yield Entry(id_, heading["value"], Mark(number, heading.start("value") + 1))
    yield from question.answered(name) if question else ()


class _Question:
    def __init__(self, id_: str, line: int) -> None:
        self._id, self._line = id_, line
        self._given: list[tuple[str, Mark]] = []

    def hear(self, line: str, number: int) -> None:
        """Take in an answer, if the line gives one."""
        box = _BOX.fullmatch(line)
        if box and box["tick"].strip():
            self._given.append((box["value"], Mark(number, box.start("tick") + 1)))
        written = None if box else _ANSWER.fullmatch(line)
        if written and written["value"].strip(" *_"):
            self._given.append((written["value"].strip(" *_"), Mark(number, written.start("value") + 1)))

    def answered(self, name: str) -> Iterator[Entry | Problem]:
        """The entry for this question."""
        if len(self._given) > 1:
            found, mark = ", ".join(value for value, _ in self._given), self._given[1][1]
            yield Problem("several-answers", f"'{self._id}' has more than one answer; keep one", file=name,
                          line=mark.line, column=mark.column, found=found, expected="one answer")  # fmt: skip
            return
        answer, mark = self._given[0] if self._given else ("", Mark(self._line, 1))
        yield Entry(self._id, answer, mark)
