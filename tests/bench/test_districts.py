"""The packs that are measured are packs like any other."""

from __future__ import annotations

from pathlib import Path

from bench.districts import RULES, district, write_districts

from leverpoint import (
    Library,
    Policy,
    Rulebook,
    State,
    find_packs,
    load_rulebook,
    read_packs,
    read_source,
    shipped_rules,
)


def test_districts_follow_from_their_seed_and_count(tmp_path: Path) -> None:
    """Drawn twice they are the same; each is read without a problem and speaks for its own district."""
    rulebook: Rulebook = load_rulebook(shipped_rules())
    for folder in ("one", "two"):
        write_districts(tmp_path / folder, 3, rulebook)
    one, two = (read_packs(find_packs([tmp_path / folder]), Policy()) for folder in ("one", "two"))
    assert [pack.source and pack.source.info.digest for pack in one] == [
        pack.source and pack.source.info.digest for pack in two
    ]
    assert [(pack.state, len(pack.source.entries["rules"]) if pack.source else 0) for pack in one] == [
        (State.ACTIVE, RULES)
    ] * 3
    library = Library(read_source(shipped_rules()), one)
    library.check()
    assert [pack.state for pack in library.packs] == [State.ACTIVE] * 3
    assert library.advisor(district(1)).rulebook.label == "core 1.0.0 + district-1 1.0.0"
