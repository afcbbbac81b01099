"""What can be asked of what owners hold."""

from __future__ import annotations

from functools import partial

from liuke.insight.reports.language import N_
from liuke.values.condition import Field, Kind

HELD = N_("Account")
_BALANCES = "ledger.account AS a JOIN ledger.balance AS b ON b.account = a.id"
_LOTS = "ledger.account AS a JOIN ledger.lot AS l ON l.account = a.id"
_TOPPED_UP = "ledger.journal AS j"

_held = partial(
    Field,
    group=HELD,
    source=_BALANCES,
    owner="a.holder",
    value="sum(b.amount)",
    aggregate=True,
    none_is_zero=True,
)
_lots = partial(Field, group=HELD, source=_LOTS, owner="a.holder", aggregate=True)

FIELDS = (
    _held(
        key="account.stored",
        words=N_("Stored value"),
        kind=Kind.MONEY,
        where="a.kind IN ('principal', 'bonus')",
    ),
    _held(key="account.points", words=N_("Points held"), kind=Kind.NUMBER, where="a.kind = 'points'"),
    _held(key="account.uses", words=N_("Uses left of cards"), kind=Kind.NUMBER, where="a.kind = 'visits'"),
    _held(key="account.coupons", words=N_("Coupons held"), kind=Kind.NUMBER, where="a.kind = 'coupon'"),
    _lots(
        key="account.days_to_expiry",
        words=N_("Days until something held expires"),
        kind=Kind.NUMBER,
        unit=N_("days"),
        value="min(l.expires_on - %(today)s::date)",
        where="l.remaining > 0 AND l.expires_on >= %(today)s::date",
    ),
    Field(
        key="account.topped_up",
        words=N_("Number of top-ups"),
        group=HELD,
        kind=Kind.NUMBER,
        value="count(*)",
        source=_TOPPED_UP,
        owner="j.holder",
        where="j.kind = 'topup'",
        when="j.business_date",
        aggregate=True,
        none_is_zero=True,
    ),
)
