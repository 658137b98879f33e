"""What the effects of a rule do, in words, with what overlays added to them."""

from __future__ import annotations

from collections.abc import Iterator

from leverpoint.model import Adjust, Conclude, Effect, Recommend, Rule, Suppress, Warn


def does(effect: Effect) -> str:
    """What an effect does, with its reason."""
    match effect:
        case Recommend(strategy, points, places):
            where = f" through {', '.join(places)}" if places else ""
            return f"recommend {strategy} ({points:+}){where}"
        case Adjust(strategy, points, reason):
            return f"adjust {strategy} by {points:+}: {reason}"
        case Suppress(strategy, reason):
            return f"take {strategy} off the list: {reason}"
        case Warn(text):
            return f"warn: {text}"
        case Conclude(fact):
            return f"conclude {fact}"


def effects_in_words(rule: Rule) -> Iterator[str]:
    """Everything that a rule does, one by one."""
    yield from map(does, rule.then)
    for one in rule.retunes:
        yield f"{one.by} adds {one.points:+} to {one.strategy}: {one.reason}"
