"""The faults that show without trying an assessment: what dangles, is uncited, has expired, or overlays nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from leverpoint.conditions import comparisons
from leverpoint.lab.proving.findings import Code, Finding, finding
from leverpoint.model import Adjust, Citation, Recommend, Rule, Suppress
from leverpoint.rulebook import Rulebook
from leverpoint.vocabulary import Fact, Kind

STATIC = frozenset((Code.DANGLING, Code.UNCITED, Code.EXPIRED, Code.STALE_OVERLAY))
"""The codes that are found here; the others need a search over assessments."""


def static_findings(rulebook: Rulebook, as_of: dt.date) -> Iterator[Finding]:
    """Every fault of a rulebook that can be told from what is written in it, on the day `as_of`."""
    yield from _dangling_conclusions(rulebook)
    yield from _unread_questions(rulebook)
    yield from _unasked_questions(rulebook)
    yield from _moves_nothing(rulebook)
    yield from _uncited(rulebook)
    yield from _expired(rulebook, as_of)
    yield from _stale_overlays(rulebook, as_of)


def _dangling_conclusions(rulebook: Rulebook) -> Iterator[Finding]:
    """Conclusions that nobody draws, or that nobody reads."""
    readers, concluding = _readers(rulebook), _concluding(rulebook)
    for fact in rulebook.vocabulary.of_kind(Kind.CONCLUSION):
        reading, drawing, about = readers.get(fact.id, ()), concluding.get(fact.id, ()), {"fact": fact.id}
        if not drawing:
            message = f"no rule concludes '{fact.id}', so it never holds"
            fix = "let a rule conclude it, or name the conclusion that is meant"
            yield finding(rulebook, Code.DANGLING, reading, message, fix, about=about)
        elif not reading:
            message = f"'{fact.id}' is concluded, and no rule reads it"
            fix = "let a rule read it, or take the conclusion out"
            yield finding(rulebook, Code.DANGLING, drawing, message, fix, about=about)


def _unread_questions(rulebook: Rulebook) -> Iterator[Finding]:
    readers = _readers(rulebook)
    for fact in rulebook.vocabulary.of_kind(Kind.CONTEXT):
        if fact.id not in readers:
            message = f"'{fact.id}' is asked, and no rule reads the answer"
            fix = "let a rule read it, or stop asking"
            yield finding(rulebook, Code.DANGLING, (), message, fix, about={"fact": fact.id})


def _unasked_questions(rulebook: Rulebook) -> Iterator[Finding]:
    """Rules that wait for an answer from roles that are never asked."""
    for rule in rulebook.rules.values():
        speaks_to = set(rule.roles or rulebook.catalog.roles)
        for fact in _read_by(rule, rulebook):
            if fact.roles and speaks_to.isdisjoint(fact.roles):
                message = f"the rule reads '{fact.id}', which is asked of none of the roles that it speaks to"
                fix = (
                    f"'{fact.id}' is asked of {', '.join(fact.roles)}: correct the roles of the rule, or the question's"
                )
                yield finding(rulebook, Code.DANGLING, [rule.id], message, fix, about={"fact": fact.id})


def _moves_nothing(rulebook: Rulebook) -> Iterator[Finding]:
    """Rules that adjust or suppress what nobody recommends to any role that they speak to."""
    everybody = frozenset(rulebook.catalog.roles)
    recommended: dict[str, set[str]] = {}
    for rule in rulebook.rules.values():
        for effect in rule.then:
            if isinstance(effect, Recommend):
                recommended.setdefault(effect.strategy, set()).update(rule.roles or everybody)
    for rule in rulebook.rules.values():
        for strategy in _moved(rule):
            if recommended.get(strategy, set()).isdisjoint(rule.roles or everybody):
                message = f"the rule moves {strategy}, which nothing recommends to the roles that it speaks to"
                fix = "name the strategy that is meant, or correct the roles"
                yield finding(rulebook, Code.DANGLING, [rule.id], message, fix, about={"strategy": strategy})


def _uncited(rulebook: Rulebook) -> Iterator[Finding]:
    """Rules that claim to rest on a source and cite none, or only their author's own judgement."""
    for rule in rulebook.rules.values():
        if rule.provenance != "authored" and not any(map(_is_evidence, rule.citations)):
            what = "cites only what is its author's own" if rule.citations else "cites nothing"
            message = f"the rule says that it is {rule.provenance} from a source, and {what}"
            fix = "cite the source, or say `provenance: authored`"
            yield finding(rulebook, Code.UNCITED, [rule.id], message, fix)


def _is_evidence(citation: Citation) -> bool:
    return citation.provenance != "authored"


def _expired(rulebook: Rulebook, as_of: dt.date) -> Iterator[Finding]:
    for rule in rulebook.rules.values():
        if rule.until and rule.until < as_of:
            message = f"the rule was in effect until {rule.until}, and on {as_of} it is not"
            fix = "renew it after a look at its source, or take it out"
            yield finding(rulebook, Code.EXPIRED, [rule.id], message, fix)


def _stale_overlays(rulebook: Rulebook, as_of: dt.date) -> Iterator[Finding]:
    """Overlays that change nothing: the points that are there already, or a rule whose days are over."""
    for rule in rulebook.rules.values():
        for retune in rule.retunes:
            if retune.points == 0:
                message = f"{retune.by} retunes {retune.strategy} to the points that the rule gives it anyway"
                yield _stale(rulebook, rule, retune.by, message)
        changed_by = dict.fromkeys([*filter(None, [rule.overlaid_by]), *(one.by for one in rule.retunes)])
        for pack in changed_by if rule.until and rule.until < as_of else ():
            yield _stale(rulebook, rule, pack, f"{pack} changes a rule that was in effect until {rule.until}")


def _stale(rulebook: Rulebook, rule: Rule, pack: str, message: str) -> Finding:
    fix = "look at the rule as it is now, and take the overlay out or write it anew"
    return finding(rulebook, Code.STALE_OVERLAY, [rule.id], message, fix, about={"by": pack})


def _read_by(rule: Rule, rulebook: Rulebook) -> Iterator[Fact]:
    return (rulebook.vocabulary[name] for name in dict.fromkeys(one.fact for one in comparisons(rule.when)))


def _readers(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rule in rulebook.rules.values():
        for fact in _read_by(rule, rulebook):
            found[fact.id] = (*found.get(fact.id, ()), rule.id)
    return found


def _concluding(rulebook: Rulebook) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rule in rulebook.rules.values():
        for fact in rule.concludes:
            found[fact] = (*found.get(fact, ()), rule.id)
    return found


def _moved(rule: Rule) -> Iterator[str]:
    return iter(dict.fromkeys(one.strategy for one in rule.then if isinstance(one, Adjust | Suppress)))
