"""All that is broken on purpose in one service: it starts, says so of each, and serves the rest."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from leverpoint_plugins import Site, on_the_path
from leverpoint_zips import HOSTILE

from leverpoint_api.app import create_app
from leverpoint_api.logs import build_logger
from leverpoint_api.settings import Settings

Case = Mapping[str, Any]
DATA = Path(__file__).parents[1] / "data" / "broken_on_purpose" / "index.yaml"
CASES: list[Case] = [{"at": at, **case} for at, case in enumerate(yaml.safe_load(DATA.read_text()), 1)]
SOUND = "9900000"
RULE = "- {id: NAME.x, title: X, when: {learning.collaboration: {at_most: 2}}, because: X, provenance: authored, "
RULE += "then: [{recommend: {strategy: LC4, points: 3}}]}\n"


def district(case: Case) -> str:
    """The district of a case, alone in its state."""
    return f"{case['at']:02}00001"


def name(case: Case) -> str:
    """What a pack or plugin is called; one that cannot be read goes by the name of its file."""
    return f"broken-{case['at']}" + (".zip" if "zip" in case else "")


def write_pack(folder: Path, called: str, identifier: str, case: Case) -> None:
    """A pack for one district, with the files of a case."""
    scope = case.get("scope", f'scope: [{{system: nces-leaid, identifier: "{identifier}"}}]')
    state = f'scope: [{{system: nces-state, identifier: "{identifier[:2]}"}}]'
    layer, scope = ("state", state) if called.startswith("state-") else ("district", scope)
    head = f"name: {called}\nversion: 1.0.0\nlayer: {layer}\ntitle: X\n{scope}\n{case.get('head', '')}\n"
    for file, text in {"pack.yaml": head, **case.get("files", {})}.items():
        target = folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("NAME", called).replace("STATE", f"state-{called}"))


def install(case: Case, packs: Path, site: Site) -> None:
    """Lay down what is broken."""
    folder, called, identifier = packs / f"broken-{case['at']}", f"broken-{case['at']}", district(case)
    if "code" in case:
        site.install(called, case["code"], pack=identifier, rules="[]\n", dist=called.replace("-", "_"))
        return
    if "zip" in case:
        folder.with_suffix(".zip").write_bytes(HOSTILE[case["zip"]][0]())
        return
    write_pack(folder, called, identifier, case)
    if "twice" in case:
        write_pack(folder.with_name("another"), called, identifier, case)
    if "state_pack" in case:
        files = {file: text.replace("STATE", f"state-{called}") for file, text in case["state_pack"].items()}
        write_pack(folder.with_name("state"), f"state-{called}", identifier, {"files": files})
    rules = "".join(f"- id: {called}.r{number}\n  title: X\n" for number in range(case.get("rules", 0)))
    for file, text in (("rules/y.yaml", rules), ("rules/z.yaml", "#" * case.get("bytes", 0))):
        if text:
            (folder / "rules").mkdir(exist_ok=True)
            (folder / file).write_text(text)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A service with all of it, and one sound pack."""
    packs = tmp_path_factory.mktemp("packs")
    with on_the_path(tmp_path_factory.mktemp("python") / "site") as site:
        for case in CASES:
            install(case, packs, site)
        write_pack(packs / "sound", "sound", SOUND, {"files": {"rules/x.yaml": RULE}})
        settings = Settings(packs_dir=(packs,), access_log=False, plugin_budget=1000)
        yield create_app(settings, build_logger(io.BytesIO())).test_client()


def answer(client: FlaskClient, identifier: str) -> dict[str, Any]:
    """What a district is told."""
    question = {
        "roles": ["district"],
        "organization": {"system": "nces-leaid", "identifier": identifier},
        "assessment": {"ratings": [{"criterion": "learning.collaboration", "level": 1}]},
    }
    found = client.post("/v1/recommendations", json=question)
    assert found.status_code == 200
    return dict(found.get_json())


@pytest.mark.parametrize("case", CASES, ids=[one["case"] for one in CASES])
def test_it_is_named_and_the_rest_answers(client: FlaskClient, case: Case) -> None:
    """Its own district is answered and told, the list has state and reason, and the sound pack speaks as ever."""
    told, state = answer(client, district(case)), case.get("state", "quarantined")
    whose = [one["plugin"] for one in told["warnings"]]
    assert set(whose) == (set() if state == "active" or "told" in case else {name(case)})
    found = [one for one in client.get("/v1/plugins").get_json()["items"] if one["name"] == name(case)]
    assert len(found) == (2 if "twice" in case else 1)
    for one in found:
        assert (one["state"], [problem["code"] for problem in one["problems"]][:1]) == (state, problems(case))
    assert [one["name"] for one in answer(client, SOUND)["provenance"]["sources"]] == ["core", "sound"]
    assert answer(client, SOUND)["warnings"] == []


def problems(case: Case) -> list[str]:
    """The code of what is wrong, where something is."""
    return [case["problem"]] if "problem" in case else []


def test_the_state_s_half_of_the_ring_still_counts(client: FlaskClient) -> None:
    """Only the last pack of a ring is quarantined."""
    (ring,) = (case for case in CASES if "state_pack" in case)
    found = client.get(f"/v1/plugins/state-broken-{ring['at']}").get_json()
    assert (found["state"], found["problems"]) == ("active", [])
