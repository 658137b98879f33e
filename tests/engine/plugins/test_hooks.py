"""What each hook that is called while an answer is made can do, and what nobody else notices of it."""

from __future__ import annotations

import ast
import datetime as dt
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import leverpoint.hookspecs
import leverpoint_api.hookspecs
from leverpoint import Library, Organization, PackError, Plugins, read_request, read_source
from leverpoint.forms.questions import form_for
from leverpoint.lab.exploring.why import uncut_advice

if TYPE_CHECKING:
    from leverpoint_plugins import Site
    from tests.engine.plugins.conftest import Asks

DOCK, PIER = "9900010", "9900020"
BOATS = "@hookimpl\ndef leverpoint_facts(assessment, role):\n    return {'dock.boats': BOATS}\n"
Install = Callable[[], Library]


@pytest.fixture
def library(site: Site, library_rules: Path) -> Install:
    """Puts the small rulebook together with what is installed."""

    def put_together() -> Library:
        plugins = Plugins(site.entries, budget=5)
        return Library(read_source(library_rules), plugins.read_packs([]), plugins=plugins)

    return put_together


def rules(answer: Mapping[str, Any]) -> set[str]:
    return {rule["id"] for one in answer["advice"][0]["recommendations"] for rule in one["rules"]}


def terms(answer: Mapping[str, Any], strategy: str) -> list[tuple[str, int, str, str]]:
    found = next(one for one in answer["advice"][0]["recommendations"] if one["strategy"] == strategy)
    return [(one["name"], one["points"], one["from"], one["by"]) for one in found["priority"]["terms"]]


def sources(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(one["name"], one["layer"]) for one in answer["provenance"]["sources"]]


