"""The pack in which scenarios lie: who asks them where they name nobody, and whether it counts at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from leverpoint.cli.session import Session
from leverpoint.library import organizations_of
from leverpoint.model import Organization
from leverpoint.packs import Policy, find_packs, read_packs
from leverpoint.reader import File


def asker_in(session: Session) -> Callable[[str], Organization]:
    """Gives for a file who asks what stands in it: the one of --for, else the first in the scope of its pack."""

    def asker(file: str) -> Organization:
        if session.organization.identifier or session.is_plain:
            return session.organization
        around = Path(file).resolve().parents
        sources = (pack.source for pack in session.library.packs if pack.path.resolve() in around)
        return next((organizations_of(source)[0] for source in sources if source), session.organization)

    return asker


def packs_left_out(session: Session, paths: Iterable[Path | File]) -> list[Path]:
    """The packs in which these paths lie and which do not count in a session."""
    known = set() if session.is_plain else {pack.path.resolve() for pack in session.library.packs}
    homes = dict.fromkeys(_home(path) for path in paths if isinstance(path, Path))
    return [home for home in homes if home is not None and home.resolve() not in known and _is_read(home)]


def _home(path: Path) -> Path | None:
    return next(
        (
            folder
            for folder in (path.absolute(), *path.absolute().parents)
            if folder.is_dir() and folder in find_packs([folder])
        ),
        None,
    )


def _is_read(home: Path) -> bool:
    """Whether it is a pack, and not a core."""
    return any(pack.source for pack in read_packs([home], Policy(anywhere=None)))
