"""What loyalty tells of a person: what they hold, and every line of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from liuke.insight.reports.language import N_
from liuke.loyalty.balances import balances_of
from liuke.loyalty.ledger.statement import statement_of
from liuke.loyalty.models import DeskBill, Guest, Identity, OpeningRow
from liuke.owners.personal_data import Rows, Section, rows_of


def _balances(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
    return [{column: getattr(held, column) for column in columns} for held in balances_of(ids)]


def _statement(ids: Sequence[UUID], columns: Sequence[str]) -> Rows:
    lines: list[Any] = [line for one in ids for line in statement_of(one)]
    return [{column: getattr(line, column) for column in columns} for line in lines]


SECTIONS = (
    Section(
        "balances",
        N_("Points, stored value, cards and coupons"),
        {
            "kind": N_("Kind"),
            "unit": N_("Unit"),
            "amount": N_("Amount"),
            "next_expiry": N_("First expiry"),
        },
        _balances,
    ),
    Section(
        "statement",
        N_("Statement of what is held"),
        {
            "day": N_("Day"),
            "kind": N_("Posting"),
            "account": N_("Kind"),
            "unit": N_("Unit"),
            "change": N_("Change"),
            "after": N_("Held after"),
            "source": N_("Bill or payment"),
        },
        _statement,
    ),
    Section(
        "bills",
        N_("Bills settled at a desk"),
        {"number": N_("Number"), "amount_fen": N_("Amount (fen)"), "at": N_("Time")},
        rows_of(DeskBill),
    ),
    Section(
        "guest_of",
        N_("Stores that served them as a guest"),
        {"store__name": N_("Store"), "since": N_("Since")},
        rows_of(Guest),
    ),
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
