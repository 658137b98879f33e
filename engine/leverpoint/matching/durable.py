"""Match rules with durable-rules: the only place that knows its C module, in the one shape in which it holds.

What is never done here, because it crashes, hangs or answers wrongly: the `Host`, a state for each request,
alternatives inside a rule, joins, events, batches, and text that we did not write ourselves.
"""

from __future__ import annotations

import os
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType

from leverpoint.conditions import Condition
from leverpoint.errors import MatcherError
from leverpoint.matching.messages import SENTINEL, Messages
from leverpoint.matching.rows import rows_of
from leverpoint.vocabulary import Facts, Vocabulary


class DurableMatcher:
    """Says which rules are true for some facts. Immutable, shared by threads, and right again after a fork.

    Raises MatcherError when it is built if a rule has too many alternatives (with its Problem), if durable-rules cannot
    be imported or refuses the rules; and on every match once anything at all has gone wrong in the C code.
    """

    def __init__(self, rules: Sequence[tuple[str, Condition]], vocabulary: Vocabulary) -> None:
        self._messages = Messages(rows_of(rules, vocabulary))
        self._rulesets = _Rulesets(self._messages.rulesets, self._messages.rules)
        self._free = weakref.finalize(self, self._rulesets.free)
        self._free.atexit = False  # a process that ends needs nothing freed, and a thread may still be matching

    @property
    def rows(self) -> int:
        """How many rows were compiled, which is what takes the memory."""
        return len(self._messages.rules)

    def match(self, facts: Facts) -> frozenset[str]:
        """The ids of the rules that are true."""
        return frozenset(self._rulesets.fired(self._messages.fact(facts)))

    def close(self) -> None:
        """Free the memory of the C code, after the match that is running. Done by itself once nobody uses this."""
        self._free()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one process asserts its facts: a working memory of the C code, for one thread at a time."""

    sid: str
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Rulesets:
    """Compiled rules in the C code. Knows nothing of who uses it, so that it can be freed once nobody does."""

    def __init__(self, definitions: Sequence[str], rules: Mapping[str, tuple[str, ...]]) -> None:
        self._engine = _imported()
        self._rules = rules
        self._broken: str | None = None
        self._places: dict[int, _Place] = {}
        self._handles: list[int] = []
        for definition in definitions:
            self._create(definition)
        self.fired("")  # makes the working memory, and proves that the sentinel fires

    def _create(self, definition: str) -> None:
        try:
            self._handles.append(self._engine.create_ruleset("leverpoint", definition))
        except (self._engine.error, MemoryError) as error:
            self.free()
            raise MatcherError(f"durable-rules refuses the rules: {error}") from error

    def fired(self, members: str) -> list[str]:
        """The ids of the rules that are true for one fact, given as the members of a JSON object."""
        place = self._places.get(os.getpid()) or self._settle()
        fact = f'{{"sid":"{place.sid}","id":"q","k":1,"b":-1,"c":-1{members}}}'
        with place.lock:
            if self._broken:
                raise MatcherError(self._broken)
            try:
                return [
                    rule for handle in self._handles for name in self._pass(handle, fact) for rule in self._rules[name]
                ]
            except BaseException as error:
                self._broken = f"durable-rules has broken: {error!r}"
                if isinstance(error, Exception):
                    raise MatcherError(self._broken) from error
                raise

    def _settle(self) -> _Place:
        """A place for a process that has none: its parent may have been in the middle of a match when it forked."""
        pid = os.getpid()
        return self._places.setdefault(pid, _Place(f"w{len(self._places)}"))

    def _pass(self, handle: int, fact: str) -> list[str]:
        """Assert the fact, take the names of the rules that fire, retract it. The sentinel proves that none is lost."""
        code, state = self._engine.assert_fact(handle, fact)
        if code:
            raise MatcherError(f"a fact was not taken, code {code}")
        names = self._drained(handle, state)
        if names[-1:] != [SENTINEL] or len(set(names)) != len(names):
            raise MatcherError("a rule fired twice, or the sentinel not last")
        code, _ = self._engine.retract_fact(handle, fact)
        if code:
            raise MatcherError(f"a fact was not taken back, code {code}")
        return names[:-1]

    def _drained(self, handle: int, state: int) -> list[str]:
        names = []
        complete = self._engine.complete_and_start_action
        started = self._engine.start_action_for_state(handle, state)
        message = started and started[1]  # such as {"12":{"m":{...
        while message is not None:
            names.append(message[2 : message.index('"', 2)])
            message = complete(handle, state)
        return names

    def free(self) -> None:
        """Give the memory back, once. What has broken is left alone: nothing is asked of it again."""
        with (self._places.get(os.getpid()) or self._settle()).lock:
            handles, self._handles = self._handles, []
            if not self._broken:
                self._broken = "the matcher is closed"
                for handle in handles:
                    self._delete(handle)

    def _delete(self, handle: int) -> None:
        for place in self._places.values():
            with suppress(self._engine.error):  # a place that was never used here
                self._engine.delete_state(handle, place.sid)
        self._engine.delete_ruleset(handle)


def _imported() -> ModuleType:
    """The C module. Its symbols are bound when they are used, not when it is loaded: built without our define, it lacks
    one on Python 3.13 that only its callbacks call, and no callback is ever set here.
    """
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        import durable_rules_engine
    except ImportError as error:
        raise MatcherError(f"durable-rules cannot be imported: {error}") from error
    finally:
        sys.setdlopenflags(flags)
    engine: ModuleType = durable_rules_engine
    return engine
