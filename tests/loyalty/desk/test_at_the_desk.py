"""B2–B6 What a cashier does: everything once, all of it or nothing, on real PostgreSQL."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

pytest.importorskip("django")

from django.utils import timezone
from tests.loyalty.desk.conftest import Shop, fresh, now, wechat
from tests.owners.conftest import make_person

from liuke.loyalty.actions.decide_proposal import approve
from liuke.loyalty.actions.freeze_owner import freeze_owner, lift_freeze
from liuke.loyalty.actions.give_value import NotTransferable, give_value, hand_over
from liuke.loyalty.actions.issue_coupons import EnoughForOwner, issue_coupons
from liuke.loyalty.actions.open_till import (
    DifferenceNeedsNote,
    TillIsOpen,
    close_till,
    expected_in,
    open_till,
)
from liuke.loyalty.actions.propose import propose
from liuke.loyalty.actions.refund_value import NothingLeft, Wish, refund_value, work_out
from liuke.loyalty.actions.reverse_posting import reverse_posting
from liuke.loyalty.actions.sell_card import sell_card
from liuke.loyalty.actions.settle_bill import BillSettled, settle_bill
from liuke.loyalty.actions.top_up import top_up
from liuke.loyalty.actions.welcome_guest import MOST_MISSES, TooManyGuesses, welcome_guest
from liuke.loyalty.earning import EarnsTooMuch
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.ledger.refusals import (
    BalanceTooLow,
    CalculationOutdated,
    KeyUsedOtherwise,
    NeedsSecondPerson,
    NotToUndo,
    OwnerFrozen,
    OwnerMerged,
    UnknownUnit,
)
from liuke.loyalty.models import Receipt, TillSession
from liuke.loyalty.money import NoTillOpen, NumberMissing, PaidElsewhere, PaymentUsed
from liuke.loyalty.programme import NotOffered
from liuke.loyalty.rules.coupon_worth import CouponUnknown
from liuke.loyalty.rules.refund import Fault
from liuke.loyalty.rules.tender import (
    CardUse,
    LineNotCovered,
    Paid,
    Tenders,
    TendersDoNotMatch,
    TooManyPoints,
)
from liuke.org.queries import NotFound
from liuke.org.scope import NotAllowed


def test_a_top_up_needs_a_payment_that_counts_once(shop: Shop, topped_up) -> None:
    paid = wechat(300_000)
    topped_up(paid)
    assert (shop.held("principal"), shop.held("bonus")) == (300_000, 100_000)
    full_width = paid.reference.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for written in (paid.reference, paid.reference.swapcase(), f" {full_width[:3]} {full_width[3:]}"):
        with pytest.raises(PaymentUsed):
            topped_up(Paid(method="wechat", amount_fen=300_000, reference=written))
    for none in ("", "　", "\u200b"):
        with pytest.raises(NumberMissing):
            topped_up(Paid(method="alipay", amount_fen=300_000, reference=none))
    with pytest.raises(TendersDoNotMatch):
        topped_up(wechat(299_999))
    assert shop.held("principal") == 300_000


def test_cash_goes_through_an_open_till_and_is_counted(shop: Shop) -> None:
    top_up(shop.at(), owner_id=shop.lin.pk, paid=Paid(method="cash", amount_fen=50_000))
    with pytest.raises(NoTillOpen):
        top_up(shop.at(shop.guo), owner_id=shop.lin.pk, paid=Paid(method="cash", amount_fen=50_000))
    with pytest.raises(TillIsOpen):
        open_till(scope=shop.mei, store_id=shop.east.pk, float_fen=0, at=now())
    till = TillSession.objects.get()
    assert expected_in(till) == 70_000
    with pytest.raises(DifferenceNeedsNote):
        close_till(scope=shop.mei, till_id=till.pk, version=1, counted_fen=69_000, note="", at=now())
    done = close_till(
        scope=shop.mei, till_id=till.pk, version=1, counted_fen=69_000, note="找零少收", at=now()
    )
    assert (done.expected_fen, done.counted_fen) == (70_000, 69_000)


def test_nothing_is_promised_for_money_nobody_here_counted(shop: Shop) -> None:
    for fen, sold in (
        (50_000, lambda paid: top_up(shop.at(), owner_id=shop.lin.pk, paid=paid)),
        (
            60_000,
            lambda paid: sell_card(shop.at(), owner_id=shop.lin.pk, card_id=shop.items["card"].pk, paid=paid),
        ),
    ):
        with pytest.raises(PaidElsewhere):
            sold(Paid(method="elsewhere", amount_fen=fen, reference="POS-1"))
    assert (Receipt.objects.count(), shop.held("principal"), shop.held("visits")) == (0, 0, 0)


def test_the_same_key_is_done_once_and_other_words_are_refused(shop: Shop) -> None:
    key, paid = fresh(), wechat(10_000)
    first = top_up(shop.at(key=key), owner_id=shop.lin.pk, paid=paid)
    again = top_up(shop.at(key=key), owner_id=shop.lin.pk, paid=paid)
    assert first.pk == again.pk
    assert shop.held("principal") == 10_000
    with pytest.raises(KeyUsedOtherwise):
        top_up(shop.at(key=key), owner_id=shop.lin.pk, paid=wechat(20_000))
    assert Receipt.objects.count() == 1


def test_a_bill_is_paid_by_card_coupon_points_value_and_money_together(shop: Shop, topped_up) -> None:
    topped_up()
    sell_card(shop.at(), owner_id=shop.lin.pk, card_id=shop.items["card"].pk, paid=wechat(60_000))
    issue_coupons(shop.at(shop.guo), owner_id=shop.lin.pk, code="may-50")
    give_value(shop.at(shop.guo), owner_id=shop.lin.pk, kind=Value.POINTS, amount=2_000, reason="店庆")
    bill = shop.bill(("精洗", 5_000), ("刹车片", 45_000), ("四轮定位", 30_000))
    tenders = Tenders(
        uses=(CardUse(item="wash", line=0),),
        coupons=("may-50",),
        points=1_000,
        stored_fen=40_000,
        paid=(Paid(method="cash", amount_fen=29_000),),
    )
    done = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=tenders)
    assert shop.held("visits") == 5
    assert shop.held("coupon") == 0
    assert (shop.held("principal"), shop.held("bonus")) == (270_000, 90_000)
    # 29,000 of cash and 30,000 of principal earn; card, coupon, points and bonus do not
    assert done.told["points_earned"] == 590
    assert shop.held("points") == 1_000 + 590
    with pytest.raises(BillSettled):
        settle_bill(shop.at(shop.guo), owner_id=shop.lin.pk, bill=bill, tenders=tenders)


def test_nothing_of_a_bill_is_posted_when_one_part_is_refused(shop: Shop, topped_up) -> None:
    topped_up()
    bill = shop.bill(("刹车片", 50_000))
    bad = {
        TendersDoNotMatch: Tenders(stored_fen=49_999),
        TooManyPoints: Tenders(points=25_001, stored_fen=24_999),
        BalanceTooLow: Tenders(points=10_000, stored_fen=40_000),
        LineNotCovered: Tenders(uses=(CardUse(item="wash", line=0),)),
        CouponUnknown: Tenders(coupons=("no-such",), stored_fen=50_000),
        NumberMissing: Tenders(stored_fen=20_000, paid=(Paid(method="card", amount_fen=30_000),)),
    }
    for refusal, tenders in bad.items():
        with pytest.raises(refusal):
            settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=tenders)
    assert (shop.held("principal"), shop.held("bonus"), shop.held("points")) == (300_000, 100_000, 0)
    settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=Tenders(stored_fen=50_000))


def test_the_law_s_example_refunds_304_yuan_50(shop: Shop, topped_up) -> None:
    journal = topped_up()
    settle_bill(
        shop.at(),
        owner_id=shop.lin.pk,
        bill=shop.bill(("大修", 359_400)),
        tenders=Tenders(stored_fen=359_400),
    )
    wish = Wish(origin=journal, unit="fen", fault=Fault.NOT_OWNERS)
    worked = work_out(shop.lin.pk, wish, on=now().date())
    assert worked.calculation.refund_fen == 30_450
    with pytest.raises(CalculationOutdated):
        refund_value(shop.at(), owner_id=shop.lin.pk, wish=wish, expected_fen=30_451)
    done = refund_value(shop.at(), owner_id=shop.lin.pk, wish=wish, expected_fen=30_450)
    assert done.told["calculation"]["counted_fen"] == 269_550
    [back] = done.payments.all()
    assert (back.amount_fen, back.method, back.refunds.amount_fen) == (-30_450, "wechat", 300_000)
    assert (shop.held("principal"), shop.held("bonus")) == (0, 0)


def test_coupons_have_limits_and_only_some_are_handed_over(shop: Shop) -> None:
    xu = make_person("徐丽", home_store=shop.east)
    issue_coupons(shop.at(shop.guo), owner_id=shop.lin.pk, code="may-50", count=3)
    with pytest.raises(EnoughForOwner):
        issue_coupons(shop.at(shop.guo), owner_id=shop.lin.pk, code="may-50")
    hand_over(shop.at(), owner_id=shop.lin.pk, to_owner_id=xu.pk, kind=Value.COUPON, amount=1, code="may-50")
    assert (shop.held("coupon"), shop.held("coupon", xu)) == (2, 1)
    shop.items["cash"].transferable = False
    shop.items["cash"].save()
    with pytest.raises(NotTransferable):
        hand_over(
            shop.at(), owner_id=shop.lin.pk, to_owner_id=xu.pk, kind=Value.COUPON, amount=1, code="may-50"
        )


def test_uses_are_given_of_what_is_offered_only(shop: Shop) -> None:
    def give(item: str) -> None:
        give_value(
            shop.at(shop.guo), owner_id=shop.lin.pk, kind=Value.VISITS, amount=1, item=item, reason="致歉"
        )

    give("wash")
    shop.items["wash"].active = False
    shop.items["wash"].save()
    with pytest.raises(NotOffered):
        give("wash")
    with pytest.raises(UnknownUnit):
        give("nosuch")
    xu = make_person("徐丽", home_store=shop.east)
    hand_over(shop.at(), owner_id=shop.lin.pk, to_owner_id=xu.pk, kind=Value.VISITS, amount=1, code="wash")
    assert (shop.held("visits"), shop.held("visits", xu)) == (0, 1)


def test_a_frozen_owner_pays_with_nothing_until_a_manager_lifts_it(shop: Shop, topped_up) -> None:
    topped_up()
    freeze_owner(shop.at(shop.guo), owner_id=shop.lin.pk, reason="卡被盗用")
    bill = shop.bill(("精洗", 5_000))
    with pytest.raises(OwnerFrozen):
        settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=Tenders(stored_fen=5_000))
    with pytest.raises(NotAllowed):
        lift_freeze(shop.at(), owner_id=shop.lin.pk, reason="本人到店")
    lift_freeze(shop.at(shop.guo), owner_id=shop.lin.pk, reason="本人到店")
    settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=Tenders(stored_fen=5_000))


def test_another_store_serves_who_is_found_by_the_whole_number(shop: Shop, topped_up) -> None:
    topped_up()
    bill = shop.bill(("精洗", 5_000), store=shop.west)
    tenders = Tenders(stored_fen=5_000)
    with pytest.raises(NotFound):
        settle_bill(shop.at(shop.xu, shop.west), owner_id=shop.lin.pk, bill=bill, tenders=tenders)
    for wrong in ("1380000000", "13800000002", "林晓"):
        with pytest.raises(NotFound):
            welcome_guest(scope=shop.xu, store_id=shop.west.pk, told=wrong, at=now())
    found = welcome_guest(scope=shop.xu, store_id=shop.west.pk, told="138 0000 0001", at=now())
    assert found == shop.lin
    settle_bill(shop.at(shop.xu, shop.west), owner_id=shop.lin.pk, bill=bill, tenders=tenders)


def test_nobody_tries_out_numbers_and_every_miss_stands_in_the_trail(shop: Shop) -> None:
    from liuke.audit.models import AuditEntry

    for told in ("", "林晓", "1391000"):
        with pytest.raises(NotFound):
            welcome_guest(scope=shop.xu, store_id=shop.west.pk, told=told, at=now())
    for nth in range(MOST_MISSES):
        with pytest.raises(NotFound):
            welcome_guest(scope=shop.xu, store_id=shop.west.pk, told=f"1391000{nth:04}", at=now())
    with pytest.raises(TooManyGuesses):
        welcome_guest(scope=shop.xu, store_id=shop.west.pk, told="138 0000 0001", at=now())
    assert (
        AuditEntry.objects.filter(verb="owner.guest_not_found", store_id=shop.west.pk).count() == MOST_MISSES
    )


def test_a_till_out_of_reach_is_not_there(shop: Shop) -> None:
    till = open_till(scope=shop.xu, store_id=shop.west.pk, float_fen=0, at=now())
    with pytest.raises(NotFound):
        close_till(scope=shop.guo, till_id=till.pk, version=till.version, counted_fen=0, note="", at=now())


def test_balances_follow_a_merge_and_come_back_by_two_persons(shop: Shop, topped_up) -> None:
    from liuke.owners.actions.merge_owners import merge_owners
    from liuke.owners.actions.part_owners import part_owners

    topped_up()
    twin = make_person("林小晓", home_store=shop.east)
    merge = merge_owners(
        scope=shop.guo, survivor=(twin.pk, twin.version), other=(shop.lin.pk, shop.lin.version), at=now()
    )
    assert (shop.held("principal"), shop.held("principal", twin)) == (0, 300_000)
    with pytest.raises(OwnerMerged):
        top_up(shop.at(), owner_id=shop.lin.pk, paid=wechat(1_000))
    with pytest.raises(NeedsSecondPerson):
        part_owners(scope=shop.guo, merge_id=merge.pk, at=now())
    proposal = propose(
        shop.at(shop.guo), "part", owner_id=twin.pk, asked={"merge": merge.pk}, reason="是两个人"
    )
    approve(scope=shop.lead, proposal_id=proposal.pk, at=now())
    assert (shop.held("principal"), shop.held("principal", twin)) == (300_000, 0)


def test_who_holds_something_cannot_be_erased(shop: Shop, topped_up) -> None:
    from django.db import connection

    from liuke.loyalty.erasure_steps import STEPS, BalanceLeft
    from liuke.owners.actions.erase_person import person_of

    topped_up()
    with connection.cursor() as cursor, pytest.raises(BalanceLeft):
        STEPS[0].hinder(cursor, person_of(shop.lin, at=now()), now().date())


def test_what_was_used_up_is_told_as_that(shop: Shop) -> None:
    origin = UUID(top_up(shop.at(), owner_id=shop.lin.pk, paid=wechat(1_000)).journals[0])
    settle_bill(
        shop.at(), owner_id=shop.lin.pk, bill=shop.bill(("精洗", 1_000)), tenders=Tenders(stored_fen=1_000)
    )
    with pytest.raises(NothingLeft):
        work_out(shop.lin.pk, Wish(origin=origin, unit="fen", fault=Fault.NOT_OWNERS), on=now().date())


def test_a_refund_is_not_reversed_because_its_money_has_gone(shop: Shop, topped_up) -> None:
    wish = Wish(origin=topped_up(), unit="fen", fault=Fault.NOT_OWNERS)
    done = refund_value(
        shop.at(shop.lead, asker=shop.mei.actor), owner_id=shop.lin.pk, wish=wish, expected_fen=300_000
    )
    with pytest.raises(NotToUndo):
        reverse_posting(
            shop.at(shop.lead, asker=shop.mei.actor),
            owner_id=shop.lin.pk,
            journal=UUID(done.journals[0]),
            reason="退错了",
        )
    assert shop.held("principal") == 0


def test_a_region_may_give_more_days_to_think_it_over_and_never_less_than_the_law(
    shop: Shop, topped_up
) -> None:
    from dataclasses import asdict

    from liuke.loyalty.models import PrepaidPolicy
    from liuke.loyalty.rules.prepaid import PrepaidLimits

    wish, today = Wish(origin=topped_up(), unit="fen", fault=Fault.NOT_OWNERS), timezone.localdate()

    def all_back(days: int) -> bool:
        """Whether it is the law's return within days, not a calculation of what was used."""
        return work_out(shop.lin.pk, wish, on=today + dt.timedelta(days)).calculation.price == "nothing"

    def rule(days: int) -> None:
        limits = PrepaidLimits(named_cap_fen=10**10, identity_named=False, cooling_off_days=days)
        PrepaidPolicy.objects.create(from_day=today, made_at=now(), made_by="test", **asdict(limits))

    assert (all_back(7), all_back(8)) == (True, False)
    rule(15)
    assert (all_back(15), all_back(16)) == (True, False)
    rule(0)
    assert (all_back(7), all_back(8)) == (True, False)


