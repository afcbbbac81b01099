"""Creates or renames a region."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import locked, stamp, told, unique
from liuke.org.models import Region
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.pinyin import sort_key


@transaction.atomic
def create_region(*, scope: Scope, name: str, at: dt.datetime) -> Region:
    """Raises NotAllowed, Taken."""
    scope.need(Permission.CHANGE_GROUP)
    region = Region(name=name)
    _keep(region, scope=scope, at=at)
    subject = Subject("org.region", region.pk, name)
    record(actor=scope.actor, verb="region.created", subject=subject, after=told(region))
    return region


@transaction.atomic
def rename_region(*, scope: Scope, region_id: UUID, version: int, name: str, at: dt.datetime) -> Region:
    """Raises NotAllowed, NotFound, ChangedMeanwhile, Taken."""
    scope.need(Permission.CHANGE_GROUP)
    region = locked(Region.objects.all(), region_id, version=version)
    before = told(region)
    region.name = name
    _keep(region, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="region.changed",
        subject=Subject("org.region", region.pk, name),
        before=before,
        after=told(region),
    )
    return region


def _keep(region: Region, *, scope: Scope, at: dt.datetime) -> None:
    region.pinyin = sort_key(region.name)
    stamp(region, scope=scope, at=at)
    with unique(name=region.name):
        region.save()
