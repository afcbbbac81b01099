"""Who may call finance: a part of the table in ``test_who_may_call_what``."""

from __future__ import annotations

LEADS = {"store_manager", "regional_manager", "operations_manager", "group"}
FINANCE = {"group", "operations_manager"}
GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")

FINANCE_ROUTES: dict[str, tuple[tuple[str, ...], set[str], str]] = {
    **{
        name: (GET, LEADS | {"auditor"}, "")
        for name in "liability breakage dues prepaid escrow quarter vouchers periods".split()
    },
    "liability_book": (POST, LEADS | {"auditor"}, ""),
    "breakage_book": (POST, LEADS | {"auditor"}, ""),
    "quarter_book": (POST, LEADS | {"auditor"}, ""),
    "vouchers_file": (POST, LEADS | {"auditor"}, ""),
    "due": (GET, set(), "due"),
    "due_settle": (POST, set(), "due"),
    "prepaid_policy_new": (BOTH, FINANCE, ""),
    "issuer": (BOTH, FINANCE, "store"),
    "escrow_enter": (BOTH, FINANCE, "store"),
    "book_account": (BOTH, FINANCE, "account"),
    "owner_identity": (BOTH, LEADS | {"service_adviser", "customer_service", "sales"}, "owner"),
    "period_ask": (POST, FINANCE, ""),
    "openings": (GET, LEADS, ""),
    "opening_upload": (POST, LEADS, ""),
    "opening": (GET, set(), "opening"),
    "opening_errors": (POST, set(), "opening"),
    "opening_ask": (POST, set(), "opening"),
    "opening_step": (POST, set(), "opening_step"),
}
