"""Every engine of the comparison under one small interface; each module translates the same rules for one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Protocol

from bench.cases import BenchRule, Values
from bench.peers import business_rules, clips, json_logic, leverpoint, rule_engine, zen


class Engine(Protocol):
    """Rules that one engine has compiled."""

    def prepare(self, values: Values) -> Any:
        """The facts as a program that uses this engine would hold them; not timed."""
        ...

    def match(self, prepared: Any) -> frozenset[str]:
        """The ids of the rules that match; timed, whatever it has to convert."""
        ...


@dataclass(frozen=True, slots=True)
class Contender:
    """An engine by the name of its row, the module to import and the distribution that has it."""

    name: str
    module: str
    distribution: str
    build: Callable[[Sequence[BenchRule]], Engine]

    @property
    def installed(self) -> bool:
        """Whether this environment has the engine; `make bench` sees to it."""
        return find_spec(self.module) is not None

    @property
    def label(self) -> str:
        """The name with the release that was measured."""
        return f"{self.name} ({self.distribution} {version(self.distribution)})"


DURABLE, BITSETS, CLIPS = "Leverpoint, durable-rules", "Leverpoint, bit sets", "CLIPS"
ZEN_README, ZEN_COMPILED, ZEN_LOADED = (
    "ZEN, table as its README uses it",
    "ZEN, table from compiled content",
    "ZEN, table from compiled content, by key",
)

CONTENDERS: tuple[Contender, ...] = (
    Contender(DURABLE, "durable_rules_engine", "durable-rules", leverpoint.Durable),
    Contender(BITSETS, "leverpoint", "leverpoint", leverpoint.Bitsets),
    Contender(CLIPS, "clips", "clipspy", clips.Clips),
    Contender("ZEN, expression", "zen", "zen-engine", zen.Expression),
    Contender(ZEN_LOADED, "zen", "zen-engine", zen.LoadedTable),
    Contender(ZEN_COMPILED, "zen", "zen-engine", zen.CompiledTable),
    Contender(ZEN_README, "zen", "zen-engine", zen.ReadmeTable),
    Contender("json-logic", "json_logic", "panzi-json-logic", json_logic.JsonLogic),
    Contender("business-rules", "business_rules", "business-rules", business_rules.BusinessRules),
    Contender("rule-engine", "rule_engine", "rule-engine", rule_engine.RuleEngine),
)
