"""What can be asked of an owner and of what the last analysis made of them."""

from __future__ import annotations

from functools import partial

from liuke.insight.reports.language import N_
from liuke.owners.code_words import CONTACT_CHANNELS, KINDS, SPENDING, TIERS
from liuke.values.condition import Field, Kind

PERSON, WORTH = N_("Owner"), N_("Grade and worth")
_AGREED = """(
    SELECT a.owner_id, a.purpose, k.channel FROM owners_consentnow AS a
    CROSS JOIN (VALUES ('call'), ('sms'), ('wechat'), ('email')) AS k (channel)
    WHERE a.given AND (a.channel = k.channel OR a.channel = 'any' AND NOT EXISTS (
        SELECT FROM owners_consentnow AS b
        WHERE b.owner_id = a.owner_id AND b.purpose = a.purpose AND b.channel = k.channel))
) AS c"""
"""As ``rules.consent.agreed`` has it: the word for every channel holds where there is none of its own."""
_standing = partial(Field, group=WORTH, source="owners_standing AS s", owner="s.owner_id")

_consent = partial(
    Field, group=PERSON, kind=Kind.CHOICE, value="c.channel", source=_AGREED, owner="c.owner_id",
    choices=tuple(CONTACT_CHANNELS.items()),
)  # fmt: skip

FIELDS = (
    Field("owner.name", N_("Name"), PERSON, Kind.TEXT, "o.name"),
    Field("owner.kind", N_("Kind"), PERSON, Kind.CHOICE, "o.kind", choices=tuple(KINDS.items())),
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
    Field(
        "owner.spending",
        N_("Spending capacity"),
        PERSON,
        Kind.CHOICE,
        "nullif(o.spending, '')",
        choices=tuple(SPENDING.items()),
    ),
    Field(
        "owner.interest",
        N_("Interest"),
        PERSON,
        Kind.CHOICE,
        "n.name",
        source="owners_ownerinterest AS i JOIN owners_interest AS n ON n.id = i.interest_id",
        owner="i.owner_id",
    ),
    Field(
        "owner.household",
        N_("In a household"),
        PERSON,
        Kind.YES_NO,
        "true",
        source="owners_householdmember AS h",
        owner="h.owner_id",
    ),
    _consent(
        key="owner.marketing_consent", words=N_("Agreed to marketing by"), where="c.purpose = 'marketing'"
    ),
    _consent(
        key="owner.service_consent", words=N_("Agreed to service notices by"), where="c.purpose = 'service'"
    ),
    _standing(
        key="owner.tier", words=N_("Grade"), kind=Kind.CHOICE, value="s.tier", choices=tuple(TIERS.items())
    ),
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
