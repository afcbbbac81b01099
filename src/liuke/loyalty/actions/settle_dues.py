"""Pays what a store owes another one for value of its own that was used there."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from liuke.audit.actions.record import Subject, record
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import Posted, post
from liuke.org.queries import store_within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


@transaction.atomic
def settle_dues(*, scope: Scope, debtor_id: UUID, creditor_id: UUID, amount_fen: int, key: str) -> Posted:
    """The same ``key`` settles once, and stands in the trail once.

    Raises NotFound, BalanceTooLow where less is owed by now.
    """
    debtor = store_within(scope, debtor_id, Permission.CHANGE_FINANCE)
    creditor = store_within(scope, creditor_id, Permission.CHANGE_FINANCE)
    desk = deeds.Desk(store=debtor.pk, actor=scope.actor.id)
    posted = post(deeds.settle(desk, f"settle:{key}", with_store=creditor.pk, amount_fen=amount_fen))
    if posted.repeated:
        return posted
    record(
        actor=scope.actor,
        verb="dues.settled",
        subject=Subject("loyalty.dues", posted.journal, f"{debtor.name} → {creditor.name}", debtor.pk),
        after={"amount_fen": amount_fen},
    )
    return posted
