"""What all changes of an owner share."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from liuke.audit.actions.record import Subject
from liuke.org.editing import CUSTOM, stamp, told
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.outbox.actions.publish import publish
from liuke.owners.events import OwnerChanged, OwnerCreated
from liuke.owners.models import Owner
from liuke.owners.queries import owners_within

TOLD = frozenset(
    "name kind gender birthday district channel home_store credit_rule preferred_store preferred_adviser "
    "spending contact_channel contact_time preferences".split()
)


def subject_of(owner: Owner) -> Subject:
    """An owner as the audit trail names them."""
    return Subject("owners.owner", owner.pk, owner.name, owner.home_store_id)


def held(scope: Scope, owner_id: UUID, permission: Permission = Permission.CHANGE_OWNERS) -> Owner:
    """An owner within reach, locked until the transaction ends. Raises NotFound."""
    rows = owners_within(scope, permission).select_related(None).select_for_update(of=("self",))
    owner = rows.filter(pk=owner_id).first()
    if owner is None:
        raise NotFound
    return owner


def told_of(owner: Owner) -> dict[str, Any]:
    """An owner as the trail keeps them: what people have filled in."""
    return {name: value for name, value in told(owner).items() if name in TOLD or name.startswith(CUSTOM)}


def keep(owner: Owner, *, scope: Scope, at: dt.datetime) -> None:
    """Saves an owner as changed by a person, and tells so; no import owns the row any more."""
    happened = OwnerCreated if owner._state.adding else OwnerChanged
    stamp(owner, scope=scope, at=at)
    owner.batch_id = None
    owner.save()
    publish(happened(owner_id=str(owner.pk)))
