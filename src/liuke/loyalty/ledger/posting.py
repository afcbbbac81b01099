"""A posting as it is asked for. What it does to accounts and lots, ledger.post works out under its locks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID


class Kind(StrEnum):
    """What happens."""

    TOP_UP = "topup"
    SALE = "sale"
    GIFT = "gift"
    ISSUE = "issue"
    EARN = "earn"
    PAY = "pay"
    USE = "use"
    REDEEM = "redeem"
    SPEND = "spend"
    TRANSFER = "transfer"
    HOLD = "hold"
    VOID = "void"
    REFUND = "refund"
    RETURN = "return"
    REVERSAL = "reversal"
    BREAKAGE = "breakage"
    OPENING = "opening"
    SETTLE = "settle"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    MERGE = "merge"
    UNMERGE = "unmerge"


class Value(StrEnum):
    """What an owner holds. ``STORED`` is principal and bonus together, as they are spent."""

    PRINCIPAL = "principal"
    BONUS = "bonus"
    STORED = "stored"
    POINTS = "points"
    VISITS = "visits"
    COUPON = "coupon"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Gives a lot. ``paid_fen`` is what the owner paid for it, ``list_fen`` what it is worth at list price
    (of a principal: paid and bonus together)."""

    op: ClassVar[str] = "grant"
    kind: Value
    amount: int
    unit: str | None = None
    usable_on: dt.date | None = None
    expires_on: dt.date | None = None
    paid_fen: int = 0
    list_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Takes from what is held, first to expire first; ``origins`` names the journals it was granted by."""

    op: ClassVar[str] = "draw"
    kind: Value
    amount: int
    unit: str | None = None
    origins: tuple[UUID, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Give:
    """Hands over to another owner, with its days."""

    op: ClassVar[str] = "give"
    kind: Value
    amount: int
    to: UUID
    unit: str | None = None
    origins: tuple[UUID, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Pays back one top-up or card: ``refund_fen`` goes out, ``kept_fen`` counts as used. Together they are
    all that is left of it; a bonus left of it is forfeited."""

    op: ClassVar[str] = "refund"
    kind: Value
    origin: UUID
    refund_fen: int
    kept_fen: int = 0
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class Settle:
    """Pays another store what it is owed for value used there."""

    op: ClassVar[str] = "settle"
    store: UUID
    amount: int


Operation = Grant | Draw | Give | Refund | Settle


@dataclass(frozen=True, kw_only=True)
class Posting:
    """``key`` makes it happen once: the same key and content again gets the first answer.

    ``source`` names the bill, payment or event it stands for, which counts once for each kind of posting.
    ``store`` is where it happens; only freezing and merging have none.
    """

    kind: Kind
    key: str
    store: UUID | None
    holder: UUID | None
    operations: tuple[Operation, ...] = ()
    source: str | None = None
    actor: UUID | None = None
    approver: UUID | None = None
    business_date: dt.date | None = None
    reverses: UUID | None = None
    returns: UUID | None = None
    closes: UUID | None = None
    other: UUID | None = None
    amount: int | None = None
    minutes: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        """What ledger.post is given, but for the id."""
        told = {
            "kind": self.kind.value,
            "idem": self.key,
            "store": self.store,
            "holder": self.holder,
            "source": self.source,
            "actor": self.actor,
            "approver": self.approver,
            "business_date": self.business_date,
            "reverses": self.reverses,
            "returns": self.returns,
            "closes": self.closes,
            "other": self.other,
            "amount": self.amount,
            "minutes": self.minutes,
            "detail": dict(self.detail) or None,
            "ops": [_told(one) for one in self.operations] or None,
        }
        return {name: _plain(value) for name, value in told.items() if value is not None}


def _told(operation: Operation) -> dict[str, Any]:
    fields = {name: _plain(value) for name, value in vars(operation).items() if value is not None}
    return {"op": operation.op, **fields}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | dt.date):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
