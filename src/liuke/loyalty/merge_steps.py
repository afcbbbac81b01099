"""What of loyalty's own tables follows an owner into another one; a document both showed stays once."""

from __future__ import annotations

from liuke.loyalty.models import Identity, OpeningRow
from liuke.owners.merging import MergeStep

STEPS = (MergeStep(Identity, same=("digest",)), MergeStep(OpeningRow))
