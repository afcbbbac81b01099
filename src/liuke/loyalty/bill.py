"""A bill 结算单 as loyalty sees it: what was bought and what it comes to, whoever writes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

ANEW = "-2"
"""Behind the number of a bill that was returned whole, where it is settled once more."""


class Category(StrEnum):
    """What a line of a bill is for."""

    LABOUR = "labour"
    PARTS = "parts"
    ACCESSORY = "accessory"
    PACKAGE = "package"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class BillLine:
    """One position. ``list_fen`` is its price without any discount, ``amount_fen`` what is charged."""

    item: str
    category: Category
    amount_fen: int
    list_fen: int

    def __post_init__(self) -> None:
        if not 0 <= self.amount_fen <= self.list_fen:
            raise ValueError(f"a line charges between nothing and its list price: {self.item}")


@dataclass(frozen=True, kw_only=True)
class Bill:
    """``number``: the issuer's own, a ``plain_code``; ``amount_fen``: the sum of the lines.

    >>> from uuid import UUID
    >>> line = BillLine(item="机油", category=Category.PARTS, amount_fen=30000, list_fen=35000)
    >>> Bill(store=UUID(int=1), number="WO-7", lines=(line,), amount_fen=30000).source
    'bill:00000000-0000-0000-0000-000000000001:WO-7'
    """

    store: UUID
    number: str
    lines: tuple[BillLine, ...]
    amount_fen: int

    def __post_init__(self) -> None:
        if not 1 <= len(self.number) <= 60:
            raise ValueError("a bill has a number of at most 60 characters")
        if self.amount_fen != sum(line.amount_fen for line in self.lines):
            raise ValueError(f"bill {self.number} does not add up")

    @property
    def source(self) -> str:
        """What the ledger knows it by: it counts once for each kind of posting."""
        return f"bill:{self.store}:{self.number}"
