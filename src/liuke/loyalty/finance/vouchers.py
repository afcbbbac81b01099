"""B8 Vouchers 凭证 of a month and store: the ledger's sealed postings, summed by kind, for the books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from liuke.loyalty.finance.since import first_id
from liuke.loyalty.models import BookAccount
from liuke.loyalty.rules.book_accounts import (
    DEFAULTS,
    WORDS,
    Account,
    HalfBookedError,
    Sum,
    Voucher,
    vouchers_of,
)
from liuke.org.models import Store
from liuke.values.period import add_months
from liuke.values.refusal import Refusal, Word

_SUMS = """
WITH cash AS MATERIALIZED (
    SELECT DISTINCT x.journal::uuid AS journal
    FROM loyalty_payment AS p JOIN loyalty_receipt AS r ON r.id = p.receipt_id
    CROSS JOIN LATERAL jsonb_array_elements_text(r.journals) AS x (journal)
    WHERE p.method = 'cash' AND p.store_id = %(store)s AND p.at >= %(start)s::date - 1
), lines AS (
    SELECT j.id, j.kind, l.amount,
           CASE WHEN d.kind IN ('clearing', 'refund_out') AND cash.journal IS NOT NULL THEN 'cash' ELSE d.kind END AS dr,
           CASE WHEN c.kind IN ('clearing', 'refund_out') AND cash.journal IS NOT NULL THEN 'cash' ELSE c.kind END AS cr
    FROM ledger.line AS l
    JOIN ledger.journal AS j ON j.id = l.journal
    JOIN ledger.account AS d ON d.id = l.dr
    JOIN ledger.account AS c ON c.id = l.cr
    LEFT JOIN cash ON cash.journal = j.id
    WHERE l.unit = 'fen' AND l.journal >= %(first)s AND j.business_date >= %(start)s AND j.business_date < %(end)s
      AND coalesce(d.store, c.store) = %(store)s
), counted AS (
    SELECT kind, count(DISTINCT id)::integer AS postings FROM lines GROUP BY kind
)
SELECT l.kind, l.dr, l.cr, sum(l.amount)::bigint, c.postings
FROM lines AS l JOIN counted AS c USING (kind) GROUP BY 1, 2, 3, 5 ORDER BY 1, 2, 3
"""

_UNSEALED = """
SELECT count(*) FROM ledger.unsealed AS u JOIN ledger.journal AS j ON j.id = u.journal
WHERE j.business_date >= %s AND j.business_date < %s
"""


class MonthNotOver(Refusal):
    code = "month_not_over"
    sentence = "%(month)s is not over yet. Wait until its last day has passed, or export it as preliminary."


class MonthNotSealed(Refusal):
    code = "month_not_sealed"
    sentence = "%(count)s postings of %(month)s are not sealed yet. Try again in a minute."


class AccountMissing(Refusal):
    code = "book_account_missing"
    sentence = "“%(account)s” has no account in the books, and the other side of its entries has one. Enter both, or none."


@dataclass(frozen=True)
class Month:
    """A store's vouchers of a month; ``preliminary`` where the month may still change."""

    store: Store
    month: dt.date
    preliminary: bool
    vouchers: Sequence[Voucher]


def vouchers_in(*, store: Store, month: dt.date, today: dt.date, preliminary: bool = False) -> Month:
    """The same for the same postings, however often; those of a month that goes on need no seal.

    Raises MonthNotOver, MonthNotSealed, AccountMissing.
    """
    end = add_months(month, 1)
    label = f"{month:%Y-%m}"
    if end > today and not preliminary:
        raise MonthNotOver(month=label)
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [month, end])
        [(waiting,)] = cursor.fetchall()
        if waiting and end <= today:
            raise MonthNotSealed(count=waiting, month=label)
        cursor.execute(_SUMS, {"store": store.pk, "start": month, "end": end, "first": first_id(month)})
        sums = [Sum(*row) for row in cursor.fetchall()]
    try:
        return Month(store, month, end > today, vouchers_of(sums, book_accounts()))
    except HalfBookedError as fault:
        raise AccountMissing(account=Word(WORDS[str(fault)])) from None


def book_accounts() -> Mapping[str, Account]:
    """What was entered, else what we propose."""
    entered = {one.key: Account(one.code, one.name) for one in BookAccount.objects.all()}
    return {key: entered.get(key, proposed) for key, proposed in DEFAULTS.items()}
