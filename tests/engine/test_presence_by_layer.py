"""Is a strategy on the list? Held to every way in which the unknown rules could come out."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leverpoint.conditions import Comparison, Op
from leverpoint.model import Adjust, Effect, Layer, Recommend, Rule, Suppress, Warn
from leverpoint.presence import voices_of

RECOMMEND, SUPPRESS = Recommend("S"), Suppress("S", "because")
WHEN = Comparison("x", Op.IS, (True,))


def rule(name: str, layer: Layer, *effects: Effect) -> Rule:
    return Rule(name, name, layer.value, layer, WHEN, effects, "", "authored", ())


def is_listed(rules: Iterable[Rule], true: frozenset[str]) -> bool:
    """The words of the design, taken literally: the most local layer that speaks decides, within it suppress wins."""
    for layer in reversed(Layer):
        effects = [effect for one in rules if one.layer is layer and one.id in true for effect in one.then]
        if SUPPRESS in effects:
            return False
        if RECOMMEND in effects:
            return True
    return False


def expected(rules: Iterable[Rule], true: frozenset[str], unknown: frozenset[str]) -> str:
    """Certain, possible or excluded, by trying every way in which the unknown rules may come out."""
    outcomes = {
        is_listed(rules, true | {name for name, holds in zip(unknown, holding, strict=True) if holds})
        for holding in product((True, False), repeat=len(unknown))
    }
    return {(True,): "certain", (False,): "excluded", (False, True): "possible"}[tuple(sorted(outcomes))]


# what a layer's recommending and suppressing rule come out as: t true, u unknown, f false
STATES = [recommending + suppressing for recommending in "tuf" for suppressing in "tuf"]


@pytest.mark.parametrize("core", STATES)
@pytest.mark.parametrize("district", STATES)
def test_two_layers_with_two_rules_each_come_out_right(core: str, district: str) -> None:
    """The core and a district, each with a rule for and a rule against: all 81 cases, against brute force."""
    layers = {Layer.CORE: core, Layer.DISTRICT: district}
    rules = [
        rule(f"{layer}.{name}", layer, effect)
        for layer in layers
        for name, effect in (("for", RECOMMEND), ("against", SUPPRESS))
    ]
    states = dict(zip((one.id for one in rules), core + district, strict=True))
    true = frozenset(name for name, state in states.items() if state == "t")
    unknown = frozenset(name for name, state in states.items() if state == "u")
    assert voices_of(rules)["S"].certainty(true, unknown) == expected(rules, true, unknown)


EFFECTS = st.lists(st.sampled_from([RECOMMEND, SUPPRESS, Warn("!")]), min_size=1, max_size=2)
VOICES = st.lists(st.tuples(st.sampled_from(Layer), EFFECTS, st.sampled_from("tuf")), min_size=1, max_size=8)


@given(VOICES)
def test_any_rules_in_any_layers_come_out_right(voices: list[tuple[Layer, list[Effect], str]]) -> None:
    """However many rules speak in however many layers, some for and against at once: as brute force says."""
    rules = [rule(f"r{number}", layer, *effects) for number, (layer, effects, _) in enumerate(voices)]
    true = frozenset(f"r{number}" for number, (_, _, state) in enumerate(voices) if state == "t")
    unknown = frozenset(f"r{number}" for number, (_, _, state) in enumerate(voices) if state == "u")
    found = voices_of(rules)
    if "S" in found:
        assert found["S"].certainty(true, unknown) == expected(rules, true, unknown)
    else:
        assert expected(rules, true, unknown) == "excluded"


@given(VOICES)
def test_the_order_of_rules_decides_nothing(voices: list[tuple[Layer, list[Effect], str]]) -> None:
    """Rules that are read in another order give the same certainty."""
    rules = [rule(f"r{number}", layer, *effects) for number, (layer, effects, _) in enumerate(voices)]
    true = frozenset(f"r{number}" for number, (_, _, state) in enumerate(voices) if state == "t")
    unknown = frozenset(f"r{number}" for number, (_, _, state) in enumerate(voices) if state == "u")
    one, other = voices_of(rules), voices_of(rules[::-1])
    assert {name: voice.certainty(true, unknown) for name, voice in one.items()} == {
        name: voice.certainty(true, unknown) for name, voice in other.items()
    }


def test_a_strategy_appears_only_if_a_rule_recommends_it() -> None:
    """To adjust or to warn puts nothing on a list, and a strategy that is only suppressed is excluded."""
    rules = [
        rule("a", Layer.CORE, Adjust("A", 5, "more")),
        rule("b", Layer.CORE, Suppress("B", "never")),
        rule("c", Layer.CORE, Recommend("C"), Recommend("D")),
    ]
    found = voices_of(rules)
    assert {name: voice.certainty({"a", "b", "c"}, ()) for name, voice in found.items()} == {
        "B": "excluded",
        "C": "certain",
        "D": "certain",
    }
