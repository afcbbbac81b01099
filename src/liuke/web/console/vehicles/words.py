"""Cars in words: kinds of dates, why the next one, uses, energies, insurance, plan items."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from liuke.insight.reports.wording.slices import VALUES
from liuke.values.visit_kind import BITS
from liuke.vehicles.models import DeclinedWork, Energy, Policy, Vehicle, VehicleRole
from liuke.web.shell.templating import day as day_words
from liuke.web.shell.wording import N_, lazy, t

KINDS: Mapping[str, str] = {
    "maintenance": N_("Maintenance"),
    "inspection": N_("Inspection"),
    "compulsory": N_("Compulsory insurance"),
    "commercial": N_("Commercial insurance"),
    "guarantee": N_("Three-guarantees period"),
    "warranty": N_("Warranty"),
    "battery": N_("Battery warranty"),
    "declined": N_("Work put off"),
}
REASONS: Mapping[str, str] = {
    "maintenance": N_("maintenance is due about %(day)s"),
    "inspection": N_("the inspection has to be made by %(day)s"),
    "compulsory": N_("the compulsory insurance ends on %(day)s"),
    "commercial": N_("the commercial insurance ends on %(day)s"),
    "guarantee": N_("the three-guarantees period ends on %(day)s"),
    "warranty": N_("the warranty ends on %(day)s: a free check beforehand"),
    "battery": N_("the battery warranty ends on %(day)s"),
    "declined": N_("work put off can be spoken of again from %(day)s on"),
}
PASSED: Mapping[str, str] = {
    "maintenance": N_("maintenance has been due since %(day)s"),
    "inspection": N_("the inspection should have been made by %(day)s"),
    "compulsory": N_("the compulsory insurance ended on %(day)s"),
    "commercial": N_("the commercial insurance ended on %(day)s"),
    "declined": N_("work put off has waited since %(day)s"),
}
DUE_BY: Mapping[str, str] = {
    "km": N_("by mileage, at about %(km)s km"),
    "time": N_("by time"),
    "round": N_("long overdue here, probably served elsewhere: its next round"),
}
EVIDENCE = (
    N_("typical for the model; no readings of its own yet"),
    N_("from readings of a few months"),
    N_("from several readings"),
    N_("from readings over a long time"),
)
USES = (
    (Vehicle.Use.PRIVATE.value, lazy("Private passenger car")),
    (Vehicle.Use.PASSENGERS.value, lazy("Passenger car for hire")),
    (Vehicle.Use.GOODS.value, lazy("Goods vehicle")),
    (Vehicle.Use.OTHER.value, lazy("Other")),
)
ENERGIES = (
    (Energy.FUEL.value, lazy("Petrol or diesel")),
    (Energy.HYBRID.value, lazy("Hybrid")),
    (Energy.PLUG_IN.value, lazy("Plug-in hybrid")),
    (Energy.RANGE_EXTENDED.value, lazy("Range extender")),
    (Energy.ELECTRIC.value, lazy("Battery electric")),
)
POLICY_KINDS = (
    (Policy.Kind.COMPULSORY.value, lazy("Compulsory insurance")),
    (Policy.Kind.COMMERCIAL.value, lazy("Commercial insurance")),
)
ROLES = (
    (VehicleRole.Role.OWNER.value, lazy("The new owner")),
    (VehicleRole.Role.DRIVER.value, lazy("Driver")),
    (VehicleRole.Role.PAYER.value, lazy("Payer")),
)
WORK_STATES = (
    (DeclinedWork.State.OPEN.value, lazy("still open")),
    (DeclinedWork.State.DONE.value, lazy("done")),
    (DeclinedWork.State.DROPPED.value, lazy("not wanted any more")),
)
LINE_TYPES = (
    ("labour", lazy("labour")),
    ("part", lazy("part")),
    ("package", lazy("package")),
)
PAYERS = (
    ("insurer", lazy("paid by the insurer")),
    ("warranty", lazy("paid under warranty")),
    ("internal", lazy("paid by another department")),
)
"""Who pays where it is not the owner."""
SOURCES: Mapping[str, str] = {
    "order": N_("work order"),
    "hand": N_("read by hand"),
    "car": N_("sent by the car"),
}
FIELDS: Mapping[str, str] = {
    "plate": N_("Plate"),
    "brand": N_("Brand"),
    "series": N_("Series"),
    "model": N_("Model"),
    "energy": N_("Energy"),
    "delivery_day": N_("Delivered on"),
}
AUDITED: Mapping[str, str] = {
    **FIELDS,
    "vin": N_("VIN"),
    "invoice_day": N_("Invoice of"),
    "registered_day": N_("First registered on"),
    "use": N_("Use"),
    "on_site_only": N_("Always inspected on site"),
    "inspected_until": N_("Inspection mark until"),
    "owner": N_("Owner"),
    "vehicle": N_("Car"),
    "from_day": N_("From"),
    "to_day": N_("Last day"),
    "remind_day": N_("Remind from"),
    "day": N_("Day"),
    "km": N_("Kilometres"),
    "order": N_("Order"),
    "role": N_("As"),
    "insurer": N_("Insurer"),
    "premium_fen": N_("Premium in fen"),
    "price_fen": N_("Price in fen"),
    "cancelled": N_("Cancelled"),
    "item": N_("Item"),
    "note": N_("Remark"),
    "state": N_("State"),
    "warranty_months": N_("Warranty in months"),
    "warranty_km": N_("Warranty in km"),
    "battery_months": N_("Battery warranty in months"),
    "battery_km": N_("Battery warranty in km"),
    "spelling": N_("Spelling"),
    "car_model": N_("Model"),
    "main": N_("Regular service"),
    "every_km": N_("Every km"),
    "every_months": N_("Every months"),
    "first_km": N_("First time at km"),
    "first_months": N_("First time after months"),
    "valid_from": N_("Valid from"),
    "source": N_("Source of the figures"),
}
"""What the trail tells of cars, models and plans."""
ITEMS: Mapping[str, str] = {
    "oil_service": N_("Oil and oil filter"),
    "electric_service": N_("Regular service of an electric car"),
    "air_filter": N_("Air filter"),
    "cabin_filter": N_("Cabin filter"),
    "brake_fluid": N_("Brake fluid"),
    "spark_plugs": N_("Spark plugs"),
    "coolant": N_("Coolant"),
    "gearbox_oil": N_("Gearbox oil"),
    "battery_check": N_("Check of the traction battery"),
    "battery_coolant": N_("Battery coolant"),
    "reduction_gear_oil": N_("Reduction gear oil"),
}
OWNER, EARLIER = lazy("Owner"), lazy("earlier owner")
HABITS: Mapping[str, str] = {
    "hard_braking_per_100km": N_("Hard braking per 100 km"),
    "hard_acceleration_per_100km": N_("Hard acceleration per 100 km"),
    "sharp_turns_per_100km": N_("Sharp turns per 100 km"),
    "speeding_share": N_("Share above the speed limit"),
    "night_share": N_("Share driven at night"),
    "motorway_share": N_("Share on motorways"),
    "short_trips_share": N_("Share of short trips"),
    "fast_charging_share": N_("Share of fast charging"),
    "average_speed_kmh": N_("Average speed (km/h)"),
    "consumption_per_100km": N_("Consumption per 100 km"),
}
"""Habits we have words for; a name that ends in _share is a share of 1."""
COUNTRIES: Mapping[str, str] = {
    "China": N_("China"),
    "Germany": N_("Germany"),
    "Japan": N_("Japan"),
    "USA": N_("United States"),
    "Sweden": N_("Sweden"),
    "South Korea": N_("South Korea"),
}


def habit_words(habits: Mapping[str, float]) -> list[tuple[str, str]]:
    """Driving habits with their figures; those without words by the name the sender gives them."""
    return [
        (t(HABITS[name]) if name in HABITS else name, f"{x:.0%}" if name.endswith("_share") else f"{x:,.4g}")
        for name, x in habits.items()
    ]


def item_words(item: str) -> str:
    """An item of a plan; the group's own words as they are."""
    return t(ITEMS[item]) if item in ITEMS else item


