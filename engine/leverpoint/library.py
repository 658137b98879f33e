"""The core and all packs of one service: which advisor answers for which organization."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from leverpoint.advisor import Advisor
from leverpoint.conditions import guarded
from leverpoint.errors import MatcherError, PackError, Problem, RulebookError
from leverpoint.matching import Health, UnitCache, surely_fits
from leverpoint.model import Organization
from leverpoint.packs import Pack, State
from leverpoint.plugins import Plugins
from leverpoint.plugins.scope import InScope
from leverpoint.rulebook import Rulebook, SourceInfo
from leverpoint.rulebook.assemble import Assembly, extend, found
from leverpoint.rulebook.scope import implied_state, memberships
from leverpoint.rulebook.source import Source
from leverpoint.shelf import MIB, Places, Shelf

MEMORY = 512 * MIB
LeftOut = dict[int, tuple[Problem, ...]]


class Library:
    """Answers each organization from the core and the packs in whose scope it lies, and from nothing else.

    What packs make together is put together and compiled on first use, by one thread while others answer, and kept for
    the groups of packs used last, as many as fit into about `memory` bytes; the compiled core is one for all. A pack
    that does not fit with those it meets is left out there and named in every answer, and the rest answers: what one
    organization is told never depends on who asked before.

    A library never changes what it says. A changed pack makes another one, which uses on what the library `before` it
    has compiled from sources that are the very same objects. Raises RulebookError where the core itself is broken.
    """

    def __init__(
        self,
        core: Source,
        packs: Iterable[Pack] = (),
        memory: int = MEMORY,
        health: Health | None = None,
        plugins: Plugins | None = None,
        before: Library | None = None,
    ) -> None:
        self.source = core
        self.health = health or Health()
        self.plugins = plugins or Plugins((), third_party=False)
        self._found = tuple(packs)
        self._by_scope = _by_scope(self._found)
        self._left_out: dict[Places, LeftOut] = {}
        self._shelf = Shelf(memory)
        self._units = _units_of(before) if before else UnitCache()
        if before and before.source is core:
            self._take_over(before)
        else:
            self._core = found(core)
            self.core = Advisor(self._core.rulebook(), self._units, self.health)

    def followed_by(self, core: Source, packs: Iterable[Pack]) -> Library:
        """A library of other sources. Raises RulebookError and MatcherError where the core is broken."""
        return Library(core, packs, self._shelf.memory, self.health, self.plugins, self)

    def _take_over(self, before: Library) -> None:
        """The core, and what groups of packs came to, of which nothing has changed."""
        self._core, self.core = before._core, before.core
        now = {id(pack): at for at, pack in enumerate(self._found)}
        at_now = {at: now[id(pack)] for at, pack in enumerate(before._found) if id(pack) in now}
        known = tuple(before._left_out.items())
        same = {places: tuple(at_now[at] for at in places) for places, _ in known if at_now.keys() >= set(places)}
        for places, left_out in known:
            if places in same:
                self._left_out[same[places]] = {at_now[at]: problems for at, problems in left_out.items()}
        self._shelf.take_over(before._shelf, same)

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Every pack that was found, in the order of precedence; quarantined once it has turned out not to fit."""
        unfit = {at: problems for left_out in tuple(self._left_out.values()) for at, problems in left_out.items()}
        return tuple(
            pack.quarantined(unfit[at]) if at in unfit and pack.state is State.ACTIVE else pack
            for at, pack in enumerate(self._found)
        )

    @property
    def memory(self) -> int:
        """About how many bytes the compiled packs take."""
        return self._shelf.taken

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

        Nothing is raised: `packs` tells. This reads every rule of every pack that has not been read yet, and compiles
        none but those of which it cannot be told at a glance that they can be compiled.
        """
        groups = {self._in_scope(organization) for organization in organizations_among(self._found)}
        for places in sorted(groups.difference(self._left_out)):
            assembly, _ = self._assembled(places)
            if not all(surely_fits(guarded(rule)) for rule in assembly.local_rules):
                with suppress(PackError):
                    self._advisor(places)

    def _in_scope(self, organization: Organization) -> Places:
        named = (self._by_scope.get(member, ()) for member in (None, *memberships(organization)))
        return tuple(sorted({at for places in named for at in places}))

    def _advisor(self, places: Places) -> Advisor:
        return self._shelf.advisor(places, self._made) if places or self.plugins.for_all else self.core

    def _made(self, places: Places) -> Advisor:
        assembly, left_out = self._assembled(places)
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
            self._left_out[places] = {**left_out, at: (problem,)}
            return self._made(places)

    def _assembled(self, places: Places) -> tuple[Assembly, LeftOut]:
        """The core with these packs on top, and those of them that do not count, each with what is wrong."""
        assembly, left_out, known = self._core, LeftOut(), self._left_out.get(places, {})
        for at in places:
            pack = self._found[at]
            if pack.source is None or pack.state is not State.ACTIVE or at in known:
                left_out[at] = known.get(at, pack.problems)
                continue
            try:
                assembly = extend(assembly, pack.source)
            except RulebookError as error:
                left_out[at] = error.problems
        self._left_out[places] = left_out
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


def _units_of(library: Library) -> UnitCache:
    return library._units  # noqa: SLF001 # the two are one to whoever compiles


def _by_scope(packs: Sequence[Pack]) -> dict[tuple[str, str] | None, tuple[int, ...]]:
    """The places of the packs that concern each organization, and under None of those that concern all."""
    by_scope: dict[tuple[str, str] | None, tuple[int, ...]] = {}
    for at, pack in enumerate(packs):
        for member in (None,) if isinstance(pack.concerns, str) else pack.concerns:
            by_scope[member] = (*by_scope.get(member, ()), at)
    return by_scope


def organizations_among(packs: Iterable[Pack]) -> Iterator[Organization]:
    """Organizations enough to meet every group of packs that counts: one for each member of each scope.

    Where its identifier does not say in which state it lies, there is one more for each state that a pack speaks for.
    """
    sources = [pack.source for pack in packs if pack.source and pack.state is State.ACTIVE]
    members = [organization for source in sources for organization in organizations_of(source)]
    states = sorted({one.identifier for one in members if one.system == "nces-state" and one.identifier})
    for one in dict.fromkeys(members):
        yield one
        if one.identifier and implied_state(one) is None:
            yield from (replace(one, state=state) for state in states)


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
    file = first.within(pack.path)
    place = f"{file}, line {first.line}: " if file and first.line else ""
    return f"{place}{first.message}{f' (and {more} more)' if more else ''}"
