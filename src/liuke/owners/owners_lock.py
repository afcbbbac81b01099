"""Owners are not rewritten in bulk and moved by hand at once."""

from __future__ import annotations

from django.db.backends.utils import CursorWrapper

from liuke.values.refusal import Refusal

_NUMBER = 0x6C69756F  # "liuo"


class OwnersAreWritten(Refusal):
    code = "owners_are_written"
    sentence = "An import is being written at this moment. Try again in a minute."


def lock_owners(cursor: CursorWrapper) -> None:
    """Waits until nobody else moves owners; holds until the transaction ends. For imports."""
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBER])


def lock_owners_or_refuse(cursor: CursorWrapper) -> None:
    """The same for a person, who does not want to wait for an import. Raises OwnersAreWritten."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_NUMBER])
    row = cursor.fetchone()
    if not (row and row[0]):
        raise OwnersAreWritten
