"""B8 Months 会计期间: which are closed, which is next, and what hinders it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from liuke.loyalty.models import OpeningBatch, Proposal, TillSession
from liuke.values.period import add_months

_MONTHS = """
WITH first AS (SELECT date_trunc('month', min(business_date))::date AS month FROM ledger.journal),
counted AS (
    SELECT date_trunc('month', j.business_date)::date AS month, count(*) AS postings FROM ledger.journal AS j GROUP BY 1
)
SELECT m.month::date, coalesce(c.postings, 0), p.closed_at, j.actor, j.approver
FROM first, generate_series(first.month, %(today)s::date, interval '1 month') AS m (month)
LEFT JOIN counted AS c ON c.month = m.month
LEFT JOIN ledger.period AS p ON p.month = m.month
LEFT JOIN ledger.journal AS j ON j.id = p.journal
ORDER BY 1 DESC
"""

_HOLDS = """
SELECT count(*) FROM ledger.hold AS h JOIN ledger.journal AS j ON j.id = h.journal
WHERE h.closed_by IS NULL AND j.business_date < %s
"""


@dataclass(frozen=True)
class Period:
    """A month; ``by`` are the two who closed it."""

    month: dt.date
    postings: int
    closed_at: dt.datetime | None
    by: tuple[UUID | None, UUID | None]


@dataclass(frozen=True)
class Hindrance:
    """Why a month cannot be closed: a code and how many there are."""

    code: str
    count: int


def periods(today: dt.date) -> Sequence[Period]:
    """From the first month with a posting to the present one, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"today": today})
        return [Period(m, n, at, (actor, approver)) for m, n, at, actor, approver in cursor.fetchall()]


def next_to_close(found: Sequence[Period]) -> dt.date | None:
    """The first open month after the last closed one."""
    open_ones = [one.month for one in found if one.closed_at is None]
    closed = max((one.month for one in found if one.closed_at), default=None)
    return min((month for month in open_ones if closed is None or month > closed), default=None)


def waiting_to_close(month: dt.date) -> QuerySet[Proposal]:
    """What somebody has asked for ``month``; not for another one."""
    return Proposal.objects.filter(kind="close", state=Proposal.State.WAITING, asked__month=str(month))


def hindrances(month: dt.date, *, at: dt.datetime, found: Sequence[Period] | None = None) -> list[Hindrance]:
    """What has to be done before ``month`` can be closed; ``found`` the months where somebody has asked for
    them already."""
    end = add_months(month, 1)
    start_of_next = timezone.make_aware(dt.datetime.combine(end, dt.time()))
    if timezone.localdate(at) < end:
        return [Hindrance("not_over", 1)]
    months = periods(timezone.localdate(at)) if found is None else found
    if any(one.closed_at for one in months if one.month == month):
        return [Hindrance("closed", 1)]
    due = next_to_close(months)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger.unsealed AS u JOIN ledger.journal AS j ON j.id = u.journal"
            " WHERE j.business_date < %s",
            [end],
        )
        [(unsealed,)] = cursor.fetchall()
        cursor.execute(_HOLDS, [end])
        [(holds,)] = cursor.fetchall()
    tills = TillSession.objects.filter(closed_at=None, opened_at__lt=start_of_next)
    waiting = Proposal.objects.filter(state=Proposal.State.WAITING, asked_at__lt=start_of_next)
    state = OpeningBatch.State
    lists = OpeningBatch.objects.filter(
        state__in=(state.ASKED, state.POSTING, state.STOPPED, state.UNDO_ASKED, state.UNDOING),
        uploaded_at__lt=start_of_next,
    )
    counted = {
        "not_next": int(month != due),
        "unsealed": unsealed,
        "holds": holds,
        "tills": tills.count(),
        "proposals": waiting.exclude(kind="close").count(),
        "openings": lists.count(),
    }
    return [Hindrance(code, count) for code, count in counted.items() if count]
