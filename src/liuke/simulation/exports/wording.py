"""How a DMS words things: kinds of visit, states, days, moments and money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from liuke.simulation.world.records import OrderKey, Orders
from liuke.simulation.world.visits import PDI
from liuke.values.visit_kind import BITS

Word = Callable[[Sequence[int]], list[str]]


@dataclass(frozen=True)
class Wording:
    """The words of one DMS.

    ``states`` are those of an order: open, settled, void; ``bookings``: kept, no-show, called off by the
    store, by the owner; ``payers``: owner, insurer, manufacturer.
    """

    kinds: Mapping[str, str]
    joint: str
    pdi: str
    states: tuple[str, str, str]
    bookings: tuple[str, str, str, str]
    channels: tuple[str, ...]
    payers: tuple[str, str, str]
    services: Mapping[str, str]

    def visit_kinds(self, orders: Orders) -> list[str]:
        """The kind of each order in words; several joined as this DMS joins them."""
        return [
            self.pdi if role == PDI else self._joined(self.kinds, mask)
            for role, mask in zip(orders.role, orders.kinds, strict=True)
        ]

    def booked_services(self, kinds: Sequence[int]) -> list[str]:
        return [self._joined(self.services, mask) for mask in kinds]

    def booking_channels(self, draws: Sequence[int]) -> list[str]:
        return [self.channels[draw % len(self.channels)] for draw in draws]

    def _joined(self, words: Mapping[str, str], mask: int) -> str:
        return self.joint.join(word for kind, word in words.items() if mask & BITS[kind])


def yuan(fen: Sequence[int]) -> list[float]:
    """Yuan as a number cell holds them.

    >>> yuan([123450])
    [1234.5]
    """
    return [amount / 100 for amount in fen]


def yuan_text(fen: Sequence[int]) -> list[str]:
    """Yuan with two decimals, exactly.

    >>> yuan_text([123450, 7])
    ['1234.50', '0.07']
    """
    return [f"{amount // 100}.{amount % 100:02d}" for amount in fen]


def yuan_with_sign(fen: Sequence[int]) -> list[str]:
    """Yuan as a bookkeeper's program prints them.

    >>> yuan_with_sign([123450])
    ['¥1,234.50']
    """
    return [f"¥{amount // 100:,}.{amount % 100:02d}" for amount in fen]


def slashed_days(days: Sequence[dt.date | None]) -> list[str | None]:
    """2024/3/5, as Excel saves a csv in China."""
    return [None if day is None else f"{day.year}/{day.month}/{day.day}" for day in days]


def slashed_moments(moments: Sequence[dt.datetime | None]) -> list[str | None]:
    """2024/3/5 9:05."""
    return [
        None if at is None else f"{at.year}/{at.month}/{at.day} {at.hour}:{at.minute:02d}" for at in moments
    ]


def compact_days(days: Sequence[dt.date | None]) -> list[str | None]:
    """20240305."""
    return [None if day is None else f"{day:%Y%m%d}" for day in days]


def chinese_days(moments: Sequence[dt.datetime | None]) -> list[str | None]:
    """2024年3月5日."""
    return [None if at is None else f"{at.year}年{at.month}月{at.day}日" for at in moments]


def plain_moments(moments: Sequence[dt.datetime | None]) -> list[str | None]:
    """2024-03-05 09:05:00."""
    return [None if at is None else f"{at:%Y-%m-%d %H:%M:%S}" for at in moments]


def numbered(keys: Sequence[OrderKey | None], number: Callable[[OrderKey], str]) -> list[str | None]:
    """Order numbers as this DMS forms them."""
    return [None if key is None else number(key) for key in keys]
