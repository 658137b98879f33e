"""The mutants of a rule: what it would be with one small mistake in it, and that mistake in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from leverpoint.lab.measuring.mutation.altered import altered
from leverpoint.model import Adjust, Conclude, Effect, Recommend, Rule, Suppress, Warn
from leverpoint.rulebook import Rulebook

NUDGE = 3
"""By how many points a nudge goes up or down: half of what a weak predecessor takes off in the core."""

NOBODY = ""
"""A role that nobody has."""

KINDS = ("threshold", "value", "swap", "drop-condition", "negate", "role", "points", "drop-effect", "drop-rule")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one mistake in it. `kind` is one of KINDS; `mistake` completes "no scenario would notice if ...".

    A rule that is not there is one that speaks to nobody: it never matches, and what names it can still be asked.
    """

    rule: Rule
    kind: str
    mistake: str

    @property
    def rule_id(self) -> str:
        """The rule that has the mistake."""
        return self.rule.id

    @property
    def in_words(self) -> str:
        """The whole of what nobody noticed."""
        return f"no scenario would notice if {self.rule_id} {self.mistake}"


def mutants_of(rule: Rule, rulebook: Rulebook) -> Iterator[Mutant]:
    """Every mutant of a rule, always in the same order."""
    for kind, mistake, condition in altered(rule.when, rulebook.vocabulary):
        yield Mutant(replace(rule, when=condition), kind, mistake)
    yield from _of_roles(rule, rulebook)
    yield from _of_points(rule)
    yield from _of_effects(rule)
    yield Mutant(replace(rule, roles=(NOBODY,)), "drop-rule", "were not there")


def _of_roles(rule: Rule, rulebook: Rulebook) -> Iterator[Mutant]:
    everybody = tuple(rulebook.catalog.roles)
    heard = rule.roles or everybody
    for role, record in rulebook.catalog.roles.items():
        if role not in heard:
            mistake = f"spoke to the role {record.title}, too"
            yield Mutant(replace(rule, roles=(*heard, role)), "role", mistake)
        elif len(heard) > 1:
            fewer = tuple(one for one in heard if one != role)
            yield Mutant(replace(rule, roles=fewer), "role", f"did not speak to the role {record.title}")


def _of_points(rule: Rule) -> Iterator[Mutant]:
    for index, effect in enumerate(rule.then):
        if isinstance(effect, Recommend | Adjust):
            for points in (effect.points - NUDGE, effect.points + NUDGE):
                mistake = f"gave {effect.strategy} {points} points instead of {effect.points}"
                yield Mutant(_with_effect(rule, index, replace(effect, points=points)), "points", mistake)


def _of_effects(rule: Rule) -> Iterator[Mutant]:
    """Where a rule has one effect alone, to drop that is to drop the rule."""
    for index, effect in enumerate(rule.then if len(rule.then) > 1 else ()):
        yield Mutant(_with_effect(rule, index), "drop-effect", f"did not {_in_words(effect)}")


def _with_effect(rule: Rule, index: int, *instead: Effect) -> Rule:
    return replace(rule, then=(*rule.then[:index], *instead, *rule.then[index + 1 :]))


def _in_words(effect: Effect) -> str:
    match effect:
        case Recommend(strategy):
            return f"recommend {strategy}"
        case Adjust(strategy):
            return f"move {strategy}"
        case Suppress(strategy):
            return f"take {strategy} off the list"
        case Warn():
            return "warn"
        case Conclude(fact):
            return f"conclude {fact}"
