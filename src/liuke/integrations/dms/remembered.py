"""What earlier imports have taught: the meaning of columns by the signature of a sheet's header."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from uuid import UUID

from liuke.integrations.dms.models import KnownSheet
from liuke.sheets.recognition.header_words import is_form_head
from liuke.sheets.recognition.mapping_file import KnownSheet as Known
from liuke.sheets.recognition.mapping_file import MappingFile
from liuke.sheets.recognition.sheet_plan import SheetPlan


def signature_of(plan: SheetPlan) -> str:
    """What all exports of one kind from one DMS have in common: the words of their header."""
    words = sorted(name for name in plan.names if name and not is_form_head(name))
    return hashlib.sha256("\x1f".join([plan.kind or "", *words]).encode()).hexdigest()


def remembered_mapping() -> MappingFile:
    """Everything remembered, as a mapping file would say it."""
    return MappingFile(
        tuple(
            Known(None, None, known.kind, known.columns, known.time_columns, known.day_orders)
            for known in KnownSheet.objects.all()
        )
    )


def known_sheet(plan: SheetPlan) -> KnownSheet:
    """What a sheet was taken for, to be remembered."""
    by_column = {match.column: match.field for match in plan.matches}
    return KnownSheet(
        signature=signature_of(plan),
        kind=plan.kind or "",
        columns={
            name: by_column.get(column)
            for column, name in enumerate(plan.names)
            if name and not is_form_head(name)
        },
        time_columns={
            match.field: plan.names[match.time_column]
            for match in plan.matches
            if match.time_column is not None
        },
        day_orders=dict(plan.day_orders),
    )


def remember(sheets: Sequence[dict[str, object]], *, batch_id: UUID) -> None:
    """Keeps what the sheets of a confirmed import were taken for; the latest word counts."""
    rows = [KnownSheet(**sheet, batch_id=batch_id) for sheet in sheets]
    KnownSheet.objects.bulk_create(
        {row.signature: row for row in rows}.values(),
        update_conflicts=True,
        unique_fields=["signature"],
        update_fields=["kind", "columns", "time_columns", "day_orders", "batch_id"],
    )
