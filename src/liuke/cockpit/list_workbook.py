"""The list behind a figure as a workbook, with the line that tells who took it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from liuke.audit.watermarked_book import watermarked_book
from liuke.cockpit.lists import Row
from liuke.insight.reports.language import N_

COLUMNS: Sequence[tuple[str, str, int]] = (
    ("owner_name", N_("Owner"), 14),
    ("phone", N_("Phone"), 16),
    ("plate", N_("Plate"), 12),
    ("vin", N_("VIN"), 21),
    ("series", N_("Series"), 12),
    ("store", N_("Store"), 16),
    ("tier", N_("Grade"), 10),
    ("delivery_day", N_("Delivered"), 12),
    ("last_visit_day", N_("Last visit"), 12),
    ("due_day", N_("Due"), 12),
    ("probability", N_("Will stay away"), 12),
    ("stake_yuan", N_("At stake (yuan)"), 14),
)
_FORMATS = {"probability": "0 %", "stake_yuan": "#,##0"}


def list_workbook(
    rows: Sequence[Row], *, title: str, watermark: str, say: Callable[[str], str], tiers: Callable[[str], str]
) -> bytes:
    """One sheet, a row for each car."""
    told = [{**asdict(row), "tier": tiers(row.tier) if row.tier else ""} for row in rows]
    return watermarked_book(
        [(say(head), width, _FORMATS.get(name, "")) for name, head, width in COLUMNS],
        [[one[name] for name, _, _ in COLUMNS] for one in told],
        title=title,
        watermark=watermark,
    )
