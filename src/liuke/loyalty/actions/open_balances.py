"""Opening balances, by two persons: one asks with the old system's sums, another one approves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from liuke.loyalty.models import OpeningBatch, OpeningRow
from liuke.loyalty.opening.moving import NeedsAnother, State, locked_batch, move
from liuke.loyalty.opening.standing import left_out_for_nothing, mark_standing
from liuke.loyalty.opening.totals import CONTROLLED, differing, posts, totals_of
from liuke.org.scope import Scope
from liuke.values.refusal import Refusal


class RowsUnreadable(Refusal):
    code = "opening_rows_unreadable"
    sentence = (
        "Rows that cannot be read: %(count)s. Nobody knows what the list comes to: take the error sheet, "
        "correct these rows in the list, and upload it again."
    )


class NothingToPost(Refusal):
    code = "opening_nothing_to_post"
    sentence = "No owner was found for any row. Enter the owners first, then upload the list again."


class NothingNew(Refusal):
    code = "opening_nothing_new"
    sentence = (
        "Whatever has an owner in this list was taken over by earlier lists already; nothing is left to "
        "post. Discard it."
    )


class NotDecided(Refusal):
    code = "opening_not_decided"
    sentence = (
        "Rows whose owner has a balance of this kind from an earlier list already: %(count)s. Decide "
        "whether they are left out or posted in addition."
    )


class OtherListsMoved(Refusal):
    code = "opening_other_lists_moved"
    sentence = (
        "Another list of this store was handed in or given up meanwhile, so it has changed which rows are "
        "taken over already. Look at the totals again, then hand the list in."
    )


class LeftOutForNothing(Refusal):
    code = "opening_left_out_for_nothing"
    sentence = (
        "Rows of this list are left out because they stand in another list, and that one has been given up "
        "since. Send this list back; handed in again, it brings these rows."
    )


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


def ask_to_open(
    *, scope: Scope, batch_id: UUID, control: Mapping[str, int], adds: bool | None = None, at: dt.datetime
) -> None:
    """``adds`` is what to do with rows that differ from an earlier list. Raises NotFound, NotInThisState,
    OtherListsMoved (with the preview as it is now), RowsUnreadable, NotDecided, NothingToPost, NothingNew,
    SumsDiffer."""
    with transaction.atomic():
        batch = locked_batch(scope, batch_id, {State.PREVIEW})
        moved = _looked_at_again(batch)
        if not moved:
            batch.adds = bool(adds)
            _check(batch, control, decided=adds is not None)
            batch.control = {name: control.get(name, 0) for name in CONTROLLED}
            batch.asked_at, batch.asked_by_id, batch.asked_by = at, scope.actor.id, scope.actor.name
            move(batch, State.ASKED, scope=scope, at=at, verb="opening.asked")
    if moved:
        raise OtherListsMoved


def hindrance(batch: OpeningBatch) -> Refusal | None:
    """Why a preview can never be asked for as it is, whatever is entered."""
    rows = {fate: batch.totals.get(fate, {}).get("rows", 0) for fate in OpeningRow.Fate}
    if rows[OpeningRow.Fate.BAD]:
        return RowsUnreadable(count=rows[OpeningRow.Fate.BAD])
    if rows[OpeningRow.Fate.MATCHED] or rows[OpeningRow.Fate.DIFFERS]:
        return None
    return NothingNew() if rows[OpeningRow.Fate.STANDING] else NothingToPost()


def _check(batch: OpeningBatch, control: Mapping[str, int], *, decided: bool) -> None:
    why_not = hindrance(batch)
    if why_not:
        raise why_not
    differing_rows = batch.totals.get(OpeningRow.Fate.DIFFERS, {}).get("rows", 0)
    if differing_rows and not decided:
        raise NotDecided(count=differing_rows)
    if not posts(batch)["rows"]:
        raise NothingNew
    differences = differing(batch.totals["all"], control)
    if differences:
        raise SumsDiffer(differences)


@transaction.atomic
def approve_opening(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """A worker posts it then. Raises NotFound, NotInThisState, NeedsAnother, LeftOutForNothing."""
    batch = locked_batch(scope, batch_id, {State.ASKED})
    if batch.asked_by_id == scope.actor.id or scope.actor.id is None:
        raise NeedsAnother
    if left_out_for_nothing(batch):
        raise LeftOutForNothing
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
    batch.adds = False
    _looked_at_again(batch)
    move(batch, State.PREVIEW, scope=scope, at=at, verb="opening.sent_back")


@transaction.atomic
def discard_opening(*, scope: Scope, batch_id: UUID, at: dt.datetime) -> None:
    """Gives a preview up; its rows go. Raises NotFound, NotInThisState."""
    batch = locked_batch(scope, batch_id, {State.PREVIEW})
    batch.rows.all().delete()
    move(batch, State.DISCARDED, scope=scope, at=at, verb="opening.discarded")


def _looked_at_again(batch: OpeningBatch) -> bool:
    """Holds the rows against the other lists of the store once more; whether anything has changed."""
    changed = mark_standing(batch_id=batch.pk, store_id=batch.store_id)
    if changed:
        batch.totals = totals_of(batch.pk)
        batch.save(update_fields=["totals"])
    return changed


def _start(batch: OpeningBatch, *, scope: Scope, at: dt.datetime, verb: str) -> None:
    from liuke.loyalty.jobs import post_opening

    move(batch, State.POSTING, scope=scope, at=at, verb=verb)
    post_opening.configure(lock=f"loyalty.opening.{batch.pk}").defer(batch_id=str(batch.pk))
