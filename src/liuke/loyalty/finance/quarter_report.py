"""B8 The quarterly report 季度报表 to the commerce authority."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liuke.loyalty.finance.escrow import Escrow, escrow_against
from liuke.loyalty.finance.moved import money_moved_between
from liuke.loyalty.finance.prepaid_standing import Holders, Prepaid, prepaid_by_issuer
from liuke.loyalty.models import Issuer
from liuke.org.models import Store
from liuke.values.period import add_months
from liuke.values.reach import Reach


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

    @property
    def entity(self) -> str:
        """The legal entity 发卡企业 that issued them; empty: none is entered."""
        return self.escrow.issuer.legal_name if self.escrow.issuer else ""


@dataclass(frozen=True)
class Report:
    """Store by store, and who holds a card of a legal entity ("": none is entered; None: of any of them)."""

    stores: list[Quarter]
    holders: Mapping[str | None, Holders]


def quarter_report(*, quarter: dt.date, stores: Sequence[Store]) -> Report:
    """Principal and what cards were sold for; the bonus is no prepaid money. ``quarter`` is its first day."""
    last, pks = add_months(quarter, 3) - dt.timedelta(1), [store.pk for store in stores]
    names = dict(Issuer.objects.filter(store__in=pks).values_list("store_id", "legal_name"))
    issuers = {pk: names.get(pk, "") for pk in pks}
    held, holders = prepaid_by_issuer(quarter - dt.timedelta(1), last, issuers)
    steps: dict[object, Counter[str]] = {pk: Counter() for pk in pks}
    for one in money_moved_between(quarter, last, Reach(stores=frozenset(pks))):
        steps[one.store][one.step] += one.amount
    against = escrow_against({pk: one.fen for pk, one in held.items()}, quarter=quarter, stores=stores)
    rows = [_quarter(one, held.get(one.store.pk, Prepaid()), steps[one.store.pk]) for one in against]
    return Report(rows, holders)


def _quarter(escrow: Escrow, held: Prepaid, steps: Mapping[str, int]) -> Quarter:
    issued = steps["topup"] + steps["sale"]
    used = -(steps["used"] + steps["used_elsewhere"])
    refunded = -steps["refund"]
    other = held.fen - held.before_fen - issued + used + refunded
    return Quarter(escrow, held.before_fen, issued, used, refunded, other, held.fen, held.owners, held.cards)
