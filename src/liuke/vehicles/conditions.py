"""What can be asked of owners' cars and of what happened to them."""

from __future__ import annotations

from functools import partial

from liuke.insight.reports.language import N_
from liuke.owners.code_words import STAGES
from liuke.values.condition import Field, Kind
from liuke.vehicles.owner_stages import STAGES_NOW

CAR, BEHAVIOUR, VOICE = N_("Car"), N_("Visits and items"), N_("Voice of the owner")
_PLATES = (("green", N_("new-energy plate")), ("blue", N_("ordinary plate")))
_CARS, _OWNER = "vehicles_vehicle AS v", "v.owner_id"
_VISITS = f"vehicles_visit AS t JOIN {_CARS} ON v.vin = t.vin"
_ORDERS = f"vehicles_workorder AS w JOIN {_CARS} ON v.vin = w.vin"
ITEMS = f"""vehicles_doneitem AS d JOIN vehicles_itemname AS i ON i.id = d.item_id
    JOIN {_CARS} ON v.vin = d.vin"""
_COMPLAINTS = """(
    SELECT v.owner_id, c.received_at, c.solved_at
    FROM vehicles_complaint AS c JOIN vehicles_vehicle AS v ON v.vin = c.vin
    UNION ALL
    SELECT k.owner_id, c.received_at, c.solved_at
    FROM vehicles_complaint AS c JOIN owners_sourcekey AS k ON k.value = c.phone WHERE c.vin IS NULL
) AS c"""
_ANSWERS = """(
    SELECT DISTINCT ON (owner_id) owner_id, satisfaction
    FROM (
        SELECT v.owner_id, a.id, a.answered_at, a.satisfaction
        FROM vehicles_survey AS a JOIN vehicles_vehicle AS v ON v.vin = a.vin
        UNION ALL
        SELECT k.owner_id, a.id, a.answered_at, a.satisfaction
        FROM vehicles_survey AS a JOIN owners_sourcekey AS k ON k.value = a.phone WHERE a.vin IS NULL
    ) AS told
    WHERE satisfaction IS NOT NULL AND answered_at IS NOT NULL
    ORDER BY owner_id, answered_at DESC, id DESC
) AS a"""

_car = partial(Field, group=CAR, source=_CARS, owner=_OWNER)
_behaviour = partial(Field, group=BEHAVIOUR, owner=_OWNER)
_calendar = partial(
    Field, group=N_("Calendar of the car"), kind=Kind.NUMBER, unit=N_("days"), owner=_OWNER,
    source=f"{_CARS} JOIN vehicles_calendar AS k ON k.vehicle_id = v.id",
)  # fmt: skip
_complaint = partial(Field, group=VOICE, source=_COMPLAINTS, owner="c.owner_id")

