"""A list of people as a workbook that carries the line of who took it out (see ``actions.note_export``)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

Column = tuple[str, int, str]
"""Head, width, and the format of numbers ("" for texts and days)."""
LONGEST_TEXT = 32_767
"""What a cell holds at most; a longer text would be left out altogether."""


def watermarked_book(
    columns: Sequence[Column], rows: Sequence[Sequence[object]], *, title: str, watermark: str
) -> bytes:
    """One sheet; every text is written as text, whatever it looks like."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(title[:31] or "list")
        bold, grey = book.add_format({"bold": True}), book.add_format({"font_color": "#667382"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        formats = [book.add_format({"num_format": shape}) if shape else None for _, _, shape in columns]
        sheet.write_string(0, 0, watermark, grey)
        sheet.set_footer(f"&L{watermark.replace('&', '&&')}&R&P / &N")
        for place, (head, width, _) in enumerate(columns):
            sheet.write_string(1, place, head, bold)
            sheet.set_column(place, place, width)
        for line, row in enumerate(rows, 2):
            for place, value in enumerate(row):
                _write(sheet, line, place, value, formats[place], day)
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, max(2, len(rows) + 1), len(columns) - 1)
    return out.getvalue()


def _write(sheet: Any, line: int, column: int, value: object, own: object, day: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(line, column, value[:LONGEST_TEXT])
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value, own)
    else:
        sheet.write_datetime(line, column, value, day)
