"""What cars tell of a person: only of the time in which the car was theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from liuke.insight.reports.language import N_
from liuke.owners.personal_data import Rows, Section
from liuke.vehicles.models import Ownership, Vehicle, VehicleRole

HELD = (
    "EXISTS (SELECT FROM vehicles_ownership AS w WHERE w.vin = t.vin AND w.owner_id = ANY(%(ids)s)"
    " AND (w.from_day IS NULL OR {day} >= w.from_day) AND (w.to_day IS NULL OR {day} < w.to_day))"
)
"""Whether a row of a car's history falls into the time the car was one of these owners'."""
DAYS = {
    "vehicles_sale": "t.delivery_day",
    "vehicles_workorder": "coalesce(t.day, '-infinity'::date)",
    "vehicles_appointment": "(t.booked_at)::date",
    "vehicles_survey": "coalesce((t.answered_at)::date, '-infinity'::date)",
    "vehicles_complaint": "(t.received_at)::date",
}
"""The day of a row, by table: with a car that was sold on, the day says to whom the row belongs."""

DAY_SENT = "(s.at AT TIME ZONE 'Asia/Shanghai')::date"


def _history(table: str) -> Callable[[Sequence[UUID], Sequence[str]], Rows]:
    def rows(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(f't.{c}' for c in columns)} FROM {table} AS t"
                f" WHERE {HELD.format(day=DAYS[table])} ORDER BY {DAYS[table]}, t.id",
                {"ids": list(ids)},
            )
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    return rows


def _cars(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
    return list(Vehicle.objects.filter(owner__in=ids).order_by("vin").values(*columns))


def _held(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
    rows: list[dict[str, Any]] = list(
        Ownership.objects.filter(owner__in=ids).order_by("vehicle_id", "id").values(*columns)
    )
    return rows


def _of_the_car(table: str, day: str) -> Callable[[Sequence[UUID], Sequence[str]], Rows]:
    def rows(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(columns)} FROM {table} AS s"
                " JOIN (SELECT id AS vehicle_id, vin FROM vehicles_vehicle) AS t USING (vehicle_id)"
                f" WHERE {HELD.format(day=day)} ORDER BY {day}, s.id",
                {"ids": list(ids)},
            )
            return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    return rows


def _roles(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
    found = VehicleRole.objects.filter(owner__in=ids).order_by("from_day", "id")
    return list(found.values(*columns))


_SAID = {"vin": N_("VIN"), "plate": N_("Plate"), "owner_name": N_("Name"), "phone": N_("Number")}

SECTIONS = (
    Section(
        "cars",
        N_("Cars"),
        {
            "vin": N_("VIN"),
            "plate": N_("Plate"),
            "brand": N_("Brand"),
            "series": N_("Series"),
            "model": N_("Model"),
            "delivery_day": N_("Delivered on"),
            "custom": N_("Custom fields"),
        },
        _cars,
    ),
    Section(
        "ownership",
        N_("Cars held"),
        {"vehicle_id": N_("VIN"), "from_day": N_("From"), "to_day": N_("Until")},
        _held,
    ),
    Section(
        "sales",
        N_("Purchases"),
        {"delivery_day": N_("Delivered on"), **_SAID, "price_fen": N_("Price (fen)"), "seller": N_("Seller")},
        _history("vehicles_sale"),
    ),
    Section(
        "orders",
        N_("Work orders"),
        {
            "day": N_("Day"),
            "order_no": N_("Order number"),
            **_SAID,
            "odometer_km": N_("Odometer (km)"),
            "total_fen": N_("Amount (fen)"),
            "adviser": N_("Service adviser"),
        },
        _history("vehicles_workorder"),
    ),
    Section(
        "appointments",
        N_("Appointments"),
        {"booked_at": N_("Time"), **_SAID, "service": N_("Service")},
        _history("vehicles_appointment"),
    ),
    Section(
        "surveys",
        N_("Surveys"),
        {"answered_at": N_("Time"), **_SAID, "satisfaction": N_("Satisfaction"), "comment": N_("Comment")},
        _history("vehicles_survey"),
    ),
    Section(
        "complaints",
        N_("Complaints"),
        {"received_at": N_("Time"), **_SAID, "symptom": N_("Symptom"), "content": N_("Content")},
        _history("vehicles_complaint"),
    ),
    Section(
        "telematics",
        N_("Sent by the car"),
        {
            "at": N_("Time"),
            "vin": N_("VIN"),
            "odometer_km": N_("Odometer (km)"),
            "battery_percent": N_("Battery (%)"),
            "battery_health_percent": N_("Health of the battery (%)"),
            "range_km": N_("Range (km)"),
            "habits": N_("Driving habits"),
        },
        _of_the_car("vehicles_telematicssnapshot", DAY_SENT),
    ),
    Section(
        "policies",
        N_("Insurance policies"),
        {
            "vin": N_("VIN"),
            "kind": N_("Kind"),
            "insurer": N_("Insurer"),
            "number": N_("Number"),
            "from_day": N_("From"),
            "to_day": N_("Until"),
            "premium_fen": N_("Premium in fen"),
        },
        _of_the_car("vehicles_policy", "s.from_day"),
    ),
    Section(
        "roles",
        N_("Driver or payer of"),
        {"vehicle__vin": N_("VIN"), "role": N_("As"), "from_day": N_("From"), "to_day": N_("Until")},
        _roles,
    ),
)
