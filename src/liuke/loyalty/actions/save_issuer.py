"""Says which legal entity issues a store's cards, and of what kind it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import Issuer
from liuke.org.editing import assign, locked, stamp, told
from liuke.org.queries import store_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@dataclass(frozen=True)
class IssuerDraft:
    """What is filed with the commerce authority."""

    legal_name: str
    kind: str
    filing_no: str = ""


@transaction.atomic
def save_issuer(
    *, scope: Scope, store_id: UUID, version: int | None, draft: IssuerDraft, at: dt.datetime
) -> Issuer:
    """``version`` None where nothing was filed before. Raises NotFound, ChangedMeanwhile."""
    store = store_within(scope, store_id, Permission.CHANGE_FINANCE)
    rows = Issuer.objects.filter(store=store)
    standing = rows.first()
    one = locked(rows, standing.pk, version=version or 0) if standing else Issuer(store=store)
    before = told(one) if standing else None
    assign(one, asdict(draft))
    stamp(one, scope=scope, at=at)
    one.save()
    record(
        actor=scope.actor,
        verb="issuer.saved",
        subject=Subject("loyalty.issuer", one.pk, store.name, store.pk),
        before=before,
        after=told(one),
    )
    return one
