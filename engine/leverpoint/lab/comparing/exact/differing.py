"""Is there any assessment that two rulebooks answer otherwise? Role by role: yes with one, none, or not decided."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from leverpoint.advice import RoleAdvice
from leverpoint.advisor import Advisor
from leverpoint.intake import read_request
from leverpoint.lab.comparing.anywhere import Answer, Anywhere, Kind, Question, Verdict, Wanted, Witness, wanted_of
from leverpoint.lab.comparing.exact.both import Meeting, Pair
from leverpoint.lab.comparing.exact.both_replayed import BothReplayed
from leverpoint.lab.comparing.exact.happening import happened, happens, warnings_of
from leverpoint.lab.comparing.impact import CERTAIN
from leverpoint.lab.comparing.movement import movement
from leverpoint.lab.proving.exact.outline import Outline
from leverpoint.lab.proving.exact.solving import Outcome, solve
from leverpoint.lab.replay import request_of
from leverpoint.lab.sample import sample
from leverpoint.model import Organization

Progress = Callable[[str, int, int], None]
SHARE = 8
"""No search may take more than this part of the time for all."""
GROUPS = ((Kind.COMES, Kind.GOES), (Kind.WARNS, Kind.UNWARNS), (Kind.ENTERS, Kind.LEAVES), (Kind.ORDER,))
"""Questions of a group are searched for together: one proof that there is none answers all that are left."""
PLACES = (Kind.ENTERS, Kind.LEAVES, Kind.ORDER)


def anywhere(before: Advisor, after: Advisor, wanted: Wanted, progress: Progress = lambda *_: None) -> Anywhere:
    """Every question that is wanted, over every assessment of the roles that both know, complete or not.

    Without roles, of all that both know. A yes has been put to both advisors; a none is proven. `wanted.seconds` bound
    the whole search: what is open then is undecided. Raises UnknownIdError for a role that not both know, and for a
    strategy that neither does.
    """
    wanted = wanted_of(before.rulebook, after.rulebook, wanted)
    search = _Search(before, after, wanted)
    # what is quickly settled comes first, for every role, so that the time is spent where it is needed
    steps = tuple(product(GROUPS, wanted.roles))
    for done, (kinds, role) in enumerate(steps):
        progress(f"{role}: {', '.join(kinds)}", done, len(steps))
        search.settle(role, kinds)
    return Anywhere(wanted.top, tuple(search.answers()), tuple(search.witnesses))


class _Search:
    def __init__(self, before: Advisor, after: Advisor, wanted: Wanted) -> None:
        self._advisors, self._wanted = (before, after), wanted
        self._meeting = Meeting(Outline(before.rulebook), Outline(after.rulebook))
        self._replays = BothReplayed(self._meeting, _named(wanted.organization))
        self._until = time.monotonic() + wanted.seconds
        self._left = wanted.work
        self._settled: dict[Question, Answer] = {}
        self._tried: set[str] = set()
        self.witnesses: list[Witness] = []

    def answers(self) -> Iterator[Answer]:
        """All answers, in the order of the questions."""
        yield from (self._settled[one] for role in self._wanted.roles for one in self._questions(role))

    def settle(self, role: str, kinds: Collection[Kind]) -> None:
        """Answer all questions of these kinds for a role."""
        asked = [one for one in self._questions(role) if one.kind in kinds]
        if role not in self._tried and self._may_happen(asked):
            self._try_some(role)
        self._settle(asked)

    def _may_happen(self, asked: Sequence[Question]) -> bool:
        """Whether there is anything to search for: where rules are the same, so are literals, and they cancel out."""
        pair = self._meeting.pair(asked[0].role, self._wanted.as_of) if asked else None
        return pair is not None and any(happens(pair, one, self._wanted.top) is not False for one in asked)

    def _try_some(self, role: str) -> None:
        """Most of what can happen happens to assessments that are drawn, which is quicker than searching for each."""
        self._tried.add(role)
        who, day = self._wanted.organization, self._wanted.as_of
        rulebook = self._advisors[1].rulebook
        for one in sample(rulebook, self._wanted.drawn, day, roles=(role,), organization=who):
            if self._open(self._questions(role)):
                self._show(role, self._replays.given(request_of(one)))

    def _settle(self, asked: Sequence[Question]) -> None:
        """Find an assessment that shows one of the questions, strike out all that it shows, and go on with the rest."""
        left = self._open(asked)
        if not left:
            return
        role, pair = left[0].role, self._meeting.pair(left[0].role, self._wanted.as_of)
        while left:
            outcome = self._ask(pair, left)
            if outcome.verdict == "impossible":
                self._rule_out(left, pair)
            elif outcome.verdict == "found":
                if not self._show(role, outcome.witnesses).intersection(left):
                    self._answer(left, "not-decided", "the advisors do not confirm the model")
            elif len(left) == 1:
                self._answer(left, "not-decided", outcome.why)
            else:
                for one in left:
                    self._settle([one])
            left = self._open(left)

    def _open(self, questions: Iterable[Question]) -> list[Question]:
        return [one for one in questions if one not in self._settled]

    def _ask(self, pair: Pair, questions: Sequence[Question]) -> Outcome:
        seconds = min(self._until - time.monotonic(), self._wanted.seconds / SHARE)
        if seconds <= 0:
            return Outcome("not-decided", why="the time was up")
        if self._left <= 0:
            return Outcome("not-decided", why="the work that may be spent was done")
        pair.before.require(pair.gates.some([happens(pair, one, self._wanted.top) for one in questions]))
        pair.level()
        return self._solved(pair, max(seconds, 0.05))

    def _solved(self, pair: Pair, seconds: float) -> Outcome:
        outcome = solve(pair.before, self._replays, pair.after, seconds=seconds, work=self._wanted.work / SHARE)
        self._left -= outcome.work
        return outcome

    def _rule_out(self, questions: Sequence[Question], pair: Pair) -> None:
        plugins = any(one.asks_plugins for one in self._advisors)
        if narrowed := pair.narrowed(computing=plugins):
            why = f"not every answer to {', '.join(narrowed)} was tried, since the two sides may not be given the same"
            self._answer(questions, "not-decided", why)
        elif questions[0].kind in PLACES and plugins:
            self._answer(questions, "not-decided", "by the rules there is none, but a Python plugin may move scores")
        else:
            self._answer(questions, "none")

    def _show(self, role: str, requests: Sequence[dict[str, Any]]) -> frozenset[Question]:
        """All that the advisors' answers show; what of it was open is settled."""
        old, new = requests
        before, after = (self._advice(*one) for one in zip(self._advisors, requests, strict=True))
        seen = happened(role, before, after, self._wanted.top)
        if shown := [one for one in self._open(self._questions(role)) if one in seen]:
            self._answer(shown, "yes", witness=len(self.witnesses))
            self.witnesses.append(Witness(role, old, new, movement(before, after, self._wanted.top)))
        return seen

    def _answer(
        self, questions: Iterable[Question], verdict: Verdict, why: str = "", witness: int | None = None
    ) -> None:
        self._settled.update((one, Answer(one, verdict, witness, why)) for one in questions)

    def _advice(self, advisor: Advisor, request: dict[str, Any]) -> RoleAdvice:
        assessment = read_request(request, advisor.rulebook, self._wanted.as_of)
        return advisor.advise(replace(assessment, options=CERTAIN)).roles[0]

    def _questions(self, role: str) -> Iterator[Question]:
        before, after = (one.rulebook.catalog.strategies for one in self._advisors)
        strategies = self._wanted.strategies or tuple(dict.fromkeys((*after, *before)))
        for kind in (Kind.COMES, Kind.GOES, Kind.ENTERS, Kind.LEAVES):
            yield from (Question(role, kind, strategy) for strategy in strategies)
        if not self._wanted.strategies:
            yield Question(role, Kind.ORDER)
            sides = zip((Kind.UNWARNS, Kind.WARNS), self._advisors, strict=True)
            yield from (Question(role, kind, text) for kind, one in sides for text in warnings_of(one.rulebook))


def _named(organization: Organization) -> dict[str, str] | None:
    said = {"system": organization.system, "identifier": organization.identifier, "state": organization.state}
    return {key: value for key, value in said.items() if value} or None
