"""Installs plugins for tests: real packages with real entry points, in a folder that Python is told of."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

PACK = """\
name: {name}
version: "1.0.0"
layer: district
title: {name}
scope: [{{system: nces-leaid, identifier: "{identifier}"}}]
"""
RAISING = "@hookimpl\ndef leverpoint_facts():\n    raise ValueError('the operator\\'s password')\n"
RULES_ON_BOATS = """\
- id: {name}.rule
  title: Ours
  roles: [district]
  when: {{{name}.boats: {{at_least: 3}}}}
  then: [{{recommend: {{strategy: LC4, points: 5}}}}]
  because: Ours.
  provenance: authored
"""
CATALOG = """\
sources: [{{id: {name}.notes, title: Notes, note: Made up.}}]
facts:
  - id: {name}.boats
    type: integer
    title: Boats
    question: How many boats are there?
    minimum: 0
    maximum: 100
    computed: true
    provenance: authored
    citations: [{{source: {name}.notes, locator: x, provenance: authored}}]
"""
RULES = """\
- id: {name}.many-boats
  title: Many boats
  when: {{{name}.boats: {{at_least: 3}}}}
  then: [{{recommend: {{strategy: SHARE, points: 7}}}}]
  because: Boats are shared.
  provenance: authored
"""


class Site:
    """A folder in which plugins are installed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def install(
        self, name: str, code: str, pack: str | None = None, requires: str = "", dist: str = "", **more: str
    ) -> None:
        """Install a package with an entry point of that name; with `pack`, a district, it brings a pack for it.

        The entry point names the package, or what `entry` says, in the group `leverpoint` or that of `group`.
        """
        dist = dist or f"lp_{name}"
        package, info = self.path / dist, self.path / f"{dist}-1.0.dist-info"
        package.mkdir()
        info.mkdir()
        (package / "__init__.py").write_text(f"{HEAD}{BRINGS if pack else ''}{code}")
        needs = f"Requires-Dist: {requires}\n" if requires else ""
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {dist}\nVersion: 1.0\n{needs}")
        group = more.get("group", "leverpoint")
        (info / "entry_points.txt").write_text(f"[{group}]\n{name} = {more.get('entry') or dist}\n")
        if pack:
            self._write_pack(package / "pack", name, pack, more)

    def _write_pack(self, folder: Path, name: str, identifier: str, more: dict[str, str]) -> None:
        (folder / "catalog").mkdir(parents=True)
        (folder / "rules").mkdir()
        head = PACK.format(name=name, identifier=identifier)
        (folder / "pack.yaml").write_text(head + more.get("head", ""))
        (folder / "catalog" / "facts.yaml").write_text(CATALOG.format(name=name))
        (folder / "rules" / "rules.yaml").write_text(more.get("rules", RULES.format(name=name)))

    @property
    def entries(self) -> list[EntryPoint]:
        """The entry points of what is installed here, and nothing else."""
        return [one for dist in distributions(path=[str(self.path)]) for one in dist.entry_points]


HEAD = "from pathlib import Path\nfrom leverpoint.hookspecs import hookimpl\n"
BRINGS = '@hookimpl\ndef leverpoint_packs():\n    return [Path(__file__).parent / "pack"]\n'


@contextmanager
def on_the_path(folder: Path) -> Iterator[Site]:
    """An empty site, on Python's path as long as the context lasts; what was imported from it is forgotten then."""
    folder.mkdir()
    sys.path.insert(0, str(folder))
    before = set(sys.modules)
    try:
        yield Site(folder)
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            if str(getattr(sys.modules[name], "__file__", None)).startswith(str(folder)):
                del sys.modules[name]
