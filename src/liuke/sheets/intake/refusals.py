"""Why a whole run stops."""

from __future__ import annotations

from liuke.values.refusal import Refusal


class NoUsableRow(Refusal):
    """``column`` and ``reason`` (a remark code) tell what rejected most rows."""

    code = "no_usable_row"
    sentence = (
        "Not one row could be used: %(read)s read, %(rejected)s rejected "
        "(most often: %(column)s, %(reason)s), %(skipped)s skipped. "
        "Check that these are exports of sales or work orders."
    )


class NothingRecognised(Refusal):
    code = "nothing_recognised"
    sentence = (
        "No sheet looks like sales, work orders, order lines, appointments, surveys or complaints: "
        "%(sheets)s. Check the headers (a VIN column, an order number, dates), or name the columns "
        "in a mapping file (--mapping)."
    )
