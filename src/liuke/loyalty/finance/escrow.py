"""B8 Escrow 资金存管: what must lie at the bank for a quarter, against what does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from liuke.loyalty.finance.prepaid import limits_by_region
from liuke.loyalty.finance.prepaid_standing import prepaid_between
from liuke.loyalty.models import EscrowBalance, Issuer
from liuke.loyalty.rules.prepaid import IssuerKind, Light, PrepaidLimits, escrow_fen, escrow_light
from liuke.org.models import Store
from liuke.values.period import add_months

STRICTEST = IssuerKind.BRAND


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


def escrow_of(*, quarter: dt.date, stores: Sequence[Store]) -> list[Escrow]:
    """Against the balance at the end of ``quarter`` (its first day), store by store."""
    last = add_months(quarter, 3) - dt.timedelta(1)
    held = prepaid_between(last, last, [store.pk for store in stores])
    return escrow_against({pk: one.fen for pk, one in held.items()}, quarter=quarter, stores=stores)


def escrow_against(
    balances: Mapping[UUID, int], *, quarter: dt.date, stores: Sequence[Store]
) -> list[Escrow]:
    """The same where the balances, in fen, are known."""
    last = add_months(quarter, 3) - dt.timedelta(1)
    entries = latest_entries(quarter, [store.pk for store in stores])
    issuers = {one.store_id: one for one in Issuer.objects.filter(store__in=stores)}
    limits = limits_by_region(stores, last)
    return [
        _escrow(s, issuers.get(s.pk), balances.get(s.pk, 0), entries.get(s.pk), limits[s.region_id])
        for s in stores
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
