"""Match rules with durable-rules: the only place that knows its C module, in the one shape in which it holds.

What is never done here, because it crashes, hangs or answers wrongly: the `Host`, a state for each request, alternatives
inside a rule, joins, events, batches, and text that we did not write ourselves.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType

from leverpoint.conditions import Condition
from leverpoint.errors import MatcherError
from leverpoint.matching.messages import SENTINEL, Messages
from leverpoint.matching.rows import Rows, rows_of
from leverpoint.vocabulary import Facts, Vocabulary


class DurableMatcher:
    """Says which rules are true for some facts. Immutable, shared by threads, and right again after a fork.

    Raises MatcherError when it is built if a rule has too many alternatives (with its Problem), if durable-rules cannot
    be imported or refuses the rules; and on every match once anything at all has gone wrong in the C code.
    """

    def __init__(self, rules: Sequence[tuple[str, Condition]], vocabulary: Vocabulary) -> None:
        rows = rows_of(rules, vocabulary)
        self._messages = Messages(rows)
        self._rulesets = _Rulesets(self._messages.rulesets, self._messages.rules)
        self._finalize = weakref.finalize(self, self._rulesets.free)
        self._finalize.atexit = False  # a process that ends needs nothing freed, and a thread may still be matching

    def match(self, facts: Facts) -> frozenset[str]:
        """The ids of the rules that are true."""
        return frozenset(self._rulesets.fired(self._messages.fact(facts)))

    def close(self) -> None:
        """Free the memory of the C code, after any match that is running. Also done when the last user is gone."""
        self._finalize()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one process asserts its facts: a working memory of its own in the C code, used by one thread at a time."""

    sid: str
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def start(self) -> str: 
        return f'{{"sid":"{self.sid}","id":"q","k":1,"b":-1,"c":-1'

