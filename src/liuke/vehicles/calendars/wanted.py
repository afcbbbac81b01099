"""Names the cars that are to be worked out anew."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

WANTED = "wanted"
"""A temporary table of the transaction."""


def want(cursor: CursorWrapper, vins: Sequence[str]) -> None:
    """Makes ``wanted(vin)``, whatever it held before in this transaction."""
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {WANTED} (vin text PRIMARY KEY) ON COMMIT DROP")
    cursor.execute(f"TRUNCATE {WANTED}")
    cursor.execute(f"INSERT INTO {WANTED} SELECT DISTINCT unnest(%s::text[])", [list(vins)])
    cursor.execute(f"ANALYZE {WANTED}")