def test_every_hook_has_its_test() -> None:
    """For each hook, of the engine and of the service, there is a test that goes by its name."""
    hooks = [name for specs in (leverpoint.hookspecs, leverpoint_api.hookspecs) for name in vars(specs)]
    files = [*Path(__file__).parent.glob("test_*.py"), *(Path(__file__).parents[2] / "api").glob("test_*.py")]
    tests = {
        node.name
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    named = [name for name in hooks if name.startswith("leverpoint_")]
    assert len(named) == 8
    assert [name for name in named if f"test_hook_{name}" not in tests] == []


def test_hook_leverpoint_facts(site: Site, library: Install, asks: Asks) -> None:
    """A computed fact is matched like any other; what the request states itself wins."""
    site.install("dock", BOATS.replace("BOATS", "5.0"), pack=DOCK)
    found = library()
    assert "dock.many-boats" in rules(json.loads(asks(found, DOCK)))
    assert "dock.many-boats" not in rules(json.loads(asks(found, DOCK, **{"dock.boats": 1})))
    assert [one["by"] for one in json.loads(asks(found, DOCK))["warnings"]] == []


def test_nobody_is_asked_for_a_computed_fact(site: Site, library: Install, asks: Asks) -> None:
    """Neither in a form nor as a next question, also while the plugin leaves it open."""
    site.install("dock", BOATS.replace("BOATS", "None"), pack=DOCK)
    found = library()
    answer = json.loads(asks(found, DOCK))
    assert "dock.boats" not in {one["fact"] for one in answer["next_questions"]}
    rulebook = found.advisor(Organization(DOCK, "nces-leaid")).rulebook
    assert rulebook.vocabulary["dock.boats"].computed
    asked = [question.fact for section in form_for(rulebook, "branch").sections for question in section.questions]
    assert "dock.boats" not in asked
    assert "staff" in asked


def test_hook_leverpoint_adjust(site: Site, library: Install, asks: Asks) -> None:
    """Points become terms of the plugin, the list takes its new order, and what is not on it stays off."""
    plain = library()
    listed = [one["strategy"] for one in json.loads(asks(plain, staff=1))["advice"][0]["recommendations"]]
    absent = next(one for one in plain.core.rulebook.catalog.strategies if one not in listed)
    code = f"""
@hookimpl
def leverpoint_adjust(recommendations):
    assert [one["strategy"] for one in recommendations] == {listed}
    last = recommendations[-1]["strategy"]
    return [(last, 9, "Ours."), (last, 3, "Ours too."), ("{absent}", 50, "Not on the list.")]
"""
    site.install("dock", code)
    answer = json.loads(asks(library(), staff=1))
    assert {one["strategy"] for one in answer["advice"][0]["recommendations"]} == set(listed)
    scores = [one["priority"]["score"] for one in answer["advice"][0]["recommendations"]]
    assert (scores, [one["rank"] for one in answer["advice"][0]["recommendations"]]) == (
        sorted(scores, reverse=True),
        list(range(1, len(scores) + 1)),
    )
    moved = [one for strategy in listed for one in terms(answer, strategy) if one[3] == "dock"]
    assert moved == [("local", 9, "leverpoint_adjust", "dock"), ("local", 3, "leverpoint_adjust", "dock")]


def test_a_plugin_and_its_pack_are_bounded_together(site: Site, library: Install, asks: Asks) -> None:
    """What the rules and the hook of one name add is taken back to the bound, here 15, in one term."""
    code = BOATS.replace("BOATS", "5") + "@hookimpl\ndef leverpoint_adjust():\n    return [('SHARE', 100, 'More.')]\n"
    site.install("dock", code, pack=DOCK)
    found = terms(json.loads(asks(library(), DOCK)), "SHARE")
    assert ("local", 7, "dock.many-boats", "dock") in found
    assert ("local", 100, "leverpoint_adjust", "dock") in found
    assert [one for one in found if one[0] == "bound"] == [("bound", -92, "dock", "library")]


def test_hook_leverpoint_enrich(site: Site, library: Install, asks: Asks) -> None:
    """Notes stand with the recommendation, by the plugin's name, in the order of the plugins' names."""
    note = "@hookimpl\ndef leverpoint_enrich(role, recommendation):\n    yield f'{role}: {recommendation[\"title\"]}'\n"
    site.install("pier", note)
    site.install("dock", "@hookimpl\ndef leverpoint_enrich():\n    return [('See', 'https://dock.example/')]\n")
    first = json.loads(asks(library()))["advice"][0]["recommendations"][0]
    assert first["notes"] == [
        {"by": "dock", "text": "See", "url": "https://dock.example/"},
        {"by": "pier", "text": "branch: Meet every week"},
    ]


def test_hook_leverpoint_observe(site: Site, library: Install, asks: Asks, tmp_path: Path) -> None:
    """It sees the answer as it is sent, once, and the answer is the same as without it but for its source."""
    file = tmp_path / "seen.jsonl"
    code = f"""
import json
@hookimpl
def leverpoint_observe(decision):
    with open({str(file)!r}, "a") as lines:
        lines.write(json.dumps(decision, default=lambda one: dict(one)) + "\\n")
"""
    site.install("dock", code)
    sent = json.loads(asks(library()))
    assert [json.loads(line) for line in file.read_text().splitlines()] == [sent]
    file.unlink()
    found = library()
    asked = {"roles": ["branch"], "assessment": {"ratings": [{"criterion": "people.trust", "level": 1}]}}
    uncut_advice(found.advisor(Organization()), read_request(asked, found.core.rulebook, dt.date(2026, 2, 2)))
    assert not file.exists(), "what is only supposed is not shown"
    assert sources(sent) == [("library", "core"), ("dock", "core")]


def test_each_speaks_where_its_pack_does(site: Site, library: Install, asks: Asks) -> None:
    """Two districts hear their own plugin; one without packs is heard by all, one without a say is named by none."""
    note = "@hookimpl\ndef leverpoint_enrich():\n    return ['Hm.']\n"
    site.install("dock", note, pack=DOCK)
    site.install("pier", note, pack=PIER)
    site.install("tally", note)
    site.install("tool", "@hookimpl\ndef leverpoint_commands():\n    return []\n")
    found = library()
    heard = {district: sources(json.loads(asks(found, district))) for district in (None, DOCK, PIER, "9900030")}
    core, tally = ("library", "core"), ("tally", "core")
    assert heard == {
        None: [core, tally],
        DOCK: [core, ("dock", "district"), tally],
        PIER: [core, ("pier", "district"), tally],
        "9900030": [core, tally],
    }


def test_a_plugin_of_one_district_changes_no_byte_of_another(site: Site, library: Install, asks: Asks) -> None:
    """Installed, changed or broken: revision, decision and bytes elsewhere stay what they were."""
    site.install("pier", "@hookimpl\ndef leverpoint_enrich():\n    return ['Hm.']\n", pack=PIER)
    before = asks(library(), PIER), asks(library())
    site.install("dock", "import no_such_module_anywhere", pack=DOCK)
    after = library()
    assert (asks(after, PIER), asks(after)) == before
    assert [one["plugin"] for one in json.loads(asks(after, DOCK))["warnings"]] == ["dock"]


def test_a_decision_is_identified_by_plugins_too(site: Site, library: Install, asks: Asks) -> None:
    """Another byte in the plugin, another state, or another word of it on the same question: another decision."""
    site.install("dock", BOATS.replace("BOATS", "len(list(Path(__file__).parent.parent.glob('*.boat')))"), pack=DOCK)
    found = library()
    first = json.loads(asks(found, DOCK))
    (site.path / "anna.boat").touch()
    second = json.loads(asks(found, DOCK))
    assert first["provenance"] == second["provenance"]
    assert first["decision_id"] != second["decision_id"]
    (site.path / "lp_dock" / "notes.txt").write_text("Changed.")
    third = json.loads(asks(library(), DOCK))
    assert third["provenance"]["ruleset"]["revision"] != first["provenance"]["ruleset"]["revision"]
    found.plugins.quarantine("dock", leverpoint.Problem("plugin-raised", "Hm."))
    fourth = json.loads(asks(found, DOCK))
    assert len({one["decision_id"] for one in (first, second, third, fourth)}) == 4


def test_every_answer_belongs_to_one_state_of_the_plugins(site: Site, library: Install, asks: Asks) -> None:
    """A plugin fails while eight threads ask: each answer is wholly with it or wholly without it."""
    code = """
asked = []
@hookimpl
def leverpoint_facts():
    return {"dock.boats": 5}
@hookimpl
def leverpoint_enrich():
    asked.append(1)
    return ["Ahoy."] if len(asked) < 60 else 42
"""
    site.install("dock", code, pack=DOCK)
    found = library()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: asks(found, DOCK), range(80)))
    kinds = {answer: json.loads(answer) for answer in answers}
    assert len(kinds) == 2
    for one in kinds.values():
        listed = one["advice"][0]["recommendations"]
        with_it = not one["warnings"]
        assert all(("notes" in item) is with_it for item in listed)
        assert ("dock.many-boats" in rules(one)) is with_it
    assert found.plugins.failures["dock"] >= 1


