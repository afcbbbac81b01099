"""B5, B8 A count card or package is sold within the law on prepaid cards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("django")

from tests.loyalty.desk.conftest import Shop, now, wechat

from liuke.loyalty.actions.check_identity import DocumentDraft, check_identity
from liuke.loyalty.actions.hold_value import hold_value, release_hold
from liuke.loyalty.actions.refund_value import Wish, refund_value, work_out
from liuke.loyalty.actions.sell_card import sell_card
from liuke.loyalty.actions.settle_bill import settle_bill
from liuke.loyalty.actions.top_up import top_up
from liuke.loyalty.finance.prepaid import buyer_of
from liuke.loyalty.ledger.posting import Value
from liuke.loyalty.models import Payment, PrepaidPolicy, Receipt
from liuke.loyalty.rules.prepaid import CapExceeded, IdentityNeeded, PrepaidLimits
from liuke.loyalty.rules.refund import Fault
from liuke.loyalty.rules.tender import CardUse, Tenders


def law(**limits: Any) -> None:
    """From today on; a later row of one day goes before an earlier one."""
    row = asdict(PrepaidLimits(**limits))
    PrepaidPolicy.objects.create(from_day=dt.date.today(), made_at=now(), made_by="test", **row)


def identified(shop: Shop) -> None:
    draft = DocumentDraft("passport", "林晓", "E12345678")
    check_identity(scope=shop.guo, owner_id=shop.lin.pk, store_id=shop.east.pk, draft=draft, at=now())


def sell(shop: Shop) -> Receipt:
    card = shop.items["card"].pk
    return sell_card(shop.at(), owner_id=shop.lin.pk, card_id=card, paid=wechat(60_000))


def refused(sale: Callable[[], object], refusal: type[Exception]) -> None:
    """Nothing is kept of it."""
    kept = Receipt.objects.count(), Payment.objects.count()
    with pytest.raises(refusal):
        sale()
    assert (Receipt.objects.count(), Payment.objects.count()) == kept


def test_a_card_needs_the_document_a_top_up_needs(shop: Shop) -> None:
    law()
    refused(lambda: sell(shop), IdentityNeeded)
    identified(shop)
    sell(shop)
    assert shop.held("visits") == 6


def test_what_cards_have_not_earned_counts_for_the_next_card_and_top_up(shop: Shop) -> None:
    law(named_cap_fen=150_000)
    identified(shop)
    sell(shop)
    refused(lambda: top_up(shop.at(), owner_id=shop.lin.pk, paid=wechat(90_001)), CapExceeded)
    top_up(shop.at(), owner_id=shop.lin.pk, paid=wechat(90_000))
    refused(lambda: sell(shop), CapExceeded)
    law(named_cap_fen=150_000, one_card=False)
    sell(shop)
    refused(lambda: top_up(shop.at(), owner_id=shop.lin.pk, paid=wechat(60_001)), CapExceeded)
    top_up(shop.at(), owner_id=shop.lin.pk, paid=wechat(60_000))


def test_a_use_and_a_refund_make_room_and_a_hold_does_not(shop: Shop) -> None:
    sold = UUID(sell(shop).journals[0])
    assert buyer_of(shop.lin).cards_fen == 60_000
    settle_bill(
        shop.at(),
        owner_id=shop.lin.pk,
        bill=shop.bill(("机油保养", 40_000)),
        tenders=Tenders(uses=(CardUse(item="oil", line=0),)),
    )
    assert buyer_of(shop.lin).cards_fen == 36_000, "one of two oil changes of 48,000"
    hold = hold_value(shop.at(), owner_id=shop.lin.pk, kind=Value.VISITS, amount=1, code="oil")
    assert buyer_of(shop.lin).cards_fen == 36_000
    release_hold(shop.at(), owner_id=shop.lin.pk, hold=UUID(hold.journals[0]))
    wish = Wish(origin=sold, unit="visits:wash", fault=Fault.NOT_OWNERS)
    refund_fen = work_out(shop.lin.pk, wish, on=dt.date.today()).calculation.refund_fen
    refund_value(shop.at(), owner_id=shop.lin.pk, wish=wish, expected_fen=refund_fen, reason="搬家")
    assert buyer_of(shop.lin).cards_fen == 24_000


def test_value_given_by_hand_is_not_prepaid(shop: Shop) -> None:
    from liuke.loyalty.actions.give_value import give_value

    give_value(
        shop.at(shop.guo), owner_id=shop.lin.pk, kind=Value.VISITS, amount=2, item="wash", reason="致歉"
    )
    assert buyer_of(shop.lin).cards_fen == 0
