"""Whom to talk to at a firm: list, read, add, remove."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Path, Router
from pydantic import ConfigDict

from liuke.insight.reports.masking import masked_phone
from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.owners.actions.save_contact import add_contact, remove_contact
from liuke.owners.editing import held
from liuke.owners.models import FleetContact, Owner
from liuke.owners.queries import owner_within
from liuke.web.api.asking import ByKey, Call, sees_personal
from liuke.web.api.fields import Name, Number, Word, filled
from liuke.web.api.owner_shown import note_looks
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["owners"])
READ, WRITE = ByKey(KeyScope.OWNERS_READ), ByKey(KeyScope.OWNERS_WRITE)
ContactKey = Annotated[int, Path(ge=1, lt=2**63)]


class ContactOut(Schema):
    """Somebody at a firm. The number is masked unless the key has owners:personal."""

    id: int
    owner_id: UUID
    name: str
    position: str
    number: str


class Contacts(Schema):
    """Everybody known at a firm."""

    items: list[ContactOut]


class ContactIn(Schema):
    """Somebody at a firm: driver, fleet manager, bookkeeper."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Name, Field(max_length=40)]
    position: Annotated[Word, Field(max_length=40)] = ""
    number: Number | None = None


def _shown(call: Call, contact: FleetContact) -> ContactOut:
    number = contact.number if sees_personal(call) else masked_phone(contact.number)
    return filled(ContactOut, contact, owner_id=contact.fleet_id, number=number)


def _all(call: Call, owner: Owner) -> Contacts:
    return Contacts(items=[_shown(call, one) for one in owner.contacts.order_by("id")])


def _of(owner: Owner, contact_id: int) -> FleetContact:
    found = owner.contacts.filter(pk=contact_id).first()
    if found is None:
        raise NotFound
    return found


@router.get(
    "/owners/{uuid:owner_id}/contacts",
    url_name="api_contacts",
    auth=READ,
    response={200: Contacts, 404: Problem},
    summary=N_("The contact persons of a firm"),
)
def contacts(request: Call, owner_id: UUID) -> HttpResponse:
    """With an ETag; a private person has none. Every call is kept in the audit trail."""
    owner = owner_within(request.rights, owner_id)
    note_looks(request, [owner])
    return answer(request, _all(request, owner))


@router.post(
    "/owners/{uuid:owner_id}/contacts",
    url_name="api_contacts",
    auth=WRITE,
    response={201: ContactOut, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Add a contact person"),
)
def contact_add(request: Call, owner_id: UUID, given: ContactIn) -> HttpResponse:
    """Only a firm has them: of a private person a 409. Needs an Idempotency-Key."""

    def work() -> ContactOut:
        values = given.model_dump() | {"number": given.number or ""}
        return _shown(request, add_contact(scope=request.rights, owner_id=owner_id, **values, at=now()))

    return once(request, work, status=201)


@router.get(
    "/owners/{uuid:owner_id}/contacts/{contact_id}",
    url_name="api_contact",
    auth=READ,
    response={200: ContactOut, 404: Problem, 422: Problem},
    summary=N_("One contact person"),
)
def contact(request: Call, owner_id: UUID, contact_id: ContactKey) -> HttpResponse:
    """With its ETag. Every call is kept in the audit trail."""
    owner = owner_within(request.rights, owner_id)
    found = _of(owner, contact_id)
    note_looks(request, [owner])
    return answer(request, _shown(request, found))


@router.delete(
    "/owners/{uuid:owner_id}/contacts/{contact_id}",
    url_name="api_contact",
    auth=WRITE,
    response={200: Contacts, 404: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Remove a contact person"),
)
def contact_remove(request: Call, owner_id: UUID, contact_id: ContactKey) -> HttpResponse:
    """Answers who is left. Needs If-Match with the ETag read before, and an Idempotency-Key."""

    def work() -> Contacts:
        owner = held(request.rights, owner_id)
        need_unchanged(request, _shown(request, _of(owner, contact_id)))
        remove_contact(scope=request.rights, contact_id=contact_id, at=now())
        return _all(request, owner)

    return once(request, work)
