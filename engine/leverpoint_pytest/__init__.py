"""The pytest plugin for authors of packs: scenarios are tests, and fixtures hand out the pack and who answers with it.

It lies outside the package `leverpoint`, which is imported only once a pack is met: for anybody else it costs nothing.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from leverpoint import Advisor, Assessment, Pack
    from leverpoint.lab.authoring.trial import Trial

SUFFIXES = (".yaml", ".yml", ".json")
DESCRIPTIONS = tuple(f"pack{suffix}" for suffix in SUFFIXES)
CORE = re.compile(r"""^\s*["']?layer["']?\s*:\s*["']?core\b""", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the rules below the pack are, and the packs beside it, and which pack the fixtures hand out."""
    parser.addini("leverpoint_rules", "the folder of the core to try packs on; the shipped one if nothing is said")
    parser.addini("leverpoint_packs", "packs, or folders of packs, to try packs beside", type="linelist")
    parser.addini("leverpoint_pack", "the folder of the pack that fixtures hand out; found if nothing is said")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of scenarios of a pack is a file of tests."""
    pack = _pack_around(file_path)
    if pack is None:
        return None
    from leverpoint_pytest.scenarios import ScenarioFile

    return ScenarioFile.from_parent(parent, path=file_path, pack=pack)


@pytest.fixture
def pack(request: pytest.FixtureRequest) -> Pack:
    """The pack that is tested: `name`, `state`, `problems`, `source`."""
    return _trial(request).pack


@pytest.fixture
def advisor(request: pytest.FixtureRequest) -> Advisor:
    """Who answers the first organization in the pack's scope, with the pack."""
    trial = _trial(request)
    return trial.advisor(trial.organization)


@pytest.fixture
def assessment(request: pytest.FixtureRequest) -> Callable[..., Assessment]:
    """Makes an assessment of what a scenario's `given` says: `assessment(roles=["district"], ratings={...})`.

    Without an organization it is one of the first in the pack's scope. Raises AssessmentError where it does not fit.
    """
    trial = _trial(request)

    def make(**given: Any) -> Assessment:
        from leverpoint_pytest.scenarios import assessment_of

        return assessment_of(trial, given)

    return make


def _trial(request: pytest.FixtureRequest) -> Trial:
    from leverpoint_pytest.scenarios import trial_of

    config = request.config
    said = str(config.getini("leverpoint_pack"))
    folder = config.rootpath / said if said else _pack_near(request.path, config.rootpath)
    if folder is None:
        pytest.fail("no pack was found: say leverpoint_pack = FOLDER in the configuration of pytest", pytrace=False)
    return trial_of(config, folder)


def _pack_around(file: Path) -> Path | None:
    """The pack whose folder `scenarios` a file lies in."""
    if file.suffix not in SUFFIXES or "scenarios" not in file.parts:
        return None
    folders = (folder.parent for folder in file.parents if folder.name == "scenarios")
    return next((folder for folder in folders if _is_pack(folder)), None)


def _pack_near(file: Path, root: Path) -> Path | None:
    """The pack that a test lies in, or else the first one below the root, as in a package."""
    below = (found.parent for deep in ("", "*/", "*/*/") for found in sorted(root.glob(f"{deep}pack.*")))
    return next((folder for folder in (*file.parents, *below) if _is_pack(folder)), None)


def _is_pack(folder: Path) -> bool:
    """Whether a folder is described, and as something else than a core of its own."""
    found = (folder / name for name in DESCRIPTIONS if (folder / name).is_file())
    return any(not CORE.search(file.read_text(encoding="utf-8", errors="replace")) for file in found)
