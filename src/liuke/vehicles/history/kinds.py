"""Each kind of record with the table that keeps it, its natural key and the month it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from liuke.insight.star.records import RECORDS
from liuke.insight.star.table import Column

_TYPES = {
    "VARCHAR": "text",
    "DATE": "date",
    "TIMESTAMP": "timestamptz",
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "DECIMAL(14,3)": "numeric(14,3)",
}
_OWN = frozenset({"store", "source_file", "source_row"})
"""Columns of the records that the tables keep in another way."""


@dataclass(frozen=True)
class Kind:
    """``key`` is SQL for the natural key of a staged row ``s``, ``twins`` for what it is where files number
    nothing: rows alike in it are told apart by their order. ``moment`` is SQL for the day that decides the
    month. ``everywhere``: the key holds for the whole group, not within a store.
    """

    name: str
    table: str
    key: str
    moment: str
    twins: str | None = None
    everywhere: bool = False

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the records that stand in the table under the same name."""
        return tuple(c for c in RECORDS[self.name].columns if c.name not in _OWN)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def staged(self) -> str:
        return f"staged_{self.name}"


def postgres_type(column: Column) -> str:
    """The type of a column of the records in PostgreSQL."""
    return _TYPES[column.type]


def _same(*names: str) -> str:
    return f"md5(concat_ws('|', {', '.join(f's.{name}::text' for name in names)}))"


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "vehicle_sales",
            "vehicles_sale",
            "s.vin || ' ' || s.delivery_day",
            "s.delivery_day",
            everywhere=True,
        ),
        Kind(
            "work_orders",
            "vehicles_workorder",
            "s.order_no",
            "coalesce(s.arrived_at, s.opened_at, s.settled_at)",
        ),
        Kind(
            "order_lines",
            "vehicles_orderline",
            "s.order_no || ' # ' || s.line_no",
            "NULL::date",
            twins=f"s.order_no || ' ~ ' || {_same('item_code', 'item', 'line_type', 'payer')}",
        ),
        Kind(
            "appointments",
            "vehicles_appointment",
            "s.booking_no",
            "s.booked_at",
            twins=f"'~ ' || {_same('vin', 'plate', 'phone', 'owner_name', 'booked_at')}",
        ),
        Kind(
            "surveys",
            "vehicles_survey",
            "s.survey_no",
            "s.answered_at",
            twins=f"'~ ' || {_same('order_no', 'vin', 'plate', 'phone', 'owner_name', 'answered_at')}",
        ),
        Kind(
            "complaints",
            "vehicles_complaint",
            "s.complaint_no",
            "s.received_at",
            twins=f"'~ ' || {_same('order_no', 'vin', 'plate', 'phone', 'owner_name', 'received_at')}",
        ),
    )
}
"""By the name of the records, in the order in which they are taken in."""
