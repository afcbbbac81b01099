"""Figures of finance as a workbook: several sheets, nothing of a person in them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

Cell = str | int | float | dt.date | None
YUAN, WHOLE, TEXT = "#,##0.00", "#,##0", ""


@dataclass(frozen=True)
class Sheet:
    """``columns`` are (head, width, format); in a column of ``YUAN`` integers are fen."""

    title: str
    columns: Sequence[tuple[str, int, str]]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def workbook(sheets: Sequence[Sheet], *, made: dt.datetime | None = None) -> bytes:
    """With a fixed ``made`` the same sheets are the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        if made is not None:
            book.set_properties({"created": made.replace(tzinfo=None)})
        bold = book.add_format({"bold": True, "bottom": 1})
        grey, day = book.add_format({"font_color": "#667382"}), book.add_format({"num_format": "yyyy-mm-dd"})
        for one in sheets:
            formats = [book.add_format({"num_format": shape} if shape else {}) for _, _, shape in one.columns]
            page = book.add_worksheet(one.title[:31])
            page.write_string(0, 0, one.note, grey)
            for place, (head, width, _) in enumerate(one.columns):
                page.write_string(1, place, head, bold)
                page.set_column(place, place, width)
            for line, row in enumerate(one.rows, 2):
                for place, value in enumerate(row):
                    shape = one.columns[place][2]
                    if isinstance(value, str):
                        page.write_string(line, place, value)
                    elif isinstance(value, int | float):
                        page.write_number(
                            line, place, value / 100 if shape == YUAN else value, formats[place]
                        )
                    elif value is not None:
                        page.write_datetime(line, place, value, day)
            page.freeze_panes(2, 1)
    return out.getvalue()