def test_points_are_not_made_of_money_that_nobody_took(shop: Shop) -> None:
    invented = Tenders(paid=(Paid(method="elsewhere", amount_fen=200_100),))
    with pytest.raises(EarnsTooMuch):
        settle_bill(
            shop.at(shop.guo), owner_id=shop.lin.pk, bill=shop.bill(("大修", 200_100)), tenders=invented
        )
    assert shop.held("points") == 0
    told = shop.bill(("大修", 200_100), number=fresh("KNOWN"))
    shop.order(told.number, owner_paid_fen=200_100)
    assert settle_bill(shop.at(), owner_id=shop.lin.pk, bill=told, tenders=invented).told["points_earned"]
    less = shop.bill(("大修", 200_100), number=fresh("LESS"))
    shop.order(less.number, owner_paid_fen=200_099)
    with pytest.raises(EarnsTooMuch):
        settle_bill(shop.at(), owner_id=shop.lin.pk, bill=less, tenders=invented)
    with_number = Tenders(paid=(wechat(200_100),))
    settle_bill(shop.at(), owner_id=shop.lin.pk, bill=less, tenders=with_number)
    small = Tenders(paid=(Paid(method="elsewhere", amount_fen=200_000),))
    settle_bill(shop.at(), owner_id=shop.lin.pk, bill=shop.bill(("喷漆", 200_000)), tenders=small)
    assert shop.held("points") == 2_001 + 2_001 + 2_000
    one_more = Tenders(paid=(Paid(method="elsewhere", amount_fen=100),))
    with pytest.raises(EarnsTooMuch):
        settle_bill(shop.at(), owner_id=shop.lin.pk, bill=shop.bill(("补漆", 100)), tenders=one_more)
    xu = make_person("徐丽", home_store=shop.east)
    settle_bill(shop.at(), owner_id=xu.pk, bill=shop.bill(("补漆", 100)), tenders=one_more)
