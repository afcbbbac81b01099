"""B8 Dues, breakage, escrow and vouchers of the same year, held against the diary."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

pytest.importorskip("django")

from django.utils import timezone

from liuke.loyalty.finance.breakage import asleep_on, lost_between
from liuke.loyalty.finance.dues import Due, due_over, dues_between
from liuke.loyalty.finance.escrow import escrow_of
from liuke.loyalty.finance.quarter_report import quarter_report
from liuke.loyalty.finance.vouchers import AccountMissing, MonthNotOver, vouchers_in
from liuke.loyalty.models import BookAccount, EscrowBalance, Issuer
from liuke.loyalty.rules.prepaid import quarter_of
from liuke.org.models import Store
from liuke.values.period import add_months
from liuke.values.reach import EVERYWHERE, Reach


def test_dues_are_what_other_stores_served(diary):
    served = -sum(
        n
        for _, _, kind, step, n in diary.lines
        if step == "used_elsewhere" and kind in ("principal", "cards")
    )
    owed = {(diary.east, diary.west): served}
    assert served == 33_333
    assert dues_between(EVERYWHERE) == owed
    assert dues_between(Reach(stores=frozenset({diary.west}))) == owed
    assert dues_between(Reach(stores=frozenset())) == {}


def test_the_movements_behind_a_due_add_up_to_it(diary):
    pair = {"debtor": diary.east, "creditor": diary.west}
    whole = due_over(**pair, start=diary.ago(801), end=diary.ago(0))
    assert [(one.day, one.kind, one.amount_fen) for one in whole.movements] == [
        (diary.ago(130), "use", 3_333),
        (diary.ago(300), "pay", 30_000),
    ]
    assert (whole.before_fen, whole.moved_fen, whole.now_fen, whole.postings) == (0, 33_333, 33_333, 2)
    other = due_over(debtor=diary.west, creditor=diary.east, start=diary.ago(801), end=diary.ago(0))
    assert other == Due(now_fen=0, before_fen=0, moved_fen=0, postings=0, movements=[])


@pytest.mark.parametrize(
    ("start", "end", "before", "amounts"),
    [
        (200, 0, 30_000, [3_333]),
        (300, 131, 0, [30_000]),
        (299, 131, 30_000, []),
        (801, 301, 0, []),
        (129, 0, 33_333, []),
    ],
)
def test_what_stood_before_and_the_movements_are_what_stands_after(diary, start, end, before, amounts):
    days = {"start": diary.ago(start), "end": diary.ago(end)}
    found = due_over(debtor=diary.east, creditor=diary.west, **days)
    assert [one.amount_fen for one in found.movements] == amounts
    assert (found.before_fen, found.after_fen) == (before, before + sum(amounts))
    assert (found.now_fen, found.postings) == (33_333, len(amounts))


def test_only_the_latest_movements_are_listed_and_all_of_them_counted(diary, monkeypatch):
    from liuke.loyalty.finance import dues

    monkeypatch.setattr(dues, "MOST", 1)
    found = due_over(debtor=diary.east, creditor=diary.west, start=diary.ago(801), end=diary.ago(0))
    assert [one.amount_fen for one in found.movements] == [3_333]
    assert (found.moved_fen, found.postings, found.after_fen) == (33_333, 2, 33_333)


def test_what_was_lost_is_told_by_month_store_and_kind(diary):
    found = Counter()
    for one in lost_between(start=diary.ago(801), end=diary.ago(0), reach=EVERYWHERE):
        found[one.month, one.store, one.kind, one.posting] += one.amount
    paper = Counter()
    for on, store, kind, step, amount in diary.lines:
        if step in ("expiry", "breakage"):
            paper[on.replace(day=1), store, kind, step] -= amount
    assert found == paper
    assert sum(paper.values()) == 500 + 2 + 5_000 + 30


def test_only_who_has_not_come_for_a_year_is_asleep(diary):
    assert asleep_on(diary.ago(0), EVERYWHERE) == []
    ahead = asleep_on(diary.ago(-366), EVERYWHERE)
    held = diary.standing(diary.ago(0))
    sums = Counter()
    for one in ahead:
        assert not one.long
        sums[one.store, {"coupon": "coupons"}.get(one.kind, one.kind)] += one.amount
        if one.fen:
            sums[one.store, "cards"] += one.fen
    stored = sums[diary.east, "principal"] + sums[diary.east, "bonus"]
    assert stored == held[diary.east, "principal"] + held[diary.east, "bonus"] - 8_000, (
        "what is on hold is no lot"
    )
    for kind in ("points", "visits", "cards"):
        assert sums[diary.east, kind] == held[diary.east, kind]
    assert all(one.long for one in asleep_on(diary.ago(-740), EVERYWHERE))


def test_escrow_is_a_part_of_the_last_quarters_balance(diary):
    stores = list(Store.objects.order_by("code"))
    quarter = quarter_of(diary.ago(120))
    last = add_months(quarter, 3) - dt.timedelta(1)
    paper = diary.standing(last)
    balance = paper[diary.east, "principal"] + paper[diary.east, "cards"]
    [east, west] = escrow_of(quarter=quarter, stores=stores)
    assert (east.balance_fen, east.percent, str(east.light)) == (balance, 40, "red")
    assert (west.balance_fen, west.required_fen, str(west.light)) == (0, 0, "green")
    stamped = {"changed_at": timezone.now(), "changed_by": "test"}
    Issuer.objects.create(store=stores[0], legal_name="东湖汽车", kind="group", **stamped)
    for amount in (1, -(-balance * 34 // 100)):
        EscrowBalance.objects.create(
            store=stores[0],
            quarter=quarter,
            amount_fen=amount,
            entered_at=timezone.now(),
            entered_by="t",
            note="n",
        )
    [east, _] = escrow_of(quarter=quarter, stores=stores)
    assert (east.percent, east.required_fen, str(east.light)) == (30, -(-balance * 30 // 100), "green")


@pytest.mark.parametrize("days", [0, 100, 200, 300, 400])
def test_the_quarterly_report_is_the_diary_of_the_quarter(diary, days):
    quarter = quarter_of(diary.ago(days))
    last = add_months(quarter, 3) - dt.timedelta(1)
    moved = Counter()
    for on, store, kind, step, amount in diary.lines:
        if quarter <= on <= last and store == diary.east and kind in ("principal", "cards"):
            moved[step] += amount
    [east] = [
        one
        for one in quarter_report(quarter=quarter, stores=list(Store.objects.all())).stores
        if one.escrow.store.pk == diary.east
    ]
    assert east.issued_fen == moved["topup"] + moved["sale"]
    assert east.used_fen == -(moved["used"] + moved["used_elsewhere"])
    assert east.refunded_fen == -moved["refund"]
    assert east.other_fen == moved["opening"] + moved["expiry"] + moved["breakage"]
    assert east.opening_fen + sum(moved.values()) == east.closing_fen
    paper = diary.standing(last)
    assert east.closing_fen == paper[diary.east, "principal"] + paper[diary.east, "cards"]


def test_holders_and_cards_are_counted_at_the_end_of_the_quarter(diary):
    quarter = quarter_of(diary.ago(0))
    [east] = [
        one
        for one in quarter_report(quarter=quarter, stores=list(Store.objects.all())).stores
        if one.escrow.store.pk == diary.east
    ]
    assert (east.owners, east.cards) == (2, 3), (
        "Lin: stored value and a wash; who came from the old system: an oil card"
    )


def months(diary) -> list[dt.date]:
    return sorted({on.replace(day=1) for on, *_ in diary.lines})


def test_vouchers_balance_and_come_to_the_diary(diary):
    """Over all months: what the books hold under 2205 is what stands on paper."""
    for side, store in (("east", diary.east), ("west", diary.west)):
        one, books = Store.objects.get(pk=store), Counter()
        for month in months(diary):
            found = vouchers_in(store=one, month=month, today=diary.books.today, preliminary=True)
            for voucher in found.vouchers:
                assert (
                    sum(e.debit_fen for e in voucher.entries)
                    == sum(e.credit_fen for e in voucher.entries)
                    > 0
                )
                for entry in voucher.entries:
                    books[entry.code] += entry.credit_fen - entry.debit_fen
        paper = diary.standing(diary.ago(0))
        assert books["2205.01"] == paper[store, "principal"]
        assert books["2205.02"] == paper[store, "cards"]
        assert books["2241"] == (33_333 if side == "east" else 0)
        assert books["1221"] == (0 if side == "east" else -33_333)
    assert sum(books.values()) == 0


def test_the_same_postings_give_the_same_vouchers(diary):
    one, month = Store.objects.get(pk=diary.east), diary.ago(400).replace(day=1)
    first = vouchers_in(store=one, month=month, today=diary.books.today)
    assert first == vouchers_in(store=one, month=month, today=diary.books.today)
    assert [(v.number, v.kind) for v in first.vouchers] == [(1, "topup")]


def test_a_month_that_is_not_over_is_preliminary_or_nothing(diary):
    one, month = Store.objects.get(pk=diary.east), diary.books.today.replace(day=1)
    with pytest.raises(MonthNotOver):
        vouchers_in(store=one, month=month, today=diary.books.today)
    assert vouchers_in(store=one, month=month, today=diary.books.today, preliminary=True).preliminary


def test_half_an_account_is_refused(diary):
    one, month = Store.objects.get(pk=diary.east), diary.ago(400).replace(day=1)
    stamped = {"changed_at": timezone.now(), "changed_by": "test"}
    row = BookAccount.objects.create(key="bonus_cost", code="6601", name="销售费用", **stamped)
    with pytest.raises(AccountMissing):
        vouchers_in(store=one, month=month, today=diary.books.today)
    other = BookAccount.objects.create(key="bonus", code="2241.02", name="其他应付款-赠送", **stamped)
    [voucher] = vouchers_in(store=one, month=month, today=diary.books.today).vouchers
    assert [(e.code, e.debit_fen, e.credit_fen) for e in voucher.entries] == [
        ("1002", 300_000, 0), ("6601", 100_000, 0), ("2205.01", 0, 300_000), ("2241.02", 0, 100_000),
    ]  # fmt: skip
    row.delete(), other.delete()
