"""What needs a second person at the desk, in one piece or in several."""

from __future__ import annotations

from uuid import UUID

import pytest

pytest.importorskip("django")

from tests.loyalty.desk.conftest import Shop, now, wechat

from liuke.loyalty.actions.decide_proposal import approve, refuse
from liuke.loyalty.actions.give_value import give_value
from liuke.loyalty.actions.open_till import close_till, open_till
from liuke.loyalty.actions.propose import Decided, propose
from liuke.loyalty.actions.refund_value import Wish, refund_value
from liuke.loyalty.actions.return_bill import return_bill
from liuke.loyalty.actions.settle_bill import settle_bill
from liuke.loyalty.actions.top_up import top_up
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.ledger.refusals import NeedsSecondPerson, SamePerson
from liuke.loyalty.models import Payment
from liuke.loyalty.money import AskerHasNoTill
from liuke.loyalty.rules.refund import Fault
from liuke.loyalty.rules.tender import Paid, Tenders
from liuke.org.scope import NotAllowed


def test_above_the_limit_a_second_person_agrees_and_both_stand_on_it(shop: Shop, topped_up) -> None:
    journal = topped_up()
    wish = Wish(origin=journal, unit="fen", fault=Fault.NOT_OWNERS)
    with pytest.raises(NeedsSecondPerson):
        refund_value(shop.at(), owner_id=shop.lin.pk, wish=wish, expected_fen=300_000)
    asked = {
        "origin": journal,
        "unit": "fen",
        "fault": "not_owners",
        "known_before": None,
        "expected_fen": 300_000,
        "method": "",
    }
    proposal = propose(
        shop.at(), "refund", owner_id=shop.lin.pk, asked=asked, reason="车主搬走", amount_fen=300_000
    )
    with pytest.raises(NotAllowed):
        approve(scope=shop.mei, proposal_id=proposal.pk, at=now())
    with pytest.raises(NotAllowed):
        approve(scope=shop.xu, proposal_id=proposal.pk, at=now())
    done = approve(scope=shop.guo, proposal_id=proposal.pk, at=now())
    assert (done.receipt.actor_id, done.receipt.approver_id) == (shop.mei.actor.id, shop.guo.actor.id)
    assert shop.held("principal") == 0
    with pytest.raises(Decided):
        refuse(scope=shop.guo, proposal_id=proposal.pk, answer="不行", at=now())


def test_cash_goes_through_the_till_of_whoever_asked(shop: Shop) -> None:
    cash = Paid(method="cash", amount_fen=60_000)
    journal = UUID(top_up(shop.at(), owner_id=shop.lin.pk, paid=cash).journals[0])
    asked = {"journal": journal}
    proposal = propose(shop.at(), "reversal", owner_id=shop.lin.pk, asked=asked, reason="充错人")
    close_till_of(shop)
    open_till(scope=shop.guo, store_id=shop.east.pk, float_fen=0, at=now())
    with pytest.raises(AskerHasNoTill) as refused:
        approve(scope=shop.guo, proposal_id=proposal.pk, at=now())
    assert "mei" in str(refused.value)
    open_till(scope=shop.mei, store_id=shop.east.pk, float_fen=80_000, at=now())
    assert approve(scope=shop.guo, proposal_id=proposal.pk, at=now()).state == "approved"


def close_till_of(shop: Shop) -> None:
    from liuke.loyalty.models import TillSession

    till = TillSession.objects.get(staff_id=shop.mei.actor.id, closed_at=None)
    close_till(scope=shop.mei, till_id=till.pk, version=till.version, counted_fen=80_000, note="", at=now())


def test_nobody_approves_what_they_asked_themselves(shop: Shop, topped_up) -> None:
    asked = {"journal": topped_up()}
    proposal = propose(shop.at(shop.guo), "reversal", owner_id=shop.lin.pk, asked=asked, reason="充错人")
    with pytest.raises(SamePerson):
        approve(scope=shop.guo, proposal_id=proposal.pk, at=now())
    approve(scope=shop.lead, proposal_id=proposal.pk, at=now())
    assert (shop.held("principal"), shop.held("bonus")) == (0, 0)
    assert Payment.objects.filter(amount_fen=-300_000, method="wechat").count() == 1


def test_a_bill_is_not_returned_alone_in_parts_that_pass_the_limit_together(shop: Shop) -> None:
    def settled(*paid: Paid, stored_fen: int = 0) -> UUID:
        bill = shop.bill(("大修", 200_000))
        tenders = Tenders(stored_fen=stored_fen, paid=paid)
        done: UUID = settle_bill(shop.at(), owner_id=shop.lin.pk, bill=bill, tenders=tenders).bill.pk
        return done

    bill = settled(wechat(200_000))
    return_bill(shop.at(), bill_id=bill, reason="少做一项", amount_fen=50_000)
    for alone in (shop.mei, shop.guo):
        with pytest.raises(NeedsSecondPerson):
            return_bill(shop.at(alone), bill_id=bill, reason="再退", amount_fen=1)
    assert Payment.objects.filter(amount_fen__lt=0).count() == 1
    agreed = shop.at(shop.guo, asker=shop.mei.actor)
    return_bill(agreed, bill_id=bill, reason="再退", amount_fen=50_000)
    top_up(shop.at(), owner_id=shop.lin.pk, paid=wechat(160_000))
    of_value = settled(wechat(40_000), stored_fen=160_000)
    for _ in range(4):
        return_bill(shop.at(), bill_id=of_value, reason="退回储值", amount_fen=50_000)
    assert shop.held("principal") == 160_000


def test_gifts_above_the_limit_need_a_second_person(shop: Shop) -> None:
    with pytest.raises(NeedsSecondPerson):
        give_value(shop.at(shop.guo), owner_id=shop.lin.pk, kind=Value.POINTS, amount=2_001, reason="致歉")
    for left in (1_500, 500):
        give_value(shop.at(shop.guo), owner_id=shop.lin.pk, kind=Value.POINTS, amount=left, reason="致歉")
    with pytest.raises(NeedsSecondPerson):
        give_value(shop.at(shop.guo), owner_id=shop.lin.pk, kind=Value.POINTS, amount=1, reason="致歉")
    assert shop.held("points") == 2_000
