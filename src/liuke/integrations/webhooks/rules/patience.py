"""N How often a message 推送 is tried, and when an address is left alone."""

from __future__ import annotations

import datetime as dt

_S = dt.timedelta(seconds=1)
WAITS = (10 * _S, 60 * _S, 300 * _S, 1800 * _S, 7200 * _S, 21_600 * _S, 43_200 * _S)
"""After each try that failed; the eighth, 21 hours after the first, is the last."""
MOST_FAILED, LONGEST_FAILING = 20, dt.timedelta(hours=24)
GONE = 410
"""By which a receiver says that it wants no more."""


def wait_after(tries: int) -> dt.timedelta | None:
    """How long to wait after so many tries; None: it was the last.

    >>> [str(wait_after(n)) for n in (1, 7, 8)]
    ['0:00:10', '12:00:00', 'None']
    """
    return WAITS[tries - 1] if tries <= len(WAITS) else None


def is_left_alone(*, failed: int, failing_for: dt.timedelta, status: int | None) -> bool:
    """Whether an address gets nothing more until somebody looks: ``failed`` tries in a row, over so long.

    >>> is_left_alone(failed=500, failing_for=dt.timedelta(hours=1), status=500)
    False
    >>> is_left_alone(failed=20, failing_for=dt.timedelta(hours=24), status=None)
    True
    """
    return status == GONE or (failed >= MOST_FAILED and failing_for >= LONGEST_FAILING)
