"""Loyalty's own tables; what is owed to owners stands in the schema ``ledger``."""

from __future__ import annotations

from liuke.loyalty.models.book import BookAccount
from liuke.loyalty.models.opening import OpeningBatch, OpeningRow
from liuke.loyalty.models.prepaid import EscrowBalance, Identity, Issuer, PrepaidPolicy

__all__ = [
    "BookAccount",
    "EscrowBalance",
    "Identity",
    "Issuer",
    "OpeningBatch",
    "OpeningRow",
    "PrepaidPolicy",
]
