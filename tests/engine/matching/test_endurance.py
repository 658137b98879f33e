"""Where durable-rules is known to fail, ours holds: many rules at once, threads, forks, memory, and when it breaks."""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence

import leverpoint_strategies as some
import pytest

from leverpoint.conditions import AllOf, AnyOf, Comparison, Condition, Not, Op
from leverpoint.errors import MatcherError
from leverpoint.matching import Health, Matching, UnitCache
from leverpoint.matching.bitsets import BitsetMatcher
from leverpoint.matching.durable import DurableMatcher
from leverpoint.model import Layer, Rule, Warn
from leverpoint.vocabulary import AS_OF, ROLE, Facts

VOCABULARY = some.vocabulary()
Rules = list[tuple[str, Condition]]


def at_least(fact: str, value: float) -> Comparison:
    return Comparison(fact, Op.AT_LEAST, (value,))


def known(**values: float | str | bool) -> Facts:
    return VOCABULARY.with_intervals({ROLE: "school", AS_OF: 740_000, **values}, frozenset())


def numbered(conditions: Sequence[Condition]) -> Rules:
    return [(f"rule-{number}", condition) for number, condition in enumerate(conditions)]


MANY = {
    "5,000 rows that are all true at once": numbered(
        [AllOf((at_least("enrollment", -number), at_least("spending", -number))) for number in range(5000)]
    ),
    "600 rules with one same condition": numbered([at_least("enrollment", 1)] * 600),
    "600 different first conditions": numbered([Comparison("enrollment", Op.IS, (number,)) for number in range(600)]),
}


@pytest.mark.parametrize("rules", MANY.values(), ids=MANY)
def test_many_rules_at_once_are_all_answered(rules: Rules) -> None:
    """More rules than the C code can hold pending are all told, also when they are true together, time after time."""
    durable, bitsets = DurableMatcher(rules, VOCABULARY), BitsetMatcher(rules, VOCABULARY)
    for enrollment in (7, 0, 599, 7):
        facts = known(enrollment=enrollment, spending=2.5)
        assert durable.match(facts) == bitsets.match(facts)[0]
    assert durable.match(known(enrollment=7, spending=2.5))


def some_rules() -> Rules:
    conditions: list[Condition] = [at_least("enrollment", limit) for limit in range(40)]
    conditions += [Not(at_least("enrollment", limit)) for limit in range(40)]
    conditions += [AnyOf((at_least("spending", limit / 4), at_least("enrollment", 99))) for limit in range(40)]
    return numbered(conditions)


