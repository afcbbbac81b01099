"""A2 What a VIN 车架号 says: maker, country, model year; and what in it cannot be right."""

from __future__ import annotations

from dataclasses import dataclass

from vininfo import Vin
from vininfo.exceptions import ValidationError

from liuke.values.vin import check_digit

NOT_IN_THE_TABLE = "UnsupportedBrand"
YEARS_BEFORE_DELIVERY = 4
"""A car that was new at delivery is rarely of an older model year than this."""


@dataclass(frozen=True)
class DecodedVin:
    """``maker`` None: not in the table. ``year`` None: neither candidate agrees with the delivery.

    ``expected_digit`` is what the ninth character should be where it is something else: mandatory in China
    and North America, not in Europe.
    """

    maker: str | None
    country: str | None
    year: int | None
    year_doubtful: bool
    expected_digit: str | None


def decode_vin(vin: str, *, delivery_year: int | None) -> DecodedVin | None:
    """None for what is no VIN. The year's code comes round every 30 years: the delivery tells which.

    >>> found = decode_vin("LATPAB071W1005301", delivery_year=1998)
    >>> found.country, found.year, found.expected_digit
    ('China', 1998, None)
    """
    try:
        told = Vin(vin)
    except ValidationError:
        return None
    years = sorted(int(year) for year in told.years or () if year)
    digit = check_digit(vin)
    fitting = [year for year in years if _fits(year, delivery_year)]
    maker = str(told.manufacturer)
    return DecodedVin(
        maker=maker if maker != NOT_IN_THE_TABLE else None,
        country=str(told.country) if told.country else None,
        year=fitting[-1] if fitting else None,
        year_doubtful=bool(years) and not fitting,
        expected_digit=digit if digit != vin[8] else None,
    )


def _fits(year: int, delivery_year: int | None) -> bool:
    return delivery_year is None or delivery_year - YEARS_BEFORE_DELIVERY <= year <= delivery_year + 1
