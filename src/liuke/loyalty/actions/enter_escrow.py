"""Enters what stands on the escrow account for a quarter."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.models import EscrowBalance
from liuke.loyalty.rules.prepaid import quarter_of, quarters_to
from liuke.org.editing import told
from liuke.org.queries import store_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class QuarterOutOfReach(Refusal):
    code = "quarter_out_of_reach"
    sentence = (
        "Escrow is entered for the quarters that begin from %(first)s to %(last)s. Choose one of them on the "
        "escrow page."
    )


@transaction.atomic
def enter_escrow(
    *, scope: Scope, store_id: UUID, quarter: dt.date, amount_fen: int, note: str, at: dt.datetime
) -> EscrowBalance:
    """An entry for the same quarter stays and no longer counts. Raises NotFound, QuarterOutOfReach."""
    store = store_within(scope, store_id, Permission.CHANGE_FINANCE)
    offered = quarters_to(timezone.localdate(at))
    if quarter_of(quarter) not in offered:
        raise QuarterOutOfReach(first=f"{offered[-1]:%Y-%m}", last=f"{offered[0]:%Y-%m}")
    made = EscrowBalance.objects.create(
        store=store,
        quarter=quarter_of(quarter),
        amount_fen=amount_fen,
        note=note,
        entered_at=at,
        entered_by=scope.actor.name,
    )
    record(
        actor=scope.actor,
        verb="escrow.entered",
        subject=Subject("loyalty.escrow", made.pk, store.name, store.pk),
        after=told(made),
    )
    return made
