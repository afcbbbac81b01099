"""The WeChat accounts of an owner: list, read, tie, untie."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Path, Router
from pydantic import ConfigDict

from liuke.insight.reports.masking import masked_account
from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.owners.actions.save_wechat import add_wechat, remove_wechat
from liuke.owners.editing import held
from liuke.owners.models import Owner, WechatId
from liuke.owners.queries import owner_within
from liuke.web.api.asking import ByKey, Call, sees_personal
from liuke.web.api.fields import Name, filled
from liuke.web.api.owner_shown import note_looks
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["owners"])
READ, WRITE = ByKey(KeyScope.OWNERS_READ), ByKey(KeyScope.OWNERS_WRITE)
WechatKey = Annotated[int, Path(ge=1, lt=2**63)]
Account = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{6,64}$", examples=["oX5Rs6kQ1cW0"])]


class WechatOut(Schema):
    """An owner in one WeChat application. The ids are masked unless the key has owners:personal."""

    id: int
    owner_id: UUID
    application: str
    open_id: str
    union_id: str


class Wechats(Schema):
    """All accounts of an owner."""

    items: list[WechatOut]


class WechatIn(Schema):
    """An account: its id in one application, and the one that holds in all of a firm's."""

    model_config = ConfigDict(extra="forbid")

    application: Annotated[Name, Field(max_length=40)]
    open_id: Account
    union_id: Account | None = None


def _shown(call: Call, found: WechatId) -> WechatOut:
    mask = str if sees_personal(call) else masked_account
    return filled(WechatOut, found, open_id=mask(found.open_id), union_id=mask(found.union_id))


def _all(call: Call, owner: Owner) -> Wechats:
    return Wechats(items=[_shown(call, one) for one in owner.wechat_ids.order_by("id")])


def _of(owner: Owner, wechat_id: int) -> WechatId:
    found = owner.wechat_ids.filter(pk=wechat_id).first()
    if found is None:
        raise NotFound
    return found


@router.get(
    "/owners/{uuid:owner_id}/wechat-ids",
    url_name="api_wechat_ids",
    auth=READ,
    response={200: Wechats, 404: Problem},
    summary=N_("The WeChat accounts of an owner"),
)
def wechat_ids(request: Call, owner_id: UUID) -> HttpResponse:
    """With an ETag. Every call is kept in the audit trail."""
    owner = owner_within(request.rights, owner_id)
    note_looks(request, [owner])
    return answer(request, _all(request, owner))


@router.post(
    "/owners/{uuid:owner_id}/wechat-ids",
    url_name="api_wechat_ids",
    auth=WRITE,
    response={201: WechatOut, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Tie an owner to a WeChat account"),
)
def wechat_add(request: Call, owner_id: UUID, given: WechatIn) -> HttpResponse:
    """An account is one owner's: a second one is a 409. Needs an Idempotency-Key."""

    def work() -> WechatOut:
        made = add_wechat(
            scope=request.rights,
            owner_id=owner_id,
            application=given.application,
            open_id=given.open_id,
            union_id=given.union_id or "",
            at=now(),
        )
        return _shown(request, made)

    return once(request, work, status=201)


@router.get(
    "/owners/{uuid:owner_id}/wechat-ids/{wechat_id}",
    url_name="api_wechat_id",
    auth=READ,
    response={200: WechatOut, 404: Problem, 422: Problem},
    summary=N_("One WeChat account"),
)
def wechat_id(request: Call, owner_id: UUID, wechat_id: WechatKey) -> HttpResponse:
    """With its ETag. Every call is kept in the audit trail."""
    owner = owner_within(request.rights, owner_id)
    found = _of(owner, wechat_id)
    note_looks(request, [owner])
    return answer(request, _shown(request, found))


@router.delete(
    "/owners/{uuid:owner_id}/wechat-ids/{wechat_id}",
    url_name="api_wechat_id",
    auth=WRITE,
    response={200: Wechats, 404: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Untie a WeChat account"),
)
def wechat_remove(request: Call, owner_id: UUID, wechat_id: WechatKey) -> HttpResponse:
    """Answers what is left. Needs If-Match with the ETag read before, and an Idempotency-Key."""

    def work() -> Wechats:
        owner = held(request.rights, owner_id)
        need_unchanged(request, _shown(request, _of(owner, wechat_id)))
        remove_wechat(scope=request.rights, owner_id=owner_id, wechat_id=wechat_id, at=now())
        return _all(request, owner)

    return once(request, work)
