"""What is refused because of a day, a store or a person; nothing is posted then."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import replace

import psycopg
import pytest

pytest.importorskip("django")

from django.db import transaction
from tests.loyalty.ledger.conftest import GUO, MEI, fresh

from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.close_period import close_period
from liuke.loyalty.ledger.expire import void_stale_holds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Draw, Kind, Value
from liuke.loyalty.ledger.refusals import (
    BackDated,
    InTheFuture,
    KeyUsedOtherwise,
    LedgerBusy,
    NeedsSource,
    PeriodClosed,
    PeriodNotOver,
    PeriodOutOfOrder,
    SamePerson,
    StoreClosed,
)
from liuke.loyalty.ledger.seal import seal
from liuke.values.identity import new_id


def topping_up(desk, lin=None, **more):
    return deeds.top_up(desk, lin or new_id(), fresh(), payment=fresh("p"), principal_fen=100, **more)


def refused(books, posting, refusal):
    before = books.journals()
    with pytest.raises(refusal) as no:
        post(posting)
    assert books.journals() == before
    return no.value


def test_nothing_is_posted_into_the_future(books):
    refused(books, topping_up(replace(books.east, business_date=books.today + dt.timedelta(1))), InTheFuture)


def test_more_than_a_day_back_needs_a_second_person(books):
    yesterday, before = (books.today - dt.timedelta(days) for days in (1, 2))
    post(topping_up(replace(books.east, business_date=yesterday)))
    refused(books, topping_up(replace(books.east, business_date=before)), BackDated)
    post(topping_up(replace(books.manager, business_date=before)))


def test_nobody_approves_himself(books):
    refused(books, topping_up(replace(books.east, approver=MEI)), SamePerson)


def test_nobody_approves_what_a_key_does_that_he_made(books):
    """Nor the key what he does, nor one key of his what another one does."""
    first, second, of_another = (key_of(books, maker) for maker in (MEI, MEI, GUO))
    for actor, approver in ((first, MEI), (MEI, first), (first, second)):
        refused(books, topping_up(replace(books.east, actor=actor, approver=approver)), SamePerson)
        with pytest.raises(SamePerson):
            close_period(month=books.today.replace(day=1), actor=actor, approver=approver)
    for actor, approver in ((first, GUO), (MEI, of_another), (first, of_another)):
        post(topping_up(replace(books.east, actor=actor, approver=approver)))


def key_of(books, maker):
    key = new_id()
    books.ask(
        "INSERT INTO org_apikey (id, name, prefix, secret_hash, scopes, level, sandbox, made_at, made_by, made_by_id,"
        " revoked_by) VALUES (%s, 'k', %s, '', '[]', 'group', false, now(), 'test', %s, '')",
        key,
        key.hex[-12:],
        maker,
    )
    return key


def test_a_top_up_without_a_payment_is_refused(books):
    refused(books, replace(topping_up(books.east), source=None), NeedsSource)


def test_a_store_that_closed_in_between_posts_nothing_and_repeats_are_still_answered(books):
    done = topping_up(books.west)
    first = post(done)
    books.ask("UPDATE org_store SET active = false WHERE id = %s", books.west.store)
    refused(books, topping_up(books.west), StoreClosed)
    assert post(done) == first
    books.ask("UPDATE org_store SET active = true WHERE id = %s", books.west.store)


def test_what_was_held_too_long_comes_back_even_where_the_store_has_closed(books):
    lin = new_id()
    post(topping_up(books.west, lin))
    held = post(deeds.hold(books.west, lin, fresh(), draw=Draw(kind=Value.STORED, amount=60), minutes=1))
    assert void_stale_holds() == 0
    books.ask(
        "DO $$ BEGIN SET LOCAL session_replication_role = replica;"
        f" UPDATE ledger.hold SET expires_at = now() - interval '1 minute' WHERE journal = '{held.journal}'; END $$"
    )
    books.ask("UPDATE org_store SET active = false WHERE id = %s", books.west.store)
    assert void_stale_holds() == 1
    books.ask("UPDATE org_store SET active = true WHERE id = %s", books.west.store)
    assert (books.held(lin, "held"), books.held(lin, "principal")) == (0, 100)


def test_a_key_belongs_to_one_content(books):
    done = topping_up(books.east)
    post(done)
    refused(books, replace(done, source=fresh("p")), KeyUsedOtherwise)


def test_a_desk_that_waits_too_long_is_told_and_nothing_is_posted(books, monkeypatch):
    lin = new_id()
    post(topping_up(books.east, lin))
    monkeypatch.setattr("liuke.loyalty.ledger.post.MOST_TRIES", 1)
    with psycopg.connect(books.super_url) as other:
        other.execute("SELECT FROM ledger.holder WHERE id = %s FOR UPDATE", (lin,))
        refused(books, topping_up(books.east, lin), LedgerBusy)


def test_a_desk_that_was_in_the_way_for_a_moment_is_waited_for(books):
    lin = new_id()
    post(topping_up(books.east, lin))
    with psycopg.connect(books.super_url) as other:
        other.execute("SELECT FROM ledger.holder WHERE id = %s FOR UPDATE", (lin,))
        ends = threading.Thread(target=lambda: (time.sleep(0.3), other.rollback()))
        ends.start()
        assert post(topping_up(books.east, lin)).balance("principal") == 200
        ends.join()


def test_a_posting_inside_a_settlement_goes_with_it(books):
    lin = new_id()
    with transaction.atomic():
        post(topping_up(books.east, lin))
        transaction.set_rollback(True)
    assert books.held(lin, "principal") == 0


def test_an_event_tells_of_each_posting_once(books):
    done = topping_up(books.east)
    journal = post(done).journal
    post(done)
    rows = books.ask(
        "SELECT kind, payload ->> 'posting' FROM outbox_publishedevent WHERE payload ->> 'journal_id' = %s",
        str(journal),
    )
    assert rows == [("loyalty.posted", "topup")]


def test_a_freeze_takes_no_store(books):
    lin = new_id()
    posted = post(replace(books.east(Kind.FREEZE, fresh(), lin), store=None))
    assert posted.balances == ()


def test_months_are_closed_in_order_when_over_and_take_nothing_afterwards(own_books):
    books = own_books
    this = books.today.replace(day=1)
    last = (this - dt.timedelta(1)).replace(day=1)
    late = replace(books.manager, business_date=last)
    post(topping_up(late))
    seal()
    with pytest.raises(PeriodNotOver):
        close_period(month=this, actor=MEI, approver=GUO)
    with pytest.raises(SamePerson):
        close_period(month=last, actor=MEI, approver=MEI)
    close_period(month=(last - dt.timedelta(1)).replace(day=1), actor=MEI, approver=GUO)
    seal()
    close_period(month=last, actor=MEI, approver=GUO)
    seal()
    with pytest.raises(PeriodClosed):
        close_period(month=last, actor=MEI, approver=GUO)
    refused(books, topping_up(late), PeriodClosed)
    post(topping_up(books.east))


def test_a_month_is_not_skipped(own_books):
    first = (own_books.today.replace(day=1) - dt.timedelta(80)).replace(day=1)
    close_period(month=first, actor=MEI, approver=GUO)
    seal()
    last = (own_books.today.replace(day=1) - dt.timedelta(1)).replace(day=1)
    with pytest.raises(PeriodOutOfOrder):
        close_period(month=last, actor=MEI, approver=GUO)
