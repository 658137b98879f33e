"""Packs of districts that do not exist, drawn with a fixed seed: rules as authors write them, on the core's facts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from bench.cases import generator
from leverpoint import Organization, Rulebook

RULES = 50
HEAD = """\
name: {name}
version: 1.0.0
layer: district
title: A district drawn by lot
scope: [{{system: nces-leaid, identifier: "{identifier}"}}]
"""
RULE = """\
- id: {name}.rule-{number}
  title: A rule drawn by lot
  when:
    all:
      - {first}: {{at_most: {low}}}
      - any: [{{{second}: {{at_most: {low}}}}}, {{{third}: {{at_least: {high}}}}}]
  then: [{{adjust: {{strategy: {strategy}, points: {points}, reason: It is so here.}}}}]
  because: It is so here.
  provenance: authored
"""


def write_districts(folder: Path, count: int, rulebook: Rulebook) -> None:
    """`count` packs of RULES rules each, numbered from 0."""
    draw = generator(11)
    for number in range(count):
        name = f"district-{number}"
        (folder / name / "rules").mkdir(parents=True)
        identifier = district(number).identifier
        (folder / name / "pack.yaml").write_text(HEAD.format(name=name, identifier=identifier), encoding="utf-8")
        rules = "".join(_rules(name, rulebook, draw))
        (folder / name / "rules" / "ours.yaml").write_text(rules, encoding="utf-8")


def district(number: int) -> Organization:
    """The district of a pack."""
    return Organization(f"{number:07d}", "nces-leaid")


def _rules(name: str, rulebook: Rulebook, draw: random.Random) -> Iterator[str]:
    criteria, strategies = tuple(rulebook.catalog.criteria()), tuple(rulebook.catalog.strategies)
    for number in range(RULES):
        first, second, third = draw.sample(criteria, 3)
        yield RULE.format(
            name=name,
            number=number,
            first=first,
            second=second,
            third=third,
            low=draw.randint(1, 3),
            high=draw.randint(2, 4),
            strategy=draw.choice(strategies),
            points=draw.randint(1, 5),
        )
