"""The other rules that a scenario may name in `with`: more packs, another folder of rules, or other weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from leverpoint.advisor import Advisor
from leverpoint.errors import LeverpointError
from leverpoint.library import Library
from leverpoint.model import Organization
from leverpoint.packs import Pack, Policy, find_packs, read_packs
from leverpoint.rulebook import Rulebook, Weights, digest, read_source

Wanted = Mapping[str, Any]
ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something in `with` that cannot be had: the problem's code, where below `with` it stands, and why."""

    code: str
    pointer: str
    message: str
    found: str
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class OtherRules:
    """Makes advisors for what scenarios name, each once, from the core's folder and the packs of a run."""

    folder: Path
    packs: tuple[Path, ...] = ()
    _libraries: dict[tuple[Path, ...], Library] = field(default_factory=dict, repr=False)
    _advisors: dict[str, Advisor] = field(default_factory=dict, repr=False)

    def makes(self, wanted: Wanted) -> bool:
        """Whether this can be had at all: here, everything."""
        return True

    def advisor(self, wanted: Wanted, file: Path, organization: Organization) -> Advisor:
        """Who answers what the scenario in `file` asks with, for an organization.

        Paths are read from the folder of the file. Raises RulebookError and PackError for rules that are broken.
        """
        advisor = self._library(wanted, file).advisor(organization)
        if not (override := wanted.get("priority")):
            return advisor
        key = digest([advisor.rulebook.revision, _plain(override)])
        if key not in self._advisors:
            self._advisors[key] = Advisor(reweighted(advisor.rulebook, override))
        return self._advisors[key]

    def misfits(self, wanted: Wanted, file: Path, advisor: Advisor) -> Iterator[Misfit]:
        """The packs that were named by their folders and that do not count for whoever asks."""
        read = {pack.path: pack for pack in self._library(wanted, file).packs}
        for index, name in enumerate(wanted.get("packs", ())):
            if is_path(name):
                for path in find_packs([file.parent / name]) or (file.parent / name,):
                    if (why := _why_not(read.get(path), advisor.rulebook)) is not None:
                        yield Misfit("unknown-pack", f"/packs/{index}", why, name)

    def _library(self, wanted: Wanted, file: Path) -> Library:
        ruleset = wanted.get("ruleset", ACTIVE)
        folder = file.parent / ruleset if is_path(ruleset) else self.folder
        more = [file.parent / one for one in wanted.get("packs", ()) if is_path(one)]
        key = (folder, *self.packs, *more)
        if key not in self._libraries:
            packs = read_packs(find_packs((*self.packs, *more)), Policy(anywhere=None))
            self._libraries[key] = Library(read_source(folder), packs)
        return self._libraries[key]


@dataclass(frozen=True, slots=True)
class OtherWeights:
    """Makes advisors under other weights and nothing else: for scenarios that may not name folders to be read.

    `advising` says who answers whom under the weights of the run.
    """

    advising: Callable[[Organization], Advisor]

    def makes(self, wanted: Wanted) -> bool:
        """Whether this can be had: nothing is named by its folder."""
        return not _names_folders(wanted)

    def advisor(self, wanted: Wanted, file: Path, organization: Organization) -> Advisor:
        """Who answers an organization under the weights that a scenario asks for. Raises PackError."""
        advisor = self.advising(organization)
        return advisor.weighing(_weights(advisor.rulebook.weights, wanted["priority"]))

    def misfits(self, wanted: Wanted, file: Path, advisor: Advisor) -> Iterator[Misfit]:
        """Nothing: no folder is named."""
        return iter(())


def is_path(name: str) -> bool:
    """Whether a pack or a rule set is named by its folder, rather than by its name or revision."""
    return "/" in name or name.startswith(".")


def others_needed(wanted: Wanted) -> bool:
    """Whether what is wanted cannot be had from the rules of the run."""
    return _names_folders(wanted) or bool(wanted.get("priority"))


def _names_folders(wanted: Wanted) -> bool:
    return any(map(is_path, (*wanted.get("packs", ()), wanted.get("ruleset", ACTIVE))))


def unmet(wanted: Wanted, rulebook: Rulebook) -> Iterator[Misfit]:
    """The packs that are named and not there, and the revision that the rules do not have.

    Without a service nobody keeps past revisions: a revision can only be held to the rules that are at hand.
    """
    for index, pack in enumerate(wanted.get("packs", ())):
        if not is_path(pack) and pack not in rulebook.versions:
            message = f"there is no pack '{pack}' here"
            yield Misfit("unknown-pack", f"/packs/{index}", message, pack, ", ".join(rulebook.versions))
    ruleset = wanted.get("ruleset", ACTIVE)
    if not is_path(ruleset) and ruleset not in (ACTIVE, rulebook.revision):
        message = "the rules at hand have another revision"
        yield Misfit("unknown-ruleset", "/ruleset", message, ruleset, ACTIVE)


def unreadable(wanted: Wanted, error: LeverpointError) -> Misfit:
    """What is said where the rules that a scenario names cannot be read."""
    ruleset = wanted.get("ruleset", ACTIVE)
    if is_path(ruleset):
        return Misfit("unknown-ruleset", "/ruleset", f"there are no sound rules in {ruleset}: {error}", ruleset)
    return Misfit("unknown-pack", "/packs", f"a pack cannot be used: {error}", ", ".join(wanted.get("packs", ())))


def reweighted(rulebook: Rulebook, override: Wanted) -> Rulebook:
    """The rulebook with other weights where `override`, a part of a priority file, names them."""
    revision = digest([rulebook.revision, _plain(override)])
    return replace(rulebook, weights=_weights(rulebook.weights, override), revision=revision)


def _weights(weights: Weights, override: Wanted) -> Weights:
    said = override.get("weights", {})
    readiness = said.get("readiness", {})
    return replace(
        weights,
        need=_one(weights.need, said.get("need")),
        role={tenure: _one(one, said.get("role", {}).get(tenure)) for tenure, one in weights.role.items()},
        readiness=_one(weights.readiness, readiness),
        weak_below=readiness.get("weak_below", weights.weak_below),
        horizon={horizon: _one(one, said.get("horizon", {}).get(horizon)) for horizon, one in weights.horizon.items()},
        max_local_points=_one(weights.max_local_points, override.get("max_local_points")),
    )


def _one(weight: Any, said: Wanted | None) -> Any:
    return replace(weight, points=said["points"]) if said and "points" in said else weight


def _plain(data: Any) -> Any:
    return {key: _plain(value) for key, value in data.items()} if isinstance(data, Mapping) else data


def _why_not(pack: Pack | None, rulebook: Rulebook) -> str | None:
    if pack is None:
        return "there is no pack in this folder"
    if pack.problems:
        return f"the pack '{pack.name}' cannot be used: {_first(pack.problems)}"
    if pack.name not in rulebook.versions:
        return f"the pack '{pack.name}' does not speak for whoever asks here"
    return None


def _first(problems: Sequence[Any]) -> str:
    return str(problems[0].message)
