"""What can be asked of an owner and of what the last analysis made of them."""

from __future__ import annotations

from functools import partial

from liuke.insight.reports.language import N_
from liuke.values.condition import Field, Kind

PERSON, WORTH = N_("Owner"), N_("Grade and worth")
_TIERS = (
    ("vip", N_("VIP")),
    ("important", N_("Important")),
    ("ordinary", N_("Ordinary")),
    ("sleeping", N_("Sleeping")),
)
_standing = partial(Field, group=WORTH, source="owners_standing AS s", owner="s.owner_id")

FIELDS = (
    Field("owner.name", N_("Name"), PERSON, Kind.TEXT, "o.name"),
    Field("owner.gender", N_("Gender"), PERSON, Kind.CHOICE, "o.gender"),
    Field(
        "owner.birthday_month", N_("Birthday in"), PERSON, Kind.MONTH, "extract(month FROM o.birthday)::int"
    ),
    Field("owner.district", N_("Customer district"), PERSON, Kind.CHOICE, "o.district"),
    Field("owner.channel", N_("Source channel"), PERSON, Kind.CHOICE, "o.channel"),
    Field("owner.home_store", N_("Home store"), PERSON, Kind.STORE, "o.home_store_id"),
    Field(
        "owner.has_phone",
        N_("Can be reached by phone"),
        PERSON,
        Kind.YES_NO,
        "true",
        source="owners_phone AS p",
        owner="p.owner_id",
    ),
    _standing(key="owner.tier", words=N_("Grade"), kind=Kind.CHOICE, value="s.tier", choices=_TIERS),
    _standing(key="owner.score", words=N_("RFM score"), kind=Kind.NUMBER, value="s.score"),
    _standing(key="owner.spend_12", words=N_("Spent in 12 months"), kind=Kind.MONEY, value="s.spend_12_fen"),
    _standing(
        key="owner.profit_12", words=N_("Profit of 12 months"), kind=Kind.MONEY, value="s.profit_12_fen"
    ),
    _standing(key="owner.visits_12", words=N_("Visits in 12 months"), kind=Kind.NUMBER, value="s.visits_12"),
    _standing(key="owner.last_visit", words=N_("Last visit"), kind=Kind.AGO, value="s.last_visit_day"),
    _standing(key="owner.risk", words=N_("Risk of leaving"), kind=Kind.PERCENT, value="s.risk"),
    _standing(key="owner.stake", words=N_("Value at stake"), kind=Kind.MONEY, value="s.stake_fen"),
)
