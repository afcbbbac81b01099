"""Owners: list, read, enter, change."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from ninja import Field, Query, Router
from pydantic import ConfigDict

from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.owners.actions.save_owner import change_owner, create_owner
from liuke.owners.actions.save_phone import add_phone
from liuke.owners.drafts import OwnerDraft, PhoneDraft
from liuke.owners.editing import held
from liuke.owners.models import Interest, Owner, Phone
from liuke.owners.queries import owner_within, owners_within
from liuke.web.api.asking import ByKey, Call, ScopeMissing, sees_personal
from liuke.web.api.fields import Custom, Line, Name, Number, PastDay, Text, Word, filled_in
from liuke.web.api.owner_shown import OwnerOut, note_looks, shown, with_parts
from liuke.web.api.paging import Page, Paged, answer_page, page_of
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["owners"])
READ, WRITE = ByKey(KeyScope.OWNERS_READ), ByKey(KeyScope.OWNERS_WRITE)
MOST_INTERESTS, MOST_PHONES = 50, 10
Label = Literal["own", "family", "driver", "work", "other"]
State = Literal["unknown", "verified", "wrong"]


class OwnerFilters(Schema):
    """Which owners."""

    store_id: UUID | None = None
    tier: Line | None = None
    name: Line | None = None
    phone: Number | None = Field(None, description="the whole number; needs owners:personal")
    import_id: UUID | None = Field(None, description="written last by this import")


class OwnerChanges(Schema):
    """What is to become different; what is left out stays. Imports leave alone what changes here."""

    model_config = ConfigDict(extra="forbid")

    name: Name = ""
    kind: Literal["private", "fleet"] = "private"
    gender: Literal["男", "女"] | None = None
    birthday: PastDay | None = None
    district: Word | None = None
    channel: Word | None = None
    home_store_id: UUID | None = None
    credit_rule: Literal["sold", "served"] = "sold"
    preferred_store_id: UUID | None = None
    preferred_adviser_id: UUID | None = None
    spending: Literal["", "top", "high", "middle", "low"] = ""
    contact_channel: Literal["", "call", "sms", "wechat", "email"] = ""
    contact_time: Literal["", "morning", "noon", "afternoon", "evening", "weekend"] = ""
    preferences: Text = ""
    interests: Annotated[list[UUID], Field(max_length=MOST_INTERESTS)] = []  # noqa: RUF012
    custom: Custom = {}  # noqa: RUF012


class PhoneIn(Schema):
    """A number and what is known of it."""

    model_config = ConfigDict(extra="forbid")

    number: Number
    label: Label = "own"
    first: bool = False
    state: State = "unknown"


class OwnerNew(OwnerChanges):
    """A new owner. A key of a store or region names a home store within its reach."""

    name: Name
    phones: Annotated[list[PhoneIn], Field(max_length=MOST_PHONES)] = []  # noqa: RUF012


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
    rows = with_parts(_chosen(owners_within(request.rights), filters))
    page = page_of(rows, paging, lambda owner: shown(owner, whole=whole))
    note_looks(request, page.items)
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
    found = shown(owner_within(request.rights, owner_id), whole=sees_personal(request))
    note_looks(request, [found])
    return answer(request, found)


@router.post(
    "/owners",
    url_name="api_owners",
    auth=WRITE,
    response={201: OwnerOut, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Enter an owner"),
)
def owner_new(request: Call, given: OwnerNew) -> HttpResponse:
    """A number that others have too is taken; the desk finds the duplicates. Needs an Idempotency-Key."""
    whole = sees_personal(request)

    def work() -> OwnerOut:
        at = now()
        values = _values(given.model_dump(exclude={"phones"}))
        draft = OwnerDraft(**{**values, "custom": filled_in({}, given.custom)})
        made = create_owner(scope=request.rights, draft=draft, at=at)
        for phone in given.phones:
            numbered = PhoneDraft(**phone.model_dump())
            add_phone(scope=request.rights, owner_id=made.pk, draft=numbered, at=at)
        return shown(owner_within(request.rights, made.pk), whole=whole)

    return once(request, work, status=201)


@router.patch(
    "/owners/{uuid:owner_id}",
    url_name="api_owner",
    auth=WRITE,
    response={200: OwnerOut, 404: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Change an owner"),
)
def owner_change(request: Call, owner_id: UUID, changes: OwnerChanges) -> HttpResponse:
    """Needs If-Match with the ETag read before, and an Idempotency-Key."""
    whole = sees_personal(request)

    def work() -> OwnerOut:
        owner = held(request.rights, owner_id)
        need_unchanged(request, shown(owner, whole=whole))
        given = _values(changes.model_dump(exclude_unset=True))
        if "custom" in given:
            given["custom"] = filled_in(owner.custom, given["custom"])
        draft = replace(draft_of(owner), **given)
        if draft != draft_of(owner):
            change_owner(
                scope=request.rights, owner_id=owner_id, version=owner.version, draft=draft, at=now()
            )
        return shown(owner_within(request.rights, owner_id), whole=whole)

    return once(request, work)


def draft_of(owner: Owner) -> OwnerDraft:
    """An owner as they stand, ready to be changed in part."""
    names = [one.name for one in fields(OwnerDraft) if one.name != "interests"]
    chosen = owner.interests.order_by("interest").values_list("interest", flat=True)
    return OwnerDraft(**{name: getattr(owner, name) for name in names}, interests=tuple(chosen))


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """What is left empty in a text that may be unknown is unknown. Raises NotFound for an interest."""
    values = dict(given)
    for name in {"district", "channel"} & given.keys():
        values[name] = given[name] or None
    if "interests" in given:
        chosen = sorted(set(given["interests"]))
        if Interest.objects.filter(pk__in=chosen).count() != len(chosen):
            raise NotFound
        values["interests"] = tuple(chosen)
    return values
