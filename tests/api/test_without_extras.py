"""Without the solver: what needs it says so, and the rest of the service does not suffer."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import sys, json
sys.modules["ortools"] = None
from leverpoint_api.app import create_app
from leverpoint_api.examples import COUNTERFACTUALS, SCENARIO_RUNS
from leverpoint_api.settings import Settings

client = create_app(Settings(access_log=False)).test_client()
asked = [
    ("/v1/explanations/counterfactuals", COUNTERFACTUALS["in"]["value"]),
    ("/v1/rulesets/analyze", {}),
    ("/v1/rulesets/analyze", {"codes": ["uncited", "expired", "dangling"]}),
    ("/v1/rulesets/test", SCENARIO_RUNS["scenario"]["value"]),
]
answers = [client.post(path, json=body) for path, body in asked for _ in range(2)]
answers += [client.get("/readyz"), client.get("/openapi.json")]
print(json.dumps([[one.status_code, (one.get_json(force=True) or {}).get("detail"),
                   (one.get_json(force=True) or {}).get("type")] for one in answers]))
"""


def test_what_needs_the_solver_names_what_is_missing() -> None:
    """503 with what to install, each time; findings that need no search, scenarios and readiness go on."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    *answers, ready, document = json.loads(done.stdout)
    detail = "exact questions need OR-Tools: pip install 'leverpoint[analysis]'"
    missing = [503, detail, "urn:leverpoint:problem:extra-missing"]
    assert answers == [missing] * 4 + [[200, None, None]] * 4
    assert (ready[0], document[0]) == (200, 200)
