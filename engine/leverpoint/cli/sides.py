"""The two sides of a diff: a folder or a zip of rules, a pack, `core`, `active`, or a revision by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from leverpoint.advisor import Advisor
from leverpoint.cli.session import Session
from leverpoint.errors import UnknownIdError
from leverpoint.library import organizations_of
from leverpoint.model import Organization
from leverpoint.rulebook import load_rulebook, read_source

CORE, ACTIVE = "core", "active"
SHORTEST = 8
"""How many characters of a digest are enough to name a revision."""


@dataclass(frozen=True, slots=True)
class Side:
    """Who answers on one side, and for which organization: of a pack, the first in its scope."""

    advisor: Advisor
    organization: Organization


def side(wanted: str, session: Session) -> Side:
    """The side that somebody named.

    A pack is put on the rulebook of the session. Raises UnknownIdError for what is neither a path nor a known name,
    and RulebookError with everything that is wrong with what is.
    """
    path = Path(wanted)
    if path.exists():
        return _of_path(path, session)
    named = _named(session)
    found = named.get(wanted) or next((one for one in named.values() if _is_revision(wanted, one)), None)
    if found is None:
        raise UnknownIdError("folder of rules, pack or revision", wanted, named)
    return found


def _of_path(path: Path, session: Session) -> Side:
    source = read_source(path)
    if source.is_core:
        return Side(Advisor(load_rulebook(path)), session.organization)
    return Side(Advisor(load_rulebook(session.folder, [path])), organizations_of(source)[0])


def _named(session: Session) -> Mapping[str, Side]:
    core = Advisor(load_rulebook(session.folder))
    return {CORE: Side(core, session.organization), ACTIVE: Side(session.advisor, session.organization)}


def _is_revision(wanted: str, one: Side) -> bool:
    revision = one.advisor.rulebook.revision
    plain, asked = revision.removeprefix("sha256:"), wanted.removeprefix("sha256:")
    return len(asked) >= SHORTEST and plain.startswith(asked)
