"""Deletes a segment that no tag follows."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import record
from liuke.org.editing import locked, told
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.segments.actions.save_segment import subject_of
from liuke.segments.queries import segments_within
from liuke.values.refusal import Refusal


class SegmentInUse(Refusal):
    code = "segment_in_use"
    sentence = "The tag “%(tag)s” follows this segment. Give the tag another segment first."


@transaction.atomic
def delete_segment(*, scope: Scope, segment_id: UUID, version: int) -> None:
    """Raises NotFound, ChangedMeanwhile, SegmentInUse."""
    segment = locked(segments_within(scope, Permission.CHANGE_SEGMENTS), segment_id, version=version)
    tag = segment.tags.first()
    if tag is not None:
        raise SegmentInUse(tag=tag.name)
    before = {"name": told(segment)["name"]}
    record(actor=scope.actor, verb="segment.deleted", subject=subject_of(segment), before=before)
    segment.delete()
