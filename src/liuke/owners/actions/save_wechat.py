"""Ties an owner to a WeChat account, or unties them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.editing import Taken
from liuke.org.queries import NotFound
from liuke.org.scope import Scope
from liuke.owners.editing import held, keep, subject_of
from liuke.owners.models import WechatId


@transaction.atomic
def add_wechat(
    *, scope: Scope, owner_id: UUID, application: str, open_id: str, union_id: str, at: dt.datetime
) -> WechatId:
    """Raises NotFound; Taken where the account is somebody's already."""
    owner = held(scope, owner_id)
    made, new = WechatId.objects.get_or_create(
        application=application, open_id=open_id, defaults={"owner": owner, "union_id": union_id}
    )
    if not new:
        raise Taken(field="open_id", value=open_id)
    keep(owner, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="owner.wechat_added",
        subject=subject_of(owner),
        after={"application": application},
    )
    return made


@transaction.atomic
def remove_wechat(*, scope: Scope, owner_id: UUID, wechat_id: int, at: dt.datetime) -> None:
    """Raises NotFound."""
    owner = held(scope, owner_id)
    found = WechatId.objects.filter(pk=wechat_id, owner=owner).first()
    if found is None:
        raise NotFound
    found.delete()
    keep(owner, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="owner.wechat_removed",
        subject=subject_of(owner),
        before={"application": found.application},
    )
