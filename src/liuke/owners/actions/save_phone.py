"""Adds a number of an owner's, says what is known of it, or removes one that was typed in."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.insight.reports.masking import masked_phone
from liuke.org.editing import Taken, unique
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.drafts import PhoneDraft
from liuke.owners.editing import held, keep, subject_of
from liuke.owners.models import Owner, Phone, SourceKey
from liuke.owners.queries import phone_within
from liuke.values.refusal import Refusal


class CameWithAnImport(Refusal):
    code = "came_with_an_import"
    sentence = "This number came with an import and would come back. Mark it as wrong instead."


@transaction.atomic
def add_phone(*, scope: Scope, owner_id: UUID, draft: PhoneDraft, at: dt.datetime) -> Phone:
    """Rows that later imports bring under the number are this owner's, unless they are somebody's already.

    Raises NotFound, Taken.
    """
    owner = held(scope, owner_id)
    if owner.phones.filter(number=draft.number).exists():
        raise Taken(field="number", value=masked_phone(draft.number))
    phone = Phone(owner=owner, number=draft.number, source="hand")
    _keep(phone, draft, at)
    SourceKey.objects.get_or_create(value=phone.number, defaults={"owner": owner})
    _tell(scope, owner, "owner.phone_added", at, after=_told(phone))
    return phone


@transaction.atomic
def change_phone(*, scope: Scope, phone_id: int, draft: PhoneDraft, at: dt.datetime) -> Phone:
    """Everything but the number itself. Raises NotFound."""
    phone = phone_within(scope, phone_id, Permission.CHANGE_OWNERS)
    owner = held(scope, phone.owner_id)
    before = _told(phone)
    phone.batch_id = None
    _keep(phone, draft, at)
    _tell(scope, owner, "owner.phone_changed", at, before=before, after=_told(phone))
    return phone


@transaction.atomic
def remove_phone(*, scope: Scope, phone_id: int, at: dt.datetime) -> None:
    """Raises NotFound, CameWithAnImport."""
    phone = phone_within(scope, phone_id, Permission.CHANGE_OWNERS)
    owner = held(scope, phone.owner_id)
    if phone.source == "import":
        raise CameWithAnImport
    before = _told(phone)
    phone.delete()
    _tell(scope, owner, "owner.phone_removed", at, before=before)


def _keep(phone: Phone, draft: PhoneDraft, at: dt.datetime) -> None:
    if phone.state != draft.state:
        phone.state_at = at
    phone.label, phone.state = draft.label, draft.state
    phone.first = draft.first and draft.state != Phone.State.WRONG
    if phone.first:
        Phone.objects.filter(owner=phone.owner_id, first=True).exclude(pk=phone.pk).update(first=False)
    with unique(number=masked_phone(phone.number)):
        phone.save()


def _told(phone: Phone) -> dict[str, str | bool]:
    return {
        "phone": masked_phone(phone.number),
        "phone_label": phone.label,
        "phone_state": phone.state,
        "first": phone.first,
    }


def _tell(scope: Scope, owner: Owner, verb: str, at: dt.datetime, **sides: dict[str, str | bool]) -> None:
    keep(owner, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb=verb,
        subject=subject_of(owner),
        before=sides.get("before"),
        after=sides.get("after"),
    )
