"""What the engine offers to others, and that all of it says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import leverpoint

PACKAGE = Path(leverpoint.__file__).parent
NAMES = [
    "VERSION",
    "Advice",
    "Advisor",
    "Assessment",
    "AssessmentError",
    "Health",
    "LeverpointError",
    "Library",
    "Loads",
    "MatcherError",
    "Organization",
    "Pack",
    "PackError",
    "Plugin",
    "PluginError",
    "Plugins",
    "Policy",
    "Problem",
    "Renewal",
    "RequestSchema",
    "Rulebook",
    "RulebookError",
    "State",
    "UnitCache",
    "UnknownIdError",
    "assess",
    "find_packs",
    "load_rulebook",
    "problems_of",
    "read_packs",
    "read_request",
    "read_source",
    "shipped_rules",
    "to_json",
]


def test_the_public_names_are_these() -> None:
    """Whoever builds on the engine finds exactly these names; adding or removing one is a decision."""
    assert leverpoint.__all__ == NAMES
    assert all(getattr(leverpoint, name) is not None for name in NAMES)


def test_the_front_module_is_a_table_of_contents() -> None:
    """The package's first module re-exports, in seventy lines at most, and does nothing else."""
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    body = ast.parse(source).body[1:]
    assert len(source.splitlines()) <= 70
    assert {type(node) for node in body} == {ast.ImportFrom, ast.Assign}


def public(tree: ast.Module | ast.ClassDef, name: str) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Every public function and class of a module, and every public method of those classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith(("_", "Meta")):
            yield f"{name}.{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node, f"{name}.{node.name}")


def test_everything_public_says_what_it_is_for() -> None:
    """Every public function, class and method of the engine has a docstring."""
    found = [
        (name, ast.get_docstring(node))
        for file in PACKAGE.rglob("*.py")
        for name, node in public(ast.parse(file.read_text(encoding="utf-8")), file.stem)
    ]
    assert len(found) > 200
    assert [name for name, text in found if not text] == []
