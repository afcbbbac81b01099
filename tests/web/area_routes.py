"""Who may call what at the desk and of segments: parts of the table of rights."""

from __future__ import annotations

GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")
Routes = dict[str, tuple[tuple[str, ...], set[str], str]]
IMPORT_ROUTES: Routes = {
    "import": (GET, set(), "import"),
    "import_progress": (GET, set(), "import"),
    "import_rows": (GET, set(), "import_rows"),
    "import_errors": (GET, set(), "import"),
    "import_answers": (POST, set(), "import"),
    "import_confirm": (POST, set(), "import"),
    "import_discard": (POST, set(), "import"),
    "import_undo": (POST, set(), "import"),
}


def desk_routes(leads: set[str], see: set[str]) -> Routes:
    """By name: methods, roles, what the address names."""
    take, use = leads | {"cashier"}, leads | {"cashier", "service_adviser"}
    give = leads | {"customer_service", "marketing"}
    return {
        "desk": (GET, see, ""),
        "desk_store": (POST, see, ""),
        "desk_guest": (POST, use, ""),
        "tills": (GET, take | {"auditor"}, ""),
        "till_open": (POST, take, ""),
        "till": (BOTH, set(), "segment"),
        "proposals": (GET, see, ""),
        "proposal": (GET, set(), "segment"),
        "proposal_decide": (POST, set(), "segment"),
        "proposal_withdraw": (POST, set(), "segment"),
        "desk_receipts": (GET, see, ""),
        "desk_receipt": (GET, set(), "segment"),
        "desk_return": (BOTH, set(), "segment"),
        "desk_owner": (GET, see, "owner"),
        "desk_statement": (GET, see, "owner"),
        "desk_statement_book": (POST, leads | {"marketing"}, "owner"),
        "desk_hold": (BOTH, use, "owner"),
        "desk_release": (POST, use, "owner_journal"),
        "desk_top_up": (BOTH, take, "owner"),
        "desk_card": (BOTH, take, "owner"),
        "desk_settle": (BOTH, use, "owner"),
        "desk_coupons": (BOTH, give, "owner"),
        "desk_gift": (BOTH, give, "owner"),
        "desk_hand_over": (BOTH, use, "owner"),
        "desk_freeze": (BOTH, leads | {"customer_service"}, "owner"),
        "desk_lift_freeze": (BOTH, leads, "owner"),
        "desk_refunds": (GET, take, "owner"),
        "desk_refund": (BOTH, take, "owner_journal"),
        "desk_reversal": (POST, take, "owner_journal"),
    }


def segment_routes(segments: set[str]) -> Routes:
    """The same for segments and tags."""
    return {
        "segments": (GET, segments | {"auditor"}, ""),
        "segment_counts": (GET, segments | {"auditor"}, ""),
        "segment_new": (BOTH, segments, ""),
        "segment_build": (POST, segments, ""),
        "segment": (GET, set(), "segment"),
        "segment_edit": (BOTH, set(), "segment"),
        "segment_delete": (POST, set(), "segment"),
        "segment_export": (POST, set(), "segment"),
        "segment_tag": (POST, set(), "segment"),
        "tags": (GET, segments | {"auditor"}, ""),
        "tag_new": (BOTH, {"operations_manager", "group"}, ""),
        "tag": (GET, set(), "segment"),
        "tag_edit": (BOTH, set(), "segment"),
        "tag_owner": (POST, set(), "segment"),
        "tag_off": (POST, set(), "segment"),
    }
