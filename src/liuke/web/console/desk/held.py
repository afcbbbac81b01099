"""What an owner holds, as the desk shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from liuke.loyalty import programme
from liuke.loyalty.balances import Held, balances_of
from liuke.loyalty.models import CouponSeries
from liuke.web.console.desk import words


@dataclass(frozen=True)
class Purse:
    """A card's item or a coupon series in an owner's hands."""

    code: str
    name: str
    about: str
    amount: int
    usable: int
    expires: dt.date | None
    expiring: int
    transferable: bool = False


@dataclass(frozen=True)
class Holding:
    """All of it."""

    principal_fen: int
    bonus_fen: int
    usable_fen: int
    points: int
    usable_points: int
    debt: int
    cards: Sequence[Purse]
    coupons: Sequence[Purse]
    soon: Sequence[tuple[str, str, dt.date | None]]
    names: dict[str, str]

    @property
    def stored_fen(self) -> int:
        return self.principal_fen + self.bonus_fen


def holding_of(owner_id: UUID) -> Holding:
    """Three queries."""
    rows = balances_of([owner_id])
    visits = [one for one in rows if one.kind == "visits"]
    coupons = [one for one in rows if one.kind == "coupon"]
    items = programme.item_names([one.code for one in visits])
    series = {
        one.code: one
        for one in CouponSeries.objects.select_related("item").filter(code__in=[c.code for c in coupons])
    }
    names = {f"visits:{code}": name for code, name in items.items()}
    names |= {f"coupon:{code}": one.name for code, one in series.items()}
    by_kind = {one.kind: one for one in rows}
    return Holding(
        principal_fen=_amount(by_kind, "principal"),
        bonus_fen=_amount(by_kind, "bonus"),
        usable_fen=sum(one.usable for one in rows if one.kind in ("principal", "bonus")),
        points=_amount(by_kind, "points"),
        usable_points=by_kind["points"].usable if "points" in by_kind else 0,
        debt=_amount(by_kind, "points_debt"),
        cards=[_purse(one, items.get(one.code, one.code), "") for one in visits],
        coupons=[_coupon(one, series.get(one.code)) for one in coupons],
        soon=[
            (
                words.unit_name(one.kind, one.unit, names),
                words.amount(one.unit, one.expiring),
                one.next_expiry,
            )
            for one in rows
            if one.expiring
        ],
        names=names,
    )


def _amount(rows: dict[str, Held], kind: str) -> int:
    return rows[kind].amount if kind in rows else 0


def _purse(one: Held, name: str, about: str, transferable: bool = True) -> Purse:
    return Purse(one.code, name, about, one.amount, one.usable, one.next_expiry, one.expiring, transferable)


def _coupon(one: Held, series: CouponSeries | None) -> Purse:
    if series is None:
        return _purse(one, one.code, "", False)
    return _purse(one, series.name, words.worth(series), series.transferable)
