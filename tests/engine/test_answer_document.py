"""The answer as the contract's JSON document: its fields, their order and their types."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from leverpoint import VERSION, Advice, to_json
from leverpoint.document import to_data

Ask = Callable[..., Advice]
RATINGS = {"people.trust": 1, "people.voice": 0, "place.hours": 2}


def document(advice: Advice) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(to_json(advice))
    return loaded


TOP = ["decision_id", "as_of", "provenance", "complete", "next_questions", "advice", "warnings"]


def test_the_document_has_the_fields_of_the_contract(ask: Ask) -> None:
    """Top to bottom, an answer has the fields of the contract and no others, in its order."""
    answer = document(ask(["branch"], RATINGS))
    assert list(answer) == TOP
    assert (answer["as_of"], answer["warnings"]) == ("2026-02-02", [])
    assert list(answer["advice"][0]) == ["role", "recommendations", "suppressed", "warnings"]
    assert list(answer["advice"][0]["recommendations"][0]) == [
        "rank",
        "strategy",
        "title",
        "certainty",
        "horizon",
        "priority",
        "reasons",
        "rules",
        "leverage_points",
        "strengthen_first",
        "elsewhere",
        "citations",
    ]


def test_provenance_names_engine_ruleset_and_sources(ask: Ask) -> None:
    """Who answered, from which revision and from which sources, is said."""
    advice = ask(["branch"])
    assert document(advice)["provenance"] == {
        "engine": {"name": "leverpoint", "version": VERSION},
        "ruleset": {"revision": advice.revision, "label": "library 0.3.0"},
        "sources": [
            {
                "name": "library",
                "version": "0.3.0",
                "layer": "core",
                "digest": advice.sources[0].digest,
                "state": "active",
            }
        ],
    }


def test_a_recommendation_is_written_out(ask: Ask) -> None:
    """Terms say where they come from under `from`; every part is plain JSON."""
    item = document(ask(["branch"], RATINGS))["advice"][0]["recommendations"][0]
    assert item == {
        "rank": 1,
        "strategy": "MEET",
        "title": "Meet every week",
        "certainty": "certain",
        "horizon": "now",
        "priority": {
            "score": 48,
            "terms": [
                {"name": "need", "points": 25, "from": "people.voice", "by": "library", "text": "level 0 of 2"},
                {
                    "name": "role",
                    "points": 10,
                    "from": "MEET",
                    "by": "library",
                    "text": "a branch leads this strategy",
                },
                {
                    "name": "horizon",
                    "points": 4,
                    "from": "MEET",
                    "by": "library",
                    "text": "the horizon for this role is now",
                },
                {
                    "name": "rule",
                    "points": 5,
                    "from": "library.meet-weekly",
                    "by": "library",
                    "text": "A team without trust meets every week",
                },
                {
                    "name": "rule",
                    "points": 4,
                    "from": "library.voice-lifts-meeting",
                    "by": "library",
                    "text": "Nobody else will give them a voice.",
                },
            ],
        },
        "reasons": [
            (
                "A voice for everybody is at level 0 of 2, Absent; this rule looks for anything but level 2. "
                "A meeting gives everybody a turn."
            ),
            (
                "Trust in the team is at level 1 of 2, Growing; this rule looks for level 1 or below. "
                "Trust grows where people talk."
            ),
        ],
        "rules": [
            {"id": "library.any-voice-missing", "source": "library", "version": "0.3.0"},
            {"id": "library.meet-weekly", "source": "library", "version": "0.3.0"},
            {"id": "library.voice-lifts-meeting", "source": "library", "version": "0.3.0"},
        ],
        "leverage_points": [
            {
                "id": "branch.weekly-hour",
                "title": "The weekly hour",
                "actions": ["Close the desk on Monday at nine.", "Take turns in leading the talk."],
            }
        ],
        "strengthen_first": [],
        "elsewhere": [{"role": "town", "leverage_point": "town.staff-plan", "title": "The staff plan"}],
        "citations": [{"source": "handbook", "locator": "H1", "provenance": "derived"}],
    }


def test_questions_suppressions_and_warnings_are_written_out(ask: Ask) -> None:
    """What to ask next, what was taken off and what to weigh are plain records."""
    ratings = {"people.trust": 0, "people.voice": 2, "place.hours": 2, "place.sharing": 3}
    answer = document(ask(["town"], ratings))
    assert answer["next_questions"][0] == {"fact": "phase", "kind": "context", "would_decide": 1}
    assert answer["advice"][0]["suppressed"] == [
        {"strategy": "OPEN", "rule": "library.rest-first", "reason": "First the team needs rest.", "by": "library"}
    ]
    assert answer["advice"][0]["warnings"][1] == {
        "rule": "library.rest-first",
        "text": "This team carries too much.",
        "citations": [{"source": "survey", "locator": "p. 12", "provenance": "derived"}],
    }


def test_a_plan_is_there_with_several_roles(ask: Ask) -> None:
    """With several roles, the plan stands between the advice and the warnings."""
    answer = document(ask(["region", "branch"], {"people.trust": 1, "people.voice": 1}, limit=1))
    assert list(answer) == [*TOP[:-1], "plan", "warnings"]
    assert answer["plan"] == [
        {"role": "branch", "strategy": "MEET", "waits_on": []},
        {"role": "region", "strategy": "MEET", "waits_on": [{"role": "branch", "strategy": "MEET"}]},
    ]


def test_a_trace_is_there_when_it_was_asked_for(ask: Ask) -> None:
    """`explain: full` adds a trace to each recommendation, and without explanation the reasons are an empty list."""
    full = document(ask(["branch"], RATINGS, explain="full"))["advice"][0]["recommendations"]
    none = document(ask(["branch"], RATINGS, explain="none"))["advice"][0]["recommendations"]
    assert all(list(item)[-1] == "trace" for item in full)
    assert all(item["reasons"] == [] and "trace" not in item for item in none)


def test_the_warnings_of_a_service_stand_at_the_top(ask: Ask) -> None:
    """What a service must say beside the advice is written as it was given."""
    warning = {"code": "plugin-quarantined", "plugin": "acme", "detail": "it broke"}
    assert document(replace(ask(["branch"]), service_warnings=(warning,)))["warnings"] == [warning]


def test_the_same_advice_is_written_twice_alike(ask: Ask) -> None:
    """What is kept from the first writing changes nothing in the second."""
    advice = ask(["branch"], RATINGS)
    assert to_json(advice) == to_json(advice)
    assert list(to_data(advice)) == TOP
