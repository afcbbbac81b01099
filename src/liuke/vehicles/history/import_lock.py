"""One import at a time writes the history."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

_NUMBER = 0x6C697564  # "liud"


def lock_history(cursor: CursorWrapper) -> None:
    """Waits until no other transaction takes rows in or back; holds until this one ends."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBER])
