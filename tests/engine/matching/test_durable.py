"""The shape in which durable-rules is used, at its edges: full rulesets, forks within forks, closing, breaking."""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from typing import Any

import leverpoint_matching as write
import pytest

from leverpoint.conditions import Condition
from leverpoint.errors import MatcherError
from leverpoint.matching import messages
from leverpoint.matching.durable import DurableMatcher, _Rulesets
from leverpoint.vocabulary import ROLE, Facts

NAMES = [f"x{number}" for number in range(40)]
WORDS = write.vocabulary(*map(write.integer, NAMES))
SENTINEL = '"~":{"all":[{"m":{"k":1}}],"pri":65535}'


def some_rules(many: int) -> list[tuple[str, Condition]]:
    """Rules of three comparisons, many of which hold at once."""
    return write.numbered(
        *(
            write.every(
                write.among(ROLE, "state", "school") if number % 3 else write.equal(ROLE, "district"),
                write.at_most(NAMES[number % 7], number % 11),
                write.unequal(NAMES[number % 5 + 7], number % 4),
            )
            for number in range(many)
        )
    )


def some_facts(many: int) -> list[Facts]:
    """Facts that differ, with some missing."""
    roles = ("state", "district", "school")
    return [
        Facts(
            {ROLE: roles[number % 3]}
            | {name: (number * 7 + at) % 13 for at, name in enumerate(NAMES) if at != number % 9}
        )
        for number in range(many)
    ]


