"""Answer many assessments, each by the rules of its organization, as a table of ranked strategies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl

from leverpoint.advisor import Advisor
from leverpoint.errors import PackError
from leverpoint.lab.batch.columns import fits, frame
from leverpoint.lab.batch.ranking import CERTAINTY, SCORE, STRATEGY, SURE, Ranker
from leverpoint.library import Library, organizations_of
from leverpoint.model import Assessment, Organization
from leverpoint.packs import Policy
from leverpoint.plugins import Plugins
from leverpoint.rulebook import Rulebook, read_source
from leverpoint.vocabulary import ROLE, Fact, Kind

ROW, PLACE = "row", "place"


@dataclass(frozen=True, slots=True)
class Asked:
    """One assessment that fits its rulebook, with the number of its row or line in the input, from 1."""

    row: int
    assessment: Assessment


class Answering:
    """The core and some packs, ready to answer. What is compiled is compiled once for each body of rules."""

    def __init__(
        self,
        rules: Path,
        packs: Sequence[Path] = (),
        policy: Policy = Policy(anywhere=None),  # noqa: B008 # immutable
        budget: float | None = None,
    ) -> None:
        self._rules, self._packs, self._policy, self._budget = rules, tuple(packs), policy, budget
        self._advisors: dict[tuple[str | None, ...], Advisor] = {}
        self._rankers: dict[str, Ranker] = {}

    @cached_property
    def _library(self) -> Library:
        return Library(read_source(self._rules), self._plugins.read_packs(self._packs), plugins=self._plugins)

    @cached_property
    def _plugins(self) -> Plugins:
        """The plugins that are installed here, where they have a budget."""
        if self._budget is None:
            return Plugins((), self._policy, third_party=False)
        return Plugins(policy=self._policy, budget=self._budget)

    @property
    def is_plain(self) -> bool:
        """Whether everybody is answered by the core alone."""
        return self._library.is_plain

    def facts(self) -> dict[str, Fact]:
        """Every fact that the core or some pack asks people."""
        facts: dict[str, Fact] = {}
        for organization in (Organization(), *self._concerned()):
            try:
                vocabulary = self.advisor(organization).rulebook.vocabulary
            except PackError:  # whoever is in its scope is rejected, with the reason
                continue
            facts.update((fact.id, fact) for fact in vocabulary.of_kind(Kind.CRITERION, Kind.CONTEXT))
        return facts

    def _concerned(self) -> Iterator[Organization]:
        """One organization in the scope of each pack."""
        for pack in self._library.packs:
            if pack.source is not None:
                yield from organizations_of(pack.source)[:1]

    @property
    def speaking(self) -> list[tuple[str, str]]:
        """The packs by name, each with what it says as a digest, and the plugins, each with its version."""
        packs = [(pack.name, pack.source.info.digest if pack.source else "") for pack in self._library.packs]
        return [*packs, *((plugin.name, plugin.version) for plugin in self._plugins.found)]

    def advisor(self, organization: Organization) -> Advisor:
        """Who answers an organization. Raises PackError where a pack must not be missing and is."""
        if self.is_plain:
            return self._library.core
        key = (organization.system, organization.identifier, organization.state)
        if key not in self._advisors:
            self._advisors[key] = self._library.advisor(organization)
        return self._advisors[key]

    def ranker(self, rulebook: Rulebook) -> Ranker:
        """The rules of one rulebook as expressions."""
        if rulebook.revision not in self._rankers:
            self._rankers[rulebook.revision] = Ranker(rulebook)
        return self._rankers[rulebook.revision]

    def answered(self, asked: Iterable[Asked], top: int) -> pl.DataFrame:
        """A row for each role of each assessment, in the order of the input: `row`, `role` and the first `top`."""
        groups: dict[str, tuple[Advisor, list[Asked]]] = {}
        for one in asked:
            advisor = self.advisor(one.assessment.organization)
            groups.setdefault(advisor.rulebook.revision, (advisor, []))[1].append(one)
        found = [part for advisor, several in groups.values() for part in self._group(advisor, several, top)]
        return joined([empty(top), *found])

    def _group(self, advisor: Advisor, asked: Sequence[Asked], top: int) -> Iterator[pl.DataFrame]:
        rulebook = advisor.rulebook
        quick = [one for one in asked if fits(one.assessment) and not advisor.asks_plugins]
        if quick:
            facts = frame(rulebook.vocabulary, (one.assessment for one in quick))
            rows = pl.Series(ROW, [one.row for one in quick for _ in one.assessment.roles], pl.UInt64)
            yield self.ranked(rulebook, facts.with_columns(rows), top)
        if slow := [one for one in asked if advisor.asks_plugins or not fits(one.assessment)]:
            yield by_rows(advisor, slow, top)

    def ranked(self, rulebook: Rulebook, facts: pl.DataFrame, top: int) -> pl.DataFrame:
        """The rows of a frame of facts with their first strategies."""
        roles = rulebook.vocabulary[ROLE].values
        shown = self.ranker(rulebook).ranked(facts, top)
        asked = facts.select(
            ROW,
            pl.col(ROLE).cast(pl.UInt16).alias(PLACE),
            pl.col(ROLE).replace_strict(list(range(len(roles))), list(roles), return_dtype=pl.String),
        )
        return pl.concat([asked, shown], how="horizontal")


def by_rows(advisor: Advisor, asked: Iterable[Asked], top: int) -> pl.DataFrame:
    """The same from the row-by-row engine, for what columns cannot hold."""
    roles = list(advisor.rulebook.catalog.roles)
    found = []
    for one in asked:
        silent = replace(one.assessment, options=replace(one.assessment.options, explain="none"))
        for role in advisor.advise(silent).roles:
            cells = [
                cell for item in role.recommendations[:top] for cell in (item.strategy, item.score, item.certainty)
            ]
            found.append([one.row, roles.index(role.role), role.role, *cells, *[None] * (3 * top - len(cells))])
    return pl.DataFrame(found, schema=columns(top), orient="row")


def columns(top: int) -> dict[str, pl.DataType]:
    """The columns of an answer: where it stands, which role, and the strategies with score and certainty."""
    ranks = {
        f"{name}_{rank}": kind
        for rank in range(1, top + 1)
        for name, kind in ((STRATEGY, pl.String()), (SCORE, pl.Int32()), (CERTAINTY, SURE))
    }
    return {ROW: pl.UInt64(), PLACE: pl.UInt16(), ROLE: pl.String(), **ranks}


def empty(top: int) -> pl.DataFrame:
    """No answers."""
    return pl.DataFrame(schema=columns(top))


def joined(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Answers from several bodies of rules in one table, in the order of the input."""
    kinds = parts[0].schema
    return pl.concat([part.cast(kinds) for part in parts]).sort(ROW, PLACE)
