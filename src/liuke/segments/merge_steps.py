"""Tags follow an owner into another one; what both had stays once."""

from __future__ import annotations

from liuke.owners.merging import MergeStep
from liuke.segments.models import Tagging

STEPS = (MergeStep(Tagging, same=("tag_id",)),)
