"""An owner as programs see one, and the trace that this leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from liuke.audit.actions.record import Subject, record
from liuke.insight.reports.masking import masked_phone
from liuke.owners.models import Owner
from liuke.web.api.asking import Call, sees_personal
from liuke.web.api.fields import filled
from liuke.web.api.schema import Schema


class OwnerOut(Schema):
    """An owner. Phones are masked and birthdays left out unless the key has owners:personal."""

    id: UUID
    version: int
    name: str
    kind: str
    gender: str | None
    birthday: dt.date | None
    district: str | None
    channel: str | None
    home_store_id: UUID | None
    credit_rule: str
    preferred_store_id: UUID | None
    preferred_adviser_id: UUID | None
    spending: str
    contact_channel: str
    contact_time: str
    preferences: str
    custom: dict[str, Any]
    interests: list[UUID]
    phones: list[str]
    tier: str | None
    last_visit_day: dt.date | None


def with_parts(owners: QuerySet[Owner]) -> QuerySet[Owner]:
    """With what ``shown`` reads besides the row."""
    return owners.prefetch_related("phones", "interests")


def shown(owner: Owner, *, whole: bool) -> OwnerOut:
    """``whole``: with numbers and birthday."""
    standing = getattr(owner, "standing", None)
    numbers = sorted(phone.number for phone in owner.phones.all())
    return filled(
        OwnerOut,
        owner,
        birthday=owner.birthday if whole else None,
        interests=sorted(one.interest_id for one in owner.interests.all()),
        phones=numbers if whole else [masked_phone(number) for number in numbers],
        tier=standing.tier if standing else None,
        last_visit_day=standing.last_visit_day if standing else None,
    )


def note_looks(call: Call, owners: Sequence[OwnerOut | Owner]) -> None:
    """Keeps that people were shown to a program, and whether with their numbers."""
    if not owners:
        return
    one = owners[0] if len(owners) == 1 else None
    subject = (
        Subject("owners.owner", one.id, one.name, one.home_store_id) if one else Subject("owners.list", "")
    )
    verb = "personal.fetched_whole" if sees_personal(call) else "personal.fetched"
    with transaction.atomic():
        record(actor=call.rights.actor, verb=verb, subject=subject, rows=len(owners))
