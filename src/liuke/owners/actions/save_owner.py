"""Creates an owner, or changes who they are and what they like."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.custom_fields import kept_custom
from liuke.org.editing import assign, locked
from liuke.org.queries import NotFound, staff_within, stores_within
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope
from liuke.owners.drafts import OwnerDraft
from liuke.owners.editing import keep, subject_of, told_of
from liuke.owners.models import Interest, Owner, OwnerInterest
from liuke.owners.models.owner import IMPORTS_WRITE
from liuke.owners.queries import owners_within
from liuke.owners.rules.hand_set import by_hand
from liuke.owners.rules.spelling import spelled


@transaction.atomic
def create_owner(*, scope: Scope, draft: OwnerDraft, at: dt.datetime) -> Owner:
    """An owner no import has told of; the home store must be within reach. Raises NotAllowed, NotFound."""
    if draft.home_store_id not in scope.reach(Permission.CHANGE_OWNERS):
        raise NotAllowed
    owner = Owner(hand_set=["home_store_id", "name"])
    _must_be_there(owner, draft, scope)
    _assign(owner, draft)
    keep(owner, scope=scope, at=at)
    _set_interests(owner, draft)
    record(actor=scope.actor, verb="owner.created", subject=subject_of(owner), after=_told(owner))
    return owner


@transaction.atomic
def change_owner(*, scope: Scope, owner_id: UUID, version: int, draft: OwnerDraft, at: dt.datetime) -> Owner:
    """What changes here stays: imports leave it alone, and what the records say stands beside it.

    Raises NotFound, also for a store or an adviser out of reach; ChangedMeanwhile.
    """
    owner = locked(owners_within(scope, Permission.CHANGE_OWNERS), owner_id, version=version)
    before, was = _told(owner), imported_values(owner)
    _must_be_there(owner, draft, scope)
    _assign(owner, draft)
    owner.hand_set, owner.records_say = by_hand(
        was, imported_values(owner), hand_set=owner.hand_set, records_say=owner.records_say
    )
    keep(owner, scope=scope, at=at)
    _set_interests(owner, draft)
    record(
        actor=scope.actor, verb="owner.changed", subject=subject_of(owner), before=before, after=_told(owner)
    )
    return owner


def imported_values(owner: Owner) -> dict[str, str | None]:
    """What imports write of an owner, as the trail and ``records_say`` have it."""
    values = {name: getattr(owner, name) for name in IMPORTS_WRITE}
    return {name: str(value) if value else None for name, value in values.items()}


def _assign(owner: Owner, draft: OwnerDraft) -> None:
    values = asdict(draft)
    values.pop("interests")
    values["custom"] = kept_custom(
        Bearer.OWNER, before=None if owner._state.adding else owner.custom, given=draft.custom
    )
    assign(owner, values)
    owner.pinyin, owner.initials = spelled(owner.name)


def _must_be_there(owner: Owner, draft: OwnerDraft, scope: Scope) -> None:
    """What is new must be within reach; what stands already may stay."""
    there = {owner.home_store_id, owner.preferred_store_id}
    stores = {pk for pk in (draft.home_store_id, draft.preferred_store_id) if pk and pk not in there}
    if stores_within(scope).filter(pk__in=stores).count() != len(stores):
        raise NotFound
    adviser = draft.preferred_adviser_id
    if adviser and adviser != owner.preferred_adviser_id:
        staff = staff_within(scope, Permission.SEE_OWNERS)
        if not staff.filter(pk=adviser, is_active=True).exists():
            raise NotFound


def _set_interests(owner: Owner, draft: OwnerDraft) -> None:
    OwnerInterest.objects.filter(owner=owner).exclude(interest__in=draft.interests).delete()
    known = Interest.objects.filter(pk__in=draft.interests)
    OwnerInterest.objects.bulk_create(
        (OwnerInterest(owner=owner, interest=one) for one in known), ignore_conflicts=True
    )


def _told(owner: Owner) -> dict[str, Any]:
    chosen = owner.interests.order_by("interest__name").values_list("interest__name", flat=True)
    return {**told_of(owner), "interests": list(chosen)}
