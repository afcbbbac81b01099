"""How cells look: one format per kind of cell, the same in every workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import xlsxwriter

from liuke.insight.reports.workbook.catalogue import CellKind

_FONT = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "vcenter"}
_BRAND, _LINE, _QUIET, _FAULT = "#12535F", "#D5DCE2", "#5F6D7A", "#FBE3DD"

NUMBER_FORMATS: Mapping[CellKind, str] = {
    "text": "@",
    "code": "@",
    "day": "yyyy-mm-dd",
    "yuan": "#,##0",
    "share": "0.0%",
    "number": "#,##0",
    "decimal": "#,##0.00",
    "wake": "@",
    "outcome": "@",
    "blank": "@",
}


class Look:
    """The formats of one workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        def made(**properties: object) -> Any:
            return workbook.add_format({**_FONT, **properties})

        line = {"bottom": 1, "bottom_color": _LINE}
        self.kinds: dict[CellKind, Any] = {
            kind: made(num_format=form, **line) for kind, form in NUMBER_FORMATS.items()
        }
        self.header = made(
            bold=True, font_color="#FFFFFF", bg_color=_BRAND, text_wrap=True, border=1, border_color=_BRAND
        )
        self.added_header = made(
            bold=True, font_color=_BRAND, bg_color="#E2EEF0", text_wrap=True, border=1, border_color=_LINE
        )
        self.title = made(bold=True, font_size=16, font_color=_BRAND)
        self.quiet = made(font_color=_QUIET, text_wrap=True)
        self.wrapped = made(text_wrap=True, **line)
        self.link = made(font_color=_BRAND, underline=1, **line)
        # A quote prefix keeps =1+1 a text even after somebody has clicked into the cell.
        self.prefixed = made(num_format="@", quote_prefix=True, **line)
        self.fault = made(num_format="@", bg_color=_FAULT, **line)
        self.prefixed_fault = made(num_format="@", quote_prefix=True, bg_color=_FAULT, **line)
