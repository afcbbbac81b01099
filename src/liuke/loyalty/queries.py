"""Reading receipts, bills, tills and proposals, always through somebody's scope."""

from __future__ import annotations

from collections.abc import Mapping, Set
from uuid import UUID

from django.db.models import QuerySet

from liuke.loyalty.models import DeskBill, Proposal, Receipt, TillSession
from liuke.loyalty.opening.queries import waiting_for
from liuke.org.models import ApiKey
from liuke.org.queries import NotFound, within
from liuke.org.rules.roles import Permission
from liuke.org.scope import Scope


def receipts_within(scope: Scope) -> QuerySet[Receipt]:
    """Of stores within reach, the latest first."""
    rows = Receipt.objects.filter(within(scope.reach(Permission.SEE_BALANCES)))
    return rows.select_related("store", "owner")


def receipt_within(scope: Scope, receipt_id: UUID) -> Receipt:
    """Raises NotFound."""
    found = receipts_within(scope).filter(pk=receipt_id).first()
    if found is None:
        raise NotFound
    return found


def receipts_of(scope: Scope, journals: Set[UUID]) -> Mapping[UUID, Receipt]:
    """The receipts within reach that posted them, found by whose postings they are."""
    if not journals:
        return {}
    wanted = [str(one) for one in journals]
    rows = receipts_within(scope).extra(
        where=[
            "loyalty_receipt.journals ?| %s AND loyalty_receipt.owner_id IN"
            " (SELECT j.holder FROM ledger.journal AS j WHERE j.id = ANY (%s::uuid[]))"
        ],
        params=[wanted, wanted],
    )
    return {UUID(journal): one for one in rows for journal in one.journals if journal in wanted}


def bill_within(scope: Scope, bill_id: UUID, permission: Permission = Permission.SEE_BALANCES) -> DeskBill:
    """Raises NotFound."""
    rows = DeskBill.objects.filter(within(scope.reach(permission))).select_related(
        "receipt", "owner", "store"
    )
    found = rows.filter(pk=bill_id).first()
    if found is None:
        raise NotFound
    return found


def proposals_within(scope: Scope) -> QuerySet[Proposal]:
    """Of stores within reach, the latest first."""
    rows = Proposal.objects.filter(within(scope.reach(Permission.SEE_BALANCES)))
    return rows.select_related("store", "owner", "receipt")


def to_decide(scope: Scope) -> QuerySet[Proposal]:
    """What waits for this very person to agree or refuse: nobody decides what they or their keys asked."""
    own_keys = ApiKey.objects.filter(made_by_id=scope.actor.id).values("pk")
    rows = Proposal.objects.filter(
        within(scope.reach(Permission.APPROVE_VALUE)), state=Proposal.State.WAITING
    )
    rows = rows.exclude(asked_by_id=scope.actor.id).exclude(asked_by_id__in=own_keys)
    return rows.select_related("store", "owner", "receipt")


def decisions_waiting(scope: Scope) -> int:
    """How much waits for this very person on the page of approvals: proposals, and lists of balances."""
    lists = waiting_for(scope).order_by().values("pk")
    return to_decide(scope).order_by().values("pk").union(lists, all=True).count()


def proposal_within(scope: Scope, proposal_id: UUID) -> Proposal:
    """Raises NotFound."""
    found = proposals_within(scope).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def tills_within(scope: Scope) -> QuerySet[TillSession]:
    """Of stores within reach, the latest first."""
    rows = TillSession.objects.filter(within(scope.reach(Permission.SEE_TILLS)))
    return rows.select_related("store", "staff")
