"""Tags: the words there are, those of an owner, setting and taking off."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Field, Router
from pydantic import ConfigDict

from liuke.org.rules.key_scopes import KeyScope
from liuke.owners.queries import owner_within
from liuke.segments.actions.set_tag import set_tag_on_owner
from liuke.segments.actions.take_tag_off import take_tag_off
from liuke.segments.models import REASON_LENGTH, Tag
from liuke.segments.queries import tags_all, tags_of
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Text, filled
from liuke.web.api.owner_shown import note_looks
from liuke.web.api.paging import Page, Paged, answer_page, page_of
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["tags"])
READ, WRITE = ByKey(KeyScope.TAGS_READ), ByKey(KeyScope.TAGS_WRITE)


class TagOut(Schema):
    """A word of the group. ``origin``: set by hand, by a rule, by a model; only the first can be set here."""

    id: UUID
    name: str
    note: str
    origin: str
    active: bool
    valid_days: int | None


class OwnerTagOut(Schema):
    """A tag of an owner: why, since when, until when."""

    tag_id: UUID
    name: str
    origin: str
    reason: str
    set_at: dt.datetime
    expires_on: dt.date | None


class OwnerTags(Schema):
    """All tags of an owner that have not run out."""

    items: list[OwnerTagOut]


class Why(Schema):
    """The reason stands beside the tag."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Text, Field(max_length=REASON_LENGTH)]


def _tag(tag: Tag) -> TagOut:
    return filled(TagOut, tag)


def _shown(call: Call, owner_id: UUID) -> OwnerTags:
    owner = owner_within(call.rights, owner_id)
    rows = tags_of([owner.pk], today=timezone.localdate(now())).get(owner.pk, [])
    return OwnerTags(
        items=[filled(OwnerTagOut, row, name=row.tag.name, origin=row.tag.origin) for row in rows]
    )


@router.get(
    "/tags",
    url_name="api_tags",
    auth=READ,
    response={200: Page[TagOut], 422: Problem},
    summary=N_("Tags of the group"),
)
def group_tags(request: Call, paging: Paged) -> HttpResponse:
    """The words, not who has them."""
    del request
    return answer_page(page_of(tags_all(), paging, _tag))


@router.get(
    "/owners/{uuid:owner_id}/tags",
    url_name="api_owner_tags",
    auth=READ,
    response={200: OwnerTags, 404: Problem},
    summary=N_("The tags of an owner"),
)
def owner_tags(request: Call, owner_id: UUID) -> HttpResponse:
    """With an ETag. Every call is kept in the audit trail."""
    note_looks(request, [owner_within(request.rights, owner_id)])
    return answer(request, _shown(request, owner_id))


@router.put(
    "/owners/{uuid:owner_id}/tags/{uuid:tag_id}",
    url_name="api_owner_tag",
    auth=WRITE,
    response={200: OwnerTags, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Set a tag"),
)
def owner_tag_set(request: Call, owner_id: UUID, tag_id: UUID, given: Why) -> HttpResponse:
    """Set again it has the new reason and a new term. Needs an Idempotency-Key."""

    def work() -> OwnerTags:
        set_tag_on_owner(
            scope=request.rights, owner_id=owner_id, tag_id=tag_id, reason=given.reason, at=now()
        )
        return _shown(request, owner_id)

    return once(request, work)


@router.delete(
    "/owners/{uuid:owner_id}/tags/{uuid:tag_id}",
    url_name="api_owner_tag",
    auth=WRITE,
    response={200: OwnerTags, 404: Problem, 409: Problem, 428: Problem},
    summary=N_("Take a tag off"),
)
def owner_tag_off(request: Call, owner_id: UUID, tag_id: UUID) -> HttpResponse:
    """One set by a rule is a 409: it would be back tomorrow. Needs an Idempotency-Key."""

    def work() -> OwnerTags:
        take_tag_off(scope=request.rights, owner_id=owner_id, tag_id=tag_id)
        return _shown(request, owner_id)

    return once(request, work)
