"""The dealer group: its stores, where they stand and who works there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from liuke.simulation.world.arrays import Floats, chance
from liuke.simulation.world.catalogue import DISTRICTS, SITES, Site
from liuke.simulation.world.people import Staff, hire


@dataclass(frozen=True)
class Group:
    """``distance_km[district, store]``; ``loyalty`` per store in log-odds, ``prices`` as a factor."""

    sites: tuple[Site, ...]
    distance_km: Floats
    loyalty: Floats
    prices: Floats
    staff: Staff

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(site.name for site in self.sites)


def found(*, seed: int, stores: int, vehicles: int, first_day: int, leaving_day: int | None) -> Group:
    """Founds the group; the first stores are the same whatever their number."""
    sites = tuple(_site(number) for number in range(stores))
    districts = np.array([(d.x_km, d.y_km) for d in DISTRICTS])
    places = np.array([(s.x_km, s.y_km) for s in sites])
    rng = chance(seed, "group")
    loyalty = np.clip(rng.normal(0.0, 0.05, stores), -0.09, 0.09)
    prices = np.clip(rng.normal(0.0, 0.02, stores), -0.04, 0.04)
    return Group(
        sites=sites,
        distance_km=np.hypot(*(districts[:, None, :] - places[None, :, :]).transpose(2, 0, 1)) + 1.5,
        loyalty=loyalty - loyalty.mean(),
        prices=1.0 + prices - prices.mean(),
        staff=hire(seed=seed, stores=stores, vehicles=vehicles, first_day=first_day, leaving_day=leaving_day),
    )


def _site(number: int) -> Site:
    if number < len(SITES):
        return SITES[number]
    base = SITES[number % len(SITES)]
    wing = number // len(SITES) + 1
    return Site(f"{base.name[:-1]}{wing}店", base.region, base.x_km + wing, base.y_km - wing)
