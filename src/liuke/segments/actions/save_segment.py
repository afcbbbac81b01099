"""Creates a segment or changes it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import locked, stamp, told, unique
from liuke.org.queries import NotFound, store_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.segments.fields import fields
from liuke.segments.models import Segment, Share
from liuke.segments.queries import segments_within
from liuke.segments.rules.tree import Group, as_json, leaves
from liuke.values.condition import Kind
from liuke.values.refusal import Refusal


class SegmentOfATag(Refusal):
    code = "segment_of_a_tag"
    sentence = (
        "The tag “%(tag)s” follows this segment: it must stay shared with the group, and cannot ask for tags."
    )


@dataclass(frozen=True)
class SegmentDraft:
    """A segment as a person fills it in; ``store_id`` where it is shared with a store."""

    name: str
    conditions: Group
    note: str = ""
    share: str = Share.MINE
    store_id: UUID | None = None


@transaction.atomic
def create_segment(*, scope: Scope, draft: SegmentDraft, at: dt.datetime) -> Segment:
    """Raises NotAllowed, NotFound, Taken."""
    if not scope.may_somewhere(Permission.CHANGE_SEGMENTS):
        raise NotFound
    segment = Segment(author_id=scope.actor.id)
    _keep(segment, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="segment.created", subject=subject_of(segment), after=_told(segment))
    return segment


@transaction.atomic
def change_segment(
    *, scope: Scope, segment_id: UUID, version: int, draft: SegmentDraft, at: dt.datetime
) -> Segment:
    """Raises NotAllowed, NotFound, ChangedMeanwhile, Taken, SegmentOfATag."""
    segment = locked(segments_within(scope, Permission.CHANGE_SEGMENTS), segment_id, version=version)
    tag = segment.tags.first()
    if tag is not None and (draft.share != Share.GROUP or asks_for_tags(draft.conditions)):
        raise SegmentOfATag(tag=tag.name)
    before = _told(segment)
    _keep(segment, draft, scope=scope, at=at)
    record(
        actor=scope.actor,
        verb="segment.changed",
        subject=subject_of(segment),
        before=before,
        after=_told(segment),
    )
    return segment


def asks_for_tags(conditions: Group) -> bool:
    """Whether a rule would rest on tags: its own among them, it would never settle."""
    known = fields()
    return any(known[leaf.field].kind == Kind.TAG for leaf in leaves(conditions))


def subject_of(segment: Segment) -> Subject:
    return Subject("segments.segment", segment.pk, segment.name, segment.store_id)


def _keep(segment: Segment, draft: SegmentDraft, *, scope: Scope, at: dt.datetime) -> None:
    if draft.share == Share.GROUP:
        scope.need(Permission.CHANGE_SEGMENTS)
    store = None
    if draft.share == Share.STORE:
        if draft.store_id is None:
            raise NotFound
        store = store_within(scope, draft.store_id, Permission.CHANGE_SEGMENTS)
    segment.name, segment.note, segment.share, segment.store = draft.name, draft.note, draft.share, store
    segment.conditions = as_json(draft.conditions)
    stamp(segment, scope=scope, at=at)
    with unique(name=segment.name):
        segment.save()


def _told(segment: Segment) -> dict[str, Any]:
    """The trail keeps the conditions as one text: what a segment asked for on a day can be read again."""
    return {**told(segment), "conditions": json.dumps(segment.conditions, ensure_ascii=False)}
