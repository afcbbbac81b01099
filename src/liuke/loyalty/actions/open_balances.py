"""Opening balances, by two persons: one asks with the old system's sums, another one approves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from liuke.loyalty.models import OpeningBatch, OpeningRow
from liuke.loyalty.opening.moving import NeedsAnother, State, locked_batch, move
from liuke.loyalty.opening.totals import CONTROLLED, differing
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class RowsUnreadable(Refusal):
    code = "opening_rows_unreadable"
    sentence = (
        "%(count)s rows cannot be read, so nobody knows what the list comes to. Take the error sheet, "
        "correct the rows in the list, and upload it again."
    )


class NothingToPost(Refusal):
    code = "opening_nothing_to_post"
    sentence = "No owner was found for any row. Enter the owners first, then upload the list again."


class SumsDiffer(Refusal):
    """``differences`` holds (in the file, entered) by name."""

    code = "opening_sums_differ"
    sentence = (
        "The sums you entered are not those of the list (%(what)s). Nothing was asked for: find the "
        "difference in the old system first."
    )

    def __init__(self, differences: Mapping[str, tuple[int, int]]) -> None:
        self.differences = differences
        super().__init__(what=", ".join(differences))


@transaction.atomic
def ask_to_open(*, scope: Scope, batch_id: UUID, control: Mapping[str, int], at: dt.datetime) -> None:
    """Raises NotFound, NotInThisState, RowsUnreadable, NothingToPost, SumsDiffer."""
    batch = locked_batch(scope, batch_id, {State.PREVIEW})
    bad = batch.totals.get(OpeningRow.Fate.BAD, {}).get("rows", 0)
    if bad:
        raise RowsUnreadable(count=bad)
    if not batch.totals.get(OpeningRow.Fate.MATCHED):
        raise NothingToPost
    differences = differing(batch.totals["all"], control)
    if differences:
        raise SumsDiffer(differences)
    batch.control = {name: control.get(name, 0) for name in CONTROLLED}
    batch.asked_at, batch.asked_by_id, batch.asked_by = at, scope.actor.id, scope.actor.name
    move(batch, State.ASKED, scope=scope, at=at, verb="opening.asked")


@transaction.atomic
def approve_opening(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """A worker posts it then. Raises NotFound, NotInThisState, NeedsAnother."""
    batch = locked_batch(scope, batch_id, {State.ASKED})
    if batch.asked_by_id == scope.actor.id or scope.actor.id is None:
        raise NeedsAnother
    batch.approved_at, batch.approved_by_id, batch.approved_by = at, scope.actor.id, scope.actor.name
    _start(batch, scope=scope, at=at, verb="opening.approved")


@transaction.atomic
def go_on_opening(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """Posts the rest of a batch that stopped. Raises NotFound, NotInThisState."""
    batch = locked_batch(scope, batch_id, {State.STOPPED})
    batch.refusal = None
    _start(batch, scope=scope, at=at, verb="opening.resumed")


@transaction.atomic
def send_back_opening(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """Not approved, or thought better of: a preview again. Raises NotFound, NotInThisState."""
    batch = locked_batch(scope, batch_id, {State.ASKED})
    batch.control, batch.asked_at, batch.asked_by_id, batch.asked_by = {}, None, None, ""
    move(batch, State.PREVIEW, scope=scope, at=at, verb="opening.sent_back")


@transaction.atomic
def discard_opening(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """Gives a preview up; its rows go. Raises NotFound, NotInThisState."""
    batch = locked_batch(scope, batch_id, {State.PREVIEW})
    batch.rows.all().delete()
    move(batch, State.DISCARDED, scope=scope, at=at, verb="opening.discarded")


def _start(batch: OpeningBatch, *, scope: Scope, at: dt.datetime, verb: str) -> None:
    from liuke.loyalty.jobs import post_opening

    move(batch, State.POSTING, scope=scope, at=at, verb=verb)
    post_opening.configure(lock=f"loyalty.opening.{batch.pk}").defer(batch_id=str(batch.pk))
