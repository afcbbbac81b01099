"""A5 Where a store is 位置: longitude and latitude in GCJ-02, the system of Chinese maps, inside China."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from liuke.values.refusal import Refusal

EAST, NORTH = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))
"""Degrees between which China lies, islands included."""
PLACES = 6
"""Six decimals are a tenth of a metre."""
_PAIR = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,，;；\s]\s*(-?\d{1,3}(?:\.\d+)?)")


class NoPosition(Refusal):
    code = "no_position"
    sentence = "Write longitude and latitude with a comma, like 118.796877,32.060255."


class PositionTurnedRound(Refusal):
    code = "position_turned_round"
    sentence = "Longitude comes first, latitude second: %(meant)s."


class OutsideChina(Refusal):
    code = "outside_china"
    sentence = "This place lies outside of China. Copy the coordinates anew."


@dataclass(frozen=True)
class Position:
    """Degrees east and north."""

    longitude: Decimal
    latitude: Decimal

    def __str__(self) -> str:
        return f"{self.longitude:f},{self.latitude:f}"


def read_position(text: str) -> Position | None:
    """As Amap's and Tencent's coordinate pickers copy it. None for an empty text.

    Raises NoPosition, PositionTurnedRound, OutsideChina.
    """
    if not text.strip():
        return None
    found = _PAIR.fullmatch(text.strip())
    if found is None:
        raise NoPosition
    east, north = (round(Decimal(one), PLACES) for one in found.groups())
    if _inside(east, north):
        return Position(east, north)
    if _inside(north, east):
        raise PositionTurnedRound(meant=Position(north, east))
    raise OutsideChina


def _inside(east: Decimal, north: Decimal) -> bool:
    return EAST[0] <= east <= EAST[1] and NORTH[0] <= north <= NORTH[1]
