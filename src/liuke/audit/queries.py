"""Reading the trail, within somebody's reach."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from liuke.audit.models import AuditEntry
from liuke.values.reach import Reach

LOOKS = ("personal.revealed", "export.made")


@dataclass(frozen=True)
class Filters:
    """What is looked for; empty means everything. ``to`` is the first day no longer wanted."""

    words: str = ""
    verb: str = ""
    actor_id: UUID | None = None
    object_id: str = ""
    since: dt.datetime | None = None
    to: dt.datetime | None = None


def entries_within(reach: Reach, filters: Filters | None = None) -> QuerySet[AuditEntry]:
    """The deeds in the stores within reach, the latest first; those of no store are the group's."""
    rows = (
        AuditEntry.objects.all() if reach.everywhere else AuditEntry.objects.filter(store_id__in=reach.stores)
    )
    wanted = filters or Filters()
    if wanted.words:
        rows = rows.filter(
            Q(actor_name__icontains=wanted.words)
            | Q(object_name__icontains=wanted.words)
            | Q(reason__icontains=wanted.words)
        )
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.actor_id:
        rows = rows.filter(actor_id=wanted.actor_id)
    if wanted.object_id:
        rows = rows.filter(object_id=wanted.object_id)
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.to:
        rows = rows.filter(at__lt=wanted.to)
    return rows.order_by("-at", "-id")


def looks_since(actor_id: UUID, verb: str, since: dt.datetime) -> int:
    """How often somebody has lifted a mask, or exported, since then."""
    return AuditEntry.objects.filter(actor_id=actor_id, verb=verb, at__gte=since).count()


def recently_opened(actor_id: UUID, kind: str, *, since: dt.datetime, most: int) -> list[str]:
    """The ids of the people somebody has opened since then, the latest first."""
    rows = AuditEntry.objects.filter(
        actor_id=actor_id, verb="personal.opened", object_kind=kind, at__gte=since
    )
    latest = rows.order_by("-at").values_list("object_id", flat=True)[: 10 * most]
    return list(dict.fromkeys(latest))[:most]
