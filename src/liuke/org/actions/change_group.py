"""Changes the dealer group's name."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import locked, stamp, told
from liuke.org.models import Group
from liuke.org.queries import NotFound, the_group
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@transaction.atomic
def change_group(*, scope: Scope, version: int, name: str, short_name: str, at: dt.datetime) -> Group:
    """Raises NotAllowed, ChangedMeanwhile."""
    scope.need(Permission.CHANGE_GROUP)
    found = the_group()
    if found is None:
        raise NotFound
    group = locked(Group.objects.all(), found.pk, version=version)
    before = told(group)
    group.name, group.short_name = name, short_name
    stamp(group, scope=scope, at=at)
    group.save()
    record(
        actor=scope.actor,
        verb="group.changed",
        subject=Subject("org.group", group.pk, group.name),
        before=before,
        after=told(group),
    )
    return group
