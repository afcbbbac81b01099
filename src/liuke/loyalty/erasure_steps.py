"""Loyalty's part of an erasure: whoever holds something cannot go; the postings name nobody and stay."""

from __future__ import annotations

import datetime as dt

from django.db.backends.utils import CursorWrapper

from liuke.insight.reports.language import N_
from liuke.loyalty.balances import balances_of, open_holds
from liuke.owners.erasing import ErasureHindered, ErasureStep, Person

KEPT_DAYS = 5 * 366
"""The law asks issuers of prepaid cards to keep who bought for five years."""
_WORTH = frozenset({"principal", "visits", "held"})


class BalanceLeft(ErasureHindered):
    code = "balance_left"
    sentence = (
        "This owner still holds stored value or a card, or something is on hold. Refund it or let it be "
        "used, then erase."
    )


def _hinder(cursor: CursorWrapper, person: Person, today: dt.date) -> None:
    del cursor, today
    if any(held.kind in _WORTH for held in balances_of(person.ids)) or any(map(open_holds, person.ids)):
        raise BalanceLeft


def _erase(cursor: CursorWrapper, person: Person) -> int:
    ids = {"ids": list(person.ids)}
    cursor.execute("DELETE FROM loyalty_guest WHERE owner_id = ANY(%(ids)s)", ids)
    gone = int(cursor.rowcount)
    cursor.execute(
        "UPDATE loyalty_proposal SET reason = '-', answer = ''"
        " WHERE owner_id = ANY(%(ids)s) AND reason <> '-'",
        ids,
    )
    return gone + int(cursor.rowcount) + _erase_papers(cursor, person)


def _erase_papers(cursor: CursorWrapper, person: Person) -> int:
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
        hinder=_hinder,
        kept=(
            N_("Postings, receipts and bills without a name: the books must be kept."),
            N_(
                "Documents shown for prepaid cards in the last five years (name, last four signs, hash): "
                "the law asks us to keep them."
            ),
        ),
    ),
)
