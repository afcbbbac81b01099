"""Figures of finance as a workbook: several sheets, nothing of a person in them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

YUAN, WHOLE, TEXT = "#,##0.00", "#,##0", ""


@dataclass(frozen=True)
class Figure:
    """A number in the format of its row, where a column holds several kinds: fen with ``YUAN``."""

    number: int
    shape: str


Cell = str | int | float | dt.date | Figure | None


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
        formats = {shape: book.add_format({"num_format": shape}) for shape in (YUAN, WHOLE)}
        for one in sheets:
            page = book.add_worksheet(one.title[:31])
            page.write_string(0, 0, one.note, grey)
            for place, (head, width, _) in enumerate(one.columns):
                page.write_string(1, place, head, bold)
                page.set_column(place, place, width)
            for line, row in enumerate(one.rows, 2):
                for place, value in enumerate(row):
                    shape = value.shape if isinstance(value, Figure) else one.columns[place][2]
                    number = value.number if isinstance(value, Figure) else value
                    if isinstance(number, str):
                        page.write_string(line, place, number)
                    elif isinstance(number, int | float):
                        shown = number / 100 if shape == YUAN else number
                        page.write_number(line, place, shown, formats.get(shape))
                    elif number is not None:
                        page.write_datetime(line, place, number, day)
            page.freeze_panes(2, 1)
    return out.getvalue()
