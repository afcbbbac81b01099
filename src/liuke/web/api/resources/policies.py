"""The insurance policies of a car: list, read, enter, correct, cancel."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Field, Router
from pydantic import ConfigDict

from liuke.org.queries import NotFound
from liuke.org.rules.key_scopes import KeyScope
from liuke.org.rules.roles import Permission
from liuke.vehicles.actions.save_policy import PolicyDraft, change_policy, enter_policy
from liuke.vehicles.models import Policy
from liuke.vehicles.queries import car_within, owner_since, policy_to_change
from liuke.web.api.asking import ByKey, Call
from liuke.web.api.fields import LEFT_OUT, Day, Fen, Word, filled
from liuke.web.api.problems import Problem
from liuke.web.api.schema import Schema
from liuke.web.api.tags import answer, need_unchanged
from liuke.web.api.writing import once
from liuke.web.shell.asking import now
from liuke.web.shell.wording import N_

router = Router(tags=["vehicles"])
READ, WRITE = ByKey(KeyScope.VEHICLES_READ), ByKey(KeyScope.VEHICLES_WRITE)
Kind = Literal["compulsory", "commercial"]


class PolicyOut(Schema):
    """A policy, in force up to and with ``to_day``. Of one that ended before the car was the present
    owner's, insurer, number and premium are left out.
    """

    id: UUID
    version: int
    kind: str
    insurer: str
    number: str
    from_day: dt.date
    to_day: dt.date
    premium_fen: int | None
    cancelled: bool


class Policies(Schema):
    """All policies known, the one that holds longest first."""

    items: list[PolicyOut]


class PolicyNew(Schema):
    """A car has one policy of a kind from a day on."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    insurer: Word = ""
    number: Word = ""
    from_day: Day
    to_day: Annotated[Day, Field(description="the last day it holds")]
    premium_fen: Fen | None = None


class PolicyChanges(Schema):
    """What is to become different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind = LEFT_OUT
    insurer: Word = ""
    number: Word = ""
    from_day: Day = LEFT_OUT
    to_day: Day = LEFT_OUT
    premium_fen: Fen | None = None
    cancelled: bool = False


def _shown(policy: Policy, since: dt.date | None) -> PolicyOut:
    if since and policy.to_day < since:
        return filled(PolicyOut, policy, insurer="", number="", premium_fen=None)
    return filled(PolicyOut, policy)


@router.get(
    "/vehicles/{uuid:vehicle_id}/policies",
    url_name="api_policies",
    auth=READ,
    response={200: Policies, 404: Problem},
    summary=N_("The insurance policies of a vehicle"),
)
def policies(request: Call, vehicle_id: UUID) -> HttpResponse:
    """Those that are over and cancelled too. With an ETag."""
    car = car_within(request.rights, vehicle_id, Permission.SEE_VEHICLES)
    rows, since = car.policies.order_by("-to_day", "-id"), owner_since(car)
    return answer(request, Policies(items=[_shown(one, since) for one in rows]))


@router.post(
    "/vehicles/{uuid:vehicle_id}/policies",
    url_name="api_policies",
    auth=WRITE,
    response={201: PolicyOut, 404: Problem, 409: Problem, 422: Problem, 428: Problem},
    summary=N_("Enter an insurance policy"),
)
def policy_new(request: Call, vehicle_id: UUID, given: PolicyNew) -> HttpResponse:
    """The calendar of the car follows. Needs an Idempotency-Key."""

    def work() -> PolicyOut:
        draft = PolicyDraft(**given.model_dump())
        made = enter_policy(scope=request.rights, car_id=vehicle_id, draft=draft, at=now())
        return _shown(made, owner_since(made.vehicle))

    return once(request, work, status=201)


@router.get(
    "/vehicles/{uuid:vehicle_id}/policies/{uuid:policy_id}",
    url_name="api_policy",
    auth=READ,
    response={200: PolicyOut, 404: Problem},
    summary=N_("One insurance policy"),
)
def policy(request: Call, vehicle_id: UUID, policy_id: UUID) -> HttpResponse:
    """With its ETag."""
    car = car_within(request.rights, vehicle_id, Permission.SEE_VEHICLES)
    found = car.policies.filter(pk=policy_id).first()
    if found is None:
        raise NotFound
    return answer(request, _shown(found, owner_since(car)))


@router.patch(
    "/vehicles/{uuid:vehicle_id}/policies/{uuid:policy_id}",
    url_name="api_policy",
    auth=WRITE,
    response={200: PolicyOut, 404: Problem, 409: Problem, 412: Problem, 422: Problem, 428: Problem},
    summary=N_("Correct or cancel an insurance policy"),
)
def policy_change(request: Call, vehicle_id: UUID, policy_id: UUID, changes: PolicyChanges) -> HttpResponse:
    """Needs If-Match with the ETag of the policy, and an Idempotency-Key."""

    def work() -> PolicyOut:
        found = policy_to_change(request.rights, policy_id)
        if found.vehicle_id != vehicle_id:
            raise NotFound
        since = owner_since(found.vehicle)
        need_unchanged(request, _shown(found, since))
        values = {one.name: getattr(found, one.name) for one in fields(PolicyDraft)}
        draft = PolicyDraft(**values | changes.model_dump(exclude_unset=True))
        changed = change_policy(
            scope=request.rights, policy_id=policy_id, version=found.version, draft=draft, at=now()
        )
        return _shown(changed, since)

    return once(request, work)
