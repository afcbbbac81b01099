"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.desk import (
    account,
    giving,
    holding,
    home,
    proposals,
    receipts,
    refunding,
    selling,
    settling,
    statement,
    tills,
)

urlpatterns = [
    path("", home.desk, name="desk"),
    path("/store", home.desk_store, name="desk_store"),
    path("/guest", home.desk_guest, name="desk_guest"),
    path("/tills", tills.tills, name="tills"),
    path("/tills/open", tills.till_open, name="till_open"),
    path("/tills/<uuid:till_id>", tills.till, name="till"),
    path("/proposals", proposals.proposals, name="proposals"),
    path("/proposals/<uuid:proposal_id>", proposals.proposal, name="proposal"),
    path("/proposals/<uuid:proposal_id>/decide", proposals.proposal_decide, name="proposal_decide"),
    path("/proposals/<uuid:proposal_id>/withdraw", proposals.proposal_withdraw, name="proposal_withdraw"),
    path("/receipts", receipts.receipts, name="desk_receipts"),
    path("/receipts/<uuid:receipt_id>", receipts.receipt, name="desk_receipt"),
    path("/receipts/<uuid:receipt_id>/return", refunding.return_of_bill, name="desk_return"),
    path("/owners/<uuid:owner_id>", account.account, name="desk_owner"),
    path("/owners/<uuid:owner_id>/statement", statement.statement, name="desk_statement"),
    path("/owners/<uuid:owner_id>/statement/book", statement.statement_book, name="desk_statement_book"),
    path("/owners/<uuid:owner_id>/hold", holding.hold, name="desk_hold"),
    path("/owners/<uuid:owner_id>/release/<uuid:hold>", holding.release, name="desk_release"),
    path("/owners/<uuid:owner_id>/top-up", selling.top_up_form, name="desk_top_up"),
    path("/owners/<uuid:owner_id>/card", selling.card_form, name="desk_card"),
    path("/owners/<uuid:owner_id>/settle", settling.settle, name="desk_settle"),
    path("/owners/<uuid:owner_id>/coupons", giving.coupons, name="desk_coupons"),
    path("/owners/<uuid:owner_id>/gift", giving.gift, name="desk_gift"),
    path("/owners/<uuid:owner_id>/hand-over", giving.handed_over, name="desk_hand_over"),
    path("/owners/<uuid:owner_id>/freeze", giving.freeze, name="desk_freeze"),
    path("/owners/<uuid:owner_id>/lift-freeze", giving.lift, name="desk_lift_freeze"),
    path("/owners/<uuid:owner_id>/refunds", refunding.refunds, name="desk_refunds"),
    path("/owners/<uuid:owner_id>/refunds/<uuid:origin>", refunding.refund, name="desk_refund"),
    path("/owners/<uuid:owner_id>/reverse/<uuid:journal>", refunding.reversal, name="desk_reversal"),
]
