"""What an owner holds, as the desk shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from liuke.loyalty import programme
from liuke.loyalty.balances import Held, OpenHold, balances_of, open_holds
from liuke.loyalty.models import CouponSeries
from liuke.web.console.desk import words
from liuke.web.shell.wording import t


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


@dataclass(frozen=True)
class SetAside:
    """An open hold in words."""

    journal: UUID
    until: dt.datetime
    what: str
    parts: tuple[tuple[str, str, int], ...]


def holding_of(owner_id: UUID) -> Holding:
    """Three queries."""
    return _holding(balances_of([owner_id]))


def holding_and_holds(owner_id: UUID, captured: str = "") -> tuple[Holding, list[SetAside]]:
    """What is held and what is set aside; with the id of a hold, as if that had been given back. Four
    queries."""
    holds = open_holds(owner_id)
    rows, units = balances_of([owner_id]), [part for one in holds for part in one.parts]
    mine = [part for one in holds if str(one.journal) == captured for part in one.parts]
    held = _holding(_given_back(owner_id, rows, mine), units)
    return held, [_set_aside(one, held.names) for one in holds]


def _set_aside(one: OpenHold, names: dict[str, str]) -> SetAside:
    sums: dict[tuple[str, str], int] = {}
    for kind, unit, amount in one.parts:
        name = t("Stored value") if unit == "fen" else words.unit_name(kind, unit, names)
        sums[name, unit] = sums.get((name, unit), 0) + amount
    what = [f"{name} {words.amount(unit, amount)}" for (name, unit), amount in sums.items()]
    return SetAside(one.journal, one.until, "、".join(what), one.parts)


def _given_back(owner_id: UUID, rows: list[Held], parts: Sequence[tuple[str, str, int]]) -> list[Held]:
    by_account = {(one.kind, one.unit): one for one in rows}
    for kind, unit, amount in parts:
        there = by_account.get((kind, unit)) or Held(owner_id, kind, unit, 0, 0, None, 0)
        by_account[kind, unit] = replace(there, amount=there.amount + amount, usable=there.usable + amount)
    return list(by_account.values())


def _holding(rows: Sequence[Held], also: Sequence[tuple[str, str, int]] = ()) -> Holding:
    """``also`` are kinds and units whose names are wanted too."""
    visits = [one for one in rows if one.kind == "visits"]
    coupons = [one for one in rows if one.kind == "coupon"]
    codes = {
        kind: {unit.partition(":")[2] for k, unit, _ in also if k == kind} for kind in ("visits", "coupon")
    }
    items = programme.item_names([*codes["visits"].union(one.code for one in visits)])
    wanted = codes["coupon"].union(one.code for one in coupons)
    found = CouponSeries.objects.select_related("item").filter(code__in=wanted)
    series = {one.code: one for one in found}
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
