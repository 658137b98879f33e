"""Requests and problems that the documentation shows. The tests send every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from leverpoint_api.blueprint import TAG_HEADERS

SMALL: Mapping[str, Any] = MappingProxyType(
    {
        "roles": ["district"],
        "assessment": {
            "ratings": [
                {"criterion": "equity.partnership", "level": 2},
                {"criterion": "learning.collaboration", "level": 1},
            ]
        },
        "options": {"limit": 3},
    }
)
WHOLE: Mapping[str, Any] = MappingProxyType(
    {
        "roles": ["district", "school"],
        "organization": {"name": "Riverside", "identifier": "9900010", "system": "nces-leaid"},
        "assessment": {
            "assessed_on": "2026-02-01",
            "rubrics": {"learning": "1.0"},
            "ratings": [
                {"criterion": "equity.partnership", "level": 2},
                {"criterion": "learning.collaboration", "level": None},
                {"criterion": "lifelong.credentials", "not_applicable": True},
                {
                    "criterion": "learning.evaluation",
                    "ratings": [{"rater": "r1", "level": 2}, {"rater": "r2", "level": 4}],
                },
            ],
        },
        "context": {"stage": "designing", "enrollment": 18400},
        "options": {"limit": 5, "explain": "reasons", "ruleset": "active", "as_of": "2026-02-02"},
    }
)
MISTAKEN: Mapping[str, Any] = MappingProxyType(
    {
        "roles": ["district"],
        "assessment": {
            "ratings": [
                {"criterion": "learning.collaboration", "level": 5},
                {"criterion": "learning.colaboration", "level": 2},
            ]
        },
    }
)

ASSESSMENTS: Mapping[str, Any] = {
    "small": {"summary": "Two ratings, the three first recommendations", "value": dict(SMALL)},
    "whole": {"summary": "Two roles, two raters, a context and a day", "value": dict(WHOLE)},
}
BATCHES: Mapping[str, Any] = {
    "two": {"summary": "Two requests, the second with mistakes", "value": {"items": [dict(SMALL), dict(MISTAKEN)]}},
}
WHY_NOTS: Mapping[str, Any] = {
    "one": {"summary": "One strategy", "value": {"request": dict(SMALL), "strategies": ["LL4"]}},
    "all": {"summary": "All that are not certain", "value": {"request": dict(WHOLE)}},
}
COMPARISONS: Mapping[str, Any] = {
    "two": {"summary": "Two strategies", "value": {"request": dict(SMALL), "first": "LC4", "second": "EQ1"}},
}
COUNTERFACTUALS: Mapping[str, Any] = {
    "in": {"summary": "Onto the list", "value": {"request": dict(SMALL), "strategy": "LL4"}},
    "out": {"summary": "Off the list", "value": {"request": dict(SMALL), "strategy": "LC4", "aim": "out"}},
    "top": {"summary": "Among the first three", "value": {"request": dict(WHOLE), "strategy": "LC3", "top": 3}},
}
SIMULATIONS: Mapping[str, Any] = {
    "scenarios": {
        "summary": "Another level, and other weights over those of the rule set",
        "value": {
            "request": dict(SMALL),
            "scenarios": [
                {
                    "name": "Time to work together",
                    "changes": [
                        {"fact": "learning.collaboration", "value": 3},
                        {"fact": "equity.partnership", "value": None},
                    ],
                },
                {"name": "Need counts more", "weights": {"need": 45, "role": {"lead": 25}}},
            ],
        },
    },
    "sweep": {
        "summary": "Every level of one criterion in two stages",
        "value": {
            "request": dict(SMALL),
            "over": [{"fact": "learning.collaboration"}, {"fact": "stage", "values": ["designing", "improving"]}],
        },
    },
    "drawn": {
        "summary": "A level over drawn assessments",
        "value": {
            "request": {"roles": ["school"], "assessment": {}, "options": {"as_of": "2026-02-02"}},
            "over": [{"fact": "equity.culture", "values": [1, 4]}],
            "sample": 20,
            "seed": 1,
        },
    },
}
_DESCRIPTION = """\
name: eastfield
version: "1.0.0"
layer: district
title: Eastfield's own rules
scope: [{system: nces-leaid, identifier: "9900070"}]
"""
_RULE = """\
- id: eastfield.time-for-teams
  title: Time for teams comes first
  when: {learning.collaboration: {at_most: 2}}
  then: [{recommend: {strategy: LC4, points: 6}}]
  because: The board promised it.
  provenance: authored
"""
PACKS: Mapping[str, Any] = {
    "sound": {
        "summary": "A pack with one rule",
        "value": {"files": {"pack.yaml": _DESCRIPTION, "rules/teams.yaml": _RULE}},
    },
    "mistaken": {
        "summary": "The same with a misspelt criterion",
        "value": {"files": {"pack.yaml": _DESCRIPTION, "rules/teams.yaml": _RULE.replace("collab", "colab")}},
    },
}
_SCENARIO: Mapping[str, Any] = MappingProxyType(
    {
        "name": "A district whose teachers work alone is pointed to shared planning time",
        "given": {"roles": ["district"], "ratings": {"learning.collaboration": 1}, "as_of": "2026-02-02"},
        "expect": {"include": [{"strategy": "LC4", "rank_at_most": 3}]},
    }
)
_IN_PACK = """\
- name: Eastfield's teams come first
  given: {roles: [district], ratings: {learning.collaboration: 2}, as_of: 2026-02-02}
  expect: {include: [{strategy: LC4, because: eastfield.time-for-teams}]}
"""
_TESTED = {"pack.yaml": _DESCRIPTION, "rules/teams.yaml": _RULE, "scenarios/teams.yaml": _IN_PACK}
SCENARIO_RUNS: Mapping[str, Any] = {
    "scenario": {"summary": "A scenario for the rules in service", "value": {"scenarios": [dict(_SCENARIO)]}},
    "pack": {"summary": "The scenarios of a pack", "value": {"files": dict(_TESTED)}},
}
ANALYSES: Mapping[str, Any] = {
    "core": {
        "summary": "Whether a role can be left without advice",
        "value": {"codes": ["gap", "promise-broken"], "as_of": "2026-02-02"},
    },
    "pack": {
        "summary": "A pack on top of the core",
        "value": {"files": {"pack.yaml": _DESCRIPTION, "rules/teams.yaml": _RULE}, "codes": ["unreachable", "uncited"]},
    },
}
EVALUATION_HEADERS: Mapping[str, Any] = {
    "Ruleset-Revision": dict(TAG_HEADERS["Ruleset-Revision"]),
    "Leverpoint-Matcher": {
        "description": "Which matcher found the rules that match; it changes nothing in the answer.",
        "schema": {"type": "string"},
    },
}
