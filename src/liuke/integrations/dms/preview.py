"""What taking the records in would do, counted and shown: computed in the database, kept for the page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from liuke.integrations.dms.models import PreviewRow
from liuke.sheets.intake.account import RejectedRow
from liuke.vehicles.history.kinds import KINDS
from liuke.vehicles.history.stage import FATES

SHOWN = 100
"""Rows kept of each fate to be looked at."""

_INNER = "{said,store_id,source,source_file,source_row,key,part,live_id,fate}"

Misplaced = tuple[int, int, str, str]
"""(sheet, row, why, field at fault)."""


def count_fates(cursor: CursorWrapper) -> dict[str, dict[str, int]]:
    """Rows by kind and fate."""
    counts: dict[str, dict[str, int]] = {}
    for kind in KINDS.values():
        cursor.execute(f"SELECT fate, count(*) FROM {kind.staged} GROUP BY fate")
        found = {str(fate): int(rows) for fate, rows in cursor.fetchall()}
        if found:
            counts[kind.name] = {fate: found.get(fate, 0) for fate in FATES}
    return counts


def misplaced(cursor: CursorWrapper) -> list[Misplaced]:
    """Rows that cannot be taken in because of the store they belong to."""
    rows: list[Misplaced] = []
    for kind in KINDS.values():
        cursor.execute(
            f"SELECT source_file, source_row, fate FROM {kind.staged}"
            " WHERE fate IN ('other_store', 'no_store', 'key_conflict')"
        )
        field = "vin" if kind.everywhere else "store"
        rows += [(int(sheet), int(row), str(fate), field) for sheet, row, fate in cursor.fetchall()]
    return rows


def rows_without_store(cursor: CursorWrapper) -> dict[int, int]:
    """How many rows of each sheet name no store, and no order number tells it either."""
    parts = []
    for kind in KINDS.values():
        known = (
            "AND NOT EXISTS (SELECT FROM order_home AS n WHERE n.order_no = s.order_no)"
            if kind.name in ("order_lines", "appointments", "surveys", "complaints")
            else ""
        )
        parts.append(f"SELECT source_file FROM {kind.staged} AS s WHERE said IS NULL {known}")
    cursor.execute(f"SELECT source_file, count(*) FROM ({' UNION ALL '.join(parts)}) AS u GROUP BY 1")
    return {int(sheet): int(rows) for sheet, rows in cursor.fetchall()}


def keep_examples(cursor: CursorWrapper, *, batch_id: UUID) -> None:
    """The first new and changed rows of each kind, the changed ones with how they stand now."""
    cursor.execute("DELETE FROM dms_previewrow WHERE batch_id = %s", [batch_id])
    for kind in KINDS.values():
        names = ", ".join(f"'{name}', l.{name}" for name in kind.names)
        cursor.execute(
            f"""
            INSERT INTO dms_previewrow (batch_id, kind, fate, sheet, row_number, cells, before)
            SELECT %(batch)s, '{kind.name}', s.fate, s.source_file, s.source_row,
                jsonb_strip_nulls(to_jsonb(s) - '{_INNER}'::text[]) || jsonb_build_object('store', s.said),
                CASE WHEN s.fate = 'changed' THEN jsonb_build_object({names}) END
            FROM (
                SELECT *, row_number() OVER (PARTITION BY fate ORDER BY source_file, source_row) AS place
                FROM {kind.staged} WHERE fate IN ('new', 'changed')
            ) AS s
            LEFT JOIN {kind.table} AS l ON l.id = s.live_id
            WHERE s.place <= {SHOWN}
            ORDER BY s.fate, s.place
            """,
            {"batch": batch_id},
        )
    cursor.execute(
        "UPDATE dms_previewrow SET cells = cells - 'place' WHERE batch_id = %s AND cells ? 'place'",
        [batch_id],
    )


def keep_rejected(
    rejected: Iterable[RejectedRow], *, batch_id: UUID, sheets: Sequence[tuple[str, str, str]]
) -> Iterable[RejectedRow]:
    """Hands the rejected rows on and keeps the first of each sheet; ``sheets`` are (file, sheet, kind)."""
    numbers = {(file, sheet): number for number, (file, sheet, _) in enumerate(sheets)}
    kept: dict[int, list[PreviewRow]] = {}
    for row in rejected:
        number = numbers[row.file, row.sheet]
        rows = kept.setdefault(number, [])
        if len(rows) < SHOWN:
            rows.append(_rejected_row(row, batch_id, number, sheets[number][2]))
        yield row
    PreviewRow.objects.bulk_create(row for rows in kept.values() for row in islice(rows, SHOWN))


def _rejected_row(row: RejectedRow, batch_id: UUID, sheet: int, kind: str) -> PreviewRow:
    cells = {name: cell for name, cell in zip(row.header, row.cells, strict=False) if name and cell}
    return PreviewRow(
        batch_id=batch_id,
        kind=kind,
        fate="rejected",
        sheet=sheet,
        row_number=row.number,
        cells=json.loads(json.dumps(cells).replace("\\u0000", "")),
        why=[list(fault) for fault in row.faults],
    )
