"""Each organization is answered from the core and the packs in its scope, and from nothing else."""

from __future__ import annotations

import datetime as dt
import gc
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from leverpoint import (
    Library,
    Organization,
    PackError,
    Policy,
    State,
    find_packs,
    read_packs,
    read_request,
    read_source,
    to_json,
)
from leverpoint.library import MEMORY, organizations_of
from leverpoint.shelf import BYTES_PER_GROUP, BYTES_PER_ROW

TODAY = dt.date(2026, 2, 2)
HARBOUR = {"system": "nces-leaid", "identifier": "9900010"}
SCHOOL = {"system": "nces-school", "identifier": "990001000001"}
INLAND = {"system": "nces-leaid", "identifier": "9900020"}
RULE = """\
- id: {name}.rule
  title: {name} speaks
  when: {{people.trust: {{at_most: 1}}}}
  then: {then}
  because: {name} knows.
  provenance: authored
"""
Lay = Callable[..., Path]
Answer = dict[str, Any]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Writes a small pack and gives its folder."""

    def folder_of(name: str, layer: str, scope: str, then: str = "[{warn: {text: Hm.}}]", **files: str) -> Path:
        folder = tmp_path / name
        (folder / "rules").mkdir(parents=True)
        head = f'name: {name}\nversion: "1.0.0"\nlayer: {layer}\ntitle: {name}\nscope: {scope}\n'
        (folder / "pack.yaml").write_text(head + files.pop("pack", ""))
        (folder / "rules" / "rules.yaml").write_text(files.pop("rules", RULE.format(name=name, then=then)))
        for file, text in files.items():
            (folder / f"{file}.yaml").write_text(text)
        return folder

    return folder_of


@pytest.fixture
def four(lay: Lay, data_folder: Path, tmp_path: Path) -> Sequence[Path]:
    """A state, a district with every kind of overlay, another pack of that district, and one of its schools."""
    harbour = Path(shutil.copytree(data_folder / "packs" / "harbour", tmp_path / "harbour"))
    state = lay("state-of-99", "state", '[{system: nces-state, identifier: "99"}]', "[{adjust: " + _more(7) + "}]")
    port = lay("port", "district", '[{system: nces-leaid, identifier: "9900010"}]', "[{adjust: " + _more(-2) + "}]")
    overlay = "- retune: {target: harbour.boat, strategy: OPEN, points: 4}\n  reason: Quiet.\n  seen: 1.2.0\n"
    pier = lay("pier", "school", f"[{json.dumps(SCHOOL)}]", "[{recommend: {strategy: GARDEN}}]", overlays=overlay)
    return state, harbour, port, pier


def _more(points: int) -> str:
    return f"{{strategy: MEET, points: {points}, reason: It helps.}}"


def _library(core: Path, paths: Sequence[Path], memory: int = MEMORY, **policy: Any) -> Library:
    return Library(read_source(core), read_packs(paths, Policy(**policy)), memory)


def _bytes(library: Library, organization: Mapping[str, str] | None = None, **context: Any) -> bytes:
    known = {} if organization is None else {"organization": dict(organization)}
    advisor = library.advisor(Organization(**known.get("organization", {})))
    ratings = [{"criterion": "people.trust", "level": 1}, {"criterion": "place.hours", "level": 2}]
    request = {"roles": ["branch"], "assessment": {"ratings": ratings}, "context": context, **known}
    return to_json(advisor.advise(read_request(request, advisor.rulebook, TODAY)))


def _ask(library: Library, organization: Mapping[str, str] | None = None, **context: Any) -> Answer:
    answer: Answer = json.loads(_bytes(library, organization, **context))
    return answer


def _sources(answer: Answer) -> list[str]:
    return [one["name"] for one in answer["provenance"]["sources"]]


def _terms(answer: Answer, strategy: str) -> list[tuple[str, int, str, str]]:
    found = next(one for one in answer["advice"][0]["recommendations"] if one["strategy"] == strategy)
    return [(one["name"], one["points"], one["from"], one["by"]) for one in found["priority"]["terms"]]


def test_the_order_in_which_packs_are_loaded_changes_nothing(library_rules: Path, four: Sequence[Path]) -> None:
    """Four packs of three layers, loaded in all 24 orders, give the same bytes."""
    answers = {_bytes(_library(library_rules, order), SCHOOL, **{"harbour.tide": True}) for order in permutations(four)}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("organization", "sources"),
    [
        (None, ["library"]),
        (INLAND, ["library", "state-of-99"]),
        ({"system": "nces-state", "identifier": "99"}, ["library", "state-of-99"]),
        ({"system": "ipeds-unitid", "identifier": "999001", "state": "99"}, ["library", "state-of-99"]),
        ({"system": "ipeds-unitid", "identifier": "999001"}, ["library"]),
        ({"system": "nces-leaid", "identifier": "9800010"}, ["library"]),
        ({"system": "local", "identifier": "9900010"}, ["library"]),
        (HARBOUR, ["library", "state-of-99", "harbour", "port"]),
        (SCHOOL, ["library", "state-of-99", "harbour", "port", "pier"]),
        ({"system": "nces-school", "identifier": "990001000002"}, ["library", "state-of-99", "harbour", "port"]),
    ],
)
def test_an_organization_sees_its_own_sources_alone(
    library_rules: Path, four: Sequence[Path], organization: Mapping[str, str] | None, sources: list[str]
) -> None:
    """Core, its state, its district, its school, as far as its identifiers say; the answer names just those."""
    library = _library(library_rules, four)
    assert _sources(_ask(library, organization)) == sources
    assert library.advisor(Organization(**organization or {})).rulebook.label.count("+") == len(sources) - 1


def test_overlays_change_what_the_core_says(library_rules: Path, four: Sequence[Path]) -> None:
    """Other points show as a term of the pack; rules replaced, narrowed or suppressed are not what they were."""
    library = _library(library_rules, four[1:2])
    answer = _ask(library, HARBOUR)
    assert ("rule", 4, "library.open-longer", "library") in _terms(answer, "OPEN")
    assert ("local", 6, "library.open-longer", "harbour") in _terms(answer, "OPEN")
    assert [one["rule"] for one in answer["advice"][0]["warnings"]] == []
    assert [one["rule"] for one in _ask(library)["advice"][0]["warnings"]] == ["library.ask-about-voice"]
    assert (library.health.evaluations, library.health.disagreements) == (2, 0)
    rulebook = library.advisor(Organization(**HARBOUR)).rulebook
    assert "library.any-voice-missing" not in rulebook.rules
    assert rulebook.places["harbour.every-voice"].file.endswith("harbour/overlays.yaml")


def test_more_than_the_bound_is_taken_back_in_a_term(library_rules: Path, four: Sequence[Path]) -> None:
    """Retune and adjust of one pack add up to 20; the term `bound` takes them back to 15."""
    answer = _ask(_library(library_rules, four[1:2]), HARBOUR, **{"harbour.tide": True})
    found = _terms(answer, "OPEN")
    assert ("bound", -5, "harbour", "library") in found
    assert sum(points for name, points, _, by in found if name in ("local", "bound")) == 15


def test_local_records_are_part_of_the_answer(library_rules: Path, four: Sequence[Path]) -> None:
    """A strategy, a leverage point, a fact and a conclusion of a district count in it, and are unknown elsewhere."""
    library = _library(library_rules, four[1:2])
    (role,) = _ask(library, HARBOUR, **{"harbour.tide": True})["advice"]
    boat = next(one for one in role["recommendations"] if one["strategy"] == "harbour.BOAT")
    assert ([one["id"] for one in boat["leverage_points"]], boat["certainty"]) == (["harbour.pier"], "certain")
    elsewhere = library.advisor(Organization(**INLAND)).rulebook
    assert "harbour.BOAT" not in elsewhere.catalog.strategies
    assert elsewhere.vocabulary.find("harbour.tide") is None


def test_a_local_criterion_counts_for_need_and_not_for_the_mean(library_rules: Path, four: Sequence[Path]) -> None:
    """It is rated on the rubric's scale and gives points for need; the rubric's own aggregates do not know it."""
    advisor = _library(library_rules, four[1:2]).advisor(Organization(**HARBOUR))
    rows = [{"criterion": "harbour.moorings", "level": 1}, {"criterion": "place.hours", "level": 4}]
    rows += [{"criterion": "place.sharing", "level": 4}]
    request = {"roles": ["branch"], "assessment": {"ratings": rows}, "organization": HARBOUR}
    assessment = read_request(request, advisor.rulebook, TODAY)
    assert advisor.rulebook.vocabulary.facts_of(assessment, "branch").intervals["place.mean"] == (4, 4)
    rated = json.loads(to_json(advisor.advise(assessment)))
    assert advisor.rulebook.catalog.rubric_of("harbour.moorings").id == "place"
    found = [term for one in rated["advice"][0]["recommendations"] for term in one["priority"]["terms"]]
    assert "harbour.moorings" in {term["from"] for term in found if term["name"] == "need"}


def test_the_most_local_layer_decides_whether_a_strategy_is_there(library_rules: Path, four: Sequence[Path]) -> None:
    """The district takes the garden off with its reason; the school puts it back for itself."""
    library = _library(library_rules, four)
    (district,) = _ask(library, HARBOUR, phase="settled", staff=5, **{"harbour.tide": True})["advice"]
    assert district["suppressed"] == [
        {"strategy": "GARDEN", "rule": "harbour.no-garden", "reason": "Nothing grows in salt.", "by": "harbour"}
    ]
    (school,) = _ask(library, SCHOOL, phase="settled", staff=5, **{"harbour.tide": True})["advice"]
    assert "GARDEN" in {one["strategy"] for one in school["recommendations"]}


def test_a_district_never_feels_the_edit_of_another(library_rules: Path, four: Sequence[Path], lay: Lay) -> None:
    """Another district's pack changes or breaks: revision, decision and bytes here stay what they were."""
    inland = lay("inland", "district", f"[{json.dumps(INLAND)}]")
    before = _library(library_rules, [*four, inland])
    kept, other = _bytes(before, HARBOUR), _ask(before, INLAND)
    (inland / "rules" / "rules.yaml").write_text(RULE.format(name="inland", then="[{warn: {text: Oh.}}]"))
    changed = _library(library_rules, [*four, inland])
    assert (_bytes(changed, HARBOUR), _ask(changed, INLAND)["decision_id"] == other["decision_id"]) == (kept, False)
    (inland / "rules" / "rules.yaml").write_text("- nonsense\n")
    broken = _library(library_rules, [*four, inland])
    assert (_bytes(broken, HARBOUR), _sources(_ask(broken, INLAND))) == (kept, ["library", "state-of-99", "inland"])


