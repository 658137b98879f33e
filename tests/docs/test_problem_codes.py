"""docs/reference/errors.md: every code there is, what it means, and a message that is real."""

from __future__ import annotations

import ast
import datetime as dt
import importlib.util
import pkgutil
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import yaml

import leverpoint
from leverpoint import AssessmentError, Problem, Rulebook, RulebookError, load_rulebook, read_request, shipped_rules
from leverpoint.forms.filled import read_request_text
from leverpoint.lab.authoring.checking import Checker
from leverpoint.lab.batch.answering import Answering
from leverpoint.lab.batch.job import Job
from leverpoint.lab.batch.mapping import mapping_by_names, mapping_of
from leverpoint.lab.batch.parts import Part
from leverpoint.lab.batch.planning import planned
from leverpoint.lab.batch.reading import Rejected, Table, json_records
from leverpoint.reader import read_file, read_text

if TYPE_CHECKING:
    from tests.docs.conftest import Page

TESTS = Path(__file__).parents[1]
REFERENCE = "docs/reference/errors.md"
MISTAKES: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8"))
TODAY = dt.date(2026, 2, 2)
CODE_IN_ROW = re.compile(r"`([a-z-]+)`")
CODE = re.compile(r"[a-z]+(-[a-z]+)*")
MAKERS = {"Misfit", "Problem", "problem", "report", "_report", "_problem", "_refusal"}


def of_rulebooks(folder: Path) -> Iterator[Problem]:
    for number, files in enumerate(MISTAKES["over_the_rules"]):
        rules = shutil.copytree(shipped_rules(), folder / str(number))
        for name, text in files.items():
            (rules / name).unlink() if text is None else (rules / name).write_text(text, encoding="utf-8")
        yield from Checker(rules, TODAY).problems(rules)
    (folder / "empty").mkdir()
    yield from Checker(shipped_rules(), TODAY).problems(folder / "empty")


def of_scenarios(folder: Path) -> Iterator[Problem]:
    for text in MISTAKES["scenarios"]:
        (folder / "mine.yaml").write_text(text, encoding="utf-8")
        yield from Checker(shipped_rules(), TODAY).problems(folder / "mine.yaml")


def of_requests(rulebook: Rulebook) -> Iterator[Problem]:
    forms = [*MISTAKES["forms"].items(), ("form.csv", "id,answer\n" + "x" * 200_000)]
    for request in MISTAKES["requests"]:
        yield from raised(partial(read_request, request, rulebook, TODAY))
    for name, text in forms:
        yield from raised(partial(read_request_text, text.encode(), name, rulebook.vocabulary))


UNREADABLE: Sequence[tuple[str, bytes, tuple[str, ...]]] = [
    ("csv", b"", ()),
    ("csv", "role,a".encode("utf-16"), ()),
    ("csv", b"role\rschool\r", ()),
    ("csv", b"role\n", ("id",)),
    ("parquet", b"role", ()),
]
"""Files that no batch reads, and columns that cannot be kept."""


def of_batches(rulebook: Rulebook, folder: Path) -> Iterator[Problem]:
    facts = {fact.id: fact for fact in rulebook.vocabulary}
    yield from raised(partial(mapping_by_names, ["role", "Question 7"], facts))
    for kind, content, kept in UNREADABLE:
        (file := folder / f"in.{kind}").write_bytes(content)
        job = Job(file, kind, shipped_rules(), TODAY, keep=kept)
        yield from raised(partial(planned, job, 9, folder / "none"))
    pl.DataFrame({"role": [["school"]]}).write_parquet(file := folder / "lists.parquet")
    yield from raised(partial(planned, Job(file, "parquet", shipped_rules(), TODAY), 9, folder / "none"))
    table = Table(("a", "b", "c"), mapping_of({}), Answering(shipped_rules()), (), ())
    (folder / "in.jsonl").write_text("{", encoding="utf-8")
    rows = table.records([(1, ["1", "2", "3", "4"])])
    for one in (*rows, *json_records(folder / "in.jsonl", Part(0, 1, 1, 0, 1))):
        assert isinstance(one, Rejected)
        yield from one.problems


def of_texts(folder: Path) -> Iterator[Problem]:
    yield from raised(partial(read_file, folder / "absent.yaml"))
    for text, times in MISTAKES["texts"]:
        yield from raised(partial(read_text, (text * times).encode("latin-1"), "broken.yaml"))


