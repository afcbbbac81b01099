"""B8 Escrow 资金存管 and the quarterly report 季度报表 to the commerce authority."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from liuke.loyalty.finance.liability import Liability, liability_of, standing_on, stores_of
from liuke.loyalty.finance.prepaid import limits_by_region
from liuke.loyalty.models import EscrowBalance, Issuer
from liuke.loyalty.rules.prepaid import IssuerKind, Light, PrepaidLimits, escrow_fen, escrow_light
from liuke.org.models import Store
from liuke.values.period import add_months
from liuke.values.reach import Reach

STRICTEST = IssuerKind.BRAND

_HOLDING = """
WITH used AS (
    SELECT u.lot, u.lot_n, sum(u.amount) AS amount
    FROM ledger.lot_use AS u
    JOIN ledger.journal AS j ON j.id = u.journal AND j.business_date <= %(day)s
    JOIN ledger.line AS l ON (l.journal, l.n) = (u.journal, u.n)
    JOIN ledger.account AS d ON d.id = l.dr AND d.kind <> 'held'
    JOIN ledger.account AS c ON c.id = l.cr AND c.kind <> 'held'
    GROUP BY 1, 2
)
SELECT o.store, count(DISTINCT a.holder),
       count(DISTINCT a.holder) FILTER (WHERE a.kind = 'principal') + count(DISTINCT (a.holder, o.origin)) FILTER (WHERE a.kind = 'visits')
FROM ledger.lot AS o
JOIN ledger.account AS a ON a.id = o.account AND a.kind IN ('principal', 'visits')
JOIN ledger.journal AS g ON g.id = o.journal AND g.business_date <= %(day)s
LEFT JOIN used AS u ON (u.lot, u.lot_n) = (o.journal, o.n)
WHERE o.granted > coalesce(u.amount, 0) AND (%(stores)s::uuid[] IS NULL OR o.store = ANY (%(stores)s::uuid[]))
GROUP BY 1
"""


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
    entries = latest_entries(quarter, [store.pk for store in stores])
    issuers = {one.store_id: one for one in Issuer.objects.filter(store__in=stores)}
    limits = limits_by_region(stores, last)
    return [
        _escrow(s, issuers.get(s.pk), balances[s.pk], entries.get(s.pk), limits[s.region_id]) for s in stores
    ]


def quarter_report(*, quarter: dt.date, stores: Sequence[Store]) -> list[Quarter]:
    """Principal and what cards were sold for; the bonus is no prepaid money."""
    reach, last = Reach(stores=frozenset(s.pk for s in stores)), add_months(quarter, 3) - dt.timedelta(1)
    found = liability_of(start=quarter, end=last, reach=reach).stores
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, {"day": last, "stores": stores_of(reach)})
        holding = {store: (owners, cards) for store, owners, cards in cursor.fetchall()}
    return [
        _quarter(one, found.get(one.store.pk), *holding.get(one.store.pk, (0, 0)))
        for one in escrow_of(quarter=quarter, stores=stores)
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


def _quarter(escrow: Escrow, found: Liability | None, owners: int, cards: int) -> Quarter:
    if found is None:
        return Quarter(escrow, 0, 0, 0, 0, 0, 0, owners, cards)

    def money(amounts: Mapping[str, int]) -> int:
        return amounts.get("principal", 0) + amounts.get("cards", 0)

    steps = {name: money(amounts) for name, amounts in found.steps.items()}
    issued = steps["topup"] + steps["sale"]
    used = -(steps["used"] + steps["used_elsewhere"])
    refunded = -steps["refund"]
    opening, closing = money(found.opening), money(found.closing)
    other = closing - opening - issued + used + refunded
    return Quarter(escrow, opening, issued, used, refunded, other, closing, owners, cards)
