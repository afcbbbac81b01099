"""Corrects what is known of an owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope
from liuke.outbox.actions.publish import publish
from liuke.owners.events import OwnerCorrected
from liuke.owners.models import Owner
from liuke.owners.rules.spelling import spelled

CORRECTABLE = frozenset({"name", "gender", "birthday", "district", "channel"})


@transaction.atomic
def correct_owner(*, scope: Scope, owner: Owner, changes: Mapping[str, Any]) -> bool:
    """Whether anything differs now. ``owner`` was found in reach of the right, and is locked, by the caller.

    ``changes`` are some of CORRECTABLE. Raises NotAllowed.
    """
    if not scope.may_somewhere(Permission.CHANGE_OWNERS):
        raise NotAllowed
    before = {name: _plain(getattr(owner, name)) for name in CORRECTABLE}
    for name in CORRECTABLE & changes.keys():
        setattr(owner, name, changes[name])
    after = {name: _plain(getattr(owner, name)) for name in CORRECTABLE}
    if before == after:
        return False
    if before["name"] != after["name"]:
        owner.pinyin, owner.initials = spelled(owner.name)
    owner.save()
    subject = Subject("owners.owner", owner.pk, owner.name, owner.home_store_id)
    record(actor=scope.actor, verb="owner.corrected", subject=subject, before=before, after=after)
    publish(OwnerCorrected(owner_id=str(owner.pk), store_id=_plain(owner.home_store_id)))
    return True


def _plain(value: Any) -> str | None:
    return None if value is None else str(value)
