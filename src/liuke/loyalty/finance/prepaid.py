"""B8 The law on prepaid cards as it holds in a store on a day, and whether an owner may prepay there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import fields
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from liuke.loyalty.models import Identity, PrepaidPolicy
from liuke.loyalty.rules import prepaid as rules
from liuke.loyalty.rules.prepaid import Buyer, PrepaidLimits
from liuke.org.models import Store
from liuke.owners.models import Owner

LIMITS = tuple(field.name for field in fields(PrepaidLimits))


def policies() -> QuerySet[PrepaidPolicy]:
    """All rows, the latest first. They hold nothing of anybody."""
    return PrepaidPolicy.objects.select_related("region")


def prepaid_limits(store: Store, day: dt.date) -> PrepaidLimits:
    """Of the region's rows and those for everywhere: a row of the region goes before one for all."""
    return limits_by_region([store], day)[store.region_id]


def limits_by_region(stores: Iterable[Store], day: dt.date) -> dict[UUID | None, PrepaidLimits]:
    """The same for the regions of many stores, in one statement."""
    regions = {one.region_id for one in stores}
    rows = PrepaidPolicy.objects.filter(Q(region=None) | Q(region__in=regions - {None}), from_day__lte=day)
    latest = rows.order_by("region_id", "-from_day", "-made_at").distinct("region_id")
    limits = {row.region_id: PrepaidLimits(**{name: getattr(row, name) for name in LIMITS}) for row in latest}
    for_all = limits.get(None, PrepaidLimits())
    return {region: limits.get(region, for_all) for region in regions}


def check_top_up(
    *, store: Store, owner: Owner, principal_fen: int, cash_fen: int = 0, day: dt.date
) -> PrepaidLimits:
    """The limits that hold. Raises CapExceeded, IdentityNeeded, TooMuchCash.

    Inside a transaction: until it ends no other desk is told about this owner's card.
    """
    limits = prepaid_limits(store, day)
    rules.check_top_up(limits, buyer_of(owner), principal_fen=principal_fen, cash_fen=cash_fen)
    return limits


def check_card_sale(
    *, store: Store, owner: Owner, price_fen: int, cash_fen: int = 0, day: dt.date
) -> PrepaidLimits:
    """The same for a count card or package."""
    limits = prepaid_limits(store, day)
    rules.check_card_sale(limits, buyer_of(owner), price_fen=price_fen, cash_fen=cash_fen)
    return limits


def buyer_of(owner: Owner) -> Buyer:
    """The owner as the law sees them, locked against a second prepayment until the transaction ends. Of cards
    counts what is not earned yet, also where the last uses are set aside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT held_fen, cards_fen, identified FROM loyalty_buyer(%s)", [owner.pk])
        [(held, cards, identified)] = cursor.fetchall()
    return Buyer(named=bool(owner.name), identified=identified, held_fen=held, cards_fen=cards)


def identities_of(owner_id: UUID) -> QuerySet[Identity]:
    """The documents somebody has looked at, the latest first."""
    return Identity.objects.filter(owner=owner_id).select_related("store")
