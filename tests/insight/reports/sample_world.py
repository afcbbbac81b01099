"""The sample group: its day, its months, its stores, and a name that tries to break out."""

from __future__ import annotations

import datetime as dt

AS_OF = dt.date(2024, 10, 1)
HOSTILE = '<img src=x onerror=alert(1)>=HYPERLINK("x")'
STORES = ["星河东城店", "星河城南店", "星河滨江店"]


def month_name(index: int) -> str:
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


LAST = 2024 * 12 + 8
MONTHS = [month_name(m) for m in range(LAST - 35, LAST + 1)]
