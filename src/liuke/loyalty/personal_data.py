"""What loyalty's own tables tell of a person."""

from __future__ import annotations

from liuke.insight.reports.language import N_
from liuke.loyalty.models import Identity, OpeningRow
from liuke.owners.personal_data import Section, rows_of

SECTIONS = (
    Section(
        "identity",
        N_("Documents shown"),
        {
            "kind": N_("Kind"),
            "name": N_("Name"),
            "last_four": N_("Last four signs"),
            "checked_at": N_("Time"),
            "checked_by": N_("Checked by"),
            "store__name": N_("Store"),
        },
        rows_of(Identity),
    ),
    Section(
        "opening",
        N_("Balances from the old system"),
        {
            "batch__file": N_("File"),
            "n": N_("Row"),
            "name": N_("Name"),
            "phone": N_("Telephone"),
            "plate": N_("Plate"),
            "card_no": N_("Card number"),
        },
        rows_of(OpeningRow),
    ),
)