def test_threads_share_a_matcher_and_never_an_answer() -> None:
    """Eight threads that ask different things of one matcher each get their own answer, every time."""
    matcher, wrong = DurableMatcher(some_rules(), VOCABULARY), list[int]()
    expected = {
        number: BitsetMatcher(some_rules(), VOCABULARY).match(known(enrollment=number))[0] for number in range(8)
    }

    def ask(number: int) -> None:
        facts = known(enrollment=number)
        wrong.extend(number for _ in range(300) if matcher.match(facts) != expected[number])

    threads = [threading.Thread(target=ask, args=(number,)) for number in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def asked_in_a_child(matcher: DurableMatcher, facts: Facts) -> frozenset[str]:
    """What a forked process answers, told through a pipe."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, pickle.dumps(matcher.match(facts)))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pickle.loads(pipe.read())  # noqa: S301 - our own child wrote it
    os.waitpid(child, 0)
    assert isinstance(answer, frozenset)
    return answer


def test_a_forked_process_answers_right_even_when_its_parent_was_in_the_middle() -> None:
    """The child of a process whose matcher is locked takes a lock and a memory of its own."""
    matcher, facts = DurableMatcher(some_rules(), VOCABULARY), known(enrollment=5, spending=0.5)
    expected = matcher.match(facts)
    place = matcher._rulesets._places[os.getpid()]
    with place.lock:
        assert [asked_in_a_child(matcher, facts) for _ in range(3)] == [expected] * 3
    assert matcher.match(facts) == expected


CYCLES = """
import os
from pathlib import Path
from leverpoint.conditions import Comparison, Op
from leverpoint.matching.durable import DurableMatcher
from leverpoint.vocabulary import Fact, Facts, Kind, Type, Vocabulary

words = Vocabulary((), [Fact("x", Kind.CONTEXT, Type.INTEGER, "x", minimum=0, maximum=1000)])
rules = [(str(number), Comparison("x", Op.AT_LEAST, (number,))) for number in range(120)]

def resident_kib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024

for cycle in range(40):
    before = resident_kib() if cycle == 10 else 0 if cycle < 10 else before
    matcher = DurableMatcher(rules, words)
    matcher.match(Facts({"x": 60}))
    del matcher
print(resident_kib() - before)
"""


def test_what_is_no_longer_used_is_given_back() -> None:
    """Compiling and dropping matchers over and over leaves the memory where it was: nobody has to close them.

    In a process of its own, for what other tests have freed would hide a leak.
    """
    grown = subprocess.run([sys.executable, "-c", CYCLES], check=True, capture_output=True, text=True).stdout
    assert int(grown) < 8 * 1024


def a_rule(number: int, source: str = "core") -> Rule:
    when = at_least("enrollment", number)
    effects = (Warn("Mind this."),)
    return Rule(f"{source}.rule-{number}", "", source, Layer.CORE, when, effects, "", "authored", ())


def test_a_unit_is_compiled_once_and_goes_with_its_last_user() -> None:
    """Two rule sets that hold the same rules share what is compiled; when both are gone, so is that."""
    cache, strata = UnitCache(), [[a_rule(number) for number in range(3)]]
    one, other = (Matching(strata, VOCABULARY, cache, Health()) for _ in range(2))
    assert one.units[0] is other.units[0]
    seen = weakref.ref(one.units[0])
    del one, other
    gc.collect()
    assert seen() is None
    assert len(cache) == 0


def test_when_durable_rules_breaks_the_bit_sets_answer() -> None:
    """A matcher that has broken is never asked again; the answer is the same, and says who gave it."""
    health = Health()
    matching = Matching([[a_rule(1), a_rule(5)]], VOCABULARY, UnitCache(), health)
    durable = matching.units[0].durable
    assert durable is not None
    durable.close()
    matches = matching.match(known(enrollment=3))
    assert (matches.true, matches.matcher, health.durable_errors) == (frozenset({"core.rule-1"}), "bitsets", 1)
    assert matching.match(known(enrollment=9)).matcher == "bitsets"
    assert health.durable_errors == 1


def test_a_closed_matcher_says_so() -> None:
    """Asking a matcher that was closed is an error of its own kind, not a crash."""
    matcher = DurableMatcher(some_rules(), VOCABULARY)
    matcher.close()
    with pytest.raises(MatcherError, match="closed"):
        matcher.match(known(enrollment=1))


def test_when_the_two_disagree_the_definition_answers() -> None:
    """A disagreement is counted and logged, and the tree walk, which defines the truth, decides."""
    health = Health()
    matching = Matching([[a_rule(1), a_rule(5)]], VOCABULARY, UnitCache(), health)
    matching.units[0].bitsets = BitsetMatcher([("core.rule-1", at_least("enrollment", 7))], VOCABULARY)
    matches = matching.match(known(enrollment=3))
    assert (matches.true, matches.matcher, health.disagreements) == (frozenset({"core.rule-1"}), "walker", 1)


def test_without_durable_rules_the_bit_sets_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the C module cannot be imported, the service answers all the same and says why."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    health = Health()
    matching = Matching([[a_rule(1)]], VOCABULARY, UnitCache(), health)
    assert matching.match(known(enrollment=3)).matcher == "bitsets"
    assert health.durable_absent
    assert "cannot be imported" in health.durable_absent
