"""A frozen owner's account takes in and gives nothing out."""

from __future__ import annotations

import pytest

pytest.importorskip("django")

from tests.loyalty.ledger.conftest import bill, fresh

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Kind
from liuke.loyalty.ledger.refusals import OwnerFrozen
from liuke.values.identity import new_id


def topped_up(books, holder):
    payment = fresh("pay")
    return post(
        deeds.top_up(books.east, holder, fresh(), payment=payment, principal_fen=300_000, bonus_fen=0)
    )


def test_a_frozen_owner_receives_and_spends_nothing(books):
    lin = new_id()
    topped = topped_up(books, lin)
    paid = post(deeds.pay(books.east, lin, fresh(), bill=bill(books.east.store), amount_fen=1))
    post(books.east(Kind.FREEZE, fresh(), lin))
    with pytest.raises(OwnerFrozen):
        post(deeds.pay(books.east, lin, fresh(), bill=bill(books.east.store), amount_fen=1))
    post(deeds.reverse(books.manager, lin, fresh(), of=paid.journal, why="多收"))
    with pytest.raises(OwnerFrozen):
        post(deeds.reverse(books.manager, lin, fresh(), of=topped.journal, why="充错"))
    topped_up(books, lin)
    post(books.east(Kind.UNFREEZE, fresh(), lin))
    post(deeds.pay(books.east, lin, fresh(), bill=bill(books.east.store), amount_fen=1))
