"""What every order costs, line by line, in fen, and who pays it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from scipy.special import ndtri

from liuke.simulation.plants import DearerService
from liuke.simulation.world.arrays import Bools, Floats, Ints, hashed
from liuke.simulation.world.calendar import months_of
from liuke.simulation.world.catalogue import SERIES
from liuke.simulation.world.items import FAULTS, SERVICES, Service
from liuke.simulation.world.scene import Scene
from liuke.simulation.world.visits import CANCELLED, PDI, REWORK, Events
from liuke.values.visit_kind import BITS

OWNER, INSURER, WARRANTY = range(3)
PART, LABOUR = range(2)
_LABOUR_COST = 0.36
_PART_COST = {"maintenance": 0.56, "repair": 0.66, "accident": 0.73, "accessory": 0.52, "inspection": 0.5}
_INSURED, _COLLISION, _BREAKAGE = 0.9, 0.45, 0.30
_DISCOUNTS = (0.05, 0.08, 0.10, 0.12, 0.15)
_HOURLY_YUAN = 150


@dataclass(frozen=True)
class Lines:
    """One entry per order line: ``event`` is the order, ``item`` counts services, then faults."""

    event: Ints
    item: Ints
    line_type: Ints
    quantity: Floats
    amount_fen: Ints
    cost_fen: Ints
    payer: Ints


@dataclass(frozen=True)
class Bills:
    """One entry per order, in fen: total = labour + parts − discount = owner + insurer + warranty."""

    labour_fen: Ints
    parts_fen: Ints
    discount_fen: Ints
    total_fen: Ints
    owner_fen: Ints
    insurer_fen: Ints
    warranty_fen: Ints
    parts_cost_fen: Ints
    labour_cost_fen: Ints


def bill(scene: Scene, events: Events) -> tuple[Lines, Bills]:
    """Writes the lines of every order and adds them up."""
    draws = hashed(scene.seed, "lines", events.identity, len(SERVICES) + 5)
    lines = Lines(*(np.concatenate(c) for c in zip(*_lines(scene, events, draws), strict=True)))
    order = np.lexsort((lines.line_type, lines.item, lines.event))
    lines = Lines(*(getattr(lines, f.name)[order] for f in fields(Lines)))
    return lines, _bills(scene, events, lines, draws[:, len(SERVICES) + 3 :])


def _lines(scene: Scene, events: Events, draws: Floats) -> Iterator[tuple[Ints | Floats, ...]]:
    age = (events.day - scene.cars.delivery_day[events.car]) / 365.0
    factor = _price_factors(scene, events)
    noise = draws[:, len(SERVICES) :]
    severity = np.exp(_COLLISION * ndtri(np.clip(noise[:, 0], 1e-6, 1 - 1e-6)))
    insured = np.where(noise[:, 1] < _INSURED, INSURER, OWNER)
    chosen = np.stack([_has(scene, events, age, s, draws[:, n]) for n, s in enumerate(SERVICES)], axis=1)
    _at_least_one(events, chosen)
    for place, service in enumerate(SERVICES):
        event = np.flatnonzero(chosen[:, place])
        dearer = factor[event] if service.kind == "maintenance" else _plain(scene, events)[event]
        dearer = dearer * severity[event] if service.kind == "accident" else dearer
        payer = insured[event] if service.kind == "accident" else np.full(len(event), OWNER)
        cost = _PART_COST[service.kind]
        if service.part_yuan:
            yield _line(event, place, PART, service.part_yuan * dearer, service.quantity, cost, payer)
        if service.labour_yuan or not service.part_yuan:
            yield _line(event, place, LABOUR, service.labour_yuan * dearer, 0, _LABOUR_COST, payer)
    yield from _fault_lines(scene, events, noise)


def _fault_lines(scene: Scene, events: Events, noise: Floats) -> Iterator[tuple[Ints | Floats, ...]]:
    """Repairs: the job that cures the fault, at nobody's cost where the first repair did not hold."""
    breakage = np.exp(_BREAKAGE * ndtri(np.clip(noise[:, 2], 1e-6, 1 - 1e-6)))
    breakage = np.where(events.role == REWORK, 0.0, breakage) * _plain(scene, events)
    payer = np.where((events.kinds & BITS["warranty"]) > 0, WARRANTY, OWNER)
    for place, fault in enumerate(FAULTS):
        event = np.flatnonzero((events.fault == place) & (events.role != CANCELLED))
        item = len(SERVICES) + place
        if fault.part_yuan:
            part = event[events.role[event] != REWORK]
            price = fault.part_yuan * breakage[part]
            yield _line(part, item, PART, price, 1, _PART_COST["repair"], payer[part])
        yield _line(event, item, LABOUR, fault.labour_yuan * breakage[event], 0, _LABOUR_COST, payer[event])


