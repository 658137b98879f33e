"""Turn what people write into a cell or after a colon into the value that it means."""

from __future__ import annotations

import re
from typing import Any

from leverpoint.reader.short_ratings import NOT_APPLICABLE
from leverpoint.vocabulary import Fact, Kind, Type

NOT_OURS_EITHER = frozenset((NOT_APPLICABLE, "na", "n.a.", "not applicable"))
YES, NO = frozenset(("yes", "y", "true", "x", "1")), frozenset(("no", "n", "false", "0"))
_LEVEL = re.compile(r"([+-]?\d+)(?:\.0+)?(?:\D.*)?", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def meaning(fact: Fact | None, text: str) -> Any:
    """The value that `text` gives to a fact: a level, a choice, yes or no, a number, `n/a`, or None for no answer.

    What cannot be understood comes back as it is, so that it is refused where everything else is checked.
    """
    plain = text.strip()
    if not plain:
        return None
    if fact is None:
        return _number(plain, plain)
    if plain.casefold() in NOT_OURS_EITHER:
        return NOT_APPLICABLE if fact.kind is Kind.CRITERION else None
    named = next((value for value, label in fact.labels.items() if label.casefold() == plain.casefold()), None)
    return _typed(fact, plain) if named is None else named


def _typed(fact: Fact, plain: str) -> Any:
    match fact.type:
        case Type.ORDINAL:
            level = _LEVEL.fullmatch(plain)
            return int(level[1]) if level else plain
        case Type.BOOLEAN:
            return _yes_or_no(plain)
        case Type.CHOICE:
            return plain.casefold() if plain.casefold() in fact.values else plain
        case _:
            return _number(plain.replace(",", "").replace("\u00a0", "").replace(" ", ""), plain)


def _yes_or_no(plain: str) -> bool | str:
    if plain.casefold() in YES:
        return True
    return False if plain.casefold() in NO else plain


def _number(digits: str, plain: str) -> int | float | str:
    found = _NUMBER.fullmatch(digits)
    if found is None or len(digits) > 15:
        return plain
    return float(digits) if found[1] else int(digits)
