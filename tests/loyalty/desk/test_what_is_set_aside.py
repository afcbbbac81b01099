"""B4–B6 What is set aside is captured by the bill it was for, or comes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("django")

from tests.loyalty.desk.conftest import Shop, wechat
from tests.owners.conftest import make_person

from liuke.loyalty.actions.give_value import give_value
from liuke.loyalty.actions.hold_value import hold_value, release_hold
from liuke.loyalty.actions.issue_coupons import issue_coupons
from liuke.loyalty.actions.sell_card import sell_card
from liuke.loyalty.actions.settle_bill import HoldNotUsed, settle_bill
from liuke.loyalty.actions.top_up import top_up
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.ledger.refusals import AlreadyClosed, BalanceTooLow, NoSuchJournal
from liuke.loyalty.models import Receipt
from liuke.loyalty.rules.tender import CardUse, Tenders


def test_a_hold_is_captured_by_a_bill_or_given_back(shop: Shop, topped_up) -> None:
    topped_up()
    held = hold_value(shop.at(), owner_id=shop.lin.pk, kind=Value.STORED, amount=100_000)
    with pytest.raises(BalanceTooLow):
        hold_value(shop.at(), owner_id=shop.lin.pk, kind=Value.STORED, amount=300_001)
    settle_bill(
        shop.at(),
        owner_id=shop.lin.pk,
        bill=shop.bill(("机油保养", 80_000)),
        tenders=Tenders(stored_fen=80_000, hold=UUID(held.journals[0])),
    )
    assert (shop.held("held"), shop.held("principal"), shop.held("bonus")) == (0, 240_000, 80_000)
    again = hold_value(shop.at(), owner_id=shop.lin.pk, kind=Value.STORED, amount=1_000)
    release_hold(shop.at(), owner_id=shop.lin.pk, hold=UUID(again.journals[0]))
    assert shop.held("held") == 0


def test_what_is_held_is_captured_by_the_posting_of_its_kind(shop: Shop) -> None:
    give_value(shop.at(shop.guo), owner_id=shop.lin.pk, kind=Value.POINTS, amount=900, reason="生日")
    issue_coupons(shop.at(shop.guo), owner_id=shop.lin.pk, code="may-50")
    sell_card(shop.at(), owner_id=shop.lin.pk, card_id=shop.items["card"].pk, paid=wechat(60_000))
    asked = ((Value.POINTS, 900, ""), (Value.COUPON, 1, "may-50"), (Value.VISITS, 4, "wash"))
    points, coupon, wash = (
        UUID(hold_value(shop.at(), owner_id=shop.lin.pk, kind=kind, amount=amount, code=code).journals[0])
        for kind, amount, code in asked
    )
    assert (shop.held("points"), shop.held("coupon"), shop.held("visits")) == (0, 0, 2)

    def settle(hold: UUID, fen: int, **given: Any) -> Receipt:
        tenders = Tenders(hold=hold, paid=(wechat(fen),) if fen else (), **given)
        bill = shop.bill(("精洗", 40_000))
        return settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=tenders)

    kept = Receipt.objects.count()
    with pytest.raises(HoldNotUsed):
        settle(points, 40_000)
    with pytest.raises(HoldNotUsed):
        settle(coupon, 0, uses=(CardUse(item="wash", line=0),))
    assert (Receipt.objects.count(), shop.held("held")) == (kept, 905)
    settle(points, 39_500, points=500)
    settle(coupon, 35_000, coupons=("may-50",))
    settle(wash, 0, uses=(CardUse(item="wash", line=0),))
    assert (shop.held("held"), shop.held("coupon"), shop.held("visits")) == (0, 0, 5)
    with pytest.raises(AlreadyClosed):
        settle(wash, 0, uses=(CardUse(item="wash", line=0),))
    assert shop.held("visits") == 5


def test_nobody_captures_what_another_owner_set_aside(shop: Shop, topped_up) -> None:
    topped_up()
    hold = UUID(hold_value(shop.at(), owner_id=shop.lin.pk, kind=Value.STORED, amount=100_000).journals[0])
    xu = make_person("徐丽", home_store=shop.east)
    top_up(shop.at(), owner_id=xu.pk, paid=wechat(50_000))
    with pytest.raises(NoSuchJournal):
        settle_bill(
            shop.at(),
            owner_id=xu.pk,
            bill=shop.bill(("机油保养", 50_000)),
            tenders=Tenders(stored_fen=50_000, hold=hold),
        )
    assert (shop.held("held"), shop.held("principal", xu)) == (100_000, 50_000)
