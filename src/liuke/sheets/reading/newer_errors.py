"""A copy of a workbook whose error values are plain text.

calamine gives up a whole sheet over an error value it has never heard of (``#SPILL!``, ``#CALC!``).
"""

from __future__ import annotations

import io
import re
import zipfile

from liuke.sheets.reading.package import Package
from liuke.sheets.reading.sheet_scan import windows

_ERROR_CELL = re.compile(rb"""(<(?:\w+:)?c\b[^>]*?\st=)(["'])e\2""")


def with_errors_as_text(package: Package) -> io.BytesIO:
    """The workbook anew in memory: everything calamine reads, cells of the type error made cells of text."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in package.names():
            if not part.lower().endswith((".xml", ".rels")):
                continue
            with archive.open(part, "w", force_zip64=True) as target:
                is_sheet = "/worksheets/" in part.lower()
                for piece in windows(package.pieces(part)) if is_sheet else package.pieces(part):
                    target.write(_ERROR_CELL.sub(rb"\1\2str\2", piece) if is_sheet else piece)
    copy.seek(0)
    return copy
