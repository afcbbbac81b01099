"""A star brought up to date equals the one built whole, whatever came, went or changed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from dealer import Dealer, Records, told, write, write_all

from liuke.insight.star import patch
from liuke.insight.star.build import build_star
from liuke.insight.star.schema import RECORDS, STAR
from liuke.insight.star.settings import Settings

pytestmark = pytest.mark.whole

TODAY = dt.date(2026, 6, 30)


def differing(old: Records, new: Records, folder: Path) -> Path:
    """Rows as they were and as they are, where they differ."""
    for name in RECORDS:
        went = {n: row for n, row in old[name].items() if new[name].get(n) != row}
        came = {n: row for n, row in new[name].items() if old[name].get(n) != row}
        for part, rows in (("went", went), ("came", came)):
            if rows:
                write(rows, name, folder / name / f"{part}.parquet")
    return folder


@pytest.mark.parametrize("seed", range(10))
def test_whatever_changed_the_star_is_the_same(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patch, "LARGEST_SHARE", 1.0)
    dealer = Dealer(seed)
    star = tmp_path / "star0"
    build_star(records=write_all(dealer.records, tmp_path / "records0"), folder=star, today=TODAY)
    patched = 0
    for step in range(1, 6):
        old = {name: dict(rows) for name, rows in dealer.records.items()}
        dealer.change()
        records = write_all(dealer.records, tmp_path / f"records{step}")
        changed = differing(old, dealer.records, tmp_path / f"changed{step}")
        fresh, whole = tmp_path / f"star{step}", tmp_path / f"whole{step}"
        as_of = patch.patch_star(old=star, records=records, changed=changed, folder=fresh, today=TODAY)
        expected = build_star(records=records, folder=whole, today=TODAY)
        if as_of is None:
            fresh = whole
        else:
            patched += 1
            assert as_of == expected
            for table in STAR:
                assert told(fresh, table) == told(whole, table), (seed, step, table)
        star = fresh
    assert patched >= 2


def test_what_all_rows_lean_on_asks_for_a_whole_star(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patch, "LARGEST_SHARE", 1.0)
    dealer = Dealer(3)
    records = write_all(dealer.records, tmp_path / "records")
    star, fresh = tmp_path / "star", tmp_path / "fresh"
    end = build_star(records=records, folder=star, today=TODAY)

    def patched(today: dt.date, **settings: Any) -> dt.date | None:
        return patch.patch_star(
            old=star, records=records, changed=tmp_path / "none", folder=fresh, today=today,
            settings=Settings(**settings),
        )  # fmt: skip

    assert patched(TODAY) == end
    assert patched(TODAY, margin_rate=0.4) is None
    assert patched(end - dt.timedelta(days=9)) is None
