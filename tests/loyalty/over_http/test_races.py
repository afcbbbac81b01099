"""B1 Many programs at once on two web processes: one outcome, and nobody is answered with a server error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest

pytest.importorskip("django")

from tests.loyalty.over_http.till import Shop, all_at_once

from liuke.loyalty.ledger.verify import verify

_races = count()
"""A key may call 600 times a minute: each race has another one."""


def one_coupon_is_redeemed_once(shop: Shop) -> None:
    owner = shop.owner()
    given = shop.tills[0].post(
        f"/owners/{owner}/coupons", {"store_id": str(shop.store), "series": "tea", "reason": "开业"}
    )
    assert given.status == 201, given.body
    answers = all_at_once(shop.tills, lambda till: shop.settled(till, owner, 100, coupons=["tea"]))
    outcomes = Counter((one.status, one.code) for one in answers)
    assert outcomes == {(201, ""): 1, (409, "balance_too_low"): len(shop.tills) - 1}
    assert shop.held(owner, "coupon") == 0


def tills_share_a_wallet(shop: Shop, tills: int = 64) -> None:
    """There is enough for each: each is served, and then nothing is left."""
    owner = shop.owner()
    shop.topped_up(shop.tills[0], owner, tills * 100)
    answers = all_at_once(shop.tills[:tills], lambda till: shop.settled(till, owner, 100, stored_fen=100))
    assert Counter((one.status, one.code) for one in answers) == {(201, ""): tills}
    assert shop.held(owner, "principal") == 0
    more = all_at_once(shop.tills[:tills], lambda till: shop.settled(till, owner, 1, stored_fen=1))
    assert Counter((one.status, one.code) for one in more) == {(409, "balance_too_low"): tills}


def the_same_key_posts_once(shop: Shop, times: int = 100) -> None:
    owner, key = shop.owner(), f"same-{shop.owner()}"
    token = shop.tills[next(_races) % len(shop.tills)].token
    same = [type(till)(till.line.port, token) for till in shop.tills[:times]]
    answers = all_at_once(same, lambda till: shop.topped_up(till, owner, 700, key))
    assert {one.status for one in answers} == {201}
    assert len({one.body for one in answers}) == 1
    assert sum(not one.repeated for one in answers) == 1
    assert shop.held(owner, "principal") == 700


RACES: dict[str, Callable[[Shop], None]] = {
    "one_coupon_is_redeemed_once": one_coupon_is_redeemed_once,
    "tills_share_a_wallet": tills_share_a_wallet,
    "the_same_key_posts_once": the_same_key_posts_once,
}


@pytest.mark.parametrize("name", RACES)
def test_three_races_have_one_outcome(shop: Shop, name: str) -> None:
    for _ in range(3):
        RACES[name](shop)
    assert verify().findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", RACES)
def test_a_hundred_races_have_one_outcome(shop: Shop, name: str) -> None:
    for _ in range(100):
        RACES[name](shop)
    assert verify().findings == ()
