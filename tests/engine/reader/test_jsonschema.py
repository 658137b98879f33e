"""The JSON Schemas of our files say what the schemas behind them say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from leverpoint import shipped_rules
from leverpoint.reader import read_file, read_text
from leverpoint.reader.jsonschema import KINDS, json_schema
from leverpoint.reader.kinds import FILES, FOLDERS, problems_of
from leverpoint.reader.schemas import file_schemas
from leverpoint.reader.schemas.request import RequestSchema
from leverpoint.reader.schemas.scenario import ScenarioSchema

COMMITTED = Path(__file__).parents[3] / "docs" / "reference" / "schemas"
CASES = Path(__file__).with_name("jsonschema_cases.yaml")
TOLD_BY_SHAPE = ("missing-field", "unknown-field", "wrong-type", "exactly-one")
PLACES = {**FOLDERS, "scenarios": "scenarios", "examples": "assessment"}


def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json_schema(kind), format_checker=FormatChecker())


def _kind_of(file: Path) -> str:
    return "baseline" if file.stem == "accepted" else FILES.get(file.stem) or PLACES[file.parent.name]


def _shipped_files() -> list[Path]:
    return sorted(shipped_rules().rglob("*.yaml"))


def _cases(outcome: str) -> list[Any]:
    found: list[dict[str, Any]] = read_file(CASES).data
    return [pytest.param(one["kind"], one["data"], id=one["case"]) for one in found if one["outcome"] == outcome]


def _marshmallow_of(kind: str) -> Any:
    schemas = {**file_schemas(), "scenarios": ScenarioSchema(many=True), "assessment": RequestSchema()}
    return schemas[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_is_a_schema_of_the_dialect_it_names(kind: str) -> None:
    """Each is a valid schema of JSON Schema 2020-12."""
    schema = json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("kind", KINDS)
def test_committed_schema_is_the_generated_one(kind: str) -> None:
    """docs/reference/schemas holds what `leverpoint schema KIND` prints; write it there again when this fails."""
    assert json.loads((COMMITTED / f"{kind}.json").read_text()) == json_schema(kind)


def test_every_committed_schema_has_a_kind() -> None:
    """No schema is left behind in the documentation."""
    assert {file.stem for file in COMMITTED.glob("*.json")} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_reference_leads_somewhere(kind: str) -> None:
    """A schema is whole in itself."""
    schema = json_schema(kind)
    text = json.dumps(schema)
    named = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert named <= set(schema["$defs"])
    assert "#/components" not in text


@pytest.mark.parametrize("file", _shipped_files(), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_shipped_file_fits_its_schema(file: Path) -> None:
    """What we ship satisfies the schema that its first line points to."""
    assert list(_validator(_kind_of(file)).iter_errors(read_file(file).data)) == []


@pytest.mark.parametrize("file", _shipped_files(), ids=lambda file: f"{file.parent.name}/{file.name}")
def test_shipped_file_points_to_its_schema(file: Path) -> None:
    """An editor that follows the first line finds the schema of the file's kind."""
    first = file.read_text().partition("\n")[0]
    mark = "# yaml-language-server: $schema="
    assert first.startswith(mark)
    target = file.relative_to(shipped_rules()).parent
    depth = len(target.parts) + 1
    assert first.removeprefix(mark) == "../" * depth + f"docs/reference/schemas/{_kind_of(file)}.json"


def test_small_rulebook_fits_its_schemas(library_rules: Path) -> None:
    """Every effect and every comparison is something that the schemas allow."""
    for file in library_rules.rglob("*.yaml"):
        assert list(_validator(_kind_of(file)).iter_errors(read_file(file).data)) == []


def test_one_rule_is_an_entry_of_a_file_of_rules(library_rules: Path) -> None:
    """The kind `rule` describes what the kind `rules` lists."""
    for rule in read_file(library_rules / "rules" / "people.yaml").data:
        assert list(_validator("rule").iter_errors(rule)) == []


@pytest.mark.parametrize(("kind", "data"), _cases("refused"))
def test_refuses_what_the_reader_refuses(kind: str, data: Any) -> None:
    """A mistake that the marshmallow schema finds is one that the JSON Schema finds too."""
    if kind in (*file_schemas(), "scenarios", "assessment"):
        assert list(problems_of(data, _marshmallow_of(kind)))
    assert list(_validator(kind).iter_errors(data))


@pytest.mark.parametrize(("kind", "data"), _cases("accepted"))
def test_accepts_what_the_reader_accepts(kind: str, data: Any) -> None:
    """What is unusual and right is right for the JSON Schema too."""
    assert list(problems_of(data, _marshmallow_of(kind))) == []
    assert list(_validator(kind).iter_errors(data)) == []


def test_refuses_the_broken_files_whose_shape_is_wrong(data_folder: Path) -> None:
    """Of the files with one mistake each, those with a wrong shape are refused by their JSON Schema as well."""
    cases = read_file(data_folder / "broken" / "index.yaml").data
    checked = [one for one in cases if one["problem"]["code"] in TOLD_BY_SHAPE]
    for case in checked:
        ((place, name),) = case["files"].items()
        kind = FILES.get(Path(place).stem) or FOLDERS[Path(place).parts[0]]
        source = (data_folder / "broken" / name).read_bytes()
        assert list(_validator(kind).iter_errors(read_text(source, place).data)), case["case"]
    assert len(checked) > 10
