"""A solution for two rulebooks, put to the advisor of each: the same answers for both, as far as each knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leverpoint.lab.comparing.exact.both import Meeting
from leverpoint.lab.proving.exact.space import Space
from leverpoint.lab.proving.exact.witness import Replay, Solved
from leverpoint.vocabulary import Kind, Vocabulary


class BothReplayed:
    """Puts witnesses to two advisors. `organization` is who asks, as a request document names it."""

    def __init__(self, meeting: Meeting, organization: Mapping[str, Any] | None = None) -> None:
        self._unlike = meeting.unlike
        self._vocabularies = tuple(one.rulebook.vocabulary for one in (meeting.before, meeting.after))
        self._replays = tuple(Replay(one.rulebook, organization) for one in (meeting.before, meeting.after))

    def confirm(self, spaces: Sequence[Space], solved: Solved) -> tuple[tuple[dict[str, Any], ...], str]:
        """What each rulebook is given, and the first thing that its advisor sees otherwise."""
        sides = tuple(zip(spaces, self._replays, strict=True))
        asked = _joined(*(replay.request(space, solved) for space, replay in sides))
        given = self.given(asked)
        unlike = (replay.difference(space, one, solved) for (space, replay), one in zip(sides, given, strict=True))
        return given, next(filter(None, unlike), "")

    def given(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
        """The request for each of the two, without what that one does not know."""
        return tuple(self._given(asked, one) for one in self._vocabularies)

    def _given(self, asked: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
        """The request without what a rulebook does not know."""
        rows = [row for row in asked["assessment"]["ratings"] if self._knows_row(vocabulary, row)]
        context = {
            name: value
            for name, value in asked.get("context", {}).items()
            if self._knows(vocabulary, name, Kind.CONTEXT, [value])
        }
        others = {key: part for key, part in asked.items() if key != "context"}
        return {**others, "assessment": {"ratings": rows}, **({"context": context} if context else {})}

    def _knows_row(self, vocabulary: Vocabulary, row: Mapping[str, Any]) -> bool:
        return self._knows(vocabulary, row["criterion"], Kind.CRITERION, _levels(row))

    def _knows(self, vocabulary: Vocabulary, name: str, kind: Kind, values: Sequence[Any]) -> bool:
        fact = vocabulary.find(name)
        known = fact is not None and fact.kind is kind and not any(map(fact.problem_with, values))
        return known and name not in self._unlike


def _joined(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """One request with all that is answered on either side; what both are free to choose is as on the new side."""
    rows = {row["criterion"]: row for one in (before, after) for row in one["assessment"]["ratings"]}
    context = {**before.get("context", {}), **after.get("context", {})}
    return {**after, "assessment": {"ratings": list(rows.values())}, "context": context}


def _levels(row: Mapping[str, Any]) -> Sequence[int]:
    several: Iterator[int] = (one["level"] for one in row.get("ratings", ()))
    return [row["level"]] if "level" in row else [*several]
