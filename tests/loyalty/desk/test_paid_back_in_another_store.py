"""B4, B8 Money paid back in another store than the one that took it in: the till, the dues, the books."""

from __future__ import annotations

from uuid import UUID

import pytest

pytest.importorskip("django")

from django.utils import timezone
from tests.loyalty.desk.conftest import Shop, now, person

from liuke.loyalty.actions.open_till import expected_in, open_till
from liuke.loyalty.actions.refund_value import Wish, refund_value
from liuke.loyalty.actions.reverse_posting import reverse_posting
from liuke.loyalty.actions.top_up import top_up
from liuke.loyalty.finance.dues import dues_between
from liuke.loyalty.finance.liability import liability_of
from liuke.loyalty.finance.vouchers import vouchers_in
from liuke.loyalty.ledger.seal import seal
from liuke.loyalty.models import TillSession
from liuke.loyalty.rules.refund import Fault
from liuke.loyalty.rules.tender import Paid
from liuke.org.queries import NotFound
from liuke.org.rules.roles import Role
from liuke.values.reach import EVERYWHERE


def test_cash_paid_back_in_another_store_is_that_stores_and_owed_to_it(shop: Shop) -> None:
    cash = Paid(method="cash", amount_fen=40_000)
    tops = [
        UUID(top_up(shop.at(), owner_id=shop.lin.pk, paid=cash).journals[0]),
        UUID(top_up(shop.at(), owner_id=shop.lin.pk, paid=cash).journals[0]),
    ]
    open_till(scope=shop.lead, store_id=shop.west.pk, float_fen=100_000, at=now())
    western = shop.at(shop.lead, shop.west)
    wish = Wish(origin=tops[0], unit="fen", fault=Fault.NOT_OWNERS)
    refund_value(western, owner_id=shop.lin.pk, wish=wish, expected_fen=40_000)
    again = shop.at(shop.guo, shop.west, asker=shop.lead.actor)
    with pytest.raises(NotFound):
        reverse_posting(again, owner_id=shop.lin.pk, journal=tops[1], reason="录错")
    second = person("hu", Role.GROUP)
    asked = shop.at(second, shop.west, asker=shop.lead.actor)
    reverse_posting(asked, owner_id=shop.lin.pk, journal=tops[1], reason="录错")
    seal()
    assert expected_in(TillSession.objects.get(store=shop.west)) == 20_000
    assert expected_in(TillSession.objects.get(store=shop.east)) == 100_000
    assert dues_between(EVERYWHERE) == {(shop.east.pk, shop.west.pk): 80_000}
    day = timezone.localdate()
    assert liability_of(start=day, end=day, reach=EVERYWHERE).whole.ties
    booked = {
        store.code: {
            voucher.kind: [(e.code, e.debit_fen, e.credit_fen) for e in voucher.entries]
            for voucher in vouchers_in(
                store=store, month=day.replace(day=1), today=day, preliminary=True
            ).vouchers
        }
        for store in (shop.east, shop.west)
    }
    assert booked == {
        "E": {
            "topup": [("1001", 80_000, 0), ("2205.01", 0, 80_000)],
            "refund": [("2205.01", 40_000, 0), ("2241", 0, 40_000)],
            "reversal": [("2205.01", 40_000, 0), ("2241", 0, 40_000)],
        },
        "W": {
            "refund": [("1221", 40_000, 0), ("1001", 0, 40_000)],
            "reversal": [("1221", 40_000, 0), ("1001", 0, 40_000)],
        },
    }
