"""What the owner of the figures may set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ValueOptions:
    """Rates are fractions a year, money is yuan.

    ``margin_rate`` and ``new_car_margin_yuan`` belong to the simple calculation; None: worked out from the
    files where they carry profit, and the ratio to the new car left out.
    """

    horizon_years: int = 5
    discount_rate: float = 0.08
    simple_years: int = 10
    margin_rate: float | None = None
    new_car_margin_yuan: float | None = None
