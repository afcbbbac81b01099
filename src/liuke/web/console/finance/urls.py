"""Addresses of finance."""

from __future__ import annotations

from django.urls import path

from liuke.web.console.finance import books, dues, liability, openings, periods, prepaid, prepaid_edit, steps

urlpatterns = [
    path("/liability", liability.liability, name="liability"),
    path("/liability/book", liability.liability_book, name="liability_book"),
    path("/breakage", liability.breakage, name="breakage"),
    path("/breakage/book", liability.breakage_book, name="breakage_book"),
    path("/dues", dues.dues, name="dues"),
    path("/dues/<uuid:store_id>/<uuid:creditor_id>", dues.due, name="due"),
    path("/dues/<uuid:store_id>/<uuid:creditor_id>/settle", dues.due_settle, name="due_settle"),
    path("/prepaid", prepaid.prepaid, name="prepaid"),
    path("/prepaid/new", prepaid_edit.prepaid_policy_new, name="prepaid_policy_new"),
    path("/prepaid/issuers/<uuid:store_id>", prepaid_edit.issuer, name="issuer"),
    path("/prepaid/owners/<uuid:owner_id>", prepaid_edit.owner_identity, name="owner_identity"),
    path("/escrow", prepaid.escrow, name="escrow"),
    path("/escrow/<uuid:store_id>", prepaid_edit.escrow_enter, name="escrow_enter"),
    path("/quarter", prepaid.quarter, name="quarter"),
    path("/quarter/book", prepaid.quarter_book, name="quarter_book"),
    path("/vouchers", books.vouchers, name="vouchers"),
    path("/vouchers/file", books.vouchers_file, name="vouchers_file"),
    path("/vouchers/accounts/<slug:key>", books.book_account, name="book_account"),
    path("/periods", periods.periods, name="periods"),
    path("/periods/ask", periods.period_ask, name="period_ask"),
    path("/openings", openings.openings, name="openings"),
    path("/openings/upload", openings.opening_upload, name="opening_upload"),
    path("/openings/<uuid:batch_id>", openings.opening, name="opening"),
    path("/openings/<uuid:batch_id>/errors", openings.opening_errors, name="opening_errors"),
    path("/openings/<uuid:batch_id>/ask", steps.opening_ask, name="opening_ask"),
    path("/openings/<uuid:batch_id>/<slug:step>", steps.opening_step, name="opening_step"),
]
