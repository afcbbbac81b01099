"""What happens to what owners hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from liuke.outbox.events import Event


@dataclass(frozen=True)
class LoyaltyPosted(Event):
    """Something was posted; ``ledger.post`` writes this itself. ``posting`` is its kind, ``source`` the bill
    or payment it stands for."""

    kind: ClassVar[str] = "loyalty.posted"
    journal_id: str
    posting: str
    store_id: str | None
    owner_id: str | None
    source: str | None
