"""Writes the rejected rows as a form: correct the marked cells and feed the file back in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from liuke.insight.reports.language import N_, Lang
from liuke.insight.reports.pen import Pen
from liuke.insight.reports.wording import remarks
from liuke.insight.reports.workbook.cells import write_text
from liuke.insight.reports.workbook.list_sheet import LAST_ROW
from liuke.insight.reports.workbook.look import Look
from liuke.sheets.intake.account import RejectedRow

ADDED = (
    N_("rejected: sheet"), N_("rejected: row"), N_("rejected: column"), N_("rejected: value"),
    N_("rejected: why"),
)  # fmt: skip
"""Heads of the columns put before the row's own; ``is_form_head`` knows them when the file comes back."""

_WIDTHS = (18, 9, 16, 22, 40)
_FROZEN = 2

_NAME_LIMIT = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass
class _Page:
    """A sheet being written; its rows come in order, but rows of several sheets may come mixed."""

    sheet: Any
    header: tuple[str, ...]
    line: int = 1


def write_error_workbook(*, rejected: Iterable[RejectedRow], path: Path, lang: Lang = "zh") -> int:
    """Writes one sheet per input with its rejected rows as they stood; returns their number.

    Before the row's own columns stand its sheet and number, the columns at fault, their values and the
    reasons. Every cell is text. Streams: memory does not grow with the rows. Without a rejected row no file
    is written.
    """
    rows = iter(rejected)
    first = next(rows, None)
    if first is None:
        return 0
    pen, count = Pen(lang), 0
    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),  # whoever clears up after a kill clears up its rows too
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        look, pages, names = Look(workbook), dict[tuple[str, str], _Page](), set[str]()
        row: RejectedRow | None = first
        while row is not None:
            place = (row.file, row.sheet)
            if place not in pages or pages[place].line > LAST_ROW:
                pages[place] = _new_page(workbook, _name(row, names), row.header, look, pen)
            _write_row(pages[place], row, look, pen)
            count += 1
            row = next(rows, None)
        for page in pages.values():
            page.sheet.autofilter(0, 0, page.line - 1, len(ADDED) + len(page.header) - 1)
    return count


def _name(row: RejectedRow, taken: set[str]) -> str:
    """A sheet name that tells file and sheet within 31 characters, unlike any other (case does not count)."""
    stem = Path(row.file).stem
    base = _NOT_IN_NAMES.sub("_", stem if stem == row.sheet else f"{stem}_{row.sheet}").strip() or "_"
    name, number = base[:_NAME_LIMIT], 1
    while name.lower() in taken:
        number += 1
        ending = f" ({number})"
        name = base[: _NAME_LIMIT - len(ending)] + ending
    taken.add(name.lower())
    return name


def _new_page(
    workbook: xlsxwriter.Workbook, name: str, header: tuple[str, ...], look: Look, pen: Pen
) -> _Page:
    sheet = workbook.add_worksheet(name)
    sheet.freeze_panes(1, _FROZEN)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.set_row(0, 30)
    for place, (head, width) in enumerate(zip(ADDED, _WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, pen.t(head), look.added_header)
    for place, head in enumerate(header, len(ADDED)):
        sheet.set_column(place, place, min(40, max(10, 2 * len(head) + 3)), look.kinds["text"])
        sheet.write_string(0, place, head, look.header)
    hint = pen.t("Correct the marked cells and give this file to the diagnosis together with the others.")
    sheet.write_comment(0, 0, hint, {"x_scale": 2, "y_scale": 0.8})
    return _Page(sheet, header)


def _write_row(page: _Page, row: RejectedRow, look: Look, pen: Pen) -> None:
    columns = [column for column, _, _, _ in row.faults if column]
    values = [value for _, value, _, _ in row.faults if value]
    why = pen.t.join(_reasons(row, pen))
    write_text(page.sheet, (page.line, 0), row.sheet, look)
    page.sheet.write_number(page.line, 1, row.number, look.kinds["number"])
    for place, text in enumerate((pen.t.join(columns), pen.t.join(values), why), 2):
        write_text(page.sheet, (page.line, place), text, look)
    at_fault = set(columns)
    for place, cell in enumerate(row.cells):
        head = page.header[place] if place < len(page.header) else ""
        if cell is not None or head in at_fault:
            write_text(page.sheet, (page.line, len(ADDED) + place), cell or "", look, fault=head in at_fault)
    page.line += 1


def _reasons(row: RejectedRow, pen: Pen) -> list[str]:
    """Each reason once, however many cells have it."""
    return list(dict.fromkeys(_why(code, suggestion, pen) for _, _, code, suggestion in row.faults))


def _why(code: str, suggestion: str | None, pen: Pen) -> str:
    reason = remarks.rejection(code, pen.t)
    return (
        pen.t("%(reason)s (perhaps %(suggestion)s)", reason=reason, suggestion=suggestion)
        if suggestion
        else reason
    )
