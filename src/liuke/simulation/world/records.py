"""What a store's DMS knows: the world's rows as plain values, without anything that only fate knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from liuke.simulation.world.arrays import Bools, Floats, Ints, hashed, words
from liuke.simulation.world.build import World
from liuke.simulation.world.calendar import day_list
from liuke.simulation.world.cars import MODELS
from liuke.simulation.world.catalogue import CHANNELS, DISTRICTS
from liuke.simulation.world.items import FAULTS, SERVICES
from liuke.simulation.world.money import PART
from liuke.simulation.world.owners import phones
from liuke.simulation.world.visits import FITTING, PDI
from liuke.simulation.world.work import OPEN, SETTLED, VOID

Text = Sequence[str | None]
Day = Sequence[dt.date | None]
Moment = Sequence[dt.datetime | None]
Number = Sequence[int]
_V = TypeVar("_V")
_NO_PHONE, _OTHER_PHONE, _TYPO = 0.012, 0.08, 0.0015


@dataclass(frozen=True)
class OrderKey:
    """How an order is numbered: its day, its place that day and its place since the beginning, all from 1."""

    day: dt.date
    of_day: int
    serial: int


@dataclass(frozen=True)
class CarColumns:
    """The columns about car and owner that every table has."""

    vin: Text
    plate: Text
    brand: Text
    series: Text
    model: Text
    energy: Text
    owner_name: Text
    female: Sequence[bool | None]
    birthday: Day
    phone: Text
    district: Text


@dataclass(frozen=True)
class Sales:
    car: CarColumns
    delivery_day: Day
    sold_day: Day
    price_fen: Number
    seller: Text
    channel: Text


@dataclass(frozen=True)
class Orders:
    """``phone_of_bringer`` is who stood at the desk; money of cancelled orders is 0."""

    key: Sequence[OrderKey]
    car: CarColumns
    phone_of_bringer: Text
    role: Number
    kinds: Number
    status: Number
    arrived_at: Moment
    opened_at: Moment
    started_at: Moment
    finished_at: Moment
    settled_at: Moment
    left_at: Moment
    booked: Sequence[bool]
    odometer_km: Number
    symptom: Text
    system: Text
    adviser: Text
    technician: Text
    labour_fen: Number
    parts_fen: Number
    discount_fen: Number
    total_fen: Number
    owner_fen: Number
    insurer_fen: Number
    warranty_fen: Number
    parts_cost_fen: Number
    labour_cost_fen: Number


@dataclass(frozen=True)
class OrderLines:
    key: Sequence[OrderKey]
    line_no: Number
    code: Text
    item: Text
    is_part: Sequence[bool]
    quantity: Sequence[float]
    amount_fen: Number
    cost_fen: Number
    payer: Number
    technician: Text


@dataclass(frozen=True)
class Appointments:
    key: Sequence[OrderKey | None]
    car: CarColumns
    serial: Number
    booked_at: Moment
    arrived_at: Moment
    started_at: Moment
    status: Number
    kinds: Number
    channel: Number


@dataclass(frozen=True)
class Answers:
    key: Sequence[OrderKey]
    car: CarColumns
    serial: Number
    answered_at: Moment
    satisfaction: Number
    nps: Number
    adviser: Text
    comment: Text


@dataclass(frozen=True)
class Grievances:
    key: Sequence[OrderKey | None]
    car: CarColumns
    serial: Number
    received_at: Moment
    due_at: Moment
    solved_at: Moment
    symptom: Text
    content: Text
    remedy: Text


@dataclass(frozen=True)
class StoreRecords:
    """Everything one store can export; rows in the order they came about."""

    store: str
    region: str
    sales: Sales
    orders: Orders
    lines: OrderLines
    appointments: Appointments
    answers: Answers
    grievances: Grievances


def store_records(world: World, store: int) -> StoreRecords:
    """The rows of one store from the beginning up to, but without, the last day."""
    scene = world.scene
    place = _orders_of(world, store)
    key = dict(zip(place.tolist(), _keys(world, place), strict=True))
    site = scene.group.sites[store]
    return StoreRecords(
        store=site.name,
        region=site.region,
        sales=_sales(world, store),
        orders=_orders(world, place, key),
        lines=_lines(world, place, key),
        appointments=_appointments(world, store, key),
        answers=_answers(world, key),
        grievances=_grievances(world, store, key),
    )


def _orders_of(world: World, store: int) -> Ints:
    events, scene = world.events, world.scene
    seen = (events.reception.store == store) & (events.reception.arrived_at < scene.until * 1440)
    place = np.flatnonzero(seen & (events.day >= scene.start))
    return place[np.lexsort((place, world.work.opened_at[place]))]


def _keys(world: World, place: Ints) -> list[OrderKey]:
    day = world.work.opened_at[place] // 1440
    first = np.flatnonzero(np.diff(day, prepend=-1))
    of_day = np.arange(len(day)) - np.repeat(first, np.diff(np.append(first, len(day)))) + 1
    return [OrderKey(d, int(n), s + 1) for s, (d, n) in enumerate(zip(day_list(day), of_day, strict=True))]


def moments(minutes: Ints, where: Bools) -> Moment:
    """Minutes since 1970 as local moments, None where not known."""
    return known(minutes.astype("datetime64[m]").tolist(), where)


def known(values: Sequence[_V], where: Bools) -> list[_V | None]:
    """The values where they are known, None elsewhere."""
    return [value if there else None for value, there in zip(values, where.tolist(), strict=True)]


def _car_columns(world: World, car: Ints, day: Ints, draws: Floats) -> CarColumns:
    cars, owners = world.scene.cars, world.scene.owners
    owner = cars.owner_on(car, day)
    model = cars.model[car]
    person = ~owners.company[owner]
    return CarColumns(
        vin=cars.vin[car].tolist(),
        plate=cars.plate[car].tolist(),
        brand=words([s.brand for s, _ in MODELS])[model].tolist(),
        series=words([s.name for s, _ in MODELS])[model].tolist(),
        model=words([m.name for _, m in MODELS])[model].tolist(),
        energy=words([s.energy for s, _ in MODELS])[model].tolist(),
        owner_name=owners.name[owner].tolist(),
        female=known(owners.female[owner].tolist(), person),
        birthday=known(day_list(owners.birthday[owner]), person),
        phone=known(owners.phone[owner].tolist(), draws >= _NO_PHONE),
        district=words([d.name for d in DISTRICTS])[owners.district[owner]].tolist(),
    )


def _sales(world: World, store: int) -> Sales:
    """New cars, and used ones that change hands through the store."""
    cars, scene = world.scene.cars, world.scene
    new = np.flatnonzero((cars.store == store) & ~cars.stranger)
    used = new[cars.resold_day[new] < scene.until]
    car = np.concatenate([new, used])
    day = np.concatenate([cars.delivery_day[new], cars.resold_day[used]])
    sold = np.concatenate([cars.sold_day[new], cars.resold_day[used] - 2])
    price = np.concatenate([cars.price_fen[new], cars.resale_fen[used]])
    is_used = np.arange(len(car)) >= len(new)
    order = np.lexsort((car, day))
    car, day, sold, price, is_used = car[order], day[order], sold[order], price[order], is_used[order]
    draws = hashed(scene.seed, "sales rows", (car, day), 1)[:, 0]
    channel = words([name for name, _ in CHANNELS])[cars.channel[car]]
    return Sales(
        car=_car_columns(world, car, day, draws * 2),
        delivery_day=day_list(day),
        sold_day=day_list(sold),
        price_fen=price.tolist(),
        seller=words(scene.group.staff.sellers[store])[cars.seller[car]].tolist(),
        channel=np.where(is_used, "二手车", channel).tolist(),
    )


def _orders(world: World, place: Ints, key: dict[int, OrderKey]) -> Orders:
    events, work, bills, scene = world.events, world.work, world.bills, world.scene
    reception, status = events.reception, work.status[place]
    car, day, fault = events.car[place], events.day[place], events.fault[place]
    draws = hashed(scene.seed, "order rows", (car, day, events.kinds[place]), 4)
    columns = _car_columns(world, car, day, draws[:, 0])
    begun = (status != VOID) & (reception.started_at[place] < scene.until * 1440)
    finished = (status == SETTLED) | ((status == OPEN) & (work.finished_at[place] < scene.until * 1440))
    settled = status == SETTLED
    money = {
        name: np.where(status == VOID, 0, getattr(bills, name)[place]).tolist()
        for name in bills.__dataclass_fields__
    }
    names = scene.group.staff.names
    return Orders(
        key=[key[n] for n in place.tolist()],
        car=columns,
        phone_of_bringer=[
            other if draw < _OTHER_PHONE else own
            for other, own, draw in zip(
                phones(len(scene.owners) + car), columns.phone, draws[:, 1].tolist(), strict=True
            )
        ],
        role=events.role[place].tolist(),
        kinds=events.kinds[place].tolist(),
        status=status.tolist(),
        arrived_at=moments(reception.arrived_at[place], status >= 0),
        opened_at=moments(work.opened_at[place], status >= 0),
        started_at=moments(reception.started_at[place], begun),
        finished_at=moments(work.finished_at[place], begun & finished),
        settled_at=moments(work.settled_at[place], settled),
        left_at=moments(work.left_at[place], settled),
        booked=(reception.booked_at[place] >= 0).tolist(),
        odometer_km=_odometer(world, place, draws[:, 2:]).tolist(),
        symptom=[FAULTS[f].symptom if f >= 0 else None for f in fault.tolist()],
        system=[FAULTS[f].system if f >= 0 else None for f in fault.tolist()],
        adviser=names[reception.adviser[place]].tolist(),
        technician=known(names[reception.technician[place]].tolist(), status != VOID),
        **money,
    )


def _odometer(world: World, place: Ints, draws: Floats) -> Ints:
    """Kilometres since delivery at the car's own pace, more in summer; rarely a digit too many or too few."""
    cars, events = world.scene.cars, world.events
    car, day = events.car[place], events.day[place]
    age = np.maximum(day - cars.delivery_day[car], 0)
    km = cars.km_per_day[car] * (age + 10.0 * (np.sin(2 * np.pi * day / 365.25) + 1.0) * (age > 0)) + 12.0
    before = np.isin(events.role[place], (PDI, FITTING))
    km = np.where(before, 6 + car % 17, km).astype(np.int64)
    typo = np.where(draws[:, 1] < 0.6, km // 10, km * 10 + 3)
    return np.where((draws[:, 0] < _TYPO) & (km > 5_000) & (km < 190_000), typo, km)


def _lines(world: World, place: Ints, key: dict[int, OrderKey]) -> OrderLines:
    lines, events = world.lines, world.events
    rank = np.full(len(events), -1)
    rank[place] = np.arange(len(place))
    mine = np.flatnonzero(rank[lines.event] >= 0)
    mine = mine[np.argsort(rank[lines.event[mine]], kind="stable")]
    event = lines.event[mine]
    first = np.flatnonzero(np.diff(event, prepend=-1))
    line_no = np.arange(len(event)) - np.repeat(first, np.diff(np.append(first, len(event)))) + 1
    code = words([s.code for s in SERVICES] + [f.code for f in FAULTS])
    item = words([s.name for s in SERVICES] + [f.job for f in FAULTS])
    technician = world.scene.group.staff.names[events.reception.technician[event]]
    return OrderLines(
        key=[key[n] for n in event.tolist()],
        line_no=line_no.tolist(),
        code=code[lines.item[mine]].tolist(),
        item=item[lines.item[mine]].tolist(),
        is_part=(lines.line_type[mine] == PART).tolist(),
        quantity=lines.quantity[mine].tolist(),
        amount_fen=lines.amount_fen[mine].tolist(),
        cost_fen=lines.cost_fen[mine].tolist(),
        payer=lines.payer[mine].tolist(),
        technician=technician.tolist(),
    )


def _appointments(world: World, store: int, key: dict[int, OrderKey]) -> Appointments:
    bookings, reception = world.bookings, world.events.reception
    mine = np.flatnonzero(bookings.store == store)
    car, event = bookings.car[mine], bookings.event[mine]
    came = event >= 0
    draws = hashed(world.scene.seed, "booking rows", (car, bookings.booked_at[mine]), 1)[:, 0]
    return Appointments(
        key=[key.get(n) for n in event.tolist()],
        car=_car_columns(world, car, bookings.booked_at[mine] // 1440, draws),
        serial=(np.arange(len(mine)) + 1).tolist(),
        booked_at=moments(bookings.booked_at[mine], mine >= 0),
        arrived_at=moments(reception.arrived_at[event], came),
        started_at=moments(reception.started_at[event], came),
        status=bookings.status[mine].tolist(),
        kinds=bookings.kinds[mine].tolist(),
        channel=bookings.channel[mine].tolist(),
    )


def _answers(world: World, key: dict[int, OrderKey]) -> Answers:
    surveys, events = world.surveys, world.events
    mine = np.array([n for n, e in enumerate(surveys.event.tolist()) if e in key], dtype=np.int64)
    mine = mine[np.lexsort((mine, surveys.answered_at[mine]))]
    event = surveys.event[mine]
    names = world.scene.group.staff.names
    return Answers(
        key=[key[n] for n in event.tolist()],
        car=_car_columns(world, events.car[event], events.day[event], np.ones(len(event))),
        serial=(np.arange(len(mine)) + 1).tolist(),
        answered_at=moments(surveys.answered_at[mine], mine >= 0),
        satisfaction=surveys.satisfaction[mine].tolist(),
        nps=surveys.nps[mine].tolist(),
        adviser=names[events.reception.adviser[event]].tolist(),
        comment=surveys.comment[mine].tolist(),
    )


def _grievances(world: World, store: int, key: dict[int, OrderKey]) -> Grievances:
    complaints = world.complaints
    mine = np.flatnonzero(complaints.store == store)
    received, solved = complaints.received_at[mine], complaints.solved_at[mine]
    car = complaints.car[mine]
    return Grievances(
        key=[key.get(n) for n in complaints.event[mine].tolist()],
        car=_car_columns(world, car, received // 1440, np.ones(len(mine))),
        serial=(np.arange(len(mine)) + 1).tolist(),
        received_at=moments(received, mine >= 0),
        due_at=moments(complaints.due_at[mine], mine >= 0),
        solved_at=moments(solved, solved >= 0),
        symptom=complaints.symptom[mine].tolist(),
        content=complaints.content[mine].tolist(),
        remedy=complaints.remedy[mine].tolist(),
    )
