"""The kinds of events an address can be told of."""

from __future__ import annotations

from liuke.integrations.dms.events import ImportDone, ImportUndone
from liuke.owners.events import OwnerCorrected

KINDS = (OwnerCorrected.kind, ImportDone.kind, ImportUndone.kind)