FIELDS = (
    Field(
        "owner.stage",
        N_("Life stage"),
        N_("Owner"),
        Kind.CHOICE,
        "s.stage",
        source=STAGES_NOW,
        owner="s.owner_id",
        choices=tuple(STAGES.items()),
    ),
    _car(key="car.brand", words=N_("Brand"), kind=Kind.CHOICE, value="v.brand"),
    _car(key="car.series", words=N_("Series"), kind=Kind.CHOICE, value="v.series"),
    _car(key="car.model", words=N_("Model"), kind=Kind.CHOICE, value="v.model"),
    _car(key="car.energy", words=N_("Energy"), kind=Kind.CHOICE, value="v.energy"),
    _car(key="car.price", words=N_("Price of the car"), kind=Kind.MONEY, value="v.price_fen"),
    _car(
        key="car.age_months",
        words=N_("Age since delivery"),
        kind=Kind.NUMBER,
        unit=N_("calendar months"),
        value="(12 * extract(year FROM age(%(today)s::date, v.delivery_day))"
        " + extract(month FROM age(%(today)s::date, v.delivery_day)))::int",
    ),
    _car(key="car.delivered", words=N_("Delivered on"), kind=Kind.DAY, value="v.delivery_day"),
    _car(
        key="car.plate",
        words=N_("Kind of plate"),
        kind=Kind.CHOICE,
        value="CASE length(v.plate) WHEN 8 THEN 'green' WHEN 7 THEN 'blue' END",
        choices=_PLATES,
    ),
    _car(
        key="car.overdue_days",
        words=N_("Maintenance overdue"),
        kind=Kind.NUMBER,
        unit=N_("days"),
        value="e.overdue_days",
        source=f"{_CARS} JOIN vehicles_outlook AS e ON e.vehicle_id = v.id",
    ),
    _car(
        key="car.count",
        words=N_("Number of cars"),
        kind=Kind.NUMBER,
        value="count(*)",
        aggregate=True,
        none_is_zero=True,
    ),
    _calendar(
        key="calendar.next", words=N_("Days to the next best date"), value="k.next_day - %(today)s::date"
    ),
    _calendar(
        key="calendar.maintenance",
        words=N_("Days until maintenance"),
        value="k.maintenance_day - %(today)s::date",
    ),
    _calendar(
        key="calendar.inspection",
        words=N_("Days until the annual inspection"),
        value="k.inspection_day - %(today)s::date",
    ),
    _calendar(
        key="calendar.compulsory",
        words=N_("Days until the compulsory insurance ends"),
        value="k.compulsory_day - %(today)s::date",
    ),
    _calendar(
        key="calendar.commercial",
        words=N_("Days until the commercial insurance ends"),
        value="k.commercial_day - %(today)s::date",
    ),
    _calendar(
        key="calendar.warranty",
        words=N_("Days until the warranty ends"),
        value="k.warranty_day - %(today)s::date",
    ),
    _calendar(
        key="car.km",
        words=N_("Mileage today (projected)"),
        unit="km",
        value="(k.km + k.km_per_day * (%(today)s::date - k.km_day))::int",
    ),
    _calendar(key="car.km_a_year", words=N_("Mileage a year"), unit="km", value="(k.km_per_day * 365)::int"),
    _behaviour(
        key="car.declined",
        words=N_("Work put off"),
        kind=Kind.TEXT,
        value="d.item",
        source=f"vehicles_declinedwork AS d JOIN {_CARS} ON v.id = d.vehicle_id",
        where="d.state = 'open'",
    ),
    _behaviour(
        key="car.declined_count",
        words=N_("Number of works put off"),
        kind=Kind.NUMBER,
        value="count(*)",
        source=f"vehicles_declinedwork AS d JOIN {_CARS} ON v.id = d.vehicle_id",
        where="d.state = 'open'",
        aggregate=True,
        none_is_zero=True,
    ),
    _behaviour(
        key="visit.count",
        words=N_("Number of visits"),
        kind=Kind.NUMBER,
        value="count(*)",
        source=_VISITS,
        when="t.day",
        aggregate=True,
        none_is_zero=True,
    ),
    _behaviour(
        key="visit.spent",
        words=N_("Spent on visits"),
        kind=Kind.MONEY,
        value="sum(t.revenue_fen)",
        source=_VISITS,
        when="t.day",
        aggregate=True,
        none_is_zero=True,
    ),
    _behaviour(
        key="visit.store",
        words=N_("Came to"),
        kind=Kind.STORE,
        value="t.store_id",
        source=_VISITS,
        when="t.day",
    ),
    _behaviour(
        key="item.done", words=N_("Item done"), kind=Kind.TEXT, value="i.name", source=ITEMS, when="d.day"
    ),
    _behaviour(
        key="visit.booked",
        words=N_("Share of orders booked ahead"),
        kind=Kind.PERCENT,
        value="avg(w.booked::int)",
        source=_ORDERS,
        when="w.day",
        aggregate=True,
    ),
    _complaint(
        key="complaint.open",
        words=N_("Open complaints"),
        kind=Kind.NUMBER,
        value="count(*)",
        where="c.solved_at IS NULL",
        aggregate=True,
        none_is_zero=True,
    ),
    _complaint(
        key="complaint.count",
        words=N_("Number of complaints"),
        kind=Kind.NUMBER,
        value="count(*)",
        when="(c.received_at AT TIME ZONE 'Asia/Shanghai')::date",
        aggregate=True,
        none_is_zero=True,
    ),
    Field(
        "survey.last",
        N_("Last satisfaction (1–5)"),
        VOICE,
        Kind.NUMBER,
        "a.satisfaction",
        source=_ANSWERS,
        owner="a.owner_id",
    ),
)
