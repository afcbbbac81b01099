"""Enters an insurance policy, corrects it, or cancels it."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import record
from liuke.org.editing import Taken, assign, locked, stamp, told, unique
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal
from liuke.vehicles.actions.subjects import car_subject
from liuke.vehicles.calendars.follow import follow
from liuke.vehicles.models import Policy
from liuke.vehicles.queries import car_within, not_an_earlier_owners, of_cars_to_change


class EndsBeforeItStarts(Refusal):
    code = "ends_before_it_starts"
    sentence = "The last day lies before the first one. Correct one of the two."


class PolicyThere(Refusal):
    code = "policy_there"
    sentence = "The car has such a policy from this day on already. Open that one to correct or cancel it."


@dataclass(frozen=True)
class PolicyDraft:
    """A policy as a person fills it in; ``to_day`` is the last day it holds."""

    kind: str
    insurer: str
    number: str
    from_day: dt.date
    to_day: dt.date
    premium_fen: int | None
    cancelled: bool = False


@transaction.atomic
def enter_policy(*, scope: Scope, car_id: UUID, draft: PolicyDraft, at: dt.datetime) -> Policy:
    """Raises NotFound, EndsBeforeItStarts, PolicyThere."""
    policy = Policy(vehicle=car_within(scope, car_id, Permission.CHANGE_VEHICLES))
    _keep(policy, draft, scope=scope, at=at)
    subject = car_subject(policy.vehicle)
    record(actor=scope.actor, verb="policy.entered", subject=subject, after=told(policy))
    return policy


@transaction.atomic
def change_policy(
    *, scope: Scope, policy_id: UUID, version: int, draft: PolicyDraft, at: dt.datetime
) -> Policy:
    """Raises NotFound, ChangedMeanwhile, EarlierOwnersPolicy, EndsBeforeItStarts, PolicyThere."""
    policy = locked(of_cars_to_change(scope, Policy.objects.all()), policy_id, version=version)
    not_an_earlier_owners(policy)
    before = told(policy)
    _keep(policy, draft, scope=scope, at=at)
    subject = car_subject(policy.vehicle)
    record(actor=scope.actor, verb="policy.changed", subject=subject, before=before, after=told(policy))
    return policy


def _keep(policy: Policy, draft: PolicyDraft, *, scope: Scope, at: dt.datetime) -> None:
    if draft.to_day < draft.from_day:
        raise EndsBeforeItStarts
    assign(policy, asdict(draft))
    stamp(policy, scope=scope, at=at)
    try:
        with unique(policy=draft.kind):
            policy.save()
    except Taken:
        raise PolicyThere from None
    follow([policy.vehicle.vin], as_of=timezone.localdate(at))
