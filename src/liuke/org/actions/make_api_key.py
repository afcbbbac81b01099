"""Makes a key for a program."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.models import ApiKey, Region, Store
from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope, rights_of
from liuke.org.rules.roles import Level, Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal

Place = TypeVar("Place", Region, Store)


class KeyBeyondYourself(Refusal):
    code = "key_beyond_yourself"
    sentence = "A key can do no more than whoever makes it. Leave out what your own role does not allow."


class KeyForNothing(Refusal):
    code = "key_for_nothing"
    sentence = "Choose at least one thing the key may do."


@dataclass(frozen=True)
class KeyDraft:
    """What a key is for, and where it holds."""

    name: str
    scopes: frozenset[KeyScope]
    level: Level = Level.GROUP
    region_id: UUID | None = None
    store_id: UUID | None = None
    sandbox: bool = False
    expires_at: dt.datetime | None = None


@transaction.atomic
def make_api_key(*, scope: Scope, draft: KeyDraft, at: dt.datetime) -> tuple[ApiKey, str]:
    """The key and its secret, which nobody can read again.

    Raises NotAllowed, NotFound, KeyForNothing, KeyBeyondYourself.
    """
    scope.need(Permission.MANAGE_KEYS)
    if not draft.scopes:
        raise KeyForNothing
    if not all(scope.may(right) for right in rights_of(draft.scopes)):
        raise KeyBeyondYourself
    prefix, secret = f"{'lks' if draft.sandbox else 'lk'}_{secrets.token_hex(4)}", secrets.token_hex(24)
    key = ApiKey(
        name=draft.name,
        prefix=prefix,
        secret_hash=hash_of(secret),
        scopes=sorted(draft.scopes),
        level=draft.level,
        region=_found(Region, draft.region_id),
        store=_found(Store, draft.store_id),
        sandbox=draft.sandbox,
        made_at=at,
        made_by=scope.actor.name,
        made_by_id=scope.actor.id,
        expires_at=draft.expires_at,
    )
    key.save()
    subject = Subject("org.api_key", key.pk, f"{key.name} · {prefix}", key.store_id)
    record(actor=scope.actor, verb="key.made", subject=subject, after=_told(key))
    return key, f"{prefix}_{secret}"


def hash_of(secret: str) -> str:
    """192 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _found(kind: type[Place], row_id: UUID | None) -> Place | None:
    if row_id is None:
        return None
    row = kind.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound
    return row


def _told(key: ApiKey) -> dict[str, object]:
    place = key.store or key.region
    return {
        "scopes": list(key.scopes),
        "place": str(place) if place else "group",
        "sandbox": key.sandbox,
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
    }
