"""One pack tried out: put on a rulebook by itself, with everything that is wrong with it and its scenarios."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from functools import cached_property
from pathlib import Path

from leverpoint.advisor import Advisor
from leverpoint.errors import PackError, Problem
from leverpoint.lab.scenarios.run import Asking, OtherRules, OtherWeights, Outcome, Suite, load_scenarios, run_scenarios
from leverpoint.library import Library, organizations_of
from leverpoint.model import Organization
from leverpoint.packs import Pack, Policy, read_packs, side_by_side
from leverpoint.reader import File, Tree, tree_of
from leverpoint.reader.kinds import SUFFIXES
from leverpoint.rulebook.source import Source


class Trial:
    """A pack on top of a core, beside `others` where it is tried among them.

    Nothing is raised for what is wrong with the pack: `problems` tells. `organization` is who asks where nobody says,
    the first in the pack's scope; `beside` are the other packs, of which none has its name. Raises RulebookError where
    the core itself is broken.

    Where a library is given instead of a core, the pack is tried among its packs, in the place of the one of its name;
    its scenarios, which may be a stranger's, can name no folders then.
    """

    def __init__(self, core: Source | Library, found: Path | Tree, others: Iterable[Path] = ()) -> None:
        self._path = found if isinstance(found, Path) else found.root
        self._found = found
        beside = [one for one in others if one.resolve() != self._path.resolve()]
        self._others = None if isinstance(core, Library) else OtherRules(core.path, (*beside, self._path))
        (mine,) = read_packs([found], Policy(anywhere=None))
        packs = core.packs if isinstance(core, Library) else read_packs(beside, Policy(anywhere=None))
        self.beside = tuple(pack for pack in packs if pack.name != mine.name)
        together = side_by_side((*self.beside, mine))
        self.library = core.followed_by(core.source, together) if isinstance(core, Library) else Library(core, together)
        self.organization = organizations_of(mine.source)[0] if mine.source else Organization()
        self._put_together()

    def on(self, library: Library) -> Trial:
        """The same pack in another library, which holds it as it is or changed."""
        other = copy(self)
        other.library = library
        other._put_together()  # noqa: SLF001 # it is one of us
        return other

    def _put_together(self) -> None:
        """Find out what a pack is worth where it is used: it is quarantined if it does not fit."""
        with suppress(PackError):
            self.library.advisor(self.organization)

    @property
    def pack(self) -> Pack:
        """The pack as things stand; quarantined where it does not fit."""
        return next(one for one in self.library.packs if one.path == self._path)

    def advisor(self, organization: Organization) -> Advisor:
        """Who answers an organization. Raises PackError where the pack does not count and must not be missing."""
        return self.library.advisor(organization)

    @cached_property
    def tree(self) -> Tree:
        """The files of the pack. Raises RulebookError for a zip that is not to be read."""
        return tree_of(self._found) if isinstance(self._found, Path) else self._found

    @property
    def scenario_files(self) -> tuple[File, ...]:
        """The files of the pack's scenarios."""
        return tuple(map(self.tree.file, self.tree.below("scenarios", *SUFFIXES)))

    def suite(self, today: dt.date) -> Suite:
        """The scenarios of a pack that counts; one that names nobody is asked as the first in the pack's scope."""
        others = self._others or OtherWeights(self.advisor)
        asking = Asking(lambda organization: self.advisor(organization).rulebook, self.organization, others)
        return load_scenarios(self.scenario_files, asking, today)

    def problems(self, today: dt.date) -> Iterator[Problem]:
        """What is wrong with the pack, and if nothing is, with its scenarios."""
        yield from self.pack.problems or self.suite(today).problems

    def outcomes(self, today: dt.date) -> Iterator[Outcome]:
        """What became of each scenario."""
        return run_scenarios(self.suite(today).cases, self.advisor)
