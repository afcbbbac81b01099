"""All we know of a person, section by section (``personal_data.SECTIONS`` of each domain)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language

from liuke.insight.reports.language import N_
from liuke.org.custom_fields import shown_custom
from liuke.org.rules.custom_fields import Bearer
from liuke.owners.models import (
    Consent,
    FleetContact,
    HouseholdMember,
    Merge,
    Owner,
    OwnerInterest,
    Phone,
    PrivacyRequest,
    StageMark,
    Standing,
    WechatId,
)

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Section:
    """``columns`` are the keys of the rows with their words. ``rows`` is given the person's ids."""

    key: str
    title: str
    columns: Mapping[str, str]
    rows: Callable[[Sequence[UUID], Sequence[str]], Rows]

    def read(self, ids: Sequence[UUID]) -> Rows:
        return self.rows(ids, tuple(self.columns))


def ids_of(owner: Owner) -> list[UUID]:
    """The owner and those who were merged into them: one person."""
    return [owner.pk, *Owner.objects.filter(merged_into=owner).values_list("pk", flat=True)]


def rows_of(model: Any, column: str = "owner", order: str = "pk") -> Callable[..., Rows]:
    """Reads the rows of a table that name the person."""

    def rows(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
        found = model.objects.filter(**{f"{column}__in": ids}).order_by(order)
        return list(found.values(*columns))

    return rows


def _person(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
    return list(Owner.objects.filter(pk__in=ids).order_by("pk").values(*columns))


def _custom(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
    del columns
    chinese = not (get_language() or "").startswith("en")
    kept = Owner.objects.filter(pk__in=ids).order_by("pk").values_list("custom", flat=True)
    return [
        {"field": one.label, "value": one.value}
        for values in kept
        for one in shown_custom(Bearer.OWNER, values, chinese=chinese)
    ]


def _merges(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
    found = Merge.objects.filter(Q(survivor__in=ids) | Q(other__in=ids)).order_by("at")
    return list(found.values(*columns))


SECTIONS = (
    Section(
        "person",
        N_("Person"),
        {
            "name": N_("Name"),
            "kind": N_("Kind"),
            "gender": N_("Gender"),
            "birthday": N_("Birthday"),
            "district": N_("City district"),
            "channel": N_("Source channel"),
            "home_store__name": N_("Home store"),
            "preferred_store__name": N_("Preferred store"),
            "preferred_adviser__name": N_("Preferred adviser"),
            "spending": N_("Spending capacity"),
            "contact_channel": N_("Preferred channel"),
            "contact_time": N_("Best time to call"),
            "preferences": N_("Preferences"),
        },
        _person,
    ),
    Section("custom", N_("Custom fields"), {"field": N_("Own field"), "value": N_("Content")}, _custom),
    Section(
        "phones",
        N_("Phones"),
        {"number": N_("Number"), "label": N_("Whose"), "state": N_("State"), "source": N_("Source")},
        rows_of(Phone),
    ),
    Section(
        "wechat",
        N_("WeChat"),
        {"application": N_("Application"), "open_id": "OpenID", "union_id": "UnionID"},
        rows_of(WechatId),
    ),
    Section(
        "consents",
        N_("Consent"),
        {
            "at": N_("Time"),
            "purpose": N_("Purpose"),
            "channel": N_("Channel"),
            "given": N_("Agreed"),
            "how": N_("How"),
            "text_version": N_("Version of the text"),
            "by": N_("Noted by"),
            "note": N_("Note"),
        },
        rows_of(Consent, order="at"),
    ),
    Section("interests", N_("Interests"), {"interest__name": N_("Interest")}, rows_of(OwnerInterest)),
    Section(
        "stages",
        N_("Life stage"),
        {"stage": N_("Stage"), "day": N_("Day"), "source": N_("Source"), "lost_reason": N_("Reason")},
        rows_of(StageMark),
    ),
    Section(
        "household",
        N_("Household"),
        {"household__name": N_("Household"), "head": N_("Head")},
        rows_of(HouseholdMember),
    ),
    Section(
        "contacts",
        N_("Contact persons"),
        {"name": N_("Name"), "position": N_("Position"), "number": N_("Number")},
        rows_of(FleetContact, "fleet"),
    ),
    Section(
        "standing",
        N_("What the analysis made of you"),
        {
            "as_of": N_("As of"),
            "tier": N_("Grade"),
            "visits_12": N_("Visits in 12 months"),
            "spend_12_fen": N_("Spent in 12 months (fen)"),
            "risk": N_("Risk of leaving"),
        },
        rows_of(Standing),
    ),
    Section(
        "requests",
        N_("Requests about personal data"),
        {
            "received_on": N_("Received on"),
            "kind": N_("Kind"),
            "state": N_("State"),
            "wish": N_("Wish"),
            "answer": N_("Answer"),
        },
        rows_of(PrivacyRequest, order="received_on"),
    ),
    Section("merges", N_("Merged records"), {"at": N_("Time"), "undone_at": N_("Parted again")}, _merges),
)
