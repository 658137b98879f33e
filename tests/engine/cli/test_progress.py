"""The bar for long work: drawn for a person, silent for everybody else."""

from __future__ import annotations

import sys

import pytest

from leverpoint.cli.progress import progress_bar


@pytest.mark.parametrize("person", [True, False])
def test_a_bar_is_drawn_only_where_a_person_looks(
    person: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a terminal the work at hand is written to standard error; elsewhere nothing is, and never to the output."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: person)
    with progress_bar() as progress:
        progress("gap", 1, 4)
    written = capsys.readouterr()
    assert written.out == ""
    assert bool(written.err) is person
