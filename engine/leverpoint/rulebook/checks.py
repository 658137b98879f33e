"""What must hold between the records of a source: ids are unique, and whatever is named exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from leverpoint.errors import Problem, nearest
from leverpoint.model import Layer
from leverpoint.rulebook.entries import Entries, Entry
from leverpoint.vocabulary import reserved

CORE_ONLY = ("roles", "themes", "rubrics")
CONNECTIVES = ("all", "any", "not", "role", "as-of")


class References:
    """Checks every id that a record of one source names against the records there are.

    `entries` are those of the source and of all that it builds on, `own` its own. `name` is that of a pack, whose
    records go by ids under it; the core has none.
    """

    def __init__(self, entries: Entries, own: Entries | None = None, name: str | None = None) -> None:
        self.entries, self.own = entries, own or entries
        self.prefix = f"{name}." if name else None
        self.known = {
            kind: dict.fromkeys(entry.id for entry in found) for kind, found in entries.items() if kind != "overlays"
        }
        self.findings = {
            entry.id: [one["id"] for one in entry.data.get("findings", ())] for entry in entries["sources"]
        }

    def duplicates(self) -> Iterator[Problem]:
        """Each id that stands twice among records of one kind; criteria, facts and conclusions are one kind here."""
        facts = ("criteria", "facts", "conclusions")
        for kind, entries in self.entries.items():
            if kind not in (*facts, "overlays"):
                yield from duplicates(kind, entries)
        yield from duplicates("facts", [entry for kind in facts for entry in self.entries[kind]])

    def problems(self) -> Iterator[Problem]:
        """Everything that does not fit together, in the order of the kinds of record."""
        yield from self.duplicates()
        yield from self._foreign()
        for entry in self.own["themes"]:
            yield from self.cited(entry)
        for entry in self.own["strategies"]:
            yield from self._strategy(entry)
        for entry in self.own["leverage_points"]:
            yield from self._leverage_point(entry)
        for entry in (*self.own["facts"], *self.own["conclusions"]):
            yield from self._fact(entry)
        for entry in self.own["rubrics"]:
            yield from self._rubric(entry)
        for entry in self.own["criteria"]:
            if "rubric" in entry.data:
                yield from self._local_criterion(entry)
        yield from self._edges_in_a_ring()

    def _foreign(self) -> Iterator[Problem]:
        """What a pack may not write: records that only the core has, and ids that are not under its name."""
        for kind, entries in self.own.items() if self.prefix else ():
            for entry in entries:
                if kind == "criteria" and "rubric" not in entry.data:
                    continue  # a row of a rubric, which is refused as a whole
                if kind in CORE_ONLY:
                    message = f"only the core has {kind}; a pack builds on those"
                    yield entry.problem("core-only", "", message, found=entry.id)
                elif kind not in ("rules", "overlays") and not entry.id.startswith(str(self.prefix)):
                    message = f"the id of a pack's {_SINGULAR[kind]} begins with the pack, '{self.prefix}'"
                    yield entry.problem("id-prefix", "/id", message, found=entry.id, expected=f"{self.prefix}…")

    def named(self, entry: Entry, below: str, kind: str, wanted: str) -> Iterator[Problem]:
        """A problem where `wanted` is no record of that kind."""
        if wanted not in self.known[kind]:
            what = _SINGULAR[kind]
            yield entry.problem(
                f"unknown-{what.replace(' ', '-')}",
                below,
                f"there is no {what} '{wanted}'",
                found=wanted,
                suggestion=nearest(wanted, self.known[kind]),
            )

    def cited(self, entry: Entry, key: str = "citations", below: str = "", data: Any = None) -> Iterator[Problem]:
        """A problem for each citation of a source, or of a numbered finding, that is not there."""
        for index, citation in enumerate((data or entry.data).get(key, ())):
            at = f"{below}/{key}/{index}"
            yield from self.named(entry, f"{at}/source", "sources", citation["source"])
            findings = self.findings.get(citation["source"])
            if findings and citation["locator"] not in findings:
                yield entry.problem(
                    "unknown-finding",
                    f"{at}/locator",
                    f"'{citation['source']}' has no finding '{citation['locator']}'",
                    found=citation["locator"],
                    expected=", ".join(findings),
                )

    def _roles(self, entry: Entry, below: str, roles: Iterable[str]) -> Iterator[Problem]:
        for index, role in enumerate(roles):
            yield from self.named(entry, f"{below}/{index}", "roles", role)

    def _strategy(self, entry: Entry) -> Iterator[Problem]:
        data = entry.data
        yield from self.named(entry, "/theme", "themes", data["theme"])
        yield from self.cited(entry)
        yield from self._tenures(entry)
        if isinstance(data["horizon"], Mapping) and set(data["horizon"]) != set(self.known["roles"]):
            yield entry.problem(
                "horizon-roles",
                "/horizon",
                "a horizon by role names every role once",
                found=", ".join(data["horizon"]),
                expected=", ".join(self.known["roles"]),
            )
        for index, edge in enumerate(data.get("strengthen_first", ())):
            at = f"/strengthen_first/{index}"
            yield from self.named(entry, f"{at}/strategy", "strategies", edge["strategy"])
            yield from self.cited(entry, below=at, data=edge)

    def _tenures(self, entry: Entry) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        for tenure, roles in entry.data["roles"].items():
            yield from self._roles(entry, f"/roles/{tenure}", roles)
            for index, role in enumerate(roles):
                if role in seen:
                    yield entry.problem(
                        "role-twice",
                        f"/roles/{tenure}/{index}",
                        f"'{role}' already stands under {seen[role]}",
                        found=role,
                    )
                seen[role] = tenure

    def _leverage_point(self, entry: Entry) -> Iterator[Problem]:
        data = entry.data
        yield from self.named(entry, "/role", "roles", data["role"])
        if not self.prefix and not entry.id.startswith(f"{data['role']}."):
            yield entry.problem(
                "id-prefix",
                "/id",
                f"the id of a leverage point begins with its role, '{data['role']}.'",
                found=entry.id,
                expected=f"{data['role']}.…",
            )
        for index, strategy in enumerate(data["strategies"]):
            yield from self.named(entry, f"/strategies/{index}", "strategies", strategy)
        yield from self.cited(entry)

    def _fact(self, entry: Entry) -> Iterator[Problem]:
        words = {*self.known["roles"], *self.known["themes"], *Layer, *CONNECTIVES}
        if reserved(entry.id) or entry.id in words:
            yield entry.problem("reserved-word", "/id", _RESERVED.format(entry.id), found=entry.id)
        yield from self._roles(entry, "/roles", entry.data.get("roles", ()))
        yield from self.cited(entry)

    def _rubric(self, entry: Entry) -> Iterator[Problem]:
        scale = [level["level"] for level in entry.data["scale"]["levels"]]
        yield from self.named(entry, "/theme", "themes", entry.data["theme"])
        yield from self.cited(entry)
        if scale != (sound := sorted(set(scale))):
            message = "the levels of a scale rise, each once"
            yield entry.problem("scale-order", "/scale/levels", message, found=scale, expected=sound)
        if entry.data["scale"]["target"] not in scale:
            yield entry.problem(
                "level-off-scale",
                "/scale/target",
                "the target is a level of the scale",
                found=entry.data["scale"]["target"],
                expected=", ".join(map(str, scale)),
            )
        for index, row in enumerate(entry.data["criteria"]):
            yield from self._criterion(entry, f"/criteria/{index}", row, sound)

    def _local_criterion(self, entry: Entry) -> Iterator[Problem]:
        wanted = entry.data["rubric"]
        yield from self.named(entry, "/rubric", "rubrics", wanted)
        for rubric in self.entries["rubrics"]:
            if rubric.id == wanted:
                scale = [level["level"] for level in rubric.data["scale"]["levels"]]
                yield from self._row(entry, "", entry.data, scale)

    def _criterion(self, entry: Entry, at: str, row: Any, scale: list[int]) -> Iterator[Problem]:
        if not row["id"].startswith(f"{entry.id}."):
            yield entry.problem(
                "id-prefix",
                f"{at}/id",
                f"the id of a criterion begins with its rubric, '{entry.id}.'",
                found=row["id"],
                expected=f"{entry.id}.…",
            )
        yield from self._row(entry, at, row, scale)

    def _row(self, entry: Entry, at: str, row: Any, scale: list[int]) -> Iterator[Problem]:
        if reserved(row["id"]):
            yield entry.problem("reserved-word", f"{at}/id", _RESERVED.format(row["id"]), found=row["id"])
        for index, strategy in enumerate(row["strategies"]):
            yield from self.named(entry, f"{at}/strategies/{index}", "strategies", strategy)
        yield from self.cited(entry, below=at, data=row)
        yield from _described(entry, f"{at}/levels", row["levels"], scale)
        for role, wording in row.get("by_role", {}).items():
            yield from self.named(entry, f"{at}/by_role/{role}", "roles", role)
            yield from _described(entry, f"{at}/by_role/{role}/levels", wording["levels"], scale)

    def _edges_in_a_ring(self) -> Iterator[Problem]:
        edges = {
            entry.id: [one["strategy"] for one in entry.data.get("strengthen_first", ())]
            for entry in self.entries["strategies"]
        }
        try:
            TopologicalSorter(edges).prepare()
        except CycleError as error:
            found = " -> ".join(reversed(error.args[1]))
            entry = next(one for one in self.entries["strategies"] if one.id == error.args[1][-1])
            message = f"strategies wait for each other: {found}"
            yield entry.problem("cycle", "/strengthen_first", message, found=found, expected="no ring")


_RESERVED = "'{}' is reserved: it has a meaning of its own in rules"
_SINGULAR = {
    "roles": "role",
    "themes": "theme",
    "sources": "source",
    "strategies": "strategy",
    "leverage_points": "leverage point",
    "facts": "fact",
    "conclusions": "conclusion",
    "rubrics": "rubric",
    "criteria": "criterion",
    "rules": "rule",
}


def duplicates(kind: str, entries: Collection[Entry]) -> Iterator[Problem]:
    """A problem for each record whose id another of its kind already has."""
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.id, entry)
        if other is not entry:
            mark = other.document.located.mark(f"{other.pointer}/id")
            where = f"{other.document.path}, line {mark.line}"  # where the folder lies is nobody's business
            yield entry.problem(
                "duplicate-id", "/id", f"the {_SINGULAR[kind]} '{entry.id}' is already in {where}", found=entry.id
            )


def _described(entry: Entry, at: str, levels: Iterable[Any], scale: list[int]) -> Iterator[Problem]:
    found = [level["level"] for level in levels]
    if found != scale:
        yield entry.problem(
            "levels-described",
            at,
            "every level of the scale is described once, in its order",
            found=found,
            expected=", ".join(map(str, scale)),
        )
