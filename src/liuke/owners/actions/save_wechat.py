"""Ties an owner to a WeChat account, or unties them."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.queries import NotFound
from liuke.org.scope import Scope
from liuke.owners.editing import held, keep, subject_of
from liuke.owners.models import WechatId
from liuke.values.refusal import Refusal


class WechatTaken(Refusal):
    code = "wechat_taken"
    sentence = (
        "This account is tied to an owner already. If both are one person, merge them; otherwise untie it "
        "there first."
    )


@transaction.atomic
def add_wechat(
    *, scope: Scope, owner_id: UUID, application: str, open_id: str, union_id: str, at: dt.datetime
) -> WechatId:
    """Raises NotFound; WechatTaken where the account is somebody's already, this owner's too."""
    owner = held(scope, owner_id)
    made, new = WechatId.objects.get_or_create(
        application=application, open_id=open_id, defaults={"owner": owner, "union_id": union_id}
    )
    if not new:
        raise WechatTaken
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
