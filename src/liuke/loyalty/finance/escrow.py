"""B8 Escrow 资金存管 and the quarterly report 季度报表 to the commerce authority."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from liuke.loyalty.finance.large import large_question
from liuke.loyalty.finance.liability import Liability, liability_of
from liuke.loyalty.finance.prepaid import limits_by_region
from liuke.loyalty.finance.since import first_id
from liuke.loyalty.finance.standing import LATER, standing_on, stores_of
from liuke.loyalty.models import EscrowBalance, Issuer
from liuke.loyalty.rules.prepaid import IssuerKind, Light, PrepaidLimits, escrow_fen, escrow_light
from liuke.org.models import Store
from liuke.values.period import add_months
from liuke.values.reach import Reach

STRICTEST = IssuerKind.BRAND

_HOLDING = (
    LATER
    + """
SELECT o.store, count(DISTINCT a.holder),
       count(DISTINCT a.holder) FILTER (WHERE a.kind = 'principal') + count(DISTINCT (a.holder, o.origin)) FILTER (WHERE a.kind = 'visits')
FROM ledger.account AS a
JOIN ledger.lot AS o ON o.account = a.id
JOIN ledger.journal AS g ON g.id = o.journal AND g.business_date <= %(day)s
LEFT JOIN later AS u ON (u.lot, u.lot_n) = (o.journal, o.n)
WHERE a.kind IN ('principal', 'visits') AND o.remaining + coalesce(u.amount, 0) > 0
  AND (%(stores)s::uuid[] IS NULL OR o.store = ANY (%(stores)s::uuid[]))
GROUP BY 1
"""
)


@dataclass(frozen=True)
class Escrow:
    """A store's escrow for the balance at the end of a quarter. Without an ``issuer`` the strictest part."""

    store: Store
    issuer: Issuer | None
    balance_fen: int
    percent: int
    required_fen: int
    entry: EscrowBalance | None
    light: Light


@dataclass(frozen=True)
class Quarter:
    """What a store's prepaid cards did in a quarter, in fen."""

    escrow: Escrow
    opening_fen: int
    issued_fen: int
    used_fen: int
    refunded_fen: int
    other_fen: int
    closing_fen: int
    owners: int
    cards: int


def escrow_of(*, quarter: dt.date, stores: Sequence[Store]) -> list[Escrow]:
    """Against the balance at the end of ``quarter`` (its first day), store by store."""
    last = add_months(quarter, 3) - dt.timedelta(1)
    balances: dict[UUID, int] = defaultdict(int)
    for one in standing_on(last, Reach(stores=frozenset(store.pk for store in stores))):
        if one.kind in ("principal", "cards"):
            balances[one.store] += one.amount
    return _against(balances, quarter=quarter, stores=stores)


def _against(balances: Mapping[UUID, int], *, quarter: dt.date, stores: Sequence[Store]) -> list[Escrow]:
    last = add_months(quarter, 3) - dt.timedelta(1)
    entries = latest_entries(quarter, [store.pk for store in stores])
    issuers = {one.store_id: one for one in Issuer.objects.filter(store__in=stores)}
    limits = limits_by_region(stores, last)
    return [
        _escrow(s, issuers.get(s.pk), balances.get(s.pk, 0), entries.get(s.pk), limits[s.region_id])
        for s in stores
    ]


def quarter_report(*, quarter: dt.date, stores: Sequence[Store]) -> list[Quarter]:
    """Principal and what cards were sold for; the bonus is no prepaid money."""
    reach, last = Reach(stores=frozenset(s.pk for s in stores)), add_months(quarter, 3) - dt.timedelta(1)
    found = liability_of(start=quarter, end=last, reach=reach).stores
    day_after = last + dt.timedelta(1)
    given: dict[str, dt.date | UUID | list[UUID] | None] = {
        "day": last,
        "before": last,
        "first": first_id(day_after),
        "stores": stores_of(reach),
    }
    with large_question() as cursor:
        cursor.execute(_HOLDING, given)
        holding = {store: (owners, cards) for store, owners, cards in cursor.fetchall()}
    balances = {store: _money(one.closing) for store, one in found.items()}
    return [
        _quarter(one, found.get(one.store.pk), *holding.get(one.store.pk, (0, 0)))
        for one in _against(balances, quarter=quarter, stores=stores)
    ]


def latest_entries(quarter: dt.date, stores: Iterable[UUID]) -> Mapping[UUID, EscrowBalance]:
    """What was entered last for each store."""
    rows = EscrowBalance.objects.filter(quarter=quarter, store__in=list(stores)).order_by("entered_at")
    return {one.store_id: one for one in rows}


def _escrow(
    store: Store,
    issuer: Issuer | None,
    balance_fen: int,
    entry: EscrowBalance | None,
    limits: PrepaidLimits,
) -> Escrow:
    percent = limits.percent(IssuerKind(issuer.kind) if issuer else STRICTEST)
    required = escrow_fen(balance_fen=balance_fen, percent=percent)
    light = escrow_light(required_fen=required, there_fen=entry.amount_fen if entry else None)
    return Escrow(store, issuer, balance_fen, percent, required, entry, light)


def _money(amounts: Mapping[str, int]) -> int:
    """What owners paid for: the bonus is no prepaid money."""
    return amounts.get("principal", 0) + amounts.get("cards", 0)


def _quarter(escrow: Escrow, found: Liability | None, owners: int, cards: int) -> Quarter:
    if found is None:
        return Quarter(escrow, 0, 0, 0, 0, 0, 0, owners, cards)

    steps = {name: _money(amounts) for name, amounts in found.steps.items()}
    issued = steps["topup"] + steps["sale"]
    used = -(steps["used"] + steps["used_elsewhere"])
    refunded = -steps["refund"]
    opening, closing = _money(found.opening), _money(found.closing)
    other = closing - opening - issued + used + refunded
    return Quarter(escrow, opening, issued, used, refunded, other, closing, owners, cards)
