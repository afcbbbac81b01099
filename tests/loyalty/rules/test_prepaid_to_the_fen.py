"""B8 Limits of the law on prepaid cards, at the fen where they begin."""

from __future__ import annotations

import datetime as dt

import pytest

from liuke.loyalty.rules.identity_document import DocumentNumberWrong, normal_number
from liuke.loyalty.rules.prepaid import (
    Buyer,
    CapExceeded,
    IdentityNeeded,
    IssuerKind,
    PrepaidLimits,
    TooMuchCash,
    check_card_sale,
    check_top_up,
    earliest_expiry,
    escrow_fen,
    escrow_light,
    quarter_of,
)

STRICT = PrepaidLimits()
MILD = PrepaidLimits(named_cap_fen=10_000_000, identity_named=False)
LIN = Buyer(named=True, identified=True, held_fen=0)
UNSEEN = Buyer(named=True, identified=False, held_fen=0)
NOBODY = Buyer(named=False, identified=False, held_fen=0)
FULL = Buyer(named=True, identified=True, held_fen=499_999)


@pytest.mark.parametrize(
    ("limits", "buyer", "principal", "cash", "refusal"),
    [
        (STRICT, LIN, 500_000, 0, None),
        (STRICT, LIN, 500_001, 0, CapExceeded),
        (STRICT, FULL, 1, 0, None),
        (STRICT, FULL, 2, 0, CapExceeded),
        (STRICT, NOBODY, 100_000, 0, None),
        (STRICT, NOBODY, 100_001, 0, CapExceeded),
        (STRICT, UNSEEN, 1, 0, IdentityNeeded),
        (MILD, UNSEEN, 999_999, 0, None),
        (MILD, UNSEEN, 1_000_000, 0, IdentityNeeded),
        (MILD, LIN, 1_000_000, 0, None),
        (MILD, LIN, 5_000_000, 4_999_999, None),
        (MILD, LIN, 5_000_000, 5_000_000, TooMuchCash),
    ],
)
def test_a_top_up_is_allowed_up_to_the_fen(limits, buyer, principal, cash, refusal):
    if refusal is None:
        check_top_up(limits, buyer, principal_fen=principal, cash_fen=cash)
    else:
        with pytest.raises(refusal):
            check_top_up(limits, buyer, principal_fen=principal, cash_fen=cash)


APART = PrepaidLimits(one_card=False)
CARDS = Buyer(named=True, identified=True, held_fen=200_000, cards_fen=120_000)


@pytest.mark.parametrize(
    ("check", "limits", "buyer", "paid", "cash", "refusal"),
    [
        ("top_up", STRICT, CARDS, 180_000, 0, None),
        ("top_up", STRICT, CARDS, 180_001, 0, CapExceeded),
        ("top_up", APART, CARDS, 300_000, 0, None),
        ("top_up", APART, CARDS, 300_001, 0, CapExceeded),
        ("card", STRICT, CARDS, 180_000, 0, None),
        ("card", STRICT, CARDS, 180_001, 0, CapExceeded),
        ("card", APART, CARDS, 500_000, 0, None),
        ("card", APART, CARDS, 500_001, 0, CapExceeded),
        ("card", STRICT, UNSEEN, 1, 0, IdentityNeeded),
        ("card", STRICT, NOBODY, 100_000, 0, None),
        ("card", STRICT, NOBODY, 100_001, 0, CapExceeded),
        ("card", MILD, UNSEEN, 1_000_000, 0, IdentityNeeded),
        ("card", MILD, LIN, 5_000_000, 5_000_000, TooMuchCash),
    ],
)
def test_a_count_card_is_prepaid_too(check, limits, buyer, paid, cash, refusal):
    def ask() -> None:
        if check == "card":
            check_card_sale(limits, buyer, price_fen=paid, cash_fen=cash)
        else:
            check_top_up(limits, buyer, principal_fen=paid, cash_fen=cash)

    if refusal is None:
        ask()
    else:
        with pytest.raises(refusal):
            ask()


def test_the_desk_is_told_how_much_still_fits():
    with pytest.raises(CapExceeded) as no:
        check_top_up(STRICT, Buyer(named=True, identified=True, held_fen=123_456), principal_fen=400_000)
    assert no.value.parameters == {"most": "5,000", "held": "1,234.56", "room": "3,765.44"}


def test_a_named_card_never_ends_an_unnamed_one_after_three_years():
    leap = dt.date(2024, 2, 29)
    assert earliest_expiry(STRICT, named=True, on=leap) is None
    assert earliest_expiry(STRICT, named=False, on=leap) == dt.date(2027, 2, 28)


@pytest.mark.parametrize(("kind", "fen"), [("scale", 20_001), ("group", 30_001), ("brand", 40_001)])
def test_an_odd_fen_is_put_into_escrow(kind, fen):
    assert escrow_fen(balance_fen=100_001, percent=STRICT.percent(IssuerKind(kind))) == fen


@pytest.mark.parametrize(
    ("required", "there", "light"),
    [(0, None, "green"), (1, None, "red"), (1000, 999, "red"), (1000, 1000, "yellow"), (1000, 1100, "green")],
)
def test_the_light(required, there, light):
    assert escrow_light(required_fen=required, there_fen=there) == light


@pytest.mark.parametrize(("month", "quarter"), [(1, 1), (3, 1), (4, 4), (6, 4), (9, 7), (10, 10), (12, 10)])
def test_quarters(month, quarter):
    assert quarter_of(dt.date(2026, month, 28)) == dt.date(2026, quarter, 1)


GOOD = [
    ("id_card", "11010519491231002X"),
    ("id_card", "440524 18800101 0014"),
    ("business_licence", "91350100M000100Y43"),
    ("passport", "e12345678"),
]
"""The first two are the examples of GB 11643, the third that of GB 32100."""


@pytest.mark.parametrize(("kind", "number"), GOOD)
def test_the_numbers_of_the_standards_are_good(kind, number):
    assert normal_number(kind, number) == number.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("kind", "number"),
    [("id_card", "110105194912310021"), ("id_card", "11010519491331002X"), ("id_card", "1234"),
     ("business_licence", "91350100M000100Y44"), ("passport", "1"), ("id_card", "")],
)  # fmt: skip
def test_a_wrong_sign_is_noticed(kind, number):
    with pytest.raises(DocumentNumberWrong):
        normal_number(kind, number)
