"""docs/reference/hooks.md says of each hook what its specification says. As a program, this file writes it anew."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from leverpoint_plugins import on_the_path

import leverpoint.hookspecs
import leverpoint_api.hookspecs
from leverpoint import Library, Organization, Plugins, read_request, read_source, shipped_rules

if TYPE_CHECKING:
    from tests.docs.conftest import Page

REFERENCE = "docs/reference/hooks.md"
SPECS: tuple[ModuleType, ...] = (leverpoint.hookspecs, leverpoint_api.hookspecs)
HOOKS = {name: getattr(specs, name) for specs in SPECS for name in vars(specs) if name.startswith("leverpoint_")}


def signature(hook: Callable[..., object]) -> str:
    """The signature as it is written in the specification, broken into lines as the formatter breaks it."""
    source = inspect.getsource(hook)
    (spec,) = ast.parse(source).body
    assert isinstance(spec, ast.FunctionDef)
    return "\n".join(source.splitlines()[spec.lineno - 1 : spec.body[0].lineno - 1]) + " ..."


def section(name: str) -> str:
    """What the page says of a hook: its signature, and its docstring with the parameters as a list."""
    text = re.sub(r":param (\w+):", r"- `\1`:", inspect.getdoc(HOOKS[name]) or "").replace(":return:", "- returns:")
    parts = re.split(r"(\n\n|\n(?=- ))", text)
    return f"```py\n{signature(HOOKS[name])}\n```\n\n" + "".join(map(_wrapped, parts))


def _wrapped(part: str) -> str:
    """A paragraph or an item of a list as wide as the page; what stands between two of them as it is."""
    if not part.strip():
        return part
    indent = "  " if part.startswith("- ") else ""
    part = re.sub(r"\s*\n\s*", " ", part)
    return textwrap.fill(part, 119, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_documented_as_it_is_specified(name: str, page: Callable[[str], Page]) -> None:
    """Signature, parameters, return value, who may implement it and what happens when it fails: word for word."""
    assert section(name) == sections(page(REFERENCE).text)[name]


def test_no_other_hook_is_documented(page: Callable[[str], Page]) -> None:
    """The page names no hook that there is not."""
    assert list(sections(page(REFERENCE).text)) == list(HOOKS)


def test_the_plugin_on_the_page_works(page: Callable[[str], Page], tmp_path: Path) -> None:
    """The smallest plugin of the page is two files, and adds a note to every recommendation."""
    blocks = dict(page(REFERENCE).blocks("py", "toml"))
    program = next(body for language, body in page(REFERENCE).blocks("py") if "hookimpl" in body)
    project = tomllib.loads(blocks["toml"])["project"]
    ((name, module),) = project["entry-points"]["leverpoint"].items()
    with on_the_path(tmp_path / "site") as site:
        site.install(name, "", dist=module)
        (site.path / module / "__init__.py").write_text(program)
        plugins = Plugins(site.entries, budget=5)
        library = Library(read_source(shipped_rules()), plugins.read_packs([]), plugins=plugins)
        advisor = library.advisor(Organization())
        request = {"roles": ["district"], "assessment": {"ratings": [{"criterion": "equity.culture", "level": 1}]}}
        (role,) = advisor.advise(read_request(request, advisor.rulebook, dt.date(2026, 2, 2))).roles
    assert {note.by for one in role.recommendations for note in one.notes} == {name}


def sections(text: str) -> dict[str, str]:
    """The part of the page about each hook, by its name."""
    parts = re.split(r"^### (leverpoint_\w+)\n", text.partition("## Failure")[0], flags=re.MULTILINE)
    return {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def written(text: str) -> str:
    """The page with its parts about hooks anew."""
    head, tail = text.partition("### leverpoint_")[0], text.partition("## Failure")[2]
    return head + "".join(f"### {name}\n\n{section(name)}\n\n" for name in HOOKS) + f"## Failure{tail}"


if __name__ == "__main__":
    file = Path(__file__).parents[2] / REFERENCE
    file.write_text(written(file.read_text(encoding="utf-8")), encoding="utf-8")
