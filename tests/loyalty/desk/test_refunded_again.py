"""B4 What a returned bill brings back after a refund: all refunds come to what one would have."""

from __future__ import annotations

from uuid import UUID

import pytest

pytest.importorskip("django")

from tests.loyalty.desk.conftest import Shop, now, wechat

from liuke.loyalty.actions.refund_value import Wish, refund_value, work_out
from liuke.loyalty.actions.return_bill import return_bill
from liuke.loyalty.actions.sell_card import sell_card
from liuke.loyalty.actions.settle_bill import settle_bill
from liuke.loyalty.rules.refund import Fault
from liuke.loyalty.rules.tender import CardUse, Tenders


@pytest.mark.parametrize(
    ("fault", "counted", "refund"), [(Fault.NOT_OWNERS, 194_550, 75_000), (Fault.OWNERS, 259_400, 10_150)]
)
def test_what_was_refunded_of_a_top_up_was_not_used(shop: Shop, topped_up, fault, counted, refund) -> None:
    wish = Wish(origin=topped_up(), unit="fen", fault=Fault.NOT_OWNERS)
    spent = Tenders(stored_fen=359_400)
    done = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=shop.bill(("大修", 359_400)), tenders=spent)
    refund_value(shop.at(), owner_id=shop.lin.pk, wish=wish, expected_fen=30_450)
    return_bill(shop.at(), bill_id=done.bill.pk, reason="少修一项", amount_fen=100_000)
    again = Wish(origin=wish.origin, unit="fen", fault=fault)
    worked = work_out(shop.lin.pk, again, on=now().date()).calculation
    assert (worked.used_fen, worked.counted_fen, worked.refunded_fen) == (259_400, counted, 30_450)
    assert (worked.refund_fen, worked.kept_fen) == (refund, 75_000 - refund)
    receipt = refund_value(
        shop.at(shop.lead, asker=shop.mei.actor), owner_id=shop.lin.pk, wish=again, expected_fen=refund
    )
    assert receipt.told["calculation"]["refunded_fen"] == 30_450
    assert (shop.held("principal"), shop.held("bonus")) == (0, 0)


@pytest.mark.parametrize("fault", list(Fault))
def test_what_was_refunded_of_a_card_was_not_used(shop: Shop, fault) -> None:
    sold = sell_card(shop.at(), owner_id=shop.lin.pk, card_id=shop.items["card"].pk, paid=wechat(60_000))
    used = Tenders(uses=(CardUse(item="oil", line=0),))
    done = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=shop.bill(("机油保养", 40_000)), tenders=used)
    wish = Wish(origin=UUID(sold.journals[0]), unit="visits:oil", fault=Fault.OWNERS)
    first = work_out(shop.lin.pk, wish, on=now().date()).calculation
    assert (first.used_fen, first.counted_fen, first.refund_fen) == (24_000, 40_000, 8_000)
    refund_value(shop.at(), owner_id=shop.lin.pk, wish=wish, expected_fen=8_000)
    return_bill(shop.at(), bill_id=done.bill.pk, reason="没有做")
    again = Wish(origin=wish.origin, unit="visits:oil", fault=fault)
    worked = work_out(shop.lin.pk, again, on=now().date()).calculation
    assert (worked.used_fen, worked.counted_fen, worked.refunded_fen) == (0, 0, 8_000)
    assert (worked.refund_fen, worked.kept_fen) == (24_000, 0)
