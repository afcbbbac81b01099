"""Brings the items done on cars in line with their orders and lines."""

from __future__ import annotations

from importlib import resources

from django.db.backends.utils import CursorWrapper


def follow_items(cursor: CursorWrapper) -> None:
    """Of the cars in the temporary table ``car_with_items(vin)``, under ``lock_history``."""
    text = resources.files(__package__).joinpath("sql", "done_items.sql").read_text(encoding="utf-8")
    cursor.execute("CREATE UNIQUE INDEX ON car_with_items (vin); ANALYZE car_with_items")
    cursor.execute(text)
