"""Imports as the page shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liuke.insight.reports.masking import masked_phone
from liuke.insight.reports.wording.slices import VALUES
from liuke.integrations.dms.models import ImportBatch, PreviewRow
from liuke.values.visit_kind import BITS
from liuke.vehicles.history.kinds import KINDS
from liuke.web.console.imports.words import field_words, reasons
from liuke.web.shell.wording import t

FATES = ("new", "changed", "unchanged", "rejected")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_FIRST = (
    "store order_no line_no booking_no survey_no complaint_no vin plate owner_name phone delivery_day"
    " arrived_at opened_at booked_at received_at answered_at item total_fen amount_fen price_fen"
).split()
MOST_COLUMNS = 9


@dataclass(frozen=True)
class Table:
    """A part of the preview: heads, and rows of (row number, cells, reasons). A cell is (now, before)."""

    heads: Sequence[str]
    rows: Sequence[tuple[int, Sequence[tuple[str, str | None]], Sequence[str]]]


@dataclass(frozen=True)
class Counted:
    """One kind of rows with its counts by fate."""

    kind: str
    fates: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.fates.values())


def counted(batch: ImportBatch) -> list[Counted]:
    """Rows by kind; what has the wrong store is among the rejected."""
    found, kinds = batch.found.get("counts", {}), dict[str, int]()
    for sheet in batch.found.get("sheets", []):
        kinds[sheet["kind"]] = kinds.get(sheet["kind"], 0) + sheet["rejected"]
    return [
        Counted(
            kind,
            {
                "new": found.get(kind, {}).get("new", 0),
                "changed": found.get(kind, {}).get("changed", 0),
                "unchanged": found.get(kind, {}).get("unchanged", 0),
                "rejected": kinds.get(kind, 0),
            },
        )
        for kind in KINDS
        if kind in found or kinds.get(kind)
    ]


def totals(batch: ImportBatch) -> dict[str, int]:
    """Rows by fate over all kinds."""
    rows = counted(batch)
    return {
        fate: sum(one.fates[fate] for one in rows) for fate in ("new", "changed", "unchanged", "rejected")
    }


def table_of(rows: Sequence[PreviewRow]) -> Table:
    """Rows of one kind and fate; of many columns those that name and date a row, and those that change."""
    rejected = bool(rows) and rows[0].fate == "rejected"
    names: list[str] = list(dict.fromkeys(name for row in rows for name in row.cells if _shown(row, name)))
    if not rejected:
        changed = [name for name in names if any(_differs(row, name) for row in rows)]
        first = [name for name in _FIRST if name in names]
        names = list(dict.fromkeys([*changed, *first, *names]))[:MOST_COLUMNS]
        names.sort(key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
    heads = names if rejected else [field_words(name) for name in names]
    return Table(
        heads, [(row.row_number, [_cell(row, name) for name in names], reasons(row.why)) for row in rows]
    )


def _shown(row: PreviewRow, name: str) -> bool:
    return row.cells[name] is not None


def _differs(row: PreviewRow, name: str) -> bool:
    before = row.before
    return before is not None and name in before and row.cells.get(name) not in (None, before[name])


def _cell(row: PreviewRow, name: str) -> tuple[str, str | None]:
    now = _said(name, row.cells.get(name))
    return now, (_said(name, (row.before or {}).get(name)) or "—") if _differs(row, name) else None


def _said(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name.endswith("_fen") and isinstance(value, int):
        return f"{value / 100:,.2f}"
    if name == "kinds" and isinstance(value, int):
        return " · ".join(t(VALUES[kind]) for kind, bit in BITS.items() if value & bit)
    if name.endswith("_at") and isinstance(value, str):
        return value[:16].replace("T", " ")
    text = str(value)
    return masked_phone(text) if name == "phone" else _PHONE.sub(lambda m: masked_phone(m[0]), text)
