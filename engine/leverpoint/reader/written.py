"""Plain data as YAML that people would write: what is short stands in a line, the rest in indented blocks."""

from __future__ import annotations

from typing import Any

from yaml import SafeDumper, serialize
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.representer import SafeRepresenter

WIDTH = 118
IN_A_LINE = 90
"""How long a mapping or a list may be, in characters, to stand in a line."""


def as_yaml(data: Any) -> str:
    """The text of plain data, mappings in the order that they have; the outermost two levels are always blocks."""
    node = _Representer(sort_keys=False).represent_data(data)
    _lay_out(node, 0)
    text: str = serialize(node, Dumper=_Dumper, allow_unicode=True, width=WIDTH)
    return text


class _Representer(SafeRepresenter):
    def ignore_aliases(self, data: Any) -> bool:
        """Write the same list twice rather than as an alias, which no reader of ours would take."""
        return True


class _Dumper(SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent the items of a list below its name, as our files do."""
        super().increase_indent(flow, False)


def _lay_out(node: Node, depth: int) -> None:
    if isinstance(node, MappingNode | SequenceNode):
        node.flow_style = depth > 1 and _length(node) <= IN_A_LINE
        for part in _parts(node):
            _lay_out(part, depth + 1)


def _length(node: Node) -> int:
    if isinstance(node, ScalarNode):
        return len(node.value)
    return 2 + sum(_length(part) + 2 for part in _parts(node))


def _parts(node: Node) -> list[Node]:
    if isinstance(node, MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, SequenceNode) else []
