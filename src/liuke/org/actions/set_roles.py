"""Replaces the roles of a member of staff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.actions.save_staff import NotYourself, subject_of
from liuke.org.drafts import RoleDraft
from liuke.org.editing import locked, stamp
from liuke.org.models import Region, RoleAssignment, Staff, Store
from liuke.org.queries import NotFound, staff_within
from liuke.org.rules.roles import ROLES, Permission
from liuke.org.scope import NotAllowed, Scope
from liuke.values.refusal import Refusal


class RoleNotThere(Refusal):
    code = "role_not_there"
    sentence = "This role cannot hold there. Choose another place for it."


@transaction.atomic
def set_roles(
    *, scope: Scope, staff_id: UUID, version: int, roles: Sequence[RoleDraft], at: dt.datetime
) -> Staff:
    """Gives what is new and takes what is no longer there; what stays needs no right.

    Nobody changes their own roles. Raises NotFound, NotYourself, NotAllowed, RoleNotThere, ChangedMeanwhile.
    """
    member = locked(staff_within(scope, Permission.CHANGE_STAFF), staff_id, version=version)
    if member.pk == scope.actor.id:
        raise NotYourself
    present = list(member.roles.select_related("region", "store"))
    wanted, had = set(roles), {_draft(given) for given in present}
    for draft in wanted ^ had:
        _check(draft, scope=scope)
    before = _told(member)
    member.roles.filter(pk__in=[given.pk for given in present if _draft(given) not in wanted]).delete()
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            staff=member, role=new.role, level=new.level, region_id=new.region_id, store_id=new.store_id
        )
        for new in wanted - had
    )
    stamp(member, scope=scope, at=at)
    member.save()
    record(
        actor=scope.actor,
        verb="staff.roles_changed",
        subject=subject_of(member),
        before=before,
        after=_told(member),
    )
    return member


def _check(draft: RoleDraft, *, scope: Scope) -> None:
    if draft.level not in ROLES[draft.role].levels:
        raise RoleNotThere
    places = {"store": (draft.store_id, None), "region": (None, draft.region_id), "group": (None, None)}
    if places[draft.level] != (draft.store_id, draft.region_id):
        raise RoleNotThere
    reach = scope.giving(draft.role)
    if not reach:
        raise NotAllowed
    if draft.store_id is not None:
        if draft.store_id not in reach or not Store.objects.filter(pk=draft.store_id).exists():
            raise NotFound
    elif draft.region_id is not None:
        region = Region.objects.filter(pk=draft.region_id).first()
        stores = set(region.stores.values_list("pk", flat=True)) if region else set()
        if region is None or not (reach.everywhere or (stores and stores <= reach.stores)):
            raise NotFound
    elif not reach.everywhere:
        raise NotAllowed


def _draft(given: RoleAssignment) -> RoleDraft:
    return RoleDraft(given.role_enum, given.level_enum, given.region_id, given.store_id)


def _told(member: Staff) -> dict[str, list[str]]:
    given = member.roles.select_related("region", "store")
    return {"roles": sorted(f"{one.role} @ {one.region or one.store or 'group'}" for one in given)}
