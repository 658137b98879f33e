"""What a command works with: the rulebook that was chosen, an advisor on it, and the questions it is asked."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leverpoint.advisor import Advisor
from leverpoint.errors import AssessmentError, LeverpointError, UnknownIdError
from leverpoint.intake import read_request
from leverpoint.library import Library
from leverpoint.model import Assessment, Organization
from leverpoint.packs import Policy
from leverpoint.plugins import Plugins
from leverpoint.reader import Document, Located, problems_of
from leverpoint.reader.schemas.request import OrganizationSchema
from leverpoint.rulebook import Rulebook, load_rulebook, read_source, shipped_rules

if TYPE_CHECKING:
    from leverpoint.lab.scenarios.other_rules import OtherRules
    from leverpoint.signing import PublicKey

RULES, PACKS, ORGANIZATION = "leverpoint.rules", "leverpoint.packs", "leverpoint.organization"
"""Under which names click's context carries what was given with --rules, --packs-dir and --for."""
PLUGINS, THIRD_PARTY = "leverpoint.plugins", "leverpoint.third-party"
"""The same for the plugins, once they are loaded, and for --no-plugins."""


def plugins_of(ctx: click.Context) -> Plugins:
    """The installed plugins, loaded when they are first asked for.

    Whoever names a folder of packs here lets its packs in, also those for anybody.
    """
    if PLUGINS not in ctx.meta:
        lists = _names("LEVERPOINT_PACKS_ALLOW") or None, _names("LEVERPOINT_PACKS_BLOCK")
        policy = Policy(*lists, anywhere=None, keys=_keys())
        third_party = ctx.meta.get(THIRD_PARTY, True)
        ctx.meta[PLUGINS] = Plugins(policy=policy, third_party=third_party, budget=_budget(), quiet=True)
    found: Plugins = ctx.meta[PLUGINS]
    return found


def _budget() -> float:
    """The seconds that a plugin has for each hook of each role: as the service is told, in milliseconds."""
    said = os.environ.get("LEVERPOINT_PLUGIN_BUDGET") or "200"
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:12]) <= 60_000):
        raise click.UsageError(f"LEVERPOINT_PLUGIN_BUDGET is '{said}'; it must be a whole number from 1 to 60000")
    return int(said) / 1000


def _keys() -> tuple[PublicKey, ...]:
    """The keys of which one must have signed a pack, as the service reads them; without any, none need be signed."""
    said = os.environ.get("LEVERPOINT_PACKS_KEYS", "")
    if not said:
        return ()
    from leverpoint.signing import read_keys

    try:
        return read_keys(said)
    except LeverpointError as error:
        raise click.UsageError(f"LEVERPOINT_PACKS_KEYS is '{said}'; {error}") from error


def _names(variable: str) -> frozenset[str]:
    """The names that an operator has allowed or blocked, as the service reads them."""
    return frozenset(part.strip() for part in os.environ.get(variable, "").split(",") if part.strip())


