"""Find packs on disk, read each, and say of each whether it may count: active, blocked, incompatible or quarantined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from leverpoint.errors import Problem, RulebookError
from leverpoint.rulebook.scope import ANY
from leverpoint.rulebook.source import Source, read_source
from leverpoint.version import VERSION


class State(StrEnum):
    """Whether a pack counts, and if not, who decided: the operator, its own needs, or a fault."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    INCOMPATIBLE = "incompatible"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator lets in: only `allow` where it is given, never `block`, and `anywhere` with scope `any`."""

    allow: frozenset[str] | None = None
    block: frozenset[str] = frozenset()
    anywhere: frozenset[str] = frozenset()

    def lets_in(self, name: str) -> bool:
        """Whether a pack of this name may count at all."""
        return name not in self.block and (self.allow is None or name in self.allow)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was found. Without a `source` it could not even be read; `problems` say why it does not count."""

    name: str
    path: Path
    state: State = State.ACTIVE
    source: Source | None = None
    problems: tuple[Problem, ...] = field(default=())

    def quarantined(self, problems: Iterable[Problem]) -> Pack:
        """The same pack, which no longer counts."""
        return replace(self, state=State.QUARANTINED, problems=(*self.problems, *problems))


def find_packs(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Every pack in these folders: the folder itself where it is one, else its subfolders that are."""
    return tuple(path for folder in folders for path in _packs_in(folder))


def _packs_in(folder: Path) -> Iterator[Path]:
    if _is_pack(folder):
        yield folder
    elif folder.is_dir():
        yield from (one for one in sorted(folder.iterdir()) if one.is_dir() and _is_pack(one))


def _is_pack(folder: Path) -> bool:
    return any((folder / f"pack{suffix}").is_file() for suffix in (".yaml", ".yml", ".json"))


def read_packs(paths: Iterable[Path], policy: Policy) -> tuple[Pack, ...]:
    """All packs, in the order of precedence. Two of one name are both quarantined: which one is meant, nobody can say."""
    packs = [_judged(_read(path), policy) for path in paths]
    names = [pack.name for pack in packs]
    told = [pack if names.count(pack.name) == 1 else _namesake(pack, packs) for pack in packs]
    return tuple(sorted(told, key=_precedence))


def _read(path: Path) -> Pack:
    try:
        source = read_source(path)
    except RulebookError as error:
        return Pack(path.stem, path).quarantined(error.problems)
    pack = Pack(source.info.name, path, source=source)
    return pack.quarantined(source.problems) if source.problems else pack


def _judged(pack: Pack, policy: Policy) -> Pack:
    if not policy.lets_in(pack.name):
        return replace(pack, state=State.BLOCKED)
    if pack.source is None or pack.state is not State.ACTIVE:
        return pack
    if pack.source.is_core:
        return pack.quarantined([_problem(pack, "core-only", "the layer core is for the shipped rules alone")])
    if pack.source.scope == ANY and pack.name not in policy.anywhere:
        message = "a pack that speaks for any organization must be allowed by name"
        return pack.quarantined([_problem(pack, "scope-not-allowed", message)])
    return _compatible(pack, pack.source)


def _compatible(pack: Pack, source: Source) -> Pack:
    wanted = (source.requires or {}).get("leverpoint", "")
    try:
        fits = SpecifierSet(wanted).contains(VERSION, prereleases=True)
    except InvalidSpecifier:
        return pack.quarantined(
            [_problem(pack, "bad-requires", f"'{wanted}' is not a range of versions, like >=0.1,<1")]
        )
    if fits:
        return pack
    message = f"this needs leverpoint {wanted}, and this is {VERSION}"
    return replace(pack, state=State.INCOMPATIBLE, problems=(_problem(pack, "incompatible", message),))


def _namesake(pack: Pack, packs: Sequence[Pack]) -> Pack:
    others = ", ".join(str(one.path) for one in packs if one.name == pack.name and one.path != pack.path)
    return pack.quarantined([_problem(pack, "duplicate-pack", f"another pack is called '{pack.name}' too: {others}")])


def _problem(pack: Pack, code: str, message: str) -> Problem:
    return Problem(code, message, file=str(pack.path / "pack.yaml"), line=1)


def _precedence(pack: Pack) -> tuple[int, str, str]:
    rank, name = pack.source.precedence if pack.source else (99, pack.name)
    return rank, name, str(pack.path)
