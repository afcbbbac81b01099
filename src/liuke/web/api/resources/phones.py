"""The numbers of an owner: list, add, change, remove."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Path, Router
from pydantic import ConfigDict

from liuke.insight.reports.masking import masked_phone
from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.owners.actions.save_phone import add_phone, change_phone, remove_phone
from liuke.owners.drafts import PhoneDraft
from liuke.owners.editing import held
from liuke.owners.models import Phone
from liuke.owners.queries import owner_within, phone_within
from liuke.web.api.asking import ByKey, Call, sees_personal
from liuke.web.api.owner_shown import note_looks
from liuke.web.api.problems import Problem
from liuke.web.api.resources.owners import Label, PhoneIn, State
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["owners"])
READ, WRITE = ByKey(KeyScope.OWNERS_READ), ByKey(KeyScope.OWNERS_WRITE)
PhoneId = Annotated[int, Path(ge=1, lt=2**63)]


class PhoneOut(Schema):
    """A number of an owner; ``first`` is the one to call. What an import brought can only be marked wrong."""

    id: int
    number: str
    label: str
    first: bool
    state: str
    source: str


class Phones(Schema):
    """All numbers of an owner."""

    items: list[PhoneOut]


class PhoneChanges(Schema):
    """What is to become different; the number itself stays."""

    model_config = ConfigDict(extra="forbid")

    label: Label = "own"
    first: bool = False
    state: State = "unknown"


def _shown(call: Call, phone: Phone) -> PhoneOut:
    number = phone.number if sees_personal(call) else masked_phone(phone.number)
    return PhoneOut(
        id=phone.pk, number=number, label=phone.label, first=phone.first, state=phone.state,
        source=phone.source,
    )  # fmt: skip


def _phones(call: Call, owner_id: UUID) -> Phones:
    owner = owner_within(call.rights, owner_id)
    note_looks(call, [owner])
    return Phones(items=[_shown(call, phone) for phone in owner.phones.order_by("-first", "id")])


def _phone(call: Call, owner_id: UUID, phone_id: int, permission: Permission) -> Phone:
    phone = phone_within(call.rights, phone_id, permission)
    if phone.owner_id != owner_id:
        raise NotFound
    return phone


@router.get(
    "/owners/{uuid:owner_id}/phones",
    url_name="api_phones",
    auth=READ,
    response={200: Phones, 404: Problem},
    summary=N_("The numbers of an owner"),
)
def phones(request: Call, owner_id: UUID) -> HttpResponse:
    """The one to call leads. Every call is kept in the audit trail."""
    return answer(request, _phones(request, owner_id))


@router.post(
    "/owners/{uuid:owner_id}/phones",
    url_name="api_phones",
    auth=WRITE,
    response={201: PhoneOut, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Add a number"),
)
def phone_add(request: Call, owner_id: UUID, given: PhoneIn) -> HttpResponse:
    """Needs an Idempotency-Key."""

    def work() -> PhoneOut:
        draft = PhoneDraft(**given.model_dump())
        return _shown(request, add_phone(scope=request.rights, owner_id=owner_id, draft=draft, at=now()))

    return once(request, work, status=201)


@router.get(
    "/owners/{uuid:owner_id}/phones/{phone_id}",
    url_name="api_phone",
    auth=READ,
    response={200: PhoneOut, 404: Problem, 422: Problem},
    summary=N_("One number"),
)
def phone(request: Call, owner_id: UUID, phone_id: PhoneId) -> HttpResponse:
    """With its ETag. Every call is kept in the audit trail."""
    found = _phone(request, owner_id, phone_id, Permission.SEE_OWNERS)
    note_looks(request, [found.owner])
    return answer(request, _shown(request, found))


@router.patch(
    "/owners/{uuid:owner_id}/phones/{phone_id}",
    url_name="api_phone",
    auth=WRITE,
    response={200: PhoneOut, 404: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Change what is known of a number"),
)
def phone_change(request: Call, owner_id: UUID, phone_id: PhoneId, changes: PhoneChanges) -> HttpResponse:
    """Needs If-Match with the ETag read before, and an Idempotency-Key."""

    def work() -> PhoneOut:
        held(request.rights, owner_id)
        found = _phone(request, owner_id, phone_id, Permission.CHANGE_OWNERS)
        need_unchanged(request, _shown(request, found))
        draft = PhoneDraft(found.number, found.label, found.first, found.state)
        draft = replace(draft, **changes.model_dump(exclude_unset=True))
        return _shown(request, change_phone(scope=request.rights, phone_id=phone_id, draft=draft, at=now()))

    return once(request, work)


@router.delete(
    "/owners/{uuid:owner_id}/phones/{phone_id}",
    url_name="api_phone",
    auth=WRITE,
    response={200: Phones, 404: Problem, 409: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Remove a number"),
)
def phone_remove(request: Call, owner_id: UUID, phone_id: PhoneId) -> HttpResponse:
    """Answers what is left. Needs If-Match with the ETag read before, and an Idempotency-Key."""

    def work() -> Phones:
        held(request.rights, owner_id)
        found = _phone(request, owner_id, phone_id, Permission.CHANGE_OWNERS)
        need_unchanged(request, _shown(request, found))
        remove_phone(scope=request.rights, phone_id=phone_id, at=now())
        return _phones(request, owner_id)

    return once(request, work)
