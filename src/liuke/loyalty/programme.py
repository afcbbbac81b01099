"""Reading the programme: what can be sold, given and used now, and the worth of points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from liuke.loyalty.ledger.refusals import UnknownUnit
from liuke.loyalty.models import CardProduct, CouponSeries, ServiceItem, Terms, TopUpOffer
from liuke.loyalty.rules.coupon_worth import CouponTerms, CouponUnknown
from liuke.org.queries import NotFound
from liuke.values.refusal import Refusal

Offered = TypeVar("Offered", TopUpOffer, CardProduct, CouponSeries, ServiceItem)


class NotOffered(Refusal):
    code = "not_offered"
    sentence = "“%(name)s” is not offered any more. Choose another one."


def terms() -> Terms:
    """What points are worth; the defaults until somebody sets them."""
    return next(iter(Terms.objects.raw("SELECT * FROM loyalty_terms")), None) or Terms()


def offer(offer_id: UUID) -> TopUpOffer:
    """Raises NotFound, NotOffered."""
    return _active(TopUpOffer.objects.filter(pk=offer_id).first())


def card(card_id: UUID) -> CardProduct:
    """Raises NotFound, NotOffered."""
    return _active(CardProduct.objects.prefetch_related("lines__item").filter(pk=card_id).first())


def series(code: str) -> CouponSeries:
    """Raises NotFound, NotOffered."""
    return _active(CouponSeries.objects.select_related("item").filter(code=code).first())


def item(code: str) -> ServiceItem:
    """A service item uses can be given of. Raises UnknownUnit, NotOffered."""
    found = ServiceItem.objects.filter(code=code).first()
    if found is None:
        raise UnknownUnit(unit=f"visits:{code}")
    return _active(found)


def coupon_terms(codes: Sequence[str]) -> list[CouponTerms]:
    """Of coupons on a bill, in the order given; a series no more offered is still good.

    Raises CouponUnknown.
    """
    if not codes:
        return []
    known = {one.code: one for one in CouponSeries.objects.select_related("item").filter(code__in=set(codes))}
    for code in codes:
        if code not in known:
            raise CouponUnknown(coupon=code)
    return [
        CouponTerms(
            code=one.code,
            name=one.name,
            kind=one.kind,  # type: ignore[arg-type]
            value_fen=one.value_fen,
            percent_off=one.percent_off,
            item=one.item.name if one.item else "",
            threshold_fen=one.threshold_fen,
            categories=frozenset(one.categories),
            stacks=one.stacks,
        )
        for one in (known[code] for code in codes)
    ]


def item_names(codes: Sequence[str]) -> dict[str, str]:
    """The names of service items by code."""
    if not codes:
        return {}
    return dict(ServiceItem.objects.filter(code__in=set(codes)).values_list("code", "name"))


def unit_names(units: Iterable[str]) -> dict[str, str]:
    """The names of what accounts count, by unit: ``visits:wash``, ``coupon:cut-50``. Two queries."""
    codes = {unit.partition(":")[2] for unit in units if ":" in unit}
    series = CouponSeries.objects.filter(code__in=codes).values_list("code", "name") if codes else ()
    return {f"visits:{code}": name for code, name in item_names(sorted(codes)).items()} | {
        f"coupon:{code}": name for code, name in series
    }


def last_day(start: dt.date, valid_days: int | None) -> dt.date | None:
    """
    >>> last_day(dt.date(2026, 1, 1), 30)
    datetime.date(2026, 1, 31)
    """
    return start + dt.timedelta(valid_days) if valid_days else None


def _active(found: Offered | None) -> Offered:
    if found is None:
        raise NotFound
    if not found.active:
        raise NotOffered(name=found.name)
    return found
