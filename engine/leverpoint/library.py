"""The core and all packs of one service: which advisor answers for which organization."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from leverpoint.advisor import Advisor
from leverpoint.errors import MatcherError, PackError, Problem, RulebookError
from leverpoint.matching import Health, UnitCache
from leverpoint.model import Organization
from leverpoint.packs import Pack, State
from leverpoint.plugins import Plugins
from leverpoint.plugins.scope import InScope
from leverpoint.rulebook import Rulebook, SourceInfo
from leverpoint.rulebook.assemble import Assembly, extend, found
from leverpoint.rulebook.scope import memberships
from leverpoint.rulebook.source import Source

Places = tuple[int, ...]
LeftOut = dict[int, tuple[Problem, ...]]


class Library:
    """Answers each organization from the core and the packs in whose scope it lies, and from nothing else.

    What packs make together is put together and compiled on first use and kept for the `most` groups of packs used
    last; the compiled core is one for all. A pack that does not fit with those it meets is left out there and named in
    every answer, and the rest answers: what one organization is told never depends on who asked before. Raises
    RulebookError where the core itself is broken.
    """

    def __init__(
        self,
        core: Source,
        packs: Iterable[Pack] = (),
        most: int = 256,
        health: Health | None = None,
        plugins: Plugins | None = None,
    ) -> None:
        self.health = health or Health()
        self.plugins = plugins or Plugins((), third_party=False)
        self._units = UnitCache()
        self._most = most
        self._found = tuple(packs)
        self._by_scope = _by_scope(self._found)
        self._unfit: LeftOut = {}
        self._lock = threading.RLock()
        self._core = found(core)
        self._advisors: OrderedDict[Places, Advisor] = OrderedDict()
        self.core = Advisor(self._core.rulebook(), self._units, self.health)

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Every pack that was found, in the order of precedence; quarantined once it has turned out not to fit."""
        unfit = dict(self._unfit)
        return tuple(pack.quarantined(unfit[at]) if at in unfit else pack for at, pack in enumerate(self._found))

    def advisor(self, organization: Organization) -> Advisor:
        """Who answers an organization.

        Raises PackError where a pack in scope does not count that says that nothing is answered without it.
        """
        return self._advisor(self._in_scope(organization))

    @property
    def is_plain(self) -> bool:
        """Whether the core by itself answers everybody: there are no packs, and no plugins that speak for all."""
        return not self._found and not self.plugins.for_all

    def in_scope(self, organization: Organization) -> tuple[Pack, ...]:
        """The packs that speak for an organization, the most local last, whether they count or not."""
        packs = self.packs
        return tuple(packs[at] for at in self._in_scope(organization))

    def check(self) -> None:
        """Put every pack together with those it meets in its scope, so that what is broken is known before it is used.

        Nothing is raised: `packs` tells. This reads every rule of every pack, and compiles none of them.
        """
        groups = {self._in_scope(organization) for pack in self._found for organization in _organizations(pack)}
        for places in sorted(groups):
            self._assembled(places, {})

    def _in_scope(self, organization: Organization) -> Places:
        named = (self._by_scope.get(member, ()) for member in (None, *memberships(organization)))
        return tuple(sorted({at for places in named for at in places}))

    def _advisor(self, places: Places) -> Advisor:
        with self._lock:
            advisor = self._advisors.get(places)
            if advisor is None or advisor.outdated:
                advisor = self._made(places, {})
            self._advisors[places] = advisor
            self._advisors.move_to_end(places)
            while len(self._advisors) > self._most:
                self._advisors.popitem(last=False)
            return advisor

    def _made(self, places: Places, unmatchable: LeftOut) -> Advisor:
        if not places and not self.plugins.for_all:
            return self.core
        assembly, left_out = self._assembled(places, unmatchable)
        for at, problems in left_out.items():
            if (source := self._found[at].source) and source.aborts:
                raise PackError(source.info.name, problems)
        plugins = InScope(self.plugins, [self._found[at] for at in places if at not in left_out])
        rulebook = plugins.signed(assembly.rulebook())
        named = [*(self._named(at, left_out[at]) for at in left_out), *plugins.left_out()]
        hooks = plugins.hooks(rulebook, partial(self._advisor, places))
        try:
            return Advisor(rulebook, self._units, self.health, named, hooks)
        except MatcherError as error:
            at, problem = self._unmatchable(rulebook, error)
            self._unfit[at] = (problem,)
            return self._made(places, {**unmatchable, at: (problem,)})

    def _assembled(self, places: Places, unmatchable: LeftOut) -> tuple[Assembly, LeftOut]:
        """The core with these packs on top, and those of them that do not count, each with what is wrong."""
        assembly, left_out = self._core, LeftOut()
        for at in places:
            pack = self._found[at]
            if pack.source is None or pack.state is not State.ACTIVE or at in unmatchable:
                left_out[at] = unmatchable.get(at, pack.problems)
                continue
            try:
                assembly = extend(assembly, pack.source)
            except RulebookError as error:
                left_out[at] = self._unfit[at] = error.problems
        return assembly, left_out

    def _unmatchable(self, rulebook: Rulebook, error: MatcherError) -> tuple[int, Problem]:
        """The pack whose rule no matcher can take, and that rule's place."""
        if error.problem is None or error.problem.rule is None:
            raise error
        rule, place = rulebook.rules[error.problem.rule], rulebook.places[error.problem.rule]
        at = next(at for at, pack in enumerate(self._found) if pack.name == rule.home and pack.state is State.ACTIVE)
        return at, replace(error.problem, file=place.file, line=place.line, pointer=place.pointer)

    def _named(self, at: int, problems: Sequence[Problem]) -> tuple[SourceInfo, dict[str, str]]:
        """How an answer names a pack that does not count, in its sources and in its warnings."""
        pack = self._found[at]
        state = State.QUARANTINED if pack.state is State.ACTIVE else pack.state
        detail = f"the pack '{pack.name}' is {state} and left out: {_told(pack, problems)}"
        warning = {"code": f"plugin-{state}", "plugin": pack.name, "detail": detail}
        return replace(_source(pack).info, state=state), warning


