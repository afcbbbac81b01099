"""B8 The deferred revenue is looked at while the desks go on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytest.importorskip("django")

from django.db import connections
from django.urls import reverse
from django.utils import timezone

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.values.identity import new_id


@pytest.fixture
def a_desk_posts(world: Any) -> Any:
    """A top-up of 100 yuan by somebody else, on another line to the database."""
    people = {"actor": world.people["cashier"].pk, "approver": world.people["store_manager"].pk}
    desk = deeds.Desk(store=world.stores["east"].pk, business_date=timezone.localdate(), **people)

    def put_in() -> None:
        paid = {"payment": f"p-{new_id()}", "principal_fen": 10_000, "bonus_fen": 0}
        post(deeds.top_up(desk, world.owners["east owner"].pk, f"t-{new_id()}", **paid))
        connections.close_all()

    def in_a_thread() -> None:
        with ThreadPoolExecutor(1) as others:
            others.submit(put_in).result()

    return in_a_thread


def test_what_is_posted_while_the_page_is_made_is_no_difference(as_, a_desk_posts, monkeypatch):
    from liuke.loyalty.finance import liability

    a_desk_posts()
    asked, posted = liability.moved_between, []

    def meanwhile(*given: Any) -> Any:
        if not posted:
            posted.append(True)
            a_desk_posts()
        return asked(*given)

    monkeypatch.setattr(liability, "moved_between", meanwhile)
    shown = as_("group").get(reverse("liability")).content.decode()
    assert posted
    assert "勾稽一致" in shown
