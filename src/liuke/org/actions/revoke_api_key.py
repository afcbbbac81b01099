"""Takes a program's key away for good."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.models import ApiKey
from liuke.org.queries import api_key_within
from liuke.org.scope import Scope


@transaction.atomic
def revoke_api_key(*, scope: Scope, key_id: UUID, at: dt.datetime) -> ApiKey:
    """The next call with it is refused; one revoked already stays as it was. Raises NotAllowed, NotFound."""
    key = api_key_within(scope, key_id)
    marked = ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(
        revoked_at=at, revoked_by=scope.actor.name
    )
    if marked:
        subject = Subject("org.api_key", key.pk, f"{key.name} · {key.prefix}", key.store_id)
        record(actor=scope.actor, verb="key.revoked", subject=subject)
    return key
