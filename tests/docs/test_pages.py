"""What every page is held to: links, files, commands, settings and examples that exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
import yaml

from leverpoint.cli.app import app
from leverpoint_api.app import create_app
from leverpoint_api.examples import SMALL
from leverpoint_api.settings import Settings, variable

if TYPE_CHECKING:
    from tests.docs.conftest import Page

ROOT = Path(__file__).parents[2]
PAGES = [str(file.relative_to(ROOT)) for file in sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])]
NOT_A_SETTING = {"LEVERPOINT_FIXTURES"}
"""Variables that only the tests read."""
SOURCES = ("engine/", "api/")
"""Folders that are not there when the tests run on the built wheel."""


def anchors(text: str) -> set[str]:
    """The names by which a link can point at the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def code(text: str) -> set[str]:
    """What stands between backticks in running text, and the commands that are shown."""
    shown = re.findall(r"^\$ (.+)$", text, re.MULTILINE)
    return {*re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)), *shown}


@pytest.fixture(params=PAGES)
def any_page(request: pytest.FixtureRequest, page: Callable[[str], Page]) -> Page:
    """One page after another."""
    return page(request.param)


def test_every_link_leads_somewhere(any_page: Page) -> None:
    """A link within the project finds its file, and its heading there."""
    here = (ROOT / any_page.name).parent
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)", any_page.text):
        file = here / target if target else ROOT / any_page.name
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), f"{target}#{anchor}"


def test_every_file_that_is_named_is_there(any_page: Page) -> None:
    """A path of the project between backticks exists; those of readers and of the sources are their own affair."""
    named = {word for word in code(any_page.text) if re.fullmatch(r"(rules|docs|tests|bench|plugins)/[\w./-]+", word)}
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_make_command_is_one(any_page: Page) -> None:
    """What a page has its reader make is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {found[1] for one in code(any_page.text) if (found := re.match(r"make (?:[A-Z]\S+ )*([a-z-]+)", one))}
    assert named <= targets


def test_every_command_is_one(any_page: Page) -> None:
    """What a page has its reader type after `leverpoint` is a command, with options that it has."""
    for words in (one.split() for one in code(any_page.text) if re.match(r"leverpoint [-a-z]", one)):
        candidates = [word for word in words[1:] if re.fullmatch(r"[a-z]+", word)]
        with click.Context(app, info_name="leverpoint", **app.context_settings) as ctx:
            names = app.list_commands(ctx)
            name = next((word for word in candidates if word in names), candidates[0] if candidates else None)
            command = app.get_command(ctx, name) if name else app
            assert command, words
            known = {opt for one in (*app.get_params(ctx), *command.get_params(ctx)) for opt in one.opts}
        assert {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)} <= known, words


def test_every_option_is_one(any_page: Page) -> None:
    """An option that stands alone between backticks is one of some command."""
    with click.Context(app, info_name="leverpoint", **app.context_settings) as ctx:
        commands = [app, *(command for name in app.list_commands(ctx) if (command := app.get_command(ctx, name)))]
        known = {opt for command in commands for one in command.get_params(ctx) for opt in one.opts}
    named = {one.split()[0].partition("=")[0] for one in code(any_page.text) if re.match(r"--[a-z]", one)}
    assert named <= known


def test_every_setting_is_one(any_page: Page) -> None:
    """A variable that a page names is a setting of the service, or one of the command line."""
    named = set(re.findall(r"(?<!\w)LEVERPOINT_[A-Z_]+", any_page.text))
    assert named - {variable(one.name) for one in fields(Settings)} <= NOT_A_SETTING


def test_every_yaml_example_is_yaml(any_page: Page) -> None:
    """The YAML on a page can be read."""
    assert all(yaml.safe_load(block) is not None for _, block in any_page.blocks("yaml"))


def test_every_program_runs(any_page: Page) -> None:
    """A program on a page runs, and what it asserts holds."""
    for _, program in any_page.blocks("python"):
        exec(program, {})  # noqa: S102 - it is ours


def test_every_page_is_listed(page: Callable[[str], Page]) -> None:
    """The front page of the documentation links each of the others."""
    linked = set(re.findall(r"\]\(([^)#]+\.md)\)", page("docs/README.md").text))
    assert {f"docs/{name}" for name in linked} == {name for name in PAGES if re.match("docs/.+/", name)}


def test_what_the_operator_is_told_to_watch_is_there(page: Callable[[str], Page]) -> None:
    """Each address answers, and each number is told, after one question."""
    client = create_app(Settings(access_log=False)).test_client()
    client.post("/v1/recommendations", json=dict(SMALL))
    rows = [row[0].strip("`") for row in page("docs/how-to/run-the-service.md").rows("Watch it")]
    asked = {one: client.get(one.removeprefix("GET ")).status_code for one in rows if one.startswith("GET ")}
    assert len(asked) == 4
    assert set(asked.values()) == {200}
    numbers = set(re.findall(r"^# HELP (\w+)", client.get("/metrics").text, re.MULTILINE))
    numbers = {name for name in numbers if not name.endswith("_created")}
    assert set(rows) - set(asked) == numbers


def test_the_guide_to_answers_names_what_an_answer_holds(page: Callable[[str], Page]) -> None:
    """Every part of an answer has its row in the guide, and every row is a part."""
    client = create_app(Settings(access_log=False)).test_client()
    request = {**SMALL, "roles": ["district", "school"], "options": {"explain": "full"}}
    answer = client.post("/v1/recommendations", json=request).json
    assert answer
    guide = page("docs/how-to/read-an-answer.md")
    titles = ("What to do, in which order", "What else to weigh", "What it rests on")
    words = {word for title in titles for row in guide.rows(title) for word in re.findall(r"`([^`]+)`", row[0])}
    role = answer["advice"][0]
    inside = {f"advice[].{name}" for name in set(role) - {"recommendations"}}
    assert words - {"priority.score"} == set(answer) - {"advice"} | inside | set(role["recommendations"][0]) - {
        "priority"
    }
    terms = {term["name"] for one in role["recommendations"] for term in one["priority"]["terms"]}
    assert {row[0].strip("`") for row in guide.rows("Where the points come from")} == terms
