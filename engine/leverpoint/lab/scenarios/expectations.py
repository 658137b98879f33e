"""Hold an answer to what a scenario expects of it, and say of each difference what was found and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from leverpoint.advice import Recommendation, RuleWarning
from leverpoint.conditions import Truth
from leverpoint.lab.exploring.why import Standing, Voice
from leverpoint.model import Recommend, Suppress


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that does not hold. `why` gives the reasons in the engine's own words; `pointer` leads into the
    expectations of the role.
    """

    pointer: str
    expected: str
    found: str
    why: tuple[str, ...] = ()


def failures(expected: Mapping[str, Any], standing: Standing) -> Iterator[Failure]:
    """Every expectation of one role that does not hold, in the order include, exclude, order, warnings, no_warnings."""
    held = _Held(standing)
    for index, item in enumerate(expected.get("include", ())):
        yield from held.included(f"/include/{index}", _spelt_out(item))
    for index, item in enumerate(expected.get("exclude", ())):
        yield from held.excluded(f"/exclude/{index}", _spelt_out(item))
    yield from held.ordered(expected.get("order", ()))
    yield from held.warned(expected.get("warnings"))
    yield from held.silent(expected.get("no_warnings", ()))


def strategies_of(expected: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every strategy that is named, with its JSON Pointer within the expectations of a role."""
    for key in ("include", "exclude"):
        for index, item in enumerate(expected.get(key, ())):
            yield f"/{key}/{index}", _spelt_out(item)["strategy"]
    yield from ((f"/order/{index}", strategy) for index, strategy in enumerate(expected.get("order", ())))


def rules_of(expected: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every rule that is named, with its JSON Pointer within the expectations of a role."""
    for key in ("include", "exclude"):
        for index, item in enumerate(expected.get(key, ())):
            if "because" in (named := _spelt_out(item)):
                yield f"/{key}/{index}/because", named["because"]
    yield from ((f"/warnings/{index}", rule) for index, rule in enumerate(expected.get("warnings", ())))
    for index, unwanted in enumerate(expected.get("no_warnings", ())):
        if is_rule_id(unwanted):
            yield f"/no_warnings/{index}", unwanted


def is_rule_id(unwanted: str) -> bool:
    """Whether an unwanted warning is named by its rule, rather than by words that it must not hold."""
    return " " not in unwanted and "." in unwanted.strip(".")


def _spelt_out(item: Any) -> Mapping[str, Any]:
    return {"strategy": item} if isinstance(item, str) else item


class _Held:
    """The expectations of one role, held to where its assessment leaves the strategies."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._rulebook = standing.rulebook

    def included(self, pointer: str, item: Mapping[str, Any]) -> Iterator[Failure]:
        strategy, wanted = item["strategy"], item.get("certainty", "certain")
        if self._standing.certainty(strategy) != wanted:
            yield self._certainty(pointer, strategy, f"{strategy} is {wanted}")
            return
        yield from self._ranked(pointer, strategy, item)
        yield from self._scored(pointer, strategy, item.get("score", {}))
        if "because" in item:
            yield from self._because(pointer, strategy, self._rulebook.rule(item["because"]).id)

    def excluded(self, pointer: str, item: Mapping[str, Any]) -> Iterator[Failure]:
        strategy, found = item["strategy"], self._standing.certainty(item["strategy"])
        wanted = item.get("certainty")
        if found != wanted if wanted else found == "certain":
            yield self._certainty(pointer, strategy, f"{strategy} is {wanted or 'not certain'}")
        elif "because" in item:
            yield from self._taken_off(pointer, strategy, self._rulebook.rule(item["because"]).id)

    def ordered(self, strategies: Sequence[str]) -> Iterator[Failure]:
        for index, (first, second) in enumerate(pairwise(strategies)):
            ranks = [self._rank(strategy) for strategy in (first, second)]
            if None in ranks or ranks != sorted(filter(None, ranks)):
                found = ", ".join(map(self._place, (first, second)))
                why = (*self._lead(second, first), *self._terms(first), *self._terms(second))
                yield Failure(f"/order/{index + 1}", f"{first} before {second}", found, why)

    def warned(self, rules: Sequence[str] | None) -> Iterator[Failure]:
        found = [one.rule for one in self._standing.advice.warnings]
        said = f"warnings of {_listed(found)}" if found else "no warnings"
        if rules is not None and not rules and found:
            yield Failure("/warnings", "no warnings", said)
        for index, wanted in enumerate(rules or ()):
            if self._rulebook.rule(wanted).id not in found:
                why = tuple(self._unmatched(wanted))
                yield Failure(f"/warnings/{index}", f"a warning of {wanted}", said, why)

    def silent(self, unwanted: Sequence[str]) -> Iterator[Failure]:
        """No warning of these rules, and none with these words, whatever else is warned of."""
        for index, one in enumerate(unwanted):
            rule = self._rulebook.rule(one).id if is_rule_id(one) else None
            said = [found for found in self._standing.advice.warnings if _is_meant(found, one, rule)]
            for found in said[:1]:
                expected = f"no warning of {one}" if rule else f'no warning that says "{one}"'
                why = tuple(self._unmatched(found.rule))
                yield Failure(f"/no_warnings/{index}", expected, f"{found.rule} warns: {found.text}", why)

    def _certainty(self, pointer: str, strategy: str, expected: str) -> Failure:
        return Failure(pointer, expected, self._place(strategy), tuple(self._reasons(strategy)))

    def _ranked(self, pointer: str, strategy: str, item: Mapping[str, Any]) -> Iterator[Failure]:
        most, rank = item.get("rank_at_most"), self._rank(strategy)
        if most is not None and (rank is None or rank > most):
            above = [one.strategy for one in self._standing.advice.recommendations if rank and one.rank < rank]
            why = [*self._terms(strategy)]
            why += [line for one in above for line in (*self._lead(one, strategy), *self._terms(one))]
            yield Failure(pointer, f"{strategy} at rank {most} or better", self._place(strategy), tuple(why))

    def _scored(self, pointer: str, strategy: str, bounds: Mapping[str, int]) -> Iterator[Failure]:
        found = self._standing.listed(strategy)
        score = found.score if found else None
        low, high = bounds.get("at_least"), bounds.get("at_most")
        if bounds and (score is None or (low is not None and score < low) or (high is not None and score > high)):
            words = [f"at least {low}" if low is not None else "", f"at most {high}" if high is not None else ""]
            expected = f"{strategy} with a score of {' and '.join(filter(None, words))}"
            yield Failure(f"{pointer}/score", expected, self._place(strategy), tuple(self._terms(strategy)))

    def _because(self, pointer: str, strategy: str, rule: str) -> Iterator[Failure]:
        wanted = Truth.TRUE if self._standing.certainty(strategy) == "certain" else Truth.UNKNOWN
        if not self._standing.is_heard(strategy, rule, wanted):
            counted = [voice.rule.id for voice in self._voices(strategy, wanted)]
            expected = f"{strategy} because of {rule}"
            why = tuple(self._unmatched(rule))
            yield Failure(f"{pointer}/because", expected, f"because of {_listed(counted)}", why)

    def _taken_off(self, pointer: str, strategy: str, rule: str) -> Iterator[Failure]:
        taking = [one.rule for one in self._standing.advice.suppressed if one.strategy == strategy]
        if rule not in taking:
            found = f"taken off by {_listed(taking)}" if taking else "no rule takes it off"
            yield Failure(f"{pointer}/because", f"{strategy} taken off by {rule}", found, tuple(self._unmatched(rule)))

    def _voices(self, strategy: str, truth: Truth) -> Iterator[Voice]:
        return (voice for voice in self._standing.voices(strategy) if voice.truth is truth)

    def _rank(self, strategy: str) -> int | None:
        found = self._standing.listed(strategy)
        return found.rank if found else None

    def _place(self, strategy: str) -> str:
        found = self._standing.listed(strategy)
        if found is None:
            return f"{strategy} is excluded"
        return f"{strategy} is {found.certainty}, at rank {found.rank} with a score of {found.score}"

    def _terms(self, strategy: str) -> Iterator[str]:
        if found := self._standing.listed(strategy):
            terms = ", ".join(f"{term.name} {term.points:+} ({term.text})" for term in found.terms)
            yield f"{strategy} {found.score}: {terms or 'no terms'}"

    def _lead(self, first: str, second: str) -> Iterator[str]:
        """In which terms one strategy has more points or fewer than the other that it precedes."""
        one, other = self._standing.listed(first), self._standing.listed(second)
        if one and other:
            names = dict.fromkeys(term.name for term in (*one.terms, *other.terms))
            by_name = {name: _points(one, name) - _points(other, name) for name in names}
            told = ", ".join(f"{name} {points:+}" for name, points in by_name.items() if points)
            lead = one.score - other.score
            ahead = f"{lead} point{'' if lead == 1 else 's'} ahead of" if lead else "level in points and listed before"
            yield f"{first} is {ahead} {second}{': ' if told else ''}{told}"

    def _reasons(self, strategy: str) -> Iterator[str]:
        """How the rules came out that could put the strategy on this role's list, or take it off."""
        role = self._standing.role
        voices = [voice for voice in self._standing.voices(strategy) if _decides(voice)]
        heard = [voice for voice in voices if not voice.rule.roles or role in voice.rule.roles]
        if not heard:
            yield f"no rule recommends {strategy} to the role {role}"
        for voice in sorted(heard, key=lambda one: one.truth is not Truth.TRUE):
            if voice.truth is Truth.TRUE:
                yield f"{voice.rule.id} {voice.says}"
            else:
                yield from self._unmatched(voice.rule.id)

    def _unmatched(self, rule_id: str) -> Iterator[str]:
        verdict, blockers = self._standing.outcome(self._rulebook.rule(rule_id))
        words = {Truth.TRUE: "matches", Truth.FALSE: "does not match", Truth.UNKNOWN: "is not decided"}
        yield f"{rule_id} {words[verdict]}{': ' if blockers else ''}{'; and '.join(blockers)}"


def _points(one: Recommendation, name: str) -> int:
    return sum(term.points for term in one.terms if term.name == name)


def _is_meant(warning: RuleWarning, unwanted: str, rule: str | None) -> bool:
    return warning.rule == rule if rule else unwanted.casefold() in warning.text.casefold()


def _decides(voice: Voice) -> bool:
    return any(isinstance(effect, Recommend | Suppress) for effect in voice.effects)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
