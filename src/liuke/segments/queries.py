"""Reading segments and tags, always through somebody's scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from liuke.org.queries import NotFound, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.owners.queries import owners_within
from liuke.segments.fields import fields
from liuke.segments.models import Origin, Segment, Share, Tag, Tagging
from liuke.segments.rules.tree import Group, read_tree
from liuke.values.condition import Field


def segments_within(scope: Scope, permission: Permission = Permission.SEE_SEGMENTS) -> QuerySet[Segment]:
    """One's own, those of a store within reach, and the group's.

    To change the group's takes the right in the whole group.
    """
    reach = scope.reach(permission)
    seen = Q(share=Share.STORE) & within(reach)
    if permission == Permission.SEE_SEGMENTS or reach.everywhere:
        seen |= Q(share=Share.GROUP)
    if scope.actor.id is not None:
        seen |= Q(author=scope.actor.id)
    rows = Segment.objects.filter(seen) if reach else Segment.objects.none()
    return rows.select_related("author", "store").order_by("name", "id")


def segment_within(
    scope: Scope, segment_id: UUID, permission: Permission = Permission.SEE_SEGMENTS
) -> Segment:
    """Raises NotFound."""
    segment = segments_within(scope, permission).filter(pk=segment_id).first()
    if segment is None:
        raise NotFound
    return segment


def conditions_of(segment: Segment, known: Mapping[str, Field] | None = None) -> Group:
    """``known``: ``fields()``, where several segments are read.

    Raises ConditionWrong, FieldRetired where a field it asks for is not there any more.
    """
    return read_tree(segment.conditions, fields() if known is None else known)


def tags_all() -> QuerySet[Tag]:
    """Tags are words of the whole group; which owners have one is for the scope to say."""
    return Tag.objects.select_related("segment").order_by("-active", "name")


def tag_named(tag_id: UUID) -> Tag:
    """Raises NotFound."""
    tag = tags_all().filter(pk=tag_id).first()
    if tag is None:
        raise NotFound
    return tag


def hand_tags() -> QuerySet[Tag]:
    """Tags a person can set now."""
    return Tag.objects.filter(origin=Origin.HAND, active=True).order_by("name")


def valid_taggings(*, today: dt.date) -> QuerySet[Tagging]:
    """Those that have not run out."""
    return Tagging.objects.filter(Q(expires_on=None) | Q(expires_on__gte=today))


def taggings_within(
    scope: Scope, *, today: dt.date, permission: Permission = Permission.SEE_SEGMENTS
) -> QuerySet[Tagging]:
    """The valid tags of the owners within reach, the latest first."""
    rows = valid_taggings(today=today).order_by("-set_at", "-id")
    if scope.reach(permission).everywhere:
        return rows
    return rows.filter(owner__in=owners_within(scope, permission).values("pk"))


def tag_counts(scope: Scope, *, today: dt.date) -> dict[UUID, int]:
    """How many owners within reach have each tag."""
    counted = taggings_within(scope, today=today).order_by().values("tag").annotate(owners=Count("pk"))
    return {row["tag"]: row["owners"] for row in counted}


def tags_of(owner_ids: Collection[UUID], *, today: dt.date) -> dict[UUID, list[Tagging]]:
    """The valid tags of some owners whom the asker has been shown already."""
    rows = valid_taggings(today=today).filter(owner__in=owner_ids, tag__active=True)
    found: dict[UUID, list[Tagging]] = {}
    for row in rows.select_related("tag").order_by("tag__name"):
        found.setdefault(row.owner_id, []).append(row)
    return found
