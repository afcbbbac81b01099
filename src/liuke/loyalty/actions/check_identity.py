"""Keeps that an owner's document was looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import Identity
from liuke.loyalty.rules.identity_document import normal_number
from liuke.org.queries import store_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.org.sealing import digest
from liuke.owners.queries import owner_within


@dataclass(frozen=True)
class DocumentDraft:
    """What stands on the document. The number is never kept whole."""

    kind: str
    name: str
    number: str


@transaction.atomic
def check_identity(
    *, scope: Scope, owner_id: UUID, store_id: UUID, draft: DocumentDraft, at: dt.datetime
) -> Identity:
    """The same document again is one record, checked anew. Raises NotFound, DocumentNumberWrong."""
    owner = owner_within(scope, owner_id, Permission.CHECK_IDENTITY)
    store = store_within(scope, store_id, Permission.CHECK_IDENTITY)
    number = normal_number(draft.kind, draft.number)
    kept, _ = Identity.objects.update_or_create(
        owner=owner,
        digest=digest(f"{draft.kind}:{number}"),
        defaults={
            "kind": draft.kind,
            "name": draft.name,
            "last_four": number[-4:],
            "store": store,
            "checked_at": at,
            "checked_by_id": scope.actor.id,
            "checked_by": scope.actor.name,
        },
    )
    record(
        actor=scope.actor,
        verb="identity.checked",
        subject=Subject("owners.owner", owner.pk, owner.name, store.pk),
        after={"kind": draft.kind, "last_four": kept.last_four},
    )
    return kept


def others_with(identity: Identity) -> int:
    """How many other owners the same document is on file for: they may be one person."""
    return Identity.objects.filter(digest=bytes(identity.digest)).exclude(owner=identity.owner_id).count()