def test_a_quarantined_pack_is_named_where_it_would_speak(library_rules: Path, lay: Lay) -> None:
    """In its scope the answer says that it is left out and why, and its source says so; elsewhere it is not known."""
    lay(
        "broken",
        "district",
        f"[{json.dumps(HARBOUR)}]",
        "[{warn: {text: Hm.}}, {suppress: {strategy: SHARE, reason: x}}]",
    )
    library = _library(
        library_rules, find_packs([lay("fine", "state", '[{system: nces-state, identifier: "99"}]').parent])
    )
    answer = _ask(library, HARBOUR)
    detail = "rules/rules.yaml, line 4: SHARE is protected: it can be adjusted, never suppressed"
    told = f"the pack 'broken' is quarantined and left out: {detail}"
    assert answer["warnings"] == [{"code": "plugin-quarantined", "plugin": "broken", "detail": told}]
    assert [(one["name"], one["state"]) for one in answer["provenance"]["sources"]] == [
        ("library", "active"),
        ("fine", "active"),
        ("broken", "quarantined"),
    ]
    assert answer["provenance"]["ruleset"]["label"] == "library 0.3.0 + fine 1.0.0"
    assert _ask(library, INLAND)["warnings"] == []
    assert {pack.name: pack.state for pack in library.packs} == {"broken": State.QUARANTINED, "fine": State.ACTIVE}


