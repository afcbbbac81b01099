"""The list behind a figure as a workbook, with the line that tells who took it out."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import xlsxwriter

from liuke.cockpit.lists import Row
from liuke.insight.reports.language import N_

COLUMNS: Sequence[tuple[str, str, int]] = (
    ("owner_name", N_("Owner"), 14),
    ("phone", N_("Phone"), 16),
    ("plate", N_("Plate"), 12),
    ("vin", N_("VIN"), 21),
    ("series", N_("Series"), 12),
    ("store", N_("Store"), 16),
    ("tier", N_("Grade"), 10),
    ("delivery_day", N_("Delivered"), 12),
    ("last_visit_day", N_("Last visit"), 12),
    ("due_day", N_("Due"), 12),
    ("probability", N_("Will stay away"), 12),
    ("stake_yuan", N_("At stake (yuan)"), 14),
)
_FORMATS = {"probability": "0 %", "stake_yuan": "#,##0", "day": "yyyy-mm-dd"}


def list_workbook(
    rows: Sequence[Row], *, title: str, watermark: str, say: Callable[[str], str], tiers: Callable[[str], str]
) -> bytes:
    """One sheet; every text is written as text, whatever it looks like."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(title[:31] or "list")
        bold, grey = book.add_format({"bold": True}), book.add_format({"font_color": "#667382"})
        formats = {name: book.add_format({"num_format": shape}) for name, shape in _FORMATS.items()}
        sheet.write_string(0, 0, watermark, grey)
        sheet.set_footer(f"&L{watermark.replace('&', '&&')}&R&P / &N")
        for column, (_, head, width) in enumerate(COLUMNS):
            sheet.write_string(1, column, say(head), bold)
            sheet.set_column(column, column, width)
        for line, row in enumerate(rows, 2):
            values = {**asdict(row), "tier": tiers(row.tier) if row.tier else ""}
            for column, (name, _, _) in enumerate(COLUMNS):
                _write(sheet, line, column, values[name], formats.get(name), formats["day"])
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, max(2, len(rows) + 1), len(COLUMNS) - 1)
    return out.getvalue()


def _write(sheet: Any, line: int, column: int, value: object, own: object, day: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value, own)
    else:
        sheet.write_datetime(line, column, value, day)
