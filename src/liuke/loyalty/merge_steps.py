"""What of the desk's own tables follows an owner; balances follow by a posting (``merge_hooks``)."""

from __future__ import annotations

from liuke.loyalty.models import DeskBill, Guest, Identity, OpeningRow, Proposal, Receipt
from liuke.owners.merging import MergeStep

STEPS = (
    MergeStep(Receipt),
    MergeStep(DeskBill),
    MergeStep(Proposal),
    MergeStep(Guest, same=("store_id",)),
    MergeStep(Identity, same=("digest",)),
    MergeStep(OpeningRow),
)
