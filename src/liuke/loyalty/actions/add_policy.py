"""Adds what holds for prepaid cards from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import PrepaidPolicy
from liuke.loyalty.rules.prepaid import PrepaidLimits
from liuke.org.editing import told
from liuke.org.queries import region_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class PolicyInThePast(Refusal):
    code = "policy_in_the_past"
    sentence = "What held in the past stays. Choose today or a later day."


@dataclass(frozen=True)
class PolicyDraft:
    """Limits for a region (none: everywhere) from a day on; ``note`` names the rule they come from."""

    from_day: dt.date
    limits: PrepaidLimits
    region_id: UUID | None = None
    note: str = ""


@transaction.atomic
def add_policy(*, scope: Scope, draft: PolicyDraft, at: dt.datetime) -> PrepaidPolicy:
    """Raises NotAllowed, NotFound, PolicyInThePast."""
    scope.need(Permission.CHANGE_FINANCE)
    if draft.from_day < timezone.localdate(at):
        raise PolicyInThePast
    region = region_within(scope, draft.region_id) if draft.region_id else None
    made = PrepaidPolicy.objects.create(
        region=region,
        from_day=draft.from_day,
        note=draft.note,
        made_at=at,
        made_by=scope.actor.name,
        **asdict(draft.limits),
    )
    name = region.name if region else ""
    record(
        actor=scope.actor,
        verb="prepaid_policy.added",
        subject=Subject("loyalty.prepaid_policy", made.pk, name),
        after=told(made),
    )
    return made
