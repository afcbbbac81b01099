"""What a batch comes to, by fate and kind of value."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, Sum

from liuke.loyalty.models import OpeningBatch, OpeningRow

AMOUNTS = ("principal_fen", "bonus_fen", "points", "visits", "visits_paid_fen")
CONTROLLED = ("rows", *AMOUNTS)
"""What somebody reads off the old system's report and enters."""
UNCOUNTED = (OpeningRow.Fate.BAD, OpeningRow.Fate.SKIPPED, OpeningRow.Fate.COPY)


def totals_of(batch_id: UUID) -> dict[str, dict[str, int]]:
    """By fate, and ``all``: what the old system's report comes to, whichever rows were taken over before.
    Without the rows that are nobody's, copies, and the bad ones, of which no amount is sure."""
    rows = OpeningRow.objects.filter(batch=batch_id)
    found = rows.order_by().values_list("fate").annotate(Count("pk"), *(Sum(name) for name in AMOUNTS))
    by_fate = {fate: dict(zip(CONTROLLED, map(int, sums), strict=True)) for fate, *sums in found}
    good = [sums for fate, sums in by_fate.items() if fate not in UNCOUNTED]
    by_fate["all"] = {name: sum(sums[name] for sums in good) for name in CONTROLLED}
    return by_fate


def posts(batch: OpeningBatch) -> dict[str, int]:
    """What would be posted."""
    by_fate = [batch.totals.get(fate, {}) for fate in batch.fates_to_post]
    return {name: sum(sums.get(name, 0) for sums in by_fate) for name in CONTROLLED}


def moved(batch: OpeningBatch) -> dict[str, int]:
    """What this list has in the ledger; of one taken back, what came back."""
    taken_back = batch.state == OpeningBatch.State.UNDONE
    rows = batch.rows.filter(journal__isnull=False, undone_by__isnull=not taken_back)
    sums = rows.aggregate(rows=Count("pk"), **{name: Sum(name, default=0) for name in AMOUNTS})
    return {name: int(sums[name]) for name in CONTROLLED}


def asked_of(batch: OpeningBatch) -> dict[str, int]:
    """What a second person decides about: what would be posted, or what would come back."""
    return moved(batch) if batch.state == OpeningBatch.State.UNDO_ASKED else posts(batch)


def differing(totals: Mapping[str, int], control: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """What was entered and differs: (in the file, entered)."""
    return {
        name: (totals.get(name, 0), control.get(name, 0))
        for name in CONTROLLED
        if totals.get(name, 0) != control.get(name, 0)
    }
