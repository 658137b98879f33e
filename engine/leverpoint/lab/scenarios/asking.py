"""Put a question together from what a scenario gives, and remember where in the file each part of it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leverpoint.reader.short_ratings import rating_row


@dataclass(slots=True)
class Asked:
    """A whole request document. `places` maps JSON Pointers into it to JSON Pointers into the scenario's file."""

    request: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def place(self, pointer: str) -> str:
        """Where in the file the part of the request at `pointer`, or the nearest part around it, was written."""
        above, below = pointer, ""
        while above not in self.places:
            above, _, last = above.rpartition("/")
            below = f"/{last}{below}"
        return self.places[above] + below


def asked(parts: Iterable[tuple[str, Mapping[str, Any]]]) -> Asked:
    """The request made of one or several `given`, each with its JSON Pointer; the later one wins where both speak."""
    asking = _Asking()
    for pointer, given in parts:
        asking.add(pointer, given)
    return asking.asked()


class _Asking:
    def __init__(self) -> None:
        self._result = Asked(places={"": ""})
        self._rows: dict[Any, tuple[dict[str, Any], dict[str, str]]] = {}
        self._body: dict[str, Any] = {}

    def add(self, pointer: str, given: Mapping[str, Any]) -> None:
        places = self._result.places
        places[""] = places["/assessment"] = pointer
        for key in ("roles", "organization", "options"):
            if key in given:
                self._put(f"/{key}", given[key], f"{pointer}/{key}")
        if "as_of" in given:
            self._result.request["options"] = {**self._result.request.get("options", {}), "as_of": given["as_of"]}
            places["/options/as_of"] = f"{pointer}/as_of"
        for name, value in given.get("context", {}).items():
            self._result.request.setdefault("context", {})[name] = value
            places[f"/context/{_escaped(name)}"] = f"{pointer}/context/{_escaped(name)}"
        self._add_short_ratings(f"{pointer}/ratings", given.get("ratings", {}))
        self._add_assessment(f"{pointer}/assessment", given.get("assessment", {}))

    def asked(self) -> Asked:
        rows = []
        for index, (row, inside) in enumerate(self._rows.values()):
            rows.append(row)
            self._result.places.update({f"/assessment/ratings/{index}{at}": where for at, where in inside.items()})
        self._result.request["assessment"] = {**self._body, "ratings": rows}
        return self._result

    def _put(self, at: str, value: Any, pointer: str) -> None:
        self._result.request[at[1:]] = value
        self._result.places[at] = pointer

    def _add_short_ratings(self, pointer: str, ratings: Mapping[str, Any]) -> None:
        for criterion, rating in ratings.items():
            where = f"{pointer}/{_escaped(criterion)}"
            raters = rating if isinstance(rating, Mapping) else ()
            inside = {f"/ratings/{index}": f"{where}/{_escaped(who)}" for index, who in enumerate(raters)}
            self._rows[criterion] = (rating_row(criterion, rating), {"": where, **inside})

    def _add_assessment(self, pointer: str, body: Mapping[str, Any]) -> None:
        own: set[str] = set()
        for key, value in body.items():
            if key != "ratings":
                self._body[key] = value
                self._result.places[f"/assessment/{key}"] = f"{pointer}/{key}"
        for index, row in enumerate(body.get("ratings", ())):
            # a criterion that this very list has twice must stay twice, so that it is reported
            name = row["criterion"]
            once: Any = (name, index) if name in own else name
            own.add(name)
            self._rows[once] = (dict(row), {"": f"{pointer}/ratings/{index}"})


def _escaped(name: str) -> str:
    return str(name).replace("~", "~0").replace("/", "~1")
