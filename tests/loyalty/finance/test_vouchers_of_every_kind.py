"""B8 Vouchers of every kind of posting that can touch a bonus, with the proposed accounts and with the group's own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

pytest.importorskip("django")

from django.utils import timezone
from tests.loyalty.ledger.conftest import Books, bill, fresh, make_books

from liuke.loyalty.finance.vouchers import AccountMissing, book_accounts, vouchers_in
from liuke.loyalty.ledger import deeds
from liuke.loyalty.ledger.post import post
from liuke.loyalty.ledger.posting import Draw, Grant, Kind, Refund, Value
from liuke.loyalty.ledger.seal import seal
from liuke.loyalty.models import BookAccount
from liuke.loyalty.rules.book_accounts import BY_CHOICE
from liuke.org.models import Store
from liuke.values.identity import new_id
from liuke.values.period import add_months

DAYS = 40
KINDS = {
    "topup", "sale", "gift", "pay", "use", "refund", "return", "reversal", "expiry", "breakage", "opening", "settle",
}  # fmt: skip
BONUS = {"bonus": ("2241.02", "其他应付款-赠送"), "bonus_cost": ("6601", "销售费用")}


@pytest.fixture(scope="module")
def books(tables: Any) -> Books:
    made = make_books(tables)
    east = replace(made.manager, business_date=made.today - dt.timedelta(DAYS))
    west = replace(east, store=made.west.store)
    over = east.business_date + dt.timedelta(10)
    _spent(made, east, west, over)
    _undone(east, west)
    _of_old_and_of_two(made, east, over)
    card = deeds.CardItem(kind=Value.VISITS, unit="visits:wash", amount=3, paid_fen=9_000, list_fen=9_000)
    lin = new_id()
    sold = post(
        deeds.sell(east, lin, fresh(), payment=fresh("p"), items=(card, replace(card, expires_on=over)))
    )
    post(deeds.use(west, lin, fresh(), bill=bill(west.store), item="wash"))
    made.ask("SELECT ledger.expire()")
    left = Refund(kind=Value.VISITS, unit="visits:wash", origin=sold.journal, refund_fen=9_000)
    post(deeds.refund(west, lin, fresh(), refund=left))
    post(deeds.settle(east, fresh(), with_store=west.store, amount_fen=5_000))
    seal()
    return made


def topped(desk: deeds.Desk, lin: UUID, over: dt.date | None = None) -> UUID:
    asked = deeds.top_up(
        desk, lin, fresh(), payment=fresh("p"), principal_fen=30_000, bonus_fen=10_000, bonus_expires_on=over
    )
    return post(asked).journal


def _spent(books: Books, east: deeds.Desk, west: deeds.Desk, over: dt.date) -> None:
    """Topped up, given, paid in both stores, returned in part, held; the bonus left ends."""
    lin = new_id()
    topped(east, lin, over)
    post(east(Kind.GIFT, fresh(), lin, operations=(Grant(kind=Value.BONUS, amount=700, expires_on=over),)))
    paid = post(deeds.pay(west, lin, fresh(), bill=bill(west.store), amount_fen=8_000))
    post(deeds.give_back(west, lin, fresh(), of=paid.journal, amount=1_000))
    held = post(deeds.hold(east, lin, fresh(), draw=Draw(kind=Value.STORED, amount=4_000)))
    post(deeds.pay(east, lin, fresh(), bill=bill(east.store), amount_fen=4_000, hold=held.journal))
    open_ = post(deeds.hold(east, lin, fresh(), draw=Draw(kind=Value.STORED, amount=2_000)))
    post(deeds.void(east, lin, fresh(), of=open_.journal))


def _undone(east: deeds.Desk, west: deeds.Desk) -> None:
    """Reversed and refunded, in the store itself and in the other one."""
    for desk in (east, west):
        lin = new_id()
        paid = post(deeds.pay(desk, _holder(east, lin), fresh(), bill=bill(desk.store), amount_fen=4_000))
        post(deeds.reverse(desk, lin, fresh(), of=paid.journal, why="wrong bill"))
        wrong = topped(east, lin)
        post(deeds.reverse(desk, lin, fresh(), of=wrong, why="wrong owner"))
        back = Refund(kind=Value.STORED, origin=topped(east, lin), refund_fen=25_000, kept_fen=5_000)
        post(deeds.refund(desk, lin, fresh(), refund=back))


def _holder(east: deeds.Desk, lin: UUID) -> UUID:
    topped(east, lin)
    return lin


def _of_old_and_of_two(books: Books, east: deeds.Desk, over: dt.date) -> None:
    """From the old system, once by mistake; merged, parted; given up."""
    grants = (
        Grant(kind=Value.PRINCIPAL, amount=6_000, paid_fen=6_000, list_fen=8_000),
        Grant(kind=Value.BONUS, amount=2_000, expires_on=over),
    )
    lin, twin = new_id(), new_id()
    post(deeds.open_balance(east, lin, fresh(), grants=grants, source=fresh("old")))
    wrong = post(deeds.open_balance(east, twin, fresh(), grants=grants, source=fresh("old")))
    post(deeds.reverse(east, twin, fresh(), of=wrong.journal, why="twice"))
    topped(east, twin)
    merged = post(east(Kind.MERGE, fresh(), lin, other=twin))
    post(east(Kind.UNMERGE, fresh(), lin, returns=merged.journal, other=twin))
    post(east(Kind.BREAKAGE, fresh(), twin, operations=(Draw(kind=Value.BONUS, amount=3_000),)))


@pytest.fixture(params=["as proposed", "with a bonus"])
def booked(request: pytest.FixtureRequest) -> Any:
    """The accounts of the ledger that are in the books."""
    stamped = {"changed_at": timezone.now(), "changed_by": "test"}
    entered = BONUS if request.param == "with a bonus" else {}
    rows = [BookAccount.objects.create(key=k, code=c, name=n, **stamped) for k, (c, n) in entered.items()]
    yield set(book_accounts()) - (set() if entered else BY_CHOICE)
    for row in rows:
        row.delete()


_LINES = """
SELECT d.kind, c.kind, l.amount FROM ledger.line AS l
JOIN ledger.account AS d ON d.id = l.dr JOIN ledger.account AS c ON c.id = l.cr
WHERE l.unit = 'fen' AND coalesce(d.store, c.store) = %s
"""


def in_the_books(books: Books, store: UUID) -> tuple[Counter[str], set[str]]:
    """Credit less debit by code over all months, and the kinds there are vouchers of."""
    found: Counter[str] = Counter()
    kinds = set()
    for back in range(3):
        month = add_months(books.today.replace(day=1), -back)
        asked = {"store": Store.objects.get(pk=store), "month": month, "today": books.today}
        for voucher in vouchers_in(**asked, preliminary=True).vouchers:
            kinds.add(voucher.kind)
            assert sum(e.debit_fen for e in voucher.entries) == sum(e.credit_fen for e in voucher.entries) > 0
            for entry in voucher.entries:
                found[entry.code] += entry.credit_fen - entry.debit_fen
    return Counter({code: fen for code, fen in found.items() if fen}), kinds


def test_every_posting_is_in_the_books_on_both_sides_or_on_none(books, booked):
    accounts, kinds = book_accounts(), set()
    for store in (books.east.store, books.west.store):
        paper: Counter[str] = Counter()
        for dr, cr, amount in books.ask(_LINES, store):
            if {dr, cr} <= booked:
                paper[accounts[dr].code] -= amount
                paper[accounts[cr].code] += amount
        found, there = in_the_books(books, store)
        kinds |= there
        assert found == Counter({code: fen for code, fen in paper.items() if fen})
        assert sum(found.values()) == 0
    assert kinds == KINDS - (set() if "bonus" in booked else {"gift", "breakage"})


def test_what_owners_hold_stands_in_the_books(books, booked):
    for store in (books.east.store, books.west.store):
        left = dict(
            books.ask(
                "SELECT a.kind, sum(l.remaining)::bigint FROM ledger.lot l JOIN ledger.account a ON a.id = l.account"
                " WHERE l.store = %s AND l.remaining > 0 GROUP BY 1",
                store,
            )
        )
        found, _ = in_the_books(books, store)
        assert found["2205.01"] == left.get("principal", 0)
        if "bonus" in booked:
            assert found["2241.02"] == left.get("bonus", 0)


def test_one_account_of_the_two_of_a_bonus_is_refused_by_its_name(books):
    stamped = {"changed_at": timezone.now(), "changed_by": "test"}
    row = BookAccount.objects.create(key="bonus_cost", code="6601", name="销售费用", **stamped)
    with pytest.raises(AccountMissing) as no:
        in_the_books(books, books.east.store)
    assert no.value.parameters == {"account": "Stored value: bonus"}
    row.delete()


def test_any_other_account_left_out_is_refused(books):
    stamped = {"changed_at": timezone.now(), "changed_by": "test"}
    row = BookAccount.objects.create(key="breakage", code="", name="", **stamped)
    with pytest.raises(AccountMissing):
        in_the_books(books, books.east.store)
    row.delete()
