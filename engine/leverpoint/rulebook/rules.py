"""Turn checked rule records into rules, or say everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator

from leverpoint.conditions import parse
from leverpoint.errors import Problem, nearest
from leverpoint.model import Layer, Rule
from leverpoint.rulebook import records
from leverpoint.rulebook.bounds import Bounds
from leverpoint.rulebook.checks import References
from leverpoint.rulebook.entries import Entry
from leverpoint.vocabulary import Kind, Vocabulary


class RuleReader:
    """Reads the rules of one source against the vocabulary and the catalog that they may name."""

    def __init__(self, name: str, bounds: Bounds, vocabulary: Vocabulary, references: References) -> None:
        self.name, self.bounds = name, bounds
        self.vocabulary, self.references = vocabulary, references
        self.problems: list[Problem] = []

    def read(self, entry: Entry) -> Rule | None:
        """The rule, or nothing where it has a problem; the problems are kept."""
        condition, unfit = parse(entry.data["when"], self.vocabulary, f"{entry.pointer}/when")
        found = [entry.document.place(problem) for problem in unfit] + list(self._problems_of(entry))
        self.problems.extend(found)
        if condition is None or found:
            return None
        data, effective = entry.data, entry.data.get("effective", {})
        provenance = data.get("provenance", "derived")
        return Rule(
            id=entry.id,
            title=data["title"],
            source=self.name,
            layer=self.bounds.layer,
            when=condition,
            then=tuple(records.effect(one) for one in data["then"]),
            because=data["because"],
            provenance=provenance,
            citations=records.citations(data.get("cite", ()), provenance),
            roles=tuple(role for role in self.references.known["roles"] if role in data.get("roles", ())),
            since=records.day(effective.get("from")),
            until=records.day(effective.get("until")),
            reviewed_on=records.day(data.get("reviewed_on")),
            formerly=tuple(data.get("formerly", ())),
            non_monotone=data.get("non_monotone"),
        )

    def _problems_of(self, entry: Entry) -> Iterator[Problem]:
        data = entry.data
        if not entry.id.startswith(f"{self.name}."):
            yield entry.problem(
                "id-prefix",
                "/id",
                f"the id of a rule begins with its source, '{self.name}.'",
                found=entry.id,
                expected=f"{self.name}.…",
            )
        for index, role in enumerate(data.get("roles", ())):
            yield from self.references.named(entry, f"/roles/{index}", "roles", role)
        if "cite" not in data and data.get("provenance") != "authored":
            yield entry.problem(
                "missing-citation",
                "",
                "a rule cites a source, or says `provenance: authored`",
                expected="cite: [{source, locator}]",
            )
        for index, name in enumerate(data.get("formerly", ())):
            if name in self.references.known["rules"]:
                message = f"'{name}' is the id of a rule that is still there"
                yield entry.problem("former-id-in-use", f"/formerly/{index}", message, found=name)
        yield from self.references.cited(entry, "cite")
        for index, effect in enumerate(data["then"]):
            ((word, body),) = effect.items()
            yield from self._effect(entry, f"/then/{index}/{word}", body)
            yield from self.bounds.of_effect(entry, f"/then/{index}/{word}", word, body)

    def _effect(self, entry: Entry, at: str, body: dict[str, object]) -> Iterator[Problem]:
        if at.endswith("/conclude"):
            yield from self._conclusion(entry, at, next(iter(body), ""))
            return
        if "strategy" in body:
            yield from self.references.named(entry, f"{at}/strategy", "strategies", str(body["strategy"]))
        points = body.get("leverage_points", ())
        for index, point in enumerate(points if isinstance(points, list) else ()):
            yield from self._leverage_point(entry, f"{at}/leverage_points/{index}", point, str(body["strategy"]))

    def _conclusion(self, entry: Entry, at: str, name: str) -> Iterator[Problem]:
        fact = self.vocabulary.find(name)
        if not name:
            yield entry.problem("missing-field", at, "the name of a conclusion is needed and missing")
        elif fact is None or fact.kind is not Kind.CONCLUSION:
            near = nearest(name, (one.id for one in self.vocabulary.of_kind(Kind.CONCLUSION)))
            yield entry.problem(
                "unknown-conclusion", f"{at}/{name}", f"there is no conclusion '{name}'", found=name, suggestion=near
            )
        elif self.bounds.layer is not Layer.CORE and not name.startswith(f"{self.name}."):
            message = f"a pack concludes facts of its own only, under '{self.name}.'"
            yield entry.problem("id-prefix", f"{at}/{name}", message, found=name, expected=f"{self.name}.…")

    def _leverage_point(self, entry: Entry, at: str, point: str, strategy: str) -> Iterator[Problem]:
        unknown = list(self.references.named(entry, at, "leverage_points", point))
        yield from unknown
        if unknown:
            return
        data = next(one.data for one in self.references.entries["leverage_points"] if one.id == point)
        if strategy not in data["strategies"]:
            yield entry.problem(
                "leverage-point-strategy",
                at,
                f"'{point}' does not serve {strategy}",
                found=point,
                expected=", ".join(data["strategies"]),
            )
        roles = entry.data.get("roles", [data["role"]])
        if data["role"] not in roles:
            yield entry.problem(
                "leverage-point-role",
                at,
                f"'{point}' is for the role {data['role']}, to which this rule does not speak",
                found=point,
                expected=", ".join(roles),
            )
