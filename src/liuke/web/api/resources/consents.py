"""What owners agreed to, by purpose and channel."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router
from pydantic import ConfigDict

from liuke.org.rules.key_scopes import KeyScope
from liuke.owners.actions.note_consent import note_consent
from liuke.owners.drafts import ConsentDraft
from liuke.owners.queries import owner_within
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import Text, Word, filled
from liuke.web.api.owner_shown import note_looks
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["owners"])
READ, WRITE = ByKey(KeyScope.CONSENTS_READ), ByKey(KeyScope.CONSENTS_WRITE)
Purpose = Literal["service", "marketing", "analysis", "sharing"]
Channel = Literal["any", "sms", "call", "wechat", "email"]
How = Literal["paper", "counter", "call", "wechat", "sms", "web", "import"]


class ConsentOut(Schema):
    """The latest word of an owner for a purpose and channel. Where there is none, the answer is no."""

    purpose: str
    channel: str
    given: bool
    at: dt.datetime
    how: str


class Consents(Schema):
    """All of an owner's latest words."""

    items: list[ConsentOut]


class ConsentIn(Schema):
    """A word for each of the purposes and channels. ``any`` overrules earlier words for single channels."""

    model_config = ConfigDict(extra="forbid")

    purposes: Annotated[list[Purpose], Field(min_length=1, max_length=4)]
    channels: Annotated[list[Channel], Field(min_length=1, max_length=5)]
    given: bool
    how: How
    text_version: Annotated[Word, Field(description="which wording the owner saw")] = ""
    note: Text = ""


def _shown(call: Call, owner_id: UUID) -> Consents:
    rows = owner_within(call.rights, owner_id).consents_now.order_by("purpose", "channel")
    return Consents(items=[filled(ConsentOut, row) for row in rows])


@router.get(
    "/owners/{uuid:owner_id}/consents",
    url_name="api_consents",
    auth=READ,
    response={200: Consents, 404: Problem},
    summary=N_("What an owner agreed to"),
)
def consents(request: Call, owner_id: UUID) -> HttpResponse:
    """With an ETag. Every call is kept in the audit trail."""
    note_looks(request, [owner_within(request.rights, owner_id)])
    return answer(request, _shown(request, owner_id))


@router.post(
    "/owners/{uuid:owner_id}/consents",
    url_name="api_consents",
    auth=WRITE,
    response={201: Consents, 404: Problem, 422: Problem, 428: Problem},
    summary=N_("Write down a word about consent"),
)
def consent_note(request: Call, owner_id: UUID, given: ConsentIn) -> HttpResponse:
    """The log grows, nothing in it changes. Needs an Idempotency-Key."""

    def work() -> Consents:
        values = given.model_dump()
        for name in ("purposes", "channels"):
            values[name] = tuple(dict.fromkeys(values[name]))
        note_consent(scope=request.rights, owner_id=owner_id, draft=ConsentDraft(**values), at=now())
        return _shown(request, owner_id)

    return once(request, work, status=201)
