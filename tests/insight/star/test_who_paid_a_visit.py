"""What of a visit is the owner's spend, where files tell who paid which part of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest
from random_group import TODAY, Files

from liuke.insight.star.build import build_star

ORDER: dict[str, Any] = {
    "order_no": "RO1",
    "vin": "LATPAB071W1005301",
    "store": "城东店",
    "arrived_at": dt.datetime(2024, 3, 5, 9),
    "status": "settled",
}


@pytest.fixture
def paid(tmp_path: Path) -> Any:
    """(revenue, spend) of the one visit, from the cells of its order and its lines."""

    def of(order: dict[str, Any], *lines: tuple[str | None, int]) -> tuple[int, int]:
        files = Files()
        files.add("work_orders", **ORDER, **order)
        for number, (payer, fen) in enumerate(lines):
            files.add(
                "order_lines",
                order_no="RO1",
                store="城东店",
                line_no=str(number),
                payer=payer,
                amount_fen=fen,
            )
        build_star(records=files.write(tmp_path / "records"), folder=tmp_path / "star", today=TODAY)
        visit = tmp_path / "star" / "visit.parquet"
        (row,) = duckdb.sql(f"SELECT revenue_fen, owner_paid_fen FROM read_parquet('{visit}')").fetchall()
        return int(row[0]), int(row[1])

    return of


@pytest.mark.parametrize(
    ("order", "lines", "expected"),
    [
        ({"total_fen": 100}, [(None, 60), ("owner", 40)], (100, 100)),
        ({"total_fen": 100}, [("insurer", 60), ("owner", 40)], (100, 40)),
        ({"total_fen": 100}, [("internal", 60), ("owner", 40)], (100, 40)),
        ({}, [("internal", 60), ("warranty", 30), ("owner", 10)], (100, 10)),
        ({"total_fen": 100, "internal_fen": 100}, [], (100, 0)),
        ({"total_fen": 100, "internal_fen": 30, "insurer_fen": 20}, [], (100, 50)),
        ({"total_fen": 100, "internal_fen": 30, "owner_paid_fen": 65}, [], (100, 65)),
        ({"owner_paid_fen": 60, "insurer_fen": 25, "warranty_fen": 10, "internal_fen": 5}, [], (100, 60)),
        ({"insurer_fen": 25}, [], (25, 0)),
        ({"owner_paid_fen": 60}, [], (60, 60)),
        ({}, [], (0, 0)),
    ],
)
def test_the_owner_spends_what_nobody_else_pays(
    paid: Any, order: dict[str, Any], lines: list[tuple[str | None, int]], expected: tuple[int, int]
) -> None:
    assert paid(order, *lines) == expected
