"""How large a file may be before it is refused unread, so that no upload can exhaust the machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may hold. The defaults are some twenty times what a large file of rules needs.

    `max_bytes` counts the bytes of the file. `max_depth` counts mappings and lists inside each other, so that
    `[1]` is 1 deep; keep it below 200, as reading recurses. `max_nodes` counts values, mappings and lists
    among them, but no keys. After `max_problems` problems reading stops: what follows is not looked at.
    """

    max_bytes: int = 1024 * 1024
    max_depth: int = 32
    max_nodes: int = 200_000
    max_problems: int = 1_000
