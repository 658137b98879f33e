"""The house rules that no linter knows, held over every file of the packages and the tests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import leverpoint
import leverpoint_api

PACKAGES = (Path(leverpoint.__file__).parent, Path(leverpoint_api.__file__).parent)
TESTS = Path(__file__).parent
MOST_LINES = 350


def modules() -> Iterator[Path]:
    """Every Python file that ships."""
    for package in PACKAGES:
        yield from package.rglob("*.py")


def test_no_file_is_too_long_to_have_one_reason() -> None:
    """No module has more than 350 lines."""
    lengths = {file: file.read_text(encoding="utf-8").count("\n") for file in modules()}
    assert lengths
    assert {file.name: length for file, length in lengths.items() if length > MOST_LINES} == {}


def test_every_module_says_its_reason() -> None:
    """Each module opens with a docstring."""
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in modules()}
    assert [file.name for file, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def test_every_test_says_what_it_proves() -> None:
    """The docstring of a test is the sentence that it proves."""
    silent = [
        f"{file.name}: {node.name}"
        for file in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_registry_is_named() -> None:
    """Whoever installs Leverpoint chooses where packages come from: no file of the project names a registry."""
    root, hosts = TESTS.parent, ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb" + "ian.org")
    kinds = (".py", ".toml", ".md", ".lock", ".yaml", ".yml", ".json", ".txt", "")
    shown = (f for f in root.rglob("*") if not any(p.startswith(".") and p != ".ci" for p in f.relative_to(root).parts))
    files = [f for f in shown if f.suffix in kinds and f.is_file()]
    named = [
        str(file) for file in files if any(host in file.read_text(encoding="utf-8", errors="ignore") for host in hosts)
    ]
    assert named == []