class Session:
    """One run of one command. What is not asked for is not loaded."""

    def __init__(
        self,
        rules: Path | None = None,
        packs: Iterable[Path] = (),
        organization: Organization | None = None,
        plugins: Callable[[], Plugins] | None = None,
    ) -> None:
        self.folder = rules or shipped_rules()
        self._load_plugins = plugins
        self.organization = organization or Organization()
        self._packs = tuple(packs)

    @classmethod
    def of(cls, ctx: click.Context) -> Session:
        """The session of a command, with the rulebook that its line or the environment names."""
        return cls(ctx.meta.get(RULES), ctx.meta.get(PACKS, ()), ctx.meta.get(ORGANIZATION), partial(plugins_of, ctx))

    @cached_property
    def plugins(self) -> Plugins:
        """The plugins that count here; none but Leverpoint's own where none were named."""
        return self._load_plugins() if self._load_plugins else Plugins((), Policy(anywhere=None), third_party=False)

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook of whoever asks. Raises RulebookError with everything that is wrong with the core's files."""
        return self._core if self.is_plain else self.advisor.rulebook

    @property
    def advisor(self) -> Advisor:
        """Who answers whoever asks. Raises RulebookError, and PackError where a pack must not be missing and is."""
        return self.advising(self.organization)

    def advising(self, organization: Organization) -> Advisor:
        """Who answers an organization. Raises RulebookError and PackError."""
        return self._core_advisor if self.is_plain else self.library.advisor(organization)

    @property
    def pack_folders(self) -> tuple[Path, ...]:
        """The folders in which packs were looked for."""
        return self._packs

    @property
    def has_packs(self) -> bool:
        """Whether there are packs, in the folders that were named or in installed packages."""
        return bool(self._packs) or (not self.is_plain and bool(self.library.packs))

    @property
    def others(self) -> OtherRules:
        """What makes the other rules that scenarios may name."""
        from leverpoint.lab.scenarios.other_rules import OtherRules

        return OtherRules(self.folder, self._packs)

    @cached_property
    def library(self) -> Library:
        """The rulebook with all packs and plugins."""
        return Library(read_source(self.folder), self.plugins.read_packs(self._packs), plugins=self.plugins)

    @cached_property
    def is_plain(self) -> bool:
        """Whether there are neither packs nor plugins."""
        return not self._packs and not self.plugins.found and not self.plugins.installed

    @cached_property
    def _core(self) -> Rulebook:
        return load_rulebook(self.folder)

    @cached_property
    def _core_advisor(self) -> Advisor:
        return Advisor(self._core)

    @cached_property
    def today(self) -> dt.date:
        """The day whose rules are in effect where a question does not say; the same for everyone on Earth."""
        return dt.datetime.now(dt.UTC).date()

    def assessment(self, file: str, roles: Iterable[str] = (), options: Mapping[str, Any] | None = None) -> Assessment:
        """The question in a file, or on standard input for `-`, with other roles and options where they are given.

        The organization that it names asks from here on: whatever depends on who asks comes after this.

        Raises AssessmentError and RulebookError with every problem located, UnknownIdError for a role nobody has.
        """
        self.check_roles(roles)
        located = self._read(file)
        request = _with(located.data, roles, options or {})
        self._turn_to(request)
        try:
            return read_request(request, self.rulebook, self.today)
        except AssessmentError as error:
            document = Document("assessment", located.file, located)
            raise AssessmentError(map(document.place, error.problems)) from error

    def check_roles(self, roles: Iterable[str]) -> None:
        """Raises UnknownIdError for a role nobody has."""
        for role in roles:
            if role not in self.rulebook.catalog.roles:
                raise UnknownIdError("role", role, self.rulebook.catalog.roles)

    def strategy(self, wanted: str) -> str:
        """The id of a strategy, in whatever case it was typed. Raises UnknownIdError."""
        known = self.rulebook.catalog.strategies
        found = next((one for one in known if one.casefold() == wanted.casefold()), None)
        if found is None:
            raise UnknownIdError("strategy", wanted, known)
        return found

    def _turn_to(self, request: Any) -> None:
        """From here on, the organization of the request asks; where it has none, the one of --for."""
        said = request.get("organization") if isinstance(request, Mapping) else None
        if isinstance(said, Mapping) and not any(problems_of(said, OrganizationSchema())):
            self.organization = Organization(**said)
        elif said is None and isinstance(request, dict) and self.organization.identifier:
            who = self.organization
            request["organization"] = {"system": who.system, "identifier": who.identifier}

    def _read(self, file: str) -> Located:
        from leverpoint.forms.filled import read_request_text

        with click.open_file(file, "rb") as stream:
            source: bytes = stream.read()
        name = "standard input" if file == "-" else file
        return read_request_text(source, name, self.rulebook.vocabulary)


def _with(data: Any, roles: Iterable[str], options: Mapping[str, Any]) -> Any:
    if not isinstance(data, Mapping):
        return data
    changed = dict(data)
    if roles:
        changed["roles"] = list(roles)
    said = data.get("options", {})
    if options and isinstance(said, Mapping):
        changed["options"] = {**said, **options}
    return changed