def _by_scope(packs: Sequence[Pack]) -> dict[tuple[str, str] | None, tuple[int, ...]]:
    """The places of the packs that name each organization, and under None of those that speak for all."""
    by_scope: dict[tuple[str, str] | None, tuple[int, ...]] = {}
    for at, pack in enumerate(packs):
        if pack.source and pack.state is not State.BLOCKED:
            for member in (None,) if isinstance(pack.source.scope, str) else pack.source.scope:
                by_scope[member] = (*by_scope.get(member, ()), at)
    return by_scope


def _organizations(pack: Pack) -> Iterator[Organization]:
    """One organization for each member of the scope of a pack that counts."""
    if pack.source and pack.state is State.ACTIVE:
        yield from organizations_of(pack.source)


def organizations_of(source: Source) -> tuple[Organization, ...]:
    """The organizations that a pack's scope names, in the order of their identifiers; where it is `any`, nobody's."""
    if isinstance(source.scope, str):
        return (Organization(),)
    return tuple(Organization(identifier, system) for system, identifier in sorted(source.scope))


def _source(pack: Pack) -> Source:
    assert pack.source is not None  # noqa: S101 # only packs that were read are in anybody's scope
    return pack.source


def _told(pack: Pack, problems: Sequence[Problem]) -> str:
    """What is wrong, without saying where on this machine the pack lies."""
    first, more = problems[0], len(problems) - 1
    file = _inside(pack, first)
    place = f"{file}, line {first.line}: " if file and first.line else ""
    return f"{place}{first.message}{f' (and {more} more)' if more else ''}"


def _inside(pack: Pack, problem: Problem) -> str | None:
    file = Path(problem.file or "")
    return file.relative_to(pack.path).as_posix() if file.is_relative_to(pack.path) else None