def test_what_is_left_out_is_part_of_the_decision(library_rules: Path, lay: Lay) -> None:
    """An answer without a broken pack is another decision than one that never knew it: equal ids, equal bytes."""
    broken = lay("broken", "district", f"[{json.dumps(HARBOUR)}]", rules="- nonsense\n")
    with_it, without = _library(library_rules, [broken]), _library(library_rules, [])
    assert _ask(with_it, HARBOUR)["decision_id"] != _ask(without, HARBOUR)["decision_id"]
    assert with_it.advisor(Organization(**HARBOUR)).rulebook.revision == without.core.rulebook.revision


def test_an_incompatible_pack_says_so_and_a_blocked_one_is_silent(library_rules: Path, lay: Lay) -> None:
    """Its district should know that the pack waits for another version; what the operator blocks is not there."""
    later = lay("later", "district", f"[{json.dumps(HARBOUR)}]", pack='requires: {leverpoint: ">=99"}\n')
    (warning,) = _ask(_library(library_rules, [later]), HARBOUR)["warnings"]
    assert (warning["code"], warning["plugin"]) == ("plugin-incompatible", "later")
    blocked = _library(library_rules, [later], block=frozenset({"later"}))
    assert (_ask(blocked, HARBOUR)["warnings"], blocked.in_scope(Organization(**HARBOUR))) == ([], ())


