"""Creates a tag or changes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.org.editing import locked, stamp, told, unique
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.segments.actions.save_segment import asks_for_tags
from liuke.segments.models import Origin, Segment, Share, Tag
from liuke.segments.queries import conditions_of, segment_within
from liuke.values.refusal import Refusal


class SegmentNotForATag(Refusal):
    code = "segment_not_for_a_tag"
    sentence = (
        "A tag can follow a segment that is shared with the group and asks for no tags. Choose another."
    )


@dataclass(frozen=True)
class TagDraft:
    """A tag as a person fills it in. With a ``segment_id`` it follows that segment."""

    name: str
    note: str = ""
    segment_id: UUID | None = None
    valid_days: int | None = None
    active: bool = True


@transaction.atomic
def create_tag(*, scope: Scope, draft: TagDraft, at: dt.datetime) -> Tag:
    """Raises NotAllowed, NotFound, Taken, SegmentNotForATag."""
    scope.need(Permission.CHANGE_TAGS)
    tag = Tag(origin=Origin.RULE if draft.segment_id else Origin.HAND)
    _keep(tag, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="tag.created", subject=subject_of(tag), after=told(tag))
    return tag


@transaction.atomic
def change_tag(*, scope: Scope, tag_id: UUID, version: int, draft: TagDraft, at: dt.datetime) -> Tag:
    """Who sets a tag stays: a tag set by hand never becomes a rule's. Raises as create_tag."""
    scope.need(Permission.CHANGE_TAGS)
    tag = locked(Tag.objects.all(), tag_id, version=version)
    if (tag.origin == Origin.RULE) != (draft.segment_id is not None):
        raise SegmentNotForATag
    before = told(tag)
    _keep(tag, draft, scope=scope, at=at)
    record(actor=scope.actor, verb="tag.changed", subject=subject_of(tag), before=before, after=told(tag))
    return tag


def subject_of(tag: Tag) -> Subject:
    return Subject("segments.tag", tag.pk, tag.name)


def _keep(tag: Tag, draft: TagDraft, *, scope: Scope, at: dt.datetime) -> None:
    tag.segment = _segment(scope, draft.segment_id) if draft.segment_id else None
    tag.name, tag.note, tag.active, tag.valid_days = draft.name, draft.note, draft.active, draft.valid_days
    stamp(tag, scope=scope, at=at)
    with unique(name=tag.name):
        tag.save()


def _segment(scope: Scope, segment_id: UUID) -> Segment:
    segment = segment_within(scope, segment_id)
    if segment.share != Share.GROUP or asks_for_tags(conditions_of(segment)):
        raise SegmentNotForATag
    return segment
