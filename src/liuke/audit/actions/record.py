"""Writes one deed into the audit trail, in the transaction that does it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from liuke.audit.actor import Actor
from liuke.audit.models import AuditEntry
from liuke.audit.rules.difference import Values, difference


@dataclass(frozen=True)
class Subject:
    """What a deed is done to: its kind (``org.store``), id and name, and the store it belongs to."""

    kind: str
    id: UUID | str
    name: str = ""
    store_id: UUID | None = None


def record(
    *,
    actor: Actor,
    verb: str,
    subject: Subject,
    before: Values | None = None,
    after: Values | None = None,
    reason: str = "",
    rows: int | None = None,
) -> None:
    """Keeps who did what to what; only the fields that differ are kept of ``before`` and ``after``.

    ``rows`` counts what left the house with an export. Values must be JSON. Outside a transaction the deed
    could be kept without its trace, so that is an error.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("record belongs into the transaction of the deed")
    was, became = difference(before, after)
    AuditEntry.objects.create(
        actor_id=actor.id,
        actor_name=actor.name,
        verb=verb,
        object_kind=subject.kind,
        object_id=str(subject.id),
        object_name=subject.name,
        store_id=subject.store_id,
        before=was,
        after=became,
        reason=reason,
        rows=rows,
        ip=actor.ip,
    )
