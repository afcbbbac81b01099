"""Loyalty's own tables; what is owed to owners stands in the schema ``ledger``."""

from __future__ import annotations

from liuke.loyalty.models.desk_bill import DeskBill
from liuke.loyalty.models.guest import Guest
from liuke.loyalty.models.programme import CardLine, CardProduct, CouponSeries, ServiceItem, Terms, TopUpOffer
from liuke.loyalty.models.proposal import Proposal
from liuke.loyalty.models.receipt import Receipt
from liuke.loyalty.models.till import Payment, TillSession

__all__ = [
    "CardLine",
    "CardProduct",
    "CouponSeries",
    "DeskBill",
    "Guest",
    "Payment",
    "Proposal",
    "Receipt",
    "ServiceItem",
    "Terms",
    "TillSession",
    "TopUpOffer",
]
