"""What differs between two rulebooks: rules added, removed and changed in words, and the records that they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from leverpoint.conditions import in_words
from leverpoint.lab.comparing.effects import effects_in_words
from leverpoint.lab.comparing.record_changes import Part, RecordChange, changed_parts, record_changes
from leverpoint.model import Citation, Rule
from leverpoint.rulebook import Rulebook

Kind = Literal["added", "removed", "changed"]
DECIDING = frozenset(("roles", "when", "then", "effective"))
"""The parts of a rule on which advice depends; the others are its wording and where it comes from."""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that is new, gone or another. `parts` are in words: of a changed rule those that differ, else all.

    A part that a rule does not have is None. `decides` says whether advice can differ by it.
    """

    change: Kind
    rule: str
    title: str
    source: str
    parts: tuple[Part, ...]

    @property
    def decides(self) -> bool:
        """Whether advice can be another because of it, and not only its wording."""
        return any(part.what in DECIDING for part in self.parts)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two rulebooks by label and revision, and all that differs between them."""

    before: str
    after: str
    revision_before: str
    revision_after: str
    rules: tuple[RuleChange, ...]
    records: tuple[RecordChange, ...]


def difference(before: Rulebook, after: Rulebook) -> Difference:
    """Everything that differs. Where a rule was renamed and says so, it is changed and not another."""
    return Difference(
        before.label,
        after.label,
        before.revision,
        after.revision,
        tuple(_rule_changes(before, after)),
        tuple(record_changes(before, after)),
    )


def to_data(found: Difference) -> dict[str, Any]:
    """The same for programs."""
    rules = [{**asdict(one), "decides": one.decides} for one in found.rules]
    return {
        "before": {"label": found.before, "revision": found.revision_before},
        "after": {"label": found.after, "revision": found.revision_after},
        "rules": rules,
        "records": [asdict(one) for one in found.records],
    }


def _rule_changes(before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    renamed = dict(_renamed(before, after))
    for rule_id in sorted({*before.rules, *after.rules} - set(renamed.values())):
        old = before.rules.get(renamed.get(rule_id, rule_id))
        new = after.rules.get(rule_id)
        yield from _rule_change(old, new, before, after)


def _renamed(before: Rulebook, after: Rulebook) -> Iterator[tuple[str, str]]:
    """The new ids of rules that had another one before, each with that."""
    for rule in after.rules.values():
        former = [one for one in rule.formerly if one in before.rules and one not in after.rules]
        if former and rule.id not in before.rules:
            yield rule.id, former[0]


def _rule_change(old: Rule | None, new: Rule | None, before: Rulebook, after: Rulebook) -> Iterator[RuleChange]:
    told_old, told_new = old and _told(old, before), new and _told(new, after)
    parts = tuple(changed_parts(told_old or {}, told_new or {}))
    shown = new or old
    if shown is not None and parts:
        change: Kind = "added" if old is None else "removed" if new is None else "changed"
        yield RuleChange(change, shown.id, shown.title, shown.source, parts)


def _told(rule: Rule, rulebook: Rulebook) -> Mapping[str, str]:
    """A rule in words, part by part; only the parts that it has."""
    said = {
        "id": rule.id,
        "title": rule.title,
        "roles": ", ".join(rule.roles) or "all",
        "when": in_words(rule.when, rulebook.vocabulary),
        "then": "; ".join(effects_in_words(rule)),
        "effective": _effective(rule),
        "because": rule.because,
        "provenance": rule.provenance,
        "cites": "; ".join(map(_cited, rule.citations)),
        "reviewed_on": rule.reviewed_on.isoformat() if rule.reviewed_on else "",
        "overlaid_by": rule.overlaid_by or "",
    }
    return {what: words for what, words in said.items() if words}


def _effective(rule: Rule) -> str:
    words = [f"from {rule.since}" if rule.since else "", f"until {rule.until}" if rule.until else ""]
    return " ".join(filter(None, words))


def _cited(one: Citation) -> str:
    return f"{one.source}, {one.locator} ({one.provenance})"
