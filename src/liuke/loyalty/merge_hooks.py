"""Balances follow an owner into another one, and back as far as they are still there, by postings."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from liuke.audit.actor import Actor
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Kind, Posting
from liuke.loyalty.ledger.statement import is_holder
from liuke.org.scope import Scope
from liuke.owners.merging import MergeHook
from liuke.owners.models import Merge


def _merged(scope: Scope, merge: Merge) -> None:
    if is_holder(merge.other_id):
        post(
            Posting(
                kind=Kind.MERGE,
                key=f"merge:{merge.pk}",
                store=None,
                holder=merge.survivor_id,
                other=merge.other_id,
                actor=scope.actor.id,
            )
        )


def _parted(scope: Scope, merge: Merge, asker: Actor | None) -> None:
    journal = _merge_journal(merge)
    if journal:
        post(
            Posting(
                kind=Kind.UNMERGE,
                key=f"part:{merge.pk}",
                store=None,
                holder=merge.survivor_id,
                other=merge.other_id,
                returns=journal,
                actor=asker.id if asker else scope.actor.id,
                approver=scope.actor.id if asker else None,
            )
        )


def _merge_journal(merge: Merge) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal FROM ledger.idem_key WHERE key = %s", [f"merge:{merge.pk}"])
        rows = cursor.fetchall()
    return rows[0][0] if rows else None


HOOKS = (MergeHook(_merged, _parted),)
