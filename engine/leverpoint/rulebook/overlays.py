"""What a pack changes in the rules of others: other points, a narrower condition, another rule, or silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from leverpoint.conditions import AllOf, parse
from leverpoint.errors import Problem, nearest
from leverpoint.model import Adjust, Recommend, Retune, Rule
from leverpoint.rulebook.entries import Entry
from leverpoint.rulebook.rules import RuleReader

Rules = dict[str, Rule]


class OverlayReader:
    """Applies the overlays of one pack to the rules that it finds, in the order in which they are written."""

    def __init__(self, reader: RuleReader, versions: Mapping[str, str]) -> None:
        self._reader, self._versions = reader, versions
        self.problems: list[Problem] = []

    def apply(self, entry: Entry, rules: Rules) -> Rules:
        """The rules as they are after one overlay; as they were where it has a problem. Problems are kept."""
        ((operation, body),) = ((key, entry.data[key]) for key in entry.data if key not in ("reason", "seen"))
        target = rules.get(body["target"])
        found = list(self._unfit(entry, operation, target, rules))
        if target is None or found:
            self.problems.extend(found)
            return rules
        changed = getattr(self, f"_{operation}")(entry, body, target)
        if changed is None:
            return rules
        return {**{name: rule for name, rule in rules.items() if name != target.id}, **changed}

    def _unfit(self, entry: Entry, operation: str, target: Rule | None, rules: Rules) -> Iterator[Problem]:
        at = f"/{operation}/target"
        wanted = entry.data[operation]["target"]
        if target is None:
            message = f"there is no rule '{wanted}' to overlay"
            yield entry.problem("unknown-target", at, message, found=wanted, suggestion=nearest(wanted, rules))
            return
        if target.source == self._reader.name:
            yield entry.problem(
                "own-target", at, "an overlay changes rules of others; change your own where it is written"
            )
        seen, now = entry.data["seen"], self._versions[target.source]
        if seen != now:
            message = f"this was written for {target.source} {seen}, which is now {now}: look at the rule, then say so"
            yield entry.problem("stale-overlay", "/seen", message, found=seen, expected=now)
        for effect in target.then:
            if isinstance(effect, Recommend) and self._reader.bounds.is_protected(effect.strategy):
                message = (
                    f"'{target.id}' recommends {effect.strategy}, which is protected; adjust it in a rule of your own"
                )
                yield entry.problem("protected", at, message, found=target.id)

    def _retune(self, entry: Entry, body: Any, target: Rule) -> Rules | None:
        moved = [one for one in target.then if isinstance(one, Recommend | Adjust)]
        wanted = [one for one in moved if body.get("strategy", one.strategy) == one.strategy]
        if len(wanted) != 1:
            names = ", ".join(one.strategy for one in moved) or "no strategy"
            message = f"'{target.id}' moves {names}; name one of them as the strategy to retune"
            self.problems.append(entry.problem("unclear-retune", "/retune", message, expected=names))
            return None
        effect, pack = wanted[0], self._reader.name
        before = effect.points + sum(one.points for one in target.retunes if one.strategy == effect.strategy)
        change = body["points"] - before
        beyond = list(self._reader.bounds.beyond(entry, "/retune/points", change))
        self.problems.extend(beyond)
        retune = Retune(effect.strategy, change, pack, entry.data["reason"])
        return None if beyond else {target.id: replace(target, retunes=(*target.retunes, retune))}

    def _narrow(self, entry: Entry, body: Any, target: Rule) -> Rules | None:
        extra, unfit = parse(body["when"], self._reader.vocabulary, f"{entry.pointer}/narrow/when")
        self.problems.extend(entry.document.place(problem) for problem in unfit)
        if extra is None:
            return None
        narrowed = replace(target, when=AllOf((target.when, extra)), overlaid_by=self._reader.name)
        return {target.id: narrowed}

    def _replace(self, entry: Entry, body: Any, target: Rule) -> Rules | None:
        inner = Entry(entry.document, f"{entry.pointer}/replace/rule", body["rule"])
        rule = self._reader.read(inner)
        return None if rule is None else {rule.id: rule}

    def _suppress(self, entry: Entry, body: Any, target: Rule) -> Rules:
        return {}