def test_a_pack_that_must_not_be_missing_stops_its_own_district_alone(library_rules: Path, lay: Lay) -> None:
    """With `on_failure: abort` nobody in scope is answered without it; everybody else is."""
    lay("strict", "district", f"[{json.dumps(HARBOUR)}]", rules="- nonsense\n", pack="on_failure: abort\n")
    library = _library(library_rules, find_packs([lay("fine", "district", f"[{json.dumps(INLAND)}]").parent]))
    with pytest.raises(PackError) as caught:
        library.advisor(Organization(**HARBOUR))
    assert (caught.value.pack, [one.code for one in caught.value.problems]) == ("strict", ["wrong-type"])
    assert _sources(_ask(library, INLAND)) == ["library", "fine"]


@pytest.mark.parametrize(
    ("scope", "more"),
    [("any", ""), ("any", "on_failure: abort\n"), ("", ""), ("", "on_failure: abort\n")],
    ids=["for all", "for all or nothing", "for nobody in particular", "for nobody, or nothing"],
)
def test_who_may_not_speak_for_all_has_no_part_in_their_answers(
    library_rules: Path, lay: Lay, scope: str, more: str
) -> None:
    """A district that forgets its scope, or claims everybody, changes no byte of others and stops none of them."""
    fine = lay("fine", "district", f"[{json.dumps(INLAND)}]")
    before = _library(library_rules, [fine])
    astray = lay("astray", "district", scope, pack=more)
    if not scope:
        head = (astray / "pack.yaml").read_text()
        (astray / "pack.yaml").write_text(head.replace("scope: \n", ""))
    after = _library(library_rules, [fine, astray])
    for organization in (None, INLAND, HARBOUR):
        assert _bytes(after, organization) == _bytes(before, organization)
    after.check()
    assert {pack.name: pack.state for pack in after.packs}["astray"] is State.QUARANTINED


def test_a_ring_across_packs_takes_out_the_last_of_them(library_rules: Path, lay: Lay) -> None:
    """A state concludes from the core; a district narrows the core by that: the district's overlay closes the ring."""
    facts = "conclusions: [{id: upper.calm, title: Calm, description: x, provenance: authored, citations: "
    facts += "[{source: ours, locator: x, provenance: authored}]}]\n"
    rules = RULE.format(name="upper", then="[{conclude: {upper.calm: true}}]").replace("people.trust", "fragile-team")
    upper = lay(
        "upper", "state", '[{system: nces-state, identifier: "99"}]', rules=rules.replace("at_most: 1", "is: true")
    )
    (upper / "catalog").mkdir()
    (upper / "catalog" / "facts.yaml").write_text(facts)
    narrow = "- narrow: {target: library.fragile, when: {upper.calm: {is: true}}}\n  reason: x\n  seen: 0.3.0\n"
    lower = lay("lower", "district", f"[{json.dumps(HARBOUR)}]", overlays=narrow)
    for order in permutations((upper, lower)):
        library = _library(library_rules, order)
        library.check()
        found = {pack.name: (pack.state, [(one.code, one.line) for one in pack.problems]) for pack in library.packs}
        assert found == {"upper": (State.ACTIVE, []), "lower": (State.QUARANTINED, [("cycle", 1)])}
        assert _ask(library, HARBOUR)["warnings"][0]["plugin"] == "lower"


