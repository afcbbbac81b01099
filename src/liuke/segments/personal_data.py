"""What tags tell of a person."""

from __future__ import annotations

from liuke.insight.reports.language import N_
from liuke.owners.personal_data import Section, rows_of
from liuke.segments.models import Tagging

SECTIONS = (
    Section(
        "tags",
        N_("Tags"),
        {
            "tag__name": N_("Tag"),
            "reason": N_("Why"),
            "set_at": N_("Since"),
            "set_by": N_("Set by"),
            "expires_on": N_("Valid until"),
        },
        rows_of(Tagging),
    ),
)
