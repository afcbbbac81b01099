"""B4 Refunds worked out by hand to the fen; the first is the worked example of 法释〔2025〕4号."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.loyalty.rules.refund import Fault, Prepaid, Price, refund_of

PAID_ON = dt.date(2026, 3, 1)
MINE, NOT_MINE = Fault.OWNERS, Fault.NOT_OWNERS
LATER = 60

# what                              paid     bonus    used     at list  days  fault      known  → refund   price
CASES = [
    ("the law's own example",       300_000, 100_000, 359_400, None,    LATER, NOT_MINE, False, 30_450,  Price.DISCOUNTED),
    ("the same, owner gives up",    300_000, 100_000, 359_400, None,    LATER, MINE,     False, 0,       Price.LIST),
    ("nothing used, day 0",         300_000, 100_000, 0,       None,    0,     MINE,     False, 300_000, Price.NOTHING),
    ("nothing used, day 7",         300_000, 100_000, 0,       None,    7,     MINE,     False, 300_000, Price.NOTHING),
    ("nothing used, day 8",         300_000, 100_000, 0,       None,    8,     MINE,     False, 300_000, Price.LIST),
    ("nothing used, known before",  300_000, 100_000, 0,       None,    3,     MINE,     True,  300_000, Price.LIST),
    ("used on day 3",               300_000, 100_000, 40_000,  None,    3,     MINE,     False, 260_000, Price.LIST),
    ("used on day 3, not mine",     300_000, 100_000, 40_000,  None,    3,     NOT_MINE, False, 270_000, Price.DISCOUNTED),
    ("no bonus, a third used",      300_000, 0,       100_000, None,    LATER, NOT_MINE, False, 200_000, Price.DISCOUNTED),
    ("no bonus, a third, mine",     300_000, 0,       100_000, None,    LATER, MINE,     False, 200_000, Price.LIST),
    ("no bonus, all used",          300_000, 0,       300_000, None,    LATER, NOT_MINE, False, 0,       Price.DISCOUNTED),
    ("all used with bonus",         300_000, 100_000, 400_000, None,    LATER, NOT_MINE, False, 0,       Price.DISCOUNTED),
    ("one fen used of 1+1",         1,       1,       1,       None,    LATER, NOT_MINE, False, 1,       Price.DISCOUNTED),
    ("two fen used of 1+1",         1,       1,       2,       None,    LATER, NOT_MINE, False, 0,       Price.DISCOUNTED),
    ("one fen used of 2+1",         2,       1,       1,       None,    LATER, NOT_MINE, False, 2,       Price.DISCOUNTED),
    ("two fen used of 2+1",         2,       1,       2,       None,    LATER, NOT_MINE, False, 1,       Price.DISCOUNTED),
    ("1/3 fen is the owner's",      100_000, 50_000,  1,       None,    LATER, NOT_MINE, False, 100_000, Price.DISCOUNTED),
    ("2/3 fen is the owner's",      100_000, 50_000,  2,       None,    LATER, NOT_MINE, False, 99_999,  Price.DISCOUNTED),
    ("4 fen of 2:1",                100_000, 50_000,  4,       None,    LATER, NOT_MINE, False, 99_998,  Price.DISCOUNTED),
    ("5 fen of 2:1",                100_000, 50_000,  5,       None,    LATER, NOT_MINE, False, 99_997,  Price.DISCOUNTED),
    ("1,000 + 200",                 100_000, 20_000,  60_000,  None,    LATER, NOT_MINE, False, 50_000,  Price.DISCOUNTED),
    ("1,000 + 200, mine",           100_000, 20_000,  60_000,  None,    LATER, MINE,     False, 40_000,  Price.LIST),
    ("5,000 + 2,000",               500_000, 200_000, 123_456, None,    LATER, NOT_MINE, False, 411_818, Price.DISCOUNTED),
    ("5,000 + 2,000, mine",         500_000, 200_000, 123_456, None,    LATER, MINE,     False, 376_544, Price.LIST),
    ("5,000 + 1",                   500_000, 1,       250_000, None,    LATER, NOT_MINE, False, 250_001, Price.DISCOUNTED),
    ("1 + 5,000",                   100,     500_000, 250_000, None,    LATER, NOT_MINE, False, 51,      Price.DISCOUNTED),
    ("1 + 5,000, mine",             100,     500_000, 250_000, None,    LATER, MINE,     False, 0,       Price.LIST),
    ("7 parts of 13",               70_000,  60_000,  13_000,  None,    LATER, NOT_MINE, False, 63_000,  Price.DISCOUNTED),
    ("7 parts of 13 and a fen",     70_000,  60_000,  13_001,  None,    LATER, NOT_MINE, False, 63_000,  Price.DISCOUNTED),
    ("7 parts of 13 and two",       70_000,  60_000,  13_002,  None,    LATER, NOT_MINE, False, 62_999,  Price.DISCOUNTED),
    ("card 10 washes, 3 used",      30_000,  0,       9_000,   15_000,  LATER, NOT_MINE, False, 21_000,  Price.DISCOUNTED),
    ("card 10 washes, 3, mine",     30_000,  0,       9_000,   15_000,  LATER, MINE,     False, 15_000,  Price.LIST),
    ("card 10 washes, 6, mine",     30_000,  0,       18_000,  30_000,  LATER, MINE,     False, 0,       Price.LIST),
    ("card 10 washes, 7, mine",     30_000,  0,       21_000,  35_000,  LATER, MINE,     False, 0,       Price.LIST),
    ("card 10 washes, 7, not mine", 30_000,  0,       21_000,  35_000,  LATER, NOT_MINE, False, 9_000,   Price.DISCOUNTED),
    ("card 10 washes, none used",   30_000,  0,       0,       0,       LATER, MINE,     False, 30_000,  Price.LIST),
    ("card 10 washes, all used",    30_000,  0,       30_000,  50_000,  LATER, NOT_MINE, False, 0,       Price.DISCOUNTED),
    ("oil 4 times, 1 used",         128_000, 0,       32_000,  45_800,  LATER, NOT_MINE, False, 96_000,  Price.DISCOUNTED),
    ("oil 4 times, 1, mine",        128_000, 0,       32_000,  45_800,  LATER, MINE,     False, 82_200,  Price.LIST),
    ("oil 4 times, 2, mine",        128_000, 0,       64_000,  91_600,  LATER, MINE,     False, 36_400,  Price.LIST),
    ("oil 4 times, 3, mine",        128_000, 0,       96_000,  137_400, LATER, MINE,     False, 0,       Price.LIST),
    ("thirds of a card",            10_000,  0,       3_333,   5_000,   LATER, NOT_MINE, False, 6_667,   Price.DISCOUNTED),
    ("two thirds of a card",        10_000,  0,       6_666,   10_000,  LATER, NOT_MINE, False, 3_334,   Price.DISCOUNTED),
    ("two thirds, mine",            10_000,  0,       6_666,   10_000,  LATER, MINE,     False, 0,       Price.LIST),
    ("list below discount",         10_000,  0,       6_666,   5_000,   LATER, MINE,     False, 3_334,   Price.LIST),
    ("paid today, used today",      50_000,  10_000,  6_000,   None,    0,     NOT_MINE, False, 45_000,  Price.DISCOUNTED),
    ("paid today, used, mine",      50_000,  10_000,  6_000,   None,    0,     MINE,     False, 44_000,  Price.LIST),
    ("a year later",                50_000,  10_000,  6_000,   None,    365,   NOT_MINE, False, 45_000,  Price.DISCOUNTED),
    ("ten years later",             50_000,  10_000,  6_000,   None,    3650,  NOT_MINE, False, 45_000,  Price.DISCOUNTED),
    ("only a bonus",                0,       10_000,  6_000,   None,    LATER, NOT_MINE, False, 0,       Price.DISCOUNTED),
    ("only a bonus, unused",        0,       10_000,  0,       None,    1,     MINE,     False, 0,       Price.NOTHING),
    ("99.99 + 0.01",                9_999,   1,       5_000,   None,    LATER, NOT_MINE, False, 5_000,   Price.DISCOUNTED),
    ("99.99 + 0.01, mine",          9_999,   1,       5_000,   None,    LATER, MINE,     False, 4_999,   Price.LIST),
    ("2,000 + 666",                 200_000, 66_600,  133_300, None,    LATER, NOT_MINE, False, 100_000, Price.DISCOUNTED),
    ("2,000 + 666, a fen more",     200_000, 66_600,  133_301, None,    LATER, NOT_MINE, False, 100_000, Price.DISCOUNTED),
    ("2,000 + 666, two more",       200_000, 66_600,  133_302, None,    LATER, NOT_MINE, False, 99_999,  Price.DISCOUNTED),
    ("8 : 1",                       80_000,  10_000,  45_000,  None,    LATER, NOT_MINE, False, 40_000,  Price.DISCOUNTED),
    ("8 : 1, mine",                 80_000,  10_000,  45_000,  None,    LATER, MINE,     False, 35_000,  Price.LIST),
    ("8 : 1, last fen",             80_000,  10_000,  89_999,  None,    LATER, NOT_MINE, False, 1,       Price.DISCOUNTED),
    ("8 : 1, last fen, mine",       80_000,  10_000,  89_999,  None,    LATER, MINE,     False, 0,       Price.LIST),
    ("the largest card",            10**10,  10**10,  10**10,  None,    LATER, NOT_MINE, False, 5 * 10**9, Price.DISCOUNTED),
    ("day 7 but used before",       60_000,  0,       1,       None,    7,     NOT_MINE, False, 59_999,  Price.DISCOUNTED),
    ("known before, not mine",      60_000,  0,       0,       None,    1,     NOT_MINE, True,  60_000,  Price.DISCOUNTED),
]  # fmt: skip


def left_in_the_ledger(paid: int, bonus: int, used: int) -> int:
    """What with_stored leaves of the principal: ceil(left × paid ÷ (paid + bonus))."""
    whole = paid + bonus
    return -(-(whole - used) * paid // whole)


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_refund_is_what_was_worked_out_by_hand(case):
    _, paid, bonus, used, listed, days, fault, known, refund, price = case
    left = left_in_the_ledger(paid, bonus, used)
    prepaid = Prepaid(paid_fen=paid, bonus_fen=bonus, used_fen=used, used_list_fen=listed, left_fen=left,
                      paid_on=PAID_ON, known_before=known)  # fmt: skip
    found = refund_of(prepaid, fault=fault, on=PAID_ON + dt.timedelta(days))
    assert (found.refund_fen, found.price) == (refund, price)
    assert found.refund_fen + found.kept_fen == left
    assert 0 <= found.refund_fen <= paid


def test_there_are_at_least_sixty_cases():
    assert len(CASES) >= 60


def test_no_more_can_be_left_than_was_paid():
    with pytest.raises(ValueError, match="no more is left"):
        refund_of(Prepaid(paid_fen=1, used_fen=0, left_fen=2, paid_on=PAID_ON), fault=MINE, on=PAID_ON)


def test_days_to_think_it_over_need_a_day_of_payment():
    one = Prepaid(paid_fen=100, used_fen=0, left_fen=100, paid_on=PAID_ON, cooling_off_days=None)
    worked = refund_of(one, fault=NOT_MINE, on=PAID_ON)
    assert (worked.price, worked.refund_fen) == (Price.DISCOUNTED, 100)
