"""Above a limit a second person agrees, in one piece or in several; two desks at once do not pass it either."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("django")

from tests.loyalty.ledger.conftest import GUO, bill, fresh
from tests.loyalty.ledger.proofs import all_at_once

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Give, Grant, Kind, Refund, Value
from liuke.loyalty.ledger.refusals import NeedsSecondPerson
from liuke.values.identity import new_id

WASH, OIL = "visits:wash", "visits:oil"


def gift(desk, lin, kind=Value.POINTS, amount=1_500, unit=None):
    return desk(Kind.GIFT, fresh(), lin, operations=(Grant(kind=kind, amount=amount, unit=unit),))


def refused(posting):
    with pytest.raises(NeedsSecondPerson) as no:
        post(posting)
    return no.value.parameters["above"]


def test_what_one_person_gives_an_owner_on_a_day_counts_together(books):
    lin = new_id()
    post(gift(books.east, lin))
    post(gift(books.east, lin, amount=500))
    assert refused(gift(books.east, lin, amount=1)) == 2_000
    post(gift(books.east, lin, Value.BONUS, 20_000))
    assert refused(gift(books.west, lin, Value.BONUS, 1)) == 20_000
    post(gift(books.east, lin, Value.VISITS, 1, WASH))
    post(gift(books.east, lin, Value.VISITS, 1, OIL))
    assert refused(gift(books.east, lin, Value.VISITS, 1, WASH)) == 2
    assert (books.held(lin, "points"), books.held(lin, "bonus"), books.held(lin, "visits")) == (
        2_000,
        20_000,
        2,
    )


def test_another_owner_another_person_and_what_two_agreed_to_count_apart(books):
    lin, twin = new_id(), new_id()
    post(gift(books.manager, lin, amount=9_000))
    for desk, owner in ((books.east, lin), (books.east, twin), (replace(books.east, actor=GUO), lin)):
        post(gift(desk, owner, amount=2_000))
    given = post(gift(replace(books.east, actor=new_id()), twin, amount=2_000))
    post(deeds.reverse(books.manager, twin, fresh(), of=given.journal, why="wrong owner"))
    assert books.held(lin, "points") == 13_000


def test_a_gift_taken_back_by_two_persons_leaves_the_day_open(books):
    lin = new_id()
    given = post(gift(books.east, lin, amount=2_000))
    post(deeds.reverse(books.manager, lin, fresh(), of=given.journal, why="wrong amount"))
    post(gift(books.east, lin, amount=1_500))
    refused(gift(books.east, lin, amount=501))


def card(books, lin):
    """Two items for 300 yuan each."""
    items = tuple(
        deeds.CardItem(kind=Value.VISITS, unit=unit, amount=3, paid_fen=30_000, list_fen=30_000)
        for unit in (WASH, OIL)
    )
    return post(deeds.sell(books.east, lin, fresh(), payment=fresh("pay"), items=items)).journal


def refund(desk, lin, origin, unit, fen=30_000, kind=Value.VISITS):
    wish = Refund(kind=kind, unit=unit, origin=origin, refund_fen=fen)
    return deeds.refund(desk, lin, fresh(), refund=wish)


def test_the_items_of_a_card_are_not_refunded_alone_one_by_one(books):
    lin = new_id()
    bought = card(books, lin)
    post(refund(books.east, lin, bought, WASH))
    assert refused(refund(replace(books.east, actor=GUO), lin, bought, OIL)) == 50_000
    post(refund(books.manager, lin, bought, OIL))
    assert books.held(lin, "visits") == 0


def test_a_part_that_was_handed_over_counts_with_the_rest(books):
    lin, friend = new_id(), new_id()
    bought = card(books, lin)
    give = Give(kind=Value.VISITS, unit=OIL, amount=3, to=friend)
    post(deeds.transfer(books.east, lin, fresh(), give=give))
    post(refund(books.east, lin, bought, WASH))
    refused(refund(books.east, friend, bought, OIL))


def test_what_comes_back_to_a_refunded_top_up_counts_with_it(books):
    lin = new_id()
    top = deeds.top_up(books.east, lin, fresh(), payment=fresh("pay"), principal_fen=80_000)
    origin = post(top).journal
    paid = post(deeds.pay(books.east, lin, fresh(), bill=bill(books.east.store), amount_fen=40_000))
    post(refund(books.east, lin, origin, None, 40_000, Value.STORED))
    post(deeds.give_back(books.east, lin, fresh(), of=paid.journal))
    refused(refund(books.east, lin, origin, None, 40_000, Value.STORED))


def test_many_desks_at_once_give_no_more_than_one_may(books):
    lin = new_id()
    gifts = [gift(desk, lin, amount=500) for desk in (books.east, books.west) for _ in range(8)]
    assert all_at_once(books, gifts) == {"posted": 4, "needs_second_person": 12}
    assert books.held(lin, "points") == 2_000


def test_parts_of_a_card_in_two_hands_are_not_refunded_at_once(books):
    for _ in range(5):
        lin, friend = new_id(), new_id()
        bought = card(books, lin)
        give = Give(kind=Value.VISITS, unit=OIL, amount=3, to=friend)
        post(deeds.transfer(books.east, lin, fresh(), give=give))
        parts = [refund(books.east, lin, bought, WASH), refund(books.east, friend, bought, OIL)]
        assert all_at_once(books, parts) == {"posted": 1, "needs_second_person": 1}
