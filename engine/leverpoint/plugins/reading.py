"""What hooks return, read into plain values of ours: whatever is not what the hook asks for is nonsense."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from leverpoint.model import Scalar

MOST_RECORDS, LONGEST_TEXT, MOST_POINTS = 1_000, 2_000, 100
Adjustment = tuple[str, int, str]
Noted = tuple[str, str | None]


class NonsenseError(Exception):
    """A hook returned what it must not return. The message is ours, and may reach whoever asks."""


def read_facts(returned: Any, problem_with: Callable[[str, object], str | None]) -> dict[str, Scalar]:
    """A mapping of facts to values. `problem_with` says why a fact cannot have a value; None leaves a fact open."""
    if returned is None:
        return {}
    if not isinstance(returned, Mapping):
        raise NonsenseError(f"it returned {_type(returned)}, not a mapping of facts to values")
    found = {}
    for name, value in _few(returned.items()):
        plain = int(value) if type(value) is float and value.is_integer() else value
        if type(name) is not str or type(plain) not in (bool, int, float, str, type(None)):
            raise NonsenseError(f"it gave a fact as {_type(name)} with a value of {_type(value)}")
        if problem := problem_with(name, plain):
            raise NonsenseError(f"of the fact '{_brief(name)}' {_brief(problem, 200)}")
        if plain is not None:
            found[name] = plain
    return found


def read_adjustments(returned: Any, strategies: Mapping[str, object]) -> list[Adjustment]:
    """Records of a strategy, whole points and a reason."""
    found: list[Adjustment] = []
    for one in _records(returned, "records of a strategy, points and a reason"):
        strategy, points, reason = one if isinstance(one, tuple) and len(one) == 3 else (None, None, None)
        if type(strategy) is not str or type(points) is not int or not -MOST_POINTS <= points <= MOST_POINTS:
            raise NonsenseError(
                f"each record is a strategy, whole points from -{MOST_POINTS} to {MOST_POINTS} and a reason"
            )
        if strategy not in strategies:
            raise NonsenseError(f"there is no strategy '{_brief(strategy)}'")
        found.append((strategy, points, _text(reason, "a reason")))
    return found


def read_notes(returned: Any) -> list[Noted]:
    """Texts, each with the address of a page where there is one."""
    return [_note(one) for one in _records(returned, "texts, or pairs of a text and an address")]


def _note(one: Any) -> Noted:
    text, url = one if isinstance(one, tuple) and len(one) == 2 else (one, None)
    if url is not None and not _text(url, "an address").startswith(("https://", "http://")):
        raise NonsenseError("the address of a note begins with https:// or http://")
    return _text(text, "a note"), url


def read_paths(returned: Any) -> tuple[Path, ...]:
    """Paths that exist."""
    found = []
    for one in _records(returned, "paths"):
        if not isinstance(one, Path) or not one.exists():
            raise NonsenseError(f"it names {_type(one)} that is not the path of a pack")
        found.append(Path(str(one)))
    return tuple(found)


def read_several(returned: Any, kind: type) -> list[Any]:
    """Objects of one kind."""
    found = list(_records(returned, f"objects of the kind {kind.__name__}"))
    if strange := next((one for one in found if not isinstance(one, kind)), None):
        raise NonsenseError(f"it returned {_type(strange)} among its objects of the kind {kind.__name__}")
    return found


def _records(returned: Any, what: str) -> Iterator[Any]:
    if returned is None:
        return iter(())
    if isinstance(returned, str | bytes | Mapping) or not isinstance(returned, Iterable):
        raise NonsenseError(f"it returned {_type(returned)}, not {what}")
    return _few(returned)


def _few(returned: Iterable[Any]) -> Iterator[Any]:
    """All of it, where it ends."""
    for count, one in enumerate(islice(returned, MOST_RECORDS + 1)):
        if count == MOST_RECORDS:
            raise NonsenseError(f"it returned more than {MOST_RECORDS:,} records")
        yield one


def _text(value: Any, what: str) -> str:
    if type(value) is not str or not value.strip() or len(value) > LONGEST_TEXT:
        raise NonsenseError(f"{what} is a text of 1 to {LONGEST_TEXT:,} characters")
    if not value.isprintable():
        raise NonsenseError(f"{what} is one line of characters that can be shown")
    return value


def _type(value: object) -> str:
    return "nothing" if value is None else f"an object of the type {_brief(type(value).__name__)}"


def _brief(text: str, longest: int = 80) -> str:
    """The beginning of a text that is not ours, with nothing in it that a terminal would obey."""
    shown = "".join(one if one.isprintable() else "?" for one in text[:longest])
    return shown if len(text) <= longest else f"{shown}…"
