"""Is a strategy on the list? The most local layer that speaks decides; within a layer to suppress wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leverpoint.model import Certainty, Layer, Recommend, Rule, Suppress


@dataclass(frozen=True, slots=True)
class Voices:
    """The rules that can put one strategy on the list or take it off, by layer, the most local first."""

    layers: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]

    def certainty(self, true: Iterable[str], unknown: Iterable[str]) -> Certainty:
        """Certain, possible or excluded, given the ids of the rules that are true and that are unknown."""
        outcomes = _outcomes(self.layers, frozenset(true), frozenset(unknown))
        if outcomes == {True}:
            return "certain"
        return "possible" if True in outcomes else "excluded"


def voices_of(rules: Iterable[Rule]) -> Mapping[str, Voices]:
    """The voices of every strategy that some rule recommends or suppresses."""
    spoken: dict[str, dict[Layer, tuple[list[str], list[str]]]] = {}
    for rule in rules:
        for effect in rule.then:
            if isinstance(effect, Recommend | Suppress):
                by_layer = spoken.setdefault(effect.strategy, {})
                pair = by_layer.setdefault(rule.layer, ([], []))
                pair[isinstance(effect, Suppress)].append(rule.id)
    return {strategy: Voices(tuple(_by_layer(layers))) for strategy, layers in spoken.items()}


def _by_layer(layers: Mapping[Layer, tuple[list[str], list[str]]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for layer in sorted(layers, key=lambda one: -one.rank):
        recommending, suppressing = layers[layer]
        # a rule that does both at once only ever suppresses
        yield tuple(rule for rule in recommending if rule not in suppressing), tuple(suppressing)


def _outcomes(
    layers: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], true: frozenset[str], unknown: frozenset[str]
) -> set[bool]:
    """Every way in which the question may come out, as the set of answers that are still possible."""
    if not layers:
        return {False}
    (recommending, suppressing), below = layers[0], layers[1:]
    if not true.isdisjoint(suppressing):
        return {False}
    open_ = set() if unknown.isdisjoint(suppressing) else {False}
    if not true.isdisjoint(recommending):
        return open_ | {True}
    if not unknown.isdisjoint(recommending):
        open_ = open_ | {True}
    return open_ | _outcomes(below, true, unknown)
