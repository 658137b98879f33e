"""Find packs on disk, read each, and say of each whether it may count: active, blocked, incompatible or quarantined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from leverpoint.errors import Problem, RulebookError, SignatureError
from leverpoint.reader import Tree, is_zip, packed_bytes, tree_of_zip
from leverpoint.rulebook.scope import ANY, Scope
from leverpoint.rulebook.source import Source, read_source
from leverpoint.signing import PublicKey, verify
from leverpoint.version import VERSION

SIGNATURE, MOST_OF_A_SIGNATURE = ".minisig", 4096
ASTRAY = frozenset(("missing-scope", "scope-not-allowed"))
"""The problems of a pack of which it cannot be said, or not by itself, for whom it speaks."""


class State(StrEnum):
    """Whether a pack counts, and if not, who decided: the operator, its own needs, or a fault."""

    ACTIVE = "active"
    BLOCKED = "blocked"
    INCOMPATIBLE = "incompatible"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the operator lets in: only `allow` where it is given, never `block`, and `anywhere` with scope `any`.

    With `keys`, only a zip that one of them has signed is read at all; its signature lies beside it as `.minisig`.
    With None for `anywhere` every pack may speak for anybody, as where somebody tries out packs of their own.
    """

    allow: frozenset[str] | None = None
    block: frozenset[str] = frozenset()
    anywhere: frozenset[str] | None = frozenset()
    keys: tuple[PublicKey, ...] = ()

    def lets_in(self, name: str) -> bool:
        """Whether a pack of this name may count at all."""
        return name not in self.block and (self.allow is None or name in self.allow)

    def lets_speak_for_all(self, name: str) -> bool:
        """Whether a pack of this name may have the scope `any`."""
        return self.anywhere is None or name in self.anywhere


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was found. Without a `source` it could not even be read; `problems` say why it does not count."""

    name: str
    path: Path
    state: State = State.ACTIVE
    source: Source | None = None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def concerns(self) -> Scope | str:
        """The organizations that are told of it, whether it counts or not; one that is blocked concerns nobody.

        Nor does one that does not say for whom it speaks, or would speak for all and may not: whoever wrote that has no
        part in the answers of others, not even as a warning.
        """
        if self.source is None or self.state is State.BLOCKED or self.source.is_core:
            return frozenset()
        astray = any(problem.code in ASTRAY for problem in self.problems)
        return frozenset() if astray else self.source.scope

    def quarantined(self, problems: Iterable[Problem]) -> Pack:
        """The same pack, which no longer counts."""
        more = [problem for problem in problems if problem not in self.problems]
        return replace(self, state=State.QUARANTINED, problems=(*self.problems, *more))


def find_packs(folders: Iterable[Path]) -> tuple[Path, ...]:
    """Every pack in these folders, each once: the folder or zip itself where it is one, else those in the folder."""
    found = {path.resolve(): path for folder in folders for path in _packs_in(folder)}
    return tuple(found.values())


def _packs_in(folder: Path) -> Iterator[Path]:
    if _is_pack(folder):
        yield folder
    elif folder.is_dir():
        yield from (one for one in sorted(folder.iterdir()) if _is_pack(one))


def _is_pack(folder: Path) -> bool:
    return is_zip(folder) or any((folder / f"pack{suffix}").is_file() for suffix in (".yaml", ".yml", ".json"))


def read_packs(found: Iterable[Path | Tree], policy: Policy) -> tuple[Pack, ...]:
    """All packs, in the order of precedence, from where they lie or from files that are at hand already.

    What is wrong with one is told by it, nothing is raised.
    """
    return side_by_side(_judged(_read(one, policy), policy) for one in found)


def side_by_side(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """Packs that were read each by itself, as they are together, in the order of precedence.

    Two of one name are both quarantined, since which of them is meant nobody can say; a blocked one is not in the way.
    """
    packs = tuple(packs)
    names = Counter(pack.name for pack in packs if pack.source and pack.state is not State.BLOCKED)
    told = [_namesake(pack, packs) if names[pack.name] > 1 else pack for pack in packs]
    return tuple(sorted(told, key=precedence))


def _read(found: Path | Tree, policy: Policy) -> Pack:
    path = found if isinstance(found, Path) else found.root
    try:
        source = read_source(_signed(path, policy.keys) if policy.keys else found)
    except RulebookError as error:
        return Pack(path.name, path).quarantined(error.problems)
    pack = Pack(source.info.name, path, source=source)
    return pack.quarantined(source.problems) if source.problems else pack


def _signed(path: Path, keys: tuple[PublicKey, ...]) -> Tree:
    """The files of a signed zip: the very bytes that the signature is good for. Raises RulebookError."""
    beside = path.with_name(f"{path.name}{SIGNATURE}")
    if not is_zip(path) or not beside.is_file():
        message = f"only signed packs count here: a zip, with its signature beside it as {SIGNATURE}"
        raise RulebookError([Problem("unsigned-pack", message, file=str(path))])
    packed = packed_bytes(path)
    try:
        with beside.open(encoding="utf-8") as stream:
            verify(packed, stream.read(MOST_OF_A_SIGNATURE), keys)
    except (OSError, UnicodeDecodeError, SignatureError) as error:
        why = str(error) if isinstance(error, SignatureError) else "the signature cannot be read"
        raise RulebookError([Problem("bad-signature", why, file=str(path))]) from error
    return tree_of_zip(packed, path)


def _judged(pack: Pack, policy: Policy) -> Pack:
    if not policy.lets_in(pack.name):
        return replace(pack, state=State.BLOCKED)
    if pack.source is None or pack.state is not State.ACTIVE:
        return pack
    problems = tuple(_not_allowed(pack.source, policy)) or tuple(_unclear_needs(pack.source))
    if problems:
        return pack.quarantined(problems)
    unmet = tuple(_unmet_needs(pack.source))
    return replace(pack, state=State.INCOMPATIBLE, problems=unmet) if unmet else pack


def _not_allowed(source: Source, policy: Policy) -> Iterator[Problem]:
    if source.is_core:
        yield source.problem("core-only", "the layer core is for the shipped rules alone", "/layer")
    elif source.scope == ANY and not policy.lets_speak_for_all(source.info.name):
        message = "a pack that speaks for any organization must be allowed by name"
        yield source.problem("scope-not-allowed", message, "/scope")


def _unclear_needs(source: Source) -> Iterator[Problem]:
    for what, wanted in (source.requires or {}).items():
        at = f"/requires/{what}"
        if what != "leverpoint":
            yield source.problem("bad-requires", f"a pack requires versions of leverpoint, not of '{what}'", at)
            continue
        try:
            SpecifierSet(wanted)
        except InvalidSpecifier:
            yield source.problem("bad-requires", f"'{wanted}' is not a range of versions, like >=0.1,<1", at)


def _unmet_needs(source: Source) -> Iterator[Problem]:
    wanted = (source.requires or {}).get("leverpoint", "")
    if not SpecifierSet(wanted).contains(VERSION, prereleases=True):
        message = f"this needs leverpoint {wanted}, and this is {VERSION}"
        yield source.problem("incompatible", message, "/requires/leverpoint", found=VERSION, expected=wanted)


def _namesake(pack: Pack, packs: Sequence[Pack]) -> Pack:
    if pack.source is None or pack.state is State.BLOCKED:
        return pack
    others = [str(one.path) for one in packs if one.source and one.name == pack.name and one is not pack]
    message = f"{len(others) + 1} packs are called '{pack.name}', and which one is meant cannot be said"
    problem = pack.source.problem("duplicate-pack", message, "/name", found=", ".join(others))
    return pack.quarantined([problem])


def precedence(pack: Pack) -> tuple[int, str, str]:
    """The place of a pack among others: by layer, then by name; those that could not be read come last."""
    rank, name = pack.source.precedence if pack.source else (99, pack.name)
    return rank, name, str(pack.path)
