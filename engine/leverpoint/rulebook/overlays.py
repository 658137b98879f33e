"""What a pack changes in the rules of others: other points, a narrower condition, another rule, or silence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from leverpoint.conditions import AllOf, parse
from leverpoint.errors import Problem, nearest
from leverpoint.model import Adjust, Recommend, Retune, Rule
from leverpoint.rulebook.entries import Entry
from leverpoint.rulebook.rules import RuleReader

Rules = dict[str, Rule]


class OverlayReader:
    """Applies the overlays of one pack, in the order in which they are written, to the rules of those before it.

    `rules` are these rules as the packs before left them, `written` as they were written, `versions` the versions of
    their sources, `taken` the ids of the pack's own rules. Afterwards `rules` holds what has become of them,
    `replacements` where each rule that replaces another is written, and `problems` what is wrong.
    """

    def __init__(
        self,
        reader: RuleReader,
        rules: Mapping[str, Rule],
        written: Collection[str],
        versions: Mapping[str, str],
        taken: Collection[str],
    ) -> None:
        self._reader, self._versions, self._taken = reader, versions, taken
        self._found, self._written = rules, written
        self.rules: Rules = dict(rules)
        self.replacements: dict[str, Entry] = {}
        self.problems: list[Problem] = []

    def apply(self, entry: Entry) -> None:
        """Apply one overlay, or keep what is wrong with it.

        What a pack of less precedence has taken out is gone already: there is nothing to change, and nothing wrong.
        """
        operation, body = _said(entry)
        wanted = body["target"]
        if wanted in self._written and wanted not in self._found:
            return
        target = self.rules.get(wanted)
        unfit = [*self._unfit(entry, f"/{operation}/target", wanted, target)]
        self.problems += unfit
        if target is not None and not unfit:
            self._operation(operation)(entry, body, target)

    def _operation(self, name: str) -> Callable[[Entry, Any, Rule], None]:
        return {
            "retune": self._retune,
            "narrow": self._narrow,
            "replace": self._replace,
            "suppress": self._suppress,
        }[name]

    def _unfit(self, entry: Entry, at: str, wanted: str, target: Rule | None) -> Iterator[Problem]:
        if wanted.startswith(f"{self._reader.name}."):
            message = "an overlay changes rules of others; change your own where it is written"
            yield entry.problem("own-target", at, message, found=wanted)
        elif target is None:
            yield self._unknown(entry, at, wanted)
        else:
            yield from self._stale(entry, self._versions[target.source], target)
            yield from self._protected(entry, at, target)

    def _unknown(self, entry: Entry, at: str, wanted: str) -> Problem:
        if wanted in self._found:
            message = f"an overlay above has taken '{wanted}' out already"
            return entry.problem("unknown-target", at, message, found=wanted)
        now = next((rule.id for rule in self._found.values() if wanted in rule.formerly), None)
        message = f"there is no rule '{wanted}' to overlay"
        return entry.problem(
            "unknown-target", at, message, found=wanted, suggestion=now or nearest(wanted, self._found)
        )

    def _stale(self, entry: Entry, now: str, target: Rule) -> Iterator[Problem]:
        if (seen := entry.data["seen"]) != now:
            message = f"this was written for {target.source} {seen}, which is now {now}: look at the rule, then say so"
            yield entry.problem("stale-overlay", "/seen", message, found=seen, expected=now, rule=target.id)

    def _protected(self, entry: Entry, at: str, target: Rule) -> Iterator[Problem]:
        named = dict.fromkeys(effect.strategy for effect in target.then if isinstance(effect, Recommend))
        for strategy in filter(self._reader.bounds.is_protected, named):
            message = f"'{target.id}' recommends {strategy}, which is protected; adjust it in a rule of your own"
            yield entry.problem("protected", at, message, found=target.id)

    def _retune(self, entry: Entry, body: Any, target: Rule) -> None:
        moved = [one for one in target.then if isinstance(one, Recommend | Adjust)]
        wanted = [one for one in moved if body.get("strategy", one.strategy) == one.strategy]
        if len(wanted) != 1:
            names = ", ".join(dict.fromkeys(one.strategy for one in moved)) or "no strategy"
            message = f"'{target.id}' moves {names}; a retune is for one of them, moved once"
            self.problems.append(entry.problem("unclear-retune", "/retune", message, expected=names))
            return
        change = body["points"] - _points(target, wanted[0])
        beyond = list(self._reader.bounds.beyond(entry, "/retune/points", change))
        self.problems += beyond
        retune = Retune(wanted[0].strategy, change, self._reader.name, entry.data["reason"])
        if not beyond:
            self.rules[target.id] = replace(target, retunes=(*target.retunes, retune))

    def _narrow(self, entry: Entry, body: Any, target: Rule) -> None:
        extra, unfit = parse(body["when"], self._reader.vocabulary, f"{entry.pointer}/narrow/when")
        self.problems += [entry.document.place(problem) for problem in unfit]
        if extra is not None:
            both = AllOf((target.when, extra))
            self.rules[target.id] = replace(target, when=both, overlaid_by=self._reader.name)

    def _replace(self, entry: Entry, body: Any, target: Rule) -> None:
        written = Entry(entry.document, f"{entry.pointer}/replace/rule", body["rule"])
        if written.id in self._taken or written.id in self.replacements:
            message = f"the rule '{written.id}' is already there"
            self.problems.append(written.problem("duplicate-id", "/id", message, found=written.id))
            return
        rule = self._reader.read(written)
        if rule is not None:
            del self.rules[target.id]
            self.rules[rule.id] = rule
            self.replacements[rule.id] = written

    def _suppress(self, _entry: Entry, _body: Any, target: Rule) -> None:
        del self.rules[target.id]


def _said(entry: Entry) -> tuple[str, Any]:
    """The operation of an overlay and what it says; the schema has seen to it that there is one."""
    return next((key, body) for key, body in entry.data.items() if key not in ("reason", "seen"))


def narrows(entry: Entry) -> str | None:
    """The rule that an overlay gives a narrower condition, if it does that."""
    operation, body = _said(entry)
    return str(body["target"]) if operation == "narrow" else None


def _points(target: Rule, effect: Recommend | Adjust) -> int:
    return effect.points + sum(one.points for one in target.retunes if one.strategy == effect.strategy)