def test_as_many_rules_as_one_ruleset_may_hold_all_fire(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tree of branches keeps a whole ruleset of 4,095 rules within the 64 checks that may be pending."""
    monkeypatch.setattr(messages, "MOST_ROWS", 4095)
    rules = write.numbered(
        *(write.every(write.at_most("x0", number), write.unequal("x1", -number)) for number in range(4095))
    )
    matcher = DurableMatcher(rules, WORDS)
    assert len(matcher._rulesets._handles) == 1
    assert len(matcher.match(Facts({"x0": 0, "x1": 1}))) == 4095


def test_six_hundred_roles_are_matched() -> None:
    """The role may stand before the branches only while roles are few."""
    roles = [f"role-{number}" for number in range(600)]
    rules = write.numbered(*(write.equal(ROLE, role) for role in roles))
    matcher = DurableMatcher(rules, WORDS)
    assert [matcher.match(Facts({ROLE: roles[number]})) for number in (0, 599)] == [{"r0"}, {"r599"}]


def answered_in_a_child(matcher: DurableMatcher, asked: list[Facts], deeper: int = 0) -> list[list[str]]:
    """What a forked child, or its own child, answers over a pipe."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        answer: Any = "broken"
        try:
            answer = (
                answered_in_a_child(matcher, asked, deeper - 1) if deeper else [sorted(matcher.match(f)) for f in asked]
            )
            matcher.close()
        finally:
            os.write(writing, json.dumps(answer).encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answers: list[list[str]] = json.load(pipe)
    os.waitpid(child, 0)
    return answers


@pytest.mark.parametrize("deeper", [0, 1])
def test_a_forked_process_answers_like_its_parent(deeper: int) -> None:
    """A child, and a child of a child, match with rules that were compiled before the fork."""
    rules, asked = some_rules(60), some_facts(20)
    matcher = DurableMatcher(rules, WORDS)
    expected = [sorted(write.walked(rules, facts)[0]) for facts in asked]
    assert answered_in_a_child(matcher, asked, deeper) == expected
    assert [sorted(matcher.match(facts)) for facts in asked] == expected


def test_a_process_forked_in_the_middle_of_a_match_answers_right() -> None:
    """The child inherits a lock that is held and a working memory half used: it takes fresh ones."""
    rules, asked = some_rules(60), some_facts(5)
    matcher = DurableMatcher(rules, WORDS)
    rulesets = matcher._rulesets
    with rulesets._places[os.getpid()].lock:
        fact = f'{{"sid":"w0","id":"q","k":1,"b":-1,"c":-1{matcher._messages.fact(asked[0])}}}'
        _, state = rulesets._engine.assert_fact(rulesets._handles[0], fact)
        rulesets._engine.start_action_for_state(rulesets._handles[0], state)
        answers = answered_in_a_child(matcher, asked)
    assert answers == [sorted(write.walked(rules, facts)[0]) for facts in asked]


def test_working_memories_of_processes_have_different_hashes() -> None:
    """Working memories are told apart by a hash of their name; no two that descend from each other share one."""
    assert len({messages._hash(f"w{number}") for number in range(1023)}) == 1023


def test_the_last_user_closes() -> None:
    """Nobody has to remember to close: what nobody holds is freed."""
    matcher = DurableMatcher(some_rules(20), WORDS)
    rulesets = matcher._rulesets
    del matcher
    gc.collect()
    assert rulesets._handles == []


def test_closing_waits_for_the_match_that_is_running() -> None:
    """Memory in use is not freed."""
    matcher = DurableMatcher(some_rules(20), WORDS)
    closing = threading.Thread(target=matcher.close)
    with matcher._rulesets._places[os.getpid()].lock:
        closing.start()
        closing.join(0.05)
        assert closing.is_alive()
        assert matcher._rulesets._handles
    closing.join()
    assert not matcher._rulesets._handles


def test_a_return_code_breaks_the_matcher_for_good() -> None:
    """A fact that is still there is refused; an engine that did one thing wrong is not trusted with another."""
    matcher = DurableMatcher(some_rules(20), WORDS)
    rulesets = matcher._rulesets
    rulesets._engine.assert_fact(rulesets._handles[0], '{"sid":"w0","id":"q","k":1,"b":-1,"c":-1}')
    for _ in range(2):
        with pytest.raises(MatcherError, match="not taken, code 2"):
            matcher.match(Facts({}))


def test_what_has_broken_is_not_freed() -> None:
    """Nothing more is asked of an engine that went wrong, not even to give its memory back: the ruleset stays."""
    matcher = DurableMatcher(some_rules(20), WORDS)
    rulesets = matcher._rulesets
    (handle,) = rulesets._handles
    rulesets._engine.assert_fact(handle, '{"sid":"w0","id":"q","k":1,"b":-1,"c":-1}')
    with pytest.raises(MatcherError):
        matcher.match(Facts({}))
    matcher.close()
    rulesets._engine.delete_ruleset(handle)  # fails where there is none


@pytest.mark.parametrize(
    ("definition", "why"),
    [
        ('{"0":{"all":[{"m":{"$and":[{"k":1},{"b":-1}]}}],"pri":1}}', "sentinel"),
        (f'{{{SENTINEL},"0":{{"all":[{{"m":{{"$or":[{{"k":1}},{{"b":-1}}]}}}}],"pri":1}}}}', "twice"),
        (f'{{{SENTINEL},"0":{{"all":[{{"m":{{"k":1}}}}],"pri":65535}}}}', "sentinel"),
        ('{{{},"0":{{"all":[{{"m":{{"x":1}}}}],"pri":1}}}}'.format(SENTINEL.replace('"k"', '"y"')), "not taken"),
    ],
    ids=["no sentinel", "a rule fires twice", "a rule comes after the sentinel", "the sentinel does not match"],
)
def test_an_engine_that_leaves_the_shape_is_noticed(definition: str, why: str) -> None:
    """Whatever loses a rule, or fires one twice, is an error and never an answer."""
    with pytest.raises(MatcherError, match=why):
        _Rulesets((definition,), {"0": ("r0",)})


def test_an_interrupt_breaks_the_matcher_and_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """After Ctrl-C in the middle of a match the working memory is half used."""
    matcher = DurableMatcher(some_rules(5), WORDS)

    def interrupted(*_: object) -> list[str]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(matcher._rulesets, "_pass", interrupted)
        with pytest.raises(KeyboardInterrupt):
            matcher.match(Facts({}))
    with pytest.raises(MatcherError, match="KeyboardInterrupt"):
        matcher.match(Facts({}))


def test_rules_that_the_engine_refuses_are_an_error_and_free_what_was_made() -> None:
    """The first ruleset is given back when the second is refused."""
    absent = '"%d":{"all":[{"m":{"$and":[{"k":1},{"$nex":{"x%d":1}}]}}],"pri":1}'
    refused = "{{{}}}".format(",".join(absent % (number, number) for number in range(129)))
    with pytest.raises(MatcherError, match=r"refuses the rules.*107"):
        _Rulesets((f"{{{SENTINEL}}}", refused), {})


def test_importing_leaves_the_loader_as_it_was() -> None:
    """Lazy binding is for this one module alone."""
    before = sys.getdlopenflags()
    DurableMatcher(some_rules(2), WORDS)
    assert sys.getdlopenflags() == before


def test_rules_that_never_hold_need_no_engine_memory() -> None:
    """A rule without a row is false for every fact."""
    never = write.every(write.at_most("x0", 1), write.at_least("x0", 2))
    assert DurableMatcher(write.numbered(never), WORDS).match(Facts({"x0": 1})) == frozenset()