def visit_kinds(mask: int | None) -> str:
    """What a visit was for."""
    return " · ".join(t(VALUES[kind]) for kind, bit in BITS.items() if (mask or 0) & bit)


def country_words(country: str | None) -> str:
    """A country of the VIN."""
    return t(COUNTRIES[country]) if country and country in COUNTRIES else country or ""


def why(kinds: Sequence[str], days: Mapping[str, dt.date], today: dt.date) -> list[str]:
    """Why a date: the kind that sets it first, then what goes with it."""
    return [
        t((PASSED if days[kind] < today and kind in PASSED else REASONS)[kind], day=day_words(days[kind]))
        for kind in kinds
    ]


def due_by(by: str | None, km: int | None) -> str:
    """What makes maintenance due."""
    return t(DUE_BY[by], km=f"{km:,}" if km is not None else "—") if by else ""


def in_days(day: dt.date, today: dt.date) -> str:
    """How far away a day is."""
    days = (day - today).days
    if days == 0:
        return t("today")
    if days > 0:
        return t("in %(days)s days", days=days)
    return t("%(days)s days ago", days=-days)


def age(since: dt.date | None, today: dt.date) -> str:
    """Years and months since a day."""
    if since is None or since > today:
        return "—"
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    if months < 12:
        return t("%(months)s months", months=months)
    return t("%(years)s y %(months)s m", years=months // 12, months=months % 12)


def ago(day: dt.date, today: dt.date) -> str:
    """How long ago a day was."""
    days = (today - day).days
    return t("%(days)s days ago", days=days) if days else t("today")


def until(day: dt.date, today: dt.date) -> str:
    """How long something still holds."""
    days = (day - today).days
    if days < 0:
        return t("run out")
    return t("%(days)s days left", days=days) if days < 90 else t("%(months)s months left", months=days // 30)


def yuan(fen: int | None) -> str:
    """Whole yuan, or with the fen that are there."""
    if fen is None:
        return "—"
    return f"¥{fen / 100:,.0f}" if fen % 100 == 0 else f"¥{fen / 100:,.2f}"
