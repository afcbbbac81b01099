"""B6 Gives coupons 发券 of a series to an owner."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import F, Q

from liuke.loyalty import programme
from liuke.loyalty.balances import ever_issued
from liuke.loyalty.desk import AtDesk, Doing, done_once
from liuke.loyalty.ledger import deeds
from liuke.loyalty.models import CouponSeries, Receipt
from liuke.org.rules.roles import Permission
from liuke.values.refusal import Refusal


class EnoughForOwner(Refusal):
    code = "enough_for_owner"
    sentence = "This owner has had %(had)s of “%(name)s”; %(most)s is the most."


class SeriesExhausted(Refusal):
    code = "series_exhausted"
    sentence = "Of “%(name)s” no more than %(left)s are left to be given."


class SeriesEnded(Refusal):
    code = "series_ended"
    sentence = "“%(name)s” ended on %(day)s."


def issue_coupons(desk: AtDesk, *, owner_id: UUID, code: str, count: int = 1, reason: str = "") -> Receipt:
    """Raises NotAllowed, NotFound, NotOffered, SeriesEnded, EnoughForOwner, SeriesExhausted, a
    LedgerRefusal."""
    desk.need(Permission.GIVE_VALUE)
    owner = desk.owner(owner_id)

    def work(doing: Doing) -> None:
        series = programme.series(code)
        expires = _last_day(desk, series)
        if expires and expires < desk.today:
            raise SeriesEnded(name=series.name, day=str(expires))
        _count(series, count)
        had = ever_issued(owner.pk, series.code)
        if had + count > series.most_per_owner:
            raise EnoughForOwner(had=had, name=series.name, most=series.most_per_owner)
        doing.post(
            deeds.issue(
                desk.desk,
                owner.pk,
                desk.part("issue"),
                series=series.code,
                count=count,
                expires_on=expires,
                source=None,
            )
        )
        doing.told = {
            "coupon": series.name,
            "count": count,
            "expires_on": str(expires or ""),
            "reason": reason,
        }

    return done_once(desk, "issue", owner, {"coupon": code, "count": count, "reason": reason}, work)


def _last_day(desk: AtDesk, series: CouponSeries) -> dt.date | None:
    days = [programme.last_day(desk.today, series.valid_days), series.ends_on]
    return min((day for day in days if day), default=None)


def _count(series: CouponSeries, count: int) -> None:
    """Locks the series, so that the owner's own limit is asked by one desk at a time."""
    room = Q(most_issued=None) | Q(most_issued__gte=F("issued") + count)
    if not CouponSeries.objects.filter(room, pk=series.pk).update(issued=F("issued") + count):
        raise SeriesExhausted(name=series.name, left=max(0, (series.most_issued or 0) - series.issued))
