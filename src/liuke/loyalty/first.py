"""Who comes first with a key, a bill's number or a payment's reference keeps the row."""

from __future__ import annotations

from django.db import connection, models


def is_first(row: models.Model) -> bool:
    """Writes ``row``, unless another one has what only one may have; waits where somebody is about to."""
    fields = row._meta.concrete_fields
    names = ", ".join(f'"{one.column}"' for one in fields)
    values = [one.get_db_prep_save(one.pre_save(row, add=True), connection) for one in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES ({", ".join(["%s"] * len(fields))})'
            " ON CONFLICT DO NOTHING",
            values,
        )
        written = bool(cursor.rowcount)
    row._state.adding, row._state.db = not written, connection.alias if written else None
    return written
