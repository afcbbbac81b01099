"""Typed cells as text: whole columns at once give what the cells give one by one."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from liuke.sheets.reading.cell_text import Cell, cell_as_text, rows_as_text

HALF_PAST_NINE = dt.datetime.fromisoformat("2024-03-05 09:30:12")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("", None),
        (None, None),
        (" 首保 ", " 首保 "),
        (7, "7"),
        (12.5, "12.5"),
        (1e-7, "0.0000001"),
        (123456789.123456789, "123456789.123457"),
        (float("nan"), "nan"),
        (False, "FALSE"),
        (dt.date(2024, 2, 29), "2024-02-29"),
        (HALF_PAST_NINE, "2024-03-05 09:30:12"),
        (HALF_PAST_NINE + dt.timedelta(microseconds=499_999), "2024-03-05 09:30:12"),
        (HALF_PAST_NINE.replace(hour=23, minute=59, second=59, microsecond=999_000), "2024-03-06 00:00:00"),
        (dt.time(9, 30, 12), "09:30:12"),
        (dt.time(9, 30, 11, 999_500), "09:30:12"),
        (dt.timedelta(days=1, hours=6, seconds=1), "30:00:01"),
        (-dt.timedelta(minutes=5), "-00:05:00"),
    ],
)
def test_a_cell_alone_and_in_a_column_gives_the_same_text(cell: Cell, text: str | None) -> None:
    assert cell_as_text(cell) == text
    assert rows_as_text([[cell]]) == [[text]]
    mixed: list[Cell] = [cell, "x", 1.5, "", HALF_PAST_NINE, dt.date(2024, 3, 5), True]
    assert [row[0] for row in rows_as_text([[value] for value in mixed])] == [cell_as_text(c) for c in mixed]


def test_numbers_in_a_column_are_the_same_as_one_by_one() -> None:
    chance = random.Random(7)
    numbers: list[Cell] = [
        chance.choice([-1, 1]) * chance.random() * 10.0 ** chance.randint(-9, 18) for _ in range(5_000)
    ]
    numbers += [round(chance.random() * 1e5, 2) for _ in range(5_000)]
    numbers += [float(chance.randrange(10**12)) for _ in range(5_000)]
    for start in range(0, len(numbers), 50):
        block = numbers[start : start + 50]
        assert [row[0] for row in rows_as_text([[cell] for cell in block])] == [
            cell_as_text(c) for c in block
        ]


def test_no_rows_are_no_rows() -> None:
    assert rows_as_text([]) == []