def raised(act: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises((AssessmentError, RulebookError)) as error:
        act()
    return error.value.problems


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sequence[str]]:
    """What comes of all the mistakes: the messages by their code, with paths as short as a reader's."""
    folder = tmp_path_factory.mktemp("mistakes")
    rulebook = load_rulebook(shipped_rules())
    problems = [*of_rulebooks(folder), *of_scenarios(folder), *of_requests(rulebook), *of_texts(folder)]
    problems += of_batches(rulebook, folder)
    found: dict[str, list[str]] = {}
    for one in problems:
        found.setdefault(one.code, []).append(re.sub(rf"{re.escape(str(folder))}/(\d/)?", "", one.message))
    return found


@pytest.fixture(scope="module")
def documented(page: Callable[[str], Page]) -> Mapping[str, str]:
    """The codes of the reference, each with its example."""
    rows = page(REFERENCE).rows("Problem codes")
    assert len(rows) == len({row[0] for row in rows}), "each code stands once"
    return {row[0].strip("`"): row[2] for row in rows}


def test_every_example_is_what_a_mistake_leads_to(
    documented: Mapping[str, str], messages: Mapping[str, Sequence[str]]
) -> None:
    """Each example in the reference is a message that really comes with its code, and no code goes without one."""
    assert {code: example for code, example in documented.items() if example not in messages.get(code, ())} == {}
    assert set(messages) == set(documented)


def test_the_first_output_on_the_page_is_real(
    page: Callable[[str], Page],
    shell: Callable[[str, Path], subprocess.CompletedProcess[str]],
    is_shown: Callable[[str, str], bool],
    checkout: Path,
) -> None:
    """What the page shows of `leverpoint check` is what a reader with that rule gets."""
    shutil.copytree(checkout / "rules", checkout / "my-rules")
    (checkout / "my-rules" / "rules" / "local.yaml").write_text(MISTAKES["first"], encoding="utf-8")
    reference = page(REFERENCE)
    (step,) = reference.steps(reference.blocks("console")[0][1])
    done = shell(step.command, checkout)
    assert is_shown(step.shown, done.stdout), done.stdout


def test_every_code_in_the_source_is_documented(documented: Mapping[str, str]) -> None:
    """The codes that calls in the package can make are those of the reference."""
    assert set(codes_in_source()) == set(documented) | codes_of_packs()


def test_every_code_that_other_tests_expect_is_documented(documented: Mapping[str, str]) -> None:
    """Whatever code the cases of the tests name stands in the reference."""
    files = [file for kind in ("broken", "requests") for file in (TESTS / "data" / kind).glob("*.yaml")]
    said = "\n".join(file.read_text(encoding="utf-8", errors="ignore") for file in files)
    expected = set(re.findall(r"^ +(?:- )?code: ([a-z-]+)$", said, re.MULTILINE))
    assert expected
    assert expected - set(documented) - codes_of_packs() == set()


def codes_of_packs() -> set[str]:
    """The codes of the page about packs."""
    page = (TESTS.parent / "docs" / "reference" / "pack-errors.md").read_text(encoding="utf-8")
    return {
        code for line in page.splitlines() if line.startswith("| `") for code in CODE_IN_ROW.findall(line.split("|")[1])
    }


def test_every_code_of_packs_is_shown_by_a_broken_one() -> None:
    """Each code of the page about packs is what a folder with one fault, or a request, leads to."""
    said = [
        file.read_text(encoding="utf-8", errors="ignore") for file in (*TESTS.rglob("*.yaml"), *TESTS.rglob("*.py"))
    ]
    assert [code for code in codes_of_packs() if not any(code in text for text in said)] == []


def codes_in_source() -> Iterator[str]:
    """The codes that calls name, those that a variable `code` or a function `_code` can give, and `unknown-…`."""
    for module in pkgutil.walk_packages(leverpoint.__path__, "leverpoint."):
        spec = importlib.util.find_spec(module.name)
        source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
        for node in ast.walk(ast.parse(source)):
            yield from filter(CODE.fullmatch, said_in(node))


def said_in(node: ast.AST) -> Iterable[str]:
    match node:
        case ast.Call(func=ast.Attribute(attr="named"), args=args):
            return [f"unknown-{SINGULAR[text]}" for text in texts(args) if text in SINGULAR]
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=args) if name in MAKERS:
            return texts([one for one in args if isinstance(one, ast.Constant | ast.IfExp)])
        case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant() | ast.IfExp() as value):
            return texts([value])
        case ast.FunctionDef(name="_code"):
            return texts([one for one in ast.walk(node) if isinstance(one, ast.Return)])
    return ()


SINGULAR = {
    "roles": "role",
    "themes": "theme",
    "sources": "source",
    "strategies": "strategy",
    "leverage_points": "leverage-point",
}


def texts(nodes: Iterable[ast.AST]) -> list[str]:
    found = [part.value for node in nodes for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return [value for value in found if isinstance(value, str)]
