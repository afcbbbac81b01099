"""Files to take away."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.utils import timezone

from liuke.values.text import half_width, looks_like_formula

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def download(content: bytes | str, *, name: str, ending: str, at: dt.datetime) -> HttpResponse:
    """A file called after what it holds and when it was made: liuke-``name``-20260305-0930.xlsx."""
    file = f"liuke-{name}-{timezone.localtime(at):%Y%m%d-%H%M}.{ending}"
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[ending],
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )


def harmless(cell: str) -> str:
    """A cell of a csv file: a spreadsheet program runs one that begins like a formula, unless it is quoted.

    >>> [harmless(cell) for cell in ("=1+1", " ＝1+1", "-12.50", "东湖店")]
    ["'=1+1", "' ＝1+1", '-12.50', '东湖店']
    """
    return f"'{cell}" if looks_like_formula(half_width(cell.strip())) else cell
