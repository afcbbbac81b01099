"""B2, B5 A settled bill is returned: whole or in parts, of nothing, of before a merge, of a store that closed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

pytest.importorskip("django")

from django.db.models import Sum
from tests.loyalty.desk.conftest import Shop, now, wechat
from tests.owners.conftest import make_person

from liuke.loyalty.actions.decide_proposal import approve
from liuke.loyalty.actions.issue_coupons import issue_coupons
from liuke.loyalty.actions.propose import propose
from liuke.loyalty.actions.return_bill import OnlyWhole, return_bill
from liuke.loyalty.actions.reverse_posting import BelongsToBill, reverse_posting
from liuke.loyalty.actions.settle_bill import BillReturned, BillSettled, settle_bill
from liuke.loyalty.desk import PostedBeforeMerge
from liuke.loyalty.earning import EarnsTooMuch
from liuke.loyalty.ledger.refusals import MoreThanOriginal, StoreClosed
from liuke.loyalty.models import Payment
from liuke.loyalty.rules.tender import Paid, Tenders
from liuke.org.queries import NotFound


def test_a_returned_bill_gives_everything_back_and_takes_its_points(shop: Shop, topped_up) -> None:
    topped_up()
    bill = shop.bill(("刹车片", 60_000))
    done = settle_bill(
        shop.at(),
        owner_id=shop.lin.pk,
        bill=bill,
        tenders=Tenders(stored_fen=40_000, paid=(wechat(20_000),)),
    )
    assert shop.held("points") == 500
    part = return_bill(shop.at(), bill_id=done.bill.pk, reason="少换一片", amount_fen=30_000)
    assert [one.amount_fen for one in part.payments.all()] == [-10_000]
    assert (shop.held("principal"), shop.held("bonus"), shop.held("points")) == (285_000, 95_000, 250)
    return_bill(shop.at(), bill_id=done.bill.pk, reason="退单")
    assert (shop.held("principal"), shop.held("bonus"), shop.held("points")) == (300_000, 100_000, 0)
    money = Payment.objects.filter(receipt__bill=None, amount_fen__lt=0)
    assert sum(one.amount_fen for one in money) == -20_000


def test_a_bill_with_a_coupon_returns_whole_only(shop: Shop, topped_up) -> None:
    topped_up()
    issue_coupons(shop.at(shop.guo), owner_id=shop.lin.pk, code="may-50")
    done = settle_bill(
        shop.at(),
        owner_id=shop.lin.pk,
        bill=shop.bill(("刹车片", 50_000)),
        tenders=Tenders(coupons=("may-50",), stored_fen=45_000),
    )
    with pytest.raises(OnlyWhole):
        return_bill(shop.at(), bill_id=done.bill.pk, reason="退", amount_fen=10_000)
    return_bill(shop.at(), bill_id=done.bill.pk, reason="退")
    assert (shop.held("coupon"), shop.held("principal")) == (1, 300_000)


def test_what_belongs_to_a_bill_is_returned_with_the_bill(shop: Shop, topped_up) -> None:
    topped_up()
    done = settle_bill(
        shop.at(), owner_id=shop.lin.pk, bill=shop.bill(("精洗", 5_000)), tenders=Tenders(stored_fen=5_000)
    )
    with pytest.raises(BelongsToBill):
        reverse_posting(
            shop.at(shop.lead, asker=shop.mei.actor),
            owner_id=shop.lin.pk,
            journal=UUID(done.journals[0]),
            reason="错",
        )


def test_a_returned_bill_is_written_anew(shop: Shop, topped_up) -> None:
    topped_up()
    bill, paid = shop.bill(("四轮定位", 30_000)), Tenders(stored_fen=30_000)
    settled = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=paid)
    return_bill(shop.at(), bill_id=settled.bill.pk, reason="单号错", amount_fen=10_000)
    with pytest.raises(BillSettled):
        settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=paid)
    return_bill(shop.at(), bill_id=settled.bill.pk, reason="单号错")
    with pytest.raises(BillReturned, match=f"write it as {bill.number}-2"):
        settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=paid)
    settle_bill(shop.at(), owner_id=shop.lin.pk, bill=replace(bill, number=f"{bill.number}-2"), tenders=paid)


def test_a_bill_in_many_tenders_is_returned_fen_by_fen(shop: Shop, topped_up) -> None:
    topped_up()
    parts = Tenders(stored_fen=50, paid=(Paid(method="elsewhere", amount_fen=10), wechat(40)))
    settled = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=shop.bill(("停车", 100)), tenders=parts)
    for part in (5, 1, 1, 1, 92):
        return_bill(shop.at(), bill_id=settled.bill.pk, reason="多收", amount_fen=part)
    assert shop.held("principal") == 300_000
    back = Payment.objects.filter(refunds__receipt=settled).values("method").annotate(fen=Sum("amount_fen"))
    assert {one["method"]: one["fen"] for one in back} == {"elsewhere": -10, "wechat": -40}


def test_a_bill_of_nothing_gives_its_coupon_back_once(shop: Shop) -> None:
    from liuke.loyalty.models import CouponSeries

    CouponSeries.objects.create(
        code="free", name="免费检测", kind="exchange", changed_at=now(), changed_by="test"
    )
    issue_coupons(shop.at(shop.guo), owner_id=shop.lin.pk, code="free")
    free = Tenders(coupons=("free",))
    settled = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=shop.bill(("检测", 0)), tenders=free)
    assert shop.held("coupon") == 0
    with pytest.raises(MoreThanOriginal):
        return_bill(shop.at(), bill_id=settled.bill.pk, reason="取消", amount_fen=1)
    return_bill(shop.at(), bill_id=settled.bill.pk, reason="取消")
    assert shop.held("coupon") == 1
    bill = replace(shop.bill(("检测", 0)), number=settled.bill.number)
    with pytest.raises(BillReturned):
        settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=free)
    with pytest.raises(MoreThanOriginal):
        return_bill(shop.at(), bill_id=settled.bill.pk, reason="取消")


def test_a_bill_of_before_a_merge_is_returned_when_the_two_are_parted(shop: Shop, topped_up) -> None:
    from liuke.owners.actions.merge_owners import merge_owners

    topped = topped_up()
    bill, paid = shop.bill(("四轮定位", 30_000)), Tenders(stored_fen=30_000)
    settled = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=paid)
    twin = make_person("林小晓", home_store=shop.east)
    merge = merge_owners(
        scope=shop.guo, survivor=(twin.pk, twin.version), other=(shop.lin.pk, shop.lin.version), at=now()
    )
    with pytest.raises(PostedBeforeMerge):
        return_bill(shop.at(), bill_id=settled.bill.pk, reason="多收")
    with pytest.raises(PostedBeforeMerge):
        reverse_posting(shop.at(), owner_id=twin.pk, journal=topped, reason="充错")
    parting = propose(shop.at(shop.guo), "part", owner_id=twin.pk, asked={"merge": merge.pk}, reason="退单")
    approve(scope=shop.lead, proposal_id=parting.pk, at=now())
    return_bill(shop.at(), bill_id=settled.bill.pk, reason="多收")
    assert (shop.held("principal"), shop.held("principal", twin)) == (300_000, 0)


def test_what_a_closed_store_settled_is_returned_in_another(shop: Shop, topped_up) -> None:
    topped_up()
    bill, paid = shop.bill(("四轮定位", 30_000)), Tenders(stored_fen=30_000)
    settled = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=paid)
    there = shop.at(shop.lead, store=shop.west)
    with pytest.raises(NotFound):
        return_bill(there, bill_id=settled.bill.pk, reason="多收")
    shop.east.active = False
    shop.east.save(update_fields=["active"])
    with pytest.raises(StoreClosed):
        return_bill(shop.at(), bill_id=settled.bill.pk, reason="多收")
    with pytest.raises(NotFound):
        return_bill(shop.at(shop.xu, store=shop.west), bill_id=settled.bill.pk, reason="多收")
    return_bill(shop.at(shop.lead, store=shop.west), bill_id=settled.bill.pk, reason="多收")
    assert shop.held("principal") == 300_000


def test_a_large_bill_written_anew_is_the_known_order_once_the_first_has_come_back(shop: Shop) -> None:
    bill, paid = shop.bill(("大修", 300_000)), Tenders(paid=(Paid(method="elsewhere", amount_fen=300_000),))
    shop.order(bill.number, owner_paid_fen=300_000)
    anew = replace(bill, number=f"{bill.number}-2")
    first = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=paid)
    with pytest.raises(EarnsTooMuch):
        settle_bill(shop.at(), owner_id=shop.lin.pk, bill=anew, tenders=paid)
    return_bill(shop.at(shop.lead, asker=shop.mei.actor), bill_id=first.bill.pk, reason="单号错")
    assert shop.held("points") == 0
    settle_bill(shop.at(), owner_id=shop.lin.pk, bill=anew, tenders=paid)
    assert shop.held("points") == 3_000
