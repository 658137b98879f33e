"""What every page is held to: links, files, commands, settings and examples that exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
FOLDERS = (ROOT / "docs", ROOT / "plugins")
FILES = sorted([*ROOT.glob("*.md"), *(file for folder in FOLDERS for file in folder.rglob("*.md"))])
PAGES = [str(file.relative_to(ROOT)) for file in FILES]
NOT_A_SETTING = {"LEVERPOINT_FIXTURES", "LEVERPOINT_KEY_PASSWORD"}
"""Variables that only the tests read."""


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
    """A path of the project between backticks exists, from its root or from the page; paths of readers are theirs."""
    named = {word for word in code(any_page.text) if re.fullmatch(r"(rules|docs|tests|bench|plugins)/[\w./-]+", word)}
    places = (ROOT, (ROOT / any_page.name).parent)
    assert [name for name in sorted(named) if not any((place / name).exists() for place in places)] == []


def test_every_make_command_is_one(any_page: Page) -> None:
    """What a page has its reader make is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {found[1] for one in code(any_page.text) if (found := re.match(r"make (?:[A-Z]\S+ )*([a-z-]+)", one))}
    assert named <= targets


@pytest.fixture(scope="module")
def commands() -> Mapping[str, Sequence[click.Command]]:
    """Every command by its whole name, such as "pack check", behind the groups that it stands in."""
    return dict(below("", app, ()))


def below(
    name: str, command: click.Command, around: tuple[click.Command, ...]
) -> Iterator[tuple[str, Sequence[click.Command]]]:
    chain = (*around, command)
    yield name, chain
    if isinstance(command, click.Group):
        with context(command) as ctx:
            found = {word: command.get_command(ctx, word) for word in command.list_commands(ctx)}
        for word, inner in found.items():
            assert inner is not None
            yield from below(f"{name} {word}".strip(), inner, chain)


def options(chain: Iterable[click.Command]) -> set[str]:
    return {name for command in chain for one in command.get_params(context(command)) for name in one.opts}


def context(command: click.Command) -> click.Context:
    # a command keeps the help option that it is first asked for, so ask as `leverpoint` does
    return click.Context(command, info_name="leverpoint", **app.context_settings)


def test_every_command_is_one(any_page: Page, commands: Mapping[str, Sequence[click.Command]]) -> None:
    """What a page has its reader type after `leverpoint` is a command, with options that it has."""
    names = {word for name in commands for word in name.split()}
    for words in (one.split() for one in code(any_page.text) if re.match(r"leverpoint [-a-z]", one)):
        said = [word for word in words[1:] if word in names]
        assert said or words[1].startswith("-"), words
        chain = commands.get(" ".join(said[:2])) or commands[" ".join(said[:1])]
        used = {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert used <= options(chain), words


def test_every_option_is_one(any_page: Page, commands: Mapping[str, Sequence[click.Command]]) -> None:
    """An option that stands alone between backticks is one of some command."""
    named = {one.split()[0].partition("=")[0] for one in code(any_page.text) if re.match(r"--[a-z]", one)}
    assert named <= {name for chain in commands.values() for name in options(chain)}


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
    """The front page of the documentation links each of the others, once."""
    linked = re.findall(r"\]\(([^)#]+\.md)\)", page("docs/README.md").text)
    assert sorted(f"docs/{name}" for name in linked) == sorted(name for name in PAGES if re.match("docs/.+/", name))


def test_what_the_operator_is_told_to_watch_is_there(page: Callable[[str], Page]) -> None:
    """Each address answers, and each number is told, after one question."""
    client = create_app(Settings(access_log=False)).test_client()
    client.post("/v1/recommendations", json=dict(SMALL))
    rows = [row[0].strip("`") for row in page("docs/how-to/run-the-service.md").rows("Watch it")]
    asked = {one: client.get(one.removeprefix("GET ")).status_code for one in rows if one.startswith("GET ")}
    assert len(asked) == 5
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
    assert {row[0].strip("`") for row in guide.rows("Where the points come from")} == terms | {"local", "bound"}
