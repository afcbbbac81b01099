"""Gives a built-in field the group's own label, or takes it back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import locked, stamp, told, unique
from liuke.org.models import LabelOverride
from liuke.org.queries import NotFound
from liuke.org.rules.custom_fields import Bearer
from liuke.org.rules.renamable import RENAMABLE
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@transaction.atomic
def name_field(
    *, scope: Scope, bearer: Bearer, field: str, version: int, zh: str, en: str, at: dt.datetime
) -> None:
    """``version`` is 0 where nobody has renamed the field; without labels it is called as before.

    Raises NotAllowed, NotFound, ChangedMeanwhile.
    """
    scope.need(Permission.CHANGE_GROUP)
    if field not in RENAMABLE[bearer]:
        raise NotFound
    rows = LabelOverride.objects.filter(bearer=bearer.value, field=field)
    there = rows.first()
    row = locked(rows, there.pk, version=version) if there else LabelOverride(bearer=bearer, field=field)
    before = told(row) if there else None
    row.label_zh, row.label_en = zh, en
    stamp(row, scope=scope, at=at)
    with unique(field=field):
        row.save()
    record(
        actor=scope.actor,
        verb="label.changed",
        subject=Subject("org.labeloverride", row.pk, RENAMABLE[bearer][field]),
        before=before,
        after=told(row),
    )
