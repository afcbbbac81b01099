"""Creates a member of staff, or changes one; somebody who leaves is signed out everywhere in the same act."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.drafts import StaffDraft
from liuke.org.editing import assign, locked, stamp, told, unique
from liuke.org.models import Staff
from liuke.org.queries import NotFound, outranks, staff_within, stores_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope
from liuke.values.pinyin import person_initials, person_key
from liuke.values.refusal import Refusal


class NotYourself(Refusal):
    code = "not_yourself"
    sentence = "You cannot do this to your own account. Ask another administrator."


@transaction.atomic
def create_staff(*, scope: Scope, draft: StaffDraft, password: str, at: dt.datetime) -> Staff:
    """The first password has to be changed at the first sign-in. Raises NotAllowed, NotFound, Taken."""
    scope.need(Permission.CHANGE_STAFF, draft.home_store_id)
    member = Staff(password=make_password(password), must_change_password=True)
    _keep(member, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="staff.created", subject=subject_of(member), after=told(member))
    return member


@transaction.atomic
def change_staff(*, scope: Scope, staff_id: UUID, version: int, draft: StaffDraft, at: dt.datetime) -> Staff:
    """Raises NotFound, NotAllowed, NotYourself (deactivation), ChangedMeanwhile, Taken."""
    member = locked(staff_within(scope, Permission.CHANGE_STAFF), staff_id, version=version)
    must_outrank(scope, member)
    if not draft.active and member.pk == scope.actor.id:
        raise NotYourself
    before = told(member)
    if draft.home_store_id != member.home_store_id:
        scope.need(Permission.CHANGE_STAFF, draft.home_store_id)
    _keep(member, draft, scope=scope, at=at)
    if not draft.active:
        member.sessions.filter(ended_at=None).update(ended_at=at)
    record(
        actor=scope.actor,
        verb="staff.changed",
        subject=subject_of(member),
        before=before,
        after=told(member),
    )
    return member


def must_outrank(scope: Scope, member: Staff) -> None:
    """Raises NotAllowed for the account of somebody above."""
    if not outranks(scope, member):
        raise NotAllowed


def subject_of(member: Staff) -> Subject:
    """The person as the audit trail names them."""
    return Subject("org.staff", member.pk, member.name, member.home_store_id)


def _keep(member: Staff, draft: StaffDraft, *, scope: Scope, at: dt.datetime) -> None:
    if draft.home_store_id and not stores_within(scope).filter(pk=draft.home_store_id).exists():
        raise NotFound
    assign(
        member,
        {
            "login": draft.login.lower(),
            "name": draft.name,
            "phone": draft.phone,
            "home_store_id": draft.home_store_id,
            "is_active": draft.active,
            "pinyin": person_key(draft.name),
            "initials": person_initials(draft.name),
        },
    )
    stamp(member, scope=scope, at=at)
    with unique(login=member.login):
        member.save()
