"""Owners: list, read, correct."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import ConfigDict

from liuke.audit.actions.record import Subject, record
from liuke.insight.reports.masking import masked_phone
from liuke.org.rules.key_scopes import KeyScope
from liuke.owners.actions.correct_owner import correct_owner
from liuke.owners.editing import held
from liuke.owners.models import Owner, Phone
from liuke.owners.queries import owner_within, owners_within
from liuke.web.api.asking import ByKey, Call, ScopeMissing, sees_personal
from liuke.web.api.fields import Day, Line
from liuke.web.api.paging import Page, Paged, answer_page, page_of
from liuke.web.api.problems import Problem
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.wording import N_

router = Router(tags=["owners"])
READ, WRITE = ByKey(KeyScope.OWNERS_READ), ByKey(KeyScope.OWNERS_WRITE)


class OwnerOut(Schema):
    """An owner. Phones are masked and birthdays left out unless the key has owners:personal."""

    id: UUID
    name: str
    gender: str | None
    birthday: dt.date | None
    district: str | None
    channel: str | None
    home_store_id: UUID | None
    phones: list[str]
    tier: str | None
    last_visit_day: dt.date | None


class OwnerFilters(Schema):
    """Which owners."""

    store_id: UUID | None = None
    tier: Line | None = None
    name: Line | None = None
    phone: Line | None = Field(None, description="the whole number; needs owners:personal")
    import_id: UUID | None = Field(None, description="written last by this import")


class OwnerChanges(Schema):
    """What is to become different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Line, Field(min_length=1)] = ""
    gender: Line | None = None
    birthday: Day | None = None
    district: Line | None = None
    channel: Line | None = None


def _shown(owner: Owner, *, whole: bool) -> OwnerOut:
    standing = getattr(owner, "standing", None)
    numbers = sorted(phone.number for phone in owner.phones.all())
    return OwnerOut(
        id=owner.pk,
        name=owner.name,
        gender=owner.gender,
        birthday=owner.birthday if whole else None,
        district=owner.district,
        channel=owner.channel,
        home_store_id=owner.home_store_id,
        phones=numbers if whole else [masked_phone(number) for number in numbers],
        tier=standing.tier if standing else None,
        last_visit_day=standing.last_visit_day if standing else None,
    )


def _note(call: Call, owners: Sequence[OwnerOut]) -> None:
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


@router.get(
    "/owners",
    url_name="api_owners",
    auth=READ,
    response={200: Page[OwnerOut], 422: Problem},
    summary=N_("Owners in reach"),
)
def owners(request: Call, filters: Annotated[OwnerFilters, Query()], paging: Paged) -> HttpResponse:
    """By id, oldest first. Every call is kept in the audit trail."""
    whole = sees_personal(request)
    if filters.phone and not whole:
        raise ScopeMissing(scope=KeyScope.OWNERS_PERSONAL.value)
    rows = _chosen(owners_within(request.rights), filters).prefetch_related("phones")
    page = page_of(rows, paging, lambda owner: _shown(owner, whole=whole))
    _note(request, page.items)
    return answer_page(page)


def _chosen(rows: QuerySet[Owner], filters: OwnerFilters) -> QuerySet[Owner]:
    exact = {"home_store_id": filters.store_id, "standing__tier": filters.tier, "name": filters.name}
    rows = rows.filter(**{name: value for name, value in exact.items() if value is not None})
    if filters.import_id:
        rows = rows.filter(batch_id=filters.import_id)
    if filters.phone:
        rows = rows.filter(Exists(Phone.objects.filter(owner=OuterRef("pk"), number=filters.phone)))
    return rows


@router.get(
    "/owners/{uuid:owner_id}",
    url_name="api_owner",
    auth=READ,
    response={200: OwnerOut, 404: Problem},
    summary=N_("One owner"),
)
def owner(request: Call, owner_id: UUID) -> HttpResponse:
    """With its ETag. Every call is kept in the audit trail."""
    found = _shown(owner_within(request.rights, owner_id), whole=sees_personal(request))
    _note(request, [found])
    return answer(request, found)


@router.patch(
    "/owners/{uuid:owner_id}",
    url_name="api_owner",
    auth=WRITE,
    response={200: OwnerOut, 404: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Correct an owner"),
)
def owner_correct(request: Call, owner_id: UUID, changes: OwnerChanges) -> HttpResponse:
    """Needs If-Match with the ETag read before, and an Idempotency-Key."""
    whole = sees_personal(request)

    def work() -> OwnerOut:
        owner = held(request.rights, owner_id)
        need_unchanged(request, _shown(owner, whole=whole))
        correct_owner(scope=request.rights, owner=owner, changes=changes.model_dump(exclude_unset=True))
        return _shown(owner, whole=whole)

    return once(request, work)
