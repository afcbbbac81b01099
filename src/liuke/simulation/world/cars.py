"""Cars: what was sold to whom, where and when; VINs and plates; households, fleets, resales, strangers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from liuke.simulation.plants import OtherMix, Planted
from liuke.simulation.world.arrays import Bools, Floats, Ints, Words, chance, pick, pick_by_row, words
from liuke.simulation.world.calendar import dates, sales_rhythm
from liuke.simulation.world.catalogue import BRANDS, CHANNELS, DISTRICTS, SERIES
from liuke.simulation.world.group import Group
from liuke.simulation.world.owners import Owners, company_names, joined, people
from liuke.values.vin import check_digit

STRANGERS = 0.025
"""Cars that were bought elsewhere and come for service, as a share of the cars sold."""
_RESOLD, _IMPORTED, _SECOND_CAR = 0.025, 0.012, 0.07
_NEAR_KM = 5.0
_FLEETS = 3
_NEVER = 10**6
_VIN_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PLATE_LETTERS = {"燃油": _LETTERS, "插电混动": "FG", "纯电": "DA"}
_PLATE_STEP = 123_457  # without a common factor with the room there is, so that no plate comes twice
_NO_PLATE = 0.012
MODELS = tuple((s, m) for s in SERIES for m in s.models)
"""Every model with its series, in the order the cars count them."""


@dataclass(frozen=True)
class Cars:
    """One entry per car, ordered by delivery; ``stranger`` cars were bought elsewhere and have no sales row.

    ``series`` and ``model`` count in the catalogue, ``store`` in the group; days are days since 1970;
    ``first_day`` is when the car can first come to us; ``resold_day`` is far in the future for most.
    """

    vin: Words
    plate: Words
    series: Ints
    model: Ints
    store: Ints
    owner: Ints
    next_owner: Ints
    delivery_day: Ints
    sold_day: Ints
    first_day: Ints
    resold_day: Ints
    price_fen: Ints
    resale_fen: Ints
    km_per_day: Floats
    desk: Ints
    seat_place: Ints
    seller: Ints
    channel: Ints
    stranger: Bools

    def __len__(self) -> int:
        return len(self.vin)

    def owner_on(self, car: Ints, day: Ints) -> Ints:
        """Who owns each car on each day."""
        return np.where(day >= self.resold_day[car], self.next_owner[car], self.owner[car])


def sell(
    *, seed: int, vehicles: int, group: Group, start: int, end: int, plants: Sequence[Planted]
) -> tuple[Cars, Owners]:
    """Sells so many cars in [start, end), and lets some strangers come."""
    count = vehicles + round(vehicles * STRANGERS)
    rng = chance(seed, "sales")
    first, last = np.full(vehicles, start), np.full(vehicles, end - 1)
    delivery = np.sort(sales_rhythm(start, end - 1).between(first, last, rng.random(vehicles)))
    join = np.sort(rng.integers(start + 60, end, count - vehicles))
    first_day = np.concatenate([delivery, join])
    owners = people(rng=chance(seed, "owners"), count=count)
    owner, owners = _households(seed, owners, vehicles)
    district = owners.district[owner]
    series = _series(seed, district, first_day, plants)
    cars = _cars(
        seed=seed,
        group=group,
        series=series,
        district=district,
        first_day=first_day,
        owner=owner,
        sold=vehicles,
    )
    return _resell(seed, cars, owners, end)


def _households(seed: int, owners: Owners, vehicles: int) -> tuple[Ints, Owners]:
    """Second cars of a household and small fleets: several cars, one owner, one phone."""
    rng = chance(seed, "households")
    owner = np.arange(len(owners))
    partner = (rng.random(len(owners)) * owner).astype(np.int64)
    second = (rng.random(len(owners)) < _SECOND_CAR) & (owner > 0) & (owner < vehicles)
    owner = np.where(second & ~second[partner], partner, owner)
    company = np.zeros(len(owners), dtype=np.bool_)
    name = owners.name.copy()
    for _ in range(_FLEETS if vehicles >= 300 else 0):
        members = rng.choice(vehicles, size=int(rng.integers(4, 10)), replace=False)
        boss = int(members.min())
        owner[members] = boss
        owner[boss] = boss
        company[boss] = True
        name[boss] = company_names(name[boss : boss + 1])[0]
    owner = owner[owner]
    return owner, replace(owners, name=name, company=company)


def _series(seed: int, district: Ints, day: Ints, plants: Sequence[Planted]) -> Ints:
    """What each owner buys: the taste of the district, and a planted change of what sells."""
    shares = np.array([[s.share * dict(d.taste).get(s.name, 1.0) for s in SERIES] for d in DISTRICTS])
    weights = shares[district]
    for planted in plants:
        for effect, since in planted.effects():
            if isinstance(effect, OtherMix):
                place = [s.name for s in SERIES].index(effect.series)
                weights[day >= since, place] *= effect.factor
    return pick_by_row(weights, chance(seed, "series").random(len(district)))


def _cars(
    *, seed: int, group: Group, series: Ints, district: Ints, first_day: Ints, owner: Ints, sold: int
) -> Cars:
    rng = chance(seed, "cars")
    count = len(series)
    draws = rng.random((count, 8))
    stranger = np.arange(count) >= sold
    delivery = np.where(stranger, first_day - 200 - (draws[:, 0] * 1100).astype(np.int64), first_day)
    model = _models(series, draws[:, 1])
    prices = np.array([m.price_yuan for _, m in MODELS])[model]
    km = np.array([s.km_per_day for s in SERIES])[series] * np.exp(rng.normal(-0.06, 0.36, count))
    imported = (np.array([s.energy == "纯电" for s in SERIES])[series]) & (draws[:, 3] < _IMPORTED)
    return Cars(
        vin=_vins(series, model, delivery, imported),
        plate=_plates(series, draws[:, 4]),
        series=series,
        model=model,
        store=pick_by_row(np.exp(-group.distance_km / _NEAR_KM)[district], draws[:, 2]),
        owner=owner,
        next_owner=owner,
        delivery_day=delivery,
        sold_day=delivery - 3 - rng.geometric(0.09, count),
        first_day=first_day,
        resold_day=np.full(count, _NEVER),
        price_fen=(prices * (0.985 - 0.07 * draws[:, 5]) / 100).astype(np.int64) * 10_000,
        resale_fen=np.zeros(count, dtype=np.int64),
        km_per_day=np.clip(km, 8.0, 160.0),
        desk=np.array([BRANDS.index(s.brand) for s in SERIES])[series],
        seat_place=(draws[:, 6] * 1_000_003).astype(np.int64),
        seller=(draws[:, 7] * 6).astype(np.int64),
        channel=pick([share for _, share in CHANNELS], rng.random(count)),
        stranger=stranger,
    )


def _models(series: Ints, draws: Floats) -> Ints:
    model = np.zeros(len(series), dtype=np.int64)
    first = 0
    for place, line in enumerate(SERIES):
        mine = series == place
        model[mine] = first + pick([m.share for m in line.models], draws[mine])
        first += len(line.models)
    return model


def _vins(series: Ints, model: Ints, delivery: Ints, imported: Bools) -> Words:
    """Distinct VINs with their check digit; imported cars carry the European filler Z in its place."""
    serial = (np.arange(len(series)) * 618_033 + 1_357) % 1_000_000
    years = dates(delivery - 45).astype("datetime64[Y]").astype(np.int64) + 1970
    vins = []
    for s, m, n, year, foreign in zip(series, model, serial, years, imported, strict=True):
        line = SERIES[s]
        head = "WYR" if foreign else line.vin_prefix
        body = f"{head}{'EFHGS'[s]}{m + 1:02d}A{'B' if line.energy == '燃油' else 'E'}"
        tail = f"{_VIN_YEARS[(year - 2010) % 30]}{'W' if foreign else 'A'}{n:06d}"
        vins.append(f"{body}{'Z' if foreign else check_digit(f'{body}0{tail}')}{tail}")
    return words(vins)


def _plates(series: Ints, draws: Floats) -> Words:
    """Distinct invented plates: eight characters for new energy, seven for petrol; some have none yet."""
    plates: list[str | None] = []
    issued = dict.fromkeys(_PLATE_LETTERS, 0)
    for s, draw in zip(series, draws, strict=True):
        energy = SERIES[s].energy
        letters = _PLATE_LETTERS[energy]
        digits = 4 if energy == "燃油" else 5
        room = len(letters) * 10**digits
        city, turn = divmod(issued[energy], room)
        place = turn * _PLATE_STEP % room
        plate = f"湘{_LETTERS[city]}{letters[place // 10**digits]}{place % 10**digits:0{digits}d}"
        plates.append(None if draw < _NO_PLATE else plate)
        issued[energy] += 1
    return words(plates)


def _resell(seed: int, cars: Cars, owners: Owners, end: int) -> tuple[Cars, Owners]:
    """Sells some cars a second time through the group, to owners who are new in the list."""
    rng = chance(seed, "resales")
    day = cars.delivery_day + 450 + (rng.random(len(cars)) * 1300).astype(np.int64)
    resold = (rng.random(len(cars)) < _RESOLD) & ~cars.stranger & (day < end) & ~owners.company[cars.owner]
    places = np.flatnonzero(resold)
    buyers = people(rng=rng, count=len(places), first=len(owners))
    next_owner = cars.owner.copy()
    next_owner[places] = len(owners) + np.arange(len(places))
    age = (day - cars.delivery_day) / 365.0
    value = (cars.price_fen * (0.82 - 0.11 * age) / 10_000).astype(np.int64) * 10_000
    return (
        replace(
            cars,
            next_owner=next_owner,
            resold_day=np.where(resold, day, _NEVER),
            resale_fen=np.where(resold, value, 0),
        ),
        joined(owners, buyers),
    )
