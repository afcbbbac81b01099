"""Loyalty's part of an erasure."""

from __future__ import annotations

import datetime as dt

from django.db.backends.utils import CursorWrapper

from liuke.insight.reports.language import N_
from liuke.owners.erasing import ErasureStep, Person

KEPT_DAYS = 5 * 366
"""The law asks issuers of prepaid cards to keep who bought for five years."""


def _erase(cursor: CursorWrapper, person: Person) -> int:
    cursor.execute(
        "DELETE FROM loyalty_identity WHERE owner_id = ANY(%s) AND checked_at < %s",
        [list(person.ids), person.at - dt.timedelta(days=KEPT_DAYS)],
    )
    gone = int(cursor.rowcount)
    cursor.execute(
        "UPDATE loyalty_openingrow SET name = '', phone = '', plate = '', vin = '', card_no = ''"
        " WHERE owner_id = ANY(%s) OR phone = ANY(%s)",
        [list(person.ids), list(person.numbers)],
    )
    return gone + int(cursor.rowcount)


STEPS = (
    ErasureStep(
        erase=_erase,
        kept=(
            N_(
                "Documents shown for prepaid cards in the last five years (name, last four signs, hash): "
                "the law asks us to keep them."
            ),
        ),
    ),
)
