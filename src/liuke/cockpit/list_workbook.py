"""The list behind a figure as a workbook, with the line that tells who took it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from liuke.audit.watermarked_book import Column, watermarked_book
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


@dataclass(frozen=True)
class OwnColumns:
    """The group's own words for columns, by their name, and its own fields with a line of cells a row."""

    words: Mapping[str, str]
    columns: Sequence[Column]
    cells: Sequence[Sequence[object]]


def list_workbook(
    rows: Sequence[Row],
    *,
    title: str,
    watermark: str,
    say: Callable[[str], str],
    tiers: Callable[[str], str],
    own: OwnColumns | None = None,
) -> bytes:
    """One sheet, a row for each car."""
    own = own or OwnColumns({}, (), ((),) * len(rows))
    told = [{**asdict(row), "tier": tiers(row.tier) if row.tier else ""} for row in rows]
    return watermarked_book(
        [
            *(
                (own.words.get(name) or say(head), width, _FORMATS.get(name, ""))
                for name, head, width in COLUMNS
            ),
            *own.columns,
        ],
        [[*(one[name] for name, _, _ in COLUMNS), *more] for one, more in zip(told, own.cells, strict=True)],
        title=title,
        watermark=watermark,
    )
