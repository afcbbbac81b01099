"""Somebody at a desk: who, where, with which key; and a deed done once for it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from liuke.audit.actions.record import Subject, record
from liuke.audit.actor import Actor
from liuke.loyalty.first import is_first
from liuke.loyalty.ledger.deeds import Desk
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Posting
from liuke.loyalty.ledger.refusals import KeyUsedOtherwise, OwnerMerged
from liuke.loyalty.models import Receipt
from liuke.org.models import Store
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Permission
from liuke.org.scope import NotAllowed, Scope
from liuke.owners.models import Owner
from liuke.owners.queries import owners_within, survivor_of
from liuke.values.refusal import Refusal

# Asked at every deed, so ready made: building a query takes the framework longer than answering it.
_SHOP = "SELECT * FROM org_store WHERE id = %s"
_TELL = "UPDATE loyalty_receipt SET journals = %s::jsonb, told = %s::jsonb WHERE id = %s"


class PostedBeforeMerge(Refusal):
    code = "posted_before_merge"
    sentence = (
        "This was posted for another entry of this owner, which has been merged since. Part the two, undo it "
        "there and merge them again."
    )


@dataclass(frozen=True, kw_only=True)
class AtDesk:
    """``asker`` is whoever asked, where the scope's actor is the second person who agrees to it.

    ``key`` (at most 100 characters) makes the deed happen once. Only a proposal of the group has no store.
    """

    scope: Scope
    store_id: UUID | None
    at: dt.datetime
    key: str
    asker: Actor | None = None
    business_date: dt.date | None = None

    @property
    def actor(self) -> Actor:
        return self.asker or self.scope.actor

    @property
    def approver(self) -> Actor | None:
        return self.scope.actor if self.asker else None

    @property
    def store(self) -> UUID:
        """Raises LookupError for the group."""
        if self.store_id is None:
            raise LookupError("a posting needs a store")
        return self.store_id

    @property
    def today(self) -> dt.date:
        """The day it counts for."""
        return self.business_date or timezone.localdate(self.at)

    @property
    def desk(self) -> Desk:
        return Desk(
            store=self.store,
            actor=self.actor.id,
            approver=self.approver.id if self.approver else None,
            business_date=self.business_date,
        )

    def part(self, name: str) -> str:
        """The key of one posting of the deed."""
        return f"{self.key}:{name}"

    def need(self, permission: Permission) -> None:
        """Raises NotAllowed, NotFound for a store out of reach or none of ours; a second person needs the
        right to approve instead."""
        needed = Permission.APPROVE_VALUE if self.asker else permission
        reach = self.scope.reach(needed)
        if not reach:
            raise NotAllowed
        if self.store_id not in reach:
            raise NotFound
        if self.store_id:
            _ = self.shop

    @cached_property
    def shop(self) -> Store:
        """The store's row. Raises NotFound."""
        found = next(iter(Store.objects.raw(_SHOP, [self.store])), None)
        if found is None:
            raise NotFound
        return found

    def owner(self, owner_id: UUID) -> Owner:
        """Only the name is read. Raises NotFound, OwnerMerged where another one remains."""
        within = owners_within(self.scope).select_related(None)
        owner = next(iter(within.only("name").filter(pk=owner_id).order_by()), None)
        if owner is not None:
            return owner
        if survivor_of(self.scope, owner_id):
            raise OwnerMerged
        raise NotFound

    def same_entry(self, holder: UUID | None, owner_id: UUID) -> None:
        """Raises PostedBeforeMerge where ``holder`` has been merged into the owner since."""
        survivor = survivor_of(self.scope, holder) if holder and holder != owner_id else None
        if survivor and survivor.pk == owner_id:
            raise PostedBeforeMerge


@dataclass
class Doing:
    """A deed while it is done: it posts, and keeps what the receipt tells."""

    receipt: Receipt
    told: dict[str, Any] = field(default_factory=dict)

    def post(self, posting: Posting) -> UUID:
        """Raises a LedgerRefusal."""
        journal = post(posting).journal
        self.receipt.journals.append(str(journal))
        return journal


@transaction.atomic
def done_once(
    desk: AtDesk, kind: str, owner: Owner | None, asked: Mapping[str, Any], work: Callable[[Doing], None]
) -> Receipt:
    """Does ``work`` and keeps its receipt; the same key with the same ``asked`` gets the first one.

    Of several at once the first does it and the others wait for its row. Raises KeyUsedOtherwise and what
    ``work`` raises, after which nothing is kept.
    """
    digest = _digest(kind, desk, owner, asked)
    row = Receipt(
        key=desk.key,
        digest=digest,
        kind=kind,
        store_id=desk.store_id,
        owner=owner,
        at=desk.at,
        actor_id=desk.actor.id,
        actor_name=desk.actor.name,
        approver_id=desk.approver.id if desk.approver else None,
        approver_name=desk.approver.name if desk.approver else "",
    )
    if not is_first(row):
        first = Receipt.objects.get(key=desk.key)
        if bytes(first.digest) != digest:
            raise KeyUsedOtherwise
        return first
    doing = Doing(row)
    work(doing)
    row.told = doing.told
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [json.dumps(row.journals), json.dumps(row.told), row.pk])
    subject = Subject("loyalty.receipt", row.pk, owner.name if owner else "", desk.store_id)
    record(actor=desk.actor, verb=f"loyalty.{kind}", subject=subject, after=_plain(asked))
    return row


def _digest(kind: str, desk: AtDesk, owner: Owner | None, asked: Mapping[str, Any]) -> bytes:
    told = [
        kind,
        str(desk.store_id),
        str(owner.pk) if owner else "",
        str(desk.business_date or ""),
        _plain(asked),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).digest()


def _plain(asked: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(asked, default=str))
    return plain
