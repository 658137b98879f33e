"""A folder of plugins with one fault each: every one is named with its reason, and everything else is answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from leverpoint import Library, Plugins, State, read_source

if TYPE_CHECKING:
    from leverpoint_plugins import Site
    from tests.engine.plugins.conftest import Asks

CASES = yaml.safe_load((Path(__file__).parents[2] / "data" / "broken_plugins" / "index.yaml").read_text())
SOUND = """
@hookimpl
def leverpoint_facts(assessment, role):
    return {"sound.boats": 5}

@hookimpl
def leverpoint_enrich(recommendation):
    return ["All is well."]
"""
DISTRICT = "9900010"


@pytest.fixture(params=CASES, ids=[one["case"] for one in CASES])
def case(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    """One fault after another."""
    found: Mapping[str, Any] = request.param
    return found


@pytest.fixture
def plugins(case: Mapping[str, Any], site: Site) -> Plugins:
    """The broken plugin beside a sound one, both of the district that asks."""
    site.install("sound", SOUND, pack=DISTRICT)
    name, pack = case.get("name", "broken"), DISTRICT if case.get("pack") else None
    site.install(name, case["code"], pack=pack, requires=case.get("requires", ""), entry=case.get("entry", ""))
    if case.get("twice"):
        site.install(name, case["code"], dist="another")
    return Plugins(site.entries, budget=case.get("budget", 5))


def test_what_is_broken_is_named_and_the_rest_is_answered(
    case: Mapping[str, Any], plugins: Plugins, library_rules: Path, asks: Asks
) -> None:
    """State, code and reason are as the case says; the answer warns of it, and the sound plugin has its say.

    Later answers are the same to the byte, also those of a process that knew before.
    """
    library = Library(read_source(library_rules), plugins.read_packs([]), plugins=plugins)
    first = asks(library, DISTRICT)
    answer = json.loads(first)
    name, state = case.get("found_as", case.get("name", "broken")), case.get("state", "quarantined")
    found = plugins.get(name)
    said = found.problems[-1].message
    assert (found.state, found.problems[-1].code, said) == (state, case["problem"], case.get("told", said))
    assert (said.startswith(case.get("told_begins", "")), said.isprintable(), len(said) <= 300) == (True, True, True)
    (warning,) = answer["warnings"][:1]
    assert (warning["code"], warning["plugin"]) == (f"plugin-{state}", name)
    assert warning["detail"].endswith(f" '{name}' is {state} and left out: {said}")
    assert (name, state) in [(one["name"], one["state"]) for one in answer["provenance"]["sources"]]
    (role,) = answer["advice"]
    assert all({"by": "sound", "text": "All is well."} in one["notes"] for one in role["recommendations"])
    assert "sound.many-boats" in {rule["id"] for one in role["recommendations"] for rule in one["rules"]}
    assert "secret" not in json.dumps(answer)
    anew = Library(read_source(library_rules), plugins.read_packs([]), plugins=plugins)
    assert [asks(library, DISTRICT), asks(anew, DISTRICT)] == [first, first]
    assert (plugins.failures.total() <= 1, plugins.abandoned > 0) == (True, case.get("abandons", False))


@pytest.mark.parametrize("code", ["", "boats = 3", "import sys, os"])
def test_a_plugin_that_implements_nothing_is_no_fault(site: Site, library_rules: Path, asks: Asks, code: str) -> None:
    """It is listed as active and has no say: no answer names it, and no revision depends on it."""
    before = Library(read_source(library_rules), plugins=Plugins([]))
    site.install("idle", code)
    plugins = Plugins(site.entries)
    library = Library(read_source(library_rules), plugins.read_packs([]), plugins=plugins)
    assert (plugins.get("idle").state, plugins.get("idle").hooks) == (State.ACTIVE, {})
    assert asks(library, DISTRICT) == asks(before, DISTRICT)


def test_a_package_without_metadata_harms_nobody(site: Site, library_rules: Path, asks: Asks) -> None:
    """What an interrupted installation leaves behind has neither a name nor a version; the others have their say."""
    site.install("left", "@hookimpl\ndef leverpoint_enrich():\n    return ['Hm.']\n")
    (site.path / "lp_left-1.0.dist-info" / "METADATA").unlink()
    site.install("sound", SOUND, pack=DISTRICT)
    plugins = Plugins(site.entries)
    library = Library(read_source(library_rules), plugins.read_packs([]), plugins=plugins)
    sources = json.loads(asks(library, DISTRICT))["provenance"]["sources"]
    assert [(one["name"], one["version"], one["state"]) for one in sources[1:]] == [
        ("sound", "1.0.0", "active"),
        ("left", "0", "active"),
    ]


def test_its_rules_count_where_only_its_python_fails(site: Site, library_rules: Path, asks: Asks) -> None:
    """A pack is data: what a plugin's hooks do takes nothing from it, and a request may state what they did not."""
    site.install("broken", "@hookimpl\ndef leverpoint_facts():\n    raise OSError\n", pack=DISTRICT)
    plugins = Plugins(site.entries)
    library = Library(read_source(library_rules), plugins.read_packs([]), plugins=plugins)
    (role,) = json.loads(asks(library, DISTRICT, **{"broken.boats": 4}))["advice"]
    assert "broken.many-boats" in {rule["id"] for one in role["recommendations"] for rule in one["rules"]}
    assert [pack.state for pack in library.packs] == [State.ACTIVE]
    assert plugins.get("broken").state is State.QUARANTINED