def _has(scene: Scene, events: Events, age: Floats, service: Service, draws: Floats) -> Bools:
    """Which orders have this service."""
    energy = np.array([s.energy in service.energies for s in SERIES])[scene.cars.series[events.car]]
    summer = np.isin(months_of(events.day) % 12, (5, 6, 7))
    share = service.share * np.where(summer, service.summer, 1.0)
    wanted = (events.kinds & service.bit > 0) & energy & (age >= service.from_years) & (draws < share)
    return np.asarray(wanted & (events.role != CANCELLED) & (events.role != PDI), dtype=np.bool_)


def _at_least_one(events: Events, chosen: Bools) -> None:
    """An accident has damage and an accessory order an accessory, whatever the dice said."""
    names = [s.code for s in SERVICES]
    for kind, code in (("accident", "SG001"), ("accessory", "JP004")):
        mine = np.array([s.kind == kind for s in SERVICES])
        empty = (events.kinds & BITS[kind] > 0) & (events.role != CANCELLED) & ~chosen[:, mine].any(axis=1)
        chosen[empty, names.index(code)] = True


def _line(
    event: Ints, item: int, line_type: int, yuan: Floats, quantity: int, cost: float, payer: Ints
) -> tuple[Ints | Floats, ...]:
    """One line on each of these orders; whole yuan on the price list, hours at the hourly rate."""
    amount = np.rint(yuan).astype(np.int64) * 100
    hours = np.maximum(np.rint(amount / 100 / _HOURLY_YUAN * 10) / 10, 0.1)
    return (
        event,
        np.full(len(event), item),
        np.full(len(event), line_type),
        np.full(len(event), float(quantity)) if line_type == PART else hours,
        amount,
        np.rint(amount * cost).astype(np.int64),
        payer,
    )


def _plain(scene: Scene, events: Events) -> Floats:
    costs = np.array([s.costs for s in SERIES])[scene.cars.series[events.car]]
    return np.asarray(costs * scene.group.prices[events.reception.store], dtype=np.float64)


def _price_factors(scene: Scene, events: Events) -> Floats:
    """What maintenance costs here and now, planted rises included."""
    factor = _plain(scene, events)
    for effect, since in scene.effects(DearerService):
        hit = (events.day >= since) & scene.is_in(
            effect.where,
            car=events.car,
            day=events.day,
            store=events.reception.store,
            adviser=events.reception.adviser,
        )
        factor = np.where(hit, factor * effect.factor, factor)
    return factor


def _bills(scene: Scene, events: Events, lines: Lines, draws: Floats) -> Bills:
    count = len(events)

    def total(values: Ints, mask: Bools) -> Ints:
        return np.rint(np.bincount(lines.event[mask], values[mask], count)).astype(np.int64)

    part, labour = lines.line_type == PART, lines.line_type == LABOUR
    payers = {payer: total(lines.amount_fen, lines.payer == payer) for payer in (OWNER, INSURER, WARRANTY)}
    owner = scene.cars.owner_on(events.car, events.day)
    wants = draws[:, 0] < 0.18 + 0.45 * scene.owners.thrift[owner]
    share = np.array(_DISCOUNTS)[(draws[:, 1] * len(_DISCOUNTS)).astype(np.int64)]
    share = np.where(scene.owners.company[owner], 0.10, np.where(wants, share, 0.0))
    discount = np.rint(payers[OWNER] * share).astype(np.int64)
    return Bills(
        labour_fen=total(lines.amount_fen, labour),
        parts_fen=total(lines.amount_fen, part),
        discount_fen=discount,
        total_fen=sum(payers.values()) - discount,
        owner_fen=payers[OWNER] - discount,
        insurer_fen=payers[INSURER],
        warranty_fen=payers[WARRANTY],
        parts_cost_fen=total(lines.cost_fen, part),
        labour_cost_fen=total(lines.cost_fen, labour),
    )
