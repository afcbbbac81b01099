"""Sets a tag by hand, on one owner or on all members of a segment."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.queries import owner_within
from liuke.segments.finding import find
from liuke.segments.models import REASON_LENGTH, Segment, Tag
from liuke.segments.queries import conditions_of, hand_tags
from liuke.values.refusal import Refusal

SHORTEST_REASON = 2
MOST_AT_ONCE = 200_000


class TagReasonMissing(Refusal):
    code = "tag_reason_missing"
    sentence = "Say why the tag is set. The reason stands beside the tag."


def set_tag_on_owner(*, scope: Scope, owner_id: UUID, tag_id: UUID, reason: str, at: dt.datetime) -> Tag:
    """Raises NotFound, TagReasonMissing."""
    owner = owner_within(scope, owner_id, Permission.SET_TAGS)
    tag, why = _tag(tag_id), _reason(reason)
    with transaction.atomic():
        _insert(scope, tag, [owner.pk], why, at)
        subject = Subject("owners.owner", owner.pk, owner.name, owner.home_store_id)
        record(actor=scope.actor, verb="tag.set", subject=subject, after={"tag": tag.name}, reason=why)
    return tag


def set_tag_on_segment(*, scope: Scope, segment: Segment, tag_id: UUID, reason: str, at: dt.datetime) -> int:
    """How many owners have it newly: the members within reach of the right to set tags."""
    tag, why = _tag(tag_id), _reason(reason)
    found = find(
        scope=scope,
        permissions=(Permission.SEE_SEGMENTS, Permission.SET_TAGS),
        conditions=conditions_of(segment),
        today=timezone.localdate(at),
        most=MOST_AT_ONCE,
    )
    with transaction.atomic():
        fresh = _insert(scope, tag, list(found.ids), why, at)
        record(
            actor=scope.actor,
            verb="tag.set_on_segment",
            subject=Subject("segments.segment", segment.pk, segment.name, segment.store_id),
            after={"tag": tag.name, "owners": len(found.ids)},
            reason=why,
        )
    return fresh


def _tag(tag_id: UUID) -> Tag:
    tag = hand_tags().filter(pk=tag_id).first()
    if tag is None:
        raise NotFound
    return tag


def _reason(text: str) -> str:
    why = text.replace("\0", "").strip()[:REASON_LENGTH]
    if len(why) < SHORTEST_REASON:
        raise TagReasonMissing
    return why


def _insert(scope: Scope, tag: Tag, owner_ids: list[UUID], reason: str, at: dt.datetime) -> int:
    """Setting a tag again gives it the new reason and a new term. Returns how many have it newly."""
    until = timezone.localdate(at) + dt.timedelta(days=tag.valid_days) if tag.valid_days else None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO segments_tagging (tag_id, owner_id, reason, facts, set_at, set_by, expires_on)"
            " SELECT %(tag)s, o.id, %(reason)s, '[]', %(at)s, %(by)s, %(until)s"
            " FROM owners_owner AS o WHERE o.id = ANY(%(owners)s)"
            " ON CONFLICT (tag_id, owner_id) DO UPDATE SET reason = excluded.reason,"
            " set_at = excluded.set_at, set_by = excluded.set_by, expires_on = excluded.expires_on"
            " RETURNING (xmax = 0)",
            {
                "tag": tag.pk,
                "reason": reason,
                "at": at,
                "by": scope.actor.name,
                "until": until,
                "owners": owner_ids,
            },
        )
        return sum(1 for (fresh,) in cursor.fetchall() if fresh)
