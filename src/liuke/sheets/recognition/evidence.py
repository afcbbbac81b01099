"""What the values of a column say about its meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from liuke.sheets.fields.field import Type
from liuke.values.moment import read_moment
from liuke.values.money import read_yuan
from liuke.values.odometer import read_km
from liuke.values.phone import read_phone
from liuke.values.plate import read_plate
from liuke.values.reading import BadCell, OpenQuestion
from liuke.values.text import half_width, is_placeholder
from liuke.values.vin import read_vin

SAMPLE_ROWS = 300
_TIME_OF_DAY = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?")


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def can_read(text: str) -> bool:
        try:
            read(text)
        except OpenQuestion:
            return True
        except BadCell:
            return False
        return True

    return can_read


_CAN_READ: Mapping[Type, Callable[[str], bool]] = {
    Type.VIN: _reads(read_vin),
    Type.PHONE: _reads(read_phone),
    Type.PLATE: _reads(read_plate),
    Type.DAY: _reads(read_moment),
    Type.MOMENT: _reads(read_moment),
    Type.YUAN: _reads(read_yuan),
    Type.KM: _reads(read_km),
}
TELLING = frozenset({Type.VIN, Type.PHONE, Type.PLATE, Type.DAY, Type.MOMENT})
"""Types whose values give them away; nearly everything is a text, and many things are numbers."""


def share_readable(type_: Type, values: Sequence[str | None]) -> float | None:
    """Share of the filled cells that can be read as a type; None when nothing is filled or anything goes."""
    can_read = _CAN_READ.get(type_)
    if can_read is None:
        return None
    filled = [v for v in values if v and not is_placeholder(v)]
    if not filled:
        return None
    return sum(map(can_read, filled)) / len(filled)


def is_time_of_day(values: Sequence[str | None]) -> bool:
    """Whether a column holds bare times such as 08:30, the other half of a date beside it."""
    filled = [half_width(v.strip()) for v in values if v and v.strip()]
    return bool(filled) and all(_TIME_OF_DAY.fullmatch(v) for v in filled)
