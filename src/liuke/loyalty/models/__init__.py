"""Loyalty's own tables; what is owed to owners stands in the schema ``ledger``."""

from __future__ import annotations

from liuke.loyalty.models.book import BookAccount
from liuke.loyalty.models.desk_bill import DeskBill
from liuke.loyalty.models.guest import Guest
from liuke.loyalty.models.opening import OpeningBatch, OpeningRow
from liuke.loyalty.models.prepaid import EscrowBalance, Identity, Issuer, PrepaidPolicy
from liuke.loyalty.models.programme import CardLine, CardProduct, CouponSeries, ServiceItem, Terms, TopUpOffer
from liuke.loyalty.models.proposal import Proposal
from liuke.loyalty.models.receipt import Receipt
from liuke.loyalty.models.till import Payment, TillSession

__all__ = [
    "BookAccount",
    "CardLine",
    "CardProduct",
    "CouponSeries",
    "DeskBill",
    "EscrowBalance",
    "Guest",
    "Identity",
    "Issuer",
    "OpeningBatch",
    "OpeningRow",
    "Payment",
    "PrepaidPolicy",
    "Proposal",
    "Receipt",
    "ServiceItem",
    "Terms",
    "TillSession",
    "TopUpOffer",
]
