"""Whole files through a batch: every row as `advise` answers it, whatever its file, its mapping and its mistakes."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest

from leverpoint import Advisor, AssessmentError, load_rulebook, read_request, shipped_rules
from leverpoint.errors import RulebookError
from leverpoint.lab.batch.job import Job
from leverpoint.lab.batch.mapping import SurveyMapping, mapping_of
from leverpoint.lab.batch.parts import text_parts
from leverpoint.lab.batch.planning import columns, planned
from leverpoint.lab.batch.rows import Documents
from leverpoint.lab.batch.run import BatchError, Output, run
from leverpoint.vocabulary import Kind

DAY = dt.date(2026, 2, 2)
PLUGINS = Path(__file__).parents[3] / "plugins"
CELLS = ("", "", "1", "2", "3", "4", "Not yet", "  2 ", "N/A", "5", "often", "2.0")
CONTEXT: Mapping[str, Sequence[str]] = {
    "stage": ("", "designing", "Improving", "someday"),
    "enrollment": ("", "1200", "0", "12.0", "-3", "12.5", "99999999999", "many"),
    "shared-vision": ("", "yes", "No", "TRUE", "perhaps"),
}
WHO = (("9900010", "nces-leaid"), ("9900020", "nces-leaid"), ("", ""), ("77", "nces-leaid"), ("x", "local"), ("x", ""))


@pytest.fixture(scope="module")
def advisor() -> Advisor:
    """Who answers by the shipped rules."""
    return Advisor(load_rulebook(shipped_rules()))


def table(advisor: Advisor, rows: int, seed: int) -> list[dict[str, str]]:
    """Rows of an export, two thirds of them plain, the others with every mistake that people make."""
    draw = random.Random(seed)  # noqa: S311 # repeatable
    criteria = [fact.id for fact in advisor.rulebook.vocabulary.of_kind(Kind.CRITERION)]
    found = []
    for number in range(rows):
        sound = draw.random() < 0.6
        row = {
            "id": f"o{number}",
            "role": draw.choice(("state", "district", "School leader", "" if not sound else "school")),
        }
        row["identifier"], row["system"] = draw.choice(WHO[:3] if sound else WHO)
        row |= {name: draw.choice(CELLS[:9] if sound else CELLS) for name in criteria}
        row |= {name: draw.choice(cells[:3] if sound else cells) for name, cells in CONTEXT.items()}
        found.append(row)
    return found


def write_csv(file: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return file


def run_all(job: Job, advisor: Advisor, target: Path, size: int = 60, *, resume: bool = False) -> Output:
    """Everything a batch does."""
    form = "jsonl" if target.suffix == ".jsonl" else target.suffix[1:]
    output = Output(target, form, target.with_name(f"{target.name}.rejects.jsonl"))
    output.folder.mkdir(exist_ok=True)
    job, parts = planned(job, size, target.with_suffix(".grouped"))
    list(run(job, output, parts, columns(job), resume=resume))
    return output


def lines(file: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in file.read_bytes().splitlines()] if file.exists() else []


def expected(advisor: Advisor, documents: Sequence[tuple[int, Any]]) -> tuple[list[Any], dict[int, list[str]]]:
    """What `advise` says of each request, and why it refuses the others."""
    found, refused = [], {}
    for row, document in documents:
        try:
            assessment = read_request(document, advisor.rulebook, DAY)
        except AssessmentError as error:
            refused[row] = [problem.code for problem in error.problems]
            continue
        silent = replace(assessment, options=replace(assessment.options, explain="none"))
        for role in advisor.advise(silent).roles:
            items = role.recommendations[:5]
            found.append((row, role.role, [(item.strategy, item.certainty, item.score) for item in items]))
    return found, refused


def told(output: Output) -> tuple[list[Any], dict[int, list[str]]]:
    """What a batch to JSON Lines says."""
    refused: dict[int, list[str]] = {}
    for one in lines(output.rejects):
        refused.setdefault(one["row"], []).append(one["code"])
    return [
        (
            one["row"],
            one["role"],
            [(item["strategy"], item["certainty"], item["score"]) for item in one["recommendations"]],
        )
        for one in lines(output.file)
    ], refused


def job(source: Path, **more: Any) -> Job:
    kind = source.suffix[1:]
    return Job(source, kind, shipped_rules(), DAY, **more)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_every_row_of_a_table_is_answered_as_advise_does(advisor: Advisor, tmp_path: Path, kind: str) -> None:
    """Plain rows and odd ones come out as their requests would, and what is refused says why."""
    rows = table(advisor, 150, 7)
    source = write_csv(tmp_path / "in.csv", rows)
    if kind == "parquet":
        pl.read_csv(source, infer_schema=False).write_parquet(tmp_path / "in.parquet")
        source = tmp_path / "in.parquet"
    found = told(run_all(job(source), advisor, tmp_path / "out.jsonl"))
    planned_job, _ = planned(job(source), 60, tmp_path / "none")
    assert planned_job.mapping is not None
    documents = Documents(planned_job.mapping, advisor.rulebook)
    wanted = expected(advisor, [(number, documents.document([row])) for number, row in enumerate(rows, 1)])
    assert found == wanted
    assert len(found[1]) > 25


def test_requests_a_line_are_answered_as_advise_does(advisor: Advisor, tmp_path: Path) -> None:
    """Several raters, several roles, options of their own, and lines that are nothing of the kind."""
    draw = random.Random(3)  # noqa: S311 # repeatable
    criteria = [fact.id for fact in advisor.rulebook.vocabulary.of_kind(Kind.CRITERION)]
    documents: list[tuple[int, Any]] = []
    for number in range(1, 60):
        rated = [
            {"criterion": one, "ratings": [{"rater": who, "level": draw.randint(1, 4)} for who in "abc"[:raters]]}
            for one in criteria
            if (raters := draw.randint(0, 3))
        ]
        options = {"limit": draw.randint(1, 7), "certainty": draw.choice(("certain", "possible"))}
        roles = draw.sample(("state", "district", "school", "higher_ed"), draw.randint(1, 4))
        documents.append((number, {"roles": roles, "assessment": {"ratings": rated}, "options": options}))
    documents += [(60, {"roles": ["pilot"], "assessment": {}}), (61, [1]), (62, {"roles": ["state"]})]
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"".join(orjson.dumps(one) + b"\n" for _, one in documents) + b"{not json\n")
    found, refused = told(run_all(job(source), advisor, tmp_path / "out.jsonl"))
    wanted, why = expected(advisor, documents)
    assert found == wanted
    assert refused == {**why, 63: ["not-json"]}


def test_a_state_and_a_district_are_answered_by_their_own_rules(advisor: Advisor, tmp_path: Path) -> None:
    """Rows of different organizations meet different packs, and stay in the order of the file."""
    rows = [row for row in table(advisor, 70, 5) if row["identifier"] != "77"]
    rows = [row | {"stage": "designing"} for row in rows]
    source = write_csv(tmp_path / "in.csv", rows)
    with_packs = job(source, packs=(PLUGINS,))
    found = told(run_all(with_packs, advisor, tmp_path / "out.jsonl"))
    texts = tmp_path / "requests.jsonl"
    mapping = planned(with_packs, 7, tmp_path / "none")[0].mapping
    assert mapping is not None
    documents = Documents(mapping, advisor.rulebook)
    texts.write_bytes(b"".join(orjson.dumps(documents.document([row])) + b"\n" for row in rows))
    assert found == told(run_all(replace(with_packs, source=texts, kind="jsonl"), advisor, tmp_path / "rows.jsonl"))
    assert found != told(run_all(job(source), advisor, tmp_path / "core.jsonl"))


RATERS: Mapping[str, Any] = {
    "delimiter": ";",
    "id": "District",
    "rater": "Name",
    "one_row_a_rater": True,
    "roles": {"constant": "district"},
    "answers": {"Never": 1, "Always": 4},
    "criteria": {
        "learning.collaboration": {"column": "Q1"},
        "equity.culture": {"column": "Q2", "answers": {"So so": 2}},
    },
    "context": {"enrollment": {"column": "Pupils"}},
}


def test_rows_of_raters_become_one_organization(advisor: Advisor, tmp_path: Path) -> None:
    """The rows of a district count together wherever they stand, each as one rater, by the words of the mapping."""
    source = tmp_path / "in.csv"
    source.write_text(
        "District;Name;Q1;Q2;Pupils;Comment\nA;ann;Never;So so;;x\nB;bob;4;;;\nA;cem;Always;n/a;900;\n"
        "A;dee;3;;;\nC;eve;9;;;\n", encoding="utf-8",
    )  # fmt: skip
    mapping: SurveyMapping = mapping_of(RATERS)
    found, refused = told(run_all(job(source, mapping=mapping), advisor, tmp_path / "out.jsonl", 1))
    levels = [{"rater": "ann", "level": 1}, {"rater": "cem", "level": 4}, {"rater": "dee", "level": 3}]
    first = {"criterion": "learning.collaboration", "ratings": levels}
    second = {"criterion": "equity.culture", "ratings": [{"rater": "ann", "level": 2}]}
    asked = {"roles": ["district"], "assessment": {"ratings": [first, second]}, "context": {"enrollment": 900}}
    alone = {"criterion": "learning.collaboration", "ratings": [{"rater": "bob", "level": 4}]}
    wanted, _ = expected(advisor, [(1, asked), (2, {"roles": ["district"], "assessment": {"ratings": [alone]}})])
    assert [one[1:] for one in found] == [one[1:] for one in wanted]
    assert refused == {5: ["level-off-scale"]}


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_stopped_run_goes_on_to_the_same_bytes(advisor: Advisor, tmp_path: Path, form: str) -> None:
    """Whatever part a run was stopped after, going on gives the file that one run gives."""
    source = write_csv(tmp_path / "in.csv", table(advisor, 150, 2))
    whole = run_all(job(source), advisor, tmp_path / f"whole.{form}")
    target = tmp_path / f"stopped.{form}"
    output = Output(target, form, target.with_name(f"{target.name}.rejects.jsonl"))
    output.folder.mkdir()
    planned_job, parts = planned(job(source), 60, tmp_path / "none")
    running = run(planned_job, output, parts, columns(planned_job), resume=False)
    next(running)
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert not target.exists()
    output = run_all(job(source), advisor, target, resume=True)
    assert target.read_bytes() == whole.file.read_bytes()
    assert output.rejects.read_bytes() == whole.rejects.read_bytes()
    assert not output.folder.exists()


def test_another_run_is_not_resumed(advisor: Advisor, tmp_path: Path) -> None:
    """Parts of a run with other options are not mixed with those of this one."""
    source = write_csv(tmp_path / "in.csv", table(advisor, 20, 2))
    output = Output(tmp_path / "out.csv", "csv", tmp_path / "rejects.csv")
    planned_job, parts = planned(job(source), 60, tmp_path / "none")
    next(run(planned_job, output, parts, columns(planned_job), resume=False))
    with pytest.raises(BatchError, match="have changed"):
        next(run(replace(planned_job, top=3), output, parts, columns(planned_job), resume=True))


def test_unknown_columns_are_named(advisor: Advisor, tmp_path: Path) -> None:
    """Without a mapping every column must be one of ours; with one, every column it names must be there."""
    source = write_csv(tmp_path / "in.csv", [{"id": "1", "equity.cultur": "2"}])
    with pytest.raises(RulebookError, match=r"did you mean 'equity\.culture'"):
        planned(job(source), 60, tmp_path / "none")
    with pytest.raises(RulebookError, match="there is no column 'Q1'"):
        planned(job(source, mapping=mapping_of(RATERS)), 7, tmp_path / "none")


def test_a_mapping_names_what_rules_know(tmp_path: Path) -> None:
    """A criterion that no rules have is refused before anything is answered; that of a pack is known with the pack."""
    source = write_csv(tmp_path / "in.csv", [{"role": "district", "Q1": "2"}])
    for name, packs, known in (("equity.cultur", (), False), ("learning.plc-cycles", (PLUGINS,), True)):
        mapping = mapping_of({"criteria": {name: {"column": "Q1"}}})
        if not known:
            with pytest.raises(RulebookError, match="among the criteria"):
                planned(job(source, mapping=mapping, packs=packs), 60, tmp_path / "none")


TEXTS: Sequence[tuple[str, int]] = [
    ("h\na\nb\nc\n", 3),
    ('h\n"a\nb"\nc', 2),
    ('h\n"a ""q"" \nb",1\n\nc\n', 3),
    ("h\n", 0),
]


@pytest.mark.parametrize(("text", "records"), TEXTS)
@pytest.mark.parametrize("size", [1, 2, 50])
def test_text_is_cut_between_records(tmp_path: Path, text: str, records: int, size: int) -> None:
    """The parts are the whole text without its header, and no quoted cell is cut."""
    file = tmp_path / "in.csv"
    file.write_text(text, encoding="utf-8")
    parts = list(text_parts(file, size, header=True))
    content = file.read_bytes()
    assert b"".join(content[one.offset : one.offset + one.length] for one in parts) == content[2:]
    assert sum(one.records for one in parts) == records


Make = Callable[[Path], Path]


def test_rows_with_too_many_cells_or_in_another_encoding_stop_nothing(advisor: Advisor, tmp_path: Path) -> None:
    """A broken row is rejected, its neighbours are answered, and a spreadsheet's old encoding is read."""
    source = tmp_path / "in.csv"
    rows = ["id,role,equity.culture", "a,state,1", "b,state,1,extra", "", "é,state", "d,state,2"]
    source.write_bytes("\n".join(rows).encode("cp1252"))
    found, refused = told(run_all(job(source), advisor, tmp_path / "out.jsonl", 50))
    assert [row for row, _, _ in found] == [1, 4, 5]
    assert refused == {2: ["too-many-columns"]}