def test_a_pack_that_must_not_be_missing_aborts(site: Site, library: Install, asks: Asks) -> None:
    """With `on_failure: abort` the question fails, when the hook does and from then on; others are answered."""
    site.install(
        "dock", "@hookimpl\ndef leverpoint_facts():\n    raise OSError\n", pack=DOCK, head="on_failure: abort\n"
    )
    found = library()
    for _ in range(2):
        with pytest.raises(PackError) as caught:
            asks(found, DOCK)
        assert (caught.value.pack, caught.value.problems[0].code) == ("dock", "plugin-raised")
    assert json.loads(asks(found, PIER))["warnings"] == []


def test_an_explanation_knows_what_is_computed(site: Site, library: Install) -> None:
    """Whoever explains a rule is told the computed facts, and after a failure none."""
    site.install(
        "dock", BOATS.replace("BOATS", "5 if not Path(__file__).with_name('bad').exists() else 'x'"), pack=DOCK
    )
    advisor = library().advisor(Organization(DOCK, "nces-leaid"))
    request = {
        "roles": ["branch"],
        "organization": {"system": "nces-leaid", "identifier": DOCK},
        "assessment": {"ratings": []},
    }
    assessment = read_request(request, advisor.rulebook, dt.date(2026, 2, 2))
    assert advisor.informed(assessment, "branch").context == {"dock.boats": 5}
    (site.path / "lp_dock" / "bad").touch()
    assert advisor.informed(assessment, "branch").context == {}
    assert advisor.outdated
