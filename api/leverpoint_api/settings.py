"""What an operator can set, all of it through the environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from leverpoint import LeverpointError, Policy, Problem
from leverpoint.plugins import Plugins
from leverpoint.plugins.core import core_rules
from leverpoint.signing import PublicKey, read_keys

MIB = 1024 * 1024


class SettingsError(ValueError):
    """Settings cannot be used. The message names each one, what it says and what it should say."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one service. `from_environment` reads each from the variable `LEVERPOINT_` and its name."""

    host: str = field(default="127.0.0.1", metadata={"says": "the address to listen on"})
    port: int = field(default=8080, metadata={"says": "the port to listen on", "from": 1, "to": 65_535})
    rules: Path = field(default_factory=core_rules, metadata={"says": "the folder of rules to answer from"})
    packs_dir: tuple[Path, ...] = field(
        default=(), metadata={"says": "folders of packs, or packs themselves, joined as the system joins paths"}
    )
    packs_allow: frozenset[str] = field(
        default=frozenset(),
        metadata={"says": "the only packs and plugins to let in, by name, joined by commas; empty: all"},
    )
    packs_block: frozenset[str] = field(
        default=frozenset(), metadata={"says": "packs and plugins to keep out, by name"}
    )
    packs_anywhere: frozenset[str] = field(
        default=frozenset(), metadata={"says": "packs, by name, that may speak for any organization"}
    )
    plugins: bool = field(
        default=True, metadata={"says": "whether the plugins that are installed are loaded, `on` or `off`"}
    )
    plugin_budget: int = field(
        default=200,
        metadata={"says": "milliseconds that a plugin has for each hook of each role", "from": 1, "to": 60_000},
    )
    workers: int = field(default=2, metadata={"says": "how many processes answer", "from": 1, "to": 256})
    max_body: int = field(
        default=1_048_576, metadata={"says": "the most bytes of a request's body", "from": 1024, "to": 67_108_864}
    )
    access_log: bool = field(default=True, metadata={"says": "a log line for each request"})
    drain: int = field(default=30, metadata={"says": "seconds to finish what is under way", "from": 1, "to": 600})
    packs_keys: tuple[PublicKey, ...] = field(
        default=(),
        metadata={"says": "public keys, or files of them, joined by commas: only zips signed by one are packs then"},
    )
    packs_memory: int = field(
        default=512, metadata={"says": "MiB for compiled packs in each worker", "from": 8, "to": 1_048_576}
    )
    search_seconds: int = field(
        default=30,
        metadata={"says": "seconds after which an exact search ends, whatever it has found", "from": 1, "to": 600},
    )
    reload: int = field(
        default=2, metadata={"says": "seconds between looks for changed rules; 0: never", "from": 0, "to": 3600}
    )

    held: int = field(
        default=30,
        metadata={"says": "seconds after which a worker ends that code in C holds; 0: never", "from": 0, "to": 3600},
    )

    @property
    def policy(self) -> Policy:
        """Which packs are let in."""
        return Policy(self.packs_allow or None, self.packs_block, self.packs_anywhere, self.packs_keys)

    def load_plugins(self, told: Callable[[str, Problem], object] | None = None) -> Plugins:
        """The plugins that are let in, each loaded by itself. `told` learns of each that fails, now or later."""
        return Plugins(policy=self.policy, third_party=self.plugins, budget=self.plugin_budget / 1000, told=told)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """What the variables say, defaults for the rest. Raises SettingsError naming all that are wrong."""
        said: dict[str, Any] = {}
        problems: list[str] = []
        for one in fields(cls):
            text = environment.get(variable(one.name), "")
            try:
                said |= {one.name: _read(text, one.type, one.metadata)} if text else {}
            except ValueError as error:
                problems.append(f"{variable(one.name)} is {text!r}; {error}")
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(**said)

    def to_environment(self) -> dict[str, str]:
        """The variables from which `from_environment` reads these same settings; how workers are told them."""
        return {variable(one.name): _written(getattr(self, one.name)) for one in fields(self)}


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"LEVERPOINT_{name.upper()}"


def _read(text: str, kind: Any, metadata: Mapping[str, Any]) -> Any:
    readers: dict[str, Callable[[str], Any]] = {
        "bool": _switch,
        "Path": Path,
        "str": str,
        "tuple[Path, ...]": _paths,
        "frozenset[str]": _names,
        "tuple[PublicKey, ...]": _keys,
    }
    return _number(text, metadata["from"], metadata["to"]) if kind == "int" else readers[kind](text)


def _number(text: str, lowest: int, highest: int) -> int:
    if text.isascii() and text.isdigit() and lowest <= int(text[:12]) <= highest:
        return int(text)
    raise ValueError(f"it must be a whole number from {lowest} to {highest}")


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError("it must be on or off")
    return text == "on"


def _paths(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(os.pathsep) if part)


def _names(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())


def _keys(text: str) -> tuple[PublicKey, ...]:
    try:
        return read_keys(text)
    except LeverpointError as error:
        raise ValueError(str(error)) from None


def _written(value: object) -> str:
    if isinstance(value, tuple) and any(isinstance(one, PublicKey) for one in value):
        return ",".join(map(str, value))
    if isinstance(value, tuple):
        return os.pathsep.join(map(str, value))
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
