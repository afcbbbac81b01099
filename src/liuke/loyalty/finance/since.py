"""Where in the ledger a day begins."""

from __future__ import annotations

import datetime as dt
from uuid import UUID


def first_id(day: dt.date) -> UUID:
    """No journal dated ``day`` or later has a smaller id.

    Ids begin with the time at which they were made, and nothing is posted before its day: a period is then a
    range of the primary key. One day is left for clocks that differ.

    >>> first_id(dt.date(2026, 1, 2)) < UUID("019b7663-6000-7000-8000-000000000000")
    True
    """
    midnight = dt.datetime.combine(day - dt.timedelta(days=1), dt.time(), dt.UTC)
    return UUID(int=max(0, int(midnight.timestamp() * 1000) - 8 * 3_600_000) << 80)
