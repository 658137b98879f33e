"""What a filled-in form says, entry by entry, put together as a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from leverpoint.forms.answers import meaning
from leverpoint.forms.write import HEADINGS
from leverpoint.reader import Located, Mark
from leverpoint.reader.short_ratings import rating_row
from leverpoint.vocabulary import Kind, Vocabulary


@dataclass(frozen=True, slots=True)
class Entry:
    """The id of a question, or of one of HEADINGS, with the answer as it was written and where."""

    id: str
    answer: str
    mark: Mark


def request_from(entries: Iterable[Entry], name: str, vocabulary: Vocabulary) -> Located:
    """The request that the entries make, located in the file called `name`."""
    request = _Request(vocabulary)
    for entry in entries:
        request.add(entry)
    return Located(request.data, name, request.marks)


class _Request:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._ratings: list[dict[str, Any]] = []
        self._body: dict[str, Any] = {"ratings": self._ratings}
        self.data: dict[str, Any] = {"assessment": self._body}
        self.marks: dict[str, Mark] = {}

    def add(self, entry: Entry) -> None:
        if entry.id in HEADINGS:
            self._add_heading(entry, entry.answer.strip())
            return
        fact = self._vocabulary.find(entry.id)
        value = meaning(fact, entry.answer)
        if (fact.kind is Kind.CONTEXT) if fact else "." not in entry.id:
            self.data.setdefault("context", {})[entry.id] = value
            self._mark(f"/context/{entry.id}", entry)
        else:
            self._mark(f"/assessment/ratings/{len(self._ratings)}", entry)
            self._ratings.append(rating_row(entry.id, value))

    def _add_heading(self, entry: Entry, answer: str) -> None:
        if not answer:
            return
        match entry.id:
            case "roles":
                self.data["roles"] = re.split(r"[,;\s]+", answer)
                self._mark("/roles", entry)
            case "rubrics":
                self._body["rubrics"] = _versions(answer)
                self._mark("/assessment/rubrics", entry)
            case "assessed_on":
                self._body["assessed_on"] = answer
                self._mark("/assessment/assessed_on", entry)
            case _:
                field = entry.id.partition(".")[2]
                self.data.setdefault("organization", {})[field] = answer
                self._mark(f"/organization/{field}", entry)

    def _mark(self, pointer: str, entry: Entry) -> None:
        self.marks[pointer] = entry.mark


def _versions(answer: str) -> dict[str, str]:
    pairs = (one.split() for one in re.split(r"[,;]", answer))
    return {words[0]: words[-1] for words in pairs if words}