def test_a_layer_below_may_have_taken_the_target_out_already(library_rules: Path, lay: Lay) -> None:
    """A state suppresses a rule that a district retunes: there is nothing left to do, and nothing is wrong."""
    gone = "- suppress: {target: library.garden}\n  reason: x\n  seen: 0.3.0\n"
    more = "- retune: {target: library.garden, points: 5}\n  reason: x\n  seen: 0.3.0\n"
    upper = lay("upper", "state", '[{system: nces-state, identifier: "99"}]', overlays=gone)
    lower = lay("lower", "district", f"[{json.dumps(HARBOUR)}]", overlays=more)
    library = _library(library_rules, [upper, lower])
    assert "library.garden" not in library.advisor(Organization(**HARBOUR)).rulebook.rules
    assert _ask(library, HARBOUR)["warnings"] == []


def test_a_rule_that_no_matcher_can_take_takes_out_its_pack_alone(library_rules: Path, lay: Lay) -> None:
    """A condition with too many alternatives reads well and cannot be compiled: its pack is quarantined, no other."""
    rows = ("people.trust", "people.voice", "people.learning", "place.hours", "place.sharing")
    facts = [*(f"{row}: {{is: 1}}" for row in rows), *(f"{row}.disagreement: {{is: 1}}" for row in rows)]
    facts += ["phase: {is: starting}", "staff: {is: 1}", "visits: {is: 1}", "has-partner: {is: true}"]
    facts += [f"{rubric}.{fact}: {{at_most: 1}}" for rubric in ("people", "place") for fact in ("mean", "min")]
    pairs = zip(facts[::2], facts[1::2], strict=True)
    when = "{all: [" + ", ".join(f"{{any: [{{{one}}}, {{{other}}}]}}" for one, other in pairs) + "]}"
    rules = RULE.format(name="wide", then="[{warn: {text: x}}]").replace("{people.trust: {at_most: 1}}", when)
    wide = lay("wide", "district", f"[{json.dumps(HARBOUR)}]", rules=rules)
    fine = lay("fine", "district", f"[{json.dumps(HARBOUR)}]")
    library = _library(library_rules, [wide, fine])
    assert [one["plugin"] for one in _ask(library, HARBOUR)["warnings"]] == ["wide"]
    (problem,) = next(pack for pack in library.packs if pack.name == "wide").problems
    assert ((problem.file or "").endswith("wide/rules/rules.yaml"), problem.line) == (True, 1)


def test_the_core_is_compiled_once_for_all_packs(library_rules: Path, lay: Lay) -> None:
    """Twenty districts add their own units and no copy of the core's; those used longest ago are let go."""
    paths = [lay(f"d{n}", "district", f'[{{system: nces-leaid, identifier: "99000{n}"}}]') for n in range(10, 30)]
    library = _library(library_rules, paths, memory=3 * (BYTES_PER_GROUP + BYTES_PER_ROW))
    core = len(library._units)
    library.check()
    assert len(library._units) == core
    for n in range(10, 30):
        _ask(library, {"system": "nces-leaid", "identifier": f"99000{n}"})
    gc.collect()
    assert len(library._units) == core + 3
    assert len(library._shelf) == 3
    assert library.advisor(Organization()) is library.core


def test_the_organizations_of_a_pack_are_those_it_names(library_rules: Path, lay: Lay) -> None:
    """In the order of their identifiers; a pack that speaks for all is asked as nobody in particular."""
    two = read_source(lay("two", "district", f"[{json.dumps(SCHOOL)}, {json.dumps(INLAND)}]"))
    assert [one.identifier for one in organizations_of(two)] == ["9900020", "990001000001"]
    every = lay("every", "state", "any")
    assert organizations_of(read_source(every)) == (Organization(),)
    library = _library(library_rules, [every], anywhere=frozenset({"every"}))
    assert _sources(_ask(library)) == ["library", "every"]
