"""The corpus of seeded defects: read its cases, and lay the rulebook of each, broken or repaired, into a folder."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leverpoint.errors import RulebookError
from leverpoint.lab.proving.analysis import Subject, Wanted, analyze, refused, subjects_of
from leverpoint.lab.proving.findings import Code, Finding
from leverpoint.lab.proving.refused_rules import findings_of
from leverpoint.library import Library
from leverpoint.model import Organization
from leverpoint.packs import Pack, Policy, find_packs, read_packs
from leverpoint.reader import read_file
from leverpoint.rulebook import load_rulebook, read_source

FOLDER = Path(__file__).parents[1] / "data" / "defects"
BASE = FOLDER / "base"
DAY = dt.date(2026, 2, 2)
WHO = Organization("9900010", "nces-leaid")
_HOME = {"rules": "rules/hut.yaml", "facts": "catalog/facts.yaml", "conclusions": "catalog/facts.yaml"}


@dataclass(frozen=True)
class Defect:
    """One mistake as an author makes it: the code that must be found, with which rules and about what.

    `elsewhere` says which documented check of another engine would report it: under "found" where that check leaves the
    repaired twin alone, under "both" where it would report the twin, too.
    """

    code: Code
    name: str
    rules: tuple[str, ...]
    about: Mapping[str, str]
    broken: Mapping[str, Any]
    repaired: Mapping[str, Any]
    elsewhere: Mapping[str, Mapping[str, str]]

    def is_found_in(self, findings: Iterable[Finding]) -> Finding | None:
        """The finding that was seeded, if it is there."""
        return next((one for one in findings if self._fits(one)), None)

    def _fits(self, one: Finding) -> bool:
        return one.code is self.code and {*self.rules} <= {*one.rules} and self.about.items() <= dict(one.about).items()


def defects() -> list[Defect]:
    """Every case of the corpus; each file holds those of the code that it is called by."""
    return [_defect(Code(file.stem), data) for file in sorted(FOLDER.glob("*.yaml")) for data in read_file(file).data]


def _defect(code: Code, data: Mapping[str, Any]) -> Defect:
    rules, elsewhere = tuple(data.get("rules", ())), data.get("elsewhere", {})
    return Defect(code, data["name"], rules, data.get("about", {}), data["broken"], data["repaired"], elsewhere)


def analyzed(change: Mapping[str, Any], folder: Path, codes: frozenset[Code] = frozenset(Code)) -> tuple[Finding, ...]:
    """Everything that is found of these codes in the base with a change on it, which is laid into the folder."""
    core, wanted = lay(change, folder), Wanted(DAY, codes)
    try:
        subject = subject_in(folder)
    except RulebookError as error:
        return tuple(findings_of(error.problems, "hut"))
    packs = _judged(core) if "pack" in change else ()
    return (*refused(packs, codes), *analyze([subject], wanted))


def subject_in(folder: Path) -> Subject:
    """The rulebook that was laid into a folder, with its pack if there is one, and who is answered by it."""
    core = folder / "hut"
    if (folder / "tent").is_dir():
        (subject,) = subjects_of(library_of(core), WHO)
        return subject
    return Subject(load_rulebook(core), Organization())


def _judged(core: Path) -> tuple[Pack, ...]:
    library = library_of(core)
    library.check()
    return library.packs


def library_of(core: Path) -> Library:
    """The rulebook of a folder with the pack that was laid beside it, if there is one."""
    return Library(read_source(core), read_packs(find_packs([core.parent / "tent"]), Policy(anywhere=None)))


def lay(change: Mapping[str, Any], folder: Path) -> Path:
    """Write the base with a change on it into a folder: records replace those of their id, `drop` takes ids out."""
    core = folder / "hut"
    shutil.copytree(BASE, core)
    dropped = set(change.get("drop", ()))
    for file in sorted(core.glob("*/*.yaml")):
        data = read_file(file).data
        groups = (
            {"rules": data} if isinstance(data, list) else {"criteria": data["criteria"]} if "scale" in data else data
        )
        for kind, records in groups.items():
            _merge(records, change.get(kind, ()) if _is_home(kind, file) else (), dropped)
        file.write_text(json.dumps(data))  # JSON is YAML, too
    if "pack" in change:
        _lay_pack(change["pack"], folder / "tent")
    return core


def _is_home(kind: str, file: Path) -> bool:
    return file.as_posix().endswith(_HOME.get(kind, file.name))


def _merge(records: list[Any], changes: Iterable[Any], dropped: set[str]) -> None:
    kept = {one["id"]: one for one in records if one["id"] not in dropped}
    kept.update((one["id"], _whole(one)) for one in changes)
    records[:] = kept.values()


def _whole(record: Mapping[str, Any]) -> dict[str, Any]:
    """A rule with the words that a case leaves out because they do not matter to it."""
    if "then" not in record:
        return dict(record)
    said = {"title": record["id"], "because": "It is so.", "provenance": "authored", **record}
    return {key: value for key, value in said.items() if value is not None}


def _lay_pack(pack: Mapping[str, Any], folder: Path) -> None:
    scope = [{"system": WHO.system, "identifier": WHO.identifier}]
    about = {"name": "tent", "version": "0.1.0", "layer": "district", "title": "Tents", "owner": "The tests"}
    (folder / "rules").mkdir(parents=True)
    (folder / "pack.yaml").write_text(json.dumps({**about, "scope": scope}))
    if "rules" in pack:
        (folder / "rules" / "tent.yaml").write_text(json.dumps([_whole(one) for one in pack["rules"]]))
    if "overlays" in pack:
        (folder / "overlays.yaml").write_text(json.dumps(pack["overlays"]))
