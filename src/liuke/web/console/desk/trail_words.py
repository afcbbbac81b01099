"""What the trail keeps of deeds at the desk, of the programme and of finance, in words.

Names that end in ``_fen`` are money and shown in yuan.
"""

from __future__ import annotations

from collections.abc import Mapping

from liuke.web.console.desk import words
from liuke.web.console.finance.words import DOCUMENTS, ISSUER_KINDS
from liuke.web.shell.wording import N_

AUDITED: Mapping[str, str] = {
    "paid": N_("Money"),
    "method": N_("Paid by"),
    "reference": N_("Number of the payment"),
    "amount_fen": N_("Sum of money"),
    "offer": N_("Offer"),
    "card": N_("Card"),
    "lines": N_("Lines of the bill"),
    "item": N_("Item"),
    "category": N_("Category"),
    "list_fen": N_("List price"),
    "tenders": N_("How it was paid"),
    "uses": N_("Count card"),
    "line": N_("Line of the bill"),
    "coupons": N_("Coupons"),
    "points": N_("Loyalty points"),
    "stored_fen": N_("Stored value"),
    "hold": N_("Set aside"),
    "coupon": N_("Coupon"),
    "count": N_("How many"),
    "reason": N_("Reason"),
    "value": N_("Kind of account"),
    "amount": N_("How much"),
    "minutes": N_("Minutes"),
    "to": N_("To whom"),
    "unit": N_("Unit"),
    "fault": N_("Why is it given up?"),
    "known_before": N_("Had the same service here before paying?"),
    "bill": N_("Bill"),
    "journal": N_("Posting"),
    "float_fen": N_("Float"),
    "counted_fen": N_("Counted"),
    "expected_fen": N_("Expected"),
    "principal_fen": N_("Stored value, paid"),
    "bonus_fen": N_("Stored value, bonus"),
    "bonus_valid_days": N_("Bonus valid for days"),
    "value_fen": N_("Worth, yuan"),
    "percent_off": N_("Per cent off"),
    "threshold_fen": N_("From, yuan"),
    "categories": N_("Good for"),
    "stacks": N_("May be used together with others"),
    "transferable": N_("May be handed over"),
    "ends_on": N_("Ends on"),
    "most_per_owner": N_("Most for one owner"),
    "most_issued": N_("Most in all"),
    "issued": N_("Given so far"),
    "points_per_yuan": N_("Points for one yuan"),
    "fen_per_point": N_("One point is worth, fen"),
    "points_valid_months": N_("Points are valid for months"),
    "most_points_percent": N_("Points pay at most, per cent of a bill"),
    "named_cap_fen": N_("Named card up to"),
    "unnamed_cap_fen": N_("Unnamed card up to"),
    "unnamed_months": N_("Unnamed cards are good for (months)"),
    "identity_named": N_("Named cards need a document"),
    "identity_from_fen": N_("A document from"),
    "cash_from_fen": N_("No cash from"),
    "cooling_off_days": N_("Days to think it over"),
    "scale_percent": N_("Escrow of a large issuer, per cent"),
    "group_percent": N_("Escrow of a group, per cent"),
    "brand_percent": N_("Escrow of a brand, per cent"),
    "one_card": N_("Stored value and count cards together are one card"),
    "from_day": N_("From day"),
    "legal_name": N_("Legal entity"),
    "filing_no": N_("Filing number"),
    "quarter": N_("Quarter"),
    "entered_at": N_("Entered at"),
    "entered_by": N_("Entered by"),
    "made_at": N_("Entered at"),
    "made_by": N_("Entered by"),
    "last_four": N_("Last four signs"),
    "asked_by": N_("Asked by"),
    "rows": N_("Rows"),
    "visits": N_("Uses left of cards"),
    "visits_paid_fen": N_("Paid for cards"),
}
"""Fields."""
KINDS: Mapping[str, str] = {
    **words.PROPOSED,
    **DOCUMENTS,
    **ISSUER_KINDS,
}
CODES: Mapping[str, Mapping[str, str]] = {
    "method": words.METHODS,
    "category": words.CATEGORIES,
    "categories": words.CATEGORIES,
    "value": {**words.ACCOUNTS, "stored": N_("Stored value")},
    "fault": {"owners": N_("The owner's own wish"), "not_owners": N_("Our fault or nobody's")},
}
