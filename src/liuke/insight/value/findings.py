"""What an owner is worth, by the simple calculation and by the statistical one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SimpleValue:
    """Visits expected × average + repairs + value-added services over the remaining years of the car.

    Yuan over ``years``; ``margin_yuan`` at ``margin_rate`` (None: no rate known);
    ``ratio_to_new_car_margin`` needs the margin of the new car (None: not given).
    """

    years: float
    maintenance_visits: float
    maintenance_yuan_per_visit: float
    repair_yuan: float
    added_services_yuan: float
    revenue_yuan: float
    margin_rate: float | None
    margin_yuan: float | None
    new_car_margin_yuan: float | None
    ratio_to_new_car_margin: float | None


@dataclass(frozen=True)
class ValueBin:
    """Owners by decile of value: mean value in yuan, share of the total."""

    decile: int
    mean_yuan: float
    share: float


@dataclass(frozen=True)
class StatisticalValue:
    """Expected future gross profit, discounted, with the probability that the car is still active.

    ``error`` is (forecast − actual) ÷ actual over the held-out 12 months; ``plain_bgnbd_error`` the same for
    BG/NBD with Gamma-Gamma, which treats cars as if they came at random times.
    """

    horizon_years: int
    discount_rate: float
    mean_yuan: float
    median_yuan: float
    total_yuan: float
    deciles: list[ValueBin]
    error: float | None
    plain_bgnbd_error: float | None


@dataclass(frozen=True)
class Value:
    simple: SimpleValue | None
    statistical: StatisticalValue | None
    point_of_retention_yuan: float | None
    """Gross profit of the horizon brought by one more point of yearly retention of today's active cars."""
    active_vehicles: int
