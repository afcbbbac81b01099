"""Loaded sheets wait for their second reading, within a limit."""

from __future__ import annotations

import gc

import xlsxwriter
from python_calamine import CalamineSheet, CalamineWorkbook

from liuke.sheets.reading.kept_sheets import KeptSheets, Owner


def _sheet(folder: str) -> CalamineSheet:
    book = xlsxwriter.Workbook(f"{folder}/x.xlsx")
    book.add_worksheet("x").write(0, 0, 1)
    book.close()
    return CalamineWorkbook.from_path(f"{folder}/x.xlsx").get_sheet_by_name("x")


def test_a_sheet_is_handed_back_once(tmp_path: str) -> None:
    kept, owner, sheet = KeptSheets(max_cells=10), Owner(), _sheet(tmp_path)
    kept.keep(owner, "a", sheet, cells=5)
    assert kept.take(owner, "b") is None
    assert kept.take(owner, "a") is sheet
    assert kept.take(owner, "a") is None


def test_the_one_kept_longest_makes_room(tmp_path: str) -> None:
    kept, first, second, sheet = KeptSheets(max_cells=10), Owner(), Owner(), _sheet(tmp_path)
    kept.keep(first, "a", sheet, cells=4)
    kept.keep(first, "b", sheet, cells=4)
    kept.keep(second, "a", sheet, cells=4)
    kept.keep(second, "too large", sheet, cells=11)
    assert kept.take(second, "too large") is None
    assert kept.take(first, "a") is None
    assert kept.take(first, "b") is sheet
    assert kept.take(second, "a") is sheet


def test_nothing_is_kept_for_a_workbook_nobody_holds(tmp_path: str) -> None:
    kept, first, second, sheet = KeptSheets(max_cells=10), Owner(), Owner(), _sheet(tmp_path)
    kept.keep(first, "a", sheet, cells=10)
    del first
    gc.collect()
    kept.keep(second, "a", sheet, cells=10)
    assert kept.take(second, "a") is sheet
