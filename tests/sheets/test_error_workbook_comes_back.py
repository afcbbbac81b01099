"""The error workbook, corrected and given back beside the first files, decides about the rows in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from liuke.insight.reports.workbook.write_error_workbook import write_error_workbook


def counts(taken: Any) -> list[tuple[int, int, int, int]]:
    return [(s.accepted, s.duplicates, s.rejected, s.skipped) for s in taken.intake.sheets]


@pytest.fixture
def given_back(take_in: Any, tmp_path: Path) -> Callable[..., Any]:
    """Takes files in, lets ``correct`` change the sheet of their error workbook, takes all in together."""

    def run(*paths: Path, correct: Callable[[Any], None], lang: str = "zh") -> Any:
        form = tmp_path / "errors.xlsx"
        write_error_workbook(rejected=iter(take_in(*paths).rejected), path=form, lang=lang)  # type: ignore[arg-type]
        book = openpyxl.load_workbook(form)
        correct(book.worksheets[0])
        book.save(form)
        return take_in(*paths, form)

    return run


def column(sheet: Any, head: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == head)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_of_two_conflicting_orders_the_one_that_was_left_is_taken(
    given_back: Any, write_csv: Any, order: Any, order_header: list[str], lang: str
) -> None:
    path = write_csv("维修工单.csv", [order_header, order(), order(结算金额="9.00"), order(工单号="RO2")])
    taken = given_back(path, correct=lambda sheet: sheet.delete_rows(3), lang=lang)
    assert counts(taken) == [(1, 0, 0, 3), (1, 0, 0, 1)]
    assert sorted(taken.rows("work_orders", "order_no, total_fen")) == [("RO1", 120_000), ("RO2", 120_000)]
    assert taken.rejected == []


def test_a_conflict_is_settled_by_another_number_for_one_of_the_two(
    given_back: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    def correct(sheet: Any) -> None:
        sheet.cell(3, column(sheet, "工单号")).value = "RO9"

    path = write_csv("维修工单.csv", [order_header, order(), order(结算金额="9.00"), order(工单号="RO2")])
    taken = given_back(path, correct=correct)
    assert sorted(taken.rows("work_orders", "order_no, total_fen")) == [
        ("RO1", 120_000), ("RO2", 120_000), ("RO9", 900),
    ]  # fmt: skip


def test_the_deleted_one_stays_out_when_the_other_gets_a_new_number(
    given_back: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    def correct(sheet: Any) -> None:
        sheet.cell(3, column(sheet, "工单号")).value = "RO9"
        sheet.delete_rows(2)

    path = write_csv("维修工单.csv", [order_header, order(), order(结算金额="9.00"), order(工单号="RO2")])
    taken = given_back(path, correct=correct)
    assert sorted(taken.rows("work_orders", "order_no")) == [("RO2",), ("RO9",)]


def test_a_corrected_row_is_not_rejected_a_second_time(
    given_back: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    def correct(sheet: Any) -> None:
        sheet.cell(2, column(sheet, "里程")).value = "5300"

    path = write_csv("维修工单.csv", [order_header, order(里程="-1"), order(工单号="RO2")])
    taken = given_back(path, correct=correct)
    assert counts(taken) == [(1, 0, 0, 2), (1, 0, 0, 1)]
    assert taken.codes("rejected") == set()
    assert "answered" in taken.codes("skipped")


def test_a_row_that_is_still_wrong_is_rejected_once(
    given_back: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    path = write_csv("维修工单.csv", [order_header, order(里程="-1"), order(工单号="RO2")])
    taken = given_back(path, correct=lambda sheet: None)
    assert counts(taken) == [(1, 0, 0, 2), (0, 0, 1, 1)]


def test_a_row_of_another_export_that_has_the_number_by_chance_is_left_alone(
    given_back: Any, write_csv: Any, order: Any, order_header: list[str]
) -> None:
    path = write_csv("维修工单.csv", [order_header, order(里程="-1"), order(工单号="RO2")])

    def correct(sheet: Any) -> None:
        sheet.cell(2, column(sheet, "里程")).value = "5300"
        fresh = order(
            工单号="RO7", 车架号="LATPAB073W1005302", 进厂时间="2024-03-05", 结算金额="7.00", 里程="9",
            手机号="13900001111", 车牌号="",
        )  # fmt: skip
        write_csv("维修工单.csv", [order_header, fresh, order(工单号="RO2")])

    taken = given_back(path, correct=correct)
    assert sorted(taken.rows("work_orders", "order_no")) == [("RO1",), ("RO2",), ("RO7",)]
