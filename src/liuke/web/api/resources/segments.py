"""Segments: list, how many owners one has, and who they are."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.owners.queries import owners_within
from liuke.segments.finding import count_each, member_ids
from liuke.segments.models import Segment
from liuke.segments.queries import conditions_of, segment_within, segments_within
from liuke.web.api.asking import ByKey, Call, sees_personal
from liuke.web.api.fields import filled
from liuke.web.api.owner_shown import OwnerOut, note_looks, shown, with_parts
from liuke.web.api.paging import Page, Paged, answer_page, page_of, read_cursor, write_cursor
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["segments"])
READ = ByKey(KeyScope.SEGMENTS_READ)


class SegmentOut(Schema):
    """A segment shared with the group, or with a store the key reaches."""

    id: UUID
    version: int
    name: str
    note: str
    share: str
    store_id: UUID | None


class SegmentCount(Schema):
    """How many owners within reach are in a segment now."""

    segment_id: UUID
    owners: int


def _shown(segment: Segment) -> SegmentOut:
    return filled(SegmentOut, segment)


@router.get(
    "/segments",
    url_name="api_segments",
    auth=READ,
    response={200: Page[SegmentOut], 422: Problem},
    summary=N_("Segments in reach"),
)
def segments(request: Call, paging: Paged) -> HttpResponse:
    """By id, oldest first."""
    return answer_page(page_of(segments_within(request.rights), paging, _shown))


@router.get(
    "/segments/{uuid:segment_id}",
    url_name="api_segment",
    auth=READ,
    response={200: SegmentOut, 404: Problem},
    summary=N_("One segment"),
)
def segment(request: Call, segment_id: UUID) -> HttpResponse:
    """With its ETag."""
    return answer(request, _shown(segment_within(request.rights, segment_id)))


@router.get(
    "/segments/{uuid:segment_id}/count",
    url_name="api_segment_count",
    auth=READ,
    response={200: SegmentCount, 404: Problem, 409: Problem},
    summary=N_("How many owners are in a segment"),
)
def segment_count(request: Call, segment_id: UUID) -> HttpResponse:
    """Counted now; owners out of reach do not count."""
    found = segment_within(request.rights, segment_id)
    counts = count_each(
        scope=request.rights,
        permission=Permission.SEE_SEGMENTS,
        asked={found.pk: conditions_of(found)},
        today=timezone.localdate(now()),
    )
    return answer(request, SegmentCount(segment_id=found.pk, owners=counts[found.pk]))


@router.get(
    "/segments/{uuid:segment_id}/members",
    url_name="api_segment_members",
    auth=READ,
    response={200: Page[OwnerOut], 404: Problem, 409: Problem, 422: Problem},
    summary=N_("Who is in a segment"),
)
def segment_members(request: Call, segment_id: UUID, paging: Paged) -> HttpResponse:
    """By id; who joins or leaves between two pages moves nobody else. Kept in the audit trail."""
    found, whole = segment_within(request.rights, segment_id), sees_personal(request)
    ids = member_ids(
        scope=request.rights,
        permission=Permission.SEE_SEGMENTS,
        conditions=conditions_of(found),
        today=timezone.localdate(now()),
        after=read_cursor(paging.cursor, UUID) if paging.cursor is not None else None,
        most=paging.limit + 1,
    )
    rows = with_parts(owners_within(request.rights).filter(pk__in=ids[: paging.limit])).order_by("pk")
    page = Page[OwnerOut](
        items=[shown(owner, whole=whole) for owner in rows],
        next_cursor=write_cursor(ids[paging.limit - 1]) if len(ids) > paging.limit else None,
    )
    note_looks(request, page.items)
    return answer_page(page)
