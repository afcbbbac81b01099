"""What has changed: a feed to follow."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from liuke.integrations.webhooks.events import KINDS
from liuke.integrations.webhooks.reach import within_reach
from liuke.org.rules.key_scopes import KeyScope
from liuke.outbox.models import PublishedEvent
from liuke.outbox.queries import settled_events
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.paging import LONGEST_PAGE, answer_page, read_cursor, write_cursor
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.shell.wording import N_

router = Router(tags=["changes"])
READ = ByKey(KeyScope.CHANGES_READ)


class Change(Schema):
    """What happened, the same as a webhook tells: an owner or a car was changed, owners were merged, somebody
    was erased, an import wrote (or took back) rows: list those with its ``import_id``.
    """

    id: UUID
    at: dt.datetime
    kind: str
    owner_id: UUID | None
    into_owner_id: UUID | None
    vehicle_id: UUID | None
    import_id: UUID | None


class Changes(Schema):
    """What came after the cursor. ``next_cursor`` is never null: ask with it again later."""

    items: list[Change]
    next_cursor: str


def _read(text: str) -> tuple[dt.datetime, UUID]:
    at, _, event = text.partition("|")
    moment = dt.datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError
    return moment, UUID(event)


@router.get(
    "/changes",
    url_name="api_changes",
    auth=READ,
    response={200: Changes, 422: Problem},
    summary=N_("What has changed"),
)
def changes(
    request: Call,
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 50,
) -> HttpResponse:
    """In order of time; none is left out and none comes late."""
    position = read_cursor(after, _read) if after else None
    events = list(settled_events(kinds=KINDS, after=position)[:limit])
    last = (events[-1].at, events[-1].pk) if events else position
    following = write_cursor(f"{last[0].isoformat()}|{last[1]}") if last else ""
    return answer_page(Changes(items=_in_reach(request, events), next_cursor=following))


def _in_reach(call: Call, events: list[PublishedEvent]) -> list[Change]:
    seen = within_reach(call.rights, [event.payload for event in events])
    return [_shown(event) for event, may in zip(events, seen, strict=True) if may]


def _shown(event: PublishedEvent) -> Change:
    told = event.payload
    return Change(
        id=event.pk,
        at=event.at,
        kind=event.kind,
        owner_id=told.get("owner_id"),
        into_owner_id=told.get("into_owner_id"),
        vehicle_id=told.get("vehicle_id"),
        import_id=told.get("import_id"),
    )
