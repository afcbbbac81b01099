"""Who may call finance: a part of the table in ``test_who_may_call_what``."""

from __future__ import annotations

from typing import Any

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
    "owner_identity": (BOTH, LEADS | {"cashier", "service_adviser", "customer_service", "sales"}, "owner"),
    "period_ask": (POST, FINANCE, ""),
    "openings": (GET, LEADS | {"auditor"}, ""),
    "opening_upload": (POST, LEADS, ""),
    "opening": (GET, set(), "opening"),
    "opening_errors": (POST, set(), "opening"),
    "opening_ask": (POST, set(), "opening"),
    "opening_step": (POST, set(), "opening_step"),
}


def finance_targets(store: Any) -> dict[str, list[Any]]:
    """What the addresses of finance name; no list of balances and no debt is there."""
    nowhere = "00000000-0000-7000-8000-000000000000"
    return {
        "account": ["revenue"],
        "due": [store, nowhere],
        "opening": [nowhere],
        "opening_step": [nowhere, "approve"],
    }
